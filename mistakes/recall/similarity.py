"""Which earlier entries a mistake is like, by the words they share.

Two entries are compared as weighted bags of words (TF-IDF and the cosine between them): a little by
their titles, mostly by title, beginning of the story, conditions and lessons together.
Names, dates and small numbers count faintly, because they tell whose mistake it was and when, not how
it came about.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from itertools import zip_longest
from math import sqrt
from operator import itemgetter
from typing import TYPE_CHECKING

from mistakes.recall.profile import Profile, Texts, profile, texts_of
from mistakes.recall.statistics import Statistics, rarity, rarity_of
from mistakes.recall.thesaurus import alike, is_meaning, meanings
from mistakes.recall.wording import told
from mistakes.records import NamedTuple
from mistakes.words import OFTEN_WRITTEN, is_character

if TYPE_CHECKING:
    from mistakes.model import Mistake

LEAST_SCORE, LEAST_OF_PAIRS = 0.03, 0.1
MARKS = 16
ALIKE = 40
TITLE_SHARE = 0.2

_BESIDE_THE_BEST = 0.15
_FEW = 5
_OCCURRENCES = 5_000
_COMMON = 0.02


class Match(NamedTuple):
    """An entry, how much it is like the one asked about (0 … 1), and the words that say so, best first."""

    entry: Mistake
    score: float
    why: tuple[str, ...]


class Asked(NamedTuple):
    """An entry that others are compared with, and the worth (squared idf) of sharing a word with it.

    `worth` holds its own words; `other` and `other_often` stand for all words that others alone have.
    """

    texts: Texts
    profile: Profile
    worth: dict[str, float]
    other: float
    other_often: float
    other_meant: float
    title_size: float
    text_size: float


def similar(
    target: Mistake,
    others: Iterable[Mistake],
    statistics: Statistics,
    *,
    limit: int = 5,
    unlinked: bool = False,
) -> list[Match]:
    """Return the entries most like the target, best first, at most `limit`.

    None is below `LEAST_SCORE`, or less than a seventh as alike as the best. It is that low because one
    mistake told in other words, or in Chinese, scores low; whoever asks sees which words are shared.
    The target itself and shared copies of it are never among them; `unlinked` leaves out entries
    that a link joins to it already.
    """
    asked = asked_about(texts_of(target), statistics)
    scored: list[tuple[float, Mistake]] = []
    for other in others:
        if is_same(target, other) or (unlinked and _is_linked(target, other)):
            continue
        score = likeness(asked, profile(texts_of(other)))
        if score >= LEAST_SCORE:
            scored.append((score, other))
    best = heapq.nlargest(limit, scored, key=itemgetter(0))
    return [
        Match(other, score, shared_words(asked, texts_of(other)))
        for score, other in best
        if score >= _BESIDE_THE_BEST * best[0][0]
    ]


def telling_words(entry: Mistake, statistics: Statistics, *, limit: int = MARKS) -> list[str]:
    """Return the words by which to look for entries like this one, weightiest first.

    Only words that `statistics` has seen are among them; an index is asked for entries that have
    some, and `similar` compares what it finds.
    """
    return rarest(asked_about(texts_of(entry), statistics), statistics, limit)


def words_alike(entry: Mistake, statistics: Statistics, *, limit: int = ALIKE) -> list[str]:
    """Return other words for those of an entry, in turn for each, the weightiest first; such as some entry has.

    Together they stand in no more than a few thousand entries, so that an index can go through them all.
    """
    asked = asked_about(texts_of(entry), statistics)
    mine = _weightiest(asked, _telling(asked), MARKS)
    turns = zip_longest(*map(alike, mine))
    found, occurrences = [], 0
    for word in dict.fromkeys(one for turn in turns for one in turn if one and one not in asked.worth):
        frequency = statistics.frequency(word)
        if frequency and occurrences + frequency <= _OCCURRENCES:
            found.append(word)
            occurrences += frequency
        if len(found) == limit:
            break
    return found


def asked_about(texts: Texts, statistics: Statistics) -> Asked:
    """Return the texts ready for comparing; only the frequencies of their own words are looked up."""
    mine, total = profile(texts), statistics.documents
    worth = {term: rarity_of(term, statistics) ** 2 for term in mine.text if not is_meaning(term)}
    meant = rarity(total, round(total * _COMMON), often=False) ** 2
    worth |= _worth_of_meanings(worth, meant)
    other, often = (rarity(total, min(_FEW, total), often=often) ** 2 for often in (False, True))
    title, text = (sum([worth[term] * count**2 for term, count in part.items()]) for part in mine[:2])
    return Asked(texts, mine, worth, other, often, meant, title, text)


def _worth_of_meanings(worth: Mapping[str, float], most: float) -> dict[str, float]:
    """Return what it is worth to mean the same: no more than the rarest of the words that mean it."""
    found: dict[str, float] = {}
    for term, value in worth.items():
        for meaning in meanings(term):
            found[meaning] = max(found.get(meaning, 0.0), min(value, most))
    return found


def likeness(asked: Asked, theirs: Profile) -> float:
    """Return how much an entry is like the one asked about, 0 … 1."""
    mine = asked.profile
    titles = cosine(mine.title, asked.title_size, theirs.title, asked)
    whole = cosine(mine.text, asked.text_size, theirs.text, asked)
    return TITLE_SHARE * titles + (1 - TITLE_SHARE) * whole


def cosine(mine: Mapping[str, float], size: float, theirs: Mapping[str, float], asked: Asked) -> float:
    """Return the cosine between two bags of words, 0 … 1; `size` is the squared length of the first."""
    worth, other = asked.worth, asked.other
    shared = mine.keys() & theirs.keys()
    if not shared:
        return 0.0
    product = sum([worth[term] * mine[term] * theirs[term] for term in shared])
    their_size = other * sum([count * count for count in theirs.values()])
    their_size += sum([(worth[term] - other) * theirs[term] ** 2 for term in shared])
    often = (theirs.keys() & OFTEN_WRITTEN) - shared
    their_size += sum([(asked.other_often - other) * theirs[term] ** 2 for term in often])
    meant = [count for term, count in theirs.items() if is_meaning(term) and term not in shared]
    their_size += (asked.other_meant - other) * sum([count * count for count in meant])
    return min(1.0, product / sqrt(size * their_size))


def rarest(asked: Asked, statistics: Statistics, limit: int) -> list[str]:
    """Return the words that some entry has and that say something, weightiest first."""
    return _weightiest(asked, [term for term in _telling(asked) if statistics.frequency(term)], limit)


def _telling(asked: Asked) -> list[str]:
    words = asked.profile.text.keys() - OFTEN_WRITTEN
    return sorted(term for term in words if not is_meaning(term))


def _weightiest(asked: Asked, words: Iterable[str], limit: int) -> list[str]:
    counts, worth = asked.profile.text, asked.worth
    return heapq.nlargest(limit, words, key=lambda term: worth[term] * counts[term] ** 2)


def is_telling(term: str) -> bool:
    """Tell whether sharing a term says something: people do not write it of any mistake."""
    return term not in OFTEN_WRITTEN and not is_character(term) and not is_meaning(term)


def shared_words(asked: Asked, theirs: Texts) -> tuple[str, ...]:
    """Return what two texts share that weighs most, as they write it."""
    mine, other = asked.profile, profile(theirs)
    gains = {
        term: asked.worth[term]
        * (mine.text[term] * other.text[term] + mine.title.get(term, 0.0) * other.title.get(term, 0.0))
        for term in mine.text.keys() & other.text.keys()
    }
    return told(gains, "\n".join(asked.texts), "\n".join(theirs))


def is_same(one: Mistake, other: Mistake) -> bool:
    """Tell whether two entries are one, or a shared copy and its original."""
    return (one.links.shared_from or one.id) == (other.links.shared_from or other.id)


def _is_linked(one: Mistake, other: Mistake) -> bool:
    mine = {one.links.repeat_of, *one.links.like}
    return other.id in mine or one.id in {other.links.repeat_of, *other.links.like}
