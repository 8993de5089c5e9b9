"""The only module that writes into a journal: safe reads, durable writes, appends and the lock.

A write is acknowledged by returning: by then the bytes and the folder that names them are on disk.
A failed call leaves the old state, and a process killed at any point leaves either the old file or
the new one.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from mistakes.errors import AlreadyExists, Busy, NotSaved, UnreadableFile
from mistakes.layout import TEMPORARY

ENTRY_LIMIT = 256 * 1024
LOCK_SECONDS = 10.0
_READ = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
)
_READ |= getattr(os, "O_BINARY", 0)
_WRITE = os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_CHUNK = 65536  # larger buffers made reading many small files three times slower
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS, errno.EXDEV}


def safe_read(path: Path, limit: int = ENTRY_LIMIT) -> str:
    """Return the text of a regular file of at most `limit` bytes of UTF-8.

    Links, pipes, devices and folders are refused without being followed or waited for.
    Raises `UnreadableFile` with the reason, and `FileNotFoundError` if nothing is there.
    """
    return decode(read_bytes(path, limit)[0], path)


def read_bytes(path: Path, limit: int = ENTRY_LIMIT) -> tuple[bytes, os.stat_result]:
    """Return a regular file's bytes with its state when it was opened; raises as `safe_read`."""
    where = os.fspath(path)
    try:
        handle = os.open(where, _READ)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnreadableFile(where, _unreadable(error), "Nothing was changed.") from None
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode) or (sys.platform == "win32" and os.path.islink(where)):
            raise UnreadableFile(where, "is not a regular file", "Move it out of the journal.")
        if state.st_size > limit:
            raise UnreadableFile(
                where, f"is larger than {limit // 1024} KiB", "Shorten it or move parts out."
            )
        return _read_all(handle, limit, where), state
    except OSError as error:
        raise UnreadableFile(where, _unreadable(error), "Nothing was changed.") from None
    finally:
        os.close(handle)


def decode(data: bytes, path: Path) -> str:
    """Return the bytes as text; raises `UnreadableFile` if they are not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(os.fspath(path), f"line {line} is not UTF-8 text", "Save it as UTF-8.") from None


@contextmanager
def open_log(path: Path) -> Iterator[BinaryIO | None]:
    """Open an event file for reading as a stream; None if it is not a regular file or is gone."""
    try:
        handle = os.open(path, _READ)
    except OSError:
        yield None
        return
    with os.fdopen(handle, "rb") as file:
        yield file if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None


def create(root: Path, path: Path, text: str, *, private: bool, unsynced: set[Path] | None = None) -> None:
    """Write a new file durably; raises `AlreadyExists` rather than touch one that is there.

    Missing folders between `root` and the file are made. With `private` nobody else may read it.
    Raises `NotSaved` if the disk does not take it; then nothing is left behind.
    A caller with many files gives `unsynced` and later syncs those folders once, with `sync_folders`,
    before it acknowledges any of them.
    """
    with _saving(path):
        _make_folders(root, path.parent, private)
        temporary = _write_temporary(path.parent, text.encode("utf-8"), private)
        try:
            _link(temporary, path)
        finally:
            with suppress(OSError):
                os.unlink(temporary)
        if unsynced is not None:
            unsynced.add(path.parent)
            return
        try:
            _sync_folder(path.parent)
        except OSError:
            with suppress(OSError):
                os.unlink(path)
            raise


def sync_folders(folders: set[Path]) -> None:
    """Bring the names of new files in these folders to disk; raises `NotSaved`."""
    for folder in sorted(folders):
        with _saving(folder):
            _sync_folder(folder)


def replace(root: Path, path: Path, text: str, *, private: bool) -> None:
    """Replace a file durably: readers see the old text or the new one, never a part.

    Raises `NotSaved` if the disk does not take it; then the old text stands.
    """
    with _saving(path):
        _make_folders(root, path.parent, private)
        temporary = _write_temporary(path.parent, text.encode("utf-8"), private)
        try:
            _rename(temporary, path)
        except OSError:
            with suppress(OSError):
                os.unlink(temporary)
            raise
        _sync_folder(path.parent)


def append_lines(root: Path, path: Path, lines: str, *, private: bool) -> str:
    """Append lines durably, after mending a torn last line; call it under the journal's lock.

    `lines` are joined by newlines, without one at the end.

    Returns the torn text that was cut off, "" nearly always: a line without its end that is not
    whole, left by a process that died before it could acknowledge anything.
    Raises `NotSaved` after taking back whatever part of the lines was written.
    """
    with _saving(path):
        fresh = not path.exists()
        _make_folders(root, path.parent, private)
        flags = (_WRITE & ~os.O_WRONLY) | os.O_RDWR | os.O_CREAT
        handle = os.open(path, flags, 0o600 if private else 0o666)
        try:
            torn = _mend_tail(handle)
            _append(handle, lines.encode("utf-8") + b"\n")
        finally:
            os.close(handle)
        if fresh:
            _sync_folder(path.parent)
        return torn


@contextmanager
def locked(root: Path, fallback: Callable[[], Path], seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the journal's lock; the kernel lets go of it when the process ends, however it ends.

    The lock is on the journal's folder itself, so that all users of the machine share it; where
    folders cannot be locked (Windows, some network drives) it is on the file `fallback` names.
    Blocks up to `seconds`, then raises `Busy`.
    """
    handle = _open_lock(root, fallback)
    try:
        deadline = time.monotonic() + seconds
        pause = 0.001
        while not _try_lock(handle):
            if time.monotonic() >= deadline:
                raise Busy(
                    f"{root} is in use by another process", "Nothing was changed; try again in a moment."
                )
            time.sleep(pause)
            pause = min(pause * 2, 0.05)
        yield
    finally:
        os.close(handle)


def keep_draft(folder: Path, name: str, text: str) -> Path:
    """Keep text that could not be saved as an entry, readable by its owner only; return its path."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    for number in range(1, 1000):
        path = folder / (f"{name}.toml" if number == 1 else f"{name}-{number}.toml")
        with suppress(FileExistsError):
            handle = os.open(path, _WRITE | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode("utf-8", "surrogateescape"))
                file.flush()
                os.fsync(file.fileno())
            return path
    raise NotSaved(f"{folder} holds too many drafts", "Remove old drafts there, then try again.")


def remove(path: Path) -> None:
    """Remove a file of ours durably: a draft that was used, a temporary file left by a crash."""
    with suppress(FileNotFoundError):
        os.unlink(path)
        _sync_folder(path.parent)


def _read_all(handle: int, limit: int, where: str) -> bytes:
    data = os.read(handle, _CHUNK)
    if len(data) < _CHUNK:
        return data
    parts = [data]
    while data := os.read(handle, _CHUNK):
        parts.append(data)
        if sum(map(len, parts)) > limit:
            raise UnreadableFile(
                where, f"is larger than {limit // 1024} KiB", "Shorten it or move parts out."
            )
    return b"".join(parts)


def _unreadable(error: OSError) -> str:
    if error.errno in (errno.ELOOP, errno.EMLINK):
        return "is a link, which is not followed"
    if error.errno in (errno.EISDIR, errno.ENXIO, errno.ENODEV, errno.EOPNOTSUPP):
        return "is not a regular file"
    return f"cannot be read ({error.strerror})"


@contextmanager
def _saving(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise AlreadyExists(f"{path} exists already", "Nothing was overwritten.") from None
    except UnicodeEncodeError:
        raise NotSaved(f"{path}: the text is not UTF-8", "Nothing was saved.") from None
    except OSError as error:
        raise NotSaved(f"{path}: {_unwritable(error)}", _cure(error)) from error


def _unwritable(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "the disk is full"
    if error.errno == errno.EROFS:
        return "the disk is read-only"
    if error.errno in (errno.EACCES, errno.EPERM):
        return "no permission to write there"
    return f"could not be written ({error.strerror or error})"


def _cure(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "Free some space and try again; nothing was saved, everything else is as it was."
    return "Nothing was saved, everything else is as it was; `mistakes doctor` looks further."


def _make_folders(root: Path, folder: Path, private: bool) -> None:
    """Make the folders from `root` down to `folder`, refusing to pass through a link."""
    current = root
    for part in ("", *folder.relative_to(root).parts):
        parent, current = current, current / part if part else current
        try:
            state = os.lstat(current)
        except FileNotFoundError:
            if part:
                with suppress(FileExistsError):
                    os.mkdir(current, 0o700 if private else 0o777)
                _sync_folder(parent)
                continue
            raise
        if part and not stat.S_ISDIR(state.st_mode):
            raise NotSaved(
                f"{current} is not a real folder", "Nothing is written through links; move it away."
            )


def _write_temporary(folder: Path, data: bytes, private: bool) -> Path:
    path = folder / f"{TEMPORARY}{os.urandom(8).hex()}.tmp"
    handle = os.open(path, _WRITE | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
    try:
        try:
            _write_all(handle, data)
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError:
        with suppress(OSError):
            os.unlink(path)
        raise
    return path


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _link(temporary: Path, path: Path) -> None:
    """Give the file its name only if that name is free, also where hard links are not to be had."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno not in _NO_LINKS:
            raise
        os.close(os.open(path, _WRITE | os.O_CREAT | os.O_EXCL, 0o600))
        _rename(temporary, path)


def _rename(temporary: Path, path: Path) -> None:
    for attempt in range(10):
        try:
            os.replace(temporary, path)
        except PermissionError:
            # a virus scanner on Windows may hold the file for a moment
            if sys.platform != "win32" or attempt == 9:
                raise
            time.sleep(0.01 * 2**attempt)
        else:
            return


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network file systems cannot sync a folder
            raise
    finally:
        os.close(handle)


def _mend_tail(handle: int) -> str:
    """End a whole last line that lacks its newline, cut off a torn one and return it."""
    size = os.fstat(handle).st_size
    tail = _last_line(handle, size)
    if not tail or tail.endswith(b"\n"):
        return ""
    if _is_object(tail):
        os.lseek(handle, 0, os.SEEK_END)
        _write_all(handle, b"\n")
        return ""
    os.ftruncate(handle, size - len(tail))
    return tail.decode("utf-8", "replace")


def _last_line(handle: int, size: int) -> bytes:
    """Return what follows the last newline but one, so that a whole line ends with its newline."""
    tail = b""
    while len(tail) < size:
        start = max(size - len(tail) - _CHUNK, 0)
        os.lseek(handle, start, os.SEEK_SET)
        tail = os.read(handle, size - len(tail) - start) + tail
        cut = tail.rfind(b"\n", 0, -1)
        if cut >= 0 or tail.endswith(b"\n"):
            return tail[cut + 1 :]
    return tail


def _is_object(line: bytes) -> bool:
    import json

    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _append(handle: int, data: bytes) -> None:
    before = os.lseek(handle, 0, os.SEEK_END)
    try:
        _write_all(handle, data)
        os.fsync(handle)
    except OSError:
        with suppress(OSError):
            os.ftruncate(handle, before)
        raise


def _open_lock(root: Path, fallback: Callable[[], Path]) -> int:
    if sys.platform != "win32":
        handle = os.open(root, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | os.O_CLOEXEC)
        if _can_lock(handle):
            return handle
        os.close(handle)
    path = fallback()
    os.makedirs(path.parent, mode=0o700, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _can_lock(handle: int) -> bool:
    try:
        _try_lock(handle)
    except OSError:
        return False
    return True


def _try_lock(handle: int) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
