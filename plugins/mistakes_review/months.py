"""How far one has come with the plans of each month, kept by the index until something in that month changes.

Most months never change again, so that a day's page need not go through all that was ever done. The fixed
ladder alone is kept so: its steps are plain numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mistakes.index.plans import Deed, Plan
from mistakes_review.schedule import Ladder, Memory, Progress, schedule

if TYPE_CHECKING:
    from mistakes.index.index import Index

# To be counted up whenever the same plans and deeds would come to something else.
_FORMULA = 3
# Where the fields of a plan, and then those of what is kept in mind, end in a row.
_PLAN, _MEMORY = 8, 11


class Known(NamedTuple):
    """How far one has come with all plans, and how many lessons were recalled on the day that is meant."""

    states: Sequence[Progress]
    recalled: int


def progress_until(index: Index, today: int) -> Known | None:
    """Return how far one has come by a day (an ordinal), by the fixed ladder.

    None if something was done after that day: what is kept then knows too much.
    """
    ladder = Ladder()

    def work(month: str) -> list[Any]:
        deeds = index.deeds(month)
        latest = max((deed.day for deed in deeds), default=0)
        states = schedule(index.plans(month), deeds, latest, ladder)
        return [latest, recalled_on(latest, deeds), list(map(_plain, states))]

    parts = index.by_month(f"review {_FORMULA}", work)
    if any(latest > today for latest, *_ in parts):
        return None
    states = [_progress(row) for *_, rows in parts for row in rows]
    return Known(states, sum(recalled for latest, recalled, _ in parts if latest == today))


def recalled_on(day: int, deeds: Iterable[Deed]) -> int:
    """Return how many lessons were recalled on a day."""
    return len({(deed.entry, deed.key) for deed in deeds if deed.do == "reviewed" and deed.day == day})


def _plain(state: Progress) -> list[Any]:
    """Return how far one has come with a plan in one row, which is read in half the time of nested ones."""
    plan, memory, *rest = state
    return [*plan, *memory, *rest]


def _progress(row: list[Any]) -> Progress:
    plan, memory = Plan._make(row[:_PLAN]), Memory._make(row[_PLAN:_MEMORY])
    return Progress(plan, memory, *row[_MEMORY:])
