"""`mistakes resolve`: decide between two values where two people changed one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.cli.sync_words import Words
from mistakes.cli.undecided import show_row, show_undecided
from mistakes.errors import UsageError

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.model import Mistake


@make(name="resolve")
@click.argument("id", required=False)
@click.option("--keep", is_flag=True, help="Keep what stands, everywhere in the entry.")
@click.option("--take", metavar="N", type=int, multiple=True, help="Take the other value number N.")
def command(session: Session, id: str | None, keep: bool, take: tuple[int, ...]) -> None:
    """Show what waits for a decision, or decide it for the entry ID.

    Nothing was lost when two people changed one thing: one value stands, the other waits here.
    """
    if id is None:
        if keep or take:
            raise UsageError("which entry?", "mistakes resolve shows them; then: mistakes resolve ID --keep")
        return show_undecided(session)
    journal, entry_id = session.known().find(id)
    entry = journal.get(entry_id)
    if not entry.conflict:
        return _done(session, journal, entry, "none to decide")
    if keep and take:
        raise UsageError("--keep keeps everything, --take takes something", "Give one of them.")
    if keep or take:
        return _done(session, journal, _decided(journal, entry, take), "is decided")
    if session.asks:
        left = _asked(session, journal, entry)
        return _done(session, journal, left, "is open" if left.conflict == entry.conflict else "is decided")
    return _show(session, journal, entry)


def _decided(journal: Journal, entry: Mistake, numbers: tuple[int, ...]) -> Mistake:
    """Take the numbered values; without numbers keep what stands, in all rows."""
    from mistakes import resolving

    if not numbers:
        return resolving.keep(journal, entry.id, entry.conflict)
    wrong = [number for number in numbers if not 1 <= number <= len(entry.conflict)]
    if wrong:
        raise UsageError(f"there is no value {wrong[0]}", f"They are numbered 1 to {len(entry.conflict)}.")
    for number in numbers:
        row = entry.conflict[number - 1]
        resolving.take(journal, entry.id, row)
        same = [other for other in entry.conflict if other.path == row.path]
        journal_entry = resolving.keep(journal, entry.id, same)
    return journal_entry


def _asked(session: Session, journal: Journal, entry: Mistake) -> Mistake:
    from mistakes import resolving
    from mistakes.cli.prompting import ask

    words = Words(session.settings)
    for number, row in enumerate(entry.conflict, 1):
        show_row(session, entry, number, row)
        answer = ask(words("which?")).lower()
        if answer in ("t", "take"):
            entry_now = resolving.take(journal, entry.id, row)
            left = words("taken", count=len(entry_now.conflict))
            session.out.text(left, style=session.out.paint.dim)
        elif answer in ("k", "keep"):
            resolving.keep(journal, entry.id, [row])
    return journal.get(entry.id)


def _show(session: Session, journal: Journal, entry: Mistake) -> None:
    from mistakes.cli.show import entry_json

    if session.json:
        return session.out.json(entry_json(journal, entry, journal.standing(entry)))
    handle = journal.handle(entry.id)
    session.out.line((f"{handle}  {entry.title}", session.out.paint.bold))
    for number, row in enumerate(entry.conflict, 1):
        show_row(session, entry, number, row)
    session.out.text(Words(session.settings)("decide", id=handle))
    return None


def _done(session: Session, journal: Journal, entry: Mistake, what: str) -> None:
    from mistakes.cli.show import entry_json

    if session.json:
        return session.out.json(entry_json(journal, entry, journal.standing(entry)))
    words = Words(session.settings)
    waiting = words.counted(len(entry.conflict), "one waits", "wait")
    told = words(what, id=journal.handle(entry.id), title=entry.title) + waiting
    session.out.text(told, style=session.out.paint.green)
    return None
