"""Taking records into a journal, from every format alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from mistakes import history
from mistakes.errors import InvalidEntry, MistakesError, NotSaved
from mistakes.events import Event
from mistakes.exchange import Candidate, Progress, Record, Refusal, Report, count
from mistakes.files import sync_folders
from mistakes.layout import entry_ids
from mistakes.model import Mistake
from mistakes.recording import event_ids, put_events
from mistakes.records import NamedTuple
from mistakes.when import is_ahead

if TYPE_CHECKING:
    from mistakes.journal import Journal


_EVENTS_AT_ONCE = 10_000
LOOKED_AT_ONCE = 64  # records, so that what each look costs is little


class Arriving(NamedTuple):
    """A record that is about to be added: where it stands, its entry if it has one, its events."""

    where: str
    entry: Mistake | None
    events: tuple[Event, ...]


Look: TypeAlias = Callable[[Sequence[Arriving]], Sequence[str]]


class NothingImported(MistakesError):
    """An atomic import met a record it could not take; nothing was added."""

    kind = "not-imported"

    def __init__(self, refused: tuple[Refusal, ...]) -> None:
        first = refused[0]
        message = f"{first.where}: {first.reason}; nothing was imported ({len(refused)} not understood)"
        super().__init__(message, "Leave out --atomic to import the good ones.")
        self.refused = refused


def import_records(
    journal: Journal,
    records: Iterable[Record],
    *,
    dry_run: bool = False,
    atomic: bool = False,
    progress: Progress | None = None,
    scanned: bool = False,
    look: Look | None = None,
) -> Report:
    """Add what was read to the journal; see `Journal.import_records`.

    An atomic import goes through the records twice; what can be gone through only once is kept for that.
    `look` is shown what is about to be added, up to 64 records at once and before any of them is written,
    and returns for each of them why it is refused, "" if it is not. Without one, what a team will read is
    looked through for secrets, unless it was `scanned` by somebody.
    """
    if look is None and not (journal.private or scanned):
        from mistakes.import_look import ImportLook

        look = ImportLook(journal)
    if atomic:
        records = list(records) if isinstance(records, Iterator) else records
        tried = _Import(journal, dry_run=True, look=look).run(records, None)
        if tried.refused:
            raise NothingImported(tried.refused)
        look = None
    return _Import(journal, dry_run=dry_run, look=look).run(records, progress)


class _Import:
    """One run of an import: what it knows already, and what it has done so far.

    Nothing is kept of an entry but its id, nor of many events, so that a large import fits into memory.
    """

    def __init__(self, journal: Journal, *, dry_run: bool, look: Look | None = None) -> None:
        self.journal = journal
        self.dry_run = dry_run
        self.look = look
        self.sources: dict[tuple[str, str], str] = dict(journal.index.sources())
        self.ids = set(entry_ids(journal.root))
        self.added: list[str] = []
        self.known: list[str] = []
        self.refused: list[Refusal] = []
        self.would_add: list[str] = []
        self.events: list[Event] = []
        self.event_ids: set[str] | None = None
        self.unsynced: set[Path] = set()
        self.undated = 0
        self.ahead = 0
        self.now = datetime.now().astimezone()

    def run(self, records: Iterable[Record], progress: Progress | None) -> Report:
        try:
            for record in self._seen(count(records, progress)):
                self._try(record)
        finally:
            self._finish()
        added, known, refused = tuple(self.added), tuple(self.known), tuple(self.refused)
        return Report(added, known, refused, tuple(self.would_add), self.undated, self.ahead)

    def _seen(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield the records after a look at them, if one is wanted: what it refuses is a refusal."""
        if self.look is None:
            yield from records
            return
        rest = iter(records)
        while group := list(islice(rest, LOOKED_AT_ONCE)):
            arriving = {number: one for number, one in enumerate(map(self._arriving, group)) if one}
            reasons = dict(zip(arriving, self.look(list(arriving.values())), strict=True))
            for number, record in enumerate(group):
                yield Refusal(record.where, reasons[number]) if reasons.get(number) else record

    def _arriving(self, record: Record) -> Arriving | None:
        """Return what of a record would be added; None if nothing is, or if it is refused anyway."""
        if isinstance(record, Refusal):
            return None
        events = tuple(one for one in record.events if not one.private and one.id not in self._event_ids())
        try:
            entry = record.entry or (self.journal.draft(**record.fields) if record.fields else None)
        except MistakesError:
            return None
        if entry and self._known(entry, _key(entry)):
            entry = None
        return Arriving(record.where, entry, events) if entry or events else None

    def _try(self, record: Record) -> None:
        if isinstance(record, Refusal):
            self.refused.append(record)
            return
        try:
            self._take(record)
        except NotSaved:
            raise
        except InvalidEntry as error:
            self.refused.append(Refusal(record.where, "; ".join(map(str, error.faults))))
        except MistakesError as error:
            self.refused.append(Refusal(record.where, error.message))

    def _take(self, candidate: Candidate) -> None:
        self.events += candidate.events
        if len(self.events) > _EVENTS_AT_ONCE:
            self._put_events()
        if candidate.entry is None and not candidate.fields:
            return
        entry = candidate.entry or self.journal.draft(**candidate.fields)
        key = _key(entry)
        if known := self._known(entry, key):
            self.known.append(known)
            return
        self._add(candidate.where, entry)
        self.undated += candidate.entry is None and "happened" not in candidate.fields
        self.ahead += is_ahead(entry.happened, self.now)
        self.ids.add(entry.id)
        if key:
            self.sources[key] = entry.id

    def _known(self, entry: Mistake, key: tuple[str, str] | None) -> str | None:
        """Return the id under which an entry is here already: its own, or that of its source.

        A source that is an id of this journal is an export of that very entry coming back.
        """
        if entry.id in self.ids or key is None:
            return entry.id if entry.id in self.ids else None
        return key[1] if key[1] in self.ids else self.sources.get(key)

    def _add(self, where: str, entry: Mistake) -> None:
        if self.dry_run:
            self.journal.text_of(entry)
            self.would_add.append(where)
            return
        self.journal.write_new(entry, self.unsynced)
        self.added.append(entry.id)

    def _finish(self) -> None:
        """Make what was added durable, note it as one change, and tell the plugins."""
        if self.added:
            history.remember(self.journal.root, history.Change(self.added[-1], added=tuple(self.added)))
        self._sync()
        self._put_events()
        self._tell()

    def _sync(self) -> None:
        """Bring the names of the new entries to disk; an event must not be there before its entry."""
        try:
            sync_folders(self.unsynced)
        except NotSaved as error:
            message = (
                f"{len(self.added)} entries were written, but the disk does not confirm them: {error.message}"
            )
            raise NotSaved(
                message, "Import again once the disk is well; what is there is not added twice."
            ) from error
        self.unsynced.clear()

    def _put_events(self) -> None:
        events, self.events = self.events, []
        if not events or self.dry_run:
            return
        self._sync()
        for event in put_events(self.journal, events, self._event_ids()):
            private = event.private and not self.journal.private
            reason = f"{event.do} " + (
                "is private and stays out of a team's journal" if private else "cannot be kept"
            )
            self.refused.append(Refusal(f"event {event.id}", reason))

    def _event_ids(self) -> set[str]:
        if self.event_ids is None:
            self.event_ids = event_ids(self.journal)
        return self.event_ids

    def _tell(self) -> None:
        """Tell the plugins, if one wants to know, of the entries as they are on disk."""
        if self.added:
            self.journal.sync_later()
        plugins = self.journal.plugins
        if not any("entry_saved" in plugin.hooks for plugin in plugins.enabled()):
            return
        for entry in filter(None, map(self.journal.readable, self.added)):
            plugins.notify("entry_saved", journal=self.journal, before=None, after=entry)


def _key(entry: Mistake) -> tuple[str, str] | None:
    return (entry.source.format, entry.source.ref) if entry.source else None
