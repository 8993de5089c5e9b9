"""Sums over the entries of an index: where they stand, what they cost, what came again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from mistakes.indexmarks import REPEATED
from mistakes.indexsql import Filter
from mistakes.ladder import STEPS

MOST_TAGS = 12
MOST_ACTIONS = 50


class Cost(NamedTuple):
    """What some entries cost: how many they are, hours of work, money by currency."""

    entries: int
    hours: float
    money: dict[str, Decimal]


class Overdue(NamedTuple):
    """An action that was to be done and is not: its entry, key, owner and due day."""

    entry: str
    key: str
    owner: str
    due: date


class Totals(NamedTuple):
    """What `stats` shows, for the entries that match a query.

    `repeats` are entries that tell of an earlier mistake come again; `came_again` counts the entries
    that did. `by_tag` holds the dearest tags first, `by_month` the months in order (`2026-11`).
    """

    all: Cost
    repeats: Cost
    came_again: int
    overdue: tuple[Overdue, ...]
    overdue_count: int
    ladder: dict[str, int]
    kinds: dict[str, int]
    by_tag: dict[str, Cost]
    by_month: dict[str, Cost]


def totals(db: sqlite3.Connection, chosen: Filter, today: date) -> Totals:
    """Return the sums over the entries that are chosen."""
    db.execute("DROP TABLE IF EXISTS temp.chosen")
    db.execute("CREATE TEMP TABLE chosen(n INTEGER PRIMARY KEY)")
    sql, parameters = chosen.source
    db.execute(f"INSERT INTO chosen SELECT e.n {sql}", parameters)
    repeats = "JOIN links l ON l.n = e.n AND l.kind = 'repeat_of'"
    return Totals(
        all=_costs(db, "''").get("", Cost(0, 0.0, {})),
        repeats=_costs(db, "''", repeats).get("", Cost(0, 0.0, {})),
        came_again=_one(
            db, f"SELECT count(*) FROM chosen JOIN entries e USING (n) WHERE e.marks & {REPEATED}"
        ),
        overdue=tuple(_overdue(db, today)),
        overdue_count=_one(db, f"SELECT count(*) {_LATE}", today.toordinal()),
        ladder=_ladder(db),
        kinds=dict(
            db.execute("SELECT e.kind, count(*) FROM chosen JOIN entries e USING (n) GROUP BY e.kind")
        ),
        by_tag=_dearest(_costs(db, "t.folded", "JOIN tags t ON t.n = e.n")),
        by_month=_months(_costs(db, "e.month")),
    )


_LATE = "FROM chosen JOIN actions a USING (n) JOIN entries e USING (n) WHERE a.due < ? AND a.done IS NULL"


def _costs(db: sqlite3.Connection, group: str, join: str = "") -> dict[Any, Cost]:
    """Return the cost of each group of the chosen entries."""
    sql = (
        f"SELECT {group}, e.currency, count(*), total(e.hours), total(e.amount) "  # noqa: S608
        f"FROM chosen JOIN entries e USING (n) {join} GROUP BY 1, 2"
    )
    costs: dict[Any, Cost] = {}
    for name, currency, entries, hours, amount in db.execute(sql):
        so_far = costs.get(name, Cost(0, 0.0, {}))
        money = so_far.money | ({currency: _money(amount)} if currency and amount else {})
        costs[name] = Cost(so_far.entries + entries, round(so_far.hours + hours, 4), money)
    return costs


def _money(amount: float) -> Decimal:
    return Decimal(f"{amount:.2f}")


def _ladder(db: sqlite3.Connection) -> dict[str, int]:
    found = dict(db.execute("SELECT e.status, count(*) FROM chosen JOIN entries e USING (n) GROUP BY 1"))
    return {step: found.get(number, 0) for number, step in enumerate(STEPS)}


def _overdue(db: sqlite3.Connection, today: date) -> Iterator[Overdue]:
    sql = f"SELECT e.id, a.key, a.owner, a.due {_LATE} ORDER BY a.due, e.id LIMIT {MOST_ACTIONS}"
    for entry_id, key, owner, due in db.execute(sql, [today.toordinal()]):
        yield Overdue(entry_id, key, owner, date.fromordinal(due))


def _dearest(costs: dict[str, Cost]) -> dict[str, Cost]:
    """Return the tags that cost most, by hours, then money, then number."""
    ranked = sorted(
        costs.items(), key=lambda item: (-item[1].hours, -sum(item[1].money.values()), -item[1].entries)
    )
    return dict(ranked[:MOST_TAGS])


def _months(costs: dict[int, Cost]) -> dict[str, Cost]:
    return {f"{month // 100:04}-{month % 100:02}": cost for month, cost in sorted(costs.items())}


def _one(db: sqlite3.Connection, sql: str, *parameters: Any) -> int:
    return int(db.execute(sql, parameters).fetchone()[0])
