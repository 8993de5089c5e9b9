"""Sums over the entries of an index: where they stand, what they cost, what came again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from mistakes.index.condition import LATE, NOT_DELETED, Condition
from mistakes.index.marks import REPEATED
from mistakes.index.sql import Filter
from mistakes.ladder import STEPS
from mistakes.query.fields import KINDS

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
    """Return the sums over the entries that are chosen; actions due before `today` are overdue."""
    source = source_of(db, chosen)
    months = _costs(db, source, "e.month")
    counts = _counts(db, source)
    late = Condition(f"{_joined(source, 'actions')} AND {LATE}", (today.toordinal(),))
    return Totals(
        all=_sum(months),
        repeats=_sum(_costs(db, f"{_joined(source, 'links')} AND j.kind = 'repeat_of'", "e.month")),
        came_again=counts[-1],
        overdue=tuple(_overdue(db, late)),
        overdue_count=int(_rows(db, f"SELECT count(*) {late.sql}", late.parameters)[0][0]),
        ladder=dict(zip(STEPS, counts, strict=False)),
        kinds={kind: count for kind, count in zip(KINDS, counts[len(STEPS) :], strict=False) if count},
        by_tag=_dearest(_costs(db, _joined(source, "tags"), "j.folded")),
        by_month={f"{month // 100:04}-{month % 100:02}": months[month] for month in sorted(months)},
    )


def source_of(db: sqlite3.Connection, chosen: Filter) -> str:
    """Return the end of a SELECT over the chosen entries, which are found once and kept if few."""
    if chosen == Filter(None, NOT_DELETED):
        return f"FROM entries e WHERE {NOT_DELETED.sql}"
    sql, parameters = chosen.source
    db.execute("DROP TABLE IF EXISTS temp.chosen")
    db.execute("CREATE TEMP TABLE chosen(n INTEGER PRIMARY KEY)")
    db.execute(f"INSERT INTO chosen SELECT e.n {sql}", parameters)
    return "FROM temp.chosen c CROSS JOIN entries e ON e.n = c.n WHERE 1"


def _joined(source: str, table: str) -> str:
    """Return the source with the items of a table as `j`."""
    return source.replace(" WHERE ", f" CROSS JOIN {table} j ON j.n = e.n WHERE ", 1)


def _counts(db: sqlite3.Connection, source: str) -> list[int]:
    """Return how many entries have each status and each kind, and how many came again."""
    of_status = ", ".join(f"total(e.status = {number})" for number in range(len(STEPS)))
    of_kind = ", ".join(f"total(e.kind = '{kind}')" for kind in KINDS)
    found = _rows(db, f"SELECT {of_status}, {of_kind}, total((e.marks & {REPEATED}) <> 0) {source}")
    return [int(count) for count in found[0]]


def _costs(db: sqlite3.Connection, source: str, group: str) -> dict[Any, Cost]:
    """Return the cost of each group of entries, with money summed exactly."""
    entries = _rows(db, f"SELECT {group}, count(*), total(e.hours) {source} GROUP BY 1")
    costs = {name: Cost(count, round(hours, 4), {}) for name, count, hours in entries}
    priced = (
        f"SELECT {group}, e.currency, e.money, count(*) {source} AND e.money IS NOT NULL GROUP BY 1, 2, 3"
    )
    for name, currency, amount, count in _rows(db, priced):
        money = costs[name].money
        money[currency or ""] = money.get(currency or "", Decimal(0)) + Decimal(amount) * count
    return costs


def _sum(costs: dict[Any, Cost]) -> Cost:
    money: dict[str, Decimal] = {}
    for cost in costs.values():
        for currency, amount in cost.money.items():
            money[currency] = money.get(currency, Decimal(0)) + amount
    hours = round(sum(cost.hours for cost in costs.values()), 4)
    return Cost(sum(cost.entries for cost in costs.values()), hours, money)


def _overdue(db: sqlite3.Connection, late: Condition) -> Iterator[Overdue]:
    sql = f"SELECT e.id, j.key, j.owner, j.due {late.sql} ORDER BY j.due, e.id LIMIT {MOST_ACTIONS}"
    for entry_id, key, owner, due in _rows(db, sql, late.parameters):
        yield Overdue(entry_id, key, owner, date.fromordinal(due))


def _dearest(costs: dict[str, Cost]) -> dict[str, Cost]:
    """Return the tags that cost most, by hours, then money, then number."""

    def rank(item: tuple[str, Cost]) -> tuple[float, Decimal, int, str]:
        name, cost = item
        return (-cost.hours, -sum(cost.money.values(), Decimal(0)), -cost.entries, name)

    return dict(sorted(costs.items(), key=rank)[:MOST_TAGS])


def _rows(db: sqlite3.Connection, sql: str, parameters: tuple[Any, ...] = ()) -> list[Any]:
    return db.execute(sql, parameters).fetchall()


def plain_totals(totals: Totals) -> Any:
    """Return totals as plain values."""

    def cost(of: Cost) -> Any:
        return [of.entries, of.hours, {currency: str(amount) for currency, amount in of.money.items()}]

    plain = totals._asdict()
    plain["all"], plain["repeats"] = cost(totals.all), cost(totals.repeats)
    for name in ("by_tag", "by_month"):
        plain[name] = {key: cost(of) for key, of in plain[name].items()}
    plain["overdue"] = [[*late[:3], late.due.isoformat()] for late in totals.overdue]
    return plain


def totals_of(plain: Any) -> Totals:
    """Return the totals that plain values stand for."""

    def cost(of: Any) -> Cost:
        entries, hours, money = of
        return Cost(entries, hours, {currency: Decimal(amount) for currency, amount in money.items()})

    plain["all"], plain["repeats"] = cost(plain["all"]), cost(plain["repeats"])
    for name in ("by_tag", "by_month"):
        plain[name] = {key: cost(of) for key, of in plain[name].items()}
    late = plain["overdue"]
    plain["overdue"] = tuple(
        Overdue(entry, key, owner, date.fromisoformat(due)) for entry, key, owner, due in late
    )
    return Totals(**plain)
