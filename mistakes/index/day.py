"""What the index knows that one page a day needs: what is late, what this week held, what was years ago.

Each question is one look at rows, without reading any entry's file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from mistakes.ids import encode
from mistakes.index.condition import LATE, NOT_DELETED, Condition
from mistakes.index.row import pairs
from mistakes.index.totals import Overdue

if TYPE_CHECKING:
    from mistakes.events import Event

MOST = 50
_SOURCE = f"FROM actions j CROSS JOIN entries e ON e.n = j.n WHERE {NOT_DELETED.sql} AND {LATE}"
_EARLIEST_YEAR = 1900


class Decision(NamedTuple):
    """A decision that an entry holds: the day to look at it again, and whether its outcome is known."""

    entry: str
    review_on: date | None
    has_outcome: bool


class Week(NamedTuple):
    """What the days since some day held: entries written, and events by kind."""

    entries: int
    events: dict[str, int]


def late(db: sqlite3.Connection, today: date) -> tuple[int, list[Overdue]]:
    """Return how many open actions were due before `today`, and the oldest of them."""
    condition = Condition(_SOURCE, (today.toordinal(),))
    count = db.execute(f"SELECT count(*) {condition.sql}", condition.parameters).fetchone()[0]
    sql = f"SELECT e.id, j.key, j.owner, j.due {condition.sql} ORDER BY j.due, e.id LIMIT {MOST}"
    rows = db.execute(sql, condition.parameters).fetchall()
    return int(count), [Overdue(entry, key, owner, date.fromordinal(due)) for entry, key, owner, due in rows]


def decisions(db: sqlite3.Connection) -> Iterator[Decision]:
    """Yield the decisions of the journal, oldest first."""
    sql = "SELECT e.id, b.body FROM entries e JOIN bodies b USING (n) WHERE e.kind = 'decision' AND NOT e.deleted"
    for entry_id, body in db.execute(f"{sql} ORDER BY e.id").fetchall():
        fields = dict(pairs(body))
        review_on = fields.get("decision.review_on")
        yield Decision(
            entry_id, date.fromisoformat(review_on) if review_on else None, "decision.outcome" in fields
        )


def on_this_day(db: sqlite3.Connection, today: date) -> list[str]:
    """Return the ids of what happened on this day of earlier years, the dearest first."""
    days = [day.toordinal() for day in _earlier(today)]
    marks = ", ".join("?" * len(days))
    sql = f"SELECT id FROM entries WHERE NOT deleted AND day IN ({marks})"  # noqa: S608
    return [row[0] for row in db.execute(f"{sql} ORDER BY hours DESC, id DESC LIMIT {MOST}", days)]


def week(db: sqlite3.Connection, since: date) -> Week:
    """Return what was written and done since the beginning of a day."""
    sql = "SELECT count(*) FROM entries WHERE NOT deleted AND logged >= ?"
    entries = db.execute(sql, [since.toordinal()]).fetchone()[0]
    start = datetime(since.year, since.month, since.day).astimezone().timestamp()
    first = encode(int(start * 1000), 10)  # an id begins with its time
    events = db.execute("SELECT do, count(*) FROM events WHERE counts AND id >= ? GROUP BY do", [first])
    return Week(int(entries), {kind: int(count) for kind, count in events})


def told(db: sqlite3.Connection, root: str, kind: str) -> list[Event]:
    """Return the events of one kind that count, by id; only their lines are read from the logs."""
    from mistakes import events
    from mistakes.index.log import same_line

    sql = "SELECT l.folder || '/' || l.name, e.start, e.size FROM events e JOIN logs l USING (log)"
    rows = db.execute(f"{sql} WHERE e.do = ? AND e.counts ORDER BY e.id", [kind]).fetchall()
    lines = [same_line(f"{root}/{path}", start, size) for path, start, size in rows]
    return [events.read_line(line) for line in lines if line]


def _earlier(today: date) -> Iterable[date]:
    for year in range(_EARLIEST_YEAR, today.year):
        if today.month == 2 and today.day == 29 and not _is_leap(year):
            continue
        yield today.replace(year=year)


def _is_leap(year: int) -> bool:
    return (date(year, 3, 1) - timedelta(days=1)).day == 29
