"""How what two texts share is told: in the words of the texts, the weightiest first."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Mapping, Set

from mistakes.recall.thesaurus import is_meaning, meanings
from mistakes.words import characters, is_character, word, written

_WHY = 5
_INSIDE = re.compile(r"[.,:_-]")


def told(gains: Mapping[str, float], mine: str, theirs: str) -> tuple[str, ...]:
    """Return the first few of what two texts share, by what each is worth.

    A word stands as the first text writes it; what both only mean alike as `vendor ≈ supplier`.
    """
    spared = {meaning for term in gains for meaning in meanings(term)}
    shared = [term for term in sorted(gains.keys() - spared) if not is_character(term)]
    best = heapq.nlargest(_WHY, shared or gains, key=gains.__getitem__)
    words = dict(zip(best, as_written(mine, best, gains.keys()), strict=True))
    return tuple(dict.fromkeys(_both(mine, theirs, one) if is_meaning(one) else words[one] for one in best))


def as_written(text: str, best: Iterable[str], shared: Set[str]) -> list[str]:
    """Return each term as the text writes it; neighbouring bigrams that are shared become one word again."""
    forms = {term: _form(raw, term, shared) for raw in reversed(written(text)) for term in _terms_of(raw)}
    return [forms.get(term, term) for term in best]


def meant(text: str, meaning: str) -> str:
    """Return the first word of a text that has a meaning, as it is written; "" if none has."""
    found = ((raw, term) for raw in written(text) for term in _terms_of(raw) if meaning in meanings(term))
    raw, term = next(found, ("", ""))
    return part(_form(raw, term, frozenset()), term) if raw else ""


def part(form: str, term: str) -> str:
    """Return what of a written word holds a term: `export` of `replayable.machine_export`."""
    several = _INSIDE.split(form)
    return next((one for one in several if term in _terms_of(one)), form)


def _both(mine: str, theirs: str, meaning: str) -> str:
    return f"{meant(mine, meaning)} ≈ {meant(theirs, meaning)}"


def _terms_of(raw: str) -> Iterator[str]:
    yield from characters(raw)
    for group in word(raw):
        yield from group


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
