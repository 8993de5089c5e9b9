"""The badges: data of ours, and which of them somebody's acts have earned.

A criterion is a count that can only grow and how many of it there have to be, so that a badge, once
earned, stays: whatever happens later, and in whatever order logs are merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from mistakes.records import NamedTuple
from mistakes_game.counts.counting import COUNTS
from mistakes_game.counts.growth import Counts, Growth
from mistakes_game.meaning.data_files import (
    LONGEST_NAME,
    Need,
    Texts,
    line,
    needs,
    only,
    rows,
    shipped,
    texts,
)

FILE = "badges.toml"
_NONE = Growth()


class Badge(NamedTuple):
    """A badge: its id, what has to be so, its name and what it says; `source` is "" or a line of a seed."""

    id: str
    needs: tuple[Need, ...]
    name: Texts
    text: Texts
    source: str = ""


class Earned(NamedTuple):
    """A badge that was earned, and the day on which the last of its criteria came to hold."""

    badge: Badge
    day: date


class Ahead(NamedTuple):
    """A badge that is not earned yet: of the criterion that lacks most, how many there are and have to be."""

    badge: Badge
    what: str
    have: int
    least: int

    @property
    def share(self) -> float:
        """How much of it is done, 0 … 1."""
        return self.have / self.least


@cache
def badges() -> tuple[Badge, ...]:
    """Return all badges in their order."""
    return read_badges(shipped(FILE))


def read_badges(text: str, where: str = FILE) -> tuple[Badge, ...]:
    """Return the badges that a text of TOML holds.

    Raises `BadData`, with the place, for what is no TOML, unknown keys and counts, texts that are missing,
    too long or hold control characters, and ids or names that are there twice.
    """
    found = tuple(_badge(row, place) for place, row in rows(text, "badge", where))
    for language in Texts._fields:
        _refuse_twice([badge.name.said(language) for badge in found], where)
    return found


def earned(counts: Counts, known: Iterable[Badge] | None = None) -> list[Earned]:
    """Return the badges that counts have earned, in the order of the days, then of the data.

    `counts` holds growths by the names of `counting.COUNTS`; what is not there is none.
    """
    found = []
    for badge in badges() if known is None else known:
        days = [counts.get(need.what, _NONE).day_of(need.least) for need in badge.needs]
        if None not in days:
            found.append(Earned(badge, max(day for day in days if day is not None)))
    return sorted(found, key=lambda one: one.day)


def next_badges(counts: Counts, limit: int = 3, known: Iterable[Badge] | None = None) -> list[Ahead]:
    """Return the badges that are nearest, those most done first; only those that are begun."""
    ahead = (_ahead(badge, counts) for badge in (badges() if known is None else known))
    begun = [one for one in ahead if 0 < one.have < one.least]
    return sorted(begun, key=lambda one: (-one.share, one.least))[:limit]


def _ahead(badge: Badge, counts: Counts) -> Ahead:
    each = [Ahead(badge, need.what, len(counts.get(need.what, _NONE)), need.least) for need in badge.needs]
    return min(each, key=lambda one: one.share)


def _badge(row: Mapping[str, Any], where: str) -> Badge:
    only(row, ("id", "needs", "name", "text"), ("source",), where)
    return Badge(
        id=row["id"],
        needs=needs(row["needs"], COUNTS, f"{where}: needs"),
        name=texts(row["name"], f"{where}: name", LONGEST_NAME),
        text=texts(row["text"], f"{where}: text"),
        source=line(row["source"], f"{where}: source") if "source" in row else "",
    )


def _refuse_twice(names: Sequence[str], where: str) -> None:
    from mistakes_game.meaning.data_files import BadData

    if twice := {name for name in names if names.count(name) > 1}:
        raise BadData(where, f"a name is there twice: {min(twice)}")
