"""A year of learning, day by day: what was recalled and applied; never what went wrong.

Everything here is plain numbers; how they look is told by `terminal` and `svg_year`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from mistakes.records import NamedTuple

WEEKS = 53
DAYS = 7
WARMEST = 4
_STEPS = (1, 2, 4, 6)  # what a day needs to be one step warmer; five recalls a day are the usual cap


class Heat(NamedTuple):
    """What was done on each day from `first`, a Monday, to `last`, both included.

    `reviews` and `applied` count by day; days without anything are left out.
    """

    first: date
    last: date
    reviews: Mapping[date, int]
    applied: Mapping[date, int]

    def count(self, day: date) -> int:
        """Return how often something was recalled or applied on a day."""
        return self.reviews.get(day, 0) + self.applied.get(day, 0)

    @property
    def active(self) -> int:
        """The number of days on which something was done."""
        return len({*self.reviews, *self.applied})


class Month(NamedTuple):
    """A month of a year of learning: its first day, and the warmth of each day of it (None: not in the year)."""

    first: date
    days: tuple[int | None, ...]


def heat(reviews: Iterable[date], applied: Iterable[date], last: date) -> Heat:
    """Return the year of learning that ends on a day, from the days of what was recalled and applied.

    It is 53 weeks long, the last of them being that day's; days outside of it do not count.
    """
    first = first_day(last)
    within = (Counter(day for day in days if first <= day <= last) for days in (reviews, applied))
    return Heat(first, last, *map(dict, within))


def first_day(last: date) -> date:
    """Return the first day of the year of learning that ends on a day."""
    return _monday(last) - timedelta(weeks=WEEKS - 1)


def heat_of(reviews: Mapping[int, int], applied: Mapping[int, int], last: date) -> Heat:
    """Return the year of learning that ends on a day, from how much there was by day (an ordinal) within it."""
    dated = ({date.fromordinal(day): count for day, count in days.items()} for days in (reviews, applied))
    return Heat(first_day(last), last, *dated)


def warmth(count: int) -> int:
    """Return how warm a day is with so many recalls and applications, from 0 (none) to 4."""
    return bisect_right(_STEPS, count)


def week_rows(year: Heat, weeks: int = WEEKS) -> list[list[int | None]]:
    """Return the warmth of the last so many weeks as seven rows, Monday first; None where no day is yet."""
    start = _monday(year.last) - timedelta(weeks=min(weeks, WEEKS) - 1)
    return [
        [_warmth_on(year, start + timedelta(weeks=week, days=row)) for week in range(min(weeks, WEEKS))]
        for row in range(DAYS)
    ]


def month_rows(year: Heat) -> list[Month]:
    """Return the months of the year, the oldest first, each with the warmth of its days."""
    found, first = [], year.first.replace(day=1)
    while first <= year.last:
        after = (first + timedelta(days=31)).replace(day=1)
        days = tuple(_warmth_on(year, first + timedelta(days=n)) for n in range((after - first).days))
        found.append(Month(first, days))
        first = after
    return found


def month_starts(year: Heat, weeks: int = WEEKS) -> list[tuple[int, date]]:
    """Return in which of the last so many weeks a month begins: the week's number from 0, its first day."""
    start = _monday(year.last) - timedelta(weeks=min(weeks, WEEKS) - 1)
    days = (start + timedelta(days=n) for n in range((year.last - start).days + 1))
    return [((day - start).days // DAYS, day) for day in days if day.day == 1]


def warmest_month(year: Heat) -> date | None:
    """Return the first day of the month in which most was done, the later of equals; None without any."""
    sums: Counter[date] = Counter()
    for day, count in [*year.reviews.items(), *year.applied.items()]:
        sums[day.replace(day=1)] += count
    return max(sums, key=lambda month: (sums[month], month), default=None)


def as_json(year: Heat) -> dict[str, Any]:
    """Return the year as plain values: its ends, the sums, and each day on which something was done."""
    days = sorted({*year.reviews, *year.applied})
    counts = {day.isoformat(): [year.reviews.get(day, 0), year.applied.get(day, 0)] for day in days}
    sums = {"reviews": sum(year.reviews.values()), "applied": sum(year.applied.values())}
    ends = {"from": year.first.isoformat(), "to": year.last.isoformat()}
    return ends | sums | {"days": year.active, "by_day": counts}


def _warmth_on(year: Heat, day: date) -> int | None:
    return warmth(year.count(day)) if year.first <= day <= year.last else None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
