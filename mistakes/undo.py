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
        raise NotFound("no change is known that could be taken back", "Older ones: mistakes restore ID, or git.")
    traces: list[tuple[str, str]] = []
    try:
        entry = _undone(journal, change, traces)
    except BaseException:
        history.forget(journal.root, traces)
        history.remember(journal.root, change)
        raise
    history.forget(journal.root, traces)
    return change, entry


def _undone(journal: Journal, change: history.Change, traces: list[tuple[str, str]]) -> Mistake | None:
    """Take a change back; `traces` gets the entry and event ids under which doing so is remembered."""
    if change.event:
        from mistakes.events import Retracted

        taken_back = journal.record(Retracted(change.entry or None, event=change.event))
        traces.append((change.entry, taken_back.id))
        return None
    entry = None
    for entry_id in change.added or (change.entry,):
        entry = _taken_back(journal, change, entry_id)
        traces.append((entry_id, ""))
    return None if change.added else entry


def _taken_back(journal: Journal, change: history.Change, entry_id: str) -> Mistake:
    if not change.before:
        return journal.delete(entry_id, why="undone")
    before, after = (codec.to_table(codec.read_entry(text, entry_id)) for text in change[1:3])
    return journal.take_back(before, after, entry_id, datetime.now().astimezone())
