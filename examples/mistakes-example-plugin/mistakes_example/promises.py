"""A scanner: words that promise more than anybody can hold, found before a team reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mistakes.scanning import Finding, Passage, ScanOccasion

_PROMISE = re.compile(r"\b(?:never again|from now on always|100 ?%)", re.IGNORECASE)
_ADVICE = {"en": "Say when, and what you will do then.", "zh": "写明什么时候、怎么做。"}


def scan(passages: Sequence[Passage], occasion: ScanOccasion) -> Iterator[Finding]:
    """Yield each promise as a suggestion, which never stops anybody."""
    advice = _ADVICE.get(occasion.language, _ADVICE["en"])
    for where, text in passages:
        for found in _PROMISE.finditer(text):
            yield Finding("platitude", where, found.start(), found.end(), found[0], advice)
