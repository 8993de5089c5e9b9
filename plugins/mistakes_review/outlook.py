"""What a personal journal has to say about a day: how far its lessons are, and which of them are due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from mistakes.practice import Due
from mistakes.records import NamedTuple
from mistakes_review import options
from mistakes_review.agenda import Asked, OpenLessons, agenda, agenda_of
from mistakes_review.months import from_open_lessons, progress_until, recalled_on
from mistakes_review.schedule import Ladder, Progress, Scheduler, schedule
from mistakes_review.words import WORDS, why_due

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.model import Lesson, Mistake

# To be counted up whenever the same journal would have other lessons on a day: caches remember them.
_FORMULA = 3


class Outlook(NamedTuple):
    """How far one is on a day (an ordinal): all plans, the day's cap, and how many were recalled already."""

    states: Sequence[Progress]
    today: int
    cap: int
    recalled: int
    scheduler: Scheduler

    @property
    def room(self) -> int:
        """How many more may be asked on this day."""
        return max(self.cap - self.recalled, 0)

    @property
    def left(self) -> int:
        """How many are still asked on this day."""
        due = sum(not state.retired and state.memory.due <= self.today for state in self.states)
        return min(due, self.room)


class Upcoming(NamedTuple):
    """The next day on which something is due, and how much of it will be asked then."""

    day: date
    lessons: int


class _Chosen(NamedTuple):
    """A lesson of a day by its keys, since which day (an ordinal) it is due, and the rest of a `Due`."""

    entry: str
    key: str
    day: int
    interval: int
    weight: float
    why: str


def due(journal: Journal, day: date, limit: int | None = None) -> list[Due]:
    """Return the lessons to recall on a day, the weightiest first; see `Journal.due`.

    At most `limit`, and no more than the cap leaves after what was recalled on that day. A team's journal
    has none: its lessons enter one's own by `borrow`.
    Raises `UsageError` for a setting that is none, `MissingPlugin` without the library of the schedule.
    """
    cap, scheduler = options.cap(journal.settings), options.scheduler(journal.settings)
    if not journal.private:
        return []

    rows = _remembered(journal, day, cap, scheduler)
    return list(_read(journal, [_Chosen(*row) for row in rows], limit))


def outlook(journal: Journal, day: date) -> Outlook:
    """Return how far one is with the plans of a personal journal on a day; raises as `due` does."""
    return _outlook(journal, day, options.cap(journal.settings), options.scheduler(journal.settings))


def due_of(journal: Journal, about: Outlook, limit: int | None = None) -> list[Due]:
    """Return the lessons to recall as an outlook has them, read from the files of their entries."""
    return list(_read(journal, (_chosen(one, about.today) for one in _asked(about)), limit))


def upcoming(states: Sequence[Progress], today: int, cap: int) -> Upcoming | None:
    """Return when something is due after today; None if nothing ever is."""
    days = [max(state.memory.due, today + 1) for state in states if not state.retired]
    if not days or not cap:
        return None
    first = min(days)
    return Upcoming(date.fromordinal(first), min(days.count(first), cap))


def plan_of(entry: Mistake, key: str) -> Lesson | None:
    """Return the lesson with this key, if it is a plan."""
    return next((lesson for lesson in entry.lessons if lesson.key == key and lesson.is_plan), None)


def _outlook(journal: Journal, day: date, cap: int, scheduler: Scheduler) -> Outlook:
    index, today = journal.index, day.toordinal()
    # other schedulers may keep more than plain values
    if isinstance(scheduler, Ladder) and (known := progress_until(index, today)) is not None:
        return Outlook(known.states, today, cap, known.recalled, scheduler)
    deeds = index.deeds()
    states = schedule(index.plans(), deeds, today, scheduler)
    return Outlook(states, today, cap, recalled_on(today, deeds), scheduler)


def _remembered(journal: Journal, day: date, cap: int, scheduler: Scheduler) -> list[list[Any]]:
    """Return the lessons of a day as plain values, worked out again only if something about lessons changed."""
    today = day.toordinal()

    def chosen(lessons: OpenLessons, recalled: int) -> list[list[Any]]:
        return _plain(agenda_of(lessons, today, max(cap - recalled, 0), cap, scheduler), today)

    if isinstance(scheduler, Ladder):
        found: list[list[Any]] | None = from_open_lessons(journal.index, today, f"{_FORMULA} {cap}", chosen)
        if found is not None:
            return found

    def worked_out() -> list[list[Any]]:
        return _plain(_asked(_outlook(journal, day, cap, scheduler)), today)

    name = f"review {_FORMULA} {day} {cap} {type(scheduler).__name__}"
    return journal.index.remembered(name, worked_out)


def _asked(about: Outlook) -> list[Asked]:
    return agenda(about.states, about.today, about.room, about.cap, about.scheduler)


def _plain(several: Iterable[Asked], today: int) -> list[list[Any]]:
    return [list(_chosen(one, today)) for one in several]


def _chosen(one: Asked, today: int) -> _Chosen:
    memory = one.memory
    return _Chosen(one.entry, one.key, memory.due, memory.interval, one.weight, _why(one, today))


def _read(journal: Journal, chosen: Iterable[_Chosen], limit: int | None) -> Iterator[Due]:
    """Yield what was chosen as the files have it, at most `limit`; what is gone by now is left out."""
    found = 0
    for one in chosen:
        if limit is not None and found >= limit:
            return
        entry = journal.readable(one.entry)
        lesson = plan_of(entry, one.key) if entry and not entry.deleted else None
        if entry and lesson:
            found += 1
            yield Due(entry, lesson, date.fromordinal(one.day), one.interval, one.weight, one.why)


def _why(asked: Asked, today: int) -> str:
    interval = asked.memory.interval
    return why_due(WORDS["en"], asked.last, interval, today, is_new=not asked.begun)
