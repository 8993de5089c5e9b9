"""Joins two edits of one text, line by line, as long as they do not touch each other.

The differences come from Myers' greedy algorithm ("An O(ND) difference algorithm", 1986), because its
cost grows with the number of changed lines, while difflib's grows with the square of repeated lines.
It is bounded by counting, never by a clock, so that every machine comes to the same result: after the
common beginning and end of two texts are cut off, at most m (`_MOST_CHANGED`) lines may come or go.
So two texts cost at most m² / 2 searches and, as every diagonal is walked once, 2 m + 1 comparisons a line.
Beyond that all lines between the common beginning and end count as one edit: coarser, never wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from mistakes.records import NamedTuple

__all__ = ["merge_text"]

_MOST_CHANGED = 200


class _Edit(NamedTuple):
    """The base's lines from `start` to before `stop`, replaced by `lines`."""

    start: int
    stop: int
    lines: tuple[str, ...]


def merge_text(base: str, ours: str, theirs: str) -> str | None:
    """Return the base with the edits of both sides, or None if two of them overlap or touch.

    Texts are compared by lines that end in LF; the same edit on both sides counts once.
    The order of the sides makes no difference.
    """
    lines = base.split("\n")
    edits = sorted({*_edits(lines, ours.split("\n")), *_edits(lines, theirs.split("\n"))})
    if any(later.start <= earlier.stop for earlier, later in pairwise(edits)):
        return None
    return "\n".join(_applied(lines, edits))


def _applied(lines: Sequence[str], edits: Sequence[_Edit]) -> Iterator[str]:
    done = 0
    for edit in edits:
        yield from lines[done : edit.start]
        yield from edit.lines
        done = edit.stop
    yield from lines[done:]


def _edits(base: list[str], other: list[str]) -> Iterator[_Edit]:
    """Yield what turns base into other, in order, with an unchanged line between any two edits."""
    before = _common(base, other)
    after = _common(base[before:][::-1], other[before:][::-1])
    old, new = base[before : len(base) - after], other[before : len(other) - after]
    line = other_line = 0
    for kept, other_kept in [*_unchanged(old, new), (len(old), len(new))]:
        if kept > line or other_kept > other_line:
            yield _Edit(before + line, before + kept, tuple(new[other_line:other_kept]))
        line, other_line = kept + 1, other_kept + 1


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many lines two texts have in common at their beginning."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _unchanged(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pairs of line numbers that stay, in order; none if the search is too expensive.

    A diagonal is the set of points (line of old, line of new) with the same difference.
    """
    reached = _search(old, new)
    pairs: list[tuple[int, int]] = []
    line, diagonal = len(old), len(old) - len(new)
    for cost in range(len(reached) - 1, -1, -1):
        start, came_from = _entry(reached, cost, diagonal)
        pairs += ((n, n - diagonal) for n in range(line - 1, start - 1, -1))
        line = start - 1 if came_from < diagonal else start
        diagonal = came_from
    return pairs[::-1]


def _search(old: Sequence[str], new: Sequence[str]) -> list[list[int]]:
    """Return, for 0, 1, 2 … changed lines, the furthest line of old on each diagonal, up to the end.

    The row for n changed lines holds the diagonals -n, -n + 2 … n. Empty if too many lines changed.
    """
    reached: list[list[int]] = []
    goal = len(old) - len(new)
    for cost in range(_MOST_CHANGED + 1):
        diagonals = range(-cost, cost + 1, 2)
        starts = [_entry(reached, cost, diagonal)[0] for diagonal in diagonals]
        reached.append([_slid(old, new, *at) for at in zip(starts, diagonals, strict=True)])
        if goal in diagonals and reached[-1][(goal + cost) // 2] >= len(old):
            return reached
    return []


def _entry(reached: Sequence[Sequence[int]], cost: int, diagonal: int) -> tuple[int, int]:
    """Return the line of old at which the best path enters a diagonal, and the diagonal it came from."""
    if cost == 0:
        return 0, diagonal
    before, n = reached[cost - 1], (diagonal + cost) // 2
    inserted = before[n] if n < cost else -1
    removed = before[n - 1] + 1 if n > 0 else -1
    return (inserted, diagonal + 1) if inserted >= removed else (removed, diagonal - 1)


def _slid(old: Sequence[str], new: Sequence[str], line: int, diagonal: int) -> int:
    """Return how far equal lines lead along a diagonal."""
    while line < len(old) and line - diagonal < len(new) and old[line] == new[line - diagonal]:
        line += 1
    return line
