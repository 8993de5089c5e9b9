"""What the index adds up about how mistakes came about: luck, right things, hands, conditions.

One look at the rows of the chosen entries; numbers of a journal, never of a person.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from mistakes.index.condition import Condition
from mistakes.index.row import PRESENT
from mistakes.query.fields import CONDITION_KINDS
from mistakes.records import NamedTuple

MOST = 50
# whom one leads, by the field's value, with the tags that say the same
HANDS = {"self": ("self", "自己"), "people": ("people", "带人"), "business": ("business", "业务")}
# a result that looks good although the process was poor teaches the wrong thing
LUCKY = "e.process <= 2 AND e.result >= 4"
_CELLS = tuple((right, done) for right in (True, False) for done in (True, False))
_STRETCH = 1 << PRESENT.index("stretch")


class Balance(NamedTuple):
    """Counts of entries: lucky wins, the four cells of right thing and done right, hands, conditions.

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


def sums(db: sqlite3.Connection, source: Condition) -> Any:
    """Return what adds up to a balance of the entries of a source, as values of JSON."""
    of_cells = [f"total(e.right_thing = {right:d} AND e.done_right = {done:d})" for right, done in _CELLS]
    of_leads = [_led(lead, tags) for lead, tags in HANDS.items()]
    of_kinds = [f"total((e.kinds & {1 << bit}) <> 0)" for bit in range(len(CONDITION_KINDS))]
    stretched = f"total((e.present & {_STRETCH}) <> 0), total(((e.present & {_STRETCH}) <> 0) * e.hours)"
    columns = ", ".join([*of_cells, *of_leads, *of_kinds, f"total({LUCKY})", stretched])
    *counts, hours = db.execute(f"SELECT {columns} {source.sql}", source.parameters).fetchone()
    newest = f"SELECT e.id {source.sql} AND {LUCKY} ORDER BY e.id DESC LIMIT {MOST}"
    lucky = [row[0] for row in db.execute(newest, source.parameters)]
    return {"counts": [int(count) for count in counts], "hours": hours, "lucky": lucky}


def _led(lead: str, tags: Sequence[str]) -> str:
    """Return the SQL that counts the entries about this hand, as their field `lead` or a tag says."""
    among = ", ".join(f"'{tag}'" for tag in tags)
    tagged = f"EXISTS (SELECT 1 FROM tags t WHERE t.n = e.n AND t.folded IN ({among}))"  # noqa: S608
    return f"total(e.lead = '{lead}' OR {tagged})"


def added(parts: Sequence[Any]) -> Any:
    """Return the sums over the entries of several parts, none of which is in two of them."""
    lucky = sorted((entry for part in parts for entry in part["lucky"]), reverse=True)
    counts = [sum(several) for several in zip(*(part["counts"] for part in parts), strict=True)]
    return {"counts": counts, "hours": sum(part["hours"] for part in parts), "lucky": lucky[:MOST]}


def balance_of(sums: Any) -> Balance:
    """Return a balance from sums."""
    counts = iter(sums["counts"] or [0] * (len(_CELLS) + len(HANDS) + len(CONDITION_KINDS) + 2))
    return Balance(
        lucky=tuple(sums["lucky"]),
        right={cell: next(counts) for cell in _CELLS},
        leads={lead: next(counts) for lead in HANDS},
        conditions={kind: next(counts) for kind in CONDITION_KINDS},
        lucky_count=next(counts),
        stretched=next(counts),
        stretched_hours=round(sums["hours"], 2),
    )


def owners(db: sqlite3.Connection) -> list[int]:
    """Return how many open actions each person has, most first, without names."""
    sql = "SELECT count(*) FROM actions WHERE open = 1 AND owner <> '' GROUP BY owner ORDER BY 1 DESC"
    return [int(row[0]) for row in db.execute(sql)]
