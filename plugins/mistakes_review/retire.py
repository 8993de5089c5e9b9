"""`mistakes retire`: a lesson is enough as it is, and is asked no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import UsageError

if TYPE_CHECKING:
    from mistakes.events import Retired
    from mistakes.items import Item
    from mistakes.journal import Journal
    from mistakes.model import Mistake


@make(name="retire")
@click.argument("id", metavar="ID|N")
@click.option("--undo", is_flag=True, help="Ask it again.")
def command(session: Session, id: str, undo: bool) -> None:
    """Ask an entry, or one lesson of it, no longer; it is still found.

    N is the lesson that the last `brief` showed under that number. It opens again by itself if it comes
    again, or if you review it. It is noted for yourself alone.
    """
    from mistakes.events import Retired
    from mistakes_review.choosing import found

    item, entry = found(session, id, ("entry", "lesson"))
    log = item.journal if item.journal.private else session.personal()
    known = [event for event in log.events(entry.id) if isinstance(event, Retired)]
    if undo:
        return _undo(session, log, item, entry, known)
    event = log.record(Retired(entry.id, lesson=item.key or None))
    if session.json:
        return session.out.json(_object(entry, item.key, [event.id], retired=True))
    words = _words(session)
    told = words["is retired lesson" if item.key else "is retired"]
    short = item.journal.handle(entry.id)
    session.out.text(told.format(id=short, title=entry.title))
    session.out.text(words["still found"].format(id=item.key or short), style=session.out.paint.dim)
    return None


def _words(session: Session) -> dict[str, str]:
    from mistakes.locales import language
    from mistakes_review.words import WORDS

    return WORDS[language(session.settings)]


def _undo(session: Session, log: Journal, item: Item, entry: Mistake, known: list[Retired]) -> None:
    from mistakes.events import Retracted

    short, key = item.journal.handle(entry.id), item.key
    events = [event for event in known if not key or event.lesson == key]
    if not events and known:
        hint = f"Take that back: mistakes retire {short} --undo"
        raise UsageError(f"not the lesson, but the whole of {short} is retired", hint)
    if not events:
        hint = f"A lesson that a check holds, or that became a habit: mistakes review {short} --grade had"
        raise UsageError(f"{short}, {entry.title}, was not retired by hand", hint)
    taken = [log.record(Retracted(entry.id, event=event.id)) for event in events]
    if session.json:
        return session.out.json(_object(entry, key, [event.id for event in taken], retired=False))
    session.out.text(_words(session)["open again"].format(id=short, title=entry.title))
    return None


def _object(entry: Mistake, key: str, events: list[str], *, retired: bool) -> dict[str, object]:
    return {"events": events, "entry": entry.id, "lesson": key or None, "retired": retired}
