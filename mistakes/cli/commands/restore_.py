"""`mistakes restore`: bring a deleted entry back."""

from __future__ import annotations

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session


@make(name="restore")
@click.argument("id")
def command(session: Session, id: str) -> None:
    """Bring a deleted entry back."""
    from mistakes.cli.show import acknowledge, entry_json

    journal, entry_id = session.reading().find(id)
    saved = journal.restore(entry_id)
    if session.json:
        return session.out.json(entry_json(journal, saved, journal.standing(saved)))
    acknowledge(session.out, journal, saved, "restored")

    return None
