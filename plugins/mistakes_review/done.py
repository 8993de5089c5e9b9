"""`mistakes done`: an action is done."""

from __future__ import annotations

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session


@make(name="done")
@click.argument("id", metavar="ID|N")
@click.option("--evidence", metavar="TEXT", help="A commit, a link, a sentence that shows it.")
def command(session: Session, id: str, evidence: str | None) -> None:
    """Note that an action is done: ID is its key, or an entry with one open action.

    N is the entry that the last `brief` showed under that number.
    """
    from mistakes.locales import language
    from mistakes_review.choosing import found
    from mistakes_review.deeds import done as noted
    from mistakes_review.words import WORDS

    item, entry = found(session, id, ("entry", "action"))
    event = noted(item.journal, entry.id, item.key, evidence=evidence)
    saved = item.journal.get(entry.id)
    action = next(one for one in saved.actions if one.key == event.action)
    left = sum(one.done is None for one in saved.actions)
    if session.json:
        about = {"event": event.id, "entry": entry.id, "action": event.action, "done": str(action.done)}
        return session.out.json(about | {"evidence": evidence, "open": left})
    words = WORDS[language(session.settings)]
    place = words["private"] if item.journal.private else item.journal.name
    told = words["done"].format(text=action.text, id=item.journal.handle(entry.id), place=place)
    session.out.text(told, style=session.out.paint.green)
    if left:
        session.out.text(words["one open" if left == 1 else "open"].format(count=left))
    return None
