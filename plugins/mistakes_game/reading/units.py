"""The unit in which the streak of a person is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistakes.settings import Settings

DAY, WEEK = 1, 7


def unit_of(settings: Settings) -> int:
    """Return the unit of the streak in days: a week, or a day where that was wanted."""
    return DAY if settings.text("streak") == "day" else WEEK
