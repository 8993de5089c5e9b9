"""What is noted and said when a mistake came again, whichever command tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistakes.cli.session import Session
    from mistakes.events import Repeated
    from mistakes.journal import Journal


def note_repeat(
    session: Session, journal: Journal, entry_id: str, repeat: str | None = None, *, tell: bool = False
) -> Repeated | None:
    """Note that an entry of a journal came again, as the entry `repeat` tells; None if that is known.

    It is noted in the personal journal, unless the team is to be told.
    """
    from mistakes.events import Repeated

    log = journal if journal.private or tell else session.personal()
    known = (event for event in log.events(entry_id) if isinstance(event, Repeated))
    if repeat and any(event.repeat == repeat for event in known):
        return None
    return log.record(Repeated(entry_id, repeat=repeat))


def say_again(session: Session, journal: Journal, entry_id: str, *, tell: bool = False) -> None:
    """Say how often an entry came again, as its writer has noted."""
    from mistakes.cli.capture_words import words

    log = journal if journal.private or tell else session.personal()
    said = words(session.settings)
    count = sum(event.do == "repeated" for event in log.events(entry_id))
    told = said["again once" if count == 1 else "again"]
    entry, handle = journal.get(entry_id), journal.handle(entry_id)
    session.out.text(told.format(id=handle, title=entry.title, count=count))
    if count > 1:
        session.out.text(said["plan again"].format(plan=f"mistakes edit {handle} --if … --then …"))
    if entry.deleted:
        session.note(said["is deleted"].format(id=handle))
