"""`mistakes undo`: take back the last change, or do it again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mistakes import history
from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import MistakesError, NotFound

if TYPE_CHECKING:
    from mistakes.journal import Journal


@make(name="undo")
@click.option("--redo", is_flag=True, help="Do again what was taken back last.")
def command(session: Session, redo: bool) -> None:
    """Take back the last change made on this machine, in whichever journal: an entry's, an import, or an event.

    What others changed since stays. An entry that was added is marked as deleted, so even that can
    be restored.
    """
    from mistakes.cli.listing import waiting
    from mistakes.cli.stopped import undo_stopped
    from mistakes.cli.taken_back import as_json, tell
    from mistakes.undo import redo_last, undo_last

    journal = _journal(session, redo=redo)
    noted = history.last(journal.root, undone=redo)
    total = len(noted.change.added) if noted and noted.change.added else None
    label = "Bringing back" if redo else "Taking back"
    with waiting(label, total) as progress, undo_stopped(journal, progress, total) as advance:
        undone = (redo_last if redo else undo_last)(journal, advance)
    if undone.left and not undone.done:
        session.status = 1
    if session.json:
        session.out.json(as_json(journal, undone))
    else:
        tell(session, journal, undone, redo=redo)


def _journal(session: Session, *, redo: bool) -> Journal:
    """Return the journal that was named, or the one that was changed last on this machine."""
    if session.place or session.team:
        return session.reading()[0]
    found = {os.path.realpath(journal.root): journal for journal in session.known()}
    for root in history.roots():
        if os.path.realpath(root) not in found and (journal := _opened(root, session.settings)):
            found[os.path.realpath(root)] = journal
    times = {root: history.last_time(Path(root), undone=redo) for root in found}
    last = max(times, key=times.__getitem__, default="")
    if not times.get(last):
        if redo:
            raise NotFound("nothing is known that was taken back", "Bring an entry back: mistakes restore ID")
        raise NotFound(
            "no change is known that could be taken back", "Older ones: mistakes restore ID, or git."
        )
    return found[last]


def _opened(root: Path, settings: Any) -> Journal | None:
    from mistakes.journal import Journal

    try:
        return Journal.open(root, settings)
    except MistakesError:
        return None
