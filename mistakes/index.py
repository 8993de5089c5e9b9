"""The index of a journal: a disposable cache that answers queries, and is never trusted more than the files.

It lies in the user's cache folder; anything odd about it, and it is made anew.
Where it cannot be kept (a full disk, no cache folder, another process writing for long) an index that
lives only as long as the process does the same work.
An `Index` belongs to the thread that opened it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from mistakes import indexing, indexschema, walk
from mistakes.errors import MistakesError
from mistakes.ids import is_key, month_of
from mistakes.indexmarks import batched, standing_of
from mistakes.indexread import Reading
from mistakes.indexrow import NotAnEntry, row_of
from mistakes.indexstore import Store
from mistakes.ladder import Standing
from mistakes.layout import ENTRIES
from mistakes.querywords import fold, tokens_of

if TYPE_CHECKING:
    from mistakes.indexsql import Checks, Filter
    from mistakes.indexstats import Totals
    from mistakes.query import Query

Progress: TypeAlias = Callable[[int], None]
Statement: TypeAlias = tuple[str, Sequence[Any]]

WAIT = 10.0
_WEIGHTS = "10.0, 5.0, 3.0, 1.0, 4.0, 1.0, 1.0"  # title, lessons, conditions, story, tags, feeling, other
_AT_ONCE = 500
_BUSY, _LOCKED = 5, 6
T = TypeVar("T")


class Hit(NamedTuple):
    """An entry that matches: its relevance, greater is better, 0 where nothing ranks; where it stands."""

    id: str
    score: float
    facts: int
    marks: int

    @property
    def standing(self) -> Standing:
        """Where the entry stands, from its journal's events."""
        return standing_of(self.facts, self.marks)


class Problem(NamedTuple):
    """A file that is left out of the index: its path in the journal, the line if it is one, the reason."""

    path: str
    line: int
    reason: str


class Index:
    """The index of one journal; call `refresh` before asking, unless what was so a while ago will do."""

    def __init__(self, root: str, path: str, seconds: float) -> None:
        self._root = root
        self._path = path
        self._file: tuple[int, int] | None = None
        self._renewable = True
        self._checks: Checks | None = None
        self._connect(seconds)

    @classmethod
    def open(cls, root: Path | str, cache: Path | str | None) -> Index:
        """Open the index of a journal kept in the file `cache`; nothing is read or built yet.

        None, or a file that cannot be used, means an index that is kept nowhere.
        """
        return cls(os.path.realpath(root), os.path.abspath(cache) if cache else "", WAIT)

    def close(self) -> None:
        """Let go of the cache file."""
        self._db.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def is_warm(self) -> bool:
        """Tell whether the index was ever built, so that it can be asked without a refresh."""
        with suppress(sqlite3.Error, indexschema.NotOurs):
            return indexschema.is_built(self._db, self._root)
        return False

    def refresh(self, progress: Progress | None = None) -> None:
        """Bring the index up to date with the files; `progress` is told how many were read.

        A cache that is damaged or foreign is made anew; one that cannot be written, or stays locked by
        another process, is left for one that works. Blocks up to ten seconds for such a lock.
        """
        for _ in range(2):
            try:
                indexing.refresh(self._db, self._root, progress)
                indexschema.let_read_while_writing(self._db)
                return
            except (sqlite3.Error, indexschema.NotOurs) as error:
                self._replace(error)
        indexing.refresh(self._db, self._root, progress)

    def search(self, query: Query, *, limit: int | None = None, order: str = "relevance") -> Iterator[Hit]:
        """Yield what matches, best first; with `order="time"` newest id first.

        What has no words to rank by comes newest first; so does what ranks alike.
        """

        def statement() -> Statement:
            chosen = self._chosen(query)
            ranks = order == "relevance" and chosen.words is not None
            score = f"-bm25(words, {_WEIGHTS})" if ranks else "0.0"
            sql, parameters = chosen.source
            select = f"SELECT e.id, {score} AS score, e.facts, e.marks {sql} ORDER BY score DESC, e.id DESC LIMIT ?"
            return select, (*parameters, -1 if limit is None else limit)

        return (Hit(*row) for row in self._rows(statement))

    def count(self, query: Query) -> int:
        """Return how many entries match."""

        def statement() -> Statement:
            sql, parameters = self._chosen(query).source
            return f"SELECT count(*) {sql}", parameters

        return int(next(self._rows(statement))[0])

    def totals(self, query: Query) -> Totals:
        """Return the sums that `stats` shows over the entries that match."""

        from mistakes.indexmemo import remember, remembered
        from mistakes.indexstats import totals

        def sums() -> Totals:
            known = remembered(self._db, query)
            if known is None:
                known = totals(self._db, self._chosen(query), query.today)
                remember(self._db, query, known)
            return known

        return self._sure(sums)

    def standings(self, ids: Iterable[str]) -> dict[str, Standing]:
        """Return where entries stand, from this journal's events; ids that are no entries are left out."""
        found: dict[str, Standing] = {}
        for several in batched(ids, 500):
            marks = ", ".join("?" * len(several))
            sql = f"SELECT id, facts, marks FROM entries WHERE id IN ({marks})"  # noqa: S608
            found |= {entry: standing_of(facts, marks) for entry, facts, marks in self._all(sql, several)}
        return found

    def sources(self) -> dict[tuple[str, str], str]:
        """Return the id of the oldest entry that came from each source, by format and ref."""
        sql = "SELECT s.format, s.ref, e.id FROM sources s JOIN entries e USING (n) ORDER BY e.id DESC"
        return {(form, ref): entry_id for form, ref, entry_id in self._all(sql)}

    def lookup(self, form: str, ref: str) -> str | None:
        """Return the id of the oldest entry that came from this source, None if none did."""
        sql = "SELECT min(e.id) FROM sources s JOIN entries e USING (n) WHERE s.ref = ? AND s.format = ?"
        found: str | None = self._all(sql, (ref, form))[0][0]
        return found

    def ids_with_key(self, end: str) -> list[str]:
        """Return the ids of entries in which the key of a lesson or an action ends so."""
        sql = "SELECT e.id FROM {} i JOIN entries e USING (n) WHERE substr(i.key, ?) = ?"
        both = " UNION ".join(sql.format(table) for table in ("lessons", "actions"))
        return [row[0] for row in self._all(both, (-len(end), end) * 2)] if is_key(end) else []

    def links_to(self, entry_id: str) -> list[tuple[str, str]]:
        """Return what links to an entry: the kind of link (`repeat_of`, `like`, `shared_from`), and the id."""
        sql = "SELECT l.kind, e.id FROM links l JOIN entries e USING (n) WHERE l.other = ? ORDER BY e.id"
        return self._all(sql, (entry_id,))

    def problems(self) -> list[Problem]:
        """Return the files, and lines of logs, that could not be read, and why."""
        rows = self._all("SELECT folder || '/' || name, line, reason FROM problems ORDER BY 1, 2")
        return [Problem(*row) for row in rows]

    @property
    def documents(self) -> int:
        """The number of entries."""
        return int(self._all("SELECT count(*) FROM entries")[0][0])

    def frequency(self, word: str, /) -> int:
        """Return in about how many entries a word stands that begins like this: at most all of them."""
        folded = fold(word)
        sql = "SELECT total(doc) FROM temp.vocabulary WHERE term >= ? AND term < ?"
        with suppress(sqlite3.Error):
            found = self._db.execute(sql, (folded, folded + "\U0010ffff")).fetchone()
            return min(int(found[0]), self.documents)
        return 0

    def candidates(self, words: Sequence[str], limit: int) -> list[str]:
        """Return the ids of entries that share most with these beginnings of words, best first."""
        tokens = [tokens_of(fold(word)) for word in words]
        match = " OR ".join(f'"{" ".join(several)}" *' for several in tokens if several)
        source = "FROM words CROSS JOIN entries e ON e.n = words.rowid WHERE words MATCH ? AND NOT e.deleted"
        sql = f"SELECT e.id {source} ORDER BY bm25(words), e.id DESC LIMIT ?"
        with suppress(sqlite3.Error):
            return [row[0] for row in self._db.execute(sql, (match, limit))] if match else []
        return []

    def note(self, entry_id: str, text: str) -> None:
        """Take in an entry that was just written, if that can be done at once; never fails."""
        with suppress(sqlite3.Error, indexschema.NotOurs, NotAnEntry):
            self._db.execute("PRAGMA busy_timeout = 0")
            if self.is_warm():
                reading = Reading(f"{entry_id}.toml", walk.NEVER, b"", row_of(text.encode(), entry_id), "")
                with indexing.transaction(self._db):
                    Store(self._db, fresh=False).put(f"{ENTRIES}/{month_of(entry_id)}", [reading])
                    indexing.count_change(self._db)

    def _chosen(self, query: Query) -> Filter:
        from mistakes.indexsql import Checks, Compiler

        if self._checks is None:
            self._checks = Checks()
            self._checks.serve(self._db)
        return Compiler(self._db, self._checks).compile(query)

    def _all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        return self._sure(lambda: self._db.execute(sql, parameters).fetchall())

    def _sure(self, ask: Callable[[], T]) -> T:
        """Return an answer, from an index made anew if this one turns out to be damaged."""
        try:
            return ask()
        except sqlite3.Error as error:
            self._replace(error)
            self.refresh()
        try:
            return ask()
        except sqlite3.Error as error:
            raise MistakesError(
                f"the index does not answer ({error})", "Try again; the entries are safe."
            ) from error

    def _rows(self, statement: Callable[[], Statement]) -> Iterator[Any]:
        """Yield rows as they are found; an index damaged in the middle is made anew, and goes on there."""
        served = 0
        asked: sqlite3.Connection | None = None
        rows: Iterator[Any] = iter(())

        def more() -> list[Any]:
            nonlocal asked, rows
            if asked is not self._db:
                asked = self._db
                rows = islice(asked.execute(*statement()), served, None)
            return list(islice(rows, _AT_ONCE))

        while several := self._sure(more):
            served += len(several)
            yield from several

    def _connect(self, seconds: float) -> None:
        """Open the cache file, waiting so long for others, or an index that is kept nowhere."""
        for _ in range(2 if self._path else 0):
            try:
                db = indexschema.connect(self._path, seconds)
                self._file = indexschema.identity(self._path)
            except OSError:
                break
            except (sqlite3.Error, indexschema.NotOurs) as error:
                if _is_busy(error):
                    break
                indexschema.remove(self._path)
            else:
                return self._use(db)
        return self._use(indexschema.temporary())

    def _use(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._checks = None
        with suppress(sqlite3.Error):
            db.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab('main', 'words', 'row')")

    def _replace(self, error: Exception) -> None:
        """Go on with a new cache file in the place of a damaged one, or without any."""
        self._db.close()
        if not self._renewable:
            self._path = ""
        self._renewable = False
        if self._path and not _is_busy(error):
            indexschema.remove(self._path, self._file)
            self._connect(WAIT)
        else:
            self._use(indexschema.temporary())


def _is_busy(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (_BUSY, _LOCKED)


def warm(root: Path | str, cache: Path | str | None) -> Index | None:
    """Return the index as it was left, without a look at the files; None if it was never built."""
    if cache is None or not os.path.exists(cache):
        return None
    with suppress(sqlite3.Error, OSError, indexschema.NotOurs):
        index = Index(os.path.realpath(root), os.path.abspath(cache), seconds=0)
        if index.is_warm():
            return index
        index.close()
    return None
