"""Comparing two mistakes: which older one it is like, and what is the same beneath.

Who compares two cases carries the rule over to a third almost three times as often as who reads the same
two one by one (Loewenstein, Thompson and Gentner 1999).
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from mistakes.cli.prompting import Key, Unfinished, read_answer
from mistakes.events import Compared
from mistakes_review.typing_in import STOP, read_key

if TYPE_CHECKING:
    from mistakes.cli.output import Output
    from mistakes.journal import Journal
    from mistakes.model import Mistake

ONE_IN = 3  # one day in three has such a question
_CHOICES = 2
_LOOKED_AT = 10


class Comparison:
    """The question of one day (an ordinal) about an entry that was just recalled."""

    def __init__(self, out: Output, words: dict[str, str], journal: Journal, today: int) -> None:
        self._out = out
        self._words = words
        self._journal = journal
        self._today = today

    def ask(self, entry: Mistake) -> bool:
        """Ask which older mistake it is like, if this is a day for it; tell whether that was asked."""
        if not is_day_to_compare(self._journal.header.id, self._today):
            return False
        older = older_alike(self._journal, entry)
        if len(older) < _CHOICES:
            return False
        other = self._choose(older)
        if other:
            self._out.text(self._words["rule"], style=self._out.paint.dim)
            self._note(entry, other)
        return True

    def _note(self, entry: Mistake, other: Mistake) -> None:
        """Note what both share, and of whoever leaves in the middle what there is of it."""
        reply = read_answer(one_line=True)
        if reply is Key.STOP:
            raise EOFError
        typed = reply.text if isinstance(reply, Unfinished) else reply if isinstance(reply, str) else ""
        rule = " ".join(typed.split())
        if rule or not isinstance(reply, Unfinished):
            self._journal.record(Compared(entry.id, other=other.id, rule=rule))
        if isinstance(reply, Unfinished):
            raise KeyboardInterrupt
        self._out.text(self._words["compared"], style=self._out.paint.dim)

    def _choose(self, older: list[Mistake]) -> Mistake | None:
        keys = {"\r": 0, "\n": 0, "s": 0, STOP: -1} | {
            str(number): number for number in range(1, len(older) + 1)
        }
        chosen = read_key(keys, lambda: self._show(older))
        if chosen < 0:
            raise EOFError
        return older[chosen - 1] if chosen else None

    def _show(self, older: list[Mistake]) -> None:
        out = self._out
        out.line()
        out.text(self._words["alike"], style=out.paint.dim)
        for number, other in enumerate(older, 1):
            out.text(other.title, "     ", f"  {number}  ")


def is_day_to_compare(journal_id: str, today: int) -> bool:
    """Tell whether a day (an ordinal) has this question: one in three, the same on every machine."""
    return sha256(f"{journal_id}\n{today}".encode()).digest()[0] % ONE_IN == 0


def older_alike(journal: Journal, entry: Mistake) -> list[Mistake]:
    """Return the two older entries that look most like one and are not linked to it yet, best first."""
    linked = {entry.links.repeat_of, *entry.links.like}
    found = [match.entry for match in journal.similar(entry.id, limit=_LOOKED_AT)]
    return [other for other in found if other.id < entry.id and other.id not in linked][:_CHOICES]
