"""`mistakes show`: the page of one entry."""

from __future__ import annotations

from datetime import datetime

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session


@make(name="show")
@click.argument("id", metavar="[ID|N]", required=False)
@click.option("--private", is_flag=True, help="With --json: include what is private (feeling, your answers).")
def command(session: Session, id: str | None, private: bool) -> None:
    """Show one entry.

    ID is the end of its id, four characters or more, or a number of the last `brief`; without it the newest
    entry is shown.
    """
    from mistakes.cli.named import named_entry
    from mistakes.cli.show import entry_json, show_entry
    from mistakes.cli.show_shared import show_shared
    from mistakes.cli.show_told import show_told, told, told_object
    from mistakes.sharing.told import whereabouts

    journal, entry_id = named_entry(session, id) if id is not None else session.found(None)
    entry = journal.get(entry_id)
    standing = journal.standing(entry)
    found = told(session.reading(), journal, entry_id)
    shared = whereabouts(session.settings, journal, entry)
    if session.json:
        record = entry_json(journal, entry, standing, private=private)
        session.out.json(record | told_object(found, private=private) | shared.as_json())
    else:
        show_entry(session.out, journal, entry, standing, datetime.now().astimezone())
        show_told(session.out, journal, found)
        show_shared(session, entry, shared)
