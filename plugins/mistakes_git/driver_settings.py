"""The merge driver as git's settings name it: for people who type `git pull`, `git merge`, `git rebase`."""

from __future__ import annotations

import os
import shlex
import sys

DRIVER = "mistakes"
SUMMARY = "joins two versions of a journal's entry field by field"
_ARGUMENTS = "-m mistakes_git.driver %O %A %B %P"


def command_line() -> str:
    """Return the driver's command as git hands it to a shell, with this very Python."""
    python = shlex.quote(sys.executable.replace(os.sep, "/"))
    return f"{python} -P {_ARGUMENTS}"


def is_our_driver(value: str) -> bool:
    """Tell whether a setting is the command that we write, for whatever Python."""
    try:
        words = shlex.split(value)
    except ValueError:
        return False
    name = os.path.basename(words[0]).lower() if words else ""
    return name.startswith(("python", "pypy")) and words[1:] == ["-P", *_ARGUMENTS.split()]


def python_of(value: str) -> str:
    """Return the program that a driver's command begins with."""
    try:
        return next(iter(shlex.split(value)), "")
    except ValueError:
        return ""
