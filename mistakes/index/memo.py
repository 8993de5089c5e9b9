"""Sums that were made before, kept in the cache as long as nothing changes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from mistakes.index.totals import Cost, Overdue, Totals
from mistakes.query import Query


def remembered(db: sqlite3.Connection, what: str, query: Query) -> Any:
    """Return what was kept for a query as plain values, None if nothing was or it no longer holds."""
    found = db.execute("SELECT value FROM memos WHERE name = ?", [_name(db, what, query)]).fetchone()
    return json.loads(found[0]) if found else None


def remember(db: sqlite3.Connection, what: str, query: Query, plain: Any) -> None:
    """Keep plain values for a query, if that can be done at once; what no longer holds is dropped."""
    name = _name(db, what, query)
    generation = name.partition(" ")[0]
    with suppress(sqlite3.Error):
        db.execute("PRAGMA busy_timeout = 0")
        db.execute("DELETE FROM memos WHERE name NOT LIKE ?", [f"{generation} %"])
        db.execute("INSERT OR REPLACE INTO memos VALUES (?, ?)", [name, json.dumps(plain)])


def _name(db: sqlite3.Connection, what: str, query: Query) -> str:
    generation = db.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()[0]
    return f"{generation} {what} {query.today} {query.root!r}"


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
