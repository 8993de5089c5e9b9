"""Plain values by text keys in one file of the user's cache, read and written in small parts.

It is disposable: whatever is odd about it, it counts as empty. Many keys share a part, so that a few of
them cost a few small reads however many there are.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

OWN_PART = "facts\t"
_PARTS = 2048
_TABLES = (
    "CREATE TABLE IF NOT EXISTS parts(name TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS about(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
)


class Shards(MutableMapping[str, Any]):
    """The values in one cache file; `about` holds a few named ones that are always read.

    What is set stays in memory until `save`. From opening to closing all is seen as it was at one moment.
    """

    def __init__(self, path: Path | None) -> None:
        self._parts: dict[str, dict[str, Any]] = {}
        self._changed: set[str] = set()
        self._anew: dict[str, Any] | None = None
        self._db = _connected(path) if path else None
        self.about: dict[str, Any] = self._read_about()
        self._kept = dict(_plain(self.about))
        if not self.about:
            self.clear()

    @property
    def is_fresh(self) -> bool:
        """Tell whether nothing is kept that holds."""
        return self._anew is not None

    def clear(self) -> None:
        """Forget everything; the file stays as it is until `save`."""
        self.about, self._parts, self._changed, self._anew = {}, {}, set(), {}

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a key, or `default`."""
        if self._anew is not None:
            return self._anew.get(key, default)
        return self._part(_part_of(key)).get(key, default)

    def __getitem__(self, key: str) -> Any:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __setitem__(self, key: str, value: Any) -> None:
        if self._anew is not None:
            self._anew[key] = value
            return
        name = _part_of(key)
        self._part(name)[key] = value
        self._changed.add(name)

    def __delitem__(self, key: str) -> None:
        raise TypeError("a tally only grows")

    def __iter__(self) -> Iterator[str]:
        raise NotImplementedError("the values are asked for by their keys")

    def __len__(self) -> int:
        raise NotImplementedError("the values are asked for by their keys")

    def save(self) -> None:
        """Write what has changed, all or nothing, unless somebody else is about to; never fails."""
        if self._db is None:
            return
        was_fresh = self.is_fresh
        self._distribute()
        rows = [(name, json.dumps(self._parts[name])) for name in sorted(self._changed)]
        if rows or was_fresh or dict(_plain(self.about)) != self._kept:
            with suppress(sqlite3.Error):
                self._write(self._db, rows, anew=was_fresh)

    def _write(self, db: sqlite3.Connection, rows: list[tuple[str, str]], *, anew: bool) -> None:
        if anew:
            db.execute("DELETE FROM parts")
            db.execute("DELETE FROM about")
        db.executemany("INSERT OR REPLACE INTO parts VALUES (?, ?)", rows)
        self.about["parts"] = db.execute("SELECT count(*) FROM parts").fetchone()[0]
        db.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", _plain(self.about))
        db.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file; what was not saved is not kept."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _distribute(self) -> None:
        """Put what was made anew into parts."""
        for key, value in (self._anew or {}).items():
            self._parts.setdefault(_part_of(key), {})[key] = value
        if self._anew is not None:
            self._changed, self._anew = set(self._parts), None

    def _part(self, name: str) -> dict[str, Any]:
        part = self._parts.get(name)
        if part is None:
            part = self._parts[name] = self._read_part(name)
        return part

    def _read_part(self, name: str) -> dict[str, Any]:
        if self._db is None:
            return {}
        found = self._db.execute("SELECT body FROM parts WHERE name = ?", [name]).fetchone()
        part: dict[str, Any] = json.loads(found[0]) if found else {}
        return part

    def _read_about(self) -> dict[str, Any]:
        """Return the named values, none if they are damaged or parts are missing."""
        if self._db is None:
            return {}
        try:
            rows = self._db.execute("SELECT name, value FROM about").fetchall()
            about = {name: json.loads(value) for name, value in rows}
            count = self._db.execute("SELECT count(*) FROM parts").fetchone()[0]
        except (sqlite3.Error, ValueError):
            return {}
        return about if about.get("parts", 0) == count else {}


def _part_of(key: str) -> str:
    """Return the name of the part with a key: what is large has one of its own."""
    return key if key.startswith(OWN_PART) else str(crc32(key.encode("utf-8", "replace")) % _PARTS)


def _plain(about: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, json.dumps(value)) for name, value in about.items()]


def _connected(path: Path) -> sqlite3.Connection | None:
    """Open the file, made private if it is new; None if that cannot be done."""
    for _ in range(2):
        try:
            os.makedirs(path.parent, mode=0o700, exist_ok=True)
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            if path.is_symlink() or not path.is_file():
                return None
            return _prepared(path)
        except (OSError, ValueError):
            return None
        except sqlite3.Error:
            with suppress(OSError):
                path.unlink()
    return None


def _prepared(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=0.5, isolation_level=None)
    try:
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA secure_delete = ON")  # what was purged from a journal must not stay in free pages
        for table in _TABLES:
            db.execute(table)
        db.execute("BEGIN")
        db.execute("SELECT name, value FROM about").fetchall()
    except BaseException:
        db.close()
        raise
    return db
