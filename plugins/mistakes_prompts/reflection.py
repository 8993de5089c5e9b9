"""What one reflection is about: an entry or oneself, what there is to ask, and which question follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from mistakes.errors import UsageError
from mistakes.model import Mistake
from mistakes.practice import Question
from mistakes.records import NamedTuple
from mistakes_prompts.asking import Basis, Wish, about, begin, newest_of, of_the_neediest, question_of
from mistakes_prompts.own import known_journal
from mistakes_prompts.pack import Prompt
from mistakes_prompts.shelf import Shelf, shelf, warn_of

if TYPE_CHECKING:
    from mistakes.journal import Journal


class Reflection(NamedTuple):
    """An entry of a journal, or oneself with "", and all there is to ask; `wish` is settled."""

    journal: Journal
    entry: str
    wish: Wish
    basis: Basis
    found: Shelf

    def mistake(self) -> Mistake | None:
        """Return the entry as it is on disk now, None if it is about oneself."""
        return self.journal.get(self.entry) if self.entry else None

    def questions(self) -> list[Question]:
        """Return the questions that help most now."""
        return about(self.journal, self.mistake(), self.wish, self.basis)

    def named(self, ids: Sequence[str]) -> list[Question]:
        """Return the questions with these ids; raises `UsageError` for one that is not there or lacks an entry."""
        return [self._named(name) for name in ids]

    def _named(self, name: str) -> Question:
        prompts = {prompt.id: prompt for prompt in self.basis.prompts}
        if name not in prompts:
            close = get_close_matches(name[:60], list(prompts), 3, 0.6)
            hint = f"Did you mean: {', '.join(close)}?" if close else "See them with: mistakes packs NAME"
            raise UsageError(f"there is no question {name[:60]!r}", hint)
        return self._about_entry(prompts[name])

    def _about_entry(self, prompt: Prompt) -> Question:
        if prompt.is_about_an_entry and not self.entry:
            hint = f"Name the entry: mistakes reflect ID --question {prompt.id}"
            raise UsageError(f"{prompt.id} is about an entry", hint)
        own, is_shared = known_journal(self.journal), not self.journal.private
        return question_of(prompt, self.mistake(), self.wish, own, is_shared=is_shared)


def reflect_on(journal: Journal, entry_id: str, wish: Wish) -> Reflection:
    """Begin a reflection on an entry, or on oneself with ""; raises `UsageError` for a pack that is not there."""
    return _begun(journal, entry_id, wish, newest_of(journal, wish.day))


def reflect_on_the_neediest(journals: Sequence[Journal], own: Journal, wish: Wish) -> Reflection | None:
    """Begin a reflection on the entry that needs it most, or on oneself if none does; None without entries.

    A pack that asks about oneself comes without any entry. `own` is one's own journal.
    """
    newest = {journal: newest_of(journal, wish.day) for journal in journals}
    alone = _begun(own, "", wish._replace(when="weekly"), newest.get(own, []))
    if wish.pack and alone.questions():
        return alone
    if not any(newest.values()):
        return alone if wish.pack else None
    return _about_the_neediest(newest, alone._replace(wish=alone.wish._replace(when=wish.when))) or alone


def _about_the_neediest(newest: Mapping[Journal, Sequence[Mistake]], begun: Reflection) -> Reflection | None:
    found = of_the_neediest(newest, begun.wish, begun.basis)
    return begun._replace(journal=found[0], entry=found[1][0].entry) if found else None


def _begun(journal: Journal, entry_id: str, wish: Wish, newest: list[Mistake]) -> Reflection:
    found = shelf(journal.plugins)
    warn_of(found, journal.plugins)
    names = [pack.id for pack in found.packs]
    if wish.pack and wish.pack not in names:
        raise UsageError(f"there is no pack {wish.pack[:60]!r}", f"There are: {', '.join(names)}")
    basis = begin(journal, wish.day, newest, found)
    return Reflection(journal, entry_id, wish.settled(journal.settings), basis, found)
