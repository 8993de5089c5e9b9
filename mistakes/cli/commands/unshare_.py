"""`mistakes unshare`: take a shared copy back, as far as that can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session

if TYPE_CHECKING:
    from mistakes.journal import Journal


@make(name="unshare")
@click.argument("id")
@click.option(
    "--from", "team_place", metavar="JOURNAL", default="", help="The team, if it is shared with several."
)
@click.option("--no-sync", is_flag=True, help="Do not sync; the next `mistakes sync` sends it.")
def command(session: Session, id: str, team_place: str, no_sync: bool) -> None:
    """Mark the team's copy of an entry as deleted; your own stays as it is.

    Who has read it has read it, and copies of the team's journal keep it: see `mistakes purge`.
    """
    from mistakes.cli.sharing_words import Words
    from mistakes.cli.show import entry_json
    from mistakes.cli.syncing import sync_after
    from mistakes.sharing.offer import unshare

    _, entry_id = session.known().find(id)
    team = _team(session, entry_id, team_place or session.place)
    team.beside = session.known
    copy = unshare(team, entry_id)
    synced = not no_sync and sync_after(session, team)
    if session.json:
        return session.out.json(entry_json(team, copy, team.standing(copy)) | {"synced": synced})
    out, words, handle = session.out, Words(session.settings), team.handle(copy.id)
    said = words("unshared", id=handle, team=team.name, title=copy.title)
    out.text(said, "  ", "", style=out.paint.green)
    out.text(words("may have read"))
    out.text(words("if secret", id=handle))
    return None


def _team(session: Session, entry_id: str, place: str) -> Journal:
    """Return the team that is named, or the only one that has a copy."""
    from mistakes.journals import for_sharing, teams
    from mistakes.sharing.offer import copies

    having = [] if place else [team for team, _ in copies(entry_id, teams(session.settings))]
    return having[0] if len(having) == 1 else for_sharing(session.settings, place)
