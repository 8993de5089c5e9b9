"""Which entries of a journal are alike: the words of its index propose, `recall` decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mistakes.model import Mistake
from mistakes.recall import Match, looks_like, similar, telling_words, words_alike

if TYPE_CHECKING:
    from mistakes.index.index import Index
    from mistakes.journal import Journal

CANDIDATES, CANDIDATES_ALIKE = 40, 30


def similar_entries(journal: Journal, entry: Mistake, limit: int) -> list[Match]:
    """Return the entries most like one, best first; see `Journal.similar`."""
    index = journal.index
    words = telling_words(entry, index)
    found = index.candidates(words, CANDIDATES)
    found += index.candidates(words_alike(entry, index), CANDIDATES_ALIKE)
    others = _read(journal, [one for one in dict.fromkeys(found) if one != entry.id])
    return similar(entry, others, index, limit=limit)


def earlier_entry(journal: Journal, index: Index, title: str, story: str) -> Match | None:
    """Return an earlier entry that a new one resembles; see `Journal.looks_like`."""

    def candidates(words: Sequence[str], limit: int) -> list[Mistake]:
        return _read(journal, index.candidates(words, limit))

    return looks_like(title, story, index, candidates)


def _read(journal: Journal, ids: Sequence[str]) -> list[Mistake]:
    """Return the entries as their files say; those that are gone or deleted are left out."""
    entries = [journal.readable(entry_id) for entry_id in ids]
    return [entry for entry in entries if entry is not None and entry.deleted is None]
