"""Saving answers: into the field that a question fills, or as an event in one's own journal.

Every answer is on disk before it is acknowledged. What one answers about a colleague's entry stays
private.
"""

from __future__ import annotations

import re
from contextlib import nullcontext
from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from mistakes import history, scanning
from mistakes.errors import Ambiguous, NotFound, UsageError
from mistakes.events import Answered, Compared, Event, Retracted, Skipped
from mistakes.model import PRIVATE_FIELDS, Mistake
from mistakes.people import is_own
from mistakes.records import NamedTuple
from mistakes_prompts.own import known_journal, own_journal
from mistakes_prompts.placing import placed
from mistakes_prompts.targets import CONDITIONS, LESSONS, TEXTS

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.practice import Question

LONGEST_NOTE = 12 * 1024  # bytes; an event's line has 16 KiB, and some characters are escaped there
_ROOMY = frozenset((*TEXTS, *CONDITIONS, *LESSONS))
_SEALED = ("options", "chosen", "prediction", "confidence", "review_on", "views")


class Kept(NamedTuple):
    """An answer that is on disk: the entry before and after if a field holds it, and the events about it.

    `field` is "" if only an event holds the answer.
    """

    field: str
    before: Mistake | None
    after: Mistake | None
    events: tuple[Event, ...]

    @property
    def is_noted(self) -> bool:
        """Tell whether the words stand in an event, alone or beside the field."""
        return any(isinstance(event, Answered) and event.text for event in self.events)

    @property
    def other(self) -> str:
        """The id of the entry that this one was compared with, "" if with none."""
        found = [event.other for event in self.events if isinstance(event, Compared)]
        return found[0] if found else ""

    @property
    def result(self) -> Mistake | Event:
        """What holds the answer: the entry, or the event."""
        return self.after if self.field and self.after else self.events[0]


def answer(journal: Journal, question: Question, text: str) -> Mistake | Event:
    """Save an answer and return the entry or the event that holds it; see `Journal.answer`."""
    return keep(journal, question, text).result


def skip(journal: Journal, question: Question) -> Event:
    """Note that a question was skipped; see `Journal.skip`."""
    return own_journal(journal).record(Skipped(question.entry or None, question.id))


def keep(journal: Journal, question: Question, text: str) -> Kept:
    """Save an answer where it belongs; raises `UsageError` if it fits neither field nor event."""
    check(question, text)
    if other := compared_with(journal, question, text):
        return _compare(journal, question, text, other)
    if not goes_into_field(journal, question):
        return Kept("", None, None, (_note(journal, question, text),))
    refuse_secrets(journal, question, text)
    now = datetime.now().astimezone().replace(microsecond=0)
    read: list[Mistake] = []
    rest = [text]

    def change(current: Mistake) -> Mistake:
        made = placed(current, question.fills, text, now)
        read.append(current)
        rest.append(made.rest)
        return made.entry

    after = journal.edit(question.entry, change)
    before = read[-1]
    held = _content(after) != _content(before)
    field = question.fills if held or not rest[-1] else ""
    return Kept(field, before, after, (_note(journal, question, rest[-1], is_beside=bool(field)),))


def revise(journal: Journal, question: Question, kept: Kept, text: str) -> Kept:
    """Put a new answer in the place of one that was kept a moment ago, whatever others changed since."""
    check(question, text)
    if not (kept.field and kept.before and kept.after) or compared_with(journal, question, text):
        made = keep(journal, question, text)
        _take_back(journal, kept)
        return made
    refuse_secrets(journal, question, text)
    now = datetime.now().astimezone().replace(microsecond=0)
    wanted = placed(kept.before, question.fills, text, now)
    after = journal.save(kept.after, wanted.entry)
    event = _note(journal, question, wanted.rest, is_beside=True)
    _take_back(journal, kept._replace(field=""))
    return Kept(kept.field, kept.before, after, (event,))


def goes_into_field(journal: Journal, question: Question) -> bool:
    """Tell whether an answer changes the entry, and is not a note of one's own about it."""
    if not (question.entry and question.fills) or question.fills == "links.like":
        return False
    if question.fills in PRIVATE_FIELDS and not journal.private:
        return False
    entry = journal.get(question.entry)
    return is_own(journal, entry) and not _is_sealed(journal, question)


def compared_with(journal: Journal, question: Question, text: str) -> str:
    """Return the id of the older entry that an answer to a comparison begins with, "" if it names none."""
    if question.kind != "compare" and question.fills != "links.like":
        return ""
    first = re.match(r"\s*#?([0-9a-zA-Z]{4,26})\b", text)
    if not (first and question.entry):
        return ""
    try:
        found = journal.find(first[1])
    except Ambiguous:
        raise
    except (NotFound, UsageError):
        return ""
    return found if found != question.entry else ""


def _compare(journal: Journal, question: Question, text: str, other: str) -> Kept:
    """Keep what two entries share, and link them if the entry is one's own."""
    rule = re.sub(r"^\s*#?[0-9a-zA-Z]+[\s,.:;，。：；-]*", "", text)
    own = own_journal(journal)
    events = (own.record(Compared(question.entry, other, rule)), _note(journal, question, "", is_beside=True))
    entry = journal.get(question.entry)
    if not is_own(journal, entry):
        return Kept("", None, None, events)

    def link(current: Mistake) -> Mistake:
        like = tuple(dict.fromkeys((*current.links.like, other)))
        return attrs.evolve(current, links=attrs.evolve(current.links, like=like))

    return Kept("links.like", entry, journal.edit(question.entry, link), events)


def _note(journal: Journal, question: Question, text: str, *, is_beside: bool = False) -> Event:
    """Record an answer; one that stands beside its field is no change of its own for `undo`."""
    event = Answered(question.entry or None, question.id, text.strip())
    with history.unrecorded() if is_beside else nullcontext():
        return own_journal(journal).record(event)


def _take_back(journal: Journal, kept: Kept) -> None:
    own = own_journal(journal)
    with history.unrecorded():
        if kept.field and kept.before and kept.after:
            journal.save(kept.after, kept.before)
        for event in kept.events:
            own.record(Retracted(event.entry, event=event.id))


def _is_sealed(journal: Journal, question: Question) -> bool:
    """Tell whether the field belongs to a decision that is sealed, and so never changes."""
    head, _, part = question.fills.partition(".")
    if head != "decision" or part not in _SEALED:
        return False
    own = known_journal(journal)
    return own is not None and any(event.do == "decided" for event in own.events(question.entry))


def _content(entry: Mistake) -> Mistake:
    return attrs.evolve(entry, rev=1, updated=entry.logged)


def refuse_secrets(journal: Journal, question: Question, text: str) -> None:
    """Raise `SecretFound` if an answer that a team would read holds a secret; a note of one's own may."""
    if not journal.private and goes_into_field(journal, question):
        found = scanning.scan_passages(
            [journal], [scanning.Passage(question.fills, text)], author=journal.author()
        )
        scanning.refuse_secrets(found, "Leave it out; if it is none: mistakes edit --scanned")


def check(question: Question, text: str) -> None:
    """Raise `UsageError` for an answer that no entry and no event could hold; nothing is written."""
    if not text.strip():
        raise UsageError("the answer is empty", "Write something, or skip the question.")
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError:
        raise UsageError("the answer is not UTF-8 text", "Type it anew, or send it as UTF-8.") from None
    if size > LONGEST_NOTE and question.fills not in _ROOMY:
        raise UsageError(f"the answer is longer than {LONGEST_NOTE // 1024} KiB", "Shorten it a little.")
