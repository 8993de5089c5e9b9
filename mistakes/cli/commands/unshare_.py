"""`mistakes unshare`: take a shared copy back, as far as that can be done."""

from __future__ import annotations

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session


@make(name="unshare")
@click.argument("id")
@click.option(
    "--from", "place", metavar="JOURNAL", default="", help="The team, if it is shared with several."
)
@click.option("--no-sync", is_flag=True, help="Do not sync; the next `mistakes sync` sends it.")
def command(session: Session, id: str, place: str, no_sync: bool) -> None:
    """Mark the team's copy of an entry as deleted; your own stays as it is.

    Who has read it has read it, and copies of the team's journal keep it: see `mistakes purge`.
    """
    from mistakes.cli.show import acknowledge, entry_json
    from mistakes.cli.syncing import sync_after
    from mistakes.journals import for_sharing
    from mistakes.sharing.offer import unshare

    team = for_sharing(session.settings, place)
    _, entry_id = session.known().find(id)
    copy = unshare(team, entry_id)
    synced = not no_sync and sync_after(session, team)
    if session.json:
        return session.out.json(entry_json(team, copy, team.standing(copy)) | {"synced": synced})
    acknowledge(session.out, team, copy, "unshared")
    session.out.text("Others may have read it, and their clones keep it in their history.")
    session.out.text(f"If it holds a secret, change that secret, then: mistakes purge {copy.id[-6:]}")
    return None
