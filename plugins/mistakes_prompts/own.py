"""The journal that remembers one's own learning, whosever entry a question is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistakes.journal import Journal


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
