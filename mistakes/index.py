"""The index of a journal: a disposable cache that answers queries, and is never trusted more than the files.

It lies in the user's cache folder; anything odd about it, and it is made anew.
Where it cannot be kept (a full disk, no cache folder, another process writing for long) an index that
lives only as long as the process does the same work.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeAlias

from mistakes import indexing, indexschema, walk
from mistakes.errors import MistakesError
from mistakes.ids import month_of
from mistakes.indexmarks import batched, standing_of
from mistakes.indexread import Reading
from mistakes.indexrow import NotAnEntry, row_of
from mistakes.indexsql import Compiler, Condition
from mistakes.indexstats import Totals, totals
from mistakes.indexstore import Store
from mistakes.ladder import Standing
from mistakes.layout import ENTRIES
from mistakes.query import Query
from mistakes.querytree import And, Node, Not, Or, Phrase, Word

Progress: TypeAlias = Callable[[int], None]

WAIT = 5.0
_WEIGHTS = "8.0, 4.0, 3.0, 1.0, 4.0, 1.0, 1.0"  # title, lessons, conditions, story, tags, feeling, other


class Hit(NamedTuple):
    """An entry that matches; `score` is its relevance, greater is better, 0 where nothing ranks."""

    id: str
    score: float


class Problem(NamedTuple):
    """A file that is left out of the index: its path in the journal, the line if it is one, the reason."""

    path: str
    line: int
    reason: str


class Index:
    """The index of one journal; call `refresh` before asking."""

    def __init__(self, root: str, path: str, db: sqlite3.Connection) -> None:
        self._root = root
        self._path = path
        self._db = db
        self._prepare()

    @classmethod
    def open(cls, root: Path | str, cache: Path | str | None) -> Index:
        """Open the index of a journal kept in the file `cache`, in memory if that cannot be."""
        where = os.path.realpath(root)
        path = os.fspath(cache) if cache else ""
        return cls(where, path, _connected(path))

    def close(self) -> None:
        """Let go of the cache file."""
        self._db.close()

    def refresh(self, progress: Progress | None = None) -> None:
        """Bring the index up to date with the files; `progress` is told how many were read.

        A cache that is damaged, foreign or cannot be written is left for one that works.
        """
        for attempt in _ATTEMPTS:
            try:
                indexing.refresh(self._db, self._root, progress)
                return
            except (sqlite3.Error, indexschema.NotOurs):
                self._replace(fresh=attempt)
        indexing.refresh(self._db, self._root, progress)

    def search(self, query: Query, *, limit: int | None = None, order: str = "time") -> Iterator[Hit]:
        """Yield what matches: newest id first, or best first with `order="relevance"`."""
        compiler, condition = self._compiled(query)
        ranking = " OR ".join(f"({match})" for match in _matches(compiler, query.root)) if order == "relevance" else ""
        most = -1 if limit is None else limit
        if ranking:
            sql = (
                f"SELECT e.id, -bm25(words, {_WEIGHTS}) AS score FROM words JOIN entries e ON e.n = words.rowid "  # noqa: S608
                f"WHERE words MATCH ? AND {condition.sql} ORDER BY score DESC, e.id DESC LIMIT ?"
            )
            rows = self._db.execute(sql, (ranking, *condition.parameters, most))
        else:
            sql = f"SELECT e.id, 0.0 FROM entries e WHERE {condition.sql} ORDER BY e.id DESC LIMIT ?"  # noqa: S608
            rows = self._db.execute(sql, (*condition.parameters, most))
        return (Hit(*row) for row in rows)

    def count(self, query: Query) -> int:
        """Return how many entries match."""
        condition = self._compiled(query)[1]
        sql = f"SELECT count(*) FROM entries e WHERE {condition.sql}"  # noqa: S608
        return int(self._db.execute(sql, condition.parameters).fetchone()[0])

    def totals(self, query: Query) -> Totals:
        """Return the sums that `stats` shows over the entries that match."""
        return totals(self._db, self._compiled(query)[1], query.today)

    def standings(self, ids: Iterable[str]) -> dict[str, Standing]:
        """Return where entries stand, from this journal's events."""
        found: dict[str, Standing] = {}
        for several in batched(ids, 500):
            marks = ", ".join("?" * len(several))
            sql = f"SELECT id, facts, marks FROM entries WHERE id IN ({marks})"  # noqa: S608
            found |= {entry_id: standing_of(facts, marks) for entry_id, facts, marks in self._db.execute(sql, several)}
        return found

    def sources(self) -> dict[tuple[str, str], str]:
        """Return the id of the entry that came from each source, by format and ref."""
        sql = "SELECT s.format, s.ref, e.id FROM sources s JOIN entries e USING (n) ORDER BY e.id DESC"
        return {(form, ref): entry_id for form, ref, entry_id in self._db.execute(sql)}

    def lookup(self, form: str, ref: str) -> str | None:
        """Return the id of the oldest entry that came from this source, None if none did."""
        sql = "SELECT e.id FROM sources s JOIN entries e USING (n) WHERE s.ref = ? AND s.format = ? ORDER BY e.id"
        found = self._db.execute(sql, (ref, form)).fetchone()
        return str(found[0]) if found else None

    def ids_with_key(self, key: str) -> list[str]:
        """Return the ids of entries in which a lesson or an action has this key."""
        sql = "SELECT e.id FROM {} i JOIN entries e USING (n) WHERE i.key = ?"
        both = " UNION ".join(sql.format(table) for table in ("lessons", "actions"))
        return [row[0] for row in self._db.execute(both, (key, key))]

    def problems(self) -> list[Problem]:
        """Return the files, and lines of logs, that could not be read, and why."""
        rows = self._db.execute("SELECT folder || '/' || name, line, reason FROM problems ORDER BY 1, 2")
        return [Problem(*row) for row in rows]

    @property
    def documents(self) -> int:
        """The number of entries."""
        return int(self._db.execute("SELECT count(*) FROM entries").fetchone()[0])

    def frequency(self, word: str, /) -> int:
        """Return in how many entries a word stands that begins like this, at most all of them."""
        sql = "SELECT total(doc) FROM temp.vocabulary WHERE term >= ? AND term < ?"
        with suppress(sqlite3.Error):
            return min(int(self._db.execute(sql, (word, word + "\U0010ffff")).fetchone()[0]), self.documents)
        return 0

    def candidates(self, words: Sequence[str], limit: int) -> list[str]:
        """Return the ids of entries that share most with these beginnings of words, best first."""
        match = " OR ".join(f'"{word}" *' for word in words if word.replace(".", "").isalnum())
        sql = (
            "SELECT e.id FROM words JOIN entries e ON e.n = words.rowid WHERE words MATCH ? AND NOT e.deleted "
            "ORDER BY bm25(words), e.id DESC LIMIT ?"
        )
        with suppress(sqlite3.Error):
            return [row[0] for row in self._db.execute(sql, (match, limit))] if match else []
        return []

    def note(self, entry_id: str, text: str) -> None:
        """Take in an entry that was just written, if that can be done at once; never fails."""
        reading = Reading(f"{entry_id}.toml", walk.NEVER, b"", row_of(text.encode(), entry_id), "")
        with suppress(sqlite3.Error, indexschema.NotOurs, NotAnEntry), indexing.transaction(self._db):
            Store(self._db, fresh=False).put(f"{ENTRIES}/{month_of(entry_id)}", [reading])

    def _compiled(self, query: Query) -> tuple[Compiler, Condition]:
        compiler = Compiler(query.today, words=indexschema.has_words(self._db))
        condition = compiler.condition(query.root)
        checks = compiler.checks
        self._db.create_function("checked", 2, lambda number, text: checks[number](text or ""), deterministic=True)
        return compiler, condition

    def _replace(self, *, fresh: bool) -> None:
        """Begin anew: with a fresh cache file, or, if that does not help, in memory."""
        self._db.close()
        if fresh and self._path:
            indexschema.remove(self._path)
            self._db = _connected(self._path)
        else:
            self._db = indexschema.temporary()
        self._prepare()

    def _prepare(self) -> None:
        with suppress(sqlite3.Error):
            self._db.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab('main', 'words', 'row')")


_ATTEMPTS = (True, False)


def warm(root: Path | str, cache: Path | None) -> Index | None:
    """Return the index as it is, without a look at the files; None if it was never built."""
    if cache is None or not os.path.exists(cache):
        return None
    with suppress(sqlite3.Error, OSError, indexschema.NotOurs):
        db = indexschema.connect(os.fspath(cache), 0)
        if indexschema.is_built(db, os.path.realpath(root)):
            return Index(os.path.realpath(root), os.fspath(cache), db)
        db.close()
    return None


def _connected(path: str) -> sqlite3.Connection:
    with suppress(sqlite3.Error, OSError, indexschema.NotOurs, MistakesError):
        if path:
            return indexschema.connect(path, WAIT)
    return indexschema.temporary()


def _matches(compiler: Compiler, node: Node) -> Iterator[str]:
    """Yield the full-text queries of the words that an entry should have; excluded ones rank nothing."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from _matches(compiler, part)
    elif not isinstance(node, Not) and isinstance(node, Word | Phrase) and (match := compiler.match(node)):
        yield match
