"""What is said when Ctrl-C ends long work: how far it came, and how it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mistakes import history
from mistakes.cli.failure import INTERRUPTED
from mistakes.cli.undo_words import words
from mistakes.errors import MistakesError

if TYPE_CHECKING:
    from mistakes.exchange import Progress
    from mistakes.journal import Journal


class Stopped(MistakesError):
    """Work that a person stopped; what was done of it is safe."""

    kind = "interrupted"
    exit_status = INTERRUPTED


@contextmanager
def import_stopped(journal: Journal) -> Iterator[None]:
    """Say how many entries an import has added, if it is stopped; raises `Stopped`."""
    before = history.last(journal.root)
    try:
        yield
    except KeyboardInterrupt:
        noted, said = history.last(journal.root), words(journal.settings)
        if noted is None or (before and before.line == noted.line):
            raise
        count = len(noted.change.added)
        told = said["one import stopped" if count == 1 else "import stopped"].format(count=count)
        raise Stopped(told, said["import goes on"]) from None


@contextmanager
def undo_stopped(journal: Journal, progress: Progress, total: int | None) -> Iterator[Callable[[int], None]]:
    """Say how many entries were taken back, if that is stopped; raises `Stopped`."""
    reached = 0

    def advance(done: int) -> None:
        nonlocal reached
        reached = done
        progress(done)

    try:
        yield advance
    except KeyboardInterrupt:
        if not total:
            raise
        said = words(journal.settings)
        told = said["undo stopped"].format(done=reached, count=total)
        raise Stopped(told, said["undo goes on"]) from None
