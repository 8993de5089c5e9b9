"""What waits for a decision where two people changed one thing: the list of it, and one value beside the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mistakes.cli.sync_words import Words

if TYPE_CHECKING:
    from mistakes.cli.session import Session
    from mistakes.model import Conflict, Mistake


def show_undecided(session: Session) -> None:
    """List the entries in which a value waits, of all journals that are read and of the teams one has joined."""
    from mistakes.cli.show import entry_json
    from mistakes.resolving import undecided

    known = session.known()
    found = [(journal, entry) for journal in known for entry in undecided(journal)]
    if session.json:
        return session.out.json([entry_json(j, entry, j.standing(entry)) for j, entry in found])
    words, short = Words(session.settings), known.handles([entry.id for _, entry in found])
    for journal, entry in found:
        fields = words("comma").join(dict.fromkeys(row.path for row in entry.conflict))
        about = {"id": short[entry.id], "title": entry.title, "journal": journal.name, "fields": fields}
        session.out.text(words("undecided", **about), "  ", "")
    session.out.text(words("decide with" if found else "nothing waits"))
    return None


def show_row(session: Session, entry: Mistake, number: int, row: Conflict) -> None:
    """Show what stands and the value that waits, each with who wrote it, where that is known."""
    from mistakes.resolving import present, value_of, winner_of

    words = Words(session.settings)
    session.out.text(f"{number}. {row.path}", style=session.out.paint.bold)
    for name, value, author in (
        ("stands", present(entry, row), winner_of(row)),
        ("other", value_of(row), row.author),
    ):
        text = _text(value, words) + (words("by", author=author) if author else "")
        session.out.text(text, "           ", words(name))


def _text(value: Any, words: Words) -> str:
    from mistakes import tomltext

    if value is None:
        return words("no value")
    return value if isinstance(value, str) else tomltext.dump({"x": value}).removeprefix("x = ").strip()
