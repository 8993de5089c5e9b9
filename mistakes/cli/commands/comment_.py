"""`mistakes comment`: say something about a team's entry, or that one has read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mistakes.cli.command import command as make
from mistakes.cli.entry_options import scanned_option
from mistakes.cli.session import Session
from mistakes.errors import UsageError

if TYPE_CHECKING:
    from mistakes.journal import Journal


@make(name="comment")
@click.argument("id")
@click.argument("text", nargs=-1)
@click.option("--read", "has_read", is_flag=True, help="Only say that you have read it.")
@scanned_option
@click.option("--no-sync", is_flag=True, help="Do not sync; the next `mistakes sync` sends it.")
def command(
    session: Session, id: str, text: tuple[str, ...], has_read: bool, scanned: bool, no_sync: bool
) -> None:
    """Say something about the entry ID, where everybody who reads the entry sees it."""
    from mistakes.cli.scanned import look_through_event
    from mistakes.cli.sharing_words import Words, is_visible
    from mistakes.cli.syncing import sync_after
    from mistakes.events import Commented, Read, to_record

    words = " ".join(text).strip()
    if not any(map(is_visible, words)) and not has_read:
        raise UsageError("what is there to say?", f'mistakes comment {id} "…", or --read: I have read it')
    journal, entry_id = _where_others_read(session, *session.known().find(id))
    title = _title(journal, entry_id)
    said = Commented(entry_id, text=words) if words else Read(entry_id)
    look_through_event(session, journal, said, scanned=scanned)
    event = journal.record(said)
    synced = not no_sync and sync_after(session, journal, quietly=True)
    if session.json:
        return session.out.json(to_record(event) | {"journal": journal.name, "synced": synced})
    told = Words(session.settings)(
        "said" if words else "read", id=journal.handle(entry_id), title=title, team=journal.name
    )
    session.out.text(told, style=session.out.paint.green)
    return None


def _where_others_read(session: Session, journal: Journal, entry_id: str) -> tuple[Journal, str]:
    """Return the shared copy of an entry of one's own, if there is one: the two are one item."""
    from mistakes.journals import teams
    from mistakes.sharing.offer import copies

    if not journal.private:
        return journal, entry_id
    shared = copies(entry_id, teams(session.settings))
    return next((one for one in shared if not one[0].get(one[1]).deleted), (journal, entry_id))


def _title(journal: Journal, entry_id: str) -> str:
    """Return the title of the entry; what was taken back is talked about no more, for all to read."""
    entry = journal.get(entry_id)
    if entry.deleted and not journal.private:
        handle = journal.handle(entry_id)
        raise UsageError(f"{handle} is deleted", f"Bring it back first: mistakes restore {handle}")
    return entry.title
