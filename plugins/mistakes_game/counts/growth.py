"""How a count grew: on which days, and by how much on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import TypeAlias


class Growth:
    """A count from its first day on; days are ordinals, each with how much was added on it."""

    def __init__(self, pairs: Iterable[Sequence[int]] = ()) -> None:
        added: Counter[int] = Counter()
        for day, much in pairs:
            added[day] += much
        self.pairs: Sequence[Sequence[int]] = sorted(added.items())

    @classmethod
    def in_order(cls, pairs: Sequence[Sequence[int]]) -> Growth:
        """Return the growth that pairs tell whose days are in order, each there once; they are not copied."""
        found = cls()
        found.pairs = pairs
        return found

    @classmethod
    def of(cls, days: Iterable[int]) -> Growth:
        """Return the growth by one on each of some days, which may be there several times."""
        return cls(Counter(days).items())

    def __len__(self) -> int:
        return sum(much for _, much in self.pairs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Growth) and [*map(tuple, self.pairs)] == [*map(tuple, other.pairs)]

    def __hash__(self) -> int:
        return hash(tuple(map(tuple, self.pairs)))

    def __repr__(self) -> str:
        return f"Growth({self.pairs!r})"

    def day_of(self, number: int) -> date | None:
        """Return the day on which the count came to a number, None if it has not yet."""
        sums = accumulate(much for _, much in self.pairs)
        days = (day for (day, _), have in zip(self.pairs, sums, strict=True) if have >= number)
        found = next(days, None)
        return None if found is None else date.fromordinal(found)

    def between(self, first: date, last: date) -> int:
        """Return by how much it grew from one day to another, both included."""
        start, end = first.toordinal(), last.toordinal()
        return sum(much for day, much in self.pairs if start <= day <= end)

    def until(self, day: date) -> Growth:
        """Return the growth up to a day, which is included."""
        end = day.toordinal()
        return Growth.in_order([pair for pair in self.pairs if pair[0] <= end])


Counts: TypeAlias = Mapping[str, Growth]
