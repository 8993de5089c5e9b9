"""`mistakes borrow`: a team's lesson enters one's own reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import UsageError

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.model import Mistake


@make(name="borrow")
@click.argument("id")
@click.option("--if", "when", metavar="SITUATION", help="A plan of your own: when this happens …")
@click.option("--then", metavar="DEED", help="… I will do this.")
def command(session: Session, id: str, when: str | None, then: str | None) -> None:
    """Take the lessons of a team's entry, or one of them, into your own journal, where they are asked.

    ID is the entry, or the key of one lesson. Your copy is private; the team's entry stays as it is.
    """
    from mistakes_review.choosing import found
    from mistakes_review.deeds import FORMAT
    from mistakes_review.deeds import borrow as taken

    item, entry = found(session, id, ("entry", "lesson"), is_team_meant=True)
    if item.journal.private:
        short = item.journal.handle(entry.id)
        raise UsageError(f"{short}, {entry.title}, is in your own journal", "It needs no borrowing.")
    own = session.personal()
    known = own.with_source(FORMAT, entry.id)
    saved = taken(own, item.journal, entry.id, lesson=item.key, when=when or "", then=then or "")
    verb = "saved" if known is None else "borrowed already:" if saved == known else "changed"
    _say(session, own, saved, verb)


def _say(session: Session, own: Journal, saved: Mistake, verb: str) -> None:
    from mistakes.cli.show import acknowledge, entry_json
    from mistakes.locales import language
    from mistakes_review.words import WORDS

    if session.json:
        return session.out.json(entry_json(own, saved, own.standing(saved)))
    acknowledge(session.out, own, saved, verb)
    words = WORDS[language(session.settings)]
    if any(lesson.is_plan for lesson in saved.lessons):
        return session.out.text(words["asked"])
    plan = f"mistakes edit {own.handle(saved.id)} --if SITUATION --then DEED"
    return session.out.text(words["planless"].format(plan=plan))
