"""Several passages as one text, so that most rules are tried once and not for each passage."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from mistakes.scanning import Passage

BREAK = "\n\0\n"  # no rule reaches across it


class Joined:
    """The passages as one `text`, and the way back from a place in it; `lower` is as long, in small letters."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self.passages = [Passage(where, text.replace("\0", " ")) for where, text in passages]
        self.text = BREAK.join(text for _, text in self.passages)
        self.lower = _lowered(self.text)
        lengths = (len(text) + len(BREAK) for _, text in self.passages)
        self._starts = [0, *accumulate(lengths)]

    def place(self, start: int, end: int) -> tuple[str, int, int]:
        """Return the place of a passage, and where in it a part of the whole text begins and ends."""
        number = bisect_right(self._starts, start) - 1
        where, text = self.passages[number]
        begins = self._starts[number]
        return where, start - begins, min(end - begins, len(text))


def _lowered(text: str) -> str:
    """Return a text in small letters, every one of them at its place."""
    lower = text.lower()
    # one capital (İ) becomes two characters
    return lower if len(lower) == len(text) else text.replace("İ", "I").lower()
