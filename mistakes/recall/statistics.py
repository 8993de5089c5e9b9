"""How common words are in a journal, and what it is worth that two texts share one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import log
from typing import TYPE_CHECKING, Protocol

from mistakes.recall.profile import texts_of
from mistakes.records import NamedTuple
from mistakes.words import OFTEN_WRITTEN, characters, terms

if TYPE_CHECKING:
    from mistakes.model import Mistake

# A small journal cannot tell common words from rare ones: 20 imagined entries stand in for experience,
# a fifth of which have each word that people often write about mistakes.
_IMAGINED = 20
_SELDOM, _OFTEN = 0.02, 0.2
_LEAST_IDF = 0.05


class Statistics(Protocol):
    """How common words are in a journal; an index may offer it, `corpus_statistics` does in memory.

    Words are what `words_of` returns: an index files an entry under exactly these.
    """

    @property
    def documents(self) -> int:
        """The number of entries."""

    def frequency(self, word: str, /) -> int:
        """Return the number of entries that have the word; 0 for one never seen."""


class CorpusStatistics(NamedTuple):
    """How common words are among entries at hand."""

    documents: int
    counts: Mapping[str, int]

    def frequency(self, word: str, /) -> int:
        """Return the number of entries that have the word; 0 for one never seen."""
        return self.counts.get(word, 0)


def corpus_statistics(entries: Iterable[Mistake]) -> Statistics:
    """Return how common each word is among the entries."""
    counts: Counter[str] = Counter()
    documents = 0
    for entry in entries:
        documents += 1
        counts.update(words_of(entry))
    return CorpusStatistics(documents, counts)


def words_of(entry: Mistake) -> frozenset[str]:
    """Return the distinct words under which an index finds the entry and counts them."""
    text = " \n".join(texts_of(entry))
    return frozenset([*terms(text), *characters(text)])


def rarity(documents: int, frequency: int, *, often: bool) -> float:
    """Return the inverse document frequency of a word that so many of the documents have (a logarithm).

    `often` tells that people write the word about mistakes of any kind.
    """
    expected = _IMAGINED * (_OFTEN if often else _SELDOM)
    return max(_LEAST_IDF, log((documents + _IMAGINED + 1) / (frequency + expected + 0.5)))


def rarity_of(term: str, statistics: Statistics) -> float:
    """Return the inverse document frequency of a term."""
    return rarity(statistics.documents, statistics.frequency(term), often=term in OFTEN_WRITTEN)
