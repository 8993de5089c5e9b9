"""What the index adds up about how mistakes came about: luck, right things, hands, conditions.

One look at the rows of the chosen entries; numbers of a journal, never of a person.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any, NamedTuple

from mistakes.index.row import PRESENT
from mistakes.index.sql import Filter
from mistakes.index.totals import source_of
from mistakes.query.fields import CONDITION_KINDS, LEADS

MOST = 50
# a result that looks good although the process was poor teaches the wrong thing
LUCKY = "e.process <= 2 AND e.result >= 4"
_STRETCH = 1 << PRESENT.index("stretch")


class Balance(NamedTuple):
    """Counts of entries: lucky wins, the four cells of right thing and done right, leads, conditions.

    `right` has the keys (right thing, done right); `stretched` is where somebody tried something new,
    with the hours it cost; `lucky` holds the newest of `lucky_count`.
    """

    lucky: tuple[str, ...]
    right: Mapping[tuple[bool, bool], int]
    leads: Mapping[str, int]
    conditions: Mapping[str, int]
    stretched: int
    stretched_hours: float
    lucky_count: int


def balance(db: sqlite3.Connection, chosen: Filter) -> Balance:
    """Return the balance of the entries that are chosen."""
    source = source_of(db, chosen)
    cells = [(right, done) for right in (True, False) for done in (True, False)]
    of_cells = [f"total(e.right_thing = {right:d} AND e.done_right = {done:d})" for right, done in cells]
    of_leads = [f"total(e.lead = '{lead}')" for lead in LEADS]
    of_kinds = [f"total((e.kinds & {1 << bit}) <> 0)" for bit in range(len(CONDITION_KINDS))]
    stretched = f"total((e.present & {_STRETCH}) <> 0), total(((e.present & {_STRETCH}) <> 0) * e.hours)"
    columns = ", ".join([*of_cells, *of_leads, *of_kinds, stretched, f"total({LUCKY})"])
    row: list[Any] = list(db.execute(f"SELECT {columns} {source}").fetchone())
    counts = iter(row)
    return Balance(
        lucky=_lucky(db, source),
        right={cell: int(next(counts)) for cell in cells},
        leads={lead: int(next(counts)) for lead in LEADS},
        conditions={kind: int(next(counts)) for kind in CONDITION_KINDS},
        stretched=int(next(counts)),
        stretched_hours=round(next(counts) or 0.0, 2),
        lucky_count=int(next(counts)),
    )


def owners(db: sqlite3.Connection) -> list[int]:
    """Return how many open actions each person has, most first, without names."""
    sql = "SELECT count(*) FROM actions j CROSS JOIN entries e ON e.n = j.n WHERE NOT e.deleted AND j.done IS NULL"
    return [int(row[0]) for row in db.execute(f"{sql} AND j.owner <> '' GROUP BY j.owner ORDER BY 1 DESC")]


def plain_balance(found: Balance) -> Any:
    """Return a balance as plain values."""
    return found._replace(right=[[*cell, count] for cell, count in found.right.items()])  # type: ignore[arg-type]


def balance_of(plain: Any) -> Balance:
    """Return the balance that plain values stand for."""
    lucky, right, *rest = plain
    return Balance(tuple(lucky), {(a, b): count for a, b, count in right}, *rest)


def _lucky(db: sqlite3.Connection, source: str) -> tuple[str, ...]:
    sql = f"SELECT e.id {source} AND {LUCKY} ORDER BY e.id DESC LIMIT {MOST}"
    return tuple(row[0] for row in db.execute(sql))
