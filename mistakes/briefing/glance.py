"""A quick look at the folders of a journal: whether anything has come, gone or grown since the last one.

What is told apart is a number made of times, sizes and inodes; whoever keeps it for long may find it
another one after an update of Python, and looks once more.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from mistakes.layout import ENTRIES, EVENTS, months

_RACY = 2_000_000_000  # nanoseconds; the coarsest clock of a file system still in use


def entries_state(root: str) -> str:
    """Return what stands for the folders of a journal's entries, "" if they changed a moment ago.

    A folder changes whenever a file in it comes, goes or is replaced, as this program, git and most
    editors do it; a file that is overwritten in place is not noticed.
    """
    states = list(_folder_states(root))
    looked = time.time_ns()
    if any(modified > looked - _RACY for _, modified, _ in states):
        return ""
    return _one_number(states)


def events_state(root: str) -> str:
    """Return what stands for the logs of a journal's events, which only ever grow."""
    return _one_number(list(_log_states(root)))


def _folder_states(root: str) -> Iterator[tuple[int, int, int]]:
    for month in months(Path(root), ENTRIES):
        with suppress(OSError):
            state = os.stat(os.path.join(root, ENTRIES, month))
            yield int(month.replace("/", "")), state.st_mtime_ns, state.st_ino


def _log_states(root: str) -> Iterator[tuple[int, int, int]]:
    for month in months(Path(root), EVENTS):
        with suppress(OSError), os.scandir(os.path.join(root, EVENTS, month)) as found:
            states = [item.stat(follow_symlinks=False) for item in found]
            yield from sorted((state.st_ino, state.st_mtime_ns, state.st_size) for state in states)


def _one_number(states: list[tuple[int, int, int]]) -> str:
    # of numbers alone the hash is the same in every process
    return f"{hash(tuple(states)) & (1 << 64) - 1:016x}"
