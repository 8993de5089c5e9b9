"""Which act was paid what, and why another one was not: the total, allotted to acts in the order of days.

An act is paid what it adds to the total of all before it, so that the parts always add up to the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime

from mistakes_game.points.acts import FIRSTS, NOTHING, First, Known, Refused, acts_of
from mistakes_game.points.deeds import Deed
from mistakes_game.points.facts import EntryFacts
from mistakes_game.points.replay import of_entries
from mistakes_game.points.rules import AHEAD, Rules
from mistakes_game.points.state import Paid
from mistakes_game.points.steps import Steps


def explained(
    deeds: Iterable[Deed],
    entries: Mapping[str, EntryFacts],
    rules: Mapping[int, Rules],
    who: str,
    now: datetime,
    doubted: Iterable[Deed] = (),
) -> list[Paid]:
    """Return what a person's acts were paid, newest first, and those that were not paid, with why not.

    The points add up to those of `replay` over the same deeds. `doubted` are deeds that somebody else than
    their writer brought: they are paid nothing.
    """
    latest = (now + AHEAD).timestamp() * 1000
    every = sorted({*deeds, *of_entries(entries.values(), rules)}, key=_order)
    known = Known(entries, _firsts(deed for deed in every if deed.at <= latest))
    steps = Steps(rules)
    paid = [one for deed in every for one in _paid(deed, known, steps, who, is_ahead=deed.at > latest)]
    unpaid = [one for deed in doubted for one in _unvouched(deed, known, who)]
    unpaid += _imported([entry for entry in entries.values() if entry.author == who])
    return sorted([*paid[::-1], *unpaid], key=lambda one: one.day, reverse=True)


def _order(deed: Deed) -> tuple[int, str, Deed]:
    return (deed.day, deed.id, deed)


def _paid(deed: Deed, known: Known, steps: Steps, who: str, *, is_ahead: bool) -> Iterator[Paid]:
    found = acts_of(deed, known)
    if isinstance(found, Refused):
        if found.rule and deed.by == who:
            yield _row(deed, found.rule, 0, "ahead" if is_ahead else found.note)
        return
    for act in found or ():
        if act.who == who:
            points, note = (0, "ahead") if is_ahead else steps.take(act)
            yield _row(deed, act.rule, points, note)


def _unvouched(deed: Deed, known: Known, who: str) -> Iterator[Paid]:
    found = acts_of(deed, known)
    if isinstance(found, Refused) and found.rule and deed.by == who:
        yield _row(deed, found.rule, 0, "unvouched")
    for act in found if isinstance(found, list) else ():
        if act.who == who:
            yield _row(deed, act.rule, 0, "unvouched")


def _imported(own: Iterable[EntryFacts]) -> Iterator[Paid]:
    """Yield one row for all entries that were imported, on the day of the newest."""
    days = [entry.day for entry in own if entry.imported and entry.kind != "borrowed"]
    if days:
        yield Paid("", "", date.fromordinal(max(days)), "capture", 0, "imported", len(days))


def _row(deed: Deed, rule: str, points: int, note: str) -> Paid:
    return Paid(deed.id, deed.entry, date.fromordinal(deed.day), rule, points, note)


def _firsts(deeds: Iterable[Deed]) -> Callable[[str, str], First]:
    found: dict[tuple[str, str], First] = {}
    for deed in deeds:
        if deed.do in FIRSTS:
            key = (deed.by, deed.entry)
            found[key] = found.get(key, NOTHING).with_deed(deed)
    return lambda by, entry: found.get((by, entry), NOTHING)
