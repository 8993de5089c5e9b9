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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import log, log1p, sqrt
from typing import NamedTuple, Protocol

from mistakes.model import Mistake
from mistakes.words import WEEKDAYS, names, terms, word, written

LEAST_SCORE = 0.1
SAME_HEADLINE = 0.5
SAME_STORY = 0.4

_TITLE_SHARE = 0.15
_BARE_TITLE_SHARE = 0.7
_REASONS = 0.5
_FAINT = 0.2
_LENGTH = 400
_TELLING = log1p(0.45)
_WHY = 5
_ASKED = 8
_CANDIDATES = 20
_MARKS = 8
_RARE = 50
_PARTNERS = 5
_LIKELY = 20

# A small journal cannot tell common words from rare ones: 30 imagined entries stand in for experience.
_IMAGINED = 30
_SELDOM, _OFTEN = 0.02, 0.2
_FEW = 5
_OFTEN_WRITTEN = frozenset(
    terms(
        """accident accidentally affect again always another bad break bug call cause chance change check customer day
        days detect disruption downtime due effect error event experience fail find first fix forget full good great
        happen hard help hour hours impact incident increase instead issue job know last late lead learn lesson like
        long look lot make manual many minute minutes miss mistake month need never new next notice old outage people
        person problem production project put quick report resolve result right run say second see service set someone
        something start state step stop system take team thing think time today tomorrow triger trigger try turn
        unable unavailable understand update user wait want way week work wrong year yesterday
        忘记 忘了 错误 问题 导致 发生 结果 时候 今天 昨天 再次 又一 出错 失误 失败 注意 出现 原因 时间 直接 造成"""
    )
)


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


class _Weights(NamedTuple):
    """What sharing a word is worth: known for the words of one entry, the same for all others."""

    known: dict[str, float]
    other: float
    other_often: float


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
    texts = _texts(target)
    profile = _profile(texts)
    weights = _weights(profile, statistics)
    matches: list[Match] = []
    for other in others:
        if _is_same(target, other) or (unlinked and _is_linked(target, other)):
            continue
        theirs = _profile(_texts(other))
        score = _likeness(profile, theirs, weights)
        if score >= LEAST_SCORE:
            matches.append(Match(other, score, _why(texts, profile, theirs, weights)))
    return heapq.nlargest(limit, matches, key=lambda match: match.score)


def repeat_pairs(entries: Sequence[Mistake], *, limit: int = 10) -> list[Pair]:
    """Return the pairs of entries that are most alike, best first, at most `limit`.

    Only entries that share a rare word are compared, each with a few others, so that time grows
    with the number of entries and not with its square.
    """
    statistics = corpus_statistics(entries)
    pairs = [
        _pair(entries[first], entries[second], statistics)
        for first, second in _likely_pairs(entries, statistics, limit * _LIKELY)
        if not _is_same(entries[first], entries[second])
    ]
    found = (pair for pair in pairs if pair.score >= LEAST_SCORE)
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
    words are given rarest first. An entry is told only if the titles share two telling words (or
    all they have) and score `SAME_HEADLINE`, or the whole texts score `SAME_STORY`.
    `clock` returns seconds.
    """
    deadline = clock() + milliseconds / 1000
    texts = _Texts(title, story[:_LENGTH])
    profile = _profile(texts)
    weights = _weights(profile, statistics)
    words = _rarest(profile, weights, statistics)
    if not words or clock() >= deadline:
        return None
    best: tuple[float, Match] | None = None
    for entry in candidates(words, _CANDIDATES):
        if clock() >= deadline:
            break
        theirs = _profile(_texts(entry))
        lead, score = _resemblance(profile, theirs, weights)
        if lead >= 0 and (best is None or lead > best[0]):
            best = lead, Match(entry, score, _why(texts, profile, theirs, weights))
    return best[1] if best else None


def relevant(
    need: str, entries: Iterable[Mistake], statistics: Statistics, *, limit: int = 3
) -> list[Match]:
    """Return the entries that matter most for what somebody is about to do, best first.

    The whole entry counts, its title three times (BM25, k1 1.2, b 0.75); `score` is the share of
    what an entry full of the words could reach, 0 … 1. Entries without any of the words are left out.
    """
    wanted = {term: raw for raw in written(need) for term in word(raw).terms}
    worth = {term: _idf(statistics.documents, statistics.frequency(term), term) for term in wanted}
    bags = [(entry, _bag(entry)) for entry in entries]
    usual = sum(bag.total() for _, bag in bags) / (len(bags) or 1)
    best = 2.2 * sum(worth.values())
    matches: list[Match] = []
    for entry, bag in bags:
        room = 1.2 * (0.25 + 0.75 * bag.total() / usual)
        gain = {term: worth[term] * 2.2 * bag[term] / (bag[term] + room) for term in wanted if term in bag}
        if gain:
            words = sorted(gain, key=gain.__getitem__, reverse=True)[:_WHY]
            why = tuple(dict.fromkeys(wanted[term].lower() for term in words))
            matches.append(Match(entry, sum(gain.values()) / best, why))
    return heapq.nlargest(limit, matches, key=lambda match: match.score)


def _texts(entry: Mistake) -> _Texts:
    conditions = ". ".join([*(condition.text for condition in entry.conditions), entry.believed])
    lessons = ". ".join(f"{lesson.text} {lesson.when} {lesson.then}" for lesson in entry.lessons)
    reasons = f"{conditions[:_LENGTH]} . {lessons[:_LENGTH]}".strip(" .")
    return _Texts(entry.title, entry.story[:_LENGTH], reasons)


def _profile(texts: _Texts) -> _Profile:
    """Return the damped counts of an entry's terms; what only names or dates it counts faintly."""
    title, story, reasons = texts
    faint = names(f"{title if _is_sentence(title) else ''} . {story} . {reasons}")
    headline: Counter[str] = Counter()
    _count(title, 1, faint - WEEKDAYS, headline)
    whole = headline.copy()
    _count(story, 1, faint | WEEKDAYS, whole)
    _count(reasons, _REASONS, faint | WEEKDAYS, whole)
    return _Profile(_damped(headline), _damped(whole), not (story or reasons))


def _is_sentence(title: str) -> bool:
    """Tell whether a title is written like a sentence, so that its capitals mean names."""
    rest = title.split()[1:]
    return 2 * sum(part[0].isupper() for part in rest) <= len(rest)


def _count(text: str, amount: float, faint: frozenset[str], counts: Counter[str]) -> None:
    for raw, number in Counter(written(text)).items():
        found, is_faint = word(raw)
        for term in found:
            counts[term] += number * amount * (_FAINT if is_faint or raw in faint else 1)  # type: ignore[assignment]


def _damped(counts: Mapping[str, float]) -> dict[str, float]:
    return {term: log1p(count) for term, count in counts.items()}


def _idf(documents: int, frequency: int, term: str) -> float:
    usual = _OFTEN if term in _OFTEN_WRITTEN else _SELDOM
    return log((documents + _IMAGINED + 1) / (frequency + _IMAGINED * usual + 0.5))


def _weights(profile: _Profile, statistics: Statistics) -> _Weights:
    """Return what the profile's words are worth; words of others alone are taken as rather rare.

    So only the frequencies of one entry's words are ever looked up.
    """
    total = statistics.documents
    known = {term: _idf(total, statistics.frequency(term), term) for term in profile.text}
    other_often = log((total + _IMAGINED + 1) / (_FEW + _IMAGINED * _OFTEN + 0.5))
    return _Weights(known, _idf(total, min(_FEW, total), ""), other_often)


def _likeness(mine: _Profile, theirs: _Profile, weights: _Weights) -> float:
    share = _BARE_TITLE_SHARE if mine.is_bare or theirs.is_bare else _TITLE_SHARE
    titles = _cosine(mine.title, theirs.title, weights)
    return share * titles + (1 - share) * _cosine(mine.text, theirs.text, weights)


def _cosine(mine: Mapping[str, float], theirs: Mapping[str, float], weights: _Weights) -> float:
    known, other, other_often = weights
    shared = mine.keys() & theirs.keys()
    if not shared:
        return 0.0
    product = sum(mine[term] * theirs[term] * known[term] ** 2 for term in shared)
    size = sum((count * known[term]) ** 2 for term, count in mine.items())
    other_size = sum(
        (count * (known.get(term) or (other_often if term in _OFTEN_WRITTEN else other))) ** 2
        for term, count in theirs.items()
    )
    return min(1.0, product / sqrt(size * other_size))


def _resemblance(mine: _Profile, theirs: _Profile, weights: _Weights) -> tuple[float, float]:
    """Return how far a candidate is above the threshold (below: negative), and its score."""
    titles = _cosine(mine.title, theirs.title, weights)
    headline = _BARE_TITLE_SHARE * titles + (1 - _BARE_TITLE_SHARE) * _cosine(mine.title, theirs.text, weights)
    views = []
    if _shares_enough(mine.title, theirs.title):
        views.append((headline - SAME_HEADLINE, headline))
    if not (mine.is_bare or theirs.is_bare) and _shares_enough(mine.text, theirs.text):
        story = _likeness(mine, theirs, weights)
        views.append((story - SAME_STORY, story))
    return max(views, default=(-1.0, 0.0))


def _shares_enough(mine: Mapping[str, float], theirs: Mapping[str, float]) -> bool:
    """Tell whether two texts share two telling words, or every telling word that either has."""
    ours, others = _telling(mine), _telling(theirs)
    return len(ours & others) >= 2 or bool(ours) and ours == others


def _telling(counts: Mapping[str, float]) -> set[str]:
    return {term for term, count in counts.items() if count >= _TELLING and term not in _OFTEN_WRITTEN}


def _rarest(profile: _Profile, weights: _Weights, statistics: Statistics) -> list[str]:
    """Return the words by which to look for candidates: telling ones that some entry has, best first."""
    telling = _telling(profile.text)
    known = [term for term in telling if statistics.frequency(term)]
    return heapq.nlargest(_ASKED, known, key=lambda term: profile.text[term] * weights.known[term])


def _why(texts: _Texts, mine: _Profile, theirs: _Profile, weights: _Weights) -> tuple[str, ...]:
    """Return the shared words that weigh most, as the first entry writes them."""
    gains = {
        term: mine.text[term] * theirs.text[term] * weights.known[term] ** 2
        for term in mine.text.keys() & theirs.text.keys()
    }
    best = heapq.nlargest(_WHY, sorted(gains), key=gains.__getitem__)
    forms = {term: raw for raw in reversed(written(" . ".join(texts))) for term in word(raw).terms}
    return tuple(dict.fromkeys(forms[term].lower() if term.isascii() else term for term in best))


def _pair(first: Mistake, second: Mistake, statistics: Statistics) -> Pair:
    """Return two entries as a pair; its score is the mean of both directions."""
    first, second = sorted((first, second), key=lambda entry: entry.id)
    texts = _texts(first)
    mine, theirs = _profile(texts), _profile(_texts(second))
    weights, their_weights = _weights(mine, statistics), _weights(theirs, statistics)
    score = (_likeness(mine, theirs, weights) + _likeness(theirs, mine, their_weights)) / 2
    return Pair(first, second, score, _why(texts, mine, theirs, weights))


def _likely_pairs(
    entries: Sequence[Mistake], statistics: Statistics, limit: int
) -> Iterator[tuple[int, int]]:
    """Yield the indexes of pairs that share their weightiest rare words, at most `limit` of them."""
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
    """Return the few words by which an entry is known, each with its share of the entry's length."""
    profile = _profile(_texts(entry))
    weights = _weights(profile, statistics).known
    worth = {term: count * weights[term] for term, count in profile.text.items()}
    length = sqrt(sum(value**2 for value in worth.values())) or 1.0
    shared = [term for term in worth if 2 <= statistics.frequency(term) <= _RARE]
    return {term: worth[term] / length for term in heapq.nlargest(_MARKS, shared, key=worth.__getitem__)}


def _partners(
    index: int, mark: Mapping[str, float], marks: Sequence[Mapping[str, float]], holders: Mapping[str, list[int]]
) -> list[tuple[int, float]]:
    scores: Counter[int] = Counter()
    for term, share in mark.items():
        for partner in holders[term]:
            if partner > index:
                scores[partner] += share * marks[partner][term]  # type: ignore[assignment]
    return scores.most_common(_PARTNERS)  # type: ignore[return-value]


def _bag(entry: Mistake) -> Counter[str]:
    parts = [entry.title, entry.title, entry.title, entry.story, entry.expected, entry.believed, *entry.tags]
    parts += [condition.text for condition in entry.conditions]
    parts += [text for lesson in entry.lessons for text in (lesson.text, lesson.when, lesson.then)]
    parts += [trigger for lesson in entry.lessons for trigger in lesson.applies.words]
    parts += [action.text for action in entry.actions]
    return Counter(terms(" \n".join(parts)))


def _is_same(one: Mistake, other: Mistake) -> bool:
    """Tell whether two entries are one, or a shared copy and its original."""
    origins = {entry.links.shared_from or entry.id for entry in (one, other)}
    return one.id == other.id or len(origins) == 1


def _is_linked(one: Mistake, other: Mistake) -> bool:
    mine = {one.links.repeat_of, *one.links.like}
    return other.id in mine or one.id in {other.links.repeat_of, *other.links.like}
