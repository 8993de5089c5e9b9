"""The question that follows a plan or a decision on a terminal: shown, never waited for."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistakes.cli.session import Session
    from mistakes.journal import Journal


def show_thought(session: Session, journal: Journal, entry_id: str) -> None:
    """Write a question for before a decision, and how to answer it, on a terminal only; it never fails."""
    if not session.out.is_terminal or session.json:
        return
    from mistakes.cli.capture_words import words
    from mistakes.errors import MistakesError

    with suppress(MistakesError):
        handle = journal.handle(entry_id, walk=False)
        for question in journal.questions(entry_id, when="before:decision", limit=1):
            command = f"mistakes reflect {handle} --question {question.id}"
            said = words(session.settings)["think"].format(question=question.text, command=command)
            session.out.text(said, style=session.out.paint.dim)
