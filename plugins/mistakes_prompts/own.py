"""What is one's own: the journal that remembers one's learning, and the entries one wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.model import Mistake


def own_journal(journal: Journal) -> Journal:
    """Return where one's own events about a journal's entries lie; the personal journal is begun if need be."""
    if journal.private:
        return journal
    from mistakes.journals import begin_personal, personal

    return personal(journal.settings) or begin_personal(journal.settings)


def known_journal(journal: Journal) -> Journal | None:
    """Return the journal that remembers what one was asked, None if there is none yet."""
    if journal.private:
        return journal
    from mistakes.journals import personal

    return personal(journal.settings)


def is_own(journal: Journal, entry: Mistake) -> bool:
    """Tell whether an entry is one's own: every one of a personal journal, and what one wrote for a team."""
    if journal.private:
        return True
    me = {journal.author(), *(f"<{address.strip('<>')}>" for address in journal.settings.texts("aliases"))}
    return _address(entry.author) in set(map(_address, me))


def _address(author: str) -> str:
    """Return the part of a person's name for event files that depends on the address alone."""
    from mistakes.identity import who_of

    return who_of(author).rpartition("-")[2]
