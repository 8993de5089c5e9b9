"""Indexes to work with, and letting one become the repository's own by git's rule for its lock.

Git works on a copy of the index, so that a lock it leaves behind as it is killed is in nobody's way.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from mistakes_git.errors import IndexLocked
from mistakes_git.git import Git
from mistakes_git.repository import Repository

LOCK_SECONDS = 5.0
MERGE, _COPY = "merge-index", "copy"
BEGINNINGS = (MERGE, _COPY)


def new_index(repository: Repository, beginning: str = MERGE) -> str:
    """Return the path of an index in between, of a name that a git whose starter was killed does not write to."""
    return os.path.join(repository.own_folder, f"{beginning}-{os.urandom(6).hex()}")


@contextmanager
def private_index(repository: Repository) -> Iterator[str]:
    """Give a copy of the index to work with; waits for another git process to finish with the index."""
    _wait_for_index(repository)
    os.makedirs(repository.own_folder, mode=0o700, exist_ok=True)
    path = new_index(repository, _COPY)
    try:
        with suppress(FileNotFoundError):
            shutil.copyfile(repository.index_path, path)
            state = os.stat(repository.index_path)
            # git trusts no file younger than its index
            os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
        yield path
    finally:
        for name in (path, f"{path}.lock"):
            discard(name)


def install_index(repository: Repository, index: str) -> None:
    """Let a copy become the index, by git's own rule: whoever has `index.lock` may rename it to `index`."""
    with index_held(repository, index):
        pass


@contextmanager
def index_held(repository: Repository, index: str) -> Iterator[None]:
    """Keep every other git from committing; in the end the copy, as it was at the beginning, is the index."""
    lock = f"{repository.index_path}.lock"
    twin = _twin(repository)
    with suppress(FileNotFoundError):
        os.unlink(twin)
    shutil.copyfile(index, twin)
    os.utime(twin, ns=(os.stat(index).st_atime_ns, os.stat(index).st_mtime_ns))
    deadline = time.monotonic() + LOCK_SECONDS
    while not _taken(twin, lock):
        if time.monotonic() > deadline:
            raise _locked(lock)
        time.sleep(0.02)
    try:
        yield
    finally:
        os.replace(lock, repository.index_path)
        with suppress(FileNotFoundError):
            os.unlink(twin)


def _taken(twin: str, lock: str) -> bool:
    """Give our new index the lock's name, too: what bears both names after a crash is known to be ours."""
    try:
        os.link(twin, lock)
    except FileExistsError:
        return False
    except (OSError, NotImplementedError):
        try:
            os.close(os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        except FileExistsError:
            return False
        os.replace(twin, lock)
    return True


def use_own_lock(repository: Repository, git: Git) -> None:
    """Let a new index take its place that waits there under both names: whoever began that was killed."""
    lock, twin = f"{repository.index_path}.lock", _twin(repository)
    with suppress(OSError):
        if os.path.samefile(lock, twin):
            # it was whole before it got that name, unless the power failed
            whole = git.with_index(twin).run("ls-files", "-s", ok=range(256)).status == 0
            (os.replace(lock, repository.index_path) if whole else os.unlink(lock))
    with suppress(FileNotFoundError):
        os.unlink(twin)


def _twin(repository: Repository) -> str:
    return os.path.join(repository.own_folder, "new-index")


def _wait_for_index(repository: Repository) -> None:
    lock = f"{repository.index_path}.lock"
    deadline = time.monotonic() + LOCK_SECONDS
    while os.path.lexists(lock):
        if time.monotonic() > deadline:
            raise _locked(lock)
        time.sleep(0.05)


def _locked(lock: str) -> IndexLocked:
    try:
        age = f"{max(time.time() - os.stat(lock).st_mtime, 0):.0f} s old"
    except OSError:
        age = "just gone"
    hint = "Close the program that uses git there; if there is none, remove that file, then sync again."
    return IndexLocked(f"another git process holds {lock} ({age})", hint)


def discard(path: str) -> None:
    """Remove a file that nobody needs any more, if it is there."""
    with suppress(OSError):
        os.unlink(path)
