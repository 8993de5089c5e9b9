"""Putting entries into the tables of the index, and taking them out again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from mistakes.index.marks import events_about, marks_of, status_of
from mistakes.index.row import COLUMNS, TEXTS, Row, searched
from mistakes.index.schema import create_entry_indexes, has_words

if TYPE_CHECKING:
    from mistakes.index.reading import Reading

_TABLES = ("entries", "bodies", "tags", "lessons", "actions", "links", "triggers", "sources")
_TEXT_COLUMNS = ", ".join(TEXTS)
_ENTRY = f"INSERT INTO entries VALUES (?, ?{', ?' * len(COLUMNS)}, ?, ?)"  # noqa: S608
_WORDS = f"INSERT INTO words(rowid, {_TEXT_COLUMNS}) VALUES (?{', ?' * len(TEXTS)})"  # noqa: S608
_NO_WORDS = f"INSERT INTO words(words, rowid, {_TEXT_COLUMNS}) VALUES ('delete', ?{', ?' * len(TEXTS)})"  # noqa: S608
_ITEMS = {
    "tags": "INSERT INTO tags VALUES (?, ?, ?, ?)",
    "lessons": "INSERT INTO lessons VALUES (?, ?, ?, ?, ?, ?, ?)",
    "actions": "INSERT INTO actions VALUES (?, ?, ?, ?, ?, ?)",
    "links": "INSERT INTO links VALUES (?, ?, ?, ?)",
    "triggers": "INSERT INTO triggers VALUES (?, ?, ?, ?, ?, ?)",
}
_BUILD_HASH, _USUAL_HASH = 4 << 20, 1 << 20
_BUILD_MERGE, _USUAL_MERGE = 0, 4


class Store:
    """The entries of an index; with `fresh` it is known that none of what comes is there yet."""

    def __init__(self, db: sqlite3.Connection, *, fresh: bool) -> None:
        self._db = db
        self._fresh = fresh
        self._words = has_words(db)
        self._next = (db.execute("SELECT max(n) FROM entries").fetchone()[0] or 0) + 1
        self._authors = dict(db.execute("SELECT name, author FROM authors"))
        self._tune(_BUILD_HASH, _BUILD_MERGE)

    def close(self) -> None:
        """End a first build."""
        self._tune(_USUAL_HASH, _USUAL_MERGE)
        if self._fresh:
            create_entry_indexes(self._db)

    def put(self, folder: str, readings: Iterable[Reading]) -> None:
        """Store what was read in the place of what the same files held before."""
        rows: list[tuple[int, Row]] = []
        problems: list[tuple[str, str, int, str]] = []
        for reading in readings:
            if reading.row is None and not reading.reason:
                continue
            n = 0 if self._fresh else self.forget(folder, reading.name)
            if reading.row is None:
                problems.append((folder, reading.name, 0, reading.reason))
                continue
            rows.append((n or self._next, reading.row))
            self._next += not n
        self._db.executemany("INSERT OR REPLACE INTO problems VALUES (?, ?, ?, ?)", problems)
        self._insert(rows)

    def put_row(self, folder: str, name: str, row: Row) -> None:
        """Store the entry that was just written to a file; what the file looks like is not known yet."""
        n = self.forget(folder, name) or self._next
        self._next = max(self._next, n + 1)
        self._insert([(n, row)])

    def forget(self, folder: str, name: str) -> int:
        """Take out what a file held; return the number its entry had, 0 if it was none."""
        self._db.execute("DELETE FROM problems WHERE folder = ? AND name = ?", [folder, name])
        entry_id = name.removesuffix(".toml")
        found = self._db.execute(
            "SELECT n, body FROM entries JOIN bodies USING (n) WHERE id = ?", [entry_id]
        ).fetchone()
        if found is None:
            return 0
        n, body = found
        if self._words:
            self._db.execute(_NO_WORDS, (n, *searched(body)))
        for table in _TABLES:
            self._db.execute(f"DELETE FROM {table} WHERE n = ?", [n])  # noqa: S608
        return int(n)

    def _insert(self, rows: Sequence[tuple[int, Row]]) -> None:
        insert = self._db.executemany
        insert(_ENTRY, self._columns(rows))
        insert("INSERT INTO bodies VALUES (?, ?)", [(n, row.body) for n, row in rows])
        if self._words:
            insert(_WORDS, [(n, *row.texts) for n, row in rows])
        for table, statement in _ITEMS.items():
            items = [(n, i, *item) for n, row in rows for i, item in enumerate(getattr(row, table))]
            insert(statement, items)
        insert("INSERT INTO sources VALUES (?, ?, ?)", [(n, *row.source) for n, row in rows if row.source])

    def _columns(self, rows: Sequence[tuple[int, Row]]) -> Iterator[tuple[object, ...]]:
        events = events_about(self._db, [row.id for _, row in rows])
        for n, row in rows:
            author, *values = row.values
            marks = marks_of(events[row.id], row.lessons) if row.id in events else 0
            yield (n, row.id, self._author(author), *values, marks, status_of(values[-1], marks))

    def _author(self, name: str) -> int:
        number = self._authors.get(name)
        if number is None:
            number = len(self._authors) + 1
            self._authors[name] = number
            self._db.execute("INSERT INTO authors VALUES (?, ?)", [number, name])
        return number

    def _tune(self, hash_size: int, merge: int) -> None:
        """Let the full-text index gather much before it writes, and merge later, in a first build."""
        if self._fresh and self._words:
            settings = [("hashsize", hash_size), ("automerge", merge)]
            self._db.executemany("INSERT INTO words(words, rank) VALUES (?, ?)", settings)
