"""The entries of one index that a need may be about: those whose triggers fire, and those most like it.

Only the index is asked, no file is read and no entry made, so that nothing to say is found out fast.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from mistakes.index.row import pairs
from mistakes.recall.need import LONGEST, Need, Wanted, wanted_by
from mistakes.recall.relevance import Rating, bag_of, rate_all
from mistakes.recall.statistics import rarity, rarity_of
from mistakes.recall.triggers import KINDS, Cues, Trigger, asked_by, cues_of, fires
from mistakes.records import NamedTuple
from mistakes.words import terms

if TYPE_CHECKING:
    from mistakes.index.index import Index
    from mistakes.index.recalling import TriggerRow

# Scores below `LIKE` belong to likeness, those above to triggers that fired.
LIKE = 0.8
LEAST_SCORE, LEAST_OF_SEVERAL = 0.24, 0.16
STRONG_SCORE, STRONG_TERMS = 0.32, 4

# Commands, paths and diffs are full of everyday words; one of them says nothing.
_LEAST_SEEN = 2
_ASKED, _MOST_ALIKE = 8, 24
_CANDIDATES, _STRONG_CANDIDATES = 60, 10
# In how many entries the words that are looked for unasked may stand together: each is gone through.
_MOST_OCCURRENCES = 1_500
_MOST_TRIGGERED = 100
_MOST_CHECKS = 50_000
_COMMON, _FEW = 0.05, 3
_EXACT = ("path", "command")
# A word that only stands in a command or a diff is less of a sign than one that somebody said.
_IN_PASSING = 0.5
# A path or command that names nothing, such as `*.py`, asks for half a thing.
_ANYTHING = 0.5


class Candidate(NamedTuple):
    """An entry that a need may be about: its score (0 … 1), the terms that they share, best first.

    `telling` is how many of these say something, and `least` how many it takes; `lessons` are the keys of
    the lessons whose triggers fired, the most particular first, and `triggers` these triggers in words;
    `likeness` is what the score would be without them.
    """

    entry: str
    score: float
    terms: tuple[str, ...]
    telling: int
    lessons: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    least: int = 1
    likeness: float = 0.0

    @property
    def is_triggered(self) -> bool:
        """Tell whether a trigger of the entry fired."""
        return bool(self.lessons)

    @property
    def untriggered(self) -> Candidate:
        """The candidate by its likeness alone, for when the lessons whose triggers fired are gone."""
        if not self.lessons:
            return self
        return self._replace(score=self.likeness, lessons=(), triggers=())

    @property
    def is_relevant(self) -> bool:
        """Tell whether the entry is worth showing to somebody who asks."""
        enough = LEAST_SCORE if self.telling < 2 else LEAST_OF_SEVERAL
        return self.is_triggered or (self.telling >= self.least and self.score >= enough)

    @property
    def is_strong(self) -> bool:
        """Tell whether the entry is worth showing to somebody who did not ask."""
        return self.is_triggered or (self.score >= STRONG_SCORE and self.telling >= STRONG_TERMS)


class _Fired(NamedTuple):
    """A trigger that fired, how particular it is, and which share of the need it names, each 0 … 1."""

    row: TriggerRow
    particular: float
    share: float


class _IndexStatistics:
    """How common words are in an index; each is looked up once."""

    def __init__(self, index: Index) -> None:
        self.documents = index.documents
        self._index = index
        self._known: dict[str, int] = {}

    def frequency(self, word: str, /) -> int:
        if word not in self._known:
            self._known[word] = min(self._index.occurrences(word), self.documents)
        return self._known[word]


def shortlist(index: Index, need: Need, *, strong: bool = False) -> tuple[Wanted, list[Candidate]]:
    """Return what a need looks for in an index, and the entries it may be about, best first.

    With `strong` only what `is_strong` is looked for, in less time.
    """
    need, statistics = need.readable, _IndexStatistics(index)
    wanted = wanted_by(need, statistics, index.words_like, plainly=strong)
    cues = cues_of(need)
    fired = _fired(_checked(index.triggers(cues.heads), cues), need, wanted, statistics)
    words = _words(wanted, statistics, least=STRONG_TERMS if strong else 1)
    alike = index.candidates(words, _STRONG_CANDIDATES if strong else _CANDIDATES) if words else []
    bodies = index.bodies(dict.fromkeys([*list(fired)[:_MOST_TRIGGERED], *alike]))
    ratings = rate_all(wanted, [bag_of(pairs(body)) for body in bodies.values()])
    rated = zip(bodies, ratings, strict=True)
    least = 1 if need.is_said else _LEAST_SEEN
    found = [_candidate(entry, rating, fired.get(entry, []))._replace(least=least) for entry, rating in rated]
    chosen = [one for one in found if (one.is_strong if strong else one.score)]
    return wanted, sorted(chosen, key=lambda one: (one.score, one.entry), reverse=True)


def _words(wanted: Wanted, statistics: _IndexStatistics, least: int) -> list[str]:
    """Return the rarest words to look for; none if fewer than `least` of the telling ones are known.

    What shares `least` words has one of the rarest even without the `least - 1` commonest.
    """
    telling = [word for word in wanted.telling if statistics.frequency(word)]
    if least > 1:
        return _few(telling[: max(len(telling) - least + 1, 0)], statistics)
    known = telling or [word for word in wanted.worth if statistics.frequency(word)]
    alike = _few(_in_turn(wanted), statistics, _MOST_ALIKE)
    return [*known[:_ASKED], *wanted.others, *alike]


def _in_turn(wanted: Wanted) -> Iterator[str]:
    """Yield the other words for what is wanted, one for each of the terms in turn."""
    several: dict[str, list[str]] = {}
    for other, term in wanted.alike.items():
        several.setdefault(term, []).append(other)
    for turn in zip_longest(*several.values()):
        yield from (other for other in turn if other)


def _few(words: Iterable[str], statistics: _IndexStatistics, most: int = _ASKED) -> list[str]:
    """Return the first words that some entry has and that are rare enough to be looked for in no time."""
    found: list[str] = []
    left = _MOST_OCCURRENCES
    for word in words:
        if len(found) < most and 0 < statistics.frequency(word) <= left:
            found.append(word)
            left -= statistics.frequency(word)
    return found


def _candidate(entry: str, rating: Rating, rows: Sequence[_Fired]) -> Candidate:
    """Return an entry as a candidate; of several whose triggers fired the more particular comes first."""
    score, found, telling = rating
    like = LIKE * score
    if not rows:
        return Candidate(entry, like, found, telling, likeness=like)
    fired = tuple(dict.fromkeys(f"{one.row.kind} {one.row.pattern}" for one in rows))
    lessons = tuple(dict.fromkeys(one.row.lesson for one in rows))
    shared = max(score, *(one.share for one in rows))
    sure = LIKE + (1 - LIKE) * (max(one.particular for one in rows) + shared) / 2
    return Candidate(entry, sure, found, telling, lessons, fired, likeness=like)


def _fired(
    rows: Iterable[TriggerRow], need: Need, wanted: Wanted, statistics: _IndexStatistics
) -> dict[str, list[_Fired]]:
    """Return triggers that fire by entry, the most particular entry first, of each by their kinds."""
    found = list(rows)
    entries: dict[tuple[str, str], set[str]] = {}
    for row in found:
        entries.setdefault((row.kind, row.pattern.casefold()), set()).add(row.entry)
    most = max(_FEW, _COMMON * statistics.documents)
    # a word or tag that brings many lessons to mind brings none; it still counts as a word
    kept = {key: len(several) for key, several in entries.items() if key[0] in _EXACT or len(several) <= most}
    said = frozenset(terms(need.words[:LONGEST].lower())) if kept else frozenset()
    judged = {}
    for (kind, pattern), carriers in kept.items():
        sign = _IN_PASSING if kind == "word" and not said.issuperset(terms(pattern)) else 1.0
        particular = _particular(kind, pattern, carriers, sign, statistics)
        judged[kind, pattern] = (particular, sign * _share(pattern, wanted))
    keyed = ((row, judged.get((row.kind, row.pattern.casefold()))) for row in found)
    by_entry: dict[str, list[_Fired]] = {}
    for one in sorted((_Fired(row, *how) for row, how in keyed if how), key=lambda one: -one.particular):
        by_entry.setdefault(one.row.entry, []).append(one)
    for several in by_entry.values():
        several.sort(key=lambda one: KINDS.index(one.row.kind))
    return by_entry


def _particular(kind: str, pattern: str, carriers: int, sign: float, statistics: _IndexStatistics) -> float:
    """Return how particular a trigger is, 0 … 1: by how much it asks for, and how rare that is."""
    asked = asked_by(kind, pattern)
    if kind == "word":
        rare = sum(rarity_of(name, statistics) for name in asked)
    else:
        rare = (len(asked) or _ANYTHING) * rarity(statistics.documents, carriers, often=False)
    return sign * rare / (sign * rare + rarity(statistics.documents, 1, often=False))


def _share(pattern: str, wanted: Wanted) -> float:
    """Return which share of what a need says stands in a trigger, 0 … 1."""
    named = wanted.worth.keys() & terms(pattern)
    return min(sum(wanted.worth[term] for term in named) / wanted.total, 1.0) if named else 0.0


def _checked(rows: Iterable[TriggerRow], cues: Cues) -> Iterator[TriggerRow]:
    """Yield the triggers that fire, as long as looking takes no more than a moment."""
    checks = 0
    known: dict[tuple[str, str], bool] = {}
    for row in rows:
        key = (row.kind, row.pattern)
        does_fire = known.get(key)
        if does_fire is None:
            trigger = Trigger(row.kind, row.pattern, row.head)
            checks += cues.size(trigger)
            if checks > _MOST_CHECKS:
                return
            does_fire = known[key] = fires(trigger, cues)
        if does_fire:
            yield row
