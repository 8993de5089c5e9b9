"""What acts have added up to: a sum for each limit, and behind it the values of its groups.

A tally only grows; two ways to the same acts, in whatever order and however often each, end in the same
tally. Groups lie in a store of plain values by text keys, so that a long log's can stay on disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from typing import Any, TypeAlias

from mistakes.records import NamedTuple
from mistakes_game.points.acts import Act
from mistakes_game.points.limits import Items, begun, grouped, joined, let_through
from mistakes_game.points.rules import Limit, Rules
from mistakes_game.points.state import Person, State

Store: TypeAlias = MutableMapping[str, Any]
About: TypeAlias = tuple[str, int, str]  # whose acts, under which version, of which rule
_BETWEEN = "\t"


class Sum(NamedTuple):
    """Which sum it is: of whose acts, under which version, of which rule, and which of its limits."""

    who: str
    version: int
    rule: str
    limit: int


class Overlay(MutableMapping[str, Any]):
    """A store over another one, which stays as it is."""

    def __init__(self, below: Mapping[str, Any]) -> None:
        self.below = below
        self.own: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        return self.own[key] if key in self.own else self.below[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.own[key] = value

    def __delitem__(self, key: str) -> None:
        raise TypeError("a tally only grows")

    def __iter__(self) -> Iterator[str]:
        return iter({*self.below, *self.own})

    def __len__(self) -> int:
        return len({*self.below, *self.own})


class Tally:
    """Sums of acts under the rules; `store` holds the values of groups."""

    def __init__(
        self, rules: Mapping[int, Rules], store: Store | None = None, sums: Mapping[Sum, int] | None = None
    ) -> None:
        self.rules = rules
        self.store: Store = {} if store is None else store
        self.sums: dict[Sum, int] = dict(sums or {})
        self._limits: dict[tuple[int, str], list[Limit]] = {}

    def grown(self) -> Tally:
        """Return a tally that can grow without changing this one."""
        return Tally(self.rules, Overlay(self.store), self.sums)

    def add(self, acts: Mapping[About, Sequence[Act]]) -> None:
        """Add acts, in any order; those that are there already change nothing."""
        for about, several in acts.items():
            for number, limit in enumerate(self.limits(*about[1:])):
                key = Sum(*about, number)
                take = self._join if key in self.sums else self._begin
                take(key, limit, grouped(limit, several))

    def limits(self, version: int, rule: str) -> list[Limit]:
        """Return the limits of all parts of a rule, one after the other; none if that version has no such rule."""
        known = self._limits.get((version, rule))
        if known is None:
            parts = self.rules[version].pays.get(rule, ()) if version in self.rules else ()
            known = self._limits[version, rule] = [limit for part in parts for limit in part.limits]
        return known

    def state(self) -> State:
        """Return what every person's acts have come to."""
        points: dict[str, dict[str, int]] = {}
        times: dict[str, dict[str, int]] = {}
        for who, version, rule in dict.fromkeys(key[:3] for key in self.sums):
            earned, paid = self.pay(who, version, rule)
            for totals, amount in ((points, earned), (times, paid)):
                mine = totals.setdefault(who, {})
                mine[rule] = mine.get(rule, 0) + amount
        persons = {who: Person(sum(by.values()), by, times[who]) for who, by in sorted(points.items())}
        return State(max(self.rules, default=0), persons)

    def pay(self, who: str, version: int, rule: str) -> tuple[int, int]:
        """Return what a rule pays a person under one version: the points, and for how many acts."""
        number = earned = paid = 0
        for part in self.rules[version].pays[rule]:
            keys = (Sum(who, version, rule, number + one) for one in range(len(part.limits)))
            count = min(self.sums.get(key, 0) for key in keys)
            number += len(part.limits)
            earned, paid = earned + part.points * count, max(paid, count)
        return earned, paid

    def _begin(self, key: Sum, limit: Limit, groups: Mapping[Any, Items]) -> None:
        """Set the first sum of a limit, of which nothing is in the store; of one act all let one through."""
        values: dict[str, Any] = dict(zip(_names(key, groups), groups.values(), strict=True))
        several, count = begun(limit, {name: items for name, items in values.items() if len(items) > 1})
        values.update(several)
        self.store.update(values)
        self.sums[key] = len(values) - len(several) + count

    def _join(self, key: Sum, limit: Limit, groups: Mapping[Any, Items]) -> None:
        """Add to the sum of a limit what is new in groups."""
        store, gained = self.store, 0
        for name, items in zip(_names(key, groups), groups.values(), strict=True):
            kept = store.get(name)
            if kept is None:
                store[name] = after = joined(limit, (), items)
                gained += let_through(limit, after)
            elif (after := joined(limit, tuple(kept), items)) != tuple(kept):
                store[name] = after
                gained += let_through(limit, after) - let_through(limit, tuple(kept))
        self.sums[key] += gained


def _names(key: Sum, groups: Iterable[Any]) -> list[str]:
    """Return under which names the values of groups lie in the store."""
    prefix = _BETWEEN.join(map(str, key)) + _BETWEEN
    return [prefix + (group if type(group) is str else repr(group)) for group in groups]
