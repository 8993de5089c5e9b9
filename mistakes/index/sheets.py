"""The sheets of entries: all that the index keeps of each, for whoever looks at many of them at once.

It is quicker than reading their files; what several items of a list say cannot always be told apart.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from mistakes.index.months import Bounds, bounds
from mistakes.index.row import CHECKED, PLANNED, UNDERSTOOD, pairs
from mistakes.records import NamedTuple


class SheetLesson(NamedTuple):
    """A lesson: its key, whether it is a plan, if so the ordinal of the day it was added (else 0), if a check holds it."""

    key: str
    is_plan: bool
    day: int
    is_held: bool


class SheetAction(NamedTuple):
    """An action: its key, who does it, and the ordinals of the days it is due and was done, None for none."""

    key: str
    owner: str
    due: int | None
    done: int | None


class Sheet(NamedTuple):
    """An entry: `logged` and `updated` are ordinals of dates, `facts` which steps of the ladder its text has reached.

    `body` holds every value of the file but these, see `texts`.
    """

    id: str
    author: str
    logged: int
    updated: int
    kind: str
    deleted: bool
    facts: int
    lessons: tuple[SheetLesson, ...]
    actions: tuple[SheetAction, ...]
    body: str

    @property
    def is_understood(self) -> bool:
        """Tell whether it has a story, a condition that is no person, and a lesson."""
        return bool(self.facts & UNDERSTOOD)

    @property
    def is_planned(self) -> bool:
        """Tell whether a lesson is a plan or names a check, or an action has an owner and a day."""
        return bool(self.facts & (PLANNED | CHECKED))

    def texts(self) -> dict[str, list[str]]:
        """Return every value of the entry as text by its path, such as `lessons.text`, in the file's order."""
        found: dict[str, list[str]] = {}
        for path, text in pairs(self.body):
            found.setdefault(path, []).append(text)
        return found


def sheets(db: sqlite3.Connection, month: str) -> Iterator[Sheet]:
    """Yield the sheets of a month's entries (such as `2026/11`), marked as deleted or not, in no order."""
    ids = bounds(month)
    lessons = _items(db, ids, "lessons", "j.key, j.plan, j.day, j.held")
    actions = _items(db, ids, "actions", "j.key, j.owner, j.due, j.done")
    sql = """SELECT e.n, e.id, a.name, e.logged, e.updated, e.kind, e.deleted, e.facts, b.body
      FROM entries e JOIN authors a USING (author) JOIN bodies b USING (n) WHERE e.id >= ? AND e.id < ?"""
    for n, entry, author, logged, updated, kind, deleted, facts, body in db.execute(sql, ids):
        items = (
            tuple(
                SheetLesson(key, bool(plan), day, bool(held)) for key, plan, day, held in lessons.get(n, ())
            ),
            tuple(map(SheetAction._make, actions.get(n, ()))),
        )
        yield Sheet(entry, author, logged, updated, kind or "mistake", bool(deleted), facts, *items, body)


def _items(db: sqlite3.Connection, ids: Bounds, table: str, columns: str) -> dict[int, list[tuple[Any, ...]]]:
    sql = f"""SELECT e.n, {columns} FROM entries e CROSS JOIN {table} j USING (n)
      WHERE e.id >= ? AND e.id < ? ORDER BY j.n, j.item"""  # noqa: S608
    found: dict[int, list[tuple[Any, ...]]] = {}
    for n, *values in db.execute(sql, ids):
        found.setdefault(n, []).append(tuple(values))
    return found
