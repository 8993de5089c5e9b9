"""Which entry, lesson or action was typed: a number of the last `brief`, or the end of an id or a key.

What is read here comes first, then the teams that may speak unasked, so that what `brief` has shown of
them can be named wherever one stands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, TypeVar

from mistakes.briefing.numbers import is_number, numbered
from mistakes.errors import NotFound
from mistakes.items import Item, find_item
from mistakes.journals import Journals

if TYPE_CHECKING:
    from mistakes.cli.session import Session
    from mistakes.journal import Journal

T = TypeVar("T")


def named_item(session: Session, typed: str, kinds: Collection[str], *, is_team_meant: bool = False) -> Item:
    """Return the one entry, lesson or action that was typed; raises as `find_item` does.

    A number means the lesson that was shown, or its entry where no lesson is among `kinds`. With
    `is_team_meant` a team's that is not read here counts as much as what is.
    """
    if is_number(typed):
        return numbered_item(session, int(typed), kinds)
    if is_team_meant:
        return find_item(session.known(), typed, kinds)
    return _here_first(session, lambda journals: find_item(journals, typed, kinds))


def named_entry(session: Session, typed: str) -> tuple[Journal, str]:
    """Return the journal and full id of the one entry that was typed; raises as `Journals.find` does."""
    if is_number(typed):
        item = numbered_item(session, int(typed), ("entry",))
        return item.journal, item.entry
    return _here_first(session, lambda journals: journals.find(typed))


def numbered_item(session: Session, number: int | None, kinds: Collection[str]) -> Item:
    """Return what the last brief showed under a number, without one the only thing it showed.

    Raises `UsageError` where there is no such number, `NotFound` where no journal has the entry.
    """
    shown = numbered(number)

    def found(journals: Journals) -> Item:
        for journal in journals:
            if journal.path(shown.entry).exists():
                key = (shown.lesson or "") if "lesson" in kinds else ""
                return Item(journal, shown.entry, "lesson" if key else "entry", key)
        hint = "Go into its folder, or name its journal with -j."
        raise NotFound(f"{journals.handle(shown.entry)} lies in no journal that is read here", hint)

    return _here_first(session, found)


def _here_first(session: Session, look: Callable[[Journals], T]) -> T:
    """Return what is found in the journals read here, else in the teams'; raises as the first look does."""
    here = session.reading()
    try:
        return look(here)
    except NotFound as error:
        elsewhere = session.elsewhere(here)
        if not elsewhere:
            raise
        try:
            return look(elsewhere)
        except NotFound:
            raise error from None
