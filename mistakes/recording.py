"""Appending events to a journal's log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mistakes import files, history, layout, places
from mistakes.errors import MistakesError, PrivateField, UsageError
from mistakes.events import LINE_LIMIT, Event, stamp, write_line
from mistakes.ids import new_id

if TYPE_CHECKING:
    from mistakes.journal import Journal

E = TypeVar("E", bound=Event)


def record(journal: Journal, event: E) -> E:
    """Append an event under the journal's lock and return it with its stamp; see `Journal.record`."""
    if event.private and not journal.private:
        hint = "What you do for your own learning lies in your personal journal."
        raise PrivateField(f"{event.do} is private and is not recorded in a team journal", hint)
    stamped = _stamped(journal, event)
    line = write_line(stamped)
    if len(line.encode("utf-8", "surrogatepass")) >= LINE_LIMIT:
        raise UsageError(f"the text is longer than {LINE_LIMIT // 1024} KiB", "Shorten it.")
    path = layout.events_path(journal.root, stamped.id, stamped.by)
    with journal.lock():
        torn = files.append_lines(journal.root, path, line, private=journal.private)
    if torn:
        _keep_torn(path.stem, torn)
    history.remember(journal.root, history.Change(stamped.entry or "", event=stamped.id))
    journal.plugins.notify("event_recorded", journal=journal, event=stamped)
    return stamped


def put_events(journal: Journal, events: Iterable[Event]) -> int:
    """Append events that have their stamp already, as a restored backup does; return how many were new."""
    from mistakes.events import read_all

    known = {event.id for event in read_all(journal.root)}
    lines: dict[Path, list[str]] = {}
    for event in events:
        if event.id not in known and layout.is_who(event.by) and (journal.private or not event.private):
            known.add(event.id)
            lines.setdefault(layout.events_path(journal.root, event.id, event.by), []).append(
                write_line(event)
            )
    with journal.lock():
        for path, texts in lines.items():
            files.append_lines(journal.root, path, "\n".join(texts), private=journal.private)
    return sum(map(len, lines.values()))


def _stamped(journal: Journal, event: E) -> E:
    from mistakes.identity import who
    from mistakes.when import local_day, local_zone_name

    at = datetime.now(UTC).replace(microsecond=datetime.now(UTC).microsecond // 1000 * 1000)
    zone = local_zone_name()
    by = who(journal.settings, journal.name)
    return stamp(event, id=new_id(at), at=at, zone=zone, day=local_day(at, zone), by=by)


def _keep_torn(name: str, torn: str) -> None:
    """Keep a torn line where a person can look at it; it was never acknowledged."""
    from contextlib import suppress

    with suppress(OSError, MistakesError):
        files.keep_draft(places.state_folder() / "drafts", f"torn-{name}", torn)
