"""`mistakes undo`: take back the last change."""

from __future__ import annotations

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.history import Change


@make(name="undo")
def command(session: Session) -> None:
    """Take back the last change made on this machine: an entry added, changed or deleted, or an event.

    What others changed since stays. An entry that was added is marked as deleted, so even that can
    be restored.
    """
    journal = session.writing()
    change, entry = journal.undo()
    if session.json:
        ids = list(change.added) or [change.entry]
        return session.out.json({"entries": ids, "event": change.event or None, "what": _what(change)})
    title = f"  {entry.title}" if entry else ""
    session.out.line(f"taken back: {_what(change)} {change.entry[-6:]}{title}")
    return None


def _what(change: Change) -> str:
    if change.added:
        return f"the import of {len(change.added)} entries up to"
    if change.event:
        return "what was noted about"
    return "the change of" if change.before else "the new entry"
