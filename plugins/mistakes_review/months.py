"""How far one has come with the plans of each month, kept by the index until something in that month changes.

Most months never change again, so that a day's page need not go through all that was ever done. The fixed
ladder alone is kept so: its steps are plain numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from mistakes.index.plans import Deed, Plan
from mistakes.records import NamedTuple
from mistakes_review.schedule import Ladder, Memory, Progress, schedule

if TYPE_CHECKING:
    from mistakes.index.index import Index

# The number is counted up whenever the same plans and deeds would come to something else.
_NAME = "review 3"
# Where the fields of a plan, and then those of what is kept in mind, end in a row.
_PLAN, _MEMORY = 8, 11
_new = tuple.__new__  # makes a NamedTuple in half the time


class Known(NamedTuple):
    """How far one has come with all plans, and how many lessons were recalled on the day that is meant."""

    states: Sequence[Progress]
    recalled: int


def progress_until(index: Index, today: int) -> Known | None:
    """Return how far one has come by a day (an ordinal), by the fixed ladder.

    None if something was done after that day: what is kept then knows too much.
    """
    return _until(index.by_month(_NAME, _work(index)), today)


def from_progress(index: Index, today: int, about: str, make: Callable[[Known], Any]) -> Any:
    """Return what `make` came to with what `progress_until` returns, kept until that would be another.

    None where `progress_until` returns None. `about` says what else it depends on; the result is plain values.
    """

    def made(parts: list[Any]) -> Any:
        known = _until(parts, today)
        return None if known is None else make(known)

    return index.from_months(_NAME, _work(index), f"{today} {about}", made)


def _work(index: Index) -> Callable[[str], list[Any]]:
    """Return what works out how far one has come with the plans of a month, and until which day that was looked at."""
    ladder = Ladder()

    def work(month: str) -> list[Any]:
        deeds = index.deeds(month)
        latest = max((deed.day for deed in deeds), default=0)
        states = schedule(index.plans(month), deeds, latest, ladder)
        return [latest, recalled_on(latest, deeds), list(map(_plain, states))]

    return work


def _until(parts: Sequence[Any], today: int) -> Known | None:
    """Return what the months come to together, None if one of them knows of a later day."""
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
    plan, memory = _new(Plan, row[:_PLAN]), _new(Memory, row[_PLAN:_MEMORY])
    return _new(Progress, (plan, memory, *row[_MEMORY:]))
