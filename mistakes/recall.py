"""Which earlier entries a mistake is like, by the words they share; nothing but the standard library.

Two entries are compared as weighted bags of words (TF-IDF and the cosine between them): a little by
their titles, mostly by title, beginning of the story, conditions and lessons together.
Names, dates and small numbers count faintly, because they tell whose mistake it was and when, not how
it came about. Why the weights are what they are: `docs/explanation/recall.md`.
"""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from math import log, log1p, sqrt
from operator import itemgetter
from typing import NamedTuple, Protocol

from mistakes.model import Mistake
from mistakes.words import OFTEN_WRITTEN, STOP, WEEKDAYS, names, terms, word, written

LEAST_SCORE = 0.1
SAME_HEADLINE = 0.5
SAME_STORY = 0.4

_TITLE_SHARE = 0.2
_BARE_TITLE_SHARE = 0.7
_AGAIN = 0.5
_REASONS = 0.5
_FAINT = 0.25
_LENGTH = 400
_LONG_WORD = 30
_TELLING = log1p(0.45)
_WHY = 5

_ASKED = 8
_CANDIDATES = 20
_MARKS = 16
_RARE = 50
_PARTNERS = 5
_LIKELY = 20

# BM25: how soon more of the same word stops helping, and how much a long text is held against it.
_SATURATION, _LENGTH_MATTERS = 1.2, 0.5

# A small journal cannot tell common words from rare ones: 20 imagined entries stand in for experience,
# a fifth of which have each word that people often write about mistakes.
_IMAGINED = 20
_SELDOM, _OFTEN = 0.02, 0.2
_LEAST_IDF = 0.05
_FEW = 5


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


class Match(NamedTuple):
    """An entry, how much it is like the one asked about (0 … 1), and the words that say so, best first."""

    entry: Mistake
    score: float
    why: tuple[str, ...]


class Pair(NamedTuple):
    """Two entries that are alike, the earlier one first; `score` and `why` as in a Match."""

    first: Mistake
    second: Mistake
    score: float
    why: tuple[str, ...]


class _Texts(NamedTuple):
    """The parts of an entry that are compared, each cut to its beginning."""

    title: str
    story: str = ""
    reasons: str = ""


class _Profile(NamedTuple):
    """What of an entry is compared: damped counts of the terms of its title, and of its whole text."""

    title: dict[str, float]
    text: dict[str, float]
    is_bare: bool


class _Asked(NamedTuple):
    """An entry that others are compared with, and the worth (squared idf) of sharing a word with it.

    `worth` holds its own words; `other` and `other_often` stand for all words that others alone have.
    """

    texts: _Texts
    profile: _Profile
    worth: dict[str, float]
    other: float
    other_often: float
    title_size: float
    text_size: float


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
    return frozenset(terms(" \n".join(_texts(entry))))


def similar(
    target: Mistake,
    others: Iterable[Mistake],
    statistics: Statistics,
    *,
    limit: int = 5,
    unlinked: bool = False,
) -> list[Match]:
    """Return the entries most like the target, best first, at most `limit`, none below `LEAST_SCORE`.

    The target itself and shared copies of it are never among them; `unlinked` leaves out entries
    that a link joins to it already.
    """
    asked = _asked(_texts(target), statistics)
    scored: list[tuple[float, Mistake, _Profile]] = []
    for other in others:
        if _is_same(target, other) or (unlinked and _is_linked(target, other)):
            continue
        theirs = _profile(_texts(other))
        score = _likeness(asked, theirs)
        if score >= LEAST_SCORE:
            scored.append((score, other, theirs))
    best = heapq.nlargest(limit, scored, key=itemgetter(0))
    return [Match(other, score, _why(asked, theirs)) for score, other, theirs in best]


def telling_words(entry: Mistake, statistics: Statistics, *, limit: int = _MARKS) -> list[str]:
    """Return the words by which to look for entries like this one, weightiest first.

    Only words that `statistics` has seen are among them; an index is asked for entries that have
    some, and `similar` compares what it finds.
    """
    return _rarest(_asked(_texts(entry), statistics), statistics, limit)


def repeat_pairs(entries: Sequence[Mistake], *, limit: int = 10) -> list[Pair]:
    """Return the pairs of entries that are most alike, best first, at most `limit`.

    Only entries that share a rare word are compared, each with a few others, so that time grows
    with the number of entries and not with its square.
    """
    statistics = corpus_statistics(entries)
    pairs = [
        _pair(entries[one], entries[other], statistics)
        for one, other in _likely_pairs(entries, statistics, limit * _LIKELY)
        if not _is_same(entries[one], entries[other])
    ]
    found = [pair for pair in pairs if pair.score >= LEAST_SCORE]
    return heapq.nlargest(limit, found, key=lambda pair: pair.score)


def looks_like(
    title: str,
    story: str,
    statistics: Statistics,
    candidates: Callable[[Sequence[str], int], Sequence[Mistake]],
    *,
    milliseconds: float = 5,
    clock: Callable[[], float] = time.monotonic,
) -> Match | None:
    """Return the earlier entry that a new text plainly resembles, or None; it stops when its time is up.

    `candidates(words, limit)` returns entries that have some of the words, those with most first;
    words are given weightiest first. An entry is told only if the titles share two telling words
    (or all they have) and reach `SAME_HEADLINE`, or the whole texts do and reach `SAME_STORY`.
    `clock` returns seconds.
    """
    deadline = clock() + milliseconds / 1000
    asked = _asked(_Texts(title, _beginning(story)), statistics)
    words = _rarest(asked, statistics, _ASKED)
    if not words or clock() >= deadline:
        return None
    best: tuple[float, float, Mistake, _Profile] | None = None
    for entry in candidates(words, _CANDIDATES):
        if clock() >= deadline:
            break
        if asked.profile.is_bare and asked.profile.title.keys().isdisjoint(terms(entry.title)):
            continue
        theirs = _profile(_texts(entry))
        lead, score = _resemblance(asked, theirs)
        if lead >= 0 and (best is None or lead > best[0]):
            best = lead, score, entry, theirs
    return Match(best[2], best[1], _why(asked, best[3])) if best else None


def relevant(need: str, entries: Iterable[Mistake], statistics: Statistics, *, limit: int = 3) -> list[Match]:
    """Return the entries that matter most for what somebody is about to do, best first.

    The whole entry counts, its title three times and the beginning of its story twice (BM25); `score` is
    the share, 0 … 1, of what an entry full of the words would reach. Entries without any of the words
    are left out.
    """
    wanted = {term: raw for raw in written(need) for group in word(raw) for term in group}
    worth = {term: sqrt(_worth(term, statistics)) for term in wanted}
    bags = [(entry, _bag(entry)) for entry in entries]
    usual = sum(bag.total() for _, bag in bags) / (len(bags) or 1)
    matches: list[Match] = []
    for entry, bag in bags:
        room = _SATURATION * (1 - _LENGTH_MATTERS + _LENGTH_MATTERS * bag.total() / usual) if usual else 1
        gains = {term: worth[term] * bag[term] / (bag[term] + room) for term in wanted if bag[term]}
        if gains:
            why = (wanted[term].lower() for term in heapq.nlargest(_WHY, gains, key=gains.__getitem__))
            matches.append(Match(entry, sum(gains.values()) / sum(worth.values()), tuple(dict.fromkeys(why))))
    return heapq.nlargest(limit, matches, key=lambda match: match.score)


def _texts(entry: Mistake) -> _Texts:
    conditions = ". ".join([*(condition.text for condition in entry.conditions), entry.believed])
    lessons = ". ".join(f"{lesson.text} {lesson.when} {lesson.then}" for lesson in entry.lessons)
    reasons = f"{_beginning(conditions)} . {_beginning(lessons)}".strip(" .")
    return _Texts(entry.title, _beginning(entry.story), reasons)


def _beginning(text: str) -> str:
    """Return the first 400 characters, without a last word that was cut in two."""
    if len(text) <= _LENGTH:
        return text
    end = text.rfind(" ", _LENGTH - _LONG_WORD, _LENGTH + 1)
    return text[: end if end > 0 else _LENGTH]


@lru_cache(maxsize=1 << 10)
def _profile(texts: _Texts) -> _Profile:
    """Return the damped counts of an entry's terms; what is only a name or a date counts faintly."""
    title, story, reasons = words = [written(text) for text in texts]
    faint = names(texts, words)
    counts: dict[str, float] = {}
    _count(title, 1.0, faint - WEEKDAYS, counts)
    headline = _damped(counts)
    if not (story or reasons):
        return _Profile(headline, headline, is_bare=True)
    counts = {term: _AGAIN * count for term, count in counts.items()}
    _count(story, 1.0, faint | WEEKDAYS, counts)
    _count(reasons, _REASONS, faint | WEEKDAYS, counts)
    return _Profile(headline, _damped(counts), is_bare=False)


def _count(every: list[str], amount: float, faint: frozenset[str], counts: dict[str, float]) -> None:
    """Add the terms of written words to the counts, a quarter of the amount where one is only a name."""
    for raw in every:
        if raw in STOP:
            continue
        plain, dim = word(raw)
        worth = amount * _FAINT if raw in faint else amount
        for term in plain:
            counts[term] = counts.get(term, 0.0) + worth
        for term in dim:
            counts[term] = counts.get(term, 0.0) + amount * _FAINT


def _damped(counts: Mapping[str, float]) -> dict[str, float]:
    return {term: log1p(count) for term, count in counts.items()}


def _idf(documents: int, frequency: int, *, often: bool) -> float:
    expected = _IMAGINED * (_OFTEN if often else _SELDOM)
    return max(_LEAST_IDF, log((documents + _IMAGINED + 1) / (frequency + expected + 0.5)))


def _worth(term: str, statistics: Statistics) -> float:
    idf = _idf(statistics.documents, statistics.frequency(term), often=term in OFTEN_WRITTEN)
    return idf * idf


def _asked(texts: _Texts, statistics: Statistics) -> _Asked:
    """Return the texts ready for comparing; only the frequencies of their own words are looked up."""
    profile, total = _profile(texts), statistics.documents
    worth = {term: _worth(term, statistics) for term in profile.text}
    other, often = (_idf(total, min(_FEW, total), often=often) ** 2 for often in (False, True))
    title, text = (sum([worth[term] * count**2 for term, count in part.items()]) for part in profile[:2])
    return _Asked(texts, profile, worth, other, often, title, text)


def _likeness(asked: _Asked, theirs: _Profile) -> float:
    mine = asked.profile
    share = _BARE_TITLE_SHARE if mine.is_bare or theirs.is_bare else _TITLE_SHARE
    titles = _cosine(mine.title, asked.title_size, theirs.title, asked)
    return share * titles + (1 - share) * _cosine(mine.text, asked.text_size, theirs.text, asked)


def _cosine(mine: Mapping[str, float], size: float, theirs: Mapping[str, float], asked: _Asked) -> float:
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


def _resemblance(asked: _Asked, theirs: _Profile) -> tuple[float, float]:
    """Return by how much two texts pass a threshold (negative: they do not), and the score that did."""
    mine, size = asked.profile, asked.title_size
    views = [(-1.0, 0.0)]
    if _shares_enough(mine.title, theirs.title):
        titles = _cosine(mine.title, size, theirs.title, asked)
        told = _cosine(mine.title, size, theirs.text, asked)
        score = _BARE_TITLE_SHARE * titles + (1 - _BARE_TITLE_SHARE) * told
        views.append((score - SAME_HEADLINE, score))
    if not (mine.is_bare or theirs.is_bare) and _shares_enough(mine.text, theirs.text):
        score = _likeness(asked, theirs)
        views.append((score - SAME_STORY, score))
    return max(views)


def _shares_enough(mine: Mapping[str, float], theirs: Mapping[str, float]) -> bool:
    """Tell whether two texts share two telling words, or have the very same ones."""
    ours, others = _telling(mine), _telling(theirs)
    return len(ours & others) >= 2 or (bool(ours) and ours == others)


def _telling(counts: Mapping[str, float]) -> set[str]:
    return {term for term, count in counts.items() if count >= _TELLING and term not in OFTEN_WRITTEN}


def _rarest(asked: _Asked, statistics: Statistics, limit: int) -> list[str]:
    """Return the words that some entry has and that say something, weightiest first."""
    counts, worth = asked.profile.text, asked.worth
    telling = sorted(counts.keys() - OFTEN_WRITTEN)
    seen = [term for term in telling if statistics.frequency(term)]
    return heapq.nlargest(limit, seen, key=lambda term: worth[term] * counts[term] ** 2)


def _why(asked: _Asked, theirs: _Profile) -> tuple[str, ...]:
    """Return the shared words that weigh most, as the first text writes them."""
    mine = asked.profile
    shared = mine.text.keys() & theirs.text.keys()
    gains = {
        term: asked.worth[term]
        * (mine.text[term] * theirs.text[term] + mine.title.get(term, 0.0) * theirs.title.get(term, 0.0))
        for term in sorted(shared)
    }
    forms = {
        term: _form(raw, term, shared)
        for raw in reversed(written("\n".join(asked.texts)))
        for group in word(raw)
        for term in group
    }
    return tuple(dict.fromkeys(forms[term] for term in heapq.nlargest(_WHY, gains, key=gains.__getitem__)))


def _form(raw: str, term: str, shared: Set[str]) -> str:
    """Return a term as it is written; neighbouring bigrams that are shared become one word again."""
    start = -1 if term.isascii() else raw.find(term)
    if start < 0:
        return raw.lower()
    end = start + len(term)
    while start and raw[start - 1 : start + 1] in shared:
        start -= 1
    while raw[end - 1 : end + 1] in shared and end < len(raw):
        end += 1
    return raw[start:end]


def _pair(one: Mistake, other: Mistake, statistics: Statistics) -> Pair:
    """Return two entries as a pair; its score is the mean of both directions."""
    first, second = sorted((one, other), key=lambda entry: entry.id)
    mine, theirs = _asked(_texts(first), statistics), _asked(_texts(second), statistics)
    score = (_likeness(mine, theirs.profile) + _likeness(theirs, mine.profile)) / 2
    return Pair(first, second, score, _why(mine, theirs.profile))


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
    asked = _asked(_texts(entry), statistics)
    size = sqrt(asked.text_size) or 1.0
    share = {term: sqrt(asked.worth[term]) * count / size for term, count in asked.profile.text.items()}
    shared = [term for term in share if 2 <= statistics.frequency(term) <= _RARE]
    return {term: share[term] for term in heapq.nlargest(_MARKS, shared, key=share.__getitem__)}


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


def _bag(entry: Mistake) -> Counter[str]:
    """Return how often the entry has each term: its title three times, the beginning of its story twice."""
    parts = [entry.title, entry.title, entry.title, _beginning(entry.story), entry.story]
    parts += [entry.expected, entry.believed, *entry.tags]
    parts += [condition.text for condition in entry.conditions]
    parts += [text for lesson in entry.lessons for text in (lesson.text, lesson.when, lesson.then)]
    parts += [trigger for lesson in entry.lessons for trigger in lesson.applies.words]
    parts += [action.text for action in entry.actions]
    return Counter(terms("\n".join(parts)))


def _is_same(one: Mistake, other: Mistake) -> bool:
    """Tell whether two entries are one, or a shared copy and its original."""
    return (one.links.shared_from or one.id) == (other.links.shared_from or other.id)


def _is_linked(one: Mistake, other: Mistake) -> bool:
    mine = {one.links.repeat_of, *one.links.like}
    return other.id in mine or one.id in {other.links.repeat_of, *other.links.like}
