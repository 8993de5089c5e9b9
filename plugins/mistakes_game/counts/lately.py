"""Counts as a page of the day needs them: what there was four weeks before this one, and what each day since brought.

Of each month only a few numbers for each count are kept beside the whole of its counts, so that a page costs
little however long the journal is. They are made again for a month that changed, and for all once a week.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from mistakes_game.counts.balance import LAST
from mistakes_game.counts.counting import MADE_OF
from mistakes_game.counts.growth import Counts
from mistakes_game.counts.parts import growths
from mistakes_game.counts.present import Present
from mistakes_game.counts.told import Told

TABLES = """
CREATE TABLE sums(name TEXT, month TEXT, before INTEGER, later TEXT, things TEXT, PRIMARY KEY (name, month))
  WITHOUT ROWID;
CREATE TABLE summed(month TEXT PRIMARY KEY, since INTEGER, situation TEXT, qs TEXT, told TEXT) WITHOUT ROWID;
"""
_BACK = timedelta(days=28)


def since_of(day: date) -> int:
    """Return the day (an ordinal) from which on each day is told apart on a day: four weeks before its Monday."""
    return (day - timedelta(days=day.weekday()) - _BACK).toordinal()


def forget(db: sqlite3.Connection, month: str) -> None:
    """Forget the numbers of a month, as it changed."""
    db.execute("DELETE FROM summed WHERE month = ?", [month])


def bring(db: sqlite3.Connection, day: date) -> None:
    """Make the numbers of the months again that changed, and of all in another week."""
    since = since_of(day)
    sql = """SELECT month, counts, present FROM parts
      WHERE month NOT IN (SELECT month FROM summed WHERE since = ?)"""
    for month, counts, present in db.execute(sql, [since]).fetchall():
        now = json.loads(present)
        db.execute("DELETE FROM sums WHERE month = ?", [month])
        rows = (
            (name, month, *row)
            for name, (flat, things) in json.loads(counts).items()
            for row in [_row(flat, things, since)]
        )
        db.executemany("INSERT INTO sums VALUES (?, ?, ?, ?, ?)", rows)
        told = json.dumps(now["told"]) if now["told"] else ""
        row = [month, since, json.dumps(now["situation"]), json.dumps(now["qs"]), told]
        db.execute("INSERT OR REPLACE INTO summed VALUES (?, ?, ?, ?, ?)", row)


def counts_lately(
    db: sqlite3.Connection,
    names: Collection[str],
    day: date,
    known: Callable[[Collection[str]], Collection[str]],
) -> Counts:
    """Return how some counts grew up to a day; what came before `since_of` stands on the day before it.

    `known` is as for `parts.counted`.
    """
    wanted = sorted({part for name in names for part in MADE_OF.get(name, (name,))})
    return growths(_pieces(db, wanted, since_of(day)), day, known)


def present_lately(db: sqlite3.Connection) -> Present:
    """Return what there is now, as far as quests ask for it."""
    situation: dict[str, int] = {}
    for part in _loaded(db.execute("SELECT situation FROM summed")):
        for name, much in part.items():
            situation[name] = situation.get(name, 0) + much
    told = _loaded(db.execute("SELECT told FROM summed WHERE told <> ''"))
    return Present(situation, list(_newest(db)), [Told.of_plain(row) for rows in told for row in rows])


def _row(flat: Sequence[int], things: dict[str, int], since: int) -> tuple[int, str, str]:
    """Return how much there was before a day, and as texts what each day since brought, and what has a name."""
    pairs = list(zip(flat[::2], flat[1::2], strict=True))
    before = sum(much for day, much in pairs if 0 < day < since)
    later = [number for pair in pairs if pair[0] >= since for number in pair]
    return before, json.dumps(later) if later else "", json.dumps(things) if things else ""


def _pieces(db: sqlite3.Connection, names: Sequence[str], since: int) -> Iterator[dict[str, Any]]:
    marks = ", ".join("?" * len(names))
    sums = f"SELECT name, sum(before) FROM sums WHERE name IN ({marks}) GROUP BY name"  # noqa: S608
    for name, much in db.execute(sums, names):
        yield {name: [[since - 1, much] if much else [], {}]}
    rest = f"SELECT name, later, things FROM sums WHERE name IN ({marks}) AND (later <> '' OR things <> '')"  # noqa: S608
    for name, later, things in db.execute(rest, names):
        yield {name: [json.loads(later or "[]"), json.loads(things or "{}")]}


def _newest(db: sqlite3.Connection) -> Iterator[tuple[int, int, int]]:
    """Yield the Qs of the last entries that say so, newest first, as far as they count."""
    left = LAST
    for (text,) in db.execute("SELECT qs FROM summed WHERE qs <> '[]' ORDER BY month DESC"):
        for _, iq, eq, lq in json.loads(text)[:left]:
            left -= 1
            yield iq, eq, lq
        if not left:
            return


def _loaded(rows: Iterable[tuple[str]]) -> list[Any]:
    found: list[Any] = json.loads(f"[{','.join(text for (text,) in rows)}]")
    return found
