"""Which earlier entries matter: what a mistake is like, and what helps with what one is about to do.

Nothing but the standard library, and no entry is read here: whoever asks brings entries, or the texts
that an index keeps of them. Why the weights are what they are: `docs/explanation/recall.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mistakes.recall.need import Need
    from mistakes.recall.pairs import Pair, repeat_pairs
    from mistakes.recall.relevance import relevant
    from mistakes.recall.resemblance import SAME_HEADLINE, SAME_STORY, STANDS_OUT, looks_like
    from mistakes.recall.similarity import LEAST_SCORE, Match, similar, telling_words, words_alike
    from mistakes.recall.statistics import CorpusStatistics, Statistics, corpus_statistics, words_of

__all__ = [
    "LEAST_SCORE",
    "SAME_HEADLINE",
    "SAME_STORY",
    "STANDS_OUT",
    "CorpusStatistics",
    "Match",
    "Need",
    "Pair",
    "Statistics",
    "corpus_statistics",
    "looks_like",
    "relevant",
    "repeat_pairs",
    "similar",
    "telling_words",
    "words_alike",
    "words_of",
]
# What comes unasked needs few of them, and has no time to import the others.
_HOMES = {
    "need": ("Need",),
    "pairs": ("Pair", "repeat_pairs"),
    "relevance": ("relevant",),
    "resemblance": ("SAME_HEADLINE", "SAME_STORY", "STANDS_OUT", "looks_like"),
    "similarity": ("LEAST_SCORE", "Match", "similar", "telling_words", "words_alike"),
    "statistics": ("CorpusStatistics", "Statistics", "corpus_statistics", "words_of"),
}
_WHERE = {name: f"{__name__}.{module}" for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(_WHERE[name]), name)
    return found
