"""Answers that come by options: all of them are looked at first, then saved one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mistakes.errors import SecretFound, UsageError
from mistakes.practice import Question
from mistakes.records import NamedTuple
from mistakes_prompts.answering import check, goes_into_field, keep, refuse_secrets, skip
from mistakes_prompts.placing import placed
from mistakes_prompts.reflection import Reflection
from mistakes_prompts.showing import answer_object, saved_text, show_tips
from mistakes_prompts.tongue import words

if TYPE_CHECKING:
    from mistakes.cli.output import Output
    from mistakes.model import Mistake


class Given(NamedTuple):
    """An answer as it was given: the question's id and the text."""

    name: str
    text: str


def given(option: str) -> Given:
    """Return an answer written as `QUESTION=TEXT`; raises `UsageError` if it has no `=`."""
    name, equals, text = option.partition("=")
    if not equals:
        raise UsageError(f"--answer {option[:40]!r} has no answer", 'Write it as --answer QUESTION="TEXT"')
    return Given(name.strip(), text)


def save(begun: Reflection, answers: Sequence[Given], skips: Sequence[str]) -> dict[str, Any]:
    """Save answers and skips; return what machines get of it. Nothing is saved if one does not fit."""
    asked = begun.named([one.name for one in answers])
    passed = begun.named(skips)
    _refuse_unfit(begun, list(zip(asked, answers, strict=True)))
    kept = [(one, keep(begun.journal, one, answer.text)) for one, answer in zip(asked, answers, strict=True)]
    skipped = [(one, skip(begun.journal, one)) for one in passed]
    return {
        "entry": begun.entry or None,
        "journal": begun.journal.name,
        "answers": [answer_object(begun.journal, question, one) for question, one in kept],
        "skipped": [{"question": question.id, "event": event.id} for question, event in skipped],
    }


def show(out: Output, begun: Reflection, saved: dict[str, Any]) -> None:
    """Write where each answer is, and the tips that come after it."""
    own = words(begun.wish.language)
    for one in saved["answers"]:
        said = saved_text(
            one["field"] or "",
            noted=one["noted"],
            other=one["compared"] or "",
            language=begun.wish.language,
        )
        out.text(f"{one['question']}: {said}", "  ", "", style=out.paint.green)
        if one["before"]:
            out.text(own["before"], style=out.paint.dim)
            out.text(one["before"], "  ")
        show_tips(out, Question("", "", "", tips=tuple(one["tips"])), own)
    for one in saved["skipped"]:
        out.text(f"{one['question']}: {own['passed_over']}", "  ", "", style=out.paint.dim)


def _refuse_unfit(begun: Reflection, answers: Sequence[tuple[Question, Given]]) -> None:
    """Raise `UsageError` with the question's id if one of several answers does not fit."""
    entry: Mistake | None = begun.mistake()
    now = datetime.now().astimezone().replace(microsecond=0)
    for question, answer in answers:
        try:
            check(question, answer.text)
            refuse_secrets(begun.journal, question, answer.text)
            if entry and goes_into_field(begun.journal, question):
                entry = placed(entry, question.fills, answer.text, now).entry
        except SecretFound:
            raise
        except UsageError as error:
            raise UsageError(f"{question.id}: {error.message}; nothing was saved", error.hint) from None
