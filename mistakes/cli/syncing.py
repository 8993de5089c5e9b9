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
    from mistakes.cli.sync_words import Words
    from mistakes.errors import MistakesError
    from mistakes.syncing import NoBackend, sync

    words = Words(session.settings)
    try:
        report = sync(journal)
    except NoBackend:
        if not quietly:
            session.note(words("folder alone", journal=journal.name))
        return False
    except MistakesError as error:
        why = f"{error.message.rstrip('.')}. {error.hint}".rstrip()
        session.note(words("saved", why=why))
        session.status = SAVED_NOT_SHARED
        return False
    for fault in report.left:
        session.note(words("not sent", path=fault.path, reason=words.said(fault.reason)))
    session.status = SAVED_NOT_SHARED if report.left else session.status
    return not report.left
