"""`mistakes borrow`: a team's lesson enters one's own reviews."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs
import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import UsageError

if TYPE_CHECKING:
    from mistakes.items import Item
    from mistakes.journal import Journal
    from mistakes.model import Lesson, Mistake

FORMAT = "borrow"  # of the source: the same entry is borrowed once


@make(name="borrow")
@click.argument("id")
@click.option("--if", "when", metavar="SITUATION", help="A plan of your own: when this happens …")
@click.option("--then", metavar="DEED", help="… I will do this.")
def command(session: Session, id: str, when: str | None, then: str | None) -> None:
    """Take the lessons of a team's entry, or one of them, into your own journal, where they are asked.

    ID is the entry, or the key of one lesson. Your copy is private; the team's entry stays as it is.
    """
    from mistakes_review.choosing import found

    item, entry = found(session, id, ("entry", "lesson"), anywhere=True)
    short = item.journal.handle(entry.id)
    if item.journal.private:
        raise UsageError(f"{short}, {entry.title}, is in your own journal", "It needs no borrowing.")
    own = session.personal()
    plan = {name: text.strip() for name, text in (("when", when), ("then", then)) if text and text.strip()}
    known = own.with_source(FORMAT, entry.id)
    lessons = _lessons(entry, item.key, plan)
    saved = (
        _again(own, known, lessons, is_chosen=bool(plan)) if known else _borrowed(own, item, entry, lessons)
    )
    verb = "saved" if known is None else "borrowed already:" if saved == known else "changed"
    _say(session, own, saved, verb)


def _lessons(entry: Mistake, key: str, plan: dict[str, Any]) -> list[Lesson]:
    """Return the lessons as one's own: with keys and days of their own, held by no check of the team's."""
    from mistakes.model import Lesson

    chosen = [lesson for lesson in entry.lessons if key in ("", lesson.key)]
    own = [attrs.evolve(lesson, key=None, added=None, check="", extra={}) for lesson in chosen]
    if not plan:
        return own
    # a plan of one's own belongs to the last lesson, as with `edit`
    return [*own[:-1], attrs.evolve(own[-1] if own else Lesson(), **plan)]


def _borrowed(own: Journal, item: Item, entry: Mistake, lessons: list[Lesson]) -> Mistake:
    from mistakes.events import Borrowed
    from mistakes.history import as_one
    from mistakes.model import Links, Source

    if not lessons:
        short = item.journal.handle(entry.id)
        hint = f"Give it one of your own: mistakes borrow {short} --if SITUATION --then DEED"
        raise UsageError(f"{short}, {entry.title}, has no lesson yet", hint)
    name = entry.author.partition("<")[0].strip()
    from_whom = f"{name}, {item.journal.name}" if name else item.journal.name
    with as_one(own.root):
        saved = own.add(
            entry.title,
            kind="borrowed",
            happened=entry.happened,
            story=entry.story,
            tags=entry.tags,
            lessons=lessons,
            links=Links(borrowed_from=from_whom),
            source=Source(FORMAT, entry.id),
        )
        own.record(Borrowed(saved.id, source=entry.id))
    return saved


def _again(own: Journal, known: Mistake, lessons: list[Lesson], *, is_chosen: bool) -> Mistake:
    """Return one's copy with those lessons that it does not have yet; a plan of one's own stays.

    `is_chosen` tells that a plan was typed now, which takes its place.
    """
    from mistakes.fields import settled

    now = datetime.now().astimezone().replace(microsecond=0)

    def with_lessons(entry: Mistake) -> Mistake:
        kept = [_merged(lesson, lessons, is_chosen=is_chosen) for lesson in entry.lessons]
        texts = {lesson.text for lesson in entry.lessons}
        new = [lesson for lesson in lessons if lesson.text not in texts]
        changes: dict[str, Any] = {"lessons": [*kept, *new], "deleted": None}
        return attrs.evolve(entry, **settled(changes, now))

    return own.edit(known.id, with_lessons)


def _merged(lesson: Lesson, borrowed: list[Lesson], *, is_chosen: bool) -> Lesson:
    """Return a lesson with the plan that was borrowed, if one was typed now or it has none of its own."""
    for other in borrowed:
        if other.text == lesson.text and other.is_plan and (is_chosen or not lesson.is_plan):
            return attrs.evolve(lesson, when=other.when, then=other.then)
    return lesson


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
