"""Taking acts one by one in the order of their days, each with what it adds to its person's points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mistakes_game.points.acts import Act
from mistakes_game.points.limits import Chain, Counted, Due, getters
from mistakes_game.points.rules import Limit, Rules


class _Limited:
    """A limit of one person's acts: how many it has let through so far, group by group."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self.group, self.item = getters(limit)
        self.groups: dict[Any, Chain | Counted | Due] = {}
        self.sum = 0

    def take(self, act: Act) -> None:
        """Take an act in that is not earlier than those before."""
        key = self.group(act)
        found = self.groups.get(key)
        if found is None:
            found = self.groups[key] = _counter(self.limit)
        before = found.count
        found.take(self.item(act))
        self.sum += found.count - before


class Steps:
    """The acts that came so far; they come in the order of their days."""

    def __init__(self, rules: Mapping[int, Rules]) -> None:
        self._rules = rules
        self._limits: dict[tuple[str, int, str], list[tuple[int, list[_Limited]]]] = {}

    def take(self, act: Act) -> tuple[int, str]:
        """Return what an act adds to the points of its person, and the limit that held if that is nothing."""
        points, note = 0, ""
        for each, limits in self._of(act):
            before = _least(limits).sum
            for limit in limits:
                limit.take(act)
            tightest = _least(limits)
            points += each * (tightest.sum - before)
            note = note or tightest.limit.note
        return points, "" if points else note or "other-rules"

    def _of(self, act: Act) -> list[tuple[int, list[_Limited]]]:
        about = act[:3]
        if about not in self._limits:
            version = self._rules.get(act.version)
            parts = version.pays.get(act.rule, ()) if version else ()
            self._limits[about] = [(part.points, [_Limited(one) for one in part.limits]) for part in parts]
        return self._limits[about]


def _least(limits: list[_Limited]) -> _Limited:
    return min(limits, key=lambda one: one.sum)


def _counter(limit: Limit) -> Chain | Counted | Due:
    if limit.gaps:
        return Due(limit.gaps)
    return Chain(limit.gap) if limit.gap else Counted(limit.most)
