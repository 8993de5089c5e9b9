"""What a sync leaves behind that is killed, or whose git is: that somebody can tell, and take it away."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mistakes.errors import Busy
from mistakes.layout import TEMPORARY
from mistakes_git.indexes import BEGINNINGS, discard, use_own_lock
from mistakes_git.repository import Repository

GUARD_SECONDS = 10.0
STALE_SECONDS = 1.0
SCRATCH = "scratch"


@contextmanager
def guard(repository: Repository) -> Iterator[tuple[int, ...]]:
    """Give the file that git holds while it writes files: a git whose starter was killed writes on."""
    if sys.platform == "win32":
        yield ()
        return
    import fcntl

    path = os.path.join(repository.own_folder, "writing")
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + GUARD_SECONDS
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Busy(
                        f"git is still writing into {repository.top}", "Try again in a moment."
                    ) from None
                time.sleep(0.02)
        yield (handle,)
    finally:
        os.close(handle)


@contextmanager
def running(repository: Repository) -> Iterator[bool]:
    """Note that a sync is at work, so that the next one knows if this one was killed.

    Gives whether the last one was: the git that it had started has ended by now, and may have moved the branch.
    The note stays as well where only a git was killed, and left a lock.
    """
    note = _running(repository)
    os.makedirs(note.parent, mode=0o700, exist_ok=True)
    was_killed = note.exists()
    if was_killed:
        clear_away(repository)
    note.touch()
    os.utime(note)
    try:
        yield was_killed
    finally:
        if not any(_unfinished(repository)):
            note.unlink(missing_ok=True)


def clear_away(repository: Repository) -> None:
    """Remove what a killed sync, or a killed git of ours, left behind: our own files, and locks of git.

    Git holds a lock on a ref for a moment only. One that was made after that sync began, and that stays while
    nobody else syncs, belongs to a git that was killed. So it is with a file that was to replace another.
    """
    with guard(repository):
        use_own_lock(repository, repository.git)
    for path in (
        *_left(repository.own_folder, BEGINNINGS),
        *_left(os.path.join(repository.own_folder, SCRATCH)),
    ):
        discard(path)
    since = _running(repository).stat().st_mtime - 1
    found = {path: _state(path) for path in _unfinished(repository)}
    before = {path: state for path, state in found.items() if state[1] >= since * 1e9}
    if before:
        time.sleep(STALE_SECONDS)
    for path, state in before.items():
        if _state(path) == state:
            discard(path)


def _running(repository: Repository) -> Path:
    return Path(repository.own_folder, "running")


def _unfinished(repository: Repository) -> Iterator[str]:
    """Yield the locks of git, and what was being written into our own folder."""
    yield from _locks(repository)
    yield from _left(repository.own_folder, (*BEGINNINGS, TEMPORARY))
    if repository.common_folder != repository.git_folder:
        yield from _left(os.path.join(repository.common_folder, "mistakes"), (TEMPORARY,))


def _left(folder: str, beginnings: tuple[str, ...] = ("",)) -> list[str]:
    """Return the files in a folder whose names begin like that."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    return [os.path.join(folder, name) for name in names if name.startswith(beginnings)]


def _locks(repository: Repository) -> Iterator[str]:
    """Yield the lock files of refs, of settings, and of indexes that a commit had in between."""
    both = {repository.git_folder, repository.common_folder}
    names = ["HEAD.lock", "config.lock", "packed-refs.lock", "shallow.lock"]
    names += [
        f"{ref}.lock" for ref in (f"refs/heads/{repository.branch}", repository.tracking, repository.shared)
    ]
    paths = [os.path.join(folder, name) for folder in both for name in names]
    paths += [os.path.join(repository.git_folder, name) for name in os.listdir(repository.git_folder)]
    for path in paths:
        is_ours = not os.path.basename(path).startswith("index") and path.endswith(".lock")
        if is_ours and os.path.lexists(path):
            yield path


def _state(path: str) -> tuple[int, int]:
    """Return what tells one file from the next of that name: inode and time of change in ns."""
    try:
        found = os.stat(path)
    except OSError:
        return (0, 0)
    return (found.st_ino, found.st_mtime_ns)
