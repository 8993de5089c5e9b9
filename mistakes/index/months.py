"""What was worked out month by month, kept for each month until one of its entries changes.

An entry belongs to the month in which its id was made, for ever. `changed` is called within the
transaction that changes entries, or what was done about them; the stamp that it leaves tells whether what
was kept still holds.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import MAXYEAR, UTC, datetime, timedelta
from typing import Any

from mistakes.ids import encode
from mistakes.index.schema import transaction
from mistakes.records import NamedTuple

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AFTER_ALL_IDS = "8"
_MONTHS = "SELECT month, stamp FROM months WHERE month >= ? AND month < ?"


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


def by_month(db: sqlite3.Connection, name: str, work: Callable[[str], Any], year: str = "") -> list[Any]:
    """Return what `work` came to for each month that ever had an entry, oldest first, as values of JSON.

    With a year such as `2026` it is that of its months.
    """
    return _parts(db, name, _MONTHS, (year, f"{year}~"), work)


def together(
    db: sqlite3.Connection, name: str, work: Callable[[str], Any], add: Callable[[Sequence[Any]], Any]
) -> Any:
    """Return what `add` makes of what `work` came to for all months; the sum of each year is kept, too."""
    spans = "SELECT substr(month, 1, 4), max(stamp) FROM months GROUP BY 1"
    years = _parts(db, f"years of {name}", spans, (), lambda year: add(by_month(db, name, work, year)))
    return add(years)


def from_months(
    db: sqlite3.Connection,
    name: str,
    work: Callable[[str], Any],
    about: str,
    make: Callable[[list[Any]], Any],
) -> Any:
    """Return what `make` came to with what `work` came to for all months, kept until either would be another.

    `about` says what else it depends on. Only what was made last is kept, and None is not.
    """
    from hashlib import blake2b

    texts = _texts(db, name, _MONTHS, ("", "~"), work)
    stamp = int.from_bytes(blake2b("\n".join([about, *texts]).encode(), digest_size=7).digest(), "big")
    sql = "SELECT value FROM parts WHERE name = ? AND span = '' AND stamp = ?"
    known = db.execute(sql, [f"from {name}", stamp]).fetchone()
    if known:
        return json.loads(known[0])
    made = make(_values(texts))
    if made is not None:
        _keep(db, [(f"from {name}", "", stamp, json.dumps(made))])
    return made


def _parts(
    db: sqlite3.Connection, name: str, spans: str, parameters: Sequence[str], work: Callable[[str], Any]
) -> list[Any]:
    """Return what `work` came to for each span of time; its stamp tells whether what was kept still holds."""
    return _values(_texts(db, name, spans, parameters, work))


def _texts(
    db: sqlite3.Connection, name: str, spans: str, parameters: Sequence[str], work: Callable[[str], Any]
) -> list[str]:
    """Return the same as JSON, a text for each span."""
    # the stamps are read before the entries: what changes meanwhile leaves another stamp
    sql = f"""WITH spans(span, stamp) AS ({spans})
      SELECT s.span, s.stamp, p.value FROM spans s
      LEFT JOIN parts p ON p.name = ? AND p.span = s.span AND p.stamp = s.stamp ORDER BY s.span"""  # noqa: S608
    known = db.execute(sql, [*parameters, name]).fetchall()
    made = {span: json.dumps(work(span)) for span, _, value in known if value is None}
    if made:
        _keep(db, [(name, span, stamp, made[span]) for span, stamp, _ in known if span in made])
    return [value or made[span] for span, _, value in known]


def _values(texts: Sequence[str]) -> list[Any]:
    found: list[Any] = json.loads(f"[{','.join(texts)}]")
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
