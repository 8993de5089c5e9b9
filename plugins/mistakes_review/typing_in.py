"""What a person types in a session: a line, or one key."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from mistakes.cli.prompting import ask

T = TypeVar("T")

MARK = "> "
STOP = "q"
_CTRL_D, _ESCAPE = b"\x04", b"\x1b"
_LONGEST_SEQUENCE = 32


def read_line() -> str:
    """Read a line from the terminal; raises `EOFError` and `KeyboardInterrupt`."""
    return ask(MARK)


def read_key(meanings: Mapping[str, T], ask: Callable[[], None]) -> T:
    """Ask, wait for one of these keys, and return what it means; raises `EOFError` and `KeyboardInterrupt`."""
    with _listening() as next_key:
        ask()
        sys.stdout.flush()
        while True:
            key = next_key().lower()
            if key in meanings:
                return meanings[key]


@contextmanager
def _listening() -> Iterator[Callable[[], str]]:
    """Let single keys be read, and yield what reads one; what was typed a moment too early is kept."""
    if sys.platform == "win32":
        import click

        yield click.getchar
        return
    import termios
    import tty

    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    try:
        tty.setcbreak(handle, termios.TCSADRAIN)
        yield lambda: _byte(handle)
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)


def _byte(handle: int) -> str:
    """Read one byte; keys like the arrows send several, which are passed over together."""
    import select

    data = os.read(handle, 1)
    if data in (b"", _CTRL_D):
        raise EOFError
    if data == _ESCAPE and select.select([handle], [], [], 0)[0]:
        os.read(handle, _LONGEST_SEQUENCE)
        return ""
    return data.decode("latin-1")
