"""Which act was paid what, and why another one was not: the total, allotted to acts in the order of days.

An act is paid what it adds to the total of all before it, so that the parts always add up to the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime

from mistakes_game.acts import FIRSTS, NOTHING, First, Known, Refused, acts_of
from mistakes_game.deeds import Deed
from mistakes_game.facts import EntryFacts
from mistakes_game.replay import of_entries
from mistakes_game.rules import AHEAD, Rules
from mistakes_game.state import Paid
from mistakes_game.steps import Steps


def explained(
    deeds: Iterable[Deed],
    entries: Mapping[str, EntryFacts],
    rules: Mapping[int, Rules],
    who: str,
    now: datetime,
) -> list[Paid]:
    """Return what a person's acts were paid, newest first, and those that were not paid, with why not.

    The points add up to those of `replay` over the same deeds.
    """
    latest = (now + AHEAD).timestamp() * 1000
    every = sorted({*deeds, *of_entries(entries.values(), rules)}, key=_order)
    known = Known(entries, _firsts(deed for deed in every if deed.at <= latest))
    steps = Steps(rules)
    paid = [one for deed in every for one in _paid(deed, known, steps, who, is_ahead=deed.at > latest)]
    return paid[::-1]


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


def _row(deed: Deed, rule: str, points: int, note: str) -> Paid:
    return Paid(deed.id, deed.entry, date.fromordinal(deed.day), rule, points, note)


def _firsts(deeds: Iterable[Deed]) -> Callable[[str, str], First]:
    found: dict[tuple[str, str], First] = {}
    for deed in deeds:
        if deed.do in FIRSTS:
            key = (deed.by, deed.entry)
            found[key] = found.get(key, NOTHING).with_deed(deed)
    return lambda by, entry: found.get((by, entry), NOTHING)
