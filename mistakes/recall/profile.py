"""The texts by which an entry is compared with others, and how often each of its terms counts in them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import log1p
from typing import TYPE_CHECKING

from mistakes.recall.thesaurus import meanings
from mistakes.records import NamedTuple
from mistakes.words import STOP, WEEKDAYS, characters, names, word, written

if TYPE_CHECKING:
    from mistakes.model import Mistake

_AGAIN = 0.5
_REASONS = 0.5
_FAINT = 0.25
_CHARACTER = 0.4
_MEANING = 0.6
_LENGTH = 400
_LONG_WORD = 30


class Texts(NamedTuple):
    """The parts of an entry that are compared, each cut to its beginning."""

    title: str
    story: str = ""
    reasons: str = ""


class Profile(NamedTuple):
    """What of an entry is compared: damped counts of the terms of its title, and of its whole text."""

    title: dict[str, float]
    text: dict[str, float]
    is_bare: bool


def texts_of(entry: Mistake) -> Texts:
    """Return the texts of an entry by which it is compared."""
    conditions = ". ".join([*(condition.text for condition in entry.conditions), entry.believed])
    lessons = ". ".join(f"{lesson.text} {lesson.when} {lesson.then}" for lesson in entry.lessons)
    reasons = f"{beginning(conditions)} . {beginning(lessons)}".strip(" .")
    return Texts(entry.title, beginning(entry.story), reasons)


def beginning(text: str) -> str:
    """Return the first 400 characters, without a last word that was cut in two."""
    if len(text) <= _LENGTH:
        return text
    end = text.rfind(" ", _LENGTH - _LONG_WORD, _LENGTH + 1)
    return text[: end if end > 0 else _LENGTH]


@lru_cache(maxsize=1 << 10)
def profile(texts: Texts) -> Profile:
    """Return the damped counts of an entry's terms; what is only a name or a date counts faintly."""
    title, story, reasons = words = [written(text) for text in texts]
    faint = names(texts, words)
    counts: dict[str, float] = {}
    _count(title, 1.0, faint - WEEKDAYS, counts)
    headline = _damped(_with_meanings(counts))
    if not (story or reasons):
        return Profile(headline, headline, is_bare=True)
    counts = {term: _AGAIN * count for term, count in counts.items()}
    _count(story, 1.0, faint | WEEKDAYS, counts)
    _count(reasons, _REASONS, faint | WEEKDAYS, counts)
    return Profile(headline, _damped(_with_meanings(counts)), is_bare=False)


def _count(every: list[str], amount: float, faint: frozenset[str], counts: dict[str, float]) -> None:
    """Add the terms of written words to the counts, a quarter of the amount where one is only a name.

    Chinese characters count besides their pairs, for 借钱 and 借了一笔钱 share no pair.
    """
    for raw in every:
        if raw in STOP:
            continue
        plain, dim = word(raw)
        worth = amount * _FAINT if raw in faint else amount
        for term in plain:
            counts[term] = counts.get(term, 0.0) + worth
        for term in dim:
            counts[term] = counts.get(term, 0.0) + amount * _FAINT
        for one in characters(raw):
            counts[one] = counts.get(one, 0.0) + amount * _CHARACTER


def _with_meanings(counts: Mapping[str, float]) -> dict[str, float]:
    """Return the counts with those of what the terms mean; saying it twice makes it no more."""
    meant: dict[str, float] = {}
    for term, count in counts.items():
        for meaning in meanings(term):
            meant[meaning] = max(meant.get(meaning, 0.0), _MEANING * min(count, 1.0))
    return {**counts, **meant}


def _damped(counts: Mapping[str, float]) -> dict[str, float]:
    return {term: log1p(count) for term, count in counts.items()}
