"""What was worked out month by month, kept for each month until one of its entries changes.

An entry belongs to the month in which its id was made, for ever. `changed` is called within the
transaction that changes entries, or what was done about them; the stamp that it leaves tells whether what
was kept still holds.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import MAXYEAR, UTC, datetime, timedelta
from typing import Any, NamedTuple

from mistakes.ids import encode
from mistakes.index.schema import transaction

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AFTER_ALL_IDS = "8"


class Bounds(NamedTuple):
    """Between which texts the ids of a month lie: `first` included, `last` not."""

    first: str
    last: str


def bounds(month: str) -> Bounds:
    """Return the bounds of a month such as `2026/11`; the first ten characters of an id are its time."""
    year, number = map(int, month.split("/"))
    following = (year + number // 12, number % 12 + 1)
    last = _AFTER_ALL_IDS if following[0] > MAXYEAR else encode(_milliseconds(*following), 10)
    return Bounds(encode(_milliseconds(year, number), 10), last)


def changed(db: sqlite3.Connection, months: Iterable[str]) -> None:
    """Note that what was worked out for these months no longer holds."""
    sql = "INSERT OR REPLACE INTO months SELECT ?, value FROM meta WHERE name = 'generation'"
    db.executemany(sql, [(month,) for month in months])


def by_month(db: sqlite3.Connection, name: str, work: Callable[[str], Any]) -> list[Any]:
    """Return what `work` came to for each month that ever had an entry, oldest first, as values of JSON."""
    # the stamps are read before the entries: what changes meanwhile leaves another stamp
    sql = """SELECT m.month, m.stamp, p.value FROM months m
      LEFT JOIN parts p ON p.name = ? AND p.month = m.month AND p.stamp = m.stamp ORDER BY m.month"""
    known = db.execute(sql, [name]).fetchall()
    made = {month: json.dumps(work(month)) for month, _, value in known if value is None}
    if made:
        _keep(db, [(name, month, stamp, made[month]) for month, stamp, _ in known if month in made])
    found: list[Any] = json.loads(f"[{','.join(value or made[month] for month, _, value in known)}]")
    return found


def _keep(db: sqlite3.Connection, parts: list[tuple[str, str, int, str]]) -> None:
    """Keep parts of one name, if that can be done at once."""
    with suppress(sqlite3.Error):
        db.execute("PRAGMA busy_timeout = 0")
        with transaction(db):
            db.executemany("INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?)", parts)


def _milliseconds(year: int, month: int) -> int:
    if year < 1970:
        return 0
    return (datetime(year, month, 1, tzinfo=UTC) - _EPOCH) // timedelta(milliseconds=1)
