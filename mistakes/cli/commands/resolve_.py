"""`mistakes resolve`: decide between two values where two people changed one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import UsageError

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.model import Conflict, Mistake


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
        return _list(session)
    journal, entry_id = session.known().find(id)
    entry = journal.get(entry_id)
    if not entry.conflict:
        return _done(session, journal, entry, "has nothing to decide")
    if keep and take:
        raise UsageError("--keep keeps everything, --take takes something", "Give one of them.")
    if keep or take:
        return _done(session, journal, _decided(journal, entry, take), "decided")
    if session.asks:
        return _done(session, journal, _asked(session, journal, entry), "decided")
    return _show(session, journal, entry)


def _list(session: Session) -> None:
    from mistakes.cli.show import entry_json
    from mistakes.resolving import undecided

    found = [(journal, entry) for journal in session.known() for entry in undecided(journal)]
    if session.json:
        return session.out.json([entry_json(j, entry, j.standing(entry)) for j, entry in found])
    for journal, entry in found:
        fields = ", ".join(dict.fromkeys(row.path for row in entry.conflict))
        session.out.text(f"{entry.id[-6:]}  {entry.title} ({journal.name}): {fields}", "  ", "")
    session.out.text("Decide with: mistakes resolve ID" if found else "nothing waits for a decision")
    return None


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

    for number, row in enumerate(entry.conflict, 1):
        _show_row(session, entry, number, row)
        answer = ask("  [k]eep what stands, [t]ake the other, Enter decides later: ").lower()
        if answer in ("t", "take"):
            entry_now = resolving.take(journal, entry.id, row)
            session.out.text(f"  taken; {len(entry_now.conflict)} left", style=session.out.paint.dim)
        elif answer in ("k", "keep"):
            resolving.keep(journal, entry.id, [row])
    return journal.get(entry.id)


def _show(session: Session, journal: Journal, entry: Mistake) -> None:
    from mistakes.cli.show import entry_json

    if session.json:
        return session.out.json(entry_json(journal, entry, journal.standing(entry)))
    session.out.line((f"{entry.id[-6:]}  {entry.title}", session.out.paint.bold))
    for number, row in enumerate(entry.conflict, 1):
        _show_row(session, entry, number, row)
    session.out.text(f"Decide: mistakes resolve {entry.id[-6:]} --keep, or --take N")
    return None


def _show_row(session: Session, entry: Mistake, number: int, row: Conflict) -> None:
    from mistakes.resolving import present, value_of

    session.out.text(f"{number}. {row.path}", style=session.out.paint.bold)
    session.out.text(_text(present(entry, row)), "           ", "  stands:  ")
    who = f" ({row.author})" if row.author else ""
    session.out.text(_text(value_of(row)) + who, "           ", "  other:   ")


def _text(value: Any) -> str:
    from mistakes import tomltext

    if value is None:
        return "nothing"
    return value if isinstance(value, str) else tomltext.dump({"x": value}).removeprefix("x = ").strip()


def _done(session: Session, journal: Journal, entry: Mistake, verb: str) -> None:
    from mistakes.cli.show import entry_json

    if session.json:
        return session.out.json(entry_json(journal, entry, journal.standing(entry)))
    waiting = f"; {len(entry.conflict)} wait" if entry.conflict else ""
    session.out.text(f"{entry.id[-6:]}, {entry.title}: {verb}{waiting}", style=session.out.paint.green)
    return None
