"""Sums that were made before, kept in the cache as long as nothing changes."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal
from typing import Any

from mistakes.index.keeping import keep, kept
from mistakes.index.totals import Cost, Overdue, Totals
from mistakes.query import Query


def remembered(db: sqlite3.Connection, what: str, query: Query) -> Any:
    """Return what was kept for a query as plain values, None if nothing was or it no longer holds."""
    return kept(db, _name(what, query))


def remember(db: sqlite3.Connection, what: str, query: Query, plain: Any) -> None:
    """Keep plain values for a query, if that can be done at once; what no longer holds is dropped."""
    keep(db, _name(what, query), plain)


def _name(what: str, query: Query) -> str:
    return f"{what} {query.today} {query.root!r}"


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
