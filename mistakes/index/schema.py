"""The tables of the index, and how a cache file is opened without trusting it.

The cache is one SQLite file that belongs to its user alone; it can be deleted at any time, and is,
whenever anything about it is not as it should be.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from mistakes.index.row import COLUMNS, TEXTS

VERSION = 9
APPLICATION = 0x31303031
CACHE_KIB = 16_000
_TABLES = f"""
CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE folders(name TEXT PRIMARY KEY, digest BLOB, files INTEGER, signatures BLOB) WITHOUT ROWID;
CREATE TABLE logs(log INTEGER PRIMARY KEY, folder TEXT, name TEXT, signature BLOB, consumed INTEGER,
  content BLOB);
CREATE TABLE problems(folder TEXT, name TEXT, line INTEGER, reason TEXT, PRIMARY KEY (folder, name, line))
  WITHOUT ROWID;
CREATE TABLE authors(author INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE entries(n INTEGER PRIMARY KEY, id TEXT NOT NULL,
  {", ".join(COLUMNS)},
  marks INTEGER, status INTEGER);
CREATE TABLE bodies(n INTEGER PRIMARY KEY, body TEXT);
CREATE TABLE tags(n INTEGER, item INTEGER, tag TEXT, folded TEXT, PRIMARY KEY (n, item)) WITHOUT ROWID;
CREATE TABLE lessons(n INTEGER, item INTEGER, key TEXT, plan INTEGER, added INTEGER, day INTEGER, held INTEGER,
  PRIMARY KEY (n, item)) WITHOUT ROWID;
CREATE TABLE actions(n INTEGER, item INTEGER, key TEXT, owner TEXT, due INTEGER, done INTEGER, open INTEGER,
  PRIMARY KEY (n, item)) WITHOUT ROWID;
CREATE TABLE links(n INTEGER, item INTEGER, kind TEXT, other TEXT, PRIMARY KEY (n, item)) WITHOUT ROWID;
CREATE TABLE triggers(n INTEGER, item INTEGER, lesson INTEGER, kind TEXT, pattern TEXT, head TEXT,
  PRIMARY KEY (n, item)) WITHOUT ROWID;
CREATE TABLE sources(n INTEGER PRIMARY KEY, format TEXT, ref TEXT);
CREATE TABLE events(log INTEGER, start INTEGER, size INTEGER, crc INTEGER, id TEXT, at INTEGER, do TEXT,
  who TEXT, entry TEXT, key TEXT, other TEXT, day INTEGER, wins INTEGER, counts INTEGER, PRIMARY KEY (log, start))
  WITHOUT ROWID;
CREATE TABLE decisions(n INTEGER PRIMARY KEY, review_on INTEGER, has_outcome INTEGER);
CREATE TABLE memos(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE months(month TEXT PRIMARY KEY, stamp INTEGER) WITHOUT ROWID;
CREATE TABLE parts(name TEXT, span TEXT, stamp INTEGER, value TEXT, PRIMARY KEY (name, span)) WITHOUT ROWID;
"""
# Made once the tables of a first build are full, which is faster than keeping them on the way.
_EVENT_INDEXES = """
CREATE INDEX events_id ON events(id);
CREATE INDEX events_entry ON events(entry) WHERE entry IS NOT NULL;
CREATE INDEX events_retracted ON events(id) WHERE do = 'retracted';
"""
_ENTRY_INDEXES = """
CREATE UNIQUE INDEX entries_id ON entries(id);
CREATE INDEX entries_end ON entries(substr(id, 21));
CREATE INDEX tags_folded ON tags(folded, n);
CREATE INDEX actions_open ON actions(due, owner) WHERE open = 1;
CREATE INDEX triggers_head ON triggers(head, kind);
CREATE INDEX sources_ref ON sources(ref, format);
"""
_WORDS = f"CREATE VIRTUAL TABLE words USING fts5({', '.join(TEXTS)}, content='', tokenize='ascii');"
_SETTINGS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA cache_size = -{CACHE_KIB}",
    "PRAGMA page_size = 16384",
    "PRAGMA synchronous = NORMAL",
    f"PRAGMA journal_size_limit = {16 << 20}",
)


class NotOurs(Exception):
    """The file at the cache's path is not an index of this journal, or not one that can be trusted."""


def connect(path: str, seconds: float) -> sqlite3.Connection:
    """Open the cache file, made private if it is new; locks are waited for up to `seconds`.

    Raises `NotOurs`, `OSError` or `sqlite3.Error`.
    """
    _make_private(path)
    db = _connection(path, seconds)
    try:
        db.execute("PRAGMA journal_mode").fetchone()
    except BaseException:
        db.close()
        raise
    return db


def temporary() -> sqlite3.Connection:
    """Open an index that lives as long as the connection: in memory, and on disk once it is large."""
    db = _connection("", 0)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    return db


def identity(path: str) -> tuple[int, int]:
    """Return by which a file can be told from another one of the same name."""
    state = os.lstat(path)
    return (state.st_dev, state.st_ino)


def let_read_while_writing(db: sqlite3.Connection) -> None:
    """Let other processes read while one writes, if nobody is at the file right now."""
    with suppress(sqlite3.Error):
        if db.execute("PRAGMA journal_mode").fetchone()[0] == "delete":
            db.execute("PRAGMA journal_mode = WAL")


def remove(path: str, which: tuple[int, int] | None = None) -> None:
    """Remove a cache file with what SQLite keeps beside it, unless it is another than `which` by now."""
    with suppress(OSError):
        if which is not None and identity(path) != which:
            return
    for ending in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            os.unlink(path + ending)


def is_built(db: sqlite3.Connection, root: str) -> bool:
    """Tell whether the index was built; raises `NotOurs` if it is of another kind, version or journal."""
    if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return False
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if (application, version) != (APPLICATION, VERSION) or _objects(db) != _expected(db):
        raise NotOurs
    if dict(db.execute("SELECT name, value FROM meta WHERE name <> 'generation'")) != _about(root):
        raise NotOurs
    return True


def create(db: sqlite3.Connection, root: str) -> None:
    """Create the tables, within the transaction that fills them; indexes follow when they are full."""
    _run(db, _TABLES)
    if has_words(db):
        db.execute(_WORDS)
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.executemany("INSERT INTO meta VALUES (?, ?)", [*_about(root).items(), ("generation", 0)])


def create_event_indexes(db: sqlite3.Connection) -> None:
    """Create what finds events by id and entry."""
    _run(db, _EVENT_INDEXES)


def create_entry_indexes(db: sqlite3.Connection) -> None:
    """Create what finds entries by id, tag and source."""
    _run(db, _ENTRY_INDEXES)


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Hold the only right to write, and store all or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def count_change(db: sqlite3.Connection) -> None:
    """Note that answers may be others from now on."""
    db.execute("UPDATE meta SET value = value + 1 WHERE name = 'generation'")


def has_words(db: sqlite3.Connection) -> bool:
    """Tell whether this SQLite has full-text search; without it every text is looked at."""
    return bool(db.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0])


def _run(db: sqlite3.Connection, statements: str) -> None:
    for statement in filter(str.strip, statements.split(";")):
        db.execute(statement)


def _connection(path: str, seconds: float) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=seconds, isolation_level=None)
    try:
        for setting in _SETTINGS:
            db.execute(setting)
    except BaseException:
        db.close()
        raise
    return db


def _make_private(path: str) -> None:
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    state = os.lstat(path)
    if not stat.S_ISREG(state.st_mode):
        raise NotOurs
    if sys.platform != "win32" and (state.st_uid != os.getuid() or state.st_mode & 0o077):
        raise NotOurs


def _about(root: str) -> dict[str, str | bytes]:
    """Return what an index must say of itself: its journal, and what its words depend on."""
    import unicodedata

    words = f"{sqlite3.sqlite_version} {unicodedata.unidata_version}"
    return {"root": os.fsencode(os.path.realpath(root)), "words": words}


def _objects(db: sqlite3.Connection) -> set[tuple[str, str]]:
    return {(kind, name) for kind, name in db.execute("SELECT type, name FROM sqlite_master")}


def _expected(db: sqlite3.Connection) -> set[tuple[str, str]]:
    import re

    statements = _TABLES + _EVENT_INDEXES + _ENTRY_INDEXES
    found = set(re.findall(r"CREATE (?:UNIQUE )?(TABLE|INDEX) (\w+)", statements))
    objects = {(kind.lower(), name) for kind, name in found}
    if has_words(db):
        objects |= {
            ("table", "words"),
            *(("table", f"words_{part}") for part in ("data", "idx", "docsize", "config")),
        }
    return objects | {("index", "sqlite_autoindex_authors_1")}
