"""`mistakes purge`: remove an entry for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import UsageError

if TYPE_CHECKING:
    from mistakes.cli.output import Output
    from mistakes.journal import Journal


@make(name="purge")
@click.argument("id")
@click.option("-y", "--yes", is_flag=True, help="Purge without asking.")
@click.option("--no-sync", is_flag=True, help="Do not sync; the next `mistakes sync` sends it.")
def command(session: Session, id: str, yes: bool, no_sync: bool) -> None:
    """Remove an entry for ever, here and, with the next sync, wherever its journal is shared.

    It cannot be undone. For everything but secrets and what must be forgotten, use `mistakes delete`.
    """
    from mistakes.cli.syncing import sync_after
    from mistakes.journals import teams
    from mistakes.purging import purge
    from mistakes.sharing.offer import copies

    journal, entry_id = session.reading().find(id)
    if not yes and not _agreed(session, journal, entry_id):
        return session.note("nothing was purged")
    shared = list(copies(entry_id, teams(session.settings))) if journal.private else []
    purge(journal, entry_id)
    synced = not no_sync and sync_after(session, journal, quietly=True)
    if session.json:
        return session.out.json({"purged": entry_id, "journal": journal.name, "synced": synced})
    session.out.text(f"purged {entry_id[-6:]} from {journal.name}", style=session.out.paint.green)
    for team, copy in shared:
        session.out.text(f"A copy is shared with {team.name}: mistakes -j {team.root} purge {copy[-6:]}")
    _say_what_is_left(session.out, journal, entry_id)
    return None


def _agreed(session: Session, journal: Journal, entry_id: str) -> bool:
    if not session.asks:
        raise UsageError("a purge cannot be undone, so it asks first", "To do it without being asked: --yes")
    from mistakes.cli.prompting import ask
    from mistakes.errors import MistakesError

    try:
        title = journal.get(entry_id).title
    except MistakesError:
        title = "a file that cannot be read"
    session.out.text(f"{entry_id[-6:]}, {title}, in {journal.name}: it cannot be brought back.")
    return ask("Purge it for ever? [y/N] ").lower() in ("y", "yes")


def _say_what_is_left(out: Output, journal: Journal, entry_id: str) -> None:
    """Say where it may still be, and how a history is cleaned by those who may."""
    from mistakes.layout import entry_path

    if not journal.private:
        out.text("Others may have read it. A secret is not secret any more: change it where it is used.")
    if any((folder / ".git").exists() for folder in (journal.root, *journal.root.parents)):
        path = entry_path(journal.root, entry_id).relative_to(journal.root).as_posix()
        out.text("The history of git still holds it. To take it out there, agree with the team, then:")
        out.line(f"  git filter-repo --invert-paths --path-glob '*{path}'")
        out.text("and everybody clones anew: docs/how-to/leave-and-forget.md tells how.")
