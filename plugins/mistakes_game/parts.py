"""What a month of entries, with all that was done about them, comes to: small plain values that add up.

A month is that of an entry's id. What is counted once an entry is told by days and how much on each; what
several months may share, as a person or a tag, by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from heapq import nlargest
from typing import Any, NamedTuple

from mistakes.ids import is_id, month_of
from mistakes_game import reports
from mistakes_game.balance import LAST
from mistakes_game.counting import Days, Self, merged, tally
from mistakes_game.deeds import Deed
from mistakes_game.glance import Glance
from mistakes_game.quests import Told, told_of

# Counts of things that are an entry, or an item of one.
_OF_ENTRIES = frozenset(
    "applied applied-after-a-year built built-in debts-paid decided-in-doubt entries lucky-wins plans plans-made practised "
    "priced prices rated retold understood understood-eq understood-iq understood-lq weighed".split()
)
_ID = 26


class Together(NamedTuple):
    """What all months come to.

    `added` holds days and how much for each count of entries, `days` what is counted by name, `qs` the last
    Qs with the entries' ids, newest first.
    """

    added: Mapping[str, list[tuple[int, int]]]
    days: Days
    situation: Mapping[str, int]
    qs: list[tuple[str, int, int, int]]
    told: list[Told]
    glad: reports.Plain


def part_of(
    month: str, deeds: Collection[Deed], glances: Mapping[str, Glance], one: Self, team: Collection[str]
) -> dict[str, Any]:
    """Return what the entries of a month and the deeds about them come to, as plain values of JSON.

    The month "" is of deeds that are about no entry.
    """
    own = [entry for entry in glances.values() if one.did(entry.who) and not entry.deleted]
    newest = nlargest(LAST, (entry for entry in own if any(entry.qs)), key=lambda entry: entry.id)
    mine = [deed for deed in deeds if one.did(deed.by)]
    return {
        "counts": _packed(month, tally(deeds, glances, one, team)),
        "situation": _situation(own, glances, one, team),
        "qs": [[entry.id, *entry.qs] for entry in newest],
        "told": [told.plain() for told in told_of(mine)],
        "glad": reports.part_of(deeds, glances, one),
    }


def together(
    parts: Iterable[Mapping[str, Any]], known: Callable[[Collection[str]], Collection[str]]
) -> Together:
    """Return what parts come to together, in whatever order they come.

    `known` tells which of some ids are entries that are read: a copy of one of them counts with it.
    """
    each = list(parts)
    added: dict[str, list[tuple[int, int]]] = {}
    for part in each:
        for name, (pairs, _) in part["counts"].items():
            added.setdefault(name, []).extend((day, much) for day, much in pairs)
    days = merged({name: things for name, (_, things) in part["counts"].items()} for part in each)
    copies = {thing[:_ID] for name, things in days.items() if name in _OF_ENTRIES for thing in things}
    originals = known(copies) if copies else ()
    for name in _OF_ENTRIES & days.keys():
        days[name] = {thing: day for thing, day in days[name].items() if thing[:_ID] not in originals}
    situation: Counter[str] = Counter()
    for part in each:
        situation.update(part["situation"])
    newest = nlargest(LAST, [tuple(row) for part in each for row in part["qs"]])
    told = [Told.of_plain(row) for part in each for row in part["told"]]
    return Together(added, days, situation, newest, told, reports.merged([part["glad"] for part in each]))


def _packed(month: str, days: Days) -> dict[str, Any]:
    """Return each count as days with how much, of what belongs to the month, and the rest by name."""
    packed: dict[str, Any] = {}
    for name, things in days.items():
        at_home = name in _OF_ENTRIES
        here = {thing: day for thing, day in things.items() if at_home and _month(thing) == month}
        rest = {thing: day for thing, day in things.items() if thing not in here}
        packed[name] = [sorted(Counter(here.values()).items()), rest]
    return packed


def _month(thing: str) -> str:
    """Return the month of the entry that a thing is, or is an item of; "" for others."""
    return month_of(thing[:_ID]) if is_id(thing[:_ID]) else ""


def _situation(
    own: Iterable[Glance], glances: Mapping[str, Glance], one: Self, team: Collection[str]
) -> dict[str, int]:
    """Return how much there is of what quests ask for."""
    mine = [entry for entry in own if entry.origin == entry.id]
    return {
        "company": sum(name in team and not one.did(entry.who) for name, entry in glances.items()),
        "entries": len(mine),
        "open-actions": sum(not action.done for entry in mine for action in entry.actions),
        "unchecked": sum(entry.first_plan is not None and not _is_held(entry) for entry in mine),
        "unplanned": sum(bool(entry.lessons) and entry.first_plan is None for entry in mine),
        "unpriced": sum(not entry.priced for entry in mine),
        "unweighed": sum(not entry.weighed for entry in mine),
    }


def _is_held(entry: Glance) -> bool:
    return any(lesson.has_check for lesson in entry.lessons)
