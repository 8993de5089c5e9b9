"""One question of the packs after a review, if the plugin that has them is there."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from mistakes import drafts
from mistakes.cli.catalogue import of_error
from mistakes.cli.prompting import Key, Unfinished, read_answer
from mistakes.errors import MissingPlugin, MistakesError, UsageError

if TYPE_CHECKING:
    from mistakes.cli.output import Output
    from mistakes.journal import Journal
    from mistakes.practice import Question


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
            about = words["about"].format(id=journal.handle(question.entry), title=title)
            out.text(about, style=out.paint.dim)
        out.text(question.text, style=out.paint.bold)
        _talk(out, words, journal, question, language)


def _talk(out: Output, words: dict[str, str], journal: Journal, question: Question, language: str) -> None:
    """Take an answer, again where it does not fit; Enter skips, or keeps refused words as a note."""
    refused = ""
    while reply := _reply(out, words, question, refused):
        try:
            journal.answer(question, reply)
        except UsageError as error:
            refused = reply
            out.text(of_error(error, language), style=out.paint.yellow)
            out.text(words["as a note"], style=out.paint.dim)
        else:
            return _thank(out, words, question)
    if not refused:
        journal.skip(question)
        return None
    # only a note takes any words
    journal.answer(question._replace(fills="", kind="question"), refused)
    return _thank(out, words, question)


def _reply(out: Output, words: dict[str, str], question: Question, refused: str) -> str:
    """Return what is answered, "" for nothing; raises `EOFError` for whoever has had enough, keeping the words."""
    begun = drafts.find(_draft_of(question))

    def typed(text: str) -> None:
        with suppress(MistakesError, OSError):
            _keep(question, text or refused or begun)

    while (reply := read_answer(one_line=True, typed=typed)) is Key.WHY:
        out.text(words["one more"], style=out.paint.dim)
    if isinstance(reply, Unfinished) or reply is Key.STOP:
        _keep(question, (reply.text if isinstance(reply, Unfinished) else "") or refused or begun)
        raise EOFError
    return reply if isinstance(reply, str) else ""


def _keep(question: Question, text: str) -> None:
    """Keep an answer that was begun; `reflect` offers it when the question comes again."""
    if text.strip():
        drafts.keep(_draft_of(question), text)
    else:
        drafts.drop(_draft_of(question))


def _draft_of(question: Question) -> str:
    return f"{question.entry[-6:]}-answer-{question.id}".lstrip("-")


def _thank(out: Output, words: dict[str, str], question: Question) -> None:
    drafts.drop(_draft_of(question))
    out.text(words["kept"], style=out.paint.green)
    for tip in question.tips:
        out.text(tip, "    ", "  • ")
