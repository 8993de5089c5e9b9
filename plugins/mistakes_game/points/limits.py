"""How much a limit lets through: numbers that more acts can only raise, each worked out group by group.

A group's value is plain data, so that it can be kept: the different things in it as far as they count, or
the days of a chain. What two parts of a log have come to is joined by joining these values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, TypeAlias

from mistakes_game.points.acts import Act
from mistakes_game.points.rules import Limit

# the things of a group, or days of a chain; for reviews twice the day, plus 1 for one that was missed
Value: TypeAlias = tuple[Any, ...]
Getter: TypeAlias = Callable[[Act], Any]
Items: TypeAlias = set[Any] | tuple[Any, ...]  # different ones
ONE: Items = (1,)


def is_plain(limit: Limit) -> bool:
    """Tell whether a limit lets one act of a group through, whichever it is."""
    return not (limit.each or limit.gap or limit.gaps)


def getters(limit: Limit) -> tuple[Getter, Getter]:
    """Return what gives the group of an act, and the item of it that counts there."""
    item = "review" if limit.gaps else "day" if limit.gap else limit.each or "thing"
    return _getter(*limit.per), _getter(item)


def _getter(*fields: str) -> Getter:
    return itemgetter(*map(Act._fields.index, fields))


def grouped(limit: Limit, acts: Sequence[Act]) -> Mapping[Any, Items]:
    """Return the items of acts that count under a limit, by group."""
    group, item = getters(limit)
    if is_plain(limit):
        return dict.fromkeys(map(group, acts), ONE)
    groups: dict[Any, Any] = {}  # most groups have one item, which needs no set
    for name, one in zip(map(group, acts), map(item, acts), strict=True):
        known = groups.setdefault(name, one)
        if type(known) is set:
            known.add(one)
        elif known != one:
            groups[name] = {known, one}
    return {name: items if type(items) is set else (items,) for name, items in groups.items()}


def joined(limit: Limit, value: Value, items: Items) -> Value:
    """Return the value of a group with more items; the same whatever the order, and if some were there."""
    if limit.gap or limit.gaps:
        return tuple(sorted({*items, *value}))
    if len(value) >= limit.most:
        return value
    return tuple(sorted({*items, *value})[: limit.most])


def begun(limit: Limit, groups: Mapping[str, Items]) -> tuple[dict[str, Value], int]:
    """Return the values of groups of which nothing was known, and how many acts a limit lets through of all."""
    if limit.gap or limit.gaps:
        values = {name: tuple(sorted(items)) for name, items in groups.items()}
        return values, sum([let_through(limit, value) for value in values.values()])
    most = limit.most
    values = {name: tuple(sorted(items)[:most]) for name, items in groups.items()}
    return values, sum(map(len, values.values()))


def let_through(limit: Limit, value: Value) -> int:
    """Return how many acts of a group a limit lets through."""
    if len(value) == 1:
        return 1
    if not (limit.gap or limit.gaps):
        return min(len(value), limit.most)
    counter = Due(limit.gaps) if limit.gaps else Chain(limit.gap)
    counter.take(*value)
    return counter.count


class Counted:
    """How many different things there are, up to a number."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: set[Any] = set()

    @property
    def count(self) -> int:
        """How many are let through so far."""
        return len(self._things)

    def take(self, *things: Any) -> None:
        """Take more things in."""
        for thing in things:
            if len(self._things) < self._most:
                self._things.add(thing)


class Chain:
    """How many days can be chosen, of days that come in order, so that any two lie at least `gap` apart.

    Taking each as early as possible leaves most room, so that this is the longest such chain.
    """

    def __init__(self, gap: int) -> None:
        self._gap = gap
        self._free = 0
        self.count = 0

    def take(self, *days: int) -> None:
        """Take more days in, in their order, none before the one that came last."""
        count, free, gap = self.count, self._free, self._gap
        for day in days:
            if day >= free:
                count, free = count + 1, day + gap
        self.count, self._free = count, free


class Due:
    """How many reviews of one lesson can have been due: each comes as twice its day, plus 1 if missed.

    They are as many as the growing gaps allow, and one more for each day on which the lesson was missed,
    as it then comes back sooner; but one a day.
    """

    def __init__(self, gaps: Sequence[int]) -> None:
        self._gaps = gaps
        self._days = self._grown = self._missed = 0
        self._last = self._last_missed = -1
        self._free = 0
        self.count = 0

    def take(self, *reviews: int) -> None:
        """Take more reviews in, in their order, none before the one that came last."""
        gaps, last, free, grown = self._gaps, self._last, self._free, self._grown
        longest = len(gaps) - 1
        for review in reviews:
            day = review >> 1
            if day != last:
                self._days, last = self._days + 1, day
                if day >= free:
                    grown += 1
                    free = day + gaps[min(grown, longest)]
            if review & 1 and day != self._last_missed:
                self._missed, self._last_missed = self._missed + 1, day
        self._last, self._free, self._grown = last, free, grown
        self.count = min(self._days, grown + self._missed)
