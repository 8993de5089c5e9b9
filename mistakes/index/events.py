"""The events of a journal in the index: its logs, brought up to date, and which of their events count.

An event counts as `events.effective` says: each id once, the smaller line of two, none that its own
author took back.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from mistakes.index import walk
from mistakes.index.binding import bound, places
from mistakes.index.log import BadLine, EventRow, LogReader, LogState, line_number, same_line
from mistakes.index.reading import LARGE_LOG, read_logs
from mistakes.index.schema import create_event_indexes
from mistakes.records import NamedTuple

PARALLEL_BYTES = 200_000
_BATCH = 1_000
_INSERT = f"INSERT INTO events VALUES (?, {places(len(EventRow._fields))}, 1, 1)"  # noqa: S608


class _Log(NamedTuple):
    """A log to read: its number in the index, 0 if it is new, and how far it was read."""

    number: int
    folder: str
    name: str
    signature: bytes
    before: LogState | None

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.name}"


class EventUpdate:
    """Brings the logs of some folders up to date.

    `looked` is when that began (ns since 1970); with `fresh` the index has no events yet. `has_changed` tells
    whether any line came or went.
    """

    def __init__(self, db: sqlite3.Connection, root: str, looked: int, *, fresh: bool) -> None:
        self._db = db
        self._root = root
        self._looked = looked
        self._fresh = fresh
        self.has_changed = False
        self._ids: set[str] = set()
        self._entries: set[str] = set()

    def run(self, folders: Sequence[str]) -> set[str]:
        """Read what changed in the folders; return the ids of entries whose standing may have changed."""
        changed = [log for folder in folders for log in self._changed(folder)]
        small = [log for log in changed if walk.size(log.signature) <= LARGE_LOG]
        parallel = sum(walk.size(log.signature) for log in small) > PARALLEL_BYTES
        jobs = [(log.path, log.before) for log in small]
        for job, reading in read_logs(self._root, jobs, parallel=parallel):
            number = self._begin(small[job], goes_on=reading.goes_on)
            self._insert(number, small[job], reading.rows, reading.bad)
            self._finish(number, reading.state)
        for log in changed:
            if walk.size(log.signature) > LARGE_LOG:
                self._stream(log)
        if self._fresh:
            create_event_indexes(self._db)
        return self._settle()

    def _changed(self, folder: str) -> Iterator[_Log]:
        """Yield the logs of a folder that are not as they were; forget those that are gone."""
        listed = dict(walk.listing(self._root, folder))
        known = self._db.execute(
            "SELECT name, log, signature, consumed, content FROM logs WHERE folder = ?", [folder]
        ).fetchall()
        for name, number, signature, consumed, content in known:
            now = listed.pop(name, None)
            if now is None:
                self._forget(number, 0)
                self._db.execute("DELETE FROM logs WHERE log = ?", [number])
                self.has_changed = True
                self._db.execute("DELETE FROM problems WHERE folder = ? AND name = ?", [folder, name])
            elif now != signature:
                yield _Log(number, folder, name, now, LogState(consumed, content))
        for name, signature in listed.items():
            yield _Log(0, folder, name, signature, None)

    def _stream(self, log: _Log) -> None:
        """Read a large log bit by bit; it is read twice if its old part has changed."""
        reader = LogReader(os.path.join(self._root, log.path), log.before)
        rows = reader.rows()
        first = list(islice(rows, _BATCH))
        number = self._begin(log, goes_on=reader.goes_on)
        while first:
            events = [row for row in first if isinstance(row, EventRow)]
            self._insert(number, log, events, [row for row in first if isinstance(row, BadLine)])
            first = list(islice(rows, _BATCH))
        self._finish(number, reader.state)

    def _begin(self, log: _Log, *, goes_on: bool) -> int:
        """Forget what is read again, and return the log's number."""
        signature = walk.NEVER if walk.is_racy(log.signature, self._looked) else log.signature
        if not log.number:
            columns = (log.folder, log.name, signature)
            return self._db.execute("INSERT INTO logs VALUES (NULL, ?, ?, ?, 0, x'')", columns).lastrowid or 0
        self._db.execute("UPDATE logs SET signature = ? WHERE log = ?", [signature, log.number])
        self._forget(log.number, log.before.consumed if goes_on and log.before else 0)
        if not goes_on:
            self._db.execute("DELETE FROM problems WHERE folder = ? AND name = ?", [log.folder, log.name])
            self.has_changed = True
        return log.number

    def _insert(self, number: int, log: _Log, rows: Sequence[EventRow], bad: Sequence[BadLine]) -> None:
        self.has_changed |= bool(rows or bad)
        self._db.executemany(_INSERT, [bound((number, *row)) for row in rows])
        if bad:
            path = os.path.join(self._root, log.path)
            problems = [(log.folder, log.name, line_number(path, line.start), line.reason) for line in bad]
            self._db.executemany("INSERT OR REPLACE INTO problems VALUES (?, ?, ?, ?)", problems)
        if not self._fresh:
            self._touch([(row.id, row.entry) for row in rows])

    def _finish(self, number: int, state: LogState) -> None:
        self._db.execute("UPDATE logs SET consumed = ?, content = ? WHERE log = ?", [*state, number])

    def _forget(self, number: int, start: int) -> None:
        where = "FROM events WHERE log = ? AND start >= ?"
        self._touch(self._db.execute(f"SELECT id, entry {where}", [number, start]).fetchall())
        targets = f"SELECT other {where} AND do = 'retracted'"
        self._ids.update(other for (other,) in self._db.execute(targets, [number, start]))
        self.has_changed |= self._db.execute(f"DELETE {where}", [number, start]).rowcount > 0

    def _touch(self, rows: Sequence[tuple[str, str | None]]) -> None:
        self._ids.update(event for event, _ in rows)
        self._entries.update(entry for _, entry in rows if entry)

    def _settle(self) -> set[str]:
        """Decide which events count, where that is not plain, and return the entries concerned."""
        if self._fresh:
            several = "SELECT id FROM events GROUP BY id HAVING count(*) > 1"
            self._ids = {event for (event,) in self._db.execute(several)}
        elif not self._ids:
            return self._entries
        for event in self._ids:
            self._choose(event)
        # in the order in which they are decided: the last word first
        events = "events INDEXED BY events_retracted"
        select = f"SELECT id, who, other FROM {events} WHERE do = 'retracted' AND wins ORDER BY id DESC"  # noqa: S608
        gone: set[tuple[str, str]] = set()
        targets: set[str] = set()
        for event_id, who, target in self._db.execute(select):
            targets.add(target)
            if (event_id, who) not in gone:
                gone.add((target, who))
        for event_id in {*self._ids, *targets}:
            self._count(event_id, gone)
        return self._entries

    def _choose(self, event: str) -> None:
        """Of several events with one id, let the one with the smallest line win."""
        select = "SELECT log, start, size, crc FROM events WHERE id = ? ORDER BY log, start"
        rows = self._db.execute(select, [event]).fetchall()
        if not rows:
            return
        alike = len({row[2:] for row in rows}) == 1
        winner = rows[0] if alike else min(rows, key=lambda row: (self._line(*row[:3]), row))
        update = "UPDATE events SET wins = (log = ? AND start = ?) WHERE id = ?"
        self._db.execute(update, [*winner[:2], event])

    def _line(self, log: int, start: int, size: int) -> str:
        found = self._db.execute("SELECT folder, name FROM logs WHERE log = ?", [log]).fetchone()
        return same_line(os.path.join(self._root, *found), start, size)

    def _count(self, event: str, gone: Collection[tuple[str, str]]) -> None:
        select = "SELECT who, entry, wins FROM events WHERE id = ?"
        for who, entry, wins in self._db.execute(select, [event]).fetchall():
            if wins:
                is_gone = (event, who) in gone
                self._db.execute("UPDATE events SET counts = (wins AND NOT ?) WHERE id = ?", [is_gone, event])
            if entry:
                self._entries.add(entry)
