"""The facts of entries as the index has them, without reading any file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mistakes_game.points.facts import EntryFacts, Plan, alike, exact

if TYPE_CHECKING:
    from mistakes.index.outlines import Outline


def facts_in(outline: Outline, who: Callable[[str], str]) -> EntryFacts:
    """Return the facts of an entry from its outline; `who` makes one of an author's name and address."""
    entry, author, day, kind, imported, title, review_on, lessons, actions = outline
    return EntryFacts(
        entry,
        who(author),
        day,
        kind,
        imported or kind == "borrowed",
        alike(title),
        tuple([one.key for one in lessons]),
        tuple([Plan(one.key, one.added // 1000, one.day) for one in lessons if one.is_plan]),
        actions,
        tuple([(one.key, exact(one.check)) for one in lessons if one.check]),
        review_on,
    )


def from_plain(row: list[Any]) -> EntryFacts:
    """Return the facts that plain values of JSON stand for."""
    entry, author, day, kind, imported, text, lessons, plans, actions, checks, review_on = row
    made, held = tuple(Plan(*plan) for plan in plans), tuple((key, said) for key, said in checks)
    items = (tuple(lessons), made, tuple(actions), held)
    return EntryFacts(entry, author, day, kind, imported, text, *items, review_on)


def only_grew(before: EntryFacts, after: EntryFacts) -> bool:
    """Tell whether an entry only gained items, so that whatever was an act before still is the same one."""
    if before[:6] != after[:6] or before.review_on != after.review_on:
        return False
    meant = [one.plans[:1] or one.lessons[:1] for one in (before, after)]
    return (meant[0] == meant[1] or not before.lessons) and all(
        set(old) <= set(new) for old, new in zip(before[6:10], after[6:10], strict=True)
    )
