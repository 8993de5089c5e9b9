"""How far one has come with the plans of each month, kept by the index until something in that month changes.

Most months never change again, so that a day's page need not go through all that was ever done. The fixed
ladder alone is kept so: its steps are plain numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from mistakes.index.plans import Deed, Plan
from mistakes.records import NamedTuple
from mistakes_review.agenda import OpenLessons
from mistakes_review.prices import Cost
from mistakes_review.schedule import Ladder, Memory, Progress, schedule

if TYPE_CHECKING:
    from mistakes.index.index import Index

# The numbers are counted up whenever the same plans and deeds would come to something else.
_NAME, _OPEN = "review 4", "open 1"
# Where the fields of a plan, and then those of what is kept in mind, end in a row.
_PLAN, _MEMORY = 8, 11
# Where what an entry cost begins in a plan, and among the columns of open lessons.
_COST, _PRICED = 4, 5
_new = tuple.__new__  # makes a NamedTuple in half the time


class Known(NamedTuple):
    """How far one has come with all plans, and how many lessons were recalled on the day that is meant."""

    states: Sequence[Progress]
    recalled: int


def progress_until(index: Index, today: int) -> Known | None:
    """Return how far one has come by a day (an ordinal), by the fixed ladder.

    None if something was done after that day: what is kept then knows too much.
    """
    parts = index.by_month(_NAME, _work(index, lambda states: list(map(_plain, states))))
    if _knows_later(parts, today):
        return None
    states = [_progress(row) for *_, rows in parts for row in rows]
    return Known(states, _recalled(parts, today))


def from_open_lessons(index: Index, today: int, about: str, make: Callable[[OpenLessons, int], Any]) -> Any:
    """Return what `make` came to with the open lessons, by the fixed ladder, kept until that would be another.

    It also gets how many lessons were recalled on that day (an ordinal). None where `progress_until` returns
    None. `about` says what else it depends on; the result is plain values.
    """

    def made(parts: list[Any]) -> Any:
        if _knows_later(parts, today):
            return None
        return make(_open([columns for *_, columns in parts]), _recalled(parts, today))

    return index.from_months(_OPEN, _work(index, _columns), f"{today} {about}", made)


def _work(index: Index, plain: Callable[[list[Progress]], list[Any]]) -> Callable[[str], list[Any]]:
    """Return what works out, for a month, the last day that it knows of, what was recalled then, and plain states."""
    ladder = Ladder()

    def work(month: str) -> list[Any]:
        deeds = index.deeds(month)
        latest = max((deed.day for deed in deeds), default=0)
        states = schedule(index.plans(month), deeds, latest, ladder)
        return [latest, recalled_on(latest, deeds), plain(states)]

    return work


def _knows_later(parts: Iterable[Sequence[Any]], today: int) -> bool:
    """Tell whether something was done after a day."""
    return any(latest > today for latest, *_ in parts)


def _recalled(parts: Iterable[Sequence[Any]], today: int) -> int:
    return sum(recalled for latest, recalled, _ in parts if latest == today)


def recalled_on(day: int, deeds: Iterable[Deed]) -> int:
    """Return how many lessons were recalled on a day."""
    return len({(deed.entry, deed.key) for deed in deeds if deed.do == "reviewed" and deed.day == day})


def _plain(state: Progress) -> list[Any]:
    """Return how far one has come with a plan in one row, which is read in half the time of nested ones."""
    plan, memory, *rest = state
    return [*plan, *memory, *rest]


def _columns(states: Iterable[Progress]) -> list[Any]:
    """Return the lessons that are not retired in columns: what a choice among them looks at, and nothing else."""
    rows = [
        [plan.entry, plan.key, memory.last, memory.interval, days > 0, *plan[_COST:]]
        for plan, memory, days, _, retired, _ in states
        if not retired
    ]
    return [list(column) for column in zip(*rows, strict=True)]


def _open(months: Iterable[Sequence[Sequence[Any]]]) -> OpenLessons:
    """Return the lessons of all months together; a scheduler's own is left out, for the ladder needs none to choose."""
    several = [columns for columns in months if columns]
    if not several:
        return OpenLessons((), (), (), (), ())
    columns = [[*chain.from_iterable(column)] for column in zip(*several, strict=True)]
    entries, keys, lasts, intervals, begun = columns[:_PRICED]
    memories = [_new(Memory, row) for row in zip(lasts, intervals, repeat(None))]
    costs = [_new(Cost, row) for row in zip(*columns[_PRICED:], strict=True)]
    return OpenLessons(entries, keys, memories, begun, costs)


def _progress(row: list[Any]) -> Progress:
    plan, memory = _new(Plan, row[:_PLAN]), _new(Memory, row[_PLAN:_MEMORY])
    return _new(Progress, (plan, memory, *row[_MEMORY:]))
