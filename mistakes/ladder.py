"""The status of an entry: derived from the entry and its events, never stored.

The status is the last of an unbroken run of steps; steps that hold out of order are told apart,
so that nobody reads them as a lack.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.events import Event
    from mistakes.model import Mistake

STEPS = ("raw", "understood", "planned", "practised", "applied", "built in")
# A traveller's calendar may be a day ahead; what is dated later was noted by a clock set wrong.
AHEAD = timedelta(days=1)
PRACTISED_AFTER = timedelta(days=7)
# What retires a lesson, and what opens it again: it came again, or was asked about nevertheless.
RETIRING = ("retired", "repeated", "reviewed")


class Standing(NamedTuple):
    """Where an entry stands: `status` is one of `STEPS`; `ahead` holds later steps that hold too."""

    status: str
    ahead: tuple[str, ...]
    repeated: bool
    retired: bool


class Mark(NamedTuple):
    """An event that retires lessons or opens them again: its id, its kind (of `RETIRING`), the lesson's key.

    Without a key it is about all lessons of the entry.
    """

    id: str
    do: str
    key: str | None


def retired_keys(keys: Iterable[str | None], marks: Iterable[Mark]) -> set[str | None]:
    """Return which lessons of an entry are retired, by their keys; what came last, by id, holds.

    `keys` are those of all its lessons; an entry without lessons is one of its own, with the key None.
    A repeat that names a lesson which is no longer there concerns all of them.
    """
    lessons = set(keys) or {None}
    retired: set[str | None] = set()
    for _, do, key in sorted(marks, key=lambda mark: mark.id):
        is_about_all = key is None or (do == "repeated" and key not in lessons)
        concerned = lessons if is_about_all else lessons & {key}
        retired = retired | concerned if do == "retired" else retired - concerned
    return retired


def is_retired(keys: Collection[str | None], marks: Iterable[Mark]) -> bool:
    """Tell whether an entry with these lessons is retired: all of them are."""
    return retired_keys(keys, marks) == (set(keys) or {None})


def standing(mistake: Mistake, events: Iterable[Event] = ()) -> Standing:
    """Return the standing of an entry from the events about it (effective ones, in any order)."""
    events = list(events)
    steps = (
        True,
        _understood(mistake),
        _planned(mistake),
        _practised(mistake, events),
        _has(events, "applied"),
        _built_in(mistake, events),
    )
    reached = steps.index(False) if False in steps else len(steps)
    ahead = tuple(name for name, holds in zip(STEPS[reached:], steps[reached:], strict=True) if holds)
    repeated = _has(events, "repeated")
    return Standing(STEPS[reached - 1], ahead, repeated, _retired(mistake, events))


def arrived(events: Iterable[Event], today: date) -> list[Event]:
    """Return the events whose day has come; what is dated later than tomorrow was noted by a clock set wrong."""
    last = today + AHEAD
    return [event for event in events if event.day is None or event.day <= last]


def reached(mistake: Mistake) -> tuple[str, ...]:
    """Return which of the steps `understood` and `planned` an entry's own text has reached."""
    steps = {"understood": _understood(mistake), "planned": _planned(mistake)}
    return tuple(name for name, holds in steps.items() if holds)


def _understood(mistake: Mistake) -> bool:
    beyond_persons = any(condition.kind != "person" for condition in mistake.conditions)
    return bool(mistake.story and beyond_persons and mistake.lessons)


def _planned(mistake: Mistake) -> bool:
    plans = any(lesson.is_plan for lesson in mistake.lessons)
    return plans or any(action.owner and action.due for action in mistake.actions)


def _practised(mistake: Mistake, events: list[Event]) -> bool:
    added: dict[str, datetime] = {}
    for lesson in mistake.lessons:
        if lesson.is_plan and lesson.key:
            added[lesson.key] = lesson.added or mistake.logged
    return any(
        event.grade == "had"
        and event.at
        and event.lesson in added
        and event.at - added[event.lesson] >= PRACTISED_AFTER
        for event in _of_kind(events, "reviewed")
    )


def _built_in(mistake: Mistake, events: list[Event]) -> bool:
    return any(lesson.check for lesson in mistake.lessons) or _has(events, "checked")


def _retired(mistake: Mistake, events: list[Event]) -> bool:
    about = [event for event in events if event.do in RETIRING]
    marks = [Mark(event.id, event.do, getattr(event, "lesson", None) or None) for event in about]
    return is_retired([lesson.key for lesson in mistake.lessons], marks)


def _has(events: list[Event], kind: str) -> bool:
    return any(event.do == kind for event in events)


def _of_kind(events: list[Event], kind: str) -> list[Any]:
    return [event for event in events if event.do == kind]
