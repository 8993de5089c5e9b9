"""Taking records into a journal, from every format alike."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from mistakes import history
from mistakes.errors import InvalidEntry, MistakesError, NotSaved
from mistakes.events import Event
from mistakes.exchange import Candidate, Progress, Record, Refusal, Report, count
from mistakes.files import sync_folders
from mistakes.layout import entry_ids
from mistakes.model import Mistake
from mistakes.recording import put_events

if TYPE_CHECKING:
    from mistakes.journal import Journal


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
) -> Report:
    """Add what was read to the journal; see `Journal.import_records`."""
    if atomic:
        records = list(records)
        tried = _Import(journal, dry_run=True).run(records, None)
        if tried.refused:
            raise NothingImported(tried.refused)
    return _Import(journal, dry_run=dry_run).run(records, progress)


class _Import:
    """One run of an import: what it knows already, and what it has done so far."""

    def __init__(self, journal: Journal, *, dry_run: bool) -> None:
        self.journal = journal
        self.dry_run = dry_run
        self.sources: dict[tuple[str, str], str] = dict(journal.index.sources())
        self.ids = set(entry_ids(journal.root))
        self.added: list[Mistake] = []
        self.known: list[str] = []
        self.refused: list[Refusal] = []
        self.would_add: list[str] = []
        self.events: list[Event] = []
        self.unsynced: set[Path] = set()

    def run(self, records: Iterable[Record], progress: Progress | None) -> Report:
        try:
            for record in count(records, progress):
                self._try(record)
        finally:
            self._finish()
        added = tuple(entry.id for entry in self.added)
        return Report(added, tuple(self.known), tuple(self.refused), tuple(self.would_add))

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
        if candidate.entry is None and not candidate.fields:
            return
        entry = candidate.entry or self.journal.draft(**candidate.fields)
        key = (entry.source.format, entry.source.ref) if entry.source else None
        known = entry.id if entry.id in self.ids else self.sources.get(key) if key else None
        if known:
            self.known.append(known)
            return
        self._add(candidate.where, entry)
        self.ids.add(entry.id)
        if key:
            self.sources[key] = entry.id

    def _add(self, where: str, entry: Mistake) -> None:
        if self.dry_run:
            self.journal.text_of(entry)
            self.would_add.append(where)
            return
        self.journal.write_new(entry, self.unsynced)
        self.added.append(entry)

    def _finish(self) -> None:
        """Make what was added durable, note it as one change, and tell the plugins."""
        self._note_added()
        try:
            sync_folders(self.unsynced)
        except NotSaved as error:
            message = (
                f"{len(self.added)} entries were written, but the disk does not confirm them: {error.message}"
            )
            raise NotSaved(
                message, "Import again once the disk is well; what is there is not added twice."
            ) from error
        if self.events and not self.dry_run:
            for event in put_events(self.journal, self.events):
                private = event.private and not self.journal.private
                reason = f"{event.do} " + (
                    "is private and stays out of a team's journal" if private else "cannot be kept"
                )
                self.refused.append(Refusal(f"event {event.id}", reason))
        for entry in self.added:
            self.journal.plugins.notify("entry_saved", journal=self.journal, before=None, after=entry)

    def _note_added(self) -> None:
        if self.added:
            ids = tuple(entry.id for entry in self.added)
            history.remember(self.journal.root, history.Change(ids[-1], added=ids))
