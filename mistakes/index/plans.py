"""What the index knows of if-then plans and what was done about them, for a schedule of reviews.

Each question is one look at rows, without reading any entry's file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from mistakes.index.months import bounds
from mistakes.records import NamedTuple

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


class Voice(NamedTuple):
    """An event that counts, told by what it is about and by whom; `id` begins with its time."""

    id: str
    do: str
    entry: str
    who: str


class Item(NamedTuple):
    """A lesson or an action (`kind`) of an entry, by its key."""

    entry: str
    kind: str
    key: str


def plans(db: sqlite3.Connection, month: str | None = None) -> list[Plan]:
    """Return the plans of all entries that are not deleted, or of a month's, in no order."""
    columns = "e.id, j.key, j.day, j.held, e.hours, e.amount, e.currency, e.trust"
    source = "lessons j CROSS JOIN entries e USING (n) WHERE j.plan"
    if month is not None:
        source = "entries e CROSS JOIN lessons j USING (n) WHERE e.id >= ? AND e.id < ? AND j.plan"
    sql = f"SELECT {columns} FROM {source} AND NOT e.deleted"  # noqa: S608
    return list(map(Plan._make, db.execute(sql, bounds(month) if month else ())))


def deeds(db: sqlite3.Connection, month: str | None = None) -> list[Deed]:
    """Return what was done about lessons, or about those of a month's entries, in no order."""
    source, which = "events v", "v.entry IS NOT NULL"
    if month is not None:
        source, which = "entries e CROSS JOIN events v ON v.entry = e.id", "e.id >= ? AND e.id < ?"
    columns = "v.id, v.do, v.entry, v.key, v.other, v.day"
    sql = f"SELECT {columns} FROM {source} WHERE v.counts AND v.do IN ({_KINDS}) AND {which}"  # noqa: S608
    return list(map(Deed._make, db.execute(sql, bounds(month) if month else ())))


def voices(db: sqlite3.Connection, kinds: Sequence[str], month: str) -> list[Voice]:
    """Return who did something of some kinds about a month's entries, in no order; none in another person's log."""
    marks = ", ".join("?" * len(kinds))
    sql = f"""SELECT e.id, e.do, e.entry, e.who FROM events e JOIN logs l USING (log)
      WHERE e.entry >= ? AND e.entry < ? AND e.counts AND e.do IN ({marks}) AND l.name = e.who || '.jsonl'"""  # noqa: S608
    return list(map(Voice._make, db.execute(sql, [*bounds(month), *kinds])))


def items(db: sqlite3.Connection, end: str) -> list[Item]:
    """Return the lessons and actions whose key ends so."""
    sql = "SELECT e.id, '{}', i.key FROM {}s i JOIN entries e USING (n) WHERE substr(i.key, ?) = ?"
    both = " UNION ".join(sql.format(kind, kind) for kind in ("lesson", "action"))
    return [Item._make(row) for row in db.execute(both, (-len(end), end) * 2)]
