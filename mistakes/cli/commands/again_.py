"""`mistakes again`: it came again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from mistakes.cli.command import command as make
from mistakes.cli.entry_options import amend, entry_options, scanned_option, title_and_story
from mistakes.cli.session import Session
from mistakes.errors import UsageError


@make(name="again")
@click.argument("id", metavar="ID|N")
@click.argument("text", nargs=-1)
@click.option("--tell", is_flag=True, help="For a team's entry: let the team see that it came again.")
@scanned_option
@entry_options
def command(
    session: Session, id: str, text: tuple[str, ...], tell: bool, scanned: bool, **given: Any
) -> None:
    """Note that the mistake ID came again; with TEXT, as a new entry that is linked to it.

    N is a number of the last `brief`. That it came again is noted in your personal journal, unless you
    --tell the team.
    """
    from mistakes.cli.named import named_entry
    from mistakes.cli.repeating import note_repeat, say_again
    from mistakes.cli.show import acknowledge, entry_json, warn_if_ahead
    from mistakes.history import as_one

    if not text and any(given.values()):
        raise UsageError("the options tell of a new entry", f'Say what happened: mistakes again {id} "…"')
    journal, entry_id = named_entry(session, id)
    log = journal if journal.private or tell else session.personal()
    with as_one(log.root):
        repeat = _told(session, entry_id, " ".join(text), given, scanned=scanned) if text else None
        event = note_repeat(session, journal, entry_id, repeat.id if repeat else None, tell=tell)
    if repeat:
        warn_if_ahead(session, session.writing(), repeat)
    if session.json:
        record = entry_json(*repeat_place(session, repeat)) if repeat else None
        return session.out.json({"event": event and event.id, "entry": entry_id, "repeat": record})
    if repeat:
        acknowledge(session.out, session.writing(), repeat, "saved")
    say_again(session, journal, entry_id, tell=tell)
    return None


def repeat_place(session: Session, repeat: Any) -> tuple[Any, Any, Any]:
    """Return what `entry_json` takes for a new entry."""
    from mistakes.ladder import standing

    return session.writing(), repeat, standing(repeat)


def _told(session: Session, entry_id: str, title: str, given: dict[str, Any], *, scanned: bool) -> Any:
    from mistakes.cli.scanned import look_through
    from mistakes.model import Links

    journal = session.writing()
    now = datetime.now().astimezone().replace(microsecond=0)
    title, given = title_and_story(title, given)
    entry = amend(journal.draft(title, links=Links(repeat_of=entry_id)), given, now)
    look_through(session, journal, entry, scanned=scanned)
    return journal.put(entry)
