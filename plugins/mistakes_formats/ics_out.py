"""Export as a calendar (RFC 5545): the days on which an entry asks for something."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import BinaryIO, TypeAlias

from mistakes.exchange import Selection
from mistakes.model import Mistake
from mistakes.records import NamedTuple
from mistakes_formats.entry_parts import kept
from mistakes_formats.ics_text import day, folded, moment, text
from mistakes_formats.item_keys import keyed
from mistakes_formats.plain_text import heading, one_line

_Lines: TypeAlias = Iterator[str]

_LARGEST = 2**31 - 1


class Due(NamedTuple):
    """Something for a day; `key` tells it from what else the entry asks for, `is_task` that it can be done."""

    key: str
    day: date
    summary: str
    description: str
    is_task: bool = False


def write(selection: Selection, out: BinaryIO, *, todo: bool = False) -> None:
    """Write an all-day event for each open action with a due day and each decision to be looked at again.

    With `todo` actions are tasks (VTODO) instead, which some calendars show beside the days and others
    not at all.
    """
    private = selection.header is None or selection.header.private
    _put(out, "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//1001 Mistakes//mistakes-journal//EN")
    _put(out, "CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{text(heading(selection.name))}")
    for entry in kept(selection):
        for found in SOURCES:
            for due in found(entry):
                _put(out, *_component(entry, due, "VTODO" if todo and due.is_task else "VEVENT", private))
    _put(out, "END:VCALENDAR")


def decision_to_review(entry: Mistake) -> Iterator[Due]:
    """Yield the day on which a decision without an outcome is to be looked at again."""
    decision = entry.decision
    if decision.review_on and not decision.outcome:
        told = (("Chosen", decision.chosen), ("Prediction", decision.prediction))
        yield Due("decision", decision.review_on, f"Look again: {entry.title}", _described(entry, *told))


def open_actions(entry: Mistake) -> Iterator[Due]:
    """Yield the due days of the actions that are not done."""
    for key, action in keyed(entry.id, "actions", entry.actions):
        if action.due and not action.done:
            told = (("Because of", entry.title), ("Owner", action.owner), ("Helper", action.helper))
            summary = action.text or entry.title
            yield Due(f"action-{key}", action.due, summary, _described(entry, *told), is_task=True)


# what asks for days; further kinds of days are further functions of an entry
SOURCES: tuple[Callable[[Mistake], Iterator[Due]], ...] = (decision_to_review, open_actions)


def _described(entry: Mistake, *told: tuple[str, str]) -> str:
    lines = [f"{name}: {value}" for name, value in told if value]
    return "\n".join([*lines, f"mistakes show {entry.id[-6:]}"])


def _component(entry: Mistake, due: Due, name: str, private: bool) -> _Lines:
    """Yield the lines of an event or a task; only its day and what it says change from one export to the next."""
    yield f"BEGIN:{name}"
    yield f"UID:{entry.id}-{due.key}@mistakes"
    yield f"DTSTAMP:{moment(entry.updated)}"
    yield f"LAST-MODIFIED:{moment(entry.updated)}"
    yield f"SEQUENCE:{min(entry.rev - 1, _LARGEST)}"
    yield f"SUMMARY:{text(one_line(due.summary))}"
    yield f"DESCRIPTION:{text(due.description)}"
    if tags := ",".join(text(one_line(tag)) for tag in entry.tags if tag.strip()):
        yield f"CATEGORIES:{tags}"
    yield f"CLASS:{'PRIVATE' if private else 'PUBLIC'}"
    yield from _task_days(due) if name == "VTODO" else _event_days(due)
    yield f"END:{name}"


def _task_days(due: Due) -> _Lines:
    yield f"DUE;VALUE=DATE:{day(due.day)}"
    yield "STATUS:NEEDS-ACTION"


def _event_days(due: Due) -> _Lines:
    yield f"DTSTART;VALUE=DATE:{day(due.day)}"
    if due.day < date.max:
        yield f"DTEND;VALUE=DATE:{day(due.day + timedelta(days=1))}"
    yield "TRANSP:TRANSPARENT"


def _put(out: BinaryIO, *lines: str) -> None:
    out.writelines(map(folded, lines))
