"""Putting entries into the tables of the index, and taking them out again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from mistakes.ids import month_of
from mistakes.index.binding import bound, places
from mistakes.index.marks import Marking, events_about, marks_of, status_of
from mistakes.index.months import changed
from mistakes.index.row import COLUMNS, TEXTS, Row, searched
from mistakes.index.schema import create_entry_indexes, has_words

if TYPE_CHECKING:
    from mistakes.index.reading import Reading

_TABLES = ("entries", "bodies", "tags", "lessons", "actions", "links", "triggers", "sources", "decisions")
_TEXT_COLUMNS = ", ".join(TEXTS)
_ENTRY = f"INSERT INTO entries VALUES (?, ?, {places(len(COLUMNS))}, ?, ?)"  # noqa: S608
_WORDS = f"INSERT INTO words(rowid, {_TEXT_COLUMNS}) VALUES (?{', ?' * len(TEXTS)})"  # noqa: S608
_NO_WORDS = f"INSERT INTO words(words, rowid, {_TEXT_COLUMNS}) VALUES ('delete', ?{', ?' * len(TEXTS)})"  # noqa: S608
_ITEMS = {
    name: f"INSERT INTO {name} VALUES (?, ?{', ?' * columns})"  # noqa: S608
    for name, columns in (("tags", 2), ("lessons", 5), ("links", 2), ("triggers", 4))
}
_ACTIONS = f"INSERT INTO actions VALUES (?, ?, ?, ?, {places(2)}, ?)"  # noqa: S608
_DELETED = COLUMNS.index("deleted")
_BUILD_HASH, _USUAL_HASH = 4 << 20, 1 << 20
_BUILD_MERGE, _USUAL_MERGE = 0, 4


class Store:
    """The entries of an index; with `fresh` it is known that none of what comes is there yet.

    `has_changed` tells whether anything was stored or taken out so far that answers depend on.
    """

    def __init__(self, db: sqlite3.Connection, *, fresh: bool) -> None:
        self._db = db
        self._fresh = fresh
        self._words = has_words(db)
        self._next = (db.execute("SELECT max(n) FROM entries").fetchone()[0] or 0) + 1
        self._authors = dict(db.execute("SELECT name, author FROM authors"))
        self._months: set[str] = set()
        self.has_changed = False
        self._tune(_BUILD_HASH, _BUILD_MERGE)

    def close(self) -> None:
        """End the work: note which months have changed; make the indexes of a first build."""
        changed(self._db, self._months)
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
            self._change(folder)
            n = 0 if self._fresh else self.forget(folder, reading.name)
            if reading.row is None:
                problems.append((folder, reading.name, 0, reading.reason))
                continue
            rows.append((n or self._next, reading.row))
            self._next += not n
        self._all("INSERT OR REPLACE INTO problems VALUES (?, ?, ?, ?)", problems)
        self._insert(rows)

    def put_row(self, folder: str, name: str, row: Row, data: bytes) -> None:
        """Store the entry that was just written to a file as these bytes; what the file looks like is not known."""
        n = self.forget(folder, name) or self._next
        self._change(folder)
        self._next = max(self._next, n + 1)
        self._insert([(n, row)])
        self._know(folder, row.id, data)

    def forget(self, folder: str, name: str) -> int:
        """Take out what a file held; return the number its entry had, 0 if it was none."""
        gone = self._db.execute("DELETE FROM problems WHERE folder = ? AND name = ?", [folder, name])
        self.has_changed |= gone.rowcount > 0
        entry_id = name.removesuffix(".toml")
        sql = "SELECT n, body FROM entries JOIN bodies USING (n) WHERE id = ?"
        found = self._db.execute(sql, [entry_id]).fetchone()
        if found is None or month_of(entry_id) != _month(folder):  # a copy in a wrong folder is none
            return 0
        n, body = found
        self._change(folder)
        if self._words:
            self._db.execute(_NO_WORDS, (n, *searched(body)))
        for table in _TABLES:
            self._db.execute(f"DELETE FROM {table} WHERE n = ?", [n])  # noqa: S608
        return int(n)

    def _know(self, folder: str, entry_id: str, data: bytes) -> None:
        """Remember a file's content, so that the next look at the file finds nothing new in it."""
        from mistakes.index import walk

        found = self._db.execute("SELECT files, signatures FROM folders WHERE name = ?", [folder]).fetchone()
        files, known = found or (0, b"")
        known += walk.KNOWN.pack(entry_id.encode(), walk.NEVER, walk.content(data))
        self._db.execute("INSERT OR REPLACE INTO folders VALUES (?, x'', ?, ?)", [folder, files, known])

    def _change(self, folder: str) -> None:
        self.has_changed = True
        self._months.add(_month(folder))

    def _insert(self, rows: Sequence[tuple[int, Row]]) -> None:
        events = events_about(self._db, [row.id for _, row in rows])
        self._all(_ENTRY, list(self._columns(rows, events)))
        self._all("INSERT INTO bodies VALUES (?, ?)", [(n, row.body) for n, row in rows])
        if self._words:
            self._all(_WORDS, [(n, *row.texts) for n, row in rows])
        for table, statement in _ITEMS.items():
            items = [(n, i, *item) for n, row in rows for i, item in enumerate(getattr(row, table))]
            self._all(statement, items)
        actions = [action for n, row in rows if row.actions for action in _actions(n, row, events)]
        self._all(_ACTIONS, actions)
        sources = [(n, *row.source) for n, row in rows if row.source]
        self._all("INSERT INTO sources VALUES (?, ?, ?)", sources)
        decisions = [(n, *row.decision) for n, row in rows if row.decision]
        self._all("INSERT INTO decisions VALUES (?, ?, ?)", decisions)

    def _all(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """Run a statement for each row; even for none of them it would take its time."""
        if rows:
            self._db.executemany(statement, rows)

    def _columns(
        self, rows: Sequence[tuple[int, Row]], events: Mapping[str, Sequence[Marking]]
    ) -> Iterator[Sequence[object]]:
        for n, row in rows:
            author, *values = row.values
            marks = marks_of(events[row.id], row.lessons) if row.id in events else 0
            yield bound((n, row.id, self._author(author), *values, marks, status_of(values[-1], marks)))

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


def _actions(n: int, row: Row, events: Mapping[str, Sequence[Marking]]) -> Iterator[Sequence[object]]:
    """Yield the actions of an entry, open unless the entry or an event says that they are done."""
    done = {key for _, do, key, *_ in events.get(row.id, ()) if do == "action-done"}
    is_open = 2 if row.values[_DELETED] else 1
    for item, action in enumerate(row.actions):
        key, _, _, done_on = action
        yield bound((n, item, *action, is_open if done_on is None and key not in done else 0))


def _month(folder: str) -> str:
    return folder.partition("/")[2]
