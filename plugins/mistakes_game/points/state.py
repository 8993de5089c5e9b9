"""What the game comes to: points and what they were for, the level, the streak of learning weeks.

All of it is derived from entries and events; nothing of it is stored anywhere but in a disposable cache.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from mistakes.records import NamedTuple


class Paid(NamedTuple):
    """What one act was paid: the rule's name, the points (0 where a limit was reached), and why.

    `event` is the id of the event, or of the entry for a capture; `entry` the entry it is about, "" for
    none; `note` is "" or the name of the limit that held: `day-full`, `week-full`, `too-soon`, `same-text`,
    `not-due`, `no-evidence`, `ahead`, `once` (it was paid before), `no-entry` (nobody has what it is about),
    `not-sealed` (a decision without a seal), `short` (too few words), `own` (one's own lesson, oneself),
    `no-plan` (a borrowed lesson without a plan of one's own), `other-rules` (of rules not known here),
    `unvouched` (somebody else than its writer brought it), `imported`.

    `acts` is how many it stands for: entries that were imported stand in one row, without ids.
    """

    event: str
    entry: str
    day: date
    rule: str
    points: int
    note: str = ""
    acts: int = 1


class Week(NamedTuple):
    """A learning week from its Monday, and how it went.

    `how` is `held` (a reflection, or all that was due), `quiet` (nothing was due and nothing was wrong),
    `rest`, `reserve` (one was used), `repaired`, `missed`, or `open` (it is not over).
    """

    monday: date
    how: str


class Streak(NamedTuple):
    """The run of weeks that held: the present one, the best one, all that ever held, what is in reserve.

    `repair_until` is the last day on which the run before can be repaired, None if it need not be.
    """

    current: int
    best: int
    total: int
    reserves: int
    weeks: tuple[Week, ...] = ()
    repair_until: date | None = None


class Person(NamedTuple):
    """What one person's acts have come to: the sum of points, the points by rule, and how many acts were paid.

    `times` counts by rule; none of these numbers ever falls.
    """

    points: int
    by_rule: Mapping[str, int]
    times: Mapping[str, int] = MappingProxyType({})


class State(NamedTuple):
    """The game at one moment under one version of the rules: every person who did something, by `who`."""

    rules: int
    persons: Mapping[str, Person]
