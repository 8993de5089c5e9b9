"""What different people call the same thing: *photo* and *picture*, *dump* and *backup*, 证书 and *certificate*.

Texts are compared by words, and one mistake told by two people shares few. A short list of general
words, no products, lets a meaning count as well, less than a word that is shared as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

_SIGN = "~"


def meanings(term: str) -> tuple[str, ...]:
    """Return the meanings of a term, such as `~backup` for `dump`; most terms have none here."""
    return _meanings().get(term, ())


def is_meaning(term: str) -> bool:
    """Tell whether something that counts in a text is no term of it but the meaning of one."""
    return term[0] == _SIGN


def alike(term: str) -> Iterator[str]:
    """Yield the other terms that mean the same as one, the most particular meaning's first."""
    groups = _groups()
    for meaning in sorted(meanings(term), key=lambda meaning: (len(groups[meaning]), meaning)):
        yield from (other for other in groups[meaning] if other != term)


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    """Return the terms of each meaning, which is named after the first of them and its line."""
    text = Path(__file__).with_name("thesaurus.txt").read_text(encoding="utf-8")
    lines = enumerate(text.splitlines(), 1)
    groups = [(number, line.split()) for number, line in lines if line and line[0] != "#"]
    return {f"{_SIGN}{group[0]}{number}": tuple(group) for number, group in groups}


@cache
def _meanings() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for meaning, group in _groups().items():
        for term in group:
            found[term] = (*found.get(term, ()), meaning)
    return found
