"""The last changes made on this machine, so that `undo` can take the last one back.

It lies in the user's state folder and is a convenience: a journal without it is complete, and a
change whose record could not be kept stands all the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

from mistakes import files, places
from mistakes.errors import MistakesError

_LARGEST = 4 * 1024 * 1024
_PATIENCE = 2.0
_is_recording = ContextVar("_is_recording", default=True)
_several: ContextVar[tuple[Path, list[Change]] | None] = ContextVar("_several", default=None)
_WRITE = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


class Change(NamedTuple):
    """One change: the entry's text before and after ("" before: it was added), or an event's id.

    An import is one change; `added` holds the ids of all its entries. So is an event that came with
    a new entry, or with the change of one.
    """

    entry: str
    before: str = ""
    after: str = ""
    event: str = ""
    added: tuple[str, ...] = ()


@contextmanager
def unrecorded() -> Iterator[None]:
    """Make changes that are not noted: taking back a change is not a change to take back."""
    token = _is_recording.set(False)
    try:
        yield
    finally:
        _is_recording.reset(token)


@contextmanager
def as_one(root: Path) -> Iterator[None]:
    """Note an event and what came with it, entries added or one that was changed, as one change.

    Whatever else was done to the journal meanwhile is noted as it is.
    """
    several: list[Change] = []
    token = _several.set((root, several))
    try:
        yield
    finally:
        _several.reset(token)
        for change in _joined(several):
            remember(root, change)


def _joined(several: list[Change]) -> list[Change]:
    events = [change for change in several if change.event]
    added = [change for change in several if not change.before and not change.event]
    changed = [change for change in several if change.before]
    if len(events) != 1 or len(changed) > 1 or (added and changed):
        return several
    if changed:
        return [changed[0]._replace(event=events[0].event)]
    return [events[0]._replace(added=tuple(change.entry for change in added))]


def remember(root: Path, change: Change) -> None:
    """Note the last change of a journal; never fails."""
    import json

    if not _is_recording.get():
        return
    if (together := _several.get()) and together[0] == root:
        together[1].append(change)
        return
    with suppress(OSError, MistakesError, ValueError):
        path = _path(root)
        files.make_folder(path.parent, private=True)
        with _locked(path):
            size = _append(path, json.dumps(change).encode() + b"\n")
            if size > _LARGEST:
                _keep(path, _newest(_lines(path), _LARGEST // 2))


def last_time(root: Path) -> float:
    """Return when the last change was noted, in seconds since 1970; 0 if none is known."""
    with suppress(OSError, MistakesError):
        return os.stat(_path(root)).st_mtime if _lines(_path(root)) else 0.0
    return 0.0


def take_last(root: Path) -> Change | None:
    """Drop the last change from the record and return it; None if none is known.

    Who takes it takes it back, so that of two who undo at once each gets a change of its own.
    A record that is broken, because its writer was killed, is passed over.
    """
    with suppress(OSError, MistakesError):
        path = _path(root)
        with _locked(path):
            lines = _lines(path)
            while lines:
                if change := _change(lines.pop()):
                    with suppress(OSError, MistakesError):
                        _keep(path, lines)
                    return change
    return None


def _path(root: Path) -> Path:
    return places.state_folder() / "history" / f"{places.journal_key(root)}.jsonl"


def _locked(path: Path) -> AbstractContextManager[None]:
    return files.locked(path.parent, lambda: path.with_suffix(".lock"), _PATIENCE)


def _change(line: bytes) -> Change | None:
    import json

    with suppress(ValueError, TypeError, RecursionError):
        entry, before, after, event, added = json.loads(line)
        if all(isinstance(text, str) for text in (entry, before, after, event, *added)):
            return Change(entry, before, after, event, tuple(added))
    return None


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()


def _newest(lines: list[bytes], size: int) -> list[bytes]:
    """Return the last lines of at most `size` bytes, but one at least."""
    kept = lines[-1:]
    for line in reversed(lines[:-1]):
        size -= len(line)
        if size < len(kept[0]):
            break
        kept.insert(0, line)
    return kept


def _append(path: Path, line: bytes) -> int:
    """Append a line, whatever a killed process left before it; return the size of the file."""
    handle = os.open(path, _WRITE, 0o600)
    try:
        size = os.lseek(handle, 0, os.SEEK_END)
        os.lseek(handle, max(size - 1, 0), os.SEEK_SET)
        start = b"" if os.read(handle, 1) in (b"", b"\n") else b"\n"
        return size + os.write(handle, start + line)
    finally:
        os.close(handle)


def _keep(path: Path, lines: Iterable[bytes]) -> None:
    text = b"".join(line + b"\n" for line in lines).decode("utf-8", "replace")
    files.replace(path.parent, path, text, private=True)
