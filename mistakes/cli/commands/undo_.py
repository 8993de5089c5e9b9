"""`mistakes undo`: take back the last change."""

from __future__ import annotations

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import NotFound
from mistakes.history import Change, last_time


@make(name="undo")
def command(session: Session) -> None:
    """Take back the last change made on this machine: an entry added, changed or deleted, or an event.

    What others changed since stays. An entry that was added is marked as deleted, so even that can
    be restored.
    """
    journals = session.reading()
    if not journals:
        raise NotFound("no change is known that could be taken back", "There is no journal yet.")
    journal = max(journals, key=lambda one: last_time(one.root))
    change, entry = journal.undo()
    if session.json:
        ids = list(change.added) or [change.entry]
        record = {
            "journal": journal.name,
            "what": _what(change),
            "entries": ids,
            "event": change.event or None,
        }
        return session.out.json(record)
    title = f", {entry.title}" if entry else ""
    session.out.text(f"taken back in {journal.name}: {_SAID[_what(change)]} {change.entry[-6:]}{title}")
    gone = change.added[-1] if change.event and change.added else change.entry
    if _what(change) == "added" or gone != change.entry:
        session.out.text(f"Nothing is lost; bring it back: mistakes restore {gone[-6:]}")
    return None


_SAID = {
    "imported": "the import that ended with",
    "event": "what was noted about",
    "changed": "the change of",
    "added": "the new entry",
}


def _what(change: Change) -> str:
    if change.event and not change.after:
        return "event"
    if change.added:
        return "imported"
    return "changed" if change.before else "added"
