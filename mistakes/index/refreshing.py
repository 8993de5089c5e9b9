"""Bringing the index up to date with the files: what changed is found, read and stored in one transaction.

What was seen before the transaction began is looked at again within it, so that of two processes at work
at once neither can put something older in the place of something newer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TypeAlias

from mistakes.index import schema, walk
from mistakes.layout import ENTRIES

Progress: TypeAlias = Callable[[int], None]


def refresh(db: sqlite3.Connection, root: str, progress: Progress | None = None) -> None:
    """Bring the index up to date; raises `sqlite3.Error` and `schema.NotOurs`.

    `progress` is told how many files were read so far.
    """
    changed: list[str] | None = None
    if schema.is_built(db, root):
        changed = _differing(db, root)
    else:
        walk.forget_ahead(root)
    if changed == []:
        return
    from mistakes.index.updating import update

    with schema.transaction(db):
        fresh = not schema.is_built(db, root)
        if fresh:
            schema.create(db, root)
            changed = walk.folders(root)
        update(db, root, _differing(db, root) if changed is None else changed, progress, fresh=fresh)


def contents(db: sqlite3.Connection, month: str) -> dict[str, bytes]:
    """Return a digest of the content of every file in a month's folder of entries, valid or not, by the entry's id."""
    rows = db.execute("SELECT signatures FROM folders WHERE name = ?", [f"{ENTRIES}/{month}"]).fetchall()
    return {
        entry.decode(): content for (known,) in rows for entry, _, content in walk.KNOWN.iter_unpack(known)
    }


def _differing(db: sqlite3.Connection, root: str) -> list[str]:
    known = dict(db.execute("SELECT name, digest FROM folders"))
    files = db.execute("SELECT sum(files) FROM folders").fetchone()[0] or 0
    return walk.differing(root, known, parallel=files > walk.MANY)
