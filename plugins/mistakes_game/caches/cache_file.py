"""One SQLite file in the user's cache for a purpose, private and disposable.

Whatever is odd about it, and it is made anew; where it cannot be kept, one in memory does the same work.
No error of SQLite gets out: nobody is to take one for damage of a cache of his own.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar
from zlib import crc32

from mistakes import places
from mistakes.errors import MistakesError
from mistakes.index.schema import transaction

T = TypeVar("T")
_WAIT = 0.5  # seconds for another process that writes


def path_of(purpose: str, root: Path) -> str:
    """Return the file for a purpose and the journal in a folder, "" if the user has no cache folder."""
    try:
        return str(places.cache_folder() / f"game-{purpose}-{places.journal_key(root)}.sqlite")
    except MistakesError:
        return ""


def ask(path: str, tables: str, question: Callable[[sqlite3.Connection], T]) -> T:
    """Return the answer to a question about the cache in a file with these tables.

    It is empty if it is new, of other tables, or damaged. If another process holds it for long, or it cannot
    be kept, an empty one in memory is asked. The question may be asked twice.
    """
    for _ in range(2 if path else 0):
        try:
            with closing(_opened(path, tables)) as db:
                return question(db)
        except (sqlite3.Error, OSError) as error:
            if not _is_damage(error):
                break
            _remove(path)
    with closing(nowhere(tables)) as db:
        return question(db)


def nowhere(tables: str) -> sqlite3.Connection:
    """Return an empty cache with these tables that is kept nowhere."""
    return _made(sqlite3.connect(":memory:", isolation_level=None), tables)


def _opened(path: str, tables: str) -> sqlite3.Connection:
    """Open the file, made private if it is new; raises `sqlite3.Error` or `OSError`."""
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    if not stat.S_ISREG(os.lstat(path).st_mode):
        raise sqlite3.DatabaseError("is no file of its own")
    db = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
    try:
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute("PRAGMA synchronous = OFF")
        if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return _made(db, tables)
        if db.execute("PRAGMA user_version").fetchone()[0] != _version(tables):
            raise sqlite3.DatabaseError("is of another version")
    except BaseException:
        db.close()
        raise
    return db


def _made(db: sqlite3.Connection, tables: str) -> sqlite3.Connection:
    with transaction(db):
        for statement in filter(str.strip, tables.split(";")):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {_version(tables)}")
    return db


def _version(tables: str) -> int:
    """Return a number for these tables and no others that fits where SQLite keeps it."""
    return crc32(tables.encode()) >> 1


def _is_damage(error: Exception) -> bool:
    """Tell whether making the file anew may help: not if another process is at it, or there is no place."""
    busy = getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return isinstance(error, sqlite3.Error) and not busy


def _remove(path: str) -> None:
    for ending in ("", "-journal"):
        with suppress(OSError):
            os.unlink(path + ending)
