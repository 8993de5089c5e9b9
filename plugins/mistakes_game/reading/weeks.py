"""What the streak looks at, gathered from the journals: when lessons waited, reflections, mistakes, rests.

When a lesson is due is worked out as the fixed ladder of reviews has it; with the other scheduler, whose
dates depend on a library, by the intervals that it has where every recall succeeds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Any

from mistakes.records import NamedTuple
from mistakes_game.points.state import Streak, Week
from mistakes_game.points.streak import Lived, Rest, Span, streak
from mistakes_game.reading.units import unit_of

if TYPE_CHECKING:
    from mistakes.index.plans import Deed as Event
    from mistakes.index.plans import Plan
    from mistakes.journal import Journal
    from mistakes.settings import Settings
    from mistakes_game.points.deeds import Deed
    from mistakes_game.reading.play import Play

LADDER = (1, 3, 7, 21, 60, 180, 365)
FSRS = (4, 31, 173, 365)  # at a retention of 0.85
_FORMULA = 2  # of what is kept in the index; another one is worked out anew
_CAP = 5
_LEARNING = frozenset(
    "understood planned answered reviewed compared applied action-done checked scored".split()
)
_LONGEST_REST = 370
_ORDER = ("", "success", "easy", "lapse")  # of what several deeds of a day come to, the last counts
_STEPS = {"success": 1, "easy": 2, "lapse": -1}
_ENOUGH_APPLICATIONS, _ENOUGH_DAYS = 2, 180


def streak_of(play: Play) -> Streak:
    """Return the streak of the person at the keyboard, worked out again only if something changed."""
    past, unit, cap = play.past(), unit_of(play.settings), cap_of(play.settings)

    def found() -> Any:
        made = streak(lived(play), play.day, cap=cap, unit=unit)
        weeks = [[week.monday.toordinal(), week.how] for week in made.weeks]
        return [*made[:4], weeks, made.repair_until and made.repair_until.toordinal()]

    if play.personal is None or unit == 1:
        return _streak(found())
    known = (past.first, sorted(past.reflected), sorted(past.wrong), past.rested)
    about = sha256(repr(known).encode("utf-8", "replace")).hexdigest()
    name = f"streak {_FORMULA} {play.day} {unit} {cap} {gaps_of(play.settings)} {about}"
    return _streak(play.personal.index.remembered(name, found))


def lived(play: Play) -> Lived:
    """Return what the streak of the person at the keyboard looks at."""
    past = play.past()
    spans = _spans(play.personal, gaps_of(play.settings)) if play.personal else ()
    moments = _moments(play.deeds()) if unit_of(play.settings) == 1 else {}
    return Lived(past.first, spans, past.reflected, past.wrong, tuple(rests(past.rested)), moments)


def gaps_of(settings: Settings) -> tuple[int, ...]:
    """Return the days after which a lesson comes back, step by step."""
    return FSRS if settings.text("review.scheduler") == "fsrs" else LADDER


def cap_of(settings: Settings) -> int:
    """Return how many lessons are asked on a day at most."""
    text = settings.text("review.cap")
    return int(text) if text.isdecimal() and text.isascii() else _CAP


def rests(rested: Iterable[Deed]) -> Iterator[Rest]:
    """Yield the rests that were planned; the past cannot be, and none is longer than a year."""
    for deed in rested:
        with suppress(ValueError):
            first, last = (date.fromisoformat(text).toordinal() for text in (deed.key, deed.text))
            first = max(first, deed.day)
            if first <= last:
                yield Rest(first, min(last, first + _LONGEST_REST))


def spans_of(plan: Plan, events: Sequence[Event], gaps: Sequence[int]) -> Iterator[Span]:
    """Yield the times in which a lesson waited to be recalled, from what was done about it in any order."""
    last, step, state = plan.day, 0, _Practice(0, plan.is_held)
    own = [one for one in events if one.key is None or one.key == plan.key]
    for day, several in groupby(sorted(own, key=_moment), key=lambda one: one.day):
        together, was_over = list(several), state.is_over
        state = _practised(state, together)
        outcome = max(map(_outcome, together), key=_ORDER.index)
        if last + gaps[step] <= day and not was_over:
            yield Span(last + gaps[step], day, any(one.do == "reviewed" for one in together))
        if outcome:
            is_tested = outcome != "success" or day - last >= gaps[step] // 2
            step = min(max(step + _STEPS[outcome] * is_tested, 0), len(gaps) - 1)
            last = day
        is_enough = state.applications >= _ENOUGH_APPLICATIONS and gaps[step] >= _ENOUGH_DAYS
        state = _Practice(state.applications, state.is_over or plan.is_held or is_enough)
    if not state.is_over:
        yield Span(last + gaps[step])


class _Practice(NamedTuple):
    """How often a lesson was applied since it last came again, and if it is asked no more."""

    applications: int
    is_over: bool


def _practised(before: _Practice, events: Iterable[Event]) -> _Practice:
    applications, is_over = before
    for one in events:
        if one.do == "applied":
            applications += 1
        elif one.do in ("retired", "checked"):
            is_over = True
        elif one.do == "repeated" or is_over:
            applications, is_over = 0, False
    return _Practice(applications, is_over)


def _moment(event: Event) -> tuple[int, str]:
    return (event.day, event.id)


def _outcome(event: Event) -> str:
    if event.do == "reviewed":
        return "lapse" if event.grade == "missed" else "success"
    return {"applied": "easy", "repeated": "lapse"}.get(event.do, "")


def _moments(deeds: Iterable[Deed]) -> dict[int, tuple[int, int]]:
    """Return the first and last time of learning on each day."""
    found: dict[int, tuple[int, int]] = {}
    for deed in deeds:
        if deed.do in _LEARNING:
            first, last = found.get(deed.day, (deed.at, deed.at))
            found[deed.day] = (min(first, deed.at), max(last, deed.at))
    return found


def _streak(plain: Any) -> Streak:
    current, best, total, reserves, weeks, until = plain
    shown = tuple(Week(date.fromordinal(monday), how) for monday, how in weeks)
    return Streak(current, best, total, reserves, shown, date.fromordinal(until) if until else None)


def _spans(journal: Journal, gaps: Sequence[int]) -> list[Span]:
    """Return the times in which lessons of a personal journal waited, worked out month by month."""
    index = journal.index

    def work(month: str) -> list[int]:
        about: dict[str, list[Event]] = {}
        for event in index.deeds(month):
            about.setdefault(event.entry, []).append(event)
        plans = index.plans(month)
        spans = (span for plan in plans for span in spans_of(plan, about.get(plan.entry, ()), gaps))
        return [number for due, done, recalled in spans for number in (due, done or 0, int(recalled))]

    found: list[Span] = []
    for numbers in index.by_month(f"waiting {_FORMULA} {gaps[0]}", work):
        three = (numbers[start::3] for start in range(3))
        found += [Span(due, done or None, bool(recalled)) for due, done, recalled in zip(*three, strict=True)]
    return found
