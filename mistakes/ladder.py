"""The status of an entry: derived from the entry and its events, never stored.

The status is the last of an unbroken run of steps; steps that hold out of order are told apart,
so that nobody reads them as a lack.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from mistakes.events import Event
    from mistakes.model import Mistake

STEPS = ("raw", "understood", "planned", "practised", "applied", "built in")
PRACTISED_AFTER = timedelta(days=7)


class Standing(NamedTuple):
    """Where an entry stands: `status` is one of `STEPS`; `ahead` holds later steps that hold too."""

    status: str
    ahead: tuple[str, ...]
    repeated: bool
    retired: bool


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
    """Tell whether the whole entry is retired: at once, or lesson by lesson."""
    marks = [event.lesson for event in _of_kind(events, "retired")]
    keys = {lesson.key for lesson in mistake.lessons}
    return None in marks or (bool(keys) and keys <= set(marks))


def _has(events: list[Event], kind: str) -> bool:
    return any(event.do == kind for event in events)


def _of_kind(events: list[Event], kind: str) -> list[Any]:
    return [event for event in events if event.do == kind]
