"""One question of the packs after a review, if the plugin that has them is there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mistakes.errors import MissingPlugin
from mistakes_review.typing_in import read_line

if TYPE_CHECKING:
    from mistakes.cli.output import Output
    from mistakes.journal import Journal


def ask_one(
    out: Output, words: dict[str, str], journal: Journal, entry_id: str, today: int, language: str
) -> None:
    """Ask the question that helps most after a review, if there is one; Enter skips it."""
    day = date.fromordinal(today)
    try:
        questions = journal.questions(entry_id, when="review", day=day, limit=1, language=language)
    except MissingPlugin:
        return
    for question in questions:
        out.line()
        out.text(words["one more"], style=out.paint.dim)
        out.text(question.text)
        if answer := read_line():
            journal.answer(question, answer)
        else:
            journal.skip(question)
        for tip in question.tips if answer else ():
            out.text(tip, "    ", "  • ")
