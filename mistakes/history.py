"""The last changes made on this machine, so that `undo` can take the last one back, and do it again.

They lie in the user's state folder and are a convenience: a journal without them is complete, and a
change whose record could not be kept stands all the same.
A change stays in the record until it is taken back, so that whoever was killed on the way can go on.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from mistakes import files, places
from mistakes.errors import Busy, MistakesError
from mistakes.records import NamedTuple

_LARGEST = 4 * 1024 * 1024
_PATIENCE = 2.0
_MADE, _UNDONE = ".jsonl", ".undone"
_NAMED = 5
_is_recording = ContextVar("_is_recording", default=True)
_is_taking_back = ContextVar("_is_taking_back", default=False)
_several: ContextVar[tuple[tuple[Path, ...], list[_Made]] | None] = ContextVar("_several", default=None)
_done: deque[Done] = deque(maxlen=100)  # of this process; no more, for programs that run for long
_WRITE = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


class Change(NamedTuple):
    """One change: the entry's text before and after ("" before: it was added), or an event's id.

    An import is one change; `added` holds the ids of all its entries. So is an event that came with
    a new entry, or with the change of one; `event_root` is the folder of the event's journal if that is
    another one. Where several entries were deleted or restored at once, `deed` says which, and `added`
    holds their ids.
    """

    entry: str
    before: str = ""
    after: str = ""
    event: str = ""
    added: tuple[str, ...] = ()
    event_root: str = ""
    deed: str = ""


class Noted(NamedTuple):
    """A change as it stands in the record: when it was made, in seconds since 1970, and its line.

    `root` is the folder of its journal, "" in a record of an earlier version, as is 0 for the time.
    """

    change: Change
    root: str
    at: float
    line: bytes


class Done(NamedTuple):
    """A change that this process made: the folder of its journal, and the entries it is about, the newest few."""

    root: Path
    entries: tuple[str, ...]


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
    _keep_in_mind(root, change)
    if (together := _several.get()) and root in together[0]:
        together[1].append(_Made(root, change))
    else:
        _note(root, change)


def done_here() -> tuple[Done, ...]:
    """Return the newest of what this process has changed, oldest first, for when it cannot tell of it."""
    return tuple(_done)


def _keep_in_mind(root: Path, change: Change) -> None:
    _done.append(Done(root, change.added[-_NAMED:] or (change.entry,)))


def last(root: Path, *, undone: bool = False) -> Noted | None:
    """Return the last change of a journal, with `undone` the one that was taken back last; None if none is known.

    A record that is broken, because its writer was killed, is passed over.
    """
    with suppress(OSError, MistakesError):
        return next(filter(None, map(_noted, reversed(_lines(_path(root, undone=undone))))), None)
    return None


def last_time(root: Path, *, undone: bool = False) -> float:
    """Return when the last change was noted, in seconds since 1970; 0 if none is known."""
    noted = last(root, undone=undone)
    with suppress(OSError, MistakesError):
        return noted.at or os.stat(_path(root, undone=undone)).st_mtime if noted else 0.0
    return 0.0


def roots() -> list[Path]:
    """Return the folders of all journals of which the record knows a change, or one that was taken back."""
    found = set()
    with suppress(OSError, MistakesError):
        for path in _folder().iterdir():
            if path.suffix in (_MADE, _UNDONE):
                noted = next(filter(None, map(_noted, reversed(_lines(path)))), None)
                found.add(noted.root if noted else "")
    return sorted(Path(root) for root in found if root)


@contextmanager
def undoing(root: Path) -> Iterator[None]:
    """Let one at a time take changes back, so that of two at once each gets a change of its own.

    Raises `Busy` after ten seconds; where nothing can be locked nobody waits.
    """
    with ExitStack() as stack:
        try:
            lock = files.locked(places.state_folder(), lambda: _path(root).with_suffix(".undoing"))
            stack.enter_context(lock)
        except Busy:
            raise
        except MistakesError:
            pass
        yield


def taken_back(root: Path, noted: Noted, *, done: bool) -> None:
    """Drop a change from the record, as it is taken back; never fails.

    `done` tells that something was done, so that it can be done again.
    """
    if done:
        _keep_in_mind(root, noted.change)
        _note(root, noted.change, undone=True)
    forget_one(root, noted)


def done_again(root: Path, noted: Noted, *, done: bool) -> None:
    """Note a change that was taken back as made once more, if anything was done; never fails."""
    if done:
        _keep_in_mind(root, noted.change)
        _note(root, noted.change)
    forget_one(root, noted, undone=True)


def forget_one(root: Path, noted: Noted, *, undone: bool = False) -> None:
    """Drop one change from the record; never fails."""
    _without(_path(root, undone=undone), noted.line, keep_first=False)


def put_first(root: Path, noted: Noted) -> None:
    """Let a change that cannot be taken back now come after all others; never fails."""
    _without(_path(root), noted.line, keep_first=True)


def forget(root: Path, entry_id: str) -> None:
    """Drop every change of one entry from the record; of an import all but that entry stays.

    Raises `MistakesError` or `OSError` if that fails.
    """
    for path in (_path(root), _path(root, undone=True)):
        with _locked(path):
            lines = _lines(path) if path.exists() else []
            kept = [left for line in lines if (left := _without_entry(line, entry_id))]
            if kept != lines:
                _keep(path, kept)


def _note(root: Path, change: Change, *, undone: bool = False) -> None:
    import json

    with suppress(OSError, MistakesError, ValueError):
        path = _path(root, undone=undone)
        files.make_folder(path.parent, private=True)
        with _locked(path):
            line = json.dumps([*change, os.fspath(root), round(time.time(), 3)])
            size = _append(path, line.encode() + b"\n")
            if size > _LARGEST:
                _keep(path, _newest(_lines(path), _LARGEST // 2))


def _without(path: Path, line: bytes, *, keep_first: bool) -> None:
    with suppress(OSError, MistakesError), _locked(path):
        lines = _lines(path)
        if line in lines:
            lines.pop(len(lines) - 1 - lines[::-1].index(line))
            _keep(path, [line, *lines] if keep_first else lines)


def _without_entry(line: bytes, entry_id: str) -> bytes:
    """Return a line without what it tells of one entry, b"" if nothing is left of it."""
    import json

    noted = _noted(line) if entry_id.encode() in line else None
    if noted is None:
        return b"" if entry_id.encode() in line else line
    left = tuple(one for one in noted.change.added if one != entry_id)
    if not left or noted.change.event:
        return b""
    change = noted.change._replace(entry=left[-1], added=left)
    return json.dumps([*change, noted.root, noted.at]).encode()


def _folder() -> Path:
    return places.state_folder() / "history"


def _path(root: Path, *, undone: bool = False) -> Path:
    return _folder() / (places.journal_key(root) + (_UNDONE if undone else _MADE))


def _locked(path: Path) -> AbstractContextManager[int]:
    return files.locked(path.parent, lambda: path.with_suffix(".lock"), _PATIENCE)


def _noted(line: bytes) -> Noted | None:
    import json

    with suppress(ValueError, TypeError, RecursionError, OverflowError):
        entry, before, after, event, added, *rest = json.loads(line)
        elsewhere, deed, root, at = (*rest, *("", "", "", 0.0)[len(rest) :])[:4]
        if all(
            isinstance(text, str) for text in (entry, before, after, event, elsewhere, deed, root, *added)
        ):
            change = Change(entry, before, after, event, tuple(added), elsewhere, deed)
            return Noted(change, root, float(at), line)
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
