"""Answers that were begun and not finished: what their drafts are called, and which of them still wait."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from mistakes import drafts
from mistakes.errors import MistakesError

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.practice import Question
    from mistakes_prompts.asked import Asked

_NAME = re.compile(r"(?:([0-9a-z]{6})-)?answer-([a-z0-9.-]+)")


def draft_of(question: Question) -> str:
    """Return the name of a question's draft; an entry's handle comes first, as for all drafts about one."""
    return f"{question.entry[-6:]}-answer-{question.id}".lstrip("-")


def command_for(journal: Journal, entry: str, question: str) -> str:
    """Return the command that asks a question about an entry, or about oneself with ""."""
    named = [journal.handle(entry)] if entry else []
    return " ".join(["mistakes reflect", *named, "--question", question])


def begun_elsewhere(
    journal: Journal, entry: str | None, questions: Sequence[Question], asks: Iterable[Asked]
) -> list[str]:
    """Return the commands that go on with answers that were begun and are not asked now, the newest first.

    They are about the entry, about oneself with "", about anything with None. What was answered or skipped
    since is left out.
    """
    last: dict[tuple[str, str], date] = {}
    for one in asks:
        last[one.prompt, one.entry] = max(one.day, last.get((one.prompt, one.entry), one.day))
    asked = {(question.id, question.entry) for question in questions}
    waiting = [
        (begun, about, name)
        for about, name, begun in _begun(journal)
        if entry in (None, about)
        and (name, about) not in asked
        and last.get((name, about), date.min) < date.fromtimestamp(begun)
    ]
    return [command_for(journal, about, name) for _, about, name in sorted(waiting, reverse=True)]


def _begun(journal: Journal) -> Iterator[tuple[str, str, float]]:
    """Yield the entry, the question and the time of each draft of an answer about an entry of a journal."""
    for draft in drafts.names(""):
        if found := _NAME.fullmatch(draft):
            try:
                about = journal.find(found[1]) if found[1] else ""
                begun = drafts.path_of(draft).stat().st_mtime
            except (MistakesError, OSError):
                continue
            entry = journal.readable(about) if about else None
            if not about or (entry and not entry.deleted):
                yield about, found[2], begun
