"""How much an entry matters for a need: all of it counts, its title and the beginning of its story most.

Words are ranked by BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009); the score
is the share of what an entry full of the words would reach.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from mistakes.recall.need import Need, Wanted, wanted_by
from mistakes.recall.profile import beginning
from mistakes.recall.statistics import Statistics
from mistakes.records import NamedTuple
from mistakes.words import terms, tokens

if TYPE_CHECKING:
    from mistakes.model import Mistake
    from mistakes.recall.similarity import Match

# How soon more of the same word stops helping, and how much a long text is held against it.
_SATURATION, _LENGTH_MATTERS = 1.2, 0.75
# Entries of a usual length are imagined beside the few that are at hand.
_IMAGINED, _USUAL = 5, 100.0
_SHORTEST_BEGINNING, _BEGINS_ALIKE = 4, 0.3
# What an entry says in other words counts less, and two such words count as one that is shared.
_ALIKE, _MEANT_FOR_ONE = 0.2, 2
_WHY = 5

_TITLE, _LEAD, _STORY, _REASON, _ACTION, _REST = 3.0, 1.0, 1.0, 0.7, 0.5, 0.5
_WEIGHTS = {
    "title": _TITLE,
    "story": _STORY,
    "tags": 1.0,
    **dict.fromkeys(("lessons.applies.words", "lessons.applies.tags"), 1.0),
    **dict.fromkeys(("conditions.text", "expected", "believed"), _REASON),
    **dict.fromkeys(("lessons.text", "lessons.when", "lessons.then"), _REASON),
    "actions.text": _ACTION,
    **dict.fromkeys(("overcame", "went_well", "lucky", "goal", "stretch", "customer_effect"), _REST),
    **dict.fromkeys(("harm_to_others", "decision.chosen", "decision.prediction", "decision.outcome"), _REST),
    **dict.fromkeys(("decision.options", "links.borrowed_from"), _REST),
}


class Bag(NamedTuple):
    """How much each term counts in an entry, and the sum of it all."""

    counts: Mapping[str, float]
    length: float


class Rating(NamedTuple):
    """How much an entry matters, 0 … 1, the terms that say so, best first, and how many are telling."""

    score: float
    terms: tuple[str, ...]
    telling: int


def relevant(
    need: Need | str, entries: Iterable[Mistake], statistics: Statistics, *, limit: int = 3
) -> list[Match]:
    """Return the entries that matter most for what somebody is about to do, best first.

    Entries without any of the words are left out; nothing else is, however low its score.
    """
    from mistakes.recall.similarity import Match

    entries = list(entries)
    need = Need(need) if isinstance(need, str) else need
    texts = [list(pairs_of(entry)) for entry in entries]

    @cache
    def vocabulary() -> frozenset[str]:
        return frozenset(token for pairs in texts for _, text in pairs for token in tokens(text))

    def longhand(first: str, last: str, length: int) -> list[str]:
        return [t for t in vocabulary() if len(t) == length and t.startswith(first) and t.endswith(last)]

    wanted = wanted_by(need, statistics, longhand)
    bags = [bag_of(pairs) for pairs in texts]
    rated = zip(rate_all(wanted, bags), entries, strict=True)
    found = [(rating, entry) for rating, entry in rated if rating.score]
    best = heapq.nlargest(limit, found, key=lambda item: item[0].score)
    return [Match(entry, rating.score, shared_words(wanted, rating.terms)) for rating, entry in best]


def rate_all(wanted: Wanted, bags: Sequence[Bag]) -> list[Rating]:
    """Return how much each entry matters; the usual length is that of those at hand."""
    lengths = [bag.length for bag in bags if bag.length]
    usual = (sum(lengths) + _IMAGINED * _USUAL) / (len(lengths) + _IMAGINED)
    return [_rated(wanted, bag, usual) for bag in bags]


def shared_words(wanted: Wanted, found: Sequence[str], entry: Mistake | None = None) -> tuple[str, ...]:
    """Return the first few of the terms that were found, as the need writes them.

    With an entry, a term that stands there in another word is told as `vendor ≈ supplier`.
    """
    from mistakes.recall.wording import as_written, part

    first = found[:_WHY]
    words = as_written(wanted.text, first, frozenset(found))
    text = "\n".join(text for _, text in pairs_of(entry)) if entry and wanted.alike else ""
    known = frozenset(terms(text))
    others = {term: other for other, term in wanted.alike.items() if other in known and term not in known}
    forms = zip(others.items(), as_written(text, others.values(), frozenset()), strict=True)
    theirs = {term: part(form, other) for (term, other), form in forms}
    told = (
        f"{word} ≈ {theirs[term]}" if term in theirs else word
        for term, word in zip(first, words, strict=True)
    )
    return tuple(dict.fromkeys(told))


def pairs_of(entry: Mistake) -> Iterator[tuple[str, str]]:
    """Yield path and text of what counts in an entry, under the paths that an index keeps as well."""
    for name in ("title", "story", "expected", "believed", "overcame", "went_well", "lucky", "goal"):
        yield name, getattr(entry, name)
    for name in ("stretch", "customer_effect", "harm_to_others"):
        yield name, getattr(entry, name)
    yield from (("tags", tag) for tag in entry.tags)
    yield from (("conditions.text", condition.text) for condition in entry.conditions)
    yield from (("actions.text", action.text) for action in entry.actions)
    for lesson in entry.lessons:
        yield from (
            ("lessons.text", lesson.text),
            ("lessons.when", lesson.when),
            ("lessons.then", lesson.then),
        )
        yield from (("lessons.applies.words", word) for word in lesson.applies.words)
        yield from (("lessons.applies.tags", tag) for tag in lesson.applies.tags)
    for name in ("chosen", "prediction", "outcome"):
        yield f"decision.{name}", getattr(entry.decision, name)
    yield from (("decision.options", option) for option in entry.decision.options)
    yield "links.borrowed_from", entry.links.borrowed_from
    yield from _beneath("also", entry.also)


def bag_of(pairs: Iterable[tuple[str, str]]) -> Bag:
    """Return how much each term counts in an entry whose texts are given with their paths."""
    counts: dict[str, float] = {}
    for path, text in pairs:
        weight = _weight(path)
        if weight:
            _count(text, weight, counts)
        if path == "story":
            _count(beginning(text), _LEAD, counts)
    return Bag(counts, sum(counts.values()))


def _count(text: str, weight: float, counts: dict[str, float]) -> None:
    for term in terms(text):
        counts[term] = counts.get(term, 0.0) + weight


def _weight(path: str) -> float:
    """Return what a text counts; a second language counts as reasons do, other texts not at all."""
    return _WEIGHTS.get(path, _REASON if path.startswith("also.") else 0.0)


def _rated(wanted: Wanted, bag: Bag, usual: float) -> Rating:
    room = _SATURATION * (1 - _LENGTH_MATTERS + _LENGTH_MATTERS * bag.length / usual)
    found = _found(wanted, bag.counts)
    meant = _meant(wanted, bag.counts, found)
    both = found | meant
    gains = {term: wanted.worth[term] * count / (count + room) for term, count in both.items()}
    best = sorted(gains, key=lambda term: (-gains[term], term))
    # a word that no entry has as it is counts by half in the total, and in full where a longer one begins so
    score = min(sum(gains.values()) / wanted.total, 1.0) if gains else 0.0
    return Rating(score, tuple(best), _telling(found, wanted) + _telling(meant, wanted) // _MEANT_FOR_ONE)


def _telling(found: Iterable[str], wanted: Wanted) -> int:
    return sum(term not in wanted.vague for term in found)


def _found(wanted: Wanted, counts: Mapping[str, float]) -> dict[str, float]:
    """Return how much each wanted term counts; a longer word with the same beginning counts a little."""
    found = {term: counts[term] for term in wanted.worth if term in counts}
    for other, term in wanted.others.items():
        if other in counts:
            found[term] = found.get(term, 0.0) + counts[other]
    missing: dict[str, list[str]] = {}
    for term in wanted.worth.keys() - found.keys():
        if len(term) >= _SHORTEST_BEGINNING and term.isascii() and term.isalpha():
            missing.setdefault(term[:_SHORTEST_BEGINNING], []).append(term)
    for longer, count in counts.items() if missing else ():
        for term in missing.get(longer[:_SHORTEST_BEGINNING], ()):
            if longer.startswith(term):
                found[term] = found.get(term, 0.0) + _BEGINS_ALIKE * count
    return found


def _meant(wanted: Wanted, counts: Mapping[str, float], found: Mapping[str, float]) -> dict[str, float]:
    """Return how much other words count for wanted terms that an entry has in no form."""
    meant: dict[str, float] = {}
    for other, term in wanted.alike.items():
        if other in counts and term not in found:
            meant[term] = meant.get(term, 0.0) + _ALIKE * counts[other]
    return meant


def _beneath(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _beneath(f"{path}.{key}", inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _beneath(path, inner)
