"""Appending events to a journal's log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mistakes import files, history, layout, places
from mistakes.errors import MistakesError, NewerFormat, PrivateField, UsageError
from mistakes.events import LINE_LIMIT, Event, read_line, stamp, write_line
from mistakes.ids import new_id
from mistakes.model import FORMAT

if TYPE_CHECKING:
    from mistakes.journal import Journal

E = TypeVar("E", bound=Event)


def record(journal: Journal, event: E) -> E:
    """Append an event under the journal's lock and return it with its stamp; see `Journal.record`."""
    _refuse_newer(journal)
    if event.private and not journal.private:
        hint = "What you do for your own learning lies in your personal journal."
        raise PrivateField(f"{event.do} is private and is not recorded in a team journal", hint)
    stamped = _stamped(journal, event)
    line = write_line(stamped)
    if fault := _unfit(line):
        raise UsageError(f"the event {event.do}: {fault}", "Change or shorten its text.")
    _append(journal, layout.events_path(journal.root, stamped.id, stamped.by), line)
    history.remember(journal.root, history.Change(stamped.entry or "", event=stamped.id))
    journal.plugins.notify("event_recorded", journal=journal, event=stamped)
    return stamped


def put_events(journal: Journal, events: Iterable[Event]) -> list[Event]:
    """Append events that have their stamp already, as a restored backup does; known ones are left.

    Returns those that were not taken: private ones in a team journal, and ones of nobody's.
    """
    from mistakes.events import read_all

    known = {event.id for event in read_all(journal.root)}
    refused: list[Event] = []
    lines: dict[Path, list[str]] = {}
    for event in events:
        if event.id in known:
            continue
        known.add(event.id)
        if (event.private and not journal.private) or not layout.is_who(event.by):
            refused.append(event)
        else:
            path = layout.events_path(journal.root, event.id, event.by)
            lines.setdefault(path, []).append(write_line(event))
    with journal.lock():
        for path, texts in lines.items():
            files.append_lines(journal.root, path, "\n".join(texts), private=journal.private)
    return refused


def _stamped(journal: Journal, event: E) -> E:
    from mistakes.identity import who
    from mistakes.when import local_day, local_zone_name

    now = datetime.now(UTC)
    at = now.replace(microsecond=now.microsecond // 1000 * 1000)
    zone = local_zone_name()
    by = who(journal.settings, journal.name)
    # the id has the whole time, so that two events of one millisecond keep their order
    return stamp(event, id=new_id(now), at=at, zone=zone, day=local_day(at, zone), by=by)


def _keep_torn(name: str, torn: str) -> None:
    """Keep a torn line where a person can look at it; it was never acknowledged."""
    from contextlib import suppress

    with suppress(OSError, MistakesError):
        files.keep_draft(places.state_folder() / "drafts", f"torn-{name}", torn)
