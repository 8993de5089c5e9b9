"""What waits for a decision where two people changed one thing: the list of it, and one value beside the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mistakes.cli.session import Session
    from mistakes.model import Conflict, Mistake


def show_undecided(session: Session) -> None:
    """List the entries in which a value waits, of all journals that are read and of the teams one has joined."""
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


def show_row(session: Session, entry: Mistake, number: int, row: Conflict) -> None:
    """Show what stands and the value that waits, each with who wrote it, where that is known."""
    from mistakes.resolving import present, value_of, winner_of

    session.out.text(f"{number}. {row.path}", style=session.out.paint.bold)
    stands = _text(present(entry, row)) + _by(winner_of(row))
    session.out.text(stands, "           ", "  stands:  ")
    session.out.text(_text(value_of(row)) + _by(row.author), "           ", "  other:   ")


def _by(author: str) -> str:
    return f" ({author})" if author else ""


def _text(value: Any) -> str:
    from mistakes import tomltext

    if value is None:
        return "nothing"
    return value if isinstance(value, str) else tomltext.dump({"x": value}).removeprefix("x = ").strip()
