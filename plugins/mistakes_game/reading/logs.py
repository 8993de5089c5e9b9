"""Reading the logs of a journal as deeds: one's own, and the thanks that others gave; only what is new.

An event counts only in the log of its own person, and a private one only in a personal journal.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from mistakes.files import open_log
from mistakes.layout import EVENT_LINE_LIMIT, event_files
from mistakes.records import NamedTuple
from mistakes_game.points.deeds import Deed, read_deed

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes_game.reading.me import Me

_CHUNK = 1 << 18
_RACY_NS = 2_000_000_000  # a file that was written so lately may change again and look the same


class LogState(NamedTuple):
    """How far a log was read: what its file looked like, how many bytes, and the digest of them.

    `looks` is () for a file that may have changed since without looking otherwise.
    """

    looks: tuple[int, ...]
    consumed: int
    digest: str


class Rewritten(Exception):
    """What was read of a log is no longer there as it was."""


def paths_of(journal: Journal) -> dict[str, Path]:
    """Return the logs of a journal by their paths within it, oldest month first."""
    return {"/".join(path.parts[-3:]): path for path in event_files(journal.root)}


def looks_of(path: Path, now_ns: int) -> tuple[int, ...]:
    """Return by what a file that is unchanged can be told; () if it is gone or was written just now."""
    try:
        state = os.stat(path, follow_symlinks=False)
    except OSError:
        return ()
    if now_ns - max(state.st_mtime_ns, state.st_ctime_ns) < _RACY_NS:
        return ()
    return (state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)


def read_on(path: Path, before: LogState | None, looks: tuple[int, ...]) -> tuple[LogState, list[bytes]]:
    """Return the lines after those that were read before, and how far the log is read now.

    A last line without its end is left for the next time. Raises `Rewritten` if what was read before has
    changed or is gone.
    """
    digest, consumed = sha256(), before.consumed if before else 0
    with open_log(path) as file:
        if file is None:
            if before:
                raise Rewritten
            return LogState((), 0, digest.hexdigest()), []
        left = consumed
        while left and (data := file.read(min(left, _CHUNK))):
            digest.update(data)
            left -= len(data)
        if before and (left or digest.hexdigest() != before.digest):
            raise Rewritten
        lines = file.read().splitlines(keepends=True)
    if lines and not lines[-1].endswith(b"\n"):
        lines.pop()
        looks = ()
    new = b"".join(lines)
    digest.update(new)
    return LogState(looks, consumed + len(new), digest.hexdigest()), lines


def deeds_in(
    lines: Iterable[bytes], writer: str, me: Me, *, private: bool, unvouched: Collection[str] = ()
) -> Iterator[Deed]:
    """Yield the deeds on the lines of one person's log, under the one name of the person at the keyboard.

    Of another person's only thanks are read. The events `unvouched` are left out.
    """
    is_mine, hidden = writer in me, frozenset[str]() if private else _private()
    for line in lines:
        if len(line) > EVENT_LINE_LIMIT or not (is_mine or b'"thanked"' in line):
            continue
        deed = read_deed(line)
        if deed is None or deed.by != writer or deed.do in hidden or deed.id in unvouched:
            continue
        if deed.do == "thanked":
            yield deed._replace(by=me.named(deed.by), more=me.named(deed.more))
        elif is_mine:
            yield deed._replace(by=me.who) if deed.by != me.who else deed


@cache
def _private() -> frozenset[str]:
    """Return the kinds of events that belong into a personal journal only."""
    from mistakes.events import KINDS

    return frozenset(do for do, kind in KINDS.items() if kind.private)
