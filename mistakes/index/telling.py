"""The lines of event logs that hold certain words, found without a look at each of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from mistakes.files import open_log
from mistakes.layout import EVENT_LINE_LIMIT

AT_ONCE = 1 << 20  # bytes of a log that are looked through in one go


def telling_lines(path: Path, words: Sequence[bytes]) -> Iterator[bytes]:
    """Yield the lines of a log, each with a line feed at its end, in which one of the words stands; none if it is no file.

    Of a line that is longer than an event may be its pieces of that length are looked at.
    """
    with open_log(path) as file:
        while file is not None and (lines := file.read(AT_ONCE)):
            if not lines.endswith(b"\n"):
                lines += file.readline(EVENT_LINE_LIMIT + 1)
            if any(word in lines for word in words):
                yield from (
                    line + b"\n" for line in lines.split(b"\n") if any(word in line for word in words)
                )
