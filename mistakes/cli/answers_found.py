"""Private answers among what `search` finds: below the entries, marked as private, for their writer alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mistakes.cli.session import Session

if TYPE_CHECKING:
    from mistakes.index.answers import Answer

MOST = 20


def answers(session: Session, words: Sequence[str]) -> list[Answer]:
    """Return the private answers that match, the newest first, at most 20; none unless one's own journal is read."""
    from mistakes.index.answers import matching_answers
    from mistakes.query import parse

    query = parse(words, now=datetime.now().astimezone())
    own = [journal for journal in session.reading() if journal.private]
    return [answer for journal in own for answer in matching_answers(journal.root, query)][:MOST]


def show_answers(session: Session, found: Sequence[Answer]) -> None:
    """Write answers in rows: of which entry (or question), when, the beginning, and that it is private."""
    from mistakes.cli.capture_words import words
    from mistakes.cli.columns import Cell

    if session.out.is_terminal:
        session.out.line((words(session.settings)["answers"], session.out.paint.bold))
    short = session.reading().handles({answer.entry for answer in found if answer.entry})
    paint, private = session.out.paint, words(session.settings)["private"]
    session.out.rows(
        [
            Cell(short.get(answer.entry, answer.prompt), paint.cyan),
            Cell(answer.day.isoformat(), paint.dim),
            Cell(" ".join(answer.text.split()), flex=True),
            Cell(private, paint.dim),
        ]
        for answer in found
    )


def answer_objects(found: Sequence[Answer]) -> Iterator[dict[str, Any]]:
    """Yield the same for machines."""
    for answer in found:
        told = {"entry": answer.entry or None, "question": answer.prompt, "text": answer.text}
        yield {"answer": answer.id, "day": answer.day.isoformat(), "private": True} | told
