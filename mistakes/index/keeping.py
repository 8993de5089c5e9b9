"""Plain values that were worked out before, kept in the cache as long as nothing in the journal changes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from typing import Any


def kept(db: sqlite3.Connection, name: str) -> Any:
    """Return what was kept under a name, None if nothing was or it no longer holds."""
    found = db.execute("SELECT value FROM memos WHERE name = ?", [_now(db) + name]).fetchone()
    return json.loads(found[0]) if found else None


def keep(db: sqlite3.Connection, name: str, plain: Any) -> None:
    """Keep plain values (of JSON), if that can be done at once; what no longer holds is dropped."""
    now = _now(db)
    with suppress(sqlite3.Error):
        db.execute("PRAGMA busy_timeout = 0")
        db.execute("DELETE FROM memos WHERE name NOT LIKE ?", [f"{now}%"])
        db.execute("INSERT OR REPLACE INTO memos VALUES (?, ?)", [now + name, json.dumps(plain)])


def _now(db: sqlite3.Connection) -> str:
    generation = db.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()[0]
    return f"{generation} "
