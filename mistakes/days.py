"""The day that a moment belongs to: it begins at four in the morning, so that a night belongs to the day before."""

from __future__ import annotations

from datetime import date, datetime, timedelta

DAY_START = timedelta(hours=4)


def learning_day(now: datetime | None = None) -> date:
    """Return the day that a moment belongs to (the present one), on this machine's clock."""
    return ((now or datetime.now()).astimezone().replace(tzinfo=None) - DAY_START).date()


def day_number(at: datetime) -> int:
    """Return the day that a moment belongs to on the clock it was written with, as an ordinal."""
    try:
        return (at.replace(tzinfo=None) - DAY_START).toordinal()
    except OverflowError:
        return at.toordinal()
