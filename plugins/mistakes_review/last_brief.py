"""What the last `brief` showed, so that its numbers can be used."""

from __future__ import annotations

import json
from typing import Any

from mistakes.briefing.reminders import NUMBERS
from mistakes.errors import MistakesError, UsageError
from mistakes.files import safe_read
from mistakes.ids import is_id, is_key
from mistakes.places import state_folder
from mistakes.records import NamedTuple

_HINT = "Name the entry: mistakes applied 4sn02q"


class Shown(NamedTuple):
    """An entry that was shown, and the key of its lesson, None for an entry without one."""

    entry: str
    lesson: str | None


def shown(number: int | None) -> Shown:
    """Return what the last brief showed under a number from 1, without one the only thing it showed.

    Raises `UsageError` if there is no such number, or if several were shown and none is named.
    """
    rows = _rows()
    if not rows:
        raise UsageError("no brief has shown anything lately", _HINT)
    if number is None and len(rows) > 1:
        raise UsageError(f"the last brief showed {len(rows)} lessons", "Say which: mistakes applied 1")
    if not 1 <= (number or 1) <= len(rows):
        raise UsageError(f"the last brief showed {len(rows)}, not number {number}", _HINT)
    return rows[(number or 1) - 1]


def _rows() -> list[Shown]:
    """Return what is kept, nothing if it cannot be read; it is a convenience."""
    try:
        rows: Any = json.loads(safe_read(state_folder() / NUMBERS))
    except (OSError, ValueError, RecursionError, MistakesError):
        return []
    found = [row for row in rows if isinstance(row, list) and len(row) == 2] if isinstance(rows, list) else []
    return [Shown(entry, lesson) for entry, lesson in found if _is_entry(entry) and _is_lesson(lesson)]


def _is_entry(value: Any) -> bool:
    return isinstance(value, str) and is_id(value)


def _is_lesson(value: Any) -> bool:
    return value is None or (isinstance(value, str) and is_key(value))
