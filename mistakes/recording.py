"""Appending events to a journal's log."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mistakes import files, history, layout, places
from mistakes.errors import MistakesError, NewerFormat, NotFound, PrivateField, UsageError
from mistakes.events import (
    GRADES,
    LINE_LIMIT,
    Event,
    Planned,
    Retracted,
    Understood,
    read_line,
    stamp,
    write_line,
)
from mistakes.ids import is_id, new_id
from mistakes.model import FORMAT

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.model import Mistake

_ITEMS = ("lesson", "action")  # of an event that names one by its key
_STEPS = {"understood": Understood, "planned": Planned}
E = TypeVar("E", bound=Event)


def record(journal: Journal, event: E) -> E:
    """Append an event under the journal's lock and return it with its stamp; see `Journal.record`."""
    _refuse_newer(journal)
    if event.private and not journal.private:
        hint = "What you do for your own learning lies in your personal journal."
        raise PrivateField(f"{event.do} is private and is not recorded in a team journal", hint)
    _refuse_nonsense(journal, event)
    stamped = _stamped(journal, event)
    line = write_line(stamped)
    if fault := _unfit(line):
        raise UsageError(f"the event {event.do}: {fault}", "Change or shorten its text.")
    _append(journal, layout.events_path(journal.root, stamped.id, stamped.by), line)
    history.remember(journal.root, history.Change(stamped.entry or "", event=stamped.id))
    journal.plugins.notify("event_recorded", journal=journal, event=stamped)
    journal.sync_later()
    return stamped


def record_steps(journal: Journal, before: Mistake | None, after: Mistake) -> list[Event]:
    """Record that a change by hand brought an entry to `understood` or `planned`; see `Journal.tell`.

    Such events lie in one's own journal: in `journal` if it is personal, else in the one that `journal.own`
    gives, if any. Taking a change back records nothing, nor does an import.
    They are no change of their own for `undo`, and an entry that is safe stays so if they cannot be kept.
    """
    if history.is_taking_back() or (before is None and after.source is not None):
        return []
    from contextlib import suppress

    from mistakes.ladder import reached

    known = reached(before) if before else ()
    steps = [_STEPS[name](after.id) for name in reached(after) if name not in known]
    recorded: list[Event] = []
    with suppress(MistakesError), history.unrecorded():
        own = journal if journal.private or not steps else journal.own and journal.own()
        recorded += [own.record(step) for step in steps] if own else []
    return recorded


def event_ids(journal: Journal) -> set[str]:
    """Return the ids of all events in a journal, as `put_events` takes them."""
    from mistakes.events import read_all

    return {event.id for event in read_all(journal.root)}


def put_events(journal: Journal, events: Iterable[Event], known: set[str] | None = None) -> list[Event]:
    """Append events that have their stamp already, as a restored backup does; known ones are left.

    `known` are the ids of the journal's events for a caller with many events, who hands them over part
    by part; new ones are added to it.
    Returns those that were not taken: private ones in a team journal, ones of nobody's, and ones that
    no log may hold (too long, no UTF-8).
    """
    _refuse_newer(journal)
    known = event_ids(journal) if known is None else known
    refused: list[Event] = []
    lines: dict[Path, list[str]] = {}
    for event in events:
        if event.id in known:
            continue
        known.add(event.id)
        line = write_line(event)
        if _may_lie_in(journal, event) and not _unfit(line):
            lines.setdefault(layout.events_path(journal.root, event.id, event.by), []).append(line)
        else:
            refused.append(event)
    for path, texts in lines.items():
        _append(journal, path, "\n".join(texts))
    return refused


def _refuse_nonsense(journal: Journal, event: Event) -> None:
    """Raise for what cannot be so; only for what somebody notes now, as what is read or merged is history.

    A personal journal tells of entries that lie elsewhere as well, so only a team's has to hold the entry.
    """
    grade = getattr(event, "grade", GRADES[0])
    if grade not in GRADES:
        raise UsageError(f"there is no grade {grade!r:.40}", f"The grades are {' and '.join(GRADES)}.")
    if event.entry is None or isinstance(event, Retracted):
        return
    if not is_id(event.entry):
        raise UsageError(f"{event.entry[:40]!r} is not an id", "Ids have 26 characters.")
    if os.path.lexists(journal.path(event.entry)):
        _refuse_strange_keys(journal, event)
    elif not journal.private:
        raise NotFound(
            f"there is no entry {event.entry} in {journal.name}", "Was it purged, or is it elsewhere?"
        )


def _refuse_strange_keys(journal: Journal, event: Event) -> None:
    """Raise `NotFound` if the entry that an event is about has no such lesson or action."""
    keys = {name: getattr(event, name, None) for name in _ITEMS}
    if not any(keys.values()):
        return
    try:
        entry = journal.get(event.entry or "")
    except MistakesError:  # what cannot be read may have it
        return
    for name, key in keys.items():
        known = [item.key for item in getattr(entry, f"{name}s")]
        if key and key not in known:
            hint = f"It has {', '.join(filter(None, known)) or 'none'}."
            raise NotFound(f"{journal.handle(entry.id, walk=False)} has no {name} {key!r:.40}", hint)


def _append(journal: Journal, path: Path, lines: str) -> None:
    with journal.lock():
        torn = files.append_lines(journal.root, path, lines, private=journal.private)
    if torn:
        _keep_torn(path.stem, torn)


def _refuse_newer(journal: Journal) -> None:
    if journal.header.format > FORMAT:
        raise NewerFormat(
            f"{journal.root} was written by a newer version of mistakes", "Update to write to it."
        )


def _may_lie_in(journal: Journal, event: Event) -> bool:
    return layout.is_who(event.by) and (journal.private or not event.private)


def _unfit(line: str) -> str:
    """Return why a line could not be read back, "" if it can."""
    try:
        if len(line.encode("utf-8")) >= LINE_LIMIT:
            return f"is longer than {LINE_LIMIT // 1024} KiB"
        read_line(line)
    except UnicodeEncodeError:
        return "is not UTF-8"
    except ValueError as error:
        return str(error)
    return ""


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
