"""What there is to say about a file of a pack."""

from __future__ import annotations

from mistakes.records import NamedTuple


class Finding(NamedTuple):
    """One thing to say about a pack: the file, the line, what it is.

    With `refused` the pack cannot be used; otherwise it is advice for its author.
    """

    path: str
    line: int
    problem: str
    refused: bool = True

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.problem}"
