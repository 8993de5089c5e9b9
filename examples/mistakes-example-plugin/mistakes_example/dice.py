"""`mistakes dice`: one lesson, picked by chance, and the tally of what was done."""

from __future__ import annotations

import random
from collections.abc import Iterable

import click

from mistakes import Lesson, Mistake
from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import NotFound


@make(name="dice")
@click.option("--seed", type=int, help="Choose by this number, so that it can be repeated.")
@click.option("--tally", is_flag=True, help="Show what you did since this plugin is installed.")
def command(session: Session, seed: int | None, tally: bool) -> None:
    """Show one lesson, picked by chance from the journals you read."""
    if tally:
        return _show_tally(session)
    entries = (entry for journal in session.reading() for entry in journal.entries())
    entry, lesson = picked(entries, random.Random(seed))  # noqa: S311  a game, not a secret
    if session.json:
        return session.out.json(
            {"id": entry.id, "text": lesson.text, "when": lesson.when, "then": lesson.then}
        )
    session.out.line(lesson.text or f"When {lesson.when}, then {lesson.then}")
    return session.out.line((f"from {entry.id[-6:]}, {entry.title}", session.out.paint.dim))


def picked(entries: Iterable[Mistake], dice: random.Random) -> tuple[Mistake, Lesson]:
    """Return one lesson and its entry, each with the same chance; raises `NotFound` if there is none.

    One look at the entries is enough: the n-th lesson takes the place of the last with chance 1 in n.
    """
    found = None
    lessons = ((entry, lesson) for entry in entries for lesson in entry.lessons)
    for number, pair in enumerate(lessons, 1):
        if dice.randrange(number) == 0:
            found = pair
    if found is None:
        raise NotFound("there is no lesson yet", 'Add one: mistakes edit --lesson "what you take from it"')
    return found


def _show_tally(session: Session) -> None:
    from mistakes_example.tally import counted

    counts = counted()
    if session.json:
        return session.out.json(counts)
    for name, count in sorted(counts.items()):
        session.out.line(f"{count}  {name}")
    return None
