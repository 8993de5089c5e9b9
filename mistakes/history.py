"""The last changes made on this machine, so that `undo` can take the last one back.

It lies in the user's state folder and is a convenience: a journal without it is complete, and a
change whose record could not be kept stands all the same.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mistakes import places
from mistakes.errors import MistakesError

_LARGEST = 4 * 1024 * 1024
_KEPT = 50


class Change(NamedTuple):
    """One change: the entry's text before and after ("" before: it was added), or an event's id.

    An import is one change; `added` holds the ids of all its entries.
    """

    entry: str
    before: str = ""
    after: str = ""
    event: str = ""
    added: tuple[str, ...] = ()


def remember(root: Path, change: Change) -> None:
    """Note the last change of a journal; never fails."""
    import json

    with suppress(OSError, MistakesError, ValueError):
        path = _path(root)
        os.makedirs(path.parent, mode=0o700, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "ab") as file:
            file.write(json.dumps(change).encode() + b"\n")
            too_large = file.tell() > _LARGEST
        if too_large:
            _keep(path, _lines(path)[-_KEPT:])


def last(root: Path) -> tuple[Change, int] | None:
    """Return the last change that was not taken back, and its number; None if none is known."""
    import json

    with suppress(OSError, MistakesError, ValueError, TypeError, IndexError):
        lines = _lines(_path(root))
        return Change(*json.loads(lines[-1])), len(lines)
    return None


def forget_from(root: Path, number: int) -> None:
    """Drop the change of that number and all after it, once they are taken back."""
    with suppress(OSError, MistakesError):
        path = _path(root)
        _keep(path, _lines(path)[: number - 1])


def _path(root: Path) -> Path:
    return places.state_folder() / "history" / f"{places.journal_key(root)}.jsonl"


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()


def _keep(path: Path, lines: list[bytes]) -> None:
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.writelines(line + b"\n" for line in lines)
    os.replace(temporary, path)
