"""The walk of `mistakes doctor` over everything in a journal's folders, whatever it is called.

It follows no link and opens no file; only names and kinds of files are looked at.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

from mistakes.doctor.problem import Problem, problem
from mistakes.ids import is_id, month_of
from mistakes.layout import ENTRIES, EVENTS, JOURNAL_FILE, PURGED, TEMPORARY, is_who
from mistakes.records import NamedTuple

TREES = (ENTRIES, PURGED, EVENTS)
_ENDINGS = {ENTRIES: ".toml", PURGED: ".toml", EVENTS: ".jsonl"}
_MONTH = re.compile(r"[0-9]{4}/(0[1-9]|1[0-2])")
_LEFTOVER_SECONDS = 3600
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep"})
_OURS = (JOURNAL_FILE, *TREES)

Role = Literal["ours", "misplaced", "stranger"]


class Item(NamedTuple):
    """A regular file in one of the folders `tree`: one of ours, ours in a wrong folder, or neither."""

    path: Path
    tree: str
    role: Role


def item_of(root: Path, path: Path) -> Item:
    """Return the file as an item, judged by its name and place alone; it lies in one of `TREES`."""
    tree, *place, name = path.relative_to(root).parts
    stem, dot, ending = name.rpartition(".")
    known = is_who if tree == EVENTS else is_id
    if dot + ending != _ENDINGS[tree] or not known(stem):
        return Item(path, tree, "stranger")
    month = "/".join(place)
    right = _MONTH.fullmatch(month) if tree == EVENTS else month == month_of(stem)
    return Item(path, tree, "ours" if right else "misplaced")


def walk(root: Path, tree: str, now: float) -> Iterator[Item | Problem]:
    """Yield what lies in one of the folders, month by month: files as items, the rest as problems.

    `now` is a time in seconds since 1970, for the age of temporary files.
    """
    base = root / tree
    waiting = [base] if _is_folder(base) else []
    if not waiting and os.path.lexists(base):
        yield _not_a_folder(base)
    while waiting:
        folder = waiting.pop()
        try:
            listed = _listed(folder)
        except OSError as error:
            yield problem(
                "unreadable", folder, f"cannot be opened ({error.strerror})", "Ask for the permission"
            )
            continue
        waiting += [Path(found.path) for found in reversed(listed) if _leads_on(found)]
        for found in listed:
            yield from _classified(root, found, tree, now)


def at_the_top(root: Path, now: float) -> Iterator[Problem]:
    """Yield what is wrong beside the folders: temporary files left behind, names in the wrong case."""
    with suppress(OSError):
        yield from _at_the_top(root, now)


def _at_the_top(root: Path, now: float) -> Iterator[Problem]:
    for found in _listed(root):
        if found.name.startswith(TEMPORARY):
            yield from leftover(found.path, now)
        elif (
            found.name not in _OURS
            and found.name.lower() in _OURS
            and not _same(found, root / found.name.lower())
        ):
            yield _case_twin(Path(found.path), root / found.name.lower())


def leftover(path: str | Path, now: float) -> Iterator[Problem]:
    """Yield the problem of a temporary file that a writer left behind more than an hour ago."""
    try:
        state = os.lstat(path)
    except OSError:
        return
    if stat.S_ISREG(state.st_mode) and state.st_mtime < now - _LEFTOVER_SECONDS:
        yield problem("leftover", path, "is a temporary file of a write that never ended", fixable=True)


def _classified(root: Path, found: os.DirEntry[str], tree: str, now: float) -> Iterator[Item | Problem]:
    if found.is_symlink():
        yield problem("link", found.path, "is a link, which is not followed")
    elif found.is_dir(follow_symlinks=False):
        if found.name.endswith(_ENDINGS[tree]):
            yield problem("not-a-file", found.path, "is a folder named like a file")
        elif not _leads_on(found):
            yield problem("foreign", found.path, "is a hidden folder and no part of the journal")
    elif not found.is_file(follow_symlinks=False):
        yield problem("not-a-file", found.path, f"is not a regular file ({_special(found)})")
    elif found.name.startswith(TEMPORARY):
        yield from leftover(found.path, now)
    elif found.name not in _LITTER:
        yield item_of(root, Path(found.path))


def stranger(root: Path, item: Item) -> Problem:
    """Return the problem of a file whose name is none of ours."""
    name = item.path.name
    small = item.path.with_name(name.lower())
    if name != name.lower() and item_of(root, small).role != "stranger":
        return _case_twin(item.path, small)
    if ".toml" in name.lower() or ".jsonl" in name.lower():
        rule = "a log is named after its writer" if item.tree == EVENTS else "an entry is named after its id"
        return problem("misnamed", item.path, f"is not read: {rule}")
    return problem("foreign", item.path, "is no part of the journal")


def _case_twin(path: Path, small: Path) -> Problem:
    if os.path.lexists(small) and not _same(path, small):
        return problem(
            "case-twin", path, f"is not read and differs from {small.name} only in capital letters"
        )
    return problem("case-twin", path, f"is not read: the name is {small.name}", "Rename it to small letters")


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        return sorted(found, key=lambda item: item.name)


def _leads_on(found: os.DirEntry[str]) -> bool:
    return found.is_dir(follow_symlinks=False) and not found.name.startswith(".")


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def _not_a_folder(base: Path) -> Problem:
    if base.is_symlink():
        return problem("link", base, "is a link; nothing is written through it")
    return problem("not-a-file", base, f"is not a folder, so no {base.name} can be kept")


def _same(one: os.DirEntry[str] | Path, other: Path) -> bool:
    """Tell whether the disk takes both spellings for one, as it does on macOS and Windows."""
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def _special(found: os.DirEntry[str]) -> str:
    try:
        mode = found.stat(follow_symlinks=False).st_mode
    except OSError:
        return "it cannot be looked at"
    kinds = {
        stat.S_IFIFO: "a pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }
    return kinds.get(stat.S_IFMT(mode), "of an unknown kind")
