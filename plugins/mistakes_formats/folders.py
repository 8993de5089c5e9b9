"""The files of a folder to import, in a fixed order, without ever leaving it through a link."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from mistakes.errors import NotFound
from mistakes.records import NamedTuple


class Found(NamedTuple):
    """A file and its name: its path inside the folder, with `/` on every system."""

    path: Path
    name: str


def files_in(path: Path) -> Iterator[Found]:
    """Yield a file alone, or all files of a folder and the folders in it, in the order of their names.

    Hidden ones are left alone; a link counts as a file, also one to a folder, and reading it says what
    it is. So does a folder that cannot be looked into. Raises `NotFound` if nothing is there.
    """
    if not os.path.lexists(path):
        raise NotFound(f"{path} is not there", "Check the path and try again.")
    if not is_folder(path):
        yield Found(path, path.name)
        return
    waiting = [path]
    while waiting:
        folder = waiting.pop()
        try:
            found = [folder / name for name in sorted(os.listdir(folder)) if not name.startswith(".")]
        except OSError:
            yield Found(folder, _inside(folder, path))
            continue
        yield from (Found(file, _inside(file, path)) for file in found if not is_folder(file))
        waiting += [file for file in reversed(found) if is_folder(file)]


def is_folder(path: Path) -> bool:
    """Tell whether the path is a folder itself, not a link to one."""
    return path.is_dir() and not path.is_symlink()


def storable(name: str) -> str:
    """Return a file's name as text that a file can hold, bytes that are none as `\\xff`, letters composed."""
    return unicodedata.normalize("NFC", name.encode("utf-8", "backslashreplace").decode())


def _inside(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
