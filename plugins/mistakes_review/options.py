"""The settings of reviews: how many lessons a day, and by which schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mistakes.errors import UsageError
from mistakes_review.schedule import Ladder, Scheduler

if TYPE_CHECKING:
    from mistakes.settings import Settings

CAP, MOST = 5, 100
LADDER, FSRS = "ladder", "fsrs"


def cap(settings: Settings) -> int:
    """Return how many lessons a day are asked, 5 unless `review.cap` says otherwise; raises `UsageError`."""
    value = settings.all().get("review.cap", CAP)
    text = value.strip() if isinstance(value, str) else str(value)
    if not (text.isascii() and text.isdecimal() and int(text[:9]) <= MOST):
        hint = f"Run: mistakes config set review.cap {CAP}"
        raise UsageError(f"{settings.path}: review.cap: expected a number from 0 to {MOST}", hint)
    return int(text)


def scheduler(settings: Settings) -> Scheduler:
    """Return what `review.scheduler` names: `ladder`, unless set, or `fsrs`.

    Raises `UsageError` for another name, `MissingPlugin` if the library of FSRS is not installed.
    """
    name = settings.text("review.scheduler") or LADDER
    if name == FSRS:
        from mistakes_review.fsrs_scheduler import Fsrs

        return Fsrs()
    if name != LADDER:
        message = f"{settings.path}: review.scheduler: there is no schedule {name[:40]!r}"
        raise UsageError(message, f"It is {LADDER} or {FSRS}.")
    return Ladder()
