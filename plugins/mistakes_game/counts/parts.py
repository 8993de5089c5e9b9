"""What a piece of a journal, with all that was done about its entries, comes to: small plain values that add up.

A piece is a cell of a month, a month, or all. What is counted once an entry is told by days and how much on
each; what several pieces may share, as a person or a tag, by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from heapq import nlargest
from typing import Any

from mistakes.records import NamedTuple
from mistakes_game.counts import glad_sums
from mistakes_game.counts.balance import LAST
from mistakes_game.counts.cells import Cell, Home
from mistakes_game.counts.counting import AHEAD, Days, counts, merged, tally
from mistakes_game.counts.glance import Glance
from mistakes_game.counts.growth import Counts, Growth
from mistakes_game.counts.present import Present
from mistakes_game.counts.told import Told, told_of
from mistakes_game.points.deeds import Deed
from mistakes_game.reading.oneself import Self

# Counts of things that are an entry, or an item of one.
_OF_ENTRIES = frozenset(
    "applied applied-after-a-year built built-in debts-paid decided-in-doubt entries lucky-wins plans plans-made practised "
    "priced prices rated retold understood understood-eq understood-iq understood-lq weighed".split()
)
_ID, _SHORT = 26, 16


class Counted(NamedTuple):
    """What is counted in all months: how much by day for each count of entries, the rest by name."""

    added: Mapping[str, Mapping[int, int]]
    days: Days


class Part(NamedTuple):
    """What a piece comes to, as plain values of JSON: its counts, and what there is now.

    A count is a list of days, each followed by how much was added on it, and the rest by name.
    """

    counts: dict[str, Any]
    present: dict[str, Any]


def part_of(
    cell: Cell, deeds: Collection[Deed], glances: Mapping[str, Glance], one: Self, team: Collection[str]
) -> Part:
    """Return what the entries of a cell and the deeds about them come to."""
    own = [entry for entry in glances.values() if one.did(entry.who) and not entry.deleted]
    newest = nlargest(LAST, (entry for entry in own if any(entry.qs)), key=lambda entry: entry.id)
    mine = [deed for deed in deeds if one.did(deed.by)]
    tallied = tally(deeds, glances, one, team)
    present = {
        "situation": _situation(own, glances, one, team),
        "qs": [[entry.id, *entry.qs] for entry in newest],
        "told": [told.plain() for told in told_of(mine)],
        "glad": glad_sums.part_of(deeds, glances, one),
        "coached": tallied.get("coached", {}),
    }
    return Part(_packed(Home(cell), tallied), present)


def joined(parts: Iterable[Part]) -> Part:
    """Return what pieces come to together, in whatever order they come, none of which overlap."""
    each = list(parts)
    added = _summed(counts for counts, _ in each)
    days = merged({name: things for name, (_, things) in counts.items() if things} for counts, _ in each)
    names = {name for counts, _ in each for name in counts}
    together = {name: [_flat(added.get(name, {})), days.get(name, {})] for name in sorted(names)}
    return Part(together, _joined([now for _, now in each]))


def counted(
    parts: Iterable[Mapping[str, Any]], known: Callable[[Collection[str]], Collection[str]]
) -> Counted:
    """Return what the counts of pieces come to together, in whatever order they come.

    `known` tells which of some ids are entries that are read: a copy of one of them counts with it.
    """
    each = list(parts)
    added = _summed(each)
    days = merged({name: things for name, (_, things) in part.items() if things} for part in each)
    copies = {thing[:_ID] for name, things in days.items() if name in _OF_ENTRIES for thing in things}
    originals = known(copies) if copies else ()
    for name in _OF_ENTRIES & days.keys():
        days[name] = {thing: day for thing, day in days[name].items() if thing[:_ID] not in originals}
    return Counted(added, days)


def growths(
    parts: Iterable[Mapping[str, Any]], day: date, known: Callable[[Collection[str]], Collection[str]]
) -> Counts:
    """Return how the counts of pieces grew together up to a day; `known` is as for `counted`."""
    found = counted(parts, known)
    named, last = counts(found.days, day), day.toordinal() + AHEAD
    grown: dict[str, Growth] = {}
    for name in sorted({*found.added, *named}):
        added = {on: much for on, much in found.added.get(name, {}).items() if 0 < on <= last}
        for on, more in named[name].pairs if name in named else ():
            added[on] = added.get(on, 0) + more
        grown[name] = Growth.in_order(sorted(added.items()))
    return grown


def _summed(parts: Iterable[Mapping[str, Any]]) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    for part in parts:
        for name, (flat, _) in part.items():
            if flat:
                known = found.setdefault(name, {})
                for day, much in zip(flat[::2], flat[1::2], strict=True):
                    known[day] = known.get(day, 0) + much
    return found


def _flat(much: Mapping[int, int]) -> list[int]:
    """Return days, each followed by how much there was on it: JSON reads numbers in a row in half the time."""
    return [number for pair in sorted(much.items()) for number in pair]


def present(parts: Iterable[Mapping[str, Any]], last: int = 0) -> Present:
    """Return what pieces hold together up to a day (an ordinal), in whatever order they come."""
    found = _joined(list(parts))
    qs = [(iq, eq, lq) for _, iq, eq, lq in found["qs"]]
    coached = sum(0 < day <= last for day in found["coached"].values())
    return Present(found["situation"], qs, list(map(Told.of_plain, found["told"])), found["glad"], coached)


def _joined(each: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    situation: Counter[str] = Counter()
    for part in each:
        situation.update(part["situation"])
    return {
        "situation": dict(situation),
        "qs": nlargest(LAST, (row for part in each for row in part["qs"])),
        "told": [row for part in each for row in part["told"]],
        "glad": glad_sums.merged([part["glad"] for part in each]),
        "coached": merged({"": part["coached"]} for part in each).get("", {}),
    }


def _packed(home: Home, days: Days) -> dict[str, Any]:
    """Return each count as days with how much, of what belongs here, and the rest by name."""
    packed: dict[str, Any] = {}
    for name, things in days.items():
        if name not in _OF_ENTRIES:
            packed[name] = [[], {_short(thing): day for thing, day in things.items()}]
            continue
        here = {thing: day for thing, day in things.items() if home.has(thing)}
        rest = {thing: day for thing, day in things.items() if thing not in here}
        packed[name] = [_flat(Counter(here.values())), rest]
    return packed


def _short(thing: str) -> str:
    """Return a name that is as good for counting: there are many, and all are read again."""
    if len(thing) <= _SHORT:
        return thing
    return blake2b(thing.encode("utf-8", "replace"), digest_size=_SHORT // 2).hexdigest()


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
