"""What stands behind an index: its cache file, brought up to date, and replaced when it is not right.

Every answer goes through `_sure` or `_rows`, so that damage never comes out as an error of SQLite.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar

from mistakes.errors import MistakesError
from mistakes.index import schema

if TYPE_CHECKING:
    from mistakes.index.condition import Checks

Progress: TypeAlias = Callable[[int], None]
Statement: TypeAlias = tuple[str, Sequence[Any]]
T = TypeVar("T")

WAIT = 10.0
_AT_ONCE = 500
_BUSY, _LOCKED = 5, 6


class IndexCache:
    """The cache of one journal's index in a file, or in none (`path` is empty).

    `seconds` is how long the locks of other processes are waited for.
    """

    def __init__(self, root: str, path: str, seconds: float) -> None:
        self._root = root
        self._path = path
        self._file: tuple[int, int] | None = None
        self._renewable = True
        self._checks: Checks | None = None
        self._closed: list[tuple[str, str]] | None = None
        self._connect(seconds)

    def close(self) -> None:
        """Let go of the cache file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def is_warm(self) -> bool:
        """Tell whether the index was ever built, so that it can be asked without a refresh."""
        with suppress(sqlite3.Error, schema.NotOurs):
            return schema.is_built(self._db, self._root)
        return False

    def refresh(self, progress: Progress | None = None) -> None:
        """Bring the index up to date with the files; `progress` is told how many were read.

        A cache that is damaged or foreign is made anew; one that cannot be written, or stays locked by
        another process, is left for one that works. Blocks up to ten seconds for such a lock.
        """
        from mistakes.index import refreshing

        self._closed = None
        for _ in range(2):
            try:
                self._db.execute(f"PRAGMA busy_timeout = {WAIT * 1000:.0f}")
                refreshing.refresh(self._db, self._root, progress)
                schema.let_read_while_writing(self._db)
                return
            except (sqlite3.Error, schema.NotOurs) as error:
                self._replace(error)
        try:
            refreshing.refresh(self._db, self._root, progress)
        except sqlite3.Error as error:
            raise _unanswered(error) from error

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
            raise _unanswered(error) from error

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
                db = schema.connect(self._path, seconds)
                self._file = schema.identity(self._path)
            except OSError:
                break
            except (sqlite3.Error, schema.NotOurs) as error:
                if _is_busy(error):
                    break
                schema.remove(self._path)
            else:
                return self._use(db)
        return self._use(schema.temporary())

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
            schema.remove(self._path, self._file)
            self._connect(WAIT)
        else:
            self._use(schema.temporary())


def _unanswered(error: sqlite3.Error) -> MistakesError:
    message = f"the index cannot be kept anywhere ({error})"
    return MistakesError(message, "The entries are safe; is there room in the folder for temporary files?")


def _is_busy(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (_BUSY, _LOCKED)
