"""What a newcomer gets first: the team's charter, and three lessons worth borrowing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistakes.index.plans import Plan
    from mistakes.journal import Journal
    from mistakes.model import Mistake

FIRST = 3


def lessons_to_borrow(journal: Journal, limit: int = FIRST) -> list[Mistake]:
    """Return the entries whose plans helped most: applied or thanked for, then what was dear, then the newest.

    Of entries with the same tags the first counts, so that they are about different things.
    """
    with journal.settled():
        helped = _helped(journal)
        best = sorted(_by_entry(journal.index.plans()), key=lambda one: (-helped[one[0]], -one[1], one[0]))
        found: list[Mistake] = []
        for entry in _different(journal, [entry_id for entry_id, _ in best]):
            found.append(entry)
            if len(found) == limit:
                break
    return found


def _helped(journal: Journal) -> Counter[str]:
    events = [event for kind in ("applied", "thanked") for event in journal.index.told(kind)]
    return Counter(event.entry for event in events if event.entry)


def _by_entry(plans: Iterable[Plan]) -> Iterator[tuple[str, float]]:
    """Yield each entry with a plan once, newest first, with the hours that it cost."""
    hours = {plan.entry: plan.hours or 0.0 for plan in plans}
    yield from sorted(hours.items(), reverse=True)


def _different(journal: Journal, ids: Iterable[str]) -> Iterator[Mistake]:
    seen: set[frozenset[str]] = set()
    for entry_id in ids:
        entry = journal.readable(entry_id)
        if entry is None or (entry.tags and frozenset(entry.tags) in seen):
            continue
        seen.add(frozenset(entry.tags))
        yield entry
