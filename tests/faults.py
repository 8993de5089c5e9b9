"""A fault injector: a child process that is killed, or whose disk fails, at its n-th change to some folders.

It stands in the place of the calls of `os` that change a disk. What it records can be played back as the
disks that a power failure may leave behind: what was never synced may be missing, whole or in part.
"""

from __future__ import annotations

import errno
import os
import pickle
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator
from itertools import count, product
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from mistakes.errors import MistakesError
from mistakes.layout import TEMPORARY

Tree: TypeAlias = dict[str, bytes | None]
_CHANGES = os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_RDWR | os.O_APPEND
_GROWS = ("create", "write", "link", "mkdir")


class Fault(NamedTuple):
    """What happens at the call number `at`, counted from 1.

    `kind` is `kill` (before the call), `tear` (after half of a write), `short` (only half is written,
    and said so) or the name of an errno. With `lasting` the disk stays as it is: all later calls fail
    too, of a full disk those that need space.
    """

    kind: str = ""
    at: int = 0
    lasting: bool = False


class Call(NamedTuple):
    """A change of the disk that was asked for: its name, its paths, and what a write wrote where."""

    name: str
    path: str
    other: str = ""
    offset: int = 0
    data: bytes = b""


class Outcome(NamedTuple):
    """What a child did: the text it acknowledged, or why it refused; `calls` is empty if it was killed.

    `crash` is the traceback of an error that is none of ours.
    """

    acknowledged: str = ""
    refused: str = ""
    crash: str = ""
    killed: bool = False
    calls: tuple[Call, ...] = ()


NO_FAULT = Fault()


def run(work: Callable[[], str], folders: list[Path], fault: Fault = NO_FAULT) -> Outcome:
    """Do the work in a child process, with the fault, and tell how it ended.

    What the work returns counts as acknowledged at that moment and not before.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _be_the_child(work, folders, fault, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        assert signal.SIGKILL == os.WTERMSIG(status)
        return Outcome(killed=True)
    outcome: Outcome = pickle.loads(said)
    return outcome


def _be_the_child(work: Callable[[], str], folders: list[Path], fault: Fault, pipe: int) -> None:
    from traceback import format_exc

    injector = _Injector(folders, fault)
    outcome = Outcome()
    injector.install()
    try:
        outcome = Outcome(acknowledged=work())
    except MistakesError as error:
        outcome = Outcome(refused=f"{error.message} | {error.hint}")
    except BaseException:
        outcome = Outcome(crash=format_exc())
    finally:
        injector.remove()
        with os.fdopen(pipe, "wb") as told:
            pickle.dump(outcome._replace(calls=tuple(injector.calls)), told)
        os._exit(0)


class _Injector:
    """Stands in for the changing calls of `os`; calls outside the folders pass through unseen."""

    names = ("open", "close", "write", "fsync", "ftruncate", "link", "rename", "replace", "unlink", "mkdir")

    def __init__(self, folders: list[Path], fault: Fault) -> None:
        self.roots = [os.path.realpath(folder) for folder in folders]
        self.fault = fault
        self.calls: list[Call] = []
        self.paths: dict[int, str] = {}
        self.real: dict[str, Any] = {name: getattr(os, name) for name in self.names}
        self.broken = False

    def install(self) -> None:
        for name in self.names:
            setattr(os, name, getattr(self, name))

    def remove(self) -> None:
        for name in self.names:
            setattr(os, name, self.real[name])

    def open(self, path: Any, flags: int, *rest: Any, **more: Any) -> int:
        where = self._watched(path)
        if where and flags & _CHANGES:
            fresh = flags & os.O_CREAT and not os.path.lexists(where)
            if fresh or flags & os.O_TRUNC:
                self._before(Call("create" if fresh else "truncate", where))
        handle: int = self.real["open"](path, flags, *rest, **more)
        if where:
            self.paths[handle] = where
        return handle

    def close(self, handle: int) -> None:
        self.paths.pop(handle, None)
        self.real["close"](handle)

    def write(self, handle: int, data: Any) -> int:
        if handle not in self.paths:
            return int(self.real["write"](handle, data))
        data = bytes(data)
        offset = os.lseek(handle, 0, os.SEEK_CUR)
        allowed = self._before(Call("write", self.paths[handle], "", offset, data))
        written: int = self.real["write"](handle, data[:allowed])
        if allowed is not None:
            self.calls[-1] = self.calls[-1]._replace(data=data[:allowed])
            if self.fault.kind == "tear":
                os.kill(os.getpid(), signal.SIGKILL)
        return written

    def fsync(self, handle: int) -> None:
        if handle in self.paths:
            # the real one would only cost time: what is not synced is played back, not waited for
            self._before(Call("fsync", self.paths[handle]))
        else:
            self.real["fsync"](handle)

    def ftruncate(self, handle: int, size: int) -> None:
        if handle in self.paths:
            self._before(Call("truncate", self.paths[handle], "", size))
        self.real["ftruncate"](handle, size)

    def link(self, source: Any, target: Any, **more: Any) -> None:
        self._two("link", source, target, more)

    def rename(self, source: Any, target: Any, **more: Any) -> None:
        self._two("rename", source, target, more)

    def replace(self, source: Any, target: Any, **more: Any) -> None:
        self._two("rename", source, target, more)

    def unlink(self, path: Any, **more: Any) -> None:
        if where := self._watched(path):
            self._before(Call("unlink", where))
        self.real["unlink"](path, **more)

    def mkdir(self, path: Any, *rest: Any, **more: Any) -> None:
        where = self._watched(path)
        if where and not os.path.lexists(where):
            self._before(Call("mkdir", where))
        self.real["mkdir"](path, *rest, **more)

    def _two(self, name: str, source: Any, target: Any, more: dict[str, Any]) -> None:
        if where := self._watched(target):
            self._before(Call(name, os.fspath(source), where))
        self.real[name](source, target, **more)

    def _watched(self, path: Any) -> str:
        where = os.path.abspath(os.fsdecode(path))
        inside = any(where == root or where.startswith(root + os.sep) for root in self.roots)
        return where if inside else ""

    def _before(self, call: Call) -> int | None:
        """Let the call through, or not; of a write that is cut short, return how much may be written."""
        self.calls.append(call)
        kind, at, lasting = self.fault
        if self.broken and not (kind == "ENOSPC" and call.name not in _GROWS):
            self._refuse(call, kind)
        if len(self.calls) != at:
            return None
        if kind == "kill" or (kind == "tear" and call.name != "write"):
            os.kill(os.getpid(), signal.SIGKILL)
        half = call.name == "write" and len(call.data) // 2
        if kind in ("tear", "short"):
            return half or None
        self.broken = lasting
        if half and lasting and kind == "ENOSPC":
            return half
        self._refuse(call, kind)
        return None

    def _refuse(self, call: Call, kind: str) -> None:
        code = getattr(errno, kind)
        raise OSError(code, os.strerror(code), call.path)


def tree(folder: Path) -> Tree:
    """Return what lies in a folder: the bytes of each file by its path, None for a folder."""
    found: Tree = {}
    for path in sorted(folder.rglob("*")):
        found[path.relative_to(folder).as_posix()] = None if path.is_dir() else path.read_bytes()
    return found


def plant(what: Tree, folder: Path) -> None:
    """Make a folder hold exactly this, whatever it held before."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, data in sorted(what.items()):
        if data is None:
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(data)


def lasting(what: Tree) -> Tree:
    """Return the files that are no temporary files of a write."""
    return {
        name: data
        for name, data in what.items()
        if data is not None and not name.rpartition("/")[2].startswith(TEMPORARY)
    }


class _Effect(NamedTuple):
    """One change of a file's bytes or of a folder's names; of `target` nothing is safe until it is synced.

    `names` maps a name to the number it stands for, None if it goes; without it and without `data` the file
    is cut to `offset` bytes.
    """

    target: int
    names: dict[str, int | None] | None = None
    offset: int = 0
    data: bytes | None = None
    sync: bool = False


class Disk:
    """The calls of one or more processes on a folder, and the disks that a power failure can leave.

    The model is the strictest one that POSIX allows: of the changes that were not synced, any may be on disk
    and any other not; an unsynced write may also be there by half, or as zeros.
    """

    def __init__(self, before: Tree, folder: Path) -> None:
        self._root = os.path.realpath(folder)
        self._numbers = {"": 0}
        self._folders = {0}
        self._fresh = count(1)
        self._effects: list[_Effect] = []
        for name in sorted(before):
            self._make(name, is_folder=before[name] is None)
            self._effects.append(_Effect(self._numbers[name], data=before[name] or b""))
        self._effects += [_Effect(number, sync=True) for number in self._numbers.values()]
        self._settled = len(self._effects)

    def play(self, calls: Iterable[Call]) -> Disk:
        """Add the calls of a process, in their order, and return this disk."""
        for call in calls:
            name = self._name(call.path)
            if call.name in ("create", "mkdir"):
                self._make(name, is_folder=call.name == "mkdir")
            elif call.name in ("link", "rename"):
                self._name_anew(name, self._name(call.other), keep=call.name == "link")
            elif call.name == "unlink":
                self._unlink(name)
            else:
                data = call.data if call.name == "write" else None
                sync = call.name == "fsync"
                self._effects.append(_Effect(self._numbers[name], None, call.offset, data, sync))
        return self

    def crash_points(self) -> range:
        """Return the numbers of changes after which the power may fail; the last one is the end."""
        return range(self._settled, len(self._effects) + 1)

    def states(self, at: int) -> Iterator[Tree]:
        """Yield what may be there if the power fails after so many changes, each different state once."""
        done = self._effects[:at]
        choices = [_variants(effect, done[number:]) for number, effect in enumerate(done)]
        seen = set()
        for chosen in product(*choices):
            found = _built([effect for effect in chosen if effect], self._folders)
            key = frozenset(lasting(found).items())
            if key not in seen:
                seen.add(key)
                yield found

    def _name(self, path: str) -> str:
        return "" if path == self._root else os.path.relpath(path, self._root).replace(os.sep, "/")

    def _make(self, name: str, *, is_folder: bool) -> None:
        number = next(self._fresh)
        if is_folder:
            self._folders.add(number)
        self._enter(name, number)

    def _enter(self, name: str, number: int, *gone: str) -> None:
        folder, _, last = name.rpartition("/")
        self._numbers[name] = number
        self._effects.append(_Effect(self._numbers[folder], {last: number, **dict.fromkeys(gone)}))

    def _name_anew(self, source: str, target: str, *, keep: bool) -> None:
        assert source.rpartition("/")[0] == target.rpartition("/")[0]
        number = self._numbers[source]
        if keep:
            self._enter(target, number)
        else:
            del self._numbers[source]
            self._enter(target, number, source.rpartition("/")[2])

    def _unlink(self, name: str) -> None:
        if self._numbers.pop(name, None) is not None:
            folder, _, last = name.rpartition("/")
            self._effects.append(_Effect(self._numbers[folder], {last: None}))


def _variants(effect: _Effect, later: list[_Effect]) -> list[_Effect | None]:
    """Return what may be on disk of a change: all of it if it was synced later, otherwise less, too."""
    if effect.sync:
        return [None]
    if any(other.sync and other.target == effect.target for other in later):
        return [effect]
    if not effect.data:
        return [effect, None]
    half = effect._replace(data=effect.data[: len(effect.data) // 2])
    zeros = effect._replace(data=bytes(len(effect.data)))
    return [effect, None, half, zeros]


def _built(effects: list[_Effect], folders: set[int]) -> Tree:
    contents: dict[int, bytes] = {}
    names: dict[int, dict[str, int | None]] = {}
    for effect in effects:
        if effect.names is not None:
            names.setdefault(effect.target, {}).update(effect.names)
            continue
        old = contents.get(effect.target, b"").ljust(effect.offset, b"\0")
        data = effect.data or b""
        rest = old[effect.offset + len(data) :] if effect.data is not None else b""
        contents[effect.target] = old[: effect.offset] + data + rest
    found: Tree = {}
    waiting = [("", 0)]
    while waiting:
        prefix, folder = waiting.pop()
        for name, number in names.get(folder, {}).items():
            if number in folders:
                found[prefix + name] = None
                waiting.append((f"{prefix}{name}/", number))
            elif number is not None:
                found[prefix + name] = contents.get(number, b"")
    return found
