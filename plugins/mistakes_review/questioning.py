"""One question of the packs after a review, if the plugin that has them is there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mistakes import drafts
from mistakes.cli.prompting import Key, Unfinished, read_answer
from mistakes.errors import MissingPlugin

if TYPE_CHECKING:
    from mistakes.cli.output import Output
    from mistakes.journal import Journal


def ask_one(
    out: Output, words: dict[str, str], journal: Journal, entry_id: str, today: int, language: str
) -> None:
    """Ask the question that helps most after a review, if there is one; Enter skips it.

    Raises `EOFError` for whoever has had enough.
    """
    day = date.fromordinal(today)
    try:
        questions = journal.questions(entry_id, when="review", day=day, limit=1, language=language)
    except MissingPlugin:
        return
    for question in questions:
        out.line()
        out.text(words["one more"], style=out.paint.dim)
        if question.entry:
            title = journal.get(question.entry).title
            out.text(words["about"].format(id=question.entry[-6:], title=title), style=out.paint.dim)
        out.text(question.text, style=out.paint.bold)
        reply = read_answer(one_line=True)
        if isinstance(reply, Unfinished) and reply.text.strip():
            # `reflect` offers it when the question comes again
            drafts.keep(f"{question.entry[-6:]}-answer-{question.id}".lstrip("-"), reply.text)
        if isinstance(reply, Unfinished) or reply is Key.STOP:
            raise EOFError
        if not isinstance(reply, str):
            journal.skip(question)
            continue
        journal.answer(question, reply)
        out.text(words["kept"], style=out.paint.green)
        for tip in question.tips:
            out.text(tip, "    ", "  • ")
