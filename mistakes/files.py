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

from mistakes.errors import AlreadyExists, Busy, MistakesError, NotSaved, UnreadableFile
from mistakes.layout import TEMPORARY

ENTRY_LIMIT = 256 * 1024
LOCK_SECONDS = 10.0
_READ = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
)
_READ |= getattr(os, "O_BINARY", 0)
_WRITE = os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_APPEND = (_WRITE & ~os.O_WRONLY) | os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)
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
        if not _is_regular(state, path):
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
    if not _is_regular(os.fstat(handle), path):
        os.close(handle)
        yield None
        return
    with os.fdopen(handle, "rb") as file:
        yield file


def create(root: Path, path: Path, text: str, *, private: bool, unsynced: set[Path] | None = None) -> None:
    """Write a new file durably; raises `AlreadyExists` rather than touch one that is there.

    Missing folders between `root` and the file are made. With `private` nobody else may read it.
    Raises `NotSaved` if the disk does not take it; then nothing is left behind.
    A caller with many files gives `unsynced` and later syncs those folders once, with `sync_folders`,
    before it acknowledges any of them.
    """
    with saving(path):
        data = text.encode("utf-8")
        if unsynced is None or path.parent not in unsynced:  # it was there for the file before
            _make_folders(root, path.parent, private)
        temporary = _write_temporary(path.parent, data, private)
        try:
            _link(temporary, path)
        finally:
            _discard(temporary)
        if unsynced is not None:
            unsynced.add(path.parent)
            return
        try:
            _sync_folder(path.parent)
        except OSError:
            _discard(path)
            raise


def sync_folders(folders: set[Path]) -> None:
    """Bring the names of new files in these folders to disk; raises `NotSaved`."""
    for folder in sorted(folders):
        with saving(folder):
            _sync_folder(folder)


def replace(
    root: Path,
    path: Path,
    text: str,
    *,
    private: bool,
    expected: str | None = None,
    unsynced: set[Path] | None = None,
) -> None:
    """Replace a file durably: readers see the old text or the new one, never a part.

    With `expected`, the text that was read, raises `Busy` if the file holds another one by now: an
    editor knows nothing of our lock. `unsynced` is that of `create`.
    Raises `NotSaved` if the disk does not take it; then the old text stands.
    """
    with saving(path):
        data = text.encode("utf-8")
        _make_folders(root, path.parent, private)
        temporary = _write_temporary(path.parent, data, private)
        try:
            old = _bytes_of(path)
            if expected is not None and old != expected.encode("utf-8"):
                raise Busy(f"{path} was changed meanwhile", "Nothing was changed; look at it again.")
            _rename(temporary, path)
        except (OSError, MistakesError):
            _discard(temporary)
            raise
        if unsynced is not None:
            unsynced.add(path.parent)
            return
        try:
            _sync_folder(path.parent)
        except OSError:
            _put_back(path, old, private)
            raise


def append_lines(root: Path, path: Path, lines: str, *, private: bool) -> str:
    """Append lines durably, after mending a torn last line; call it under the journal's lock.

    `lines` are joined by newlines, without one at the end.

    Returns the torn text that was cut off, "" nearly always: a line without its end that is not
    whole, left by a process that died before it could acknowledge anything. Its bytes that are not
    UTF-8 are surrogates, as `keep_draft` takes them.
    Raises `NotSaved` after taking back whatever part of the lines was written.
    """
    with saving(path):
        data = lines.encode("utf-8") + b"\n"
        _make_folders(root, path.parent, private)
        handle = os.open(path, _APPEND, 0o600 if private else 0o666)
        try:
            if not _is_regular(os.fstat(handle), path):
                raise NotSaved(f"{path} is not a regular file", "Move it out of the journal.")
            if os.fstat(handle).st_size == 0:
                # before the first line, so that a file with lines has its name on disk whoever made it
                _sync_folder(path.parent)
            torn = _mend_tail(handle)
            _append(handle, data)
        finally:
            os.close(handle)
        return torn


@contextmanager
def locked(root: Path, fallback: Callable[[], Path], seconds: float | None = None) -> Iterator[int]:
    """Hold the journal's lock; the kernel lets go of it when the process ends, however it ends.

    The lock is on the journal's folder itself, so that all users of the machine share it; where
    folders cannot be locked (Windows, some network drives) it is on the file `fallback` names.
    Blocks up to `seconds`, ten if not given, then raises `Busy`; raises `NotSaved` where nothing can be
    locked at all.
    Gives the file that is locked: a program that is started with it holds the lock as well, if we are killed.
    """
    with saving(root):
        handle = _open_lock(root, fallback)
    try:
        with saving(root):
            _wait_for_lock(handle, root, LOCK_SECONDS if seconds is None else seconds)
        yield handle
    finally:
        os.close(handle)


def make_folder(folder: Path, *, private: bool) -> None:
    """Make a folder durably, with those above it that are missing; with `private` only its owner may enter.

    Raises `NotSaved`; it is no error if the folder is there already, whatever its mode.
    """
    with saving(folder):
        missing = []
        while not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for made in reversed(missing):
            with suppress(FileExistsError):
                os.mkdir(made, 0o700 if private else 0o777)
            _sync_folder(made.parent)


def keep_draft(folder: Path, name: str, text: str) -> Path:
    """Keep text that could not be saved as an entry, readable by its owner only; return its path.

    Raises `NotSaved`; then nothing is left behind.
    """
    make_folder(folder, private=True)
    for number in range(1, 1000):
        path = folder / (f"{name}.toml" if number == 1 else f"{name}-{number}.toml")
        with saving(path), suppress(FileExistsError):
            _write_new(path, text.encode("utf-8", "surrogateescape"), private=True)
            _sync_folder(folder)
            return path
    raise NotSaved(f"{folder} holds too many drafts", "Remove old drafts there, then try again.")


def remove(path: Path) -> None:
    """Remove a file of ours durably: a draft that was used, a temporary file left by a crash.

    It is no error if it is gone already; raises `MistakesError` if it stays.
    """
    try:
        with suppress(FileNotFoundError):
            os.unlink(path)
            _sync_folder(path.parent)
    except OSError as error:
        reason = error.strerror or str(error)
        raise MistakesError(f"{path} could not be removed ({reason})", "Remove it yourself.") from None


def _is_regular(state: os.stat_result, path: Path) -> bool:
    # Windows has no O_NOFOLLOW
    return stat.S_ISREG(state.st_mode) and not (sys.platform == "win32" and os.path.islink(path))


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
def saving(path: Path) -> Iterator[None]:
    """Tell what a disk refuses at a path as `NotSaved` or `AlreadyExists`; nothing was written then."""
    try:
        yield
    except FileExistsError:
        raise AlreadyExists(f"{path} exists already", "Nothing was overwritten.") from None
    except UnicodeEncodeError:
        raise NotSaved(f"{path}: the text is not UTF-8", "Nothing was saved.") from None
    except OSError as error:
        raise NotSaved(f"{path}: {unwritable(error)}", _cure(error)) from error


def unwritable(error: OSError) -> str:
    """Say in a few plain words why the disk did not take a file."""
    if error.errno == errno.ENOSPC:
        return "the disk is full"
    if error.errno == errno.EROFS:
        return "the disk is read-only"
    if error.errno in (errno.EACCES, errno.EPERM):
        return "no permission to write there"
    if error.errno == errno.ELOOP:
        return "is a link, and nothing is written through links"
    return f"could not be written ({error.strerror or error})"


def _cure(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "Free some space and try again; nothing was saved, everything else is as it was."
    return "Nothing was saved, everything else is as it was; `mistakes doctor` looks further."


def _make_folders(root: Path, folder: Path, private: bool) -> None:
    """Make the folders from `root` down to `folder`, refusing to pass through a link.

    Who makes a folder, or finds it empty, syncs its name before anything is put into it: whoever made
    an empty one may have died before that. A folder with something in it needs no second look.
    """
    current = root
    for part in ("", *folder.relative_to(root).parts):
        current = current / part
        try:
            state = os.lstat(current)
        except FileNotFoundError:
            if not part:
                raise
            with suppress(FileExistsError):
                os.mkdir(current, 0o700 if private else 0o777)
            _sync_folder(current.parent)
            continue
        if part and not stat.S_ISDIR(state.st_mode):
            raise NotSaved(
                f"{current} is not a real folder", "Nothing is written through links; move it away."
            )
        if _is_empty(current):
            _sync_folder(current.parent, ours=bool(part))


def _is_empty(folder: Path) -> bool:
    with os.scandir(folder) as found:
        return next(found, None) is None


def _write_temporary(folder: Path, data: bytes, private: bool) -> Path:
    path = folder / f"{TEMPORARY}{os.urandom(8).hex()}.tmp"
    _write_new(path, data, private)
    return path


def _write_new(path: Path, data: bytes, private: bool) -> None:
    """Write a file that must not be there yet, down to the disk; leave nothing behind on failure."""
    handle = os.open(path, _WRITE | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666)
    try:
        try:
            _write_all(handle, data)
            _sync(handle)
        finally:
            os.close(handle)
    except OSError:
        _discard(path)
        raise


def _discard(path: Path) -> None:
    with suppress(OSError):
        os.unlink(path)


def _bytes_of(path: Path) -> bytes | None:
    try:
        return read_bytes(path, sys.maxsize)[0]
    except FileNotFoundError:
        return None


def _put_back(path: Path, old: bytes | None, private: bool) -> None:
    """Bring the old file back after a failure, as far as a failing disk lets us."""
    with suppress(OSError):
        if old is None:
            os.unlink(path)
        else:
            os.replace(_write_temporary(path.parent, old, private), path)


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
        _take_name(temporary, path)


def _take_name(temporary: Path, path: Path) -> None:
    """Rename to a name that is free; who else wants it at this moment is kept out by a locked file.

    An empty file under the name itself would stay there if we were killed.
    """
    taken = FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(path))
    claim = path.parent / f"{TEMPORARY}{path.stem}.tmp"
    handle = os.open(claim, _APPEND, 0o600)
    try:
        if not _is_first(handle, claim):
            raise taken
        try:
            if os.path.lexists(path):
                raise taken
            _rename(temporary, path)
        finally:
            _discard(claim)
    finally:
        os.close(handle)


def _is_first(handle: int, claim: Path) -> bool:
    try:
        return _try_lock(handle) and os.path.samestat(os.fstat(handle), os.lstat(claim))
    except FileNotFoundError:
        return False  # whoever was first is done, and has removed the claim
    except OSError:
        return True  # neither links nor locks: ids are random, so that two for one name are next to never


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


def _sync_folder(folder: Path, *, ours: bool = True) -> None:
    """Bring the names in a folder to disk; one above the journal may be closed to us, and is left then."""
    if sys.platform == "win32":
        return
    try:
        handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | os.O_CLOEXEC)
    except PermissionError:
        if ours:
            raise
        return
    try:
        _sync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network file systems cannot sync a folder
            raise
    finally:
        os.close(handle)


def _sync(handle: int) -> None:
    if sys.platform == "darwin":
        import fcntl

        with suppress(OSError):  # not every file system knows it
            # fsync alone leaves the data in the drive's own memory there
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
            return
    os.fsync(handle)


def _mend_tail(handle: int) -> str:
    """End a whole last line that lacks its newline, cut off a torn one and return it."""
    size = os.fstat(handle).st_size
    tail = _after_last_newline(handle, size)
    if not tail:
        return ""
    if len(tail) == _CHUNK or _is_object(tail):
        # no line of ours is that long, so this is not for us to cut off
        os.lseek(handle, 0, os.SEEK_END)
        _write_all(handle, b"\n")
        return ""
    os.ftruncate(handle, size - len(tail))
    return tail.decode("utf-8", "surrogateescape")


def _after_last_newline(handle: int, size: int) -> bytes:
    """Return what follows the last newline, of a longer rest the last 64 KiB."""
    os.lseek(handle, max(size - _CHUNK, 0), os.SEEK_SET)
    tail = os.read(handle, _CHUNK)
    return tail[tail.rfind(b"\n") + 1 :]


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
        _sync(handle)
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
    make_folder(path.parent, private=True)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _wait_for_lock(handle: int, root: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    pause = 0.001
    while not _try_lock(handle):
        if time.monotonic() >= deadline:
            raise Busy(f"{root} is in use by another process", "Nothing was changed; try again in a moment.")
        time.sleep(pause)
        pause = min(pause * 2, 0.05)


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
