"""What an exporter gets: entries of one journal or several, with the events that go with them.

What is private is left out in this one place, by `Selection`; a shared copy whose original is there too
is left out here, so that they are one item.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from typing import TYPE_CHECKING

from mistakes.events import Event, Unknown, effective, once, read_all
from mistakes.exchange import Selection
from mistakes.ladder import Standing
from mistakes.model import Mistake

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.query import Query


def selection(
    journals: Sequence[Journal], query: str | Query = "", *, private: bool = False, backup: bool = False
) -> Selection:
    """Return what matches in the journals; see `Journal.selection` and `Journals.selection`."""
    chosen = _Chosen(journals, query, backup=backup)
    return Selection(
        entries=chosen.entries,
        events=chosen.events,
        private=private or backup,
        name=" + ".join(journal.name for journal in journals),
        header=journals[0].header if len(journals) == 1 else None,
        standing_of=chosen.standing,
        roots=tuple(journal.root for journal in journals),
    )


class _Chosen:
    """The entries that match in some journals, and where each of them lies."""

    def __init__(self, journals: Sequence[Journal], query: str | Query, *, backup: bool) -> None:
        self._journals = journals
        self._query = query
        self._backup = backup
        self._homes: dict[str, Journal] = {}
        self._standings: dict[str, Standing] = {}
        self._unasked: list[str] = []

    def entries(self) -> Iterator[Mistake]:
        """Yield the entries in id order, each from its file."""
        self._homes.clear()
        self._unasked.clear()
        streams = [self._of(journal) for journal in self._journals]
        copies = self._copies() if len(self._journals) > 1 else set()
        for entry, journal in merge(*streams, key=lambda found: found[0].id):
            if entry.id not in copies and entry.id not in self._homes:
                self._homes[entry.id] = journal
                self._unasked.append(entry.id)
                yield entry

    def events(self) -> Iterator[Event]:
        """Yield the events about them in id order: those that count and are shared, with a backup all of them."""
        logs = (read_all(journal.root, shared=not self._backup) for journal in self._journals)
        if self._backup:
            yield from merge(*map(once, logs), key=lambda event: event.id)
            return
        found = merge(*map(effective, logs), key=lambda event: event.id)
        if not self._homes:
            for _ in self.entries():
                pass
        yield from filter(self._is_shared, found)

    def _is_shared(self, event: Event) -> bool:
        """Tell whether an event may go out; of one's own, not one of a kind that nobody here knows."""
        home = self._homes.get(event.entry or "")
        return home is not None and not event.private and not (home.private and isinstance(event, Unknown))

    def standing(self, entry: Mistake) -> Standing:
        """Return where an entry stands; asked of a journal's index, with all that were read since the last."""
        if entry.id not in self._standings:
            home = self._homes.get(entry.id, self._journals[0])
            read = {entry_id for entry_id in self._unasked if self._homes[entry_id] is home}
            self._unasked = [entry_id for entry_id in self._unasked if entry_id not in read]
            self._standings |= home.standings(read | {entry.id})
        return self._standings[entry.id]

    def _of(self, journal: Journal) -> Iterator[tuple[Mistake, Journal]]:
        if self._backup or not self._query:
            yield from ((entry, journal) for entry in journal.entries(deleted=self._backup))
            return
        for entry_id in sorted(found for found, _ in journal.hits(self._query, order="time")):
            yield journal.get(entry_id), journal

    def _copies(self) -> set[str]:
        """Return the ids of shared copies whose original is chosen too."""
        pairs = [pair for journal in self._journals for pair in journal.index.shared_copies()]
        chosen = (
            {entry_id for journal in self._journals for entry_id in self._ids(journal)} if pairs else set()
        )
        return {copy for original, copy in pairs if original in chosen}

    def _ids(self, journal: Journal) -> Iterator[str]:
        return (entry_id for entry_id, _ in journal.hits(self._query, order="time"))
