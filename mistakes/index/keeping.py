"""Plain values that were worked out before, kept in the cache as long as nothing in the journal changes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from typing import Any

from mistakes.index.schema import transaction


def stamp(db: sqlite3.Connection) -> str:
    """Return what changes with everything that changes in the index."""
    return str(db.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()[0])


def kept(db: sqlite3.Connection, stamp: str, name: str) -> Any:
    """Return what was kept under a name with this stamp, None if nothing was."""
    found = db.execute("SELECT value FROM memos WHERE name = ?", [f"{stamp} {name}"]).fetchone()
    return json.loads(found[0]) if found else None


def keep(db: sqlite3.Connection, stamp: str, name: str, plain: Any) -> None:
    """Keep plain values (of JSON), if that can be done at once; what has another stamp is dropped.

    The stamp is the one from before they were worked out, as something may have changed since.
    """
    with suppress(sqlite3.Error):
        db.execute("PRAGMA busy_timeout = 0")
        with transaction(db):
            db.execute("DELETE FROM memos WHERE name NOT LIKE ?", [f"{stamp} %"])
            db.execute("INSERT OR REPLACE INTO memos VALUES (?, ?)", [f"{stamp} {name}", json.dumps(plain)])
