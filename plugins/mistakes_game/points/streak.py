"""The streak of learning weeks, as a pure function of what was due, what was done, and when one rested.

Weeks begin on Mondays; days are ordinals, those that events stored, so that no travel rewrites the past.
With a unit of one day the same holds of days in the place of weeks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate

from mistakes.records import NamedTuple
from mistakes_game.points.state import Streak, Week

WEEK = 7
RESERVES, MOST_RESERVES, HELD_FOR_ONE = 2, 3, 4
REPAIR_DAYS, REPAIRED_BY = 14, 3
REST_DAYS = 56  # in a year
_FORGIVEN = 36 * 3_600_000  # ms between two acts with a day without any between them
_AHEAD = 1
_HOLDS = ("held", "quiet", "repaired")


class Span(NamedTuple):
    """A time in which a lesson waited to be recalled: from the day on which it was due to when it was.

    `done` is None as long as it waits; without `recalled` it ended otherwise: the lesson was applied, came
    again, or is asked no more.
    """

    due: int
    done: int | None = None
    recalled: bool = True


class Rest(NamedTuple):
    """A rest: its first and last day. Days before the one on which it was planned are none."""

    first: int
    last: int


class Lived(NamedTuple):
    """What the streak looks at.

    `reflected` are days on which a reflection was completed, `wrong` those on which a mistake or a repeat
    was noted; `first` is the first day of anything; `moments` are times of acts of learning by day (first
    and last, in ms since 1970), needed for a streak of days.
    """

    first: int | None
    spans: Sequence[Span] = ()
    reflected: frozenset[int] = frozenset()
    wrong: frozenset[int] = frozenset()
    rests: Sequence[Rest] = ()
    moments: Mapping[int, tuple[int, int]] = {}


class _Run:
    """The run while weeks pass: how many held in it, the best, all, and what is in reserve."""

    def __init__(self) -> None:
        self.current = self.best = self.total = 0
        self.reserves = RESERVES
        self.held = 0
        self.repair_until: int | None = None

    def hold(self) -> None:
        """Add a week that held."""
        self.current, self.total, self.held = self.current + 1, self.total + 1, self.held + 1
        self.best = max(self.best, self.current)
        if self.held % HELD_FOR_ONE == 0:
            self.reserves = min(self.reserves + 1, MOST_RESERVES)

    def end(self, repair_until: int) -> None:
        """End the run; until a day it can still be repaired."""
        self.current, self.repair_until = 0, repair_until


def streak(lived: Lived, today: date, *, cap: int = 5, unit: int = WEEK) -> Streak:
    """Return the streak as it is on a day; `cap` is how many lessons are asked at most on one.

    A week holds with one reflection, or with as many reviews as were due in it, up to `cap`; and if nothing
    was due and nothing went wrong. Weeks missed in a row use one reserve at most. Without a reserve they
    can be repaired by recalling, within 14 days after the first of them, the three lessons that had then
    waited longest.
    """
    if lived.first is None or lived.first > today.toordinal():
        return Streak(0, 0, 0, RESERVES)
    passing = _Passing(_until(lived, today.toordinal()), today.toordinal(), cap, unit)
    run, weeks = _Run(), []
    fate = ""  # of the weeks missed in a row, "" if the last one was not missed
    for number, went in passing.weeks():
        fate = (fate or _fate(run, passing, number)) if went == "missed" else ""
        how = fate or went
        if how in _HOLDS:
            run.hold()
        weeks.append(Week(date.fromordinal(passing.begins(number)), how))
    until = run.repair_until if run.repair_until and run.repair_until >= today.toordinal() else None
    repair_until = date.fromordinal(until) if until and not run.current else None
    return Streak(run.current, run.best, run.total, run.reserves, tuple(weeks), repair_until)


def _until(lived: Lived, today: int) -> Lived:
    """Return what was so on a day; a traveller's calendar may be a day ahead of it."""
    last = today + _AHEAD
    spans = [span if (span.done or 0) <= last else Span(span.due) for span in lived.spans]
    reflected, wrong = ({day for day in days if day <= last} for days in (lived.reflected, lived.wrong))
    return lived._replace(spans=spans, reflected=frozenset(reflected), wrong=frozenset(wrong))


def _fate(run: _Run, passing: _Passing, number: int) -> str:
    """Return what becomes of weeks missed in a row, from the first one: how they are shown."""
    if run.reserves:
        run.reserves -= 1
        return "reserve"
    if passing.is_repaired(number):
        return "repaired"
    run.end(passing.begins(number + 1) - 1 + REPAIR_DAYS)
    return "missed"


class _Passing:
    """What was due and done in each week, or day, from the first one to the present one."""

    def __init__(self, lived: Lived, today: int, cap: int, unit: int) -> None:
        self._lived, self._today, self._cap, self._unit = lived, today, cap, unit
        self._first = self._number(lived.first or today)
        self._count = self._number(today) - self._first + 1
        spans = [span for span in lived.spans if span.due <= today]
        self._due = list(self._waiting(spans))
        self._done = Counter(self._number(span.done) for span in spans if span.done and span.recalled)
        self._reflected = {self._number(day) for day in lived.reflected}
        self._wrong = {self._number(day) for day in lived.wrong}
        self._rests = self._resting()

    def weeks(self) -> Iterator[tuple[int, str]]:
        """Yield the number of each week with how it went, before reserves and repairs."""
        for number in range(self._first, self._first + self._count):
            yield number, self._how(number)

    def begins(self, number: int) -> int:
        """Return the first day of a week."""
        return number * self._unit + 1

    def is_repaired(self, number: int) -> bool:
        """Tell whether the lessons that had waited longest when a week ended were recalled in time."""
        last = self.begins(number + 1) - 1
        waited = sorted(
            span.due for span in self._lived.spans if span.due <= last < (span.done or self._today + 1)
        )
        limit = waited[min(REPAIRED_BY, len(waited)) - 1] if waited else 0
        oldest = [
            span for span in self._lived.spans if span.due <= limit and last < (span.done or self._today + 1)
        ]
        done = sum(bool(span.done and span.recalled and span.done <= last + REPAIR_DAYS) for span in oldest)
        if not waited:
            return any(last < day <= last + REPAIR_DAYS for day in self._lived.reflected)
        return done >= min(REPAIRED_BY, len(waited))

    def _how(self, number: int) -> str:
        due = self._due[number - self._first]
        if number in self._reflected or (due and self._done[number] >= min(due, max(self._cap, 1))):
            return "held"
        if self._number(self._today) == number:
            return "open"
        if (not due and number not in self._wrong) or self._is_forgiven(number):
            return "quiet"
        return "rest" if number in self._rests else "missed"

    def _number(self, day: int) -> int:
        return (day - 1) // self._unit

    def _waiting(self, spans: Iterable[Span]) -> Iterator[int]:
        """Yield for each week how many lessons were due in it."""
        change = [0] * (self._count + 1)
        for span in spans:
            change[max(self._number(span.due) - self._first, 0)] += 1
            if span.done is not None:
                last = self._number(span.done) - (not span.recalled)
                change[min(max(last - self._first + 1, 0), self._count)] -= 1
        return accumulate(change[:-1])

    def _resting(self) -> set[int]:
        """Return the weeks of which the greater part was rest, as many in a year as may be."""
        days = sorted({day for rest in self._lived.rests for day in range(rest.first, rest.last + 1)})
        in_weeks = Counter(map(self._number, days))
        left: Counter[int] = Counter()
        found: set[int] = set()
        for number, count in sorted(in_weeks.items()):
            year = date.fromordinal(self.begins(number)).year
            if count * 2 > self._unit and left[year] + self._unit <= REST_DAYS:
                left[year] += self._unit
                found.add(number)
        return found

    def _is_forgiven(self, number: int) -> bool:
        """Tell whether a single day without learning lies between acts that are under 36 hours apart."""
        moments, day = self._lived.moments, self.begins(number)
        if self._unit > 1 or day - 1 not in moments or day + 1 not in moments:
            return False
        return moments[day + 1][0] - moments[day - 1][1] < _FORGIVEN
