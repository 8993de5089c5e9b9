"""What the last `brief` showed under which number, so that its numbers can be typed for entries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from mistakes import cache_files, files
from mistakes.errors import MistakesError, UsageError
from mistakes.ids import is_id, is_key
from mistakes.places import state_folder
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.briefing.reminders import Reminder

NUMBERS = "last-brief.json"
_LONGEST = 3  # digits; an id is typed with four characters or more
_HINT = "Name the entry by the end of its id, such as 4sn02q."


class Numbered(NamedTuple):
    """An entry that was shown, and the key of its lesson, None for an entry without one."""

    entry: str
    lesson: str | None


def keep_numbers(shown: Sequence[Reminder]) -> None:
    """Keep which reminder was shown under which number, so that `applied 1` can name the first.

    It is a list of entry and lesson (or null) in `last-brief.json` in the user's state folder, and a
    convenience: it fails silently.
    """
    rows = [[reminder.entry.id, reminder.lesson.key if reminder.lesson else None] for reminder in shown]
    with suppress(MistakesError, OSError):
        folder = state_folder()
        files.make_folder(folder, private=True)
        cache_files.keep(folder / NUMBERS, json.dumps(rows) + "\n")


def is_number(typed: str) -> bool:
    """Tell whether what was typed is a number of the last brief: too short to be the end of an id."""
    return typed.isascii() and typed.isdecimal() and len(typed) <= _LONGEST


def numbered(number: int | None) -> Numbered:
    """Return what the last brief showed under a number from 1, without one the only thing it showed.

    Raises `UsageError` if there is no such number, or if several were shown and none is named.
    """
    rows = _rows()
    if not rows:
        raise UsageError("no brief has shown anything lately", _HINT)
    if number is None and len(rows) > 1:
        raise UsageError(f"the last brief showed {len(rows)} lessons", "Say which: mistakes applied 1")
    number = 1 if number is None else number
    if not 1 <= number <= len(rows):
        raise UsageError(f"the last brief showed {len(rows)}, not number {number}", _HINT)
    return rows[number - 1]


def _rows() -> list[Numbered]:
    """Return what is kept, nothing if it cannot be read; it is a convenience."""
    try:
        rows: Any = json.loads(files.safe_read(state_folder() / NUMBERS))
    except (OSError, ValueError, RecursionError, MistakesError):
        return []
    found = [row for row in rows if isinstance(row, list) and len(row) == 2] if isinstance(rows, list) else []
    return [Numbered(entry, lesson) for entry, lesson in found if _is_entry(entry) and _is_lesson(lesson)]


def _is_entry(value: Any) -> bool:
    return isinstance(value, str) and is_id(value)


def _is_lesson(value: Any) -> bool:
    return value is None or (isinstance(value, str) and is_key(value))
