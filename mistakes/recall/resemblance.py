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
from mistakes.words import terms

if TYPE_CHECKING:
    from mistakes.model import Mistake

SAME_HEADLINE = 0.5
SAME_STORY = 0.4

_TELLING = log1p(0.45)
_TITLE_SHARE = 0.7
# How much is looked at, about five milliseconds' worth: what a busy machine finds is what an idle one finds.
_ASKED = 8
_CANDIDATES = 8
_OCCURRENCES = 3_000


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
    if not words:
        return None
    best: tuple[float, float, Mistake, Profile] | None = None
    for entry in candidates(words, _CANDIDATES):
        if asked.profile.is_bare and asked.profile.title.keys().isdisjoint(terms(entry.title)):
            continue
        theirs = profile(texts_of(entry))
        lead, score = _resemblance(asked, theirs)
        if lead >= 0 and (best is None or lead > best[0]):
            best = lead, score, entry, theirs
    return Match(best[2], best[1], shared_words(asked, best[3])) if best else None


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
