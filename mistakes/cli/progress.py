"""One line on a terminal that tells how far long work has come, and is gone when it ends."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

from mistakes.cli.columns import bar, pad, shorten, width
from mistakes.cli.terminal import can_encode, columns_of, encode_safely, is_terminal, term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TextIO

__all__ = ["progress"]

_PATIENCE = 1.0  # seconds without a word: most work is done by then
_REDRAW_EVERY = 0.1  # seconds
_LONGEST_BAR, _SHORTEST_BAR = 30, 5  # columns
_SPINNER = "|/-\\"


@contextlib.contextmanager
def progress(
    total: int | None, label: str, *, stream: TextIO, clock: Callable[[], float] = time.monotonic
) -> Iterator[Callable[[int], None]]:
    """Give the work inside a callback to call with the number of items done so far (not the increment).

    If `stream` is a terminal, one line is drawn there with `label`, a bar and the count once the
    work has taken more than a second, and anew at most ten times a second; with `total` None a
    spinner and the count. The line is erased in the end, however the work ends. Trouble with the stream
    never disturbs the work. `clock` returns seconds. Print nothing to the terminal meanwhile.
    """
    if not is_terminal(stream) or os.environ.get("TERM") == "dumb":
        yield _say_nothing
        return
    line = _Line(total, label, stream, clock)
    try:
        yield line.advance
    finally:
        line.erase()


def _say_nothing(done: int) -> None:
    """Take the count and show nothing."""


class _Line:
    """The line on the terminal: when it is due again, and how much of the screen it covers."""

    def __init__(self, total: int | None, label: str, stream: TextIO, clock: Callable[[], float]) -> None:
        self._total = total
        self._stream = stream
        self._clock = clock
        self._encoding = getattr(stream, "encoding", None) or "utf-8"
        self._label = encode_safely(term(label), self._encoding)
        self._due = clock() + _PATIENCE
        self._covered = 0
        self._drawn = 0

    def advance(self, done: int) -> None:
        """Draw the line with the count `done` if it is time."""
        now = self._clock()
        if now > self._due:
            self._due = now + _REDRAW_EVERY
            self._draw(done)

    def erase(self) -> None:
        """Leave the terminal as it was before."""
        if self._covered:
            self._write("\r" + " " * min(self._covered, self._columns()) + "\r")
            self._covered = 0

    def _draw(self, done: int) -> None:
        columns = self._columns()
        text = self._spinning(done) if self._total is None else self._filling(done, self._total, columns)
        text = shorten(text, columns, "")
        line = pad(text, min(self._covered, columns))
        # Noted before it is drawn: Ctrl-C may come in between.
        self._covered = width(line)
        self._write("\r" + line)
        self._drawn += 1

    def _columns(self) -> int:
        # The last column stays free: a terminal may break the line after it.
        return columns_of(self._stream, os.environ) - 1

    def _spinning(self, done: int) -> str:
        return f"{_SPINNER[self._drawn % len(_SPINNER)]} {self._label} {done:,}"

    def _filling(self, done: int, total: int, columns: int) -> str:
        count = f"{done:,} of {total:,}"
        room = min(columns - width(self._label) - width(count) - 6, _LONGEST_BAR)
        if room < _SHORTEST_BAR:
            return f"{count} {self._label}"
        drawn = bar(done, total, room, ascii_only=not can_encode("▏█", self._encoding))
        return f"{self._label}  [{pad(drawn, room)}]  {count}"

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(text)
            self._stream.flush()
