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
_is_taking_back = ContextVar("_is_taking_back", default=False)
_several: ContextVar[tuple[tuple[Path, ...], list[_Made]] | None] = ContextVar("_several", default=None)
_WRITE = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


class Change(NamedTuple):
    """One change: the entry's text before and after ("" before: it was added), or an event's id.

    An import is one change; `added` holds the ids of all its entries. So is an event that came with
    a new entry, or with the change of one; `event_root` is the folder of the event's journal if that is
    another one.
    """

    entry: str
    before: str = ""
    after: str = ""
    event: str = ""
    added: tuple[str, ...] = ()
    event_root: str = ""


class _Made(NamedTuple):
    """A change and the folder of its journal."""

    root: Path
    change: Change


@contextmanager
def unrecorded() -> Iterator[None]:
    """Make changes that are not noted: taking back a change is not a change to take back."""
    token = _is_recording.set(False)
    try:
        yield
    finally:
        _is_recording.reset(token)


@contextmanager
def taking_back() -> Iterator[None]:
    """Take a change back, which is not a change to take back itself."""
    token = _is_taking_back.set(True)
    try:
        with unrecorded():
            yield
    finally:
        _is_taking_back.reset(token)


def is_taking_back() -> bool:
    """Tell whether a change is being taken back."""
    return _is_taking_back.get()


@contextmanager
def as_one(root: Path, *others: Path) -> Iterator[None]:
    """Note an event and what came with it, entries added or one that was changed, as one change.

    It is noted as a change of the journal that holds the entries, `root` or one of the `others`; the event
    may lie in another of them. Whatever else was done to these journals meanwhile is noted as it is.
    """
    several: list[_Made] = []
    token = _several.set(((root, *others), several))
    try:
        yield
    finally:
        _several.reset(token)
        for made in _joined(several):
            _note(*made)


def _joined(several: list[_Made]) -> list[_Made]:
    events = [made for made in several if made.change.event]
    added = [made for made in several if not made.change.before and not made.change.event]
    changed = [made for made in several if made.change.before]
    if len(events) != 1 or len(changed) + bool(added) != 1 or len({made.root for made in added}) > 1:
        return several
    (home, event), root = events[0], [*changed, *added][0].root
    elsewhere = "" if home == root else str(home)
    if changed:
        return [_Made(root, changed[0].change._replace(event=event.event, event_root=elsewhere))]
    ids = tuple(made.change.entry for made in added)
    return [_Made(root, event._replace(added=ids, event_root=elsewhere))]


def remember(root: Path, change: Change) -> None:
    """Note the last change of a journal; never fails."""
    if not _is_recording.get():
        return
    if (together := _several.get()) and root in together[0]:
        together[1].append(_Made(root, change))
    else:
        _note(root, change)


def _note(root: Path, change: Change) -> None:
    import json

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


def forget(root: Path, entry_id: str) -> None:
    """Drop every change of one entry from the record; raises `MistakesError` or `OSError` if that fails."""
    path = _path(root)
    with _locked(path):
        lines = _lines(path)
        kept = [line for line in lines if entry_id.encode() not in line]
        if len(kept) < len(lines):
            _keep(path, kept)


def _path(root: Path) -> Path:
    return places.state_folder() / "history" / f"{places.journal_key(root)}.jsonl"


def _locked(path: Path) -> AbstractContextManager[None]:
    return files.locked(path.parent, lambda: path.with_suffix(".lock"), _PATIENCE)


def _change(line: bytes) -> Change | None:
    import json

    with suppress(ValueError, TypeError, RecursionError):
        entry, before, after, event, added, *rest = json.loads(line)
        elsewhere = rest[0] if rest else ""
        if all(isinstance(text, str) for text in (entry, before, after, event, elsewhere, *added)):
            return Change(entry, before, after, event, tuple(added), elsewhere)
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
