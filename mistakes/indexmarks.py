"""Where entries of the index stand: the ladder, computed from rows instead of from entries and events.

It is `ladder.standing` in other words, so that 100,000 entries take no time; a test holds the two together.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from mistakes.indexrow import CHECKED, PLANNED, UNDERSTOOD
from mistakes.ladder import PRACTISED_AFTER, STEPS, Standing

if TYPE_CHECKING:
    from mistakes.indexrow import Row

APPLIED, CHECKED_LATER, REPEATED, RETIRED, PRACTISED = 1, 2, 4, 8, 16
_SIMPLE = {"applied": APPLIED, "checked": CHECKED_LATER, "repeated": REPEATED}
_WAIT = PRACTISED_AFTER.days * 86_400_000_000
_EVENTS = (
    "SELECT do, key, other, at FROM events WHERE entry = ? AND counts"
    " AND do IN ('applied', 'checked', 'repeated', 'retired', 'reviewed')"
)


def marks_of(db: sqlite3.Connection, entry_id: str, lessons: Iterable[Sequence[object]]) -> int:
    """Return the marks that events have set on an entry; `lessons` are key, is-plan and added of each."""
    marks = 0
    retired: set[str | None] = set()
    reviews: list[tuple[str, int]] = []
    for do, key, other, at in db.execute(_EVENTS, [entry_id]):
        if do == "retired":
            retired.add(key)
        elif do == "reviewed":
            reviews += [(key, at)] if other == "had" else []
        else:
            marks |= _SIMPLE[do]
    if retired or reviews:
        marks |= _retired(retired, lessons) | _practised(reviews, lessons)
    return marks


def status_of(facts: int, marks: int) -> int:
    """Return the number of the status in `ladder.STEPS`."""
    steps = _steps(facts, marks)
    return (steps.index(False) if False in steps else len(steps)) - 1


@cache
def standing_of(facts: int, marks: int) -> Standing:
    """Return where an entry with these facts and marks stands."""
    steps, status = _steps(facts, marks), status_of(facts, marks)
    ahead = tuple(name for name, holds in zip(STEPS, steps, strict=True) if holds)[status + 1 :]
    return Standing(STEPS[status], ahead, bool(marks & REPEATED), bool(marks & RETIRED))


def update_marks(db: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Compute marks and status of entries again, after their events changed."""
    for entry_id in ids:
        found = db.execute("SELECT n, facts FROM entries WHERE id = ?", [entry_id]).fetchone()
        if found is None:
            continue
        lessons = db.execute("SELECT key, plan, added FROM lessons WHERE n = ?", [found[0]]).fetchall()
        marks = marks_of(db, entry_id, lessons)
        columns = (marks, status_of(found[1], marks), found[0])
        db.execute("UPDATE entries SET marks = ?, status = ? WHERE n = ?", columns)


def _steps(facts: int, marks: int) -> tuple[bool, ...]:
    return (
        True,
        bool(facts & UNDERSTOOD),
        bool(facts & PLANNED),
        bool(marks & PRACTISED),
        bool(marks & APPLIED),
        bool(facts & CHECKED or marks & CHECKED_LATER),
    )


def _retired(retired: set[str | None], lessons: Iterable[Sequence[object]]) -> int:
    keys = {key for key, _, _ in lessons}
    return RETIRED if None in retired or (keys and keys <= retired) else 0


def _practised(reviews: list[tuple[str, int]], lessons: Iterable[Sequence[object]]) -> int:
    added = {key: at for key, is_plan, at in lessons if is_plan}
    done = any(key in added and at - added[key] >= _WAIT for key, at in reviews)  # type: ignore[operator]
    return PRACTISED if done else 0
