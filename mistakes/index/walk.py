"""A look at the state of every file of a journal, folder by folder, as fast as the system allows.

A file is known by its signature: size, times of change, inode. A folder is known by the digest of its
files' names and signatures in the order in which the system lists them; an order that changes costs a
second look and nothing else.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

from mistakes.index.fork import Helper, begin, results
from mistakes.layout import ENTRIES, EVENTS, months

MANY = 20_000
RACY = 2_000_000_000  # nanoseconds; the coarsest clock of a file system still in use
NEVER = bytes(32)
# What is known of an entry's file: its id, its signature, a digest of its content.
KNOWN = struct.Struct("<26s32s8s")
_SIGNATURE = struct.Struct("<qqqQ")
_FOLDER = (
    os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
)
_IS_RELATIVE = os.stat in os.supports_dir_fd and os.listdir in os.supports_fd
_ID = 26  # characters
# looks that a helper has begun, by the journal's folder: its month folders, and who looks at them
_AHEAD: dict[str, tuple[list[str], Helper]] = {}


def folders(root: str) -> list[str]:
    """Return the month folders of entries and events, such as `entries/2026/11`, oldest first."""
    return [f"{kind}/{month}" for kind in (ENTRIES, EVENTS) for month in reversed(months_of(root, kind))]


def months_of(root: str, kind: str) -> list[str]:
    """Return the months that have a folder, newest first."""
    from pathlib import Path

    return months(Path(root), kind)


def look_ahead(root: str) -> None:
    """Let a forked helper begin with the next look of `differing`, while this process does something else.

    What changes from now on may be seen by that look or not. Does nothing where a fork is not safe.
    """
    if root in _AHEAD:
        return
    present = folders(root)
    if helper := begin(len(present), lambda job: _digest_now(root, present[job])):
        _AHEAD[root] = present, helper


def forget_ahead(root: str) -> None:
    """Let go of a look that was begun ahead, before it has become old."""
    if ahead := _AHEAD.pop(root, None):
        ahead[1].dismiss()


def differing(root: str, known: Mapping[str, bytes], *, parallel: bool) -> list[str]:
    """Return the folders whose digest is not the known one, also those that are new or gone.

    With `parallel` a forked helper looks at half of them.
    """
    present, helper = _AHEAD.pop(root, None) or (folders(root), None)
    found = results(
        len(present), lambda job: _digest_now(root, present[job]), parallel=parallel, helper=helper
    )
    changed = [present[job] for job, digest in found if digest != known.get(present[job])]
    return sorted({*changed, *known.keys() - set(present)})


def listing(root: str, folder: str) -> list[tuple[str, bytes]]:
    """Return name and signature of the files in a folder that may be ours, in the system's order."""
    return list(zip(*_look(root, folder), strict=True))


def names(root: str, folder: str) -> list[str]:
    """Return the names of the files in a folder that may be ours, in the system's order."""
    try:
        return _ours(folder, os.listdir(os.path.join(root, folder)))
    except OSError:
        return []


def digest(listed: Iterable[tuple[str, bytes]]) -> bytes:
    """Return what stands for the names and signatures of a folder."""
    several = list(listed)
    return _digest([name for name, _ in several], [sign for _, sign in several])


def signature(state: os.stat_result) -> bytes:
    """Return the signature of a file in this state."""
    inode = state.st_ino & 0xFFFFFFFFFFFFFFFF
    return _SIGNATURE.pack(state.st_size, state.st_mtime_ns, state.st_ctime_ns, inode)


def content(data: bytes) -> bytes:
    """Return what stands for a file's content in `KNOWN`."""
    return blake2b(data, digest_size=8).digest()


def size(sign: bytes) -> int:
    """Return the size in bytes that a signature holds."""
    return int(_SIGNATURE.unpack(sign)[0])


def is_racy(sign: bytes, looked: int) -> bool:
    """Tell whether a change after `looked` (ns since 1970) might leave this signature as it is.

    It might within the tick of the file system's clock; only `ctime` cannot be set by programs, so
    one in the future is not trusted either.
    """
    if sign == NEVER:
        return True
    _, modified, changed, _ = _SIGNATURE.unpack(sign)
    return bool(changed > looked - RACY or abs(modified - looked) < RACY)


def _digest(names: Sequence[str], signatures: Iterable[bytes]) -> bytes:
    known = "\0".join(names).encode("utf-8", "surrogateescape") + b"\0".join(signatures)
    return blake2b(known, digest_size=16).digest()


def _digest_now(root: str, folder: str) -> bytes:
    return _digest(*_look(root, folder))


def _look(root: str, folder: str) -> tuple[list[str], list[bytes]]:
    """Return names and signatures of the files in a folder that may be ours."""
    found = _relative if _IS_RELATIVE else _absolute
    try:
        return found(root, folder)
    except OSError:
        return [], []


def _relative(root: str, folder: str) -> tuple[list[str], list[bytes]]:
    """Look at files relative to their open folder, which spares the system the way to it each time."""
    handle = os.open(os.path.join(root, folder), _FOLDER)
    try:
        names = _ours(folder, os.listdir(handle))
        while True:
            try:
                return names, _signatures(names, handle)
            except FileNotFoundError as error:  # gone since the folder was listed
                names.remove(error.filename)
    finally:
        os.close(handle)


def _signatures(names: Sequence[str], handle: int) -> list[bytes]:
    """Return the signatures of files in an open folder; not a word too many, for there are 100,000."""
    lstat, pack = os.lstat, _SIGNATURE.pack
    return [
        pack(state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)
        for name in names
        for state in (lstat(name, dir_fd=handle),)
    ]


def _absolute(root: str, folder: str) -> tuple[list[str], list[bytes]]:
    with os.scandir(os.path.join(root, folder)) as found:
        items = {item.name: item for item in found}
    names = _ours(folder, items)
    return names, [signature(items[name].stat(follow_symlinks=False)) for name in names]


def _ours(folder: str, names: Iterable[str]) -> list[str]:
    """Return the names that files of ours may have there, by their length and ending."""
    if folder.startswith(f"{ENTRIES}/"):
        return [name for name in names if name[_ID:] == ".toml"]
    return [name for name in names if name[1:].endswith(".jsonl")]
