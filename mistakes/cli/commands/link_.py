"""`mistakes link`: link an entry to another."""

from __future__ import annotations

import attrs
import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import UsageError


@make(name="link")
@click.argument("id")
@click.option("--like", "likes", multiple=True, metavar="ID", help="It is like that entry.")
@click.option("--again", metavar="ID", help="It is the same mistake come again.")
@click.option("--evidence", multiple=True, metavar="URL", help="A link or path that shows it.")
def command(
    session: Session, id: str, likes: tuple[str, ...], again: str | None, evidence: tuple[str, ...]
) -> None:
    """Link the entry ID to one that is like it, to the one it repeats, or to evidence.

    With --again it is noted, in your personal journal, that the earlier one came again.
    """
    from mistakes.cli.repeating import note_repeat, say_again
    from mistakes.cli.show import acknowledge, entry_json
    from mistakes.history import as_one
    from mistakes.model import Mistake

    if not (likes or again or evidence):
        raise UsageError("say what to link it to", "For example: mistakes link 4sn02q --like k3ab")
    journals = session.reading()
    journal, entry_id = journals.find(id)
    others = [journals.find(other)[1] for other in likes]
    earlier = journals.find(again) if again else None
    first = earlier[1] if earlier else None
    if entry_id in (*others, first):
        raise UsageError("an entry is not linked to itself", "Name another one.")

    def linked(entry: Mistake) -> Mistake:
        links = entry.links
        like = tuple(dict.fromkeys((*links.like, *others)))
        proof = tuple(dict.fromkeys((*links.evidence, *evidence)))
        changed = attrs.evolve(links, like=like, evidence=proof, repeat_of=first or links.repeat_of)
        return attrs.evolve(entry, links=changed)

    with as_one(journal.root, *([session.personal().root] if earlier else [])):
        saved = journal.edit(entry_id, linked)
        if earlier:
            note_repeat(session, *earlier, entry_id)
    if session.json:
        return session.out.json(entry_json(journal, saved, journal.standing(saved)))
    acknowledge(session.out, journal, saved, "linked")
    if earlier:
        say_again(session, *earlier)
    return None
