"""`mistakes purge`: remove an entry for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import UsageError

if TYPE_CHECKING:
    from mistakes.cli.output import Output
    from mistakes.cli.sharing_words import Words
    from mistakes.journal import Journal


@make(name="purge")
@click.argument("id")
@click.option("-y", "--yes", is_flag=True, help="Purge without asking.")
@click.option("--no-sync", is_flag=True, help="Do not sync; the next `mistakes sync` sends it.")
def command(session: Session, id: str, yes: bool, no_sync: bool) -> None:
    """Remove an entry for ever, here and, with the next sync, wherever its journal is shared.

    It cannot be undone. For everything but secrets and what must be forgotten, use `mistakes delete`.
    """
    from mistakes.cli.sharing_words import Words
    from mistakes.cli.syncing import sync_after
    from mistakes.journals import teams
    from mistakes.purging import purge
    from mistakes.sharing.offer import copies

    journal, entry_id = session.reading().find(id)
    words = Words(session.settings)
    if not yes and not _agreed(session, journal, entry_id, words):
        return session.note(words("not purged"))
    handle = journal.handle(entry_id)
    shared = list(copies(entry_id, teams(session.settings))) if journal.private else []
    purge(journal, entry_id)
    synced = not no_sync and sync_after(session, journal, quietly=True)
    if session.json:
        return session.out.json({"purged": entry_id, "journal": journal.name, "synced": synced})
    said = words("purged", id=handle, journal=journal.name)
    session.out.text(said, style=session.out.paint.green)
    for team, copy in shared:
        session.out.text(words("copy stays", team=team.name, place=team.root, id=team.handle(copy)))
    _say_what_is_left(session.out, journal, entry_id, words)
    return None


def _agreed(session: Session, journal: Journal, entry_id: str, words: Words) -> bool:
    if not session.asks:
        raise UsageError("a purge cannot be undone, so it asks first", "To do it without being asked: --yes")
    from mistakes.cli.prompting import ask
    from mistakes.cli.sharing_words import YES
    from mistakes.errors import MistakesError

    try:
        title = journal.get(entry_id).title
    except MistakesError:
        title = words("unreadable")
    session.out.text(words("for ever", id=journal.handle(entry_id), title=title, journal=journal.name))
    return ask(words("purge?")).lower() in YES


def _say_what_is_left(out: Output, journal: Journal, entry_id: str, words: Words) -> None:
    """Say where it may still be, and how a history is cleaned by those who may."""
    from mistakes.layout import entry_path

    if not journal.private:
        out.text(words("out"))
    if any((folder / ".git").exists() for folder in (journal.root, *journal.root.parents)):
        path = entry_path(journal.root, entry_id).relative_to(journal.root).as_posix()
        out.text(words("in git"))
        out.line(f"  git filter-repo --invert-paths --path-glob '*{path}'")
        out.text(words("anew"))
