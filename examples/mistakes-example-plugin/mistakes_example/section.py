"""A section of `today`: the lesson that the dice picked for this day."""

from __future__ import annotations

import random
from itertools import islice

from mistakes.errors import NotFound
from mistakes.practice import Occasion, Shown

NEWEST = 50  # a page that is shown every day must not read a whole journal


def of_today(occasion: Occasion) -> Shown | None:
    """Return one lesson of the newest entries, the same all day long; None if there is no lesson."""
    from mistakes_example.dice import picked

    newest = (
        entry for journal in occasion.journals for entry in islice(journal.entries(newest_first=True), NEWEST)
    )
    try:
        entry, lesson = picked(newest, random.Random(occasion.day.toordinal()))  # noqa: S311  a game
    except NotFound:
        return None
    return Shown((lesson.text or f"When {lesson.when}, then {lesson.then}",), {"id": entry.id})
