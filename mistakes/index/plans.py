"""What the index knows of if-then plans and what was done about them, for a schedule of reviews.

Each question is one look at rows, without reading any entry's file.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

_ABOUT = ("reviewed", "applied", "repeated", "retired", "checked")
_KINDS = ", ".join(f"'{kind}'" for kind in _ABOUT)


class Plan(NamedTuple):
    """A lesson that says when and what then, of an entry that is not deleted, and what the entry cost.

    `day` is the ordinal of the local day on which it was added; `is_held` tells that a check holds it.
    """

    entry: str
    key: str
    day: int
    is_held: bool
    hours: float | None
    money: float | None
    currency: str | None
    trust: int | None


class Deed(NamedTuple):
    """What was done about a lesson: an event that counts, of a kind that a schedule looks at.

    `key` is None for all lessons of the entry; `grade` means something for a review only; `day` is the
    ordinal of the stored local date.
    """

    id: str
    do: str
    entry: str
    key: str | None
    grade: str | None
    day: int


class Item(NamedTuple):
    """A lesson or an action (`kind`) of an entry, by its key."""

    entry: str
    kind: str
    key: str


def plans(db: sqlite3.Connection) -> list[Plan]:
    """Return the plans of all entries that are not deleted, in no order, which takes half the time."""
    columns = "e.id, j.key, j.day, j.held, e.hours, e.amount, e.currency, e.trust"
    sql = f"SELECT {columns} FROM lessons j CROSS JOIN entries e USING (n) WHERE j.plan AND NOT e.deleted"  # noqa: S608
    return list(map(Plan._make, db.execute(sql)))


def deeds(db: sqlite3.Connection) -> list[Deed]:
    """Return what was done about lessons, in no order."""
    columns = "id, do, entry, key, other, day"
    sql = f"SELECT {columns} FROM events WHERE counts AND do IN ({_KINDS}) AND entry IS NOT NULL"  # noqa: S608
    return list(map(Deed._make, db.execute(sql)))


def items(db: sqlite3.Connection, end: str) -> list[Item]:
    """Return the lessons and actions whose key ends so."""
    sql = "SELECT e.id, '{}', i.key FROM {}s i JOIN entries e USING (n) WHERE substr(i.key, ?) = ?"
    both = " UNION ".join(sql.format(kind, kind) for kind in ("lesson", "action"))
    return [Item._make(row) for row in db.execute(both, (-len(end), end) * 2)]
