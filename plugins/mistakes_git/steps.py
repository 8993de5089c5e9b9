"""Moving the working tree from one commit to another so that being killed at any point harms nothing.

What is to happen is noted first; then files change, then the index, at last the branch. Who comes next
finishes what was noted, or takes it back.
Git works on a copy of the index, so that a lock it leaves behind as it is killed is in nobody's way.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from mistakes import files
from mistakes.errors import Busy, MistakesError
from mistakes_git.errors import GitFailed, IndexLocked, NeedsAttention
from mistakes_git.git import Git
from mistakes_git.repository import Repository
from mistakes_git.trees import Blob, Change, changes, contents, sizes

LOCK_SECONDS = 5.0
GUARD_SECONDS = 10.0
STALE_SECONDS = 1.0
_LARGEST = 64 * 1024 * 1024


class Step(NamedTuple):
    """A move of the branch from one commit (`before`, "" for none) to another."""

    branch: str
    before: str
    after: str


class Moved(GitFailed):
    """Something changed under our hands: the step was not taken, and may be tried again."""

    kind = "moved"


def move(repository: Repository, git: Git, step: Step, index: str, *, keep_branch: bool = False) -> None:
    """Bring working tree, index and branch from one commit to the other, in this order.

    `index` is a copy of the index, as `private_index` makes it; `keep_branch` is for a branch that is there
    already. Raises `Moved` if a file or the branch changed meanwhile, in which case `recover` comes next, and
    `NeedsAttention` if somebody's own file is in the way.
    """
    note = _note(repository)
    files.make_folder(note.parent, private=True)
    text = json.dumps(step._asdict())
    trees = (step.before or _nothing(git), step.after)
    files.replace(note.parent, note, text, private=True)
    try:
        with guard(repository) as held:
            _check_out(git.with_index(index), trees, held)
    except GitFailed as error:
        refused = _in_the_way(error)
        if refused is not error:  # git looks at all files before it writes one; after that the note is needed
            files.remove(note)
        raise refused from None
    install_index(repository, index)
    if not keep_branch:
        _move_branch(git, step)
    files.remove(note)


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


def _check_out(git: Git, trees: tuple[str, str], held: tuple[int, ...]) -> None:
    try:
        git.run("read-tree", "-m", "-u", "--end-of-options", *trees, held=held)
    except GitFailed as error:
        if "not uptodate" not in error.said:
            raise
        # the files may only have been copied or touched since git looked at them
        git.run("update-index", "-q", "--refresh", ok=(0, 1))
        git.run("read-tree", "-m", "-u", "--end-of-options", *trees, held=held)


@contextmanager
def running(repository: Repository) -> Iterator[bool]:
    """Note that a sync is at work, so that the next one knows if this one was killed.

    Gives whether the last one was: the git that it had started has ended by now, and may have moved the branch.
    """
    note = Path(repository.own_folder, "running")
    os.makedirs(note.parent, mode=0o700, exist_ok=True)
    was_killed = note.exists()
    if was_killed:
        clear_away(repository, note)
    note.touch()
    os.utime(note)
    try:
        yield was_killed
    finally:
        note.unlink(missing_ok=True)


def clear_away(repository: Repository, note: Path) -> None:
    """Remove what a sync that was killed left behind: our own files, and locks of the git it had started.

    Git holds a lock on a ref for a moment only. One that was made after that sync began, and that stays while
    nobody else syncs, belongs to a git that was killed as well.
    """
    with guard(repository):
        _use_own_lock(repository, repository.git)
    for name in ("copy", "copy.lock", "merge-index", "merge-index.lock"):
        _discard(os.path.join(repository.own_folder, name))
    since = note.stat().st_mtime - 1
    before = {lock: _state(lock) for lock in _locks(repository) if _state(lock)[1] >= since * 1e9}
    if before:
        time.sleep(STALE_SECONDS)
    for lock, state in before.items():
        if _state(lock) == state:
            _discard(lock)


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


def _discard(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


def recover(repository: Repository, git: Git) -> bool:
    """Finish or take back the step that somebody was killed in; return whether there was one."""
    _use_own_lock(repository, git)
    note = _note(repository)
    try:
        noted = json.loads(files.safe_read(note))
        step = Step(*(str(noted[name]) for name in ("branch", "before", "after")))
    except FileNotFoundError:
        return False
    except (ValueError, KeyError, TypeError, MistakesError):
        files.remove(note)
        return False
    _settle(repository, git, step)
    files.remove(note)
    return True


@contextmanager
def private_index(repository: Repository) -> Iterator[str]:
    """Give a copy of the index to work with; waits for another git process to finish with the index."""
    _wait_for_index(repository)
    os.makedirs(repository.own_folder, mode=0o700, exist_ok=True)
    path = os.path.join(repository.own_folder, "copy")
    for name in (path, f"{path}.lock"):
        with suppress(FileNotFoundError):
            os.unlink(name)
    with suppress(FileNotFoundError):
        shutil.copyfile(repository.index_path, path)
        state = os.stat(repository.index_path)
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))  # git trusts no file younger than its index
    try:
        yield path
    finally:
        with suppress(FileNotFoundError):
            os.unlink(path)


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


def _use_own_lock(repository: Repository, git: Git) -> None:
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


def _note(repository: Repository) -> Path:
    return Path(repository.own_folder, "step.json")


def _move_branch(git: Git, step: Step) -> None:
    before = step.before or "0" * len(step.after)
    try:
        git.run("update-ref", "-m", "mistakes sync", f"refs/heads/{step.branch}", step.after, before)
    except GitFailed as error:
        raise Moved("the branch was moved by somebody else meanwhile", said=error.said) from None


def _in_the_way(error: GitFailed) -> GitFailed:
    """Return what a refusal of git means; the error itself if it is none, and files may have been written."""
    low = error.said.lower()
    if "untracked" in low or "would be overwritten" in low or "would be removed" in low:
        path = error.said.partition("'")[2].partition("'")[0]
        made = NeedsAttention(
            f"{path or 'a file'} was not written: a file of yours is in its place",
            "Move it away, then sync again.",
        )
        made.said = error.said
        return made
    if "not uptodate" in low or "cannot merge" in low:
        return Moved("a file was changed meanwhile", said=error.said)
    return error


def _settle(repository: Repository, git: Git, step: Step) -> None:
    """Bring files, index and branch to one commit: the later one if all files and the index are there.

    Where the branch stands elsewhere by now, the files are brought to what it says there: what was to come may
    have been committed since, and taking it back would remove it for everybody.
    """
    changed = changes(git, step.before or _nothing(git), step.after)
    if repository.head == step.after and repository.branch == step.branch:
        return
    if repository.head == step.before and repository.branch == step.branch and _is_staged(git, changed):
        _move_branch(git, step)
        return
    ahead = changes(git, repository.head or _nothing(git), step.after)
    for path, change in changed.items():
        there = ahead[path].before if path in ahead else change.after
        _take_back(repository, git, path, Change(there, change.after))


def _nothing(git: Git) -> str:
    from mistakes_git.trees import empty_tree

    return empty_tree(git)


def _is_staged(git: Git, changed: Mapping[str, Change]) -> bool:
    """Tell whether the index has all that the later commit has."""
    fields = git.run("ls-files", "-s", "-z").fields
    staged = {row.partition("\t")[2]: Blob(*row.split(" ", 2)[:2]) for row in fields}
    return all(staged.get(path) == change.after for path, change in changed.items())


def _take_back(repository: Repository, git: Git, path: str, change: Change) -> None:
    """Bring a file back that was being written; what a person has changed since then stays."""
    place = Path(repository.top, path)
    texts = _texts(git, change)
    old, new = (texts.get(blob.name) if blob else None for blob in change)
    try:
        there = files.read_bytes(place, _LARGEST)[0]
    except FileNotFoundError:
        there = None
    except MistakesError:
        return
    is_torn = there is None or (new is not None and new.startswith(there))
    if not is_torn or there == old:
        return
    if old is not None:
        _write(repository, place, old)
    elif there is not None:
        files.remove(place)


def _texts(git: Git, change: Change) -> dict[str, bytes]:
    names = [blob.name for blob in change if blob and blob.mode.startswith("100")]
    known = sizes(git, names)
    return contents(git, (name for name in names if known.get(name, _LARGEST + 1) <= _LARGEST))


def _write(repository: Repository, place: Path, data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    try:
        files.replace(Path(repository.top), place, text, private=False)
    except MistakesError:
        with open(place, "wb") as file:  # a text that is no UTF-8
            file.write(data)
