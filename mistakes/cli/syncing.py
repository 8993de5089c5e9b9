"""Syncing at the end of a command that changed what others are to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistakes.cli.session import Session
    from mistakes.journal import Journal

SAVED_NOT_SHARED = 4


def sync_after(session: Session, journal: Journal, *, quietly: bool = False) -> bool:
    """Sync a journal after a change; return whether the others can see it now.

    What was saved is saved whatever comes of it: trouble is said in one line, and the program ends with 4.
    `quietly` says nothing of a journal that is shared through nothing.
    """
    from mistakes.errors import MistakesError
    from mistakes.syncing import NoBackend, sync

    try:
        report = sync(journal)
    except NoBackend:
        if not quietly:
            session.note(f"{journal.name} is shared through its folder alone; nothing was sent")
        return False
    except MistakesError as error:
        session.note(f"saved, not shared yet: {error.message.rstrip('.')}. {error.hint}".rstrip())
        session.status = SAVED_NOT_SHARED
        return False
    for fault in report.left:
        session.note(f"not sent: {fault.path}: {fault.reason}")
    session.status = SAVED_NOT_SHARED if report.left else session.status
    return not report.left
