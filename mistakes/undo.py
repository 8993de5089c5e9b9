"""Taking back the last change that was made on this machine, and doing again what was taken back.

A change leaves the record only once it is taken back, and each step of it does nothing where it was done
before. So whoever is killed on the way calls it again, and it goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from mistakes import codec, history
from mistakes.errors import InvalidEntry, MistakesError, NotAJournal, NotFound, UnreadableFile, UsageError
from mistakes.events import Event, Retracted, effective, read_all
from mistakes.history import Change
from mistakes.marking import Marking
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.exchange import Progress
    from mistakes.journal import Journal
    from mistakes.model import Mistake
    from mistakes.tomltext import Table

UNDONE = "undone"  # why an entry is deleted that was added by a change taken back
_STAMPS = ("rev", "updated")


class Left(NamedTuple):
    """What could not be taken back: the entry or event it is about, and why.

    `why` is "gone", "unreadable", or "changed since", and then `fields` names what was changed once more.
    """

    about: str
    why: str
    fields: tuple[str, ...] = ()


class Undone(NamedTuple):
    """What was taken back, or done again.

    `entry` is the entry as it is now, None for an event or several entries; `event` is the event, if there
    was one. `done` holds the ids of what this call changed: fewer than the change had where
    something was left, or where it was so already.
    """

    change: Change
    entry: Mistake | None
    event: Event | None
    done: tuple[str, ...]
    left: tuple[Left, ...]


class _Work:
    """What has been done so far of a change: `turn` takes it back, or does it again."""

    def __init__(self, journal: Journal, change: Change, progress: Progress | None) -> None:
        self.journal = journal
        self.change = change
        self.progress = progress
        self.done: list[str] = []
        self.left: list[Left] = []
        self.event: Event | None = None

    def turn(self, *, again: bool) -> Undone:
        entry = None
        if self.change.event:
            self._event(again=again)
        if self.change.added:
            self._several(self.change.added, deleted=(self.change.deed == "deleted") == again)
        elif self.change.before:
            entry = self._fields(again=again)
        elif self.change.after:
            entry = self._one(deleted=not again)
        return Undone(self.change, entry, self.event, tuple(self.done), tuple(self.left))

    def _event(self, *, again: bool) -> None:
        """Take an event back, or its retraction: each only if it still counts."""
        try:
            home = _journal_of_event(self.journal, self.change)
        except (NotAJournal, UnreadableFile):
            self.left.append(Left(self.change.event, "gone"))
            return
        logged = _around(home, self.change)
        self.event = next((event for event in logged if event.id == self.change.event), None)
        for event in effective(logged):
            if _is_meant(event, self.change.event, again=again):
                home.record(Retracted(event.entry, event=event.id))
                self.done.append(self.change.event)

    def _several(self, ids: Sequence[str], *, deleted: bool) -> None:
        """Mark entries as deleted, or take the mark off; what the change did to them is undone."""
        why = "" if self.change.deed else UNDONE
        with Marking(self.journal, why, only=not self.change.deed) as marking:
            for number, entry_id in enumerate(ids, 1):
                try:
                    self.done += [entry_id] if marking.mark(entry_id, deleted=deleted) else []
                except NotFound:
                    self.left.append(Left(entry_id, "gone"))
                except (UnreadableFile, InvalidEntry):
                    self.left.append(Left(entry_id, "unreadable"))
                if self.progress:
                    self.progress(number)

    def _one(self, *, deleted: bool) -> Mistake:
        entry = self.journal.get(self.change.entry)
        is_other = entry.deleted is not None and entry.deleted.why != UNDONE
        if deleted == (entry.deleted is not None) or is_other:
            return entry
        self.done.append(entry.id)
        return self.journal.delete(entry.id, UNDONE) if deleted else self.journal.restore(entry.id)

    def _fields(self, *, again: bool) -> Mistake:
        before, after = _tables(self.change)
        if again:
            before, after = after, before
        was = codec.to_table(self.journal.get(self.change.entry))
        entry = self.journal.take_back(before, after, self.change.entry, _now())
        now = codec.to_table(entry)
        changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        same = [name for name in changed if now.get(name) == was.get(name) and name not in _STAMPS]
        if kept := tuple(name for name in same if now.get(name) != before.get(name)):
            self.left.append(Left(self.change.entry, "changed since", kept))
        if _content(was) != _content(now):
            self.done.append(self.change.entry)
        return entry


def undo_last(journal: Journal, progress: Progress | None = None) -> Undone:
    """Take back the last change of a journal; see `Journal.undo`.

    `progress` is told how many of several entries are done. A change that cannot be taken back is told by
    an error and stepped over: one whose entry is gone is forgotten, one whose file is broken comes last.
    Raises `Busy` if somebody else is taking back changes.
    """
    with history.undoing(journal.root):
        noted = history.last(journal.root)
        if noted is None:
            raise NotFound(
                "no change is known that could be taken back", "Older ones: mistakes restore ID, or git."
            )
        undone = _or_step_over(journal, noted, lambda: _turned(journal, noted.change, progress))
        history.taken_back(journal.root, noted, done=bool(undone.done) or not undone.left)
        return undone


def redo_last(journal: Journal, progress: Progress | None = None) -> Undone:
    """Do again what was taken back last; raises as `undo_last`."""
    with history.undoing(journal.root):
        noted = history.last(journal.root, undone=True)
        if noted is None:
            raise NotFound("nothing is known that was taken back", "Bring an entry back: mistakes restore ID")
        try:
            undone = _turned(journal, noted.change, progress, again=True)
        except (NotFound, UnreadableFile, InvalidEntry, UsageError) as error:
            history.forget_one(journal.root, noted, undone=True)
            error.hint = "It was stepped over, and nothing was changed."
            raise
        history.done_again(journal.root, noted, done=bool(undone.done) or not undone.left)
        return undone


def what_it_was(change: Change) -> str:
    """Return what a change was: `imported`, `added`, `changed`, `deleted`, `restored` or `event`.

    What came together with an event is `event`, unless it is the change of an entry.
    """
    if change.event and not change.after:
        return "event"
    if change.added:
        return change.deed or "imported"
    if not change.before:
        return "added"
    with suppress(MistakesError):
        before, after = ("deleted" in table for table in _tables(change))
        if before != after:
            return "restored" if before else "deleted"
    return "changed"


def _turned(journal: Journal, change: Change, progress: Progress | None, *, again: bool = False) -> Undone:
    with history.taking_back():
        return _Work(journal, change, progress).turn(again=again)


def _or_step_over(journal: Journal, noted: history.Noted, work: Callable[[], Undone]) -> Undone:
    """Do the work; where it can never be done, or not now, make way for the change before."""
    try:
        return work()
    except NotFound as error:
        handle = journal.handle(noted.change.entry, walk=False)
        history.forget_one(journal.root, noted)
        message = f"the last change, of {handle} in {journal.name}, cannot be taken back: {error.message}"
        hint = "That change is forgotten now; `mistakes undo` takes back the one before."
        raise NotFound(message, hint) from error
    except (UnreadableFile, InvalidEntry, UsageError) as error:
        handle = journal.handle(noted.change.entry, walk=False)
        history.put_first(journal.root, noted)
        error.hint = (
            f"So the last change, of {handle}, is not taken back; `mistakes undo` takes back the one before. "
            f"To mend it: mistakes edit {handle}"
        )
        raise


def _is_meant(event: Event, event_id: str, *, again: bool) -> bool:
    """Tell whether an event that counts is the one to take back: the event, or its retraction."""
    return (isinstance(event, Retracted) and event.event == event_id) if again else event.id == event_id


def _around(home: Journal, change: Change) -> list[Event]:
    """Return the events among which that of a change stands; it may be about another entry."""
    for about in dict.fromkeys((change.entry, "")):
        found = list(read_all(home.root, about=about))
        if any(event.id == change.event for event in found):
            return found
    return []


def _tables(change: Change) -> tuple[Table, Table]:
    """Return what an entry was before and after its change; raises `NotFound` if that cannot be told."""
    try:
        before, after = (codec.to_table(codec.read_entry(text, "")) for text in change[1:3])
    except (UnreadableFile, InvalidEntry):
        raise NotFound("its file was broken before, and was mended") from None
    return before, after


def _content(table: Table) -> Table:
    return {name: value for name, value in table.items() if name not in _STAMPS}


def _now() -> datetime:
    return datetime.now().astimezone().replace(microsecond=0)


def _journal_of_event(journal: Journal, change: Change) -> Journal:
    """Return the journal in which the event of a change lies."""
    if not change.event_root:
        return journal
    from pathlib import Path

    return journal.open(Path(change.event_root), journal.settings)
