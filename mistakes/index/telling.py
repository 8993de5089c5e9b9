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
            yield from _telling(lines, words)


def _telling(lines: bytes, words: Sequence[bytes]) -> Iterator[bytes]:
    """Yield those of whole lines in which one of the words stands, in their order, each once."""
    places = sorted({lines.rfind(b"\n", 0, at) + 1 for word in words for at in _places(lines, word)})
    for start in places:
        end = lines.find(b"\n", start)
        yield lines[start : end if end >= 0 else len(lines)] + b"\n"


def _places(lines: bytes, word: bytes) -> Iterator[int]:
    at = lines.find(word)
    while at >= 0:
        yield at
        at = lines.find(word, at + len(word))
