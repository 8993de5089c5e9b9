"""Which earlier entries a mistake is like, by the words they share.

Two entries are compared as weighted bags of words (TF-IDF and the cosine between them): a little by
their titles, mostly by title, beginning of the story, conditions and lessons together.
Names, dates and small numbers count faintly, because they tell whose mistake it was and when, not how
it came about.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Set
from math import sqrt
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from mistakes.recall.profile import Profile, Texts, profile, texts_of
from mistakes.recall.statistics import Statistics, rarity, rarity_of
from mistakes.words import OFTEN_WRITTEN, characters, is_character, word, written

if TYPE_CHECKING:
    from mistakes.model import Mistake

LEAST_SCORE, LEAST_OF_PAIRS = 0.03, 0.1
MARKS = 16

_TITLE_SHARE = 0.2
_BESIDE_THE_BEST = 0.25
_WHY = 5
_FEW = 5


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

    None is below `LEAST_SCORE`, or less than a quarter as alike as the best. It is that low because one
    mistake told in other words, or in Chinese, scores low; whoever asks sees which words are shared.
    The target itself and shared copies of it are never among them; `unlinked` leaves out entries
    that a link joins to it already.
    """
    asked = asked_about(texts_of(target), statistics)
    scored: list[tuple[float, Mistake, Profile]] = []
    for other in others:
        if is_same(target, other) or (unlinked and _is_linked(target, other)):
            continue
        theirs = profile(texts_of(other))
        score = likeness(asked, theirs)
        if score >= LEAST_SCORE:
            scored.append((score, other, theirs))
    best = heapq.nlargest(limit, scored, key=itemgetter(0))
    return [
        Match(other, score, shared_words(asked, theirs))
        for score, other, theirs in best
        if score >= _BESIDE_THE_BEST * best[0][0]
    ]


def telling_words(entry: Mistake, statistics: Statistics, *, limit: int = MARKS) -> list[str]:
    """Return the words by which to look for entries like this one, weightiest first.

    Only words that `statistics` has seen are among them; an index is asked for entries that have
    some, and `similar` compares what it finds.
    """
    return rarest(asked_about(texts_of(entry), statistics), statistics, limit)


def asked_about(texts: Texts, statistics: Statistics) -> Asked:
    """Return the texts ready for comparing; only the frequencies of their own words are looked up."""
    mine, total = profile(texts), statistics.documents
    worth = {term: rarity_of(term, statistics) ** 2 for term in mine.text}
    other, often = (rarity(total, min(_FEW, total), often=often) ** 2 for often in (False, True))
    title, text = (sum([worth[term] * count**2 for term, count in part.items()]) for part in mine[:2])
    return Asked(texts, mine, worth, other, often, title, text)


def likeness(asked: Asked, theirs: Profile) -> float:
    """Return how much an entry is like the one asked about, 0 … 1."""
    mine = asked.profile
    titles = cosine(mine.title, asked.title_size, theirs.title, asked)
    whole = cosine(mine.text, asked.text_size, theirs.text, asked)
    return _TITLE_SHARE * titles + (1 - _TITLE_SHARE) * whole


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
    return min(1.0, product / sqrt(size * their_size))


def rarest(asked: Asked, statistics: Statistics, limit: int) -> list[str]:
    """Return the words that some entry has and that say something, weightiest first."""
    counts, worth = asked.profile.text, asked.worth
    telling = sorted(counts.keys() - OFTEN_WRITTEN)
    seen = [term for term in telling if statistics.frequency(term)]
    return heapq.nlargest(limit, seen, key=lambda term: worth[term] * counts[term] ** 2)


def is_telling(term: str) -> bool:
    """Tell whether sharing a term says something: people do not write it of any mistake."""
    return term not in OFTEN_WRITTEN and not is_character(term)


def shared_words(asked: Asked, theirs: Profile) -> tuple[str, ...]:
    """Return the shared words that weigh most, as the first text writes them."""
    mine = asked.profile
    shared = mine.text.keys() & theirs.text.keys()
    shared -= {one for term in shared for one in characters(term)}
    gains = {
        term: asked.worth[term]
        * (mine.text[term] * theirs.text[term] + mine.title.get(term, 0.0) * theirs.title.get(term, 0.0))
        for term in sorted(shared)
    }
    best = heapq.nlargest(_WHY, gains, key=gains.__getitem__)
    return as_written("\n".join(asked.texts), best, shared)


def as_written(text: str, best: Iterable[str], shared: Set[str]) -> tuple[str, ...]:
    """Return terms as the text writes them; neighbouring bigrams that are shared become one word again."""
    forms = {
        term: _form(raw, term, shared)
        for raw in reversed(written(text))
        for group in (characters(raw), *word(raw))
        for term in group
    }
    return tuple(dict.fromkeys(forms[term] for term in best))


def is_same(one: Mistake, other: Mistake) -> bool:
    """Tell whether two entries are one, or a shared copy and its original."""
    return (one.links.shared_from or one.id) == (other.links.shared_from or other.id)


def _form(raw: str, term: str, shared: Set[str]) -> str:
    start = -1 if term.isascii() else raw.find(term)
    if start < 0:
        return raw.lower()
    end = start + len(term)
    while start and raw[start - 1 : start + 1] in shared:
        start -= 1
    while raw[end - 1 : end + 1] in shared and end < len(raw):
        end += 1
    return raw[start:end]


def _is_linked(one: Mistake, other: Mistake) -> bool:
    mine = {one.links.repeat_of, *one.links.like}
    return other.id in mine or one.id in {other.links.repeat_of, *other.links.like}
