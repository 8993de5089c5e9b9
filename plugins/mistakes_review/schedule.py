"""When each lesson is to be recalled: a pure function of plans and of what was done about them.

It keeps no state of its own, so that two clones of a journal agree, in whatever order their events were
merged. The clock is the local date that each event stores. Days are ordinals, as `date.toordinal` gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal, Protocol, TypeAlias

from mistakes.index.plans import Deed, Plan
from mistakes.records import NamedTuple

Outcome: TypeAlias = Literal["lapse", "success", "easy"]

LADDER = (1, 3, 7, 21, 60, 180, 365)
ENOUGH_APPLICATIONS, ENOUGH_DAYS = 2, 180
REST = 30  # days from one application that counts as such to the next
# A traveller's calendar may be a day behind the one by which an event was stored.
AHEAD = 1
_KEPT_AT_THE_INTERVAL = 0.9
_TOP = len(LADDER) - 1
_STEPS = {"lapse": -1, "success": 1, "easy": 2}
_ORDER: tuple[Outcome, ...] = ("success", "easy", "lapse")
_GRADES: dict[str | None, Outcome] = {"had": "success", "missed": "lapse"}
_ENDS = {"retired": "by hand", "checked": "built in"}
_MOMENT, _DAY = attrgetter("day", "id"), attrgetter("day")


class Memory(NamedTuple):
    """How a lesson is kept in mind: since which day, for how many days it may rest, and a scheduler's own."""

    last: int
    interval: int
    trace: Any

    @property
    def due(self) -> int:
        """The first day on which it is to be recalled."""
        return self.last + self.interval

    @property
    def end(self) -> int:
        """The last day on which it still comes back within twice its interval."""
        return self.last + 2 * self.interval


class Progress(NamedTuple):
    """How far one has come with a plan.

    `days` counts those on which it was recalled or missed, helped or came again, `applications` the
    days on which it helped since it last came again, with `REST` between them, and `applied_on` is the
    last of these, 0 if there is none; `retired` says why it is no longer asked, "" if it is.
    """

    plan: Plan
    memory: Memory
    days: int = 0
    applications: int = 0
    retired: str = ""
    applied_on: int = 0

    def is_rested(self, day: int) -> bool:
        """Tell whether an application on a day would be one more, and not the last one told again."""
        return not self.applied_on or day - self.applied_on >= REST

    @property
    def is_new(self) -> bool:
        """Tell whether it was never recalled, nor did it help or come again."""
        return not self.days


class Scheduler(Protocol):
    """What decides for how long a lesson may rest."""

    def begin(self, key: str, day: int) -> Memory:
        """Return how a lesson is kept on the day it is written down."""

    def after(self, memory: Memory, outcome: Outcome, day: int) -> Memory:
        """Return how it is kept after what happened on a day."""

    def forgetting(self, memory: Memory, day: int) -> float:
        """Return the chance, 0 … 1, that it is forgotten on a day."""


class Ladder:
    """The fixed intervals of `LADDER`: success goes one step up, an application two, forgetting one back.

    Recalled before half of the interval has passed, a lesson stays on its step: that was no test yet.
    """

    def begin(self, key: str, day: int) -> Memory:  # noqa: ARG002  all lessons begin alike
        """Return how a lesson is kept on the day it is written down: it comes back tomorrow."""
        return Memory(day, LADDER[0], 0)

    def after(self, memory: Memory, outcome: Outcome, day: int) -> Memory:
        """Return the memory on its new step, beginning on this day."""
        last, interval, step = memory
        if outcome != "success" or 2 * (day - last) >= interval:
            step = min(max(step + _STEPS[outcome], 0), _TOP)
        return Memory(day, LADDER[step], step)

    def forgetting(self, memory: Memory, day: int) -> float:
        """Return the chance of having forgotten, if nine in ten are kept for just the interval."""
        kept: float = _KEPT_AT_THE_INTERVAL ** (max(day - memory.last, 0) / memory.interval)
        return 1 - kept


def schedule(
    plans: Iterable[Plan], deeds: Iterable[Deed], today: int, scheduler: Scheduler
) -> list[Progress]:
    """Return how far one has come with each plan, as it is known on a day; deeds come in any order.

    What is dated later than tomorrow is a clock's error and left out until that day has come.
    """
    found: dict[str, list[Deed]] = {}
    for deed in deeds:
        if deed.day <= today + AHEAD:
            found.setdefault(deed.entry, []).append(deed)
    return [progress(plan, found.get(plan.entry, ()), scheduler) for plan in plans]


def progress(plan: Plan, deeds: Sequence[Deed], scheduler: Scheduler) -> Progress:
    """Return how far one has come with a plan after what was done about its entry, in any order."""
    state = Progress(plan, scheduler.begin(plan.key, plan.day), retired="built in" if plan.is_held else "")
    own = [deed for deed in deeds if deed.key is None or deed.key == plan.key] if deeds else deeds
    if not own:
        return state
    if len(own) == 1:
        return after(state, own[0].day, own, scheduler)
    for day, several in groupby(sorted(own, key=_MOMENT), key=_DAY):
        state = after(state, day, [*several], scheduler)
    return state


def after(state: Progress, day: int, deeds: Sequence[Deed], scheduler: Scheduler) -> Progress:
    """Return how far one has come after a day on which something was done about a plan, in the order of ids.

    A day counts once: as a lapse if there was one, else as an application, else as a success; so two
    machines on which the same lesson was recalled do not count twice. An application soon after another
    one is a success like any: a busy week makes no habit.
    """
    plan, memory, days, applications, retired, applied_on = state
    easy: Outcome = "easy" if state.is_rested(day) else "success"
    outcome: Outcome | None = None
    for _, do, _, _, grade, _ in deeds:
        if do == "applied":
            if not applied_on or day - applied_on >= REST:
                applications, applied_on = applications + 1, day
        elif do in _ENDS:
            retired = _ENDS[do]
        elif do == "repeated" or (retired and grade in _GRADES):
            retired, applications, applied_on = "", 0, 0
        outcome = _worst(outcome, _outcome(do, grade, easy))
    if outcome:
        memory, days = scheduler.after(memory, outcome, day), days + 1
    if plan.is_held:
        retired = "built in"
    elif applications >= ENOUGH_APPLICATIONS and memory.interval >= ENOUGH_DAYS:
        retired = retired or "applied"
    return Progress(plan, memory, days, applications, retired, applied_on)


def _outcome(do: str, grade: str | None, easy: Outcome) -> Outcome | None:
    """Return what an event says of how a lesson is kept in mind, None if nothing."""
    if do == "applied":
        return easy
    return _GRADES.get(grade) if do == "reviewed" else "lapse" if do == "repeated" else None


def _worst(one: Outcome | None, other: Outcome | None) -> Outcome | None:
    """Return which of two outcomes of a day counts."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=_ORDER.index)
