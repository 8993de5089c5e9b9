"""Which earlier entries matter: what a mistake is like, and what helps with what one is about to do.

Nothing but the standard library, and no entry is read here: whoever asks brings entries, or the texts
that an index keeps of them. Why the weights are what they are: `docs/explanation/recall.md`.
"""

from __future__ import annotations

from mistakes.recall.need import Need
from mistakes.recall.pairs import Pair, repeat_pairs
from mistakes.recall.relevance import relevant
from mistakes.recall.resemblance import SAME_HEADLINE, SAME_STORY, looks_like
from mistakes.recall.similarity import LEAST_SCORE, Match, similar, telling_words
from mistakes.recall.statistics import CorpusStatistics, Statistics, corpus_statistics, words_of

__all__ = [
    "LEAST_SCORE",
    "SAME_HEADLINE",
    "SAME_STORY",
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
    "words_of",
]
