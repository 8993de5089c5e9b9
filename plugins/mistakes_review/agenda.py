"""Which lessons are asked on a day: never more than a few, so that nobody is shown a backlog.

Each lesson that is due still has days until twice its interval is over. What can be asked within them is
worked out with the costliest first, so that under too much work the cheapest wait; of those that can, the
ones that matter most (cost times forgetting) are asked today, unless another one could then no longer
come back in time. Why so, and what was simulated: docs/explanation/review.md.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest

from mistakes.records import NamedTuple
from mistakes_review.prices import Cost, prices
from mistakes_review.schedule import Memory, Progress, Scheduler

# How many days ahead are counted; what has longer may wait anyway.
_HORIZON = 14
# The share of a later day that is kept free for what is not known yet, and the share of the lessons, the
# cheaper ones, that may promise themselves no more than what is left beside it.
_SPARE, _CHEAPER = 0.4, 0.45
_new = tuple.__new__  # makes a NamedTuple in half the time


class OpenLessons(NamedTuple):
    """The lessons that are not retired, a column for each thing that a choice among them looks at.

    Of each lesson: its entry, its key, how it is kept in mind, whether it was begun, what the entry cost.
    """

    entries: Sequence[str]
    keys: Sequence[str]
    memories: Sequence[Memory]
    begun: Sequence[bool]
    costs: Sequence[Cost]


class Asked(NamedTuple):
    """A lesson that is due: its cost, whether it was begun, since when it rests, its entry and key, and the rest.

    `price` is its cost in the usual costs of the journal, `rank` the share, 0 … 1, of lessons that cost
    less; `left` counts the days until twice its interval is over; `weight` is cost times forgetting.
    """

    price: float
    begun: bool
    last: int
    entry: str
    key: str
    memory: Memory
    left: int
    rank: float = 0.0
    weight: float = 0.0

    @property
    def day(self) -> int:
        """In how many days it must be asked, at the latest; what is late must be asked today."""
        return min(max(self.left, 0), _HORIZON)


def agenda(states: Iterable[Progress], today: int, room: int, cap: int, scheduler: Scheduler) -> list[Asked]:
    """Return the lessons to ask on a day, the weightiest first: at most `room`, of `cap` on other days."""
    active = [state for state in states if not state.retired]
    plans = [state.plan for state in active]
    memories, begun = [state.memory for state in active], [state.days > 0 for state in active]
    costs = [Cost(plan.hours, plan.money, plan.currency, plan.trust) for plan in plans]
    entries, keys = [plan.entry for plan in plans], [plan.key for plan in plans]
    return agenda_of(OpenLessons(entries, keys, memories, begun, costs), today, room, cap, scheduler)


def agenda_of(lessons: OpenLessons, today: int, room: int, cap: int, scheduler: Scheduler) -> list[Asked]:
    """Return the same of lessons in columns."""
    due = _weighed(lessons, today, room, cap, scheduler)
    # a new lesson that was not asked in time has waited, and waits for a free place
    kept = _kept([asked for asked in due if asked.begun or asked.left >= 0], room, cap)
    chosen = _chosen(kept, room, cap)
    taken = {id(asked) for asked in chosen}
    later = sorted((asked for asked in kept if id(asked) not in taken), key=_by_time)
    taken.update(map(id, later))
    waiting = [asked for asked in due if id(asked) not in taken]
    return sorted([*chosen, *later, *waiting][:room], key=_by_weight)


def _weighed(lessons: OpenLessons, today: int, room: int, cap: int, scheduler: Scheduler) -> list[Asked]:
    """Return what is due and may have its turn, the costliest first, with ranks and weights."""
    cost = prices(lessons.costs)
    ordered = sorted(cost)
    found: list[Asked] = []
    for asked in _first(_due(lessons, cost, today), room, cap):
        rank = (bisect_left(ordered, asked.price) + bisect_right(ordered, asked.price)) / 2 / len(ordered)
        weight = (1 + asked.price) * scheduler.forgetting(asked.memory, today)
        found.append(asked._replace(rank=rank, weight=weight))
    return sorted(found, reverse=True)


def _due(lessons: OpenLessons, cost: Sequence[float], today: int) -> Iterator[Asked]:
    entries, keys, memories, begun, _ = lessons
    for price, is_begun, entry, key, memory in zip(cost, begun, entries, keys, memories, strict=True):
        last, interval, _ = memory
        if last + interval <= today:
            left = last + 2 * interval - today
            yield _new(Asked, (price, is_begun, last, entry, key, memory, left, 0.0, 0.0))


def _first(due: Iterable[Asked], room: int, cap: int) -> Iterator[Asked]:
    """Yield those that may have their turn: of all that have equally long, only the costliest can."""
    groups: dict[int, list[Asked]] = {}
    for asked in due:
        groups.setdefault(asked.day if asked.begun or asked.left >= 0 else -1, []).append(asked)
    for day, several in groups.items():
        yield from nlargest(room + cap * max(day, 0), several)


def _kept(due: Iterable[Asked], room: int, cap: int) -> list[Asked]:
    """Return those that can all be asked before their time is over; they come with the costliest first.

    What can be done in time is a matroid, so that taking the costliest first gives the costliest set.
    """
    load = [0] * (_HORIZON + 1)
    full = {True: -1, False: -1}
    kept: list[Asked] = []
    for asked in due:
        is_cheap = asked.rank < _CHEAPER
        if asked.day <= full[is_cheap]:
            continue
        day = _overfull(load, asked.day, room, _later(cap) if is_cheap else cap)
        if day < 0:
            load[asked.day] += 1
            kept.append(asked)
        else:
            full[is_cheap] = day
    return kept


def _overfull(load: Sequence[int], last: int, room: int, later: int) -> int:
    """Return the last day until which one more, to be asked by `last`, is one too many; -1 if it fits."""
    total, found = 1, -1
    for day, count in enumerate(load):
        total += count
        if day >= last and total > room + later * day:
            found = day
    return found


def _chosen(kept: Sequence[Asked], room: int, cap: int) -> list[Asked]:
    """Return what to ask today: by weight, new ones last, as long as all others can still be kept."""
    waiting = Counter(asked.day for asked in kept)
    chosen: list[Asked] = []
    for asked in sorted(kept, key=lambda asked: (not asked.begun, -asked.weight)):
        if len(chosen) == room:
            break
        waiting[asked.day] -= 1
        if _fits(waiting, room - len(chosen) - 1, _later(cap)):
            chosen.append(asked)
        else:
            waiting[asked.day] += 1
    return chosen


def _fits(waiting: Counter[int], room: int, later: int) -> bool:
    """Tell whether all that wait can be asked in time with so much room today and on later days."""
    total = 0
    for day in sorted(waiting):
        total += waiting[day]
        if total > room + later * day:
            return False
    return True


def _later(cap: int) -> int:
    return cap - round(cap * _SPARE)


def _by_time(asked: Asked) -> tuple[int, float]:
    return (asked.day, -asked.weight)


def _by_weight(asked: Asked) -> float:
    return -asked.weight
