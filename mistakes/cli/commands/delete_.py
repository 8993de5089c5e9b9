"""`mistakes delete`: mark an entry as deleted; it stays on disk."""

from __future__ import annotations

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session


@make(name="delete")
@click.argument("id")
@click.option("--why", default="", help="Why, in a few words.")
def command(session: Session, id: str, why: str) -> None:
    """Mark an entry as deleted; it stays on disk."""
    from mistakes.cli.show import acknowledge, entry_json

    journal, entry_id = session.reading().find(id)
    saved = journal.delete(entry_id, why)
    if session.json:
        return session.out.json(entry_json(journal, saved, journal.standing(saved)))
    acknowledge(session.out, journal, saved, "deleted")
    session.out.line(
        (f"Nothing is lost; bring it back: mistakes restore {entry_id[-6:]}", session.out.paint.dim)
    )
    return None
