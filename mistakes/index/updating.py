"""Reading the files that changed and storing what they hold, folder by folder, within one transaction."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeAlias

from mistakes.garbage import without_collector
from mistakes.ids import ALPHABET, is_id
from mistakes.index import schema, walk
from mistakes.index.events import EventUpdate
from mistakes.index.marks import update_marks
from mistakes.index.reading import PARALLEL_FROM, EntryJob, Reading, entry_jobs, read_entries
from mistakes.index.store import Store
from mistakes.layout import ENTRIES
from mistakes.records import NamedTuple

Progress: TypeAlias = Callable[[int], None]

_UNKNOWN = bytes(8)
# All names of a folder at once, each with a line's end; asking one by one takes five times as long.
_ENTRIES = re.compile(rf"(?:[0-7][{ALPHABET}]{{25}}\.toml\n)*")


class _File(NamedTuple):
    """What is known of one file: its signature, and the digest of the content that was read."""

    signature: bytes
    content: bytes


class _Folder(NamedTuple):
    """One folder while it is read: the names in the system's order, what is known of each file.

    `foreign` are the names that no entry has.
    """

    order: Sequence[str]
    files: dict[str, _File]
    to_read: Mapping[str, bytes]
    foreign: Collection[str] = ()


def update(
    db: sqlite3.Connection, root: str, folders: Sequence[str], progress: Progress | None, *, fresh: bool
) -> None:
    """Bring some folders up to date; `fresh` tells that the index holds nothing yet."""
    with without_collector():
        _update(db, root, folders, progress, fresh=fresh)


def _update(
    db: sqlite3.Connection, root: str, folders: Sequence[str], progress: Progress | None, *, fresh: bool
) -> None:
    looked = time.time_ns()
    logs = [folder for folder in folders if not folder.startswith(f"{ENTRIES}/")]
    events = EventUpdate(db, root, looked, fresh=fresh)
    touched = events.run(logs)
    for folder in logs:
        _store_logs(db, root, folder)
    entries = [folder for folder in folders if folder.startswith(f"{ENTRIES}/")]
    stored = _EntryUpdate(db, root, looked, progress, fresh=fresh).run(entries)
    update_marks(db, touched)
    if events.has_changed or stored:  # a second look at files that were new a moment ago may find nothing
        schema.count_change(db)


def _store_logs(db: sqlite3.Connection, root: str, folder: str) -> None:
    """Store a folder of logs as seen now, which is as good as unseen if a log has changed meanwhile."""
    listed = walk.listing(root, folder)
    known = dict(db.execute("SELECT name, signature FROM logs WHERE folder = ?", [folder]))
    _store_folder(db, folder, walk.digest(listed) if dict(listed) == known else b"", len(listed), b"")


def _store_folder(db: sqlite3.Connection, name: str, digest: bytes, files: int, signatures: bytes) -> None:
    db.execute("DELETE FROM folders WHERE name = ?", [name])
    if files:
        db.execute("INSERT INTO folders VALUES (?, ?, ?, ?)", [name, digest, files, signatures])


class _EntryUpdate:
    """Brings the entries of some folders up to date; `looked` is when that began (ns since 1970)."""

    def __init__(
        self, db: sqlite3.Connection, root: str, looked: int, progress: Progress | None, *, fresh: bool
    ) -> None:
        self._db = db
        self._root = root
        self._looked = looked
        self._progress = progress
        self._store = Store(db, fresh=fresh)
        self._read = 0

    def run(self, names: Sequence[str]) -> bool:
        """Read the files that changed, and store each folder as soon as all of it was read.

        Returns whether anything that they hold was new, or is gone.
        """
        folders: dict[str, _Folder] = {}
        jobs: list[EntryJob] = []
        for name in names:
            folder = self._folder(name)
            jobs += entry_jobs(name, folder.to_read)
            folders[name] = folder._replace(to_read={})  # the jobs hold it now, and it is large
        waiting: dict[str, int] = dict.fromkeys(names, 0)
        for job in jobs:
            waiting[job.folder] += 1
        for name in names:
            if not waiting[name]:
                self._finish(name, folders.pop(name))
        many = sum(len(job.known) for job in jobs) > PARALLEL_FROM
        for job, readings in read_entries(self._root, jobs, self._looked, parallel=many):
            self._take(job, readings, folders[job.folder])
            waiting[job.folder] -= 1
            if not waiting[job.folder]:
                self._finish(job.folder, folders.pop(job.folder))
        self._store.close()
        return self._store.has_changed

    def _folder(self, name: str) -> _Folder:
        """Return what is to be read in a folder, after forgetting the files that are gone."""
        stored = self._stored(name)
        order = walk.names(self._root, name) if not stored else []
        if not stored and _ENTRIES.fullmatch("\n".join([*order, ""])):
            return _Folder(order, {}, dict.fromkeys(order, _UNKNOWN))
        listed = walk.listing(self._root, name)
        present = dict(listed)
        for gone in stored.keys() - present.keys():
            self._store.forget(name, gone)
        same = {
            file: stored[file] for file, sign in listed if file in stored and stored[file].signature == sign
        }
        changed = [file for file in present if file not in same and _is_entry(file)]
        foreign = {file: _File(sign, _UNKNOWN) for file, sign in listed if not _is_entry(file)}
        to_read = {file: stored[file].content if file in stored else _UNKNOWN for file in changed}
        return _Folder([file for file, _ in listed], same | foreign, to_read, foreign.keys())

    def _stored(self, name: str) -> dict[str, _File]:
        found = self._db.execute("SELECT signatures FROM folders WHERE name = ?", [name]).fetchone()
        records = walk.KNOWN.iter_unpack(found[0]) if found else ()
        return {f"{entry.decode()}.toml": _File(signature, content) for entry, signature, content in records}

    def _take(self, job: EntryJob, readings: Sequence[Reading], folder: _Folder) -> None:
        self._store.put(job.folder, readings)
        for name, signature, content, _, _ in readings:
            folder.files[name] = _File(signature, content or _UNKNOWN)
        for gone in job.known.keys() - folder.files.keys():
            self._store.forget(job.folder, gone)
        self._read += len(readings)
        if self._progress:
            self._progress(self._read)

    def _finish(self, name: str, folder: _Folder) -> None:
        files = folder.files
        known = [(file, files[file].signature) for file in folder.order if file in files]
        trusted = len(known) == len(folder.order) and all(sign != walk.NEVER for _, sign in known)
        own = [file for file, _ in known if file not in folder.foreign]
        signatures = b"".join([walk.KNOWN.pack(file[:26].encode(), *files[file]) for file in own])
        _store_folder(self._db, name, walk.digest(known) if trusted else b"", len(known), signatures)


def _is_entry(name: str) -> bool:
    return is_id(name[:-5])
