"""Lets `python -m mistakes` run the command line."""

from __future__ import annotations

import os
import sys


def _leave_current_folder() -> None:
    """Take the current folder off the places that modules are imported from.

    `python -m` puts it first there, and it may be a journal that somebody else sent: a file `click.py`
    in it would be run.
    """
    if sys.flags.safe_path or not sys.path:
        return
    try:
        here = os.getcwd()
    except OSError:
        here = ""
    if sys.path[0] in ("", here):
        del sys.path[0]


if __name__ == "__main__":
    _leave_current_folder()

    from mistakes.cli import main

    main()
