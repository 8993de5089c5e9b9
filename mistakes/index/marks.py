"""Where entries of the index stand: the ladder, computed from rows instead of from entries and events.

It is `ladder.standing` in other words, so that 100,000 entries take no time; a test holds the two together.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import TypeAlias

from mistakes.ids import month_of
from mistakes.index.months import changed
from mistakes.index.row import CHECKED, PLANNED, UNDERSTOOD, LessonRow
from mistakes.ladder import PRACTISED_AFTER, RETIRING, STEPS, Mark, Standing, is_retired

APPLIED, CHECKED_LATER, REPEATED, RETIRED, PRACTISED = 1, 2, 4, 8, 16
_SIMPLE = {"applied": APPLIED, "checked": CHECKED_LATER, "repeated": REPEATED}
_SETTING = ", ".join(f"'{kind}'" for kind in (*_SIMPLE, *RETIRING, "action-done"))
_WAIT = PRACTISED_AFTER.days * 86_400_000_000
# 1 is open, 2 is open in an entry that is deleted.
_OPEN = """UPDATE actions SET open = (done IS NULL AND NOT EXISTS (SELECT 1 FROM events v
 WHERE v.entry = ? AND v.do = 'action-done' AND v.key = actions.key AND v.counts))
 * (1 + (SELECT e.deleted FROM entries e WHERE e.n = actions.n)) WHERE n = ?"""
Lessons: TypeAlias = Iterable[LessonRow]
Marking: TypeAlias = tuple[str, str, str | None, str | None, int]


def events_about(db: sqlite3.Connection, ids: Sequence[str]) -> dict[str, list[Marking]]:
    """Return the events that set marks, as id, kind, key, other and time, of each entry that has some."""
    found: dict[str, list[Marking]] = {}
    marks = ", ".join("?" * len(ids))
    columns, which = "entry, id, do, key, other, at", f"do IN ({_SETTING}) AND entry IN ({marks})"
    for row in db.execute(f"SELECT {columns} FROM events WHERE counts AND {which}", ids):  # noqa: S608
        found.setdefault(row[0], []).append(row[1:])
    return found


def marks_of(events: Iterable[Marking], lessons: Lessons) -> int:
    """Return the marks that events have set on an entry with these lessons."""
    marks = 0
    ends: list[Mark] = []
    reviews: list[tuple[str | None, int]] = []
    for event, do, key, other, at in events:
        if do in RETIRING:
            ends.append(Mark(event, do, key))
        if do == "reviewed" and other == "had":
            reviews.append((key, at))
        marks |= _SIMPLE.get(do, 0)
    if any([mark.do == "retired" for mark in ends]):
        marks |= _retired(ends, lessons)
    return marks | _practised(reviews, lessons) if reviews else marks


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


def update_marks(db: sqlite3.Connection, ids: Collection[str]) -> None:
    """Compute marks and status of entries again, and which actions are open, after their events changed."""
    months: set[str] = set()
    for several in batched(ids, 500):
        events = events_about(db, several)
        for entry_id in several:
            found = db.execute("SELECT n, facts FROM entries WHERE id = ?", [entry_id]).fetchone()
            if found is not None:
                sql = "SELECT key, plan, added, day, held FROM lessons WHERE n = ?"
                lessons = db.execute(sql, [found[0]]).fetchall()
                marks = marks_of(events.get(entry_id, ()), lessons)
                columns = (marks, status_of(found[1], marks), found[0])
                db.execute("UPDATE entries SET marks = ?, status = ? WHERE n = ?", columns)
                db.execute(_OPEN, [entry_id, found[0]])
                months.add(month_of(entry_id))
    changed(db, months)


def batched(ids: Iterable[str], size: int) -> Iterator[list[str]]:
    """Yield the ids in lists of at most `size`."""
    rest = iter(ids)
    while several := list(islice(rest, size)):
        yield several


def _steps(facts: int, marks: int) -> tuple[bool, ...]:
    return (
        True,
        bool(facts & UNDERSTOOD),
        bool(facts & PLANNED),
        bool(marks & PRACTISED),
        bool(marks & APPLIED),
        bool(facts & CHECKED or marks & CHECKED_LATER),
    )


def _retired(ends: Iterable[Mark], lessons: Lessons) -> int:
    return RETIRED if is_retired([key for key, *_ in lessons], ends) else 0


def _practised(reviews: list[tuple[str | None, int]], lessons: Lessons) -> int:
    added: dict[str | None, int] = {key: at for key, is_plan, at, *_ in lessons if is_plan}
    return PRACTISED if any(key in added and at - added[key] >= _WAIT for key, at in reviews) else 0
