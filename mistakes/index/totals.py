"""Sums over the entries of an index: where they stand, what they cost, what came again.

They are made of parts that can be added up, so that those of a month in which nothing changed can be kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from mistakes.index.condition import LATE, NOT_DELETED, Condition
from mistakes.index.marks import REPEATED
from mistakes.index.months import bounds
from mistakes.ladder import STEPS
from mistakes.query.fields import KINDS
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.index.sql import Filter

# Values of JSON: costs by name (entries, hours, money as text by currency, trust), and numbers in a fixed order.
Sums: TypeAlias = dict[str, Any]
Costs: TypeAlias = dict[str, tuple[int, float, dict[str, str], int]]

# By what the sums are kept; another one whenever they hold something else.
NAME = "totals 2"
MOST_TAGS = 12
# A tag that stands twice in an entry counts once.
_FIRST = """(j.item = 0 OR NOT EXISTS
 (SELECT 1 FROM tags k WHERE k.n = j.n AND k.item < j.item AND k.folded = j.folded))"""
MOST_ACTIONS = 50
MOST_AGAIN = 10


class Cost(NamedTuple):
    """What some entries cost: how many they are, hours of work, money by currency, trust (1 to 3 each)."""

    entries: int
    hours: float
    money: dict[str, Decimal]
    trust: int = 0


class Overdue(NamedTuple):
    """An action that was to be done and is not: its entry, key, owner and due day."""

    entry: str
    key: str
    owner: str
    due: date


# How many actions are overdue, and the oldest of them.
Late: TypeAlias = tuple[int, Sequence[Overdue]]


class Totals(NamedTuple):
    """What `stats` shows, for the entries that match a query.

    `repeats` are entries that tell of an earlier mistake come again; `came_again` counts the entries
    that did, and `again` has the ids of the newest of them. `by_tag` holds the dearest tags first, `by_month` the months in order (`2026-11`).
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
    again: tuple[str, ...] = ()


def sums(db: sqlite3.Connection, source: Condition) -> Sums:
    """Return what adds up over the entries of a source, see `totals_of`."""
    return {
        "months": _costs(db, source, "printf('%04d-%02d', e.month / 100, e.month % 100)"),
        "repeats": _costs(db, _joined(source, "links", "j.kind = 'repeat_of'"), "''"),
        "tags": _costs(db, _joined(source, "tags", _FIRST), "j.folded"),
        "counts": _counts(db, source),
        "again": _again(db, source),
    }


def added(parts: Sequence[Sums]) -> Sums:
    """Return sums over the entries of several parts, none of which is in two of them."""
    costs = {name: _added([part[name] for part in parts]) for name in ("months", "repeats", "tags")}
    counts = [sum(several) for several in zip(*(part["counts"] for part in parts), strict=True)]
    again = sorted((entry for part in parts for entry in part["again"]), reverse=True)
    return {**costs, "counts": counts, "again": again[:MOST_AGAIN]}


def totals_of(sums: Sums, late: Late) -> Totals:
    """Return totals from sums, and how many actions are late, with the oldest of them."""
    months = _read(sums["months"])
    repeats = _read(sums["repeats"])
    counts = sums["counts"] or [0] * (len(STEPS) + len(KINDS) + 1)
    return Totals(
        all=_sum(months.values()),
        repeats=_sum(repeats.values()),
        came_again=counts[-1],
        overdue=tuple(late[1]),
        overdue_count=late[0],
        ladder=dict(zip(STEPS, counts, strict=False)),
        kinds={kind: count for kind, count in zip(KINDS, counts[len(STEPS) :], strict=False) if count},
        by_tag=_dearest(_read(sums["tags"])),
        by_month={month: months[month] for month in sorted(months)},
        again=tuple(sums["again"]),
    )


def late(db: sqlite3.Connection, today: date) -> Late:
    """Return how many open actions of the journal were due before `today`, and the oldest of them."""
    found = Condition("FROM actions j WHERE j.open = 1 AND j.due < ?", (today.toordinal(),))
    with_entry = found.sql.replace(" WHERE ", " CROSS JOIN entries e ON e.n = j.n WHERE ", 1)
    return _count(db, found), _oldest(db, Condition(with_entry, found.parameters))


def late_among(db: sqlite3.Connection, source: Condition, today: date) -> Late:
    """Return the same of the entries of a source."""
    sql, parameters = _joined(source, "actions", LATE)
    found = Condition(sql, (*parameters, today.toordinal()))
    return _count(db, found), _oldest(db, found)


def is_everything(chosen: Filter) -> bool:
    """Tell whether a query chooses all entries that are not deleted."""
    return chosen.words is None and chosen.where == NOT_DELETED


def source_of_month(month: str) -> Condition:
    """Return the end of a SELECT over the entries of a month such as `2026/11`, the deleted left out."""
    return Condition(f"FROM entries e WHERE {NOT_DELETED.sql} AND e.id >= ? AND e.id < ?", bounds(month))


def source_of(db: sqlite3.Connection, chosen: Filter) -> Condition:
    """Return the end of a SELECT over the chosen entries, which are found once."""
    sql, parameters = chosen.source
    db.execute("DROP TABLE IF EXISTS temp.chosen")
    db.execute("CREATE TEMP TABLE chosen(n INTEGER PRIMARY KEY)")
    db.execute(f"INSERT INTO chosen SELECT e.n {sql}", parameters)
    return Condition("FROM temp.chosen c CROSS JOIN entries e ON e.n = c.n WHERE 1")


def plain_late(late: Late) -> Any:
    """Return late actions as plain values."""
    return [late[0], [[*action[:3], action.due.isoformat()] for action in late[1]]]


def late_of(plain: Any) -> Late:
    """Return the late actions that plain values stand for."""
    found = [Overdue(entry, key, owner, date.fromisoformat(due)) for entry, key, owner, due in plain[1]]
    return plain[0], found


def _joined(source: Condition, table: str, condition: str = "1") -> Condition:
    """Return the source with the items of a table, for which a condition holds, as `j`."""
    joined = source.sql.replace(" WHERE ", f" CROSS JOIN {table} j ON j.n = e.n WHERE ", 1)
    return Condition(f"{joined} AND {condition}", source.parameters)


def _count(db: sqlite3.Connection, source: Condition) -> int:
    return int(_rows(db, f"SELECT count(*) {source.sql}", source.parameters)[0][0])


def _oldest(db: sqlite3.Connection, source: Condition) -> list[Overdue]:
    sql = f"SELECT e.id, j.key, j.owner, j.due {source.sql} ORDER BY j.due, e.id LIMIT {MOST_ACTIONS}"
    found = _rows(db, sql, source.parameters)
    return [Overdue(entry, key, owner, date.fromordinal(due)) for entry, key, owner, due in found]


def _counts(db: sqlite3.Connection, source: Condition) -> list[int]:
    """Return how many entries have each status and each kind, and how many came again."""
    of_status = ", ".join(f"total(e.status = {number})" for number in range(len(STEPS)))
    of_kind = ", ".join(f"total(e.kind = '{kind}')" for kind in KINDS)
    columns = f"{of_status}, {of_kind}, total((e.marks & {REPEATED}) <> 0)"
    return [int(count) for count in _rows(db, f"SELECT {columns} {source.sql}", source.parameters)[0]]


def _again(db: sqlite3.Connection, source: Condition) -> list[str]:
    """Return the ids of the newest entries that came again."""
    sql = f"SELECT e.id {source.sql} AND (e.marks & {REPEATED}) <> 0 ORDER BY e.id DESC LIMIT {MOST_AGAIN}"
    return [row[0] for row in _rows(db, sql, source.parameters)]


def _costs(db: sqlite3.Connection, source: Condition, group: str) -> Costs:
    """Return the cost of each group of entries, with money summed exactly."""
    columns = f"{group}, coalesce(e.currency, ''), e.money, count(*), total(e.hours), total(e.trust)"
    found: dict[str, list[Any]] = {}
    sql = f"SELECT {columns} {source.sql} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    for name, currency, amount, count, hours, trust in _rows(db, sql, source.parameters):
        cost = found.setdefault(name, [0, 0.0, {}, 0])
        cost[0] += count
        cost[1] += hours
        cost[3] += int(trust)
        if amount is not None:
            cost[2][currency] = cost[2].get(currency, 0) + Decimal(amount) * count
    return {
        name: (count, hours, _plain(money), trust) for name, (count, hours, money, trust) in found.items()
    }


def _added(several: Iterable[Costs]) -> Costs:
    found: dict[str, list[Any]] = {}
    for costs in several:
        for name, (count, hours, amounts, trust) in costs.items():
            cost = found.get(name)
            if cost is None:
                cost = found[name] = [0, 0.0, {}, 0]
            cost[0] += count
            cost[1] += hours
            cost[3] += trust
            money = cost[2]
            for currency, amount in amounts.items():
                money[currency] = money.get(currency, 0) + Decimal(amount)
    return {
        name: (count, hours, _plain(money), trust) for name, (count, hours, money, trust) in found.items()
    }


def _add(money: dict[str, Decimal], amounts: Mapping[str, str | Decimal]) -> None:
    for currency, amount in amounts.items():
        money[currency] = money.get(currency, Decimal(0)) + Decimal(amount)


def _plain(money: Mapping[str, Decimal]) -> dict[str, str]:
    return {currency: str(amount) for currency, amount in money.items()}


def _read(costs: Costs) -> dict[str, Cost]:
    return {
        name: Cost(count, round(hours, 4), {key: Decimal(amount) for key, amount in money.items()}, trust)
        for name, (count, hours, money, trust) in costs.items()
    }


def _sum(costs: Iterable[Cost]) -> Cost:
    several = list(costs)
    money: dict[str, Decimal] = {}
    for cost in several:
        _add(money, cost.money)
    hours = round(sum(cost.hours for cost in several), 4)
    trust = sum(cost.trust for cost in several)
    return Cost(sum(cost.entries for cost in several), hours, money, trust)


def _dearest(costs: dict[str, Cost]) -> dict[str, Cost]:
    """Return the tags that cost most, by hours, then money, then trust, then number."""

    def rank(item: tuple[str, Cost]) -> tuple[float, Decimal, int, int, str]:
        name, cost = item
        return (-cost.hours, -sum(cost.money.values(), Decimal(0)), -cost.trust, -cost.entries, name)

    return dict(sorted(costs.items(), key=rank)[:MOST_TAGS])


def _rows(db: sqlite3.Connection, sql: str, parameters: tuple[Any, ...] = ()) -> list[Any]:
    return db.execute(sql, parameters).fetchall()
