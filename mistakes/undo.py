"""Taking back the last change that was made on this machine."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from mistakes import codec, history
from mistakes.errors import NotFound
from mistakes.model import Mistake

if TYPE_CHECKING:
    from mistakes.journal import Journal


def undo_last(journal: Journal) -> tuple[history.Change, Mistake | None]:
    """Take back the last change of a journal; see `Journal.undo`."""
    change = history.take_last(journal.root)
    if change is None:
        raise NotFound(
            "no change is known that could be taken back", "Older ones: mistakes restore ID, or git."
        )
    try:
        with history.taking_back():
            return change, _undone(journal, change)
    except BaseException:
        history.remember(journal.root, change)
        raise


def _undone(journal: Journal, change: history.Change) -> Mistake | None:
    if change.event:
        from mistakes.events import Retracted

        _journal_of_event(journal, change).record(Retracted(change.entry or None, event=change.event))
    for entry_id in change.added:
        journal.delete(entry_id, why="undone")
    if change.added or (change.event and not change.after):
        return None
    if not change.before:
        return journal.delete(change.entry, why="undone")
    before, after = (codec.to_table(codec.read_entry(text, change.entry)) for text in change[1:3])
    return journal.take_back(before, after, change.entry, datetime.now().astimezone().replace(microsecond=0))


def _journal_of_event(journal: Journal, change: history.Change) -> Journal:
    """Return the journal in which the event of a change lies."""
    if not change.event_root:
        return journal
    from pathlib import Path

    return journal.open(Path(change.event_root), journal.settings)
