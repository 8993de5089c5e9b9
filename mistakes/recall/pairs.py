"""The pairs of entries of a journal that are most alike, found without comparing all with all."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from operator import itemgetter
from typing import TYPE_CHECKING

from mistakes.recall.profile import texts_of
from mistakes.recall.similarity import (
    LEAST_OF_PAIRS,
    MARKS,
    TITLE_SHARE,
    Asked,
    asked_about,
    is_same,
    likeness,
    shared_words,
)
from mistakes.recall.statistics import Statistics, corpus_statistics
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.model import Mistake

_RARE = 50
_PARTNERS = 5
_LIKELY = 20

# A word, and whether it is one of the title.
_Mark = tuple[bool, str]


class Pair(NamedTuple):
    """Two entries that are alike, the earlier one first; `score` and `why` as in a Match."""

    first: Mistake
    second: Mistake
    score: float
    why: tuple[str, ...]


def repeat_pairs(entries: Sequence[Mistake], *, limit: int = 10) -> list[Pair]:
    """Return the pairs of entries that are most alike, best first, at most `limit`.

    Only entries that share a rare word are compared, each with a few others, so that time grows
    with the number of entries and not with its square.
    """
    statistics = corpus_statistics(entries)
    pairs = [
        _pair(entries[one], entries[other], statistics)
        for one, other in _likely_pairs(entries, statistics, limit * _LIKELY)
        if not is_same(entries[one], entries[other])
    ]
    found = [pair for pair in pairs if pair.score >= LEAST_OF_PAIRS]
    return heapq.nlargest(limit, found, key=lambda pair: pair.score)


def _pair(one: Mistake, other: Mistake, statistics: Statistics) -> Pair:
    """Return two entries as a pair; its score is the mean of both directions."""
    first, second = sorted((one, other), key=lambda entry: entry.id)
    mine, theirs = (asked_about(texts_of(entry), statistics) for entry in (first, second))
    score = (likeness(mine, theirs.profile) + likeness(theirs, mine.profile)) / 2
    return Pair(first, second, score, shared_words(mine, theirs.texts))


def _likely_pairs(
    entries: Sequence[Mistake], statistics: Statistics, limit: int
) -> Iterator[tuple[int, int]]:
    """Yield the indexes of the pairs that share most of their marks, at most `limit`."""
    marks = [_marks(entry, statistics) for entry in entries]
    holders: dict[_Mark, list[int]] = {}
    for index, shares in enumerate(marks):
        for mark in shares:
            holders.setdefault(mark, []).append(index)
    likely = {
        (min(index, partner), max(index, partner)): score
        for index, shares in enumerate(marks)
        for partner, score in _partners(index, shares, marks, holders)
    }
    yield from heapq.nlargest(limit, likely, key=likely.__getitem__)


def _marks(entry: Mistake, statistics: Statistics) -> dict[_Mark, float]:
    """Return the few rare words by which an entry is known, each with its share of the entry's length.

    Title and whole text have their own, for a score is made of both: what a title says need not be among
    the weightiest words of a long text.
    """
    asked = asked_about(texts_of(entry), statistics)
    title = _shares(asked, asked.profile.title, asked.title_size, statistics)
    text = _shares(asked, asked.profile.text, asked.text_size, statistics)
    of_title = {(True, term): sqrt(TITLE_SHARE) * share for term, share in title}
    return of_title | {(False, term): sqrt(1 - TITLE_SHARE) * share for term, share in text}


def _shares(
    asked: Asked, counts: Mapping[str, float], size: float, statistics: Statistics
) -> list[tuple[str, float]]:
    """Return the weightiest rare words of a text, each with its share of the text's length."""
    length = sqrt(size) or 1.0
    shares = {
        term: sqrt(asked.worth[term]) * count / length
        for term, count in counts.items()
        if 2 <= statistics.frequency(term) <= _RARE
    }
    return heapq.nlargest(MARKS, shares.items(), key=itemgetter(1))


def _partners(
    index: int,
    shares: Mapping[_Mark, float],
    marks: Sequence[Mapping[_Mark, float]],
    holders: Mapping[_Mark, list[int]],
) -> list[tuple[int, float]]:
    """Return the entries that share most with one entry, each with how much."""
    scores: dict[int, float] = {}
    for mark, share in shares.items():
        for partner in holders[mark]:
            if partner != index:
                scores[partner] = scores.get(partner, 0.0) + share * marks[partner][mark]
    return heapq.nlargest(_PARTNERS, scores.items(), key=itemgetter(1))
