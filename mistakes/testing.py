"""What authors of plugins need in their tests: a home of one's own, and the program run within the test.

It needs no test framework; the library's own tests use it too.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from mistakes.records import NamedTuple

_FOLDERS = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")
_LEFT_OUT = ("MISTAKES_JOURNAL", "MISTAKES_DISABLE_PLUGINS", "NO_COLOR", "COLUMNS", "EDITOR", "VISUAL")


class Result(NamedTuple):
    """How the program ended: its exit status, and what it wrote to stdout and stderr."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What was written to stdout, read as JSON."""
        return json.loads(self.out)

    @property
    def handle(self) -> str:
        """The handle that an acknowledgement names, as in `saved privately as 4sn02q`."""
        return self.out.split(" as ", 1)[1].split()[0]


@contextmanager
def own_home(folder: Path) -> Iterator[Path]:
    """Let this process and its children have `folder` as home, so that nothing of the user's is touched.

    The folder is made if it is missing. Plugins are looked for anew, before and afterwards.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = dict(os.environ)
    os.environ |= {name: str(folder / name.lower()) for name in _FOLDERS}
    os.environ |= {"HOME": str(folder), "USERPROFILE": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    for name in _LEFT_OUT:
        os.environ.pop(name, None)
    _forget_plugins()
    try:
        yield folder
    finally:
        os.environ.clear()
        os.environ.update(before)
        _forget_plugins()


def run(*arguments: str, stdin: str = "") -> Result:
    """Run one command line within this process, without a terminal, and return how it ended."""
    from mistakes.cli import run

    out, err, before = _pipe(), _pipe(), sys.stdin
    sys.stdin = _pipe(stdin)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            status = run(list(arguments))
    finally:
        sys.stdin = before
    return Result(status, _written(out), _written(err))


def _pipe(text: str = "") -> io.TextIOWrapper:
    return io.TextIOWrapper(
        io.BytesIO(text.encode()), encoding="utf-8", errors="backslashreplace", newline=""
    )


def _written(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def _forget_plugins() -> None:
    from mistakes import plugins

    plugins.installed.cache_clear()
