"""The pairs of entries of a journal that are most alike, found without comparing all with all."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from operator import itemgetter
from typing import TYPE_CHECKING

from mistakes.recall.profile import texts_of
from mistakes.recall.similarity import LEAST_OF_PAIRS, MARKS, asked_about, is_same, likeness, shared_words
from mistakes.recall.statistics import Statistics, corpus_statistics
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.model import Mistake

_RARE = 50
_PARTNERS = 5
_LIKELY = 20


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
    """Yield the indexes of the pairs that share most of their weightiest rare words, at most `limit`."""
    marks = [_marks(entry, statistics) for entry in entries]
    holders: dict[str, list[int]] = {}
    for index, mark in enumerate(marks):
        for term in mark:
            holders.setdefault(term, []).append(index)
    likely = (
        (score, index, partner)
        for index, mark in enumerate(marks)
        for partner, score in _partners(index, mark, marks, holders)
    )
    for _, index, partner in heapq.nlargest(limit, likely):
        yield index, partner


def _marks(entry: Mistake, statistics: Statistics) -> dict[str, float]:
    """Return the few rare words by which an entry is known, each with its share of the entry's length."""
    asked = asked_about(texts_of(entry), statistics)
    size = sqrt(asked.text_size) or 1.0
    share = {term: sqrt(asked.worth[term]) * count / size for term, count in asked.profile.text.items()}
    shared = [term for term in share if 2 <= statistics.frequency(term) <= _RARE]
    return {term: share[term] for term in heapq.nlargest(MARKS, shared, key=share.__getitem__)}


def _partners(
    index: int,
    mark: Mapping[str, float],
    marks: Sequence[Mapping[str, float]],
    holders: Mapping[str, list[int]],
) -> list[tuple[int, float]]:
    """Return the later entries that share most with one entry, each with how much."""
    scores: dict[int, float] = {}
    for term, share in mark.items():
        for partner in holders[term]:
            if partner > index:
                scores[partner] = scores.get(partner, 0.0) + share * marks[partner][term]
    return heapq.nlargest(_PARTNERS, scores.items(), key=itemgetter(1))
