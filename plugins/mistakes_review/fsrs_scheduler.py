"""Intervals by FSRS, the Free Spaced Repetition Scheduler, version 6, with its default parameters.

Source: py-fsrs (`fsrs` on PyPI, extra `fsrs`). Its own fuzz draws from chance; here it is drawn from the
key of the lesson, so that two machines agree.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any

from mistakes.errors import MissingPlugin
from mistakes_review.schedule import LADDER, Memory, Outcome

RETENTION = 0.85
LONGEST = LADDER[-1]
_FUZZ = 0.05  # an interval is stretched or shortened by at most this share
_NOON = time(12, tzinfo=UTC)


class Fsrs:
    """FSRS 6 with retention 0.85, no learning steps, intervals of at most 365 days.

    Had it is graded Good, an application Easy, a lapse Again. A new lesson comes back the next day.
    Raises `MissingPlugin` if the library is not there.
    """

    def __init__(self) -> None:
        try:
            import fsrs
        except ImportError:
            message = "review.scheduler is fsrs, and its library is not installed"
            raise MissingPlugin(message, "Install it: pip install 'mistakes-journal[fsrs]'") from None
        self._ratings = {"lapse": fsrs.Rating.Again, "success": fsrs.Rating.Good, "easy": fsrs.Rating.Easy}
        self._scheduler = fsrs.Scheduler(
            desired_retention=RETENTION,
            learning_steps=(),
            relearning_steps=(),
            maximum_interval=LONGEST,
            enable_fuzzing=False,
        )
        self._card = fsrs.Card

    def begin(self, key: str, day: int) -> Memory:
        """Return how a lesson is kept on the day it is written down: it comes back tomorrow."""
        return Memory(day, LADDER[0], (key, None))

    def after(self, memory: Memory, outcome: Outcome, day: int) -> Memory:
        """Return how it is kept after what happened on a day."""
        key, card = memory.trace
        # a card that is given its number and its time asks neither the clock nor for patience
        card = card or self._card(card_id=0, due=_noon(day))
        card, _ = self._scheduler.review_card(card, self._ratings[outcome], _noon(day))
        return Memory(day, _fuzzed((card.due - _noon(day)).days, key, day), (key, card))

    def forgetting(self, memory: Memory, day: int) -> float:
        """Return the chance, 0 … 1, that it is forgotten on a day; of a new lesson as if it was due."""
        card: Any = memory.trace[1]
        if card is None:
            kept: float = RETENTION ** (max(day - memory.last, 0) / memory.interval)
            return 1 - kept
        return 1 - float(self._scheduler.get_card_retrievability(card, _noon(day)))


def _noon(day: int) -> datetime:
    return datetime.combine(date.fromordinal(day), _NOON)


def _fuzzed(days: int, key: str, day: int) -> int:
    """Return the interval moved by up to 5 %, always alike for a key and a day, so that lessons part ways."""
    share = int.from_bytes(sha256(f"{key}\n{day}".encode()).digest()[:4], "big") / 2**31 - 1
    return min(max(round(days * (1 + _FUZZ * share)), 1), LONGEST)
