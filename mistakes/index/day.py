"""What the index knows that one page a day needs: what is late, what this week held, what was years ago.

Each question is one look at rows, without reading any entry's file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from mistakes.ids import encode
from mistakes.ladder import AHEAD
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.events import Event

MOST = 50
_EARLIEST_YEAR = 1900


class Decision(NamedTuple):
    """A decision that an entry holds: the day to look at it again, and whether its outcome is known."""

    entry: str
    review_on: date | None
    has_outcome: bool


class Week(NamedTuple):
    """What some days held: entries written, and events by kind."""

    entries: int
    events: dict[str, int]


def decisions(db: sqlite3.Connection) -> Iterator[Decision]:
    """Yield the decisions of the journal, oldest first."""
    columns, source = "e.id, d.review_on, d.has_outcome", "FROM decisions d CROSS JOIN entries e ON e.n = d.n"
    rows = db.execute(f"SELECT {columns} {source} WHERE NOT e.deleted ORDER BY e.id").fetchall()
    for entry_id, review_on, has_outcome in rows:
        day = date.fromordinal(review_on) if review_on is not None else None
        yield Decision(entry_id, day, bool(has_outcome))


def on_this_day(db: sqlite3.Connection, today: date) -> list[str]:
    """Return the ids of what happened on this day of earlier years, the dearest first."""
    days = [day.toordinal() for day in _earlier(today)]
    marks = ", ".join("?" * len(days))
    sql = f"SELECT id FROM entries WHERE NOT deleted AND day IN ({marks})"  # noqa: S608
    return [row[0] for row in db.execute(f"{sql} ORDER BY hours DESC, id DESC LIMIT {MOST}", days)]


def week(db: sqlite3.Connection, since: date, until: date) -> Week:
    """Return what was written and done from the beginning of one day to the end of another, or a day ahead."""
    last = until + AHEAD
    sql = "SELECT count(*) FROM entries WHERE NOT deleted AND logged BETWEEN ? AND ?"
    entries = db.execute(sql, [since.toordinal(), last.toordinal()]).fetchone()[0]
    span = [_first_id(since), _first_id(last + timedelta(days=1))]
    sql = "SELECT do, count(*) FROM events WHERE counts AND id >= ? AND id < ? GROUP BY do"
    return Week(int(entries), {kind: int(count) for kind, count in db.execute(sql, span)})


def is_ahead(entry_id: str, today: date) -> bool:
    """Tell whether an entry was written later than tomorrow, by its id: a clock was set wrong."""
    return entry_id >= _first_id(today + AHEAD + timedelta(days=1))


def told(db: sqlite3.Connection, root: str, kind: str) -> list[Event]:
    """Return the events of one kind that count, by id; only their lines are read from the logs."""
    from mistakes import events
    from mistakes.index.log import same_line

    sql = "SELECT l.folder || '/' || l.name, e.start, e.size FROM events e JOIN logs l USING (log)"
    rows = db.execute(f"{sql} WHERE e.do = ? AND e.counts ORDER BY e.id", [kind]).fetchall()
    lines = [same_line(f"{root}/{path}", start, size) for path, start, size in rows]
    return [events.read_line(line) for line in lines if line]


def _first_id(day: date) -> str:
    """Return what all ids of a day, in local time, and of later ones are not less than."""
    start = datetime(day.year, day.month, day.day).astimezone().timestamp()
    return encode(int(start * 1000), 10)  # an id begins with its time


def _earlier(today: date) -> Iterable[date]:
    for year in range(_EARLIEST_YEAR, today.year):
        if today.month == 2 and today.day == 29 and not _is_leap(year):
            continue
        yield today.replace(year=year)


def _is_leap(year: int) -> bool:
    return (date(year, 3, 1) - timedelta(days=1)).day == 29
