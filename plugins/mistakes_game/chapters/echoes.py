"""Which chapters say nearly the same as an earlier one: found among many, and kept up to date.

Entries are looked at in the order of their ids; one whose text is near to that of an earlier original is its
echo, any other an original itself. So a template that was filled in a thousand times is one original.
What comes out depends on the entries alone, not on the order in which they became known.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from mistakes_game.chapters.sketch import NEAR, bands, likeness

_SELECT = "SELECT id, sketch FROM entries WHERE length(sketch) > 0 ORDER BY id"


def update(db: sqlite3.Connection, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """Bring the echoes up to date after sketches of some entries changed; empty ones stand for none.

    What was a lone original, and what now is one or the echo of an earlier one, changes nothing for others;
    else all entries are looked at anew.
    """
    changed = {name for name in (*before, *after) if before.get(name, b"") != after.get(name, b"")}
    if any(_has_echoes(db, name) for name in changed):
        return rebuild(db)
    for name in changed:
        _drop(db, name)
    for name in sorted(changed):
        if after.get(name) and not _place(db, name, after[name]):
            return rebuild(db)
    return None


def rebuild(db: sqlite3.Connection) -> None:
    """Look at all entries anew."""
    db.execute("DELETE FROM echoes")
    db.execute("DELETE FROM bands")
    originals: dict[str, bytes] = {}
    holders: dict[int, list[str]] = {}
    echoes: list[tuple[str, str]] = []
    for name, sketched in db.execute(_SELECT).fetchall():
        mine = bands(sketched)
        likely = {other for band in mine for other in holders.get(band, ())}
        first = _nearest(sketched, {other: originals[other] for other in likely})
        if first:
            echoes.append((name, first))
            continue
        originals[name] = sketched
        for band in mine:
            holders.setdefault(band, []).append(name)
    db.executemany("INSERT INTO echoes VALUES (?, ?)", echoes)
    rows = ((band, name) for band, several in holders.items() for name in several)
    db.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", rows)


def originals_of(db: sqlite3.Connection, name: str = "") -> dict[str, str]:
    """Return of each echo, or of the one with this id, the id of the entry that it is like."""
    if name:
        return dict(db.execute("SELECT id, first FROM echoes WHERE id = ?", [name]))
    return dict(db.execute("SELECT id, first FROM echoes"))


def _place(db: sqlite3.Connection, name: str, sketched: bytes) -> bool:
    """Take in one entry; False if a later original is near to it, so that others change as well."""
    mine = bands(sketched)
    near = [other for other, theirs in _likely(db, mine).items() if likeness(sketched, theirs) >= NEAR]
    earlier = [other for other in near if other < name]
    if earlier:
        db.execute("INSERT OR REPLACE INTO echoes VALUES (?, ?)", [name, min(earlier)])
        return True
    if near:
        return False
    db.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, name) for band in mine])
    return True


def _likely(db: sqlite3.Connection, mine: Iterable[int]) -> dict[str, bytes]:
    wanted = list(dict.fromkeys(mine))
    marks = ", ".join("?" * len(wanted))
    sql = f"SELECT DISTINCT id, sketch FROM bands JOIN entries USING (id) WHERE band IN ({marks})"  # noqa: S608
    return dict(db.execute(sql, wanted))


def _nearest(sketched: bytes, likely: Mapping[str, bytes]) -> str:
    """Return the earliest of the entries that are near, "" if none is."""
    near = (name for name, theirs in likely.items() if likeness(sketched, theirs) >= NEAR)
    return min(near, default="")


def _has_echoes(db: sqlite3.Connection, name: str) -> bool:
    return db.execute("SELECT 1 FROM echoes WHERE first = ? LIMIT 1", [name]).fetchone() is not None


def _drop(db: sqlite3.Connection, name: str) -> None:
    db.execute("DELETE FROM echoes WHERE id = ?", [name])
    db.execute("DELETE FROM bands WHERE id = ?", [name])
