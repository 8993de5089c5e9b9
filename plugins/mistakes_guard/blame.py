"""The scanner for words that look for a culprit, each with a way to say what helps; always a suggestion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from mistakes.hanzi import simplified
from mistakes.scanning import Finding, Passage, ScanOccasion
from mistakes_guard.blaming import ENGLISH, Phrase
from mistakes_guard.blaming_zh import CHINESE
from mistakes_guard.joined import Joined

PHRASES = (*ENGLISH, *CHINESE)
_MOST = 20  # of one text; who gets more of them reads none


def scan(passages: Sequence[Passage], occasion: ScanOccasion) -> Iterator[Finding]:
    """Yield blaming words with a better phrasing in the reader's language; each phrase once a passage."""
    joined = Joined(passages)
    tongue = int(occasion.language.startswith("zh"))
    told: set[tuple[str, str]] = set()
    for start, end, phrase in sorted(_spans(joined), key=lambda span: span[:2]):
        where, *_ = place = joined.place(start, end)
        shown = " ".join(joined.text[start:end].split())
        if (where, shown.lower()) not in told and len(told) < _MOST:
            told.add((where, shown.lower()))
            yield Finding("blame", *place, shown, phrase.advice[tongue])


def _spans(joined: Joined) -> Iterator[tuple[int, int, Phrase]]:
    text, lower = simplified(joined.text), simplified(joined.lower)
    reached: set[int] = set()
    for phrase in PHRASES:
        if not any(word in lower for word in phrase.keywords):
            continue
        for match in _compiled(phrase.pattern).finditer(text):
            if match.start() not in reached:
                reached.add(match.start())
                yield *match.span(), phrase


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
