"""Whether a new text plainly resembles an earlier entry; precise rather than eager, because nobody asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import log1p
from typing import TYPE_CHECKING

from mistakes.recall.profile import Profile, Texts, beginning, profile, texts_of
from mistakes.recall.similarity import (
    Asked,
    Match,
    asked_about,
    cosine,
    is_telling,
    likeness,
    rarest,
    shared_words,
)
from mistakes.recall.statistics import Statistics
from mistakes.recall.thesaurus import is_meaning, meanings
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.model import Mistake

SAME_HEADLINE = 0.5
SAME_STORY = 0.4

# The best of all is told if it stands out: so much more alike than the next, by so many things.
STANDS_OUT = 0.22
_TIMES_THE_NEXT = 2.0
_LEAST_EVIDENCE = 3

_TELLING = log1p(0.45)
_TITLE_SHARE = 0.7
# How much is looked at, about five milliseconds' worth: what a busy machine finds is what an idle one finds.
_ASKED = 8
_CANDIDATES = 8
_OCCURRENCES = 3_000


class _View(NamedTuple):
    """An earlier entry beside a new text: by how much it passes a threshold (negative: not), its score.

    `like` is how alike they are as a whole, `evidence` how many things they share.
    """

    entry: Mistake
    lead: float
    score: float
    like: float
    evidence: int


def looks_like(
    title: str,
    story: str,
    statistics: Statistics,
    candidates: Callable[[Sequence[str], int], Sequence[Mistake]],
) -> Match | None:
    """Return the earlier entry that a new text plainly resembles, or None.

    `candidates(words, limit)` returns entries that have some of the words, those with most first;
    words are given weightiest first, and only so many that few entries have them. An entry is told only
    if the titles share two telling words (or all they have) and reach `SAME_HEADLINE`, or the whole texts
    do and reach `SAME_STORY`.
    """
    asked = asked_about(Texts(title, beginning(story)), statistics)
    words = _few(rarest(asked, statistics, _ASKED), statistics)
    entries = candidates(words, _CANDIDATES) if words else ()
    views = [_view(asked, entry) for entry in entries]
    plain = max((view for view in views if view.lead >= 0), key=lambda view: view.lead, default=None)
    found = plain or _standing_out(views)
    return Match(found.entry, found.score, shared_words(asked, texts_of(found.entry))) if found else None


def _view(asked: Asked, entry: Mistake) -> _View:
    """Return how an earlier entry looks beside a new text."""
    theirs = profile(texts_of(entry))
    lead, score = _resemblance(asked, theirs)
    like = likeness(asked, theirs)
    return _View(entry, lead, score if lead >= 0 else like, like, _evidence(asked.profile.text, theirs.text))


def _standing_out(views: Sequence[_View]) -> _View | None:
    """Return the one that is far more alike than any other and shares three things, if there is one."""
    if not views:
        return None
    best, *others = sorted(views, key=lambda view: view.like, reverse=True)
    stands_out = all(best.like >= _TIMES_THE_NEXT * other.like for other in others[:1])
    return best if best.like >= STANDS_OUT and best.evidence >= _LEAST_EVIDENCE and stands_out else None


def _evidence(mine: Mapping[str, float], theirs: Mapping[str, float]) -> int:
    """Return how many telling words two texts share, and other things that both mean; 0 without a word.

    Two pairs of Chinese characters count as one word.
    """
    words = _telling(mine) & _telling(theirs)
    told = {meaning for word in words for meaning in meanings(word)}
    meant = {term for term in mine.keys() & theirs.keys() if is_meaning(term)} - told
    pairs = sum(not word.isascii() for word in words)
    return len(words) - pairs + pairs // 2 + len(meant) if words else 0


def _few(words: Sequence[str], statistics: Statistics) -> list[str]:
    """Return the words whose occurrences can all be gone through at once."""
    found, occurrences = [], 0
    for word in words:
        occurrences += statistics.frequency(word)
        if occurrences > _OCCURRENCES:
            break
        found.append(word)
    return found


def _resemblance(asked: Asked, theirs: Profile) -> tuple[float, float]:
    """Return by how much two texts pass a threshold (negative: they do not), and the score that did."""
    mine, size = asked.profile, asked.title_size
    views = [(-1.0, 0.0)]
    if _shares_enough(mine.title, theirs.title):
        titles = cosine(mine.title, size, theirs.title, asked)
        told = cosine(mine.title, size, theirs.text, asked)
        score = _TITLE_SHARE * titles + (1 - _TITLE_SHARE) * told
        views.append((score - SAME_HEADLINE, score))
    if not (mine.is_bare or theirs.is_bare) and _shares_enough(mine.text, theirs.text):
        score = likeness(asked, theirs)
        views.append((score - SAME_STORY, score))
    return max(views)


def _shares_enough(mine: Mapping[str, float], theirs: Mapping[str, float]) -> bool:
    """Tell whether two texts share two telling words, or have the very same ones."""
    ours, others = _telling(mine), _telling(theirs)
    return len(ours & others) >= 2 or (bool(ours) and ours == others)


def _telling(counts: Mapping[str, float]) -> set[str]:
    return {term for term, count in counts.items() if count >= _TELLING and is_telling(term)}
