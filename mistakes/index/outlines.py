"""The outlines of entries: who wrote them and when, what they are called, and the keys of their items.

It is what rules look at that must not know what a mistake cost. Each question is one look at rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from mistakes.index.months import Bounds, bounds
from mistakes.index.row import CHECKED, PRESENT, pairs
from mistakes.layout import ENTRIES
from mistakes.records import NamedTuple

_SOURCE = 1 << PRESENT.index("source")
_TITLE = b"title\0"
_LONGEST = 1000  # bytes of the beginning of a body: more than any title has


class LessonOutline(NamedTuple):
    """A lesson of an entry; `added` (µs since 1970) and `day` (an ordinal) are 0 unless it is a plan."""

    key: str
    is_plan: bool
    added: int
    day: int
    check: str = ""


class Outline(NamedTuple):
    """An entry without its story: `day` is the ordinal of the date on which it was logged.

    `imported` tells that it has a source; `review_on` is the ordinal of a decision's day to look again;
    `actions` are keys. Entries that are marked as deleted have one too.
    """

    id: str
    author: str
    day: int
    kind: str
    imported: bool
    title: str
    review_on: int | None
    lessons: tuple[LessonOutline, ...]
    actions: tuple[str, ...]


def digests(db: sqlite3.Connection) -> dict[str, str]:
    """Return for each month of entries a digest of how its files look; "" for one that is still changing."""
    sql = "SELECT name, digest FROM folders WHERE name LIKE ? || '/%'"
    return {name.partition("/")[2]: (digest or b"").hex() for name, digest in db.execute(sql, [ENTRIES])}


def outlines(db: sqlite3.Connection, month: str | None = None) -> list[Outline]:
    """Return the outlines of all entries, or of those of a month such as `2026/11`, in no order."""
    return list(_outlines(db, bounds(month) if month else Bounds("", "~")))


def _outlines(db: sqlite3.Connection, ids: Bounds) -> Iterator[Outline]:
    lessons, actions = _lessons(db, ids), _actions(db, ids)
    sql = f"""SELECT e.n, e.id, a.name, e.logged, e.kind, e.present, d.review_on,
        substr(CAST(b.body AS BLOB), 1, {_LONGEST})
      FROM entries e JOIN authors a USING (author) JOIN bodies b USING (n) LEFT JOIN decisions d USING (n)
      WHERE e.id >= ? AND e.id < ?"""  # noqa: S608
    for n, entry, author, day, kind, present, review_on, body in db.execute(sql, ids):
        title = _title(body) or _field(db, n, "title")
        items = (tuple(lessons.get(n, ())), tuple(actions.get(n, ())))
        yield Outline(
            entry, author, day, kind or "mistake", bool(present & _SOURCE), title, review_on, *items
        )


def _lessons(db: sqlite3.Connection, ids: Bounds) -> dict[int, list[LessonOutline]]:
    checks = _checks(db, ids)
    sql = """SELECT e.n, l.key, l.plan, l.added, l.day, l.held FROM entries e CROSS JOIN lessons l USING (n)
      WHERE e.id >= ? AND e.id < ? ORDER BY l.n, l.item"""
    found: dict[int, list[LessonOutline]] = {}
    for n, key, is_plan, added, day, is_held in db.execute(sql, ids):
        check = next(checks[n], "") if is_held and n in checks else ""
        found.setdefault(n, []).append(LessonOutline(key, bool(is_plan), added, day, check))
    return found


def _checks(db: sqlite3.Connection, ids: Bounds) -> Mapping[int, Iterator[str]]:
    """Return what the checks of an entry's lessons say, in the order of those lessons."""
    sql = f"""SELECT e.n, b.body FROM entries e JOIN bodies b USING (n)
      WHERE e.id >= ? AND e.id < ? AND e.facts & {CHECKED}"""  # noqa: S608
    return {
        n: iter([text for path, text in pairs(body) if path == "lessons.check"])
        for n, body in db.execute(sql, ids)
    }


def _actions(db: sqlite3.Connection, ids: Bounds) -> dict[int, list[str]]:
    sql = """SELECT e.n, j.key FROM entries e CROSS JOIN actions j USING (n)
      WHERE e.id >= ? AND e.id < ? ORDER BY j.n, j.item"""
    found: dict[int, list[str]] = {}
    for n, key in db.execute(sql, ids):
        found.setdefault(n, []).append(key)
    return found


def _title(beginning: bytes) -> str:
    """Return the title if the body begins with it, as it does in the order in which files are written."""
    if not beginning.startswith(_TITLE):
        return ""
    return beginning[len(_TITLE) :].partition(b"\0")[0].decode("utf-8", "replace")


def _field(db: sqlite3.Connection, n: int, name: str) -> str:
    row: Any = db.execute("SELECT body FROM bodies WHERE n = ?", [n]).fetchone()
    return dict(pairs(row[0])).get(name, "") if row else ""
