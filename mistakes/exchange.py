"""What importers and exporters hand over: candidates and refusals in, a selection out.

A plugin's importer yields `Candidate` and `Refusal` records and never touches a journal; a plugin's
exporter gets a `Selection` from which everything private was taken out already, in this one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import attrs

from mistakes.events import Event
from mistakes.model import PRIVATE_FIELDS, Mistake
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from mistakes.header import Header
    from mistakes.ladder import Standing


class Candidate(NamedTuple):
    """One record that was understood, from `where` (a file, a line, a record's name).

    `fields` are the keywords of `Journal.add`, with `source` so that importing twice adds nothing.
    `entry`, instead, is a whole entry with its own id, as our own JSON holds it; `events` belong to it.
    """

    where: str
    fields: Mapping[str, Any] = {}
    entry: Mistake | None = None
    events: tuple[Event, ...] = ()


class Refusal(NamedTuple):
    """One record that was not understood: where it stands and why it was left out."""

    where: str
    reason: str


Record: TypeAlias = Candidate | Refusal
Progress: TypeAlias = Callable[[int], None]
T = TypeVar("T")


@attrs.frozen
class Report:
    """What an import did: ids added, ids known before, records refused.

    `would_add` counts instead of `added` in a dry run, in which nothing gets an id; `undated` is how many
    of these have no date of their own and are filed under now, `ahead` how many tell of a day still to come.
    """

    added: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    would_add: tuple[str, ...] = ()
    undated: int = 0
    ahead: int = 0


def _standing(entry: Mistake) -> Standing:
    from mistakes.ladder import standing

    return standing(entry)


@attrs.frozen
class Selection:
    """What is to be exported: entries in id order, read as they are asked for.

    `private` tells whether fields of one's own (`feeling`) may go out; `header` is what the journal says
    of itself, None where there are several; `roots` are the folders of the journals.
    """

    _entries: Callable[[], Iterator[Mistake]] = attrs.field(alias="entries")
    _events: Callable[[], Iterator[Event]] = attrs.field(alias="events", default=lambda: iter(()))
    private: bool = False
    name: str = ""
    header: Header | None = None
    _standing_of: Callable[[Mistake], Standing] = attrs.field(alias="standing_of", default=_standing)
    roots: tuple[Path, ...] = ()

    def entries(self) -> Iterator[Mistake]:
        """Yield the entries, without what is private unless `private` is set; may be called again."""
        return self._entries() if self.private else map(without_private, self._entries())

    def events(self) -> Iterator[Event]:
        """Yield the events that go with the entries, in id order: with a backup all, else the shared ones."""
        return self._events()

    def standing(self, entry: Mistake) -> Standing:
        """Return where an entry of the selection stands, from its journal's events."""
        return self._standing_of(entry)


def without_private(mistake: Mistake) -> Mistake:
    """Return the entry without the fields that belong to its writer alone."""
    if not any(getattr(mistake, name) for name in PRIVATE_FIELDS):
        return mistake
    emptied: dict[str, Any] = dict.fromkeys(PRIVATE_FIELDS, "")
    return attrs.evolve(mistake, **emptied)


def count(items: Iterable[T], progress: Progress | None) -> Iterator[T]:
    """Yield records or entries, telling `progress` after each how many there were."""
    for number, item in enumerate(items, 1):
        yield item
        if progress:
            progress(number)
