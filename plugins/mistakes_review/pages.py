"""The sections of `today` and `stats`: what is to be recalled, and what practice has come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mistakes.practice import Due, Occasion, Shown
from mistakes_review.words import WORDS, count_line

if TYPE_CHECKING:
    from mistakes.index.plans import Deed, Plan
    from mistakes.journal import Journal

_SHOWN = 3


class Practice(NamedTuple):
    """What practice has come to: plans, how many of them were recalled, applied and retired.

    `recalls` counts all recalls and `had` those that succeeded; `days` is the median of the days from a
    plan to its first application, None as long as there is none.
    """

    plans: int
    practised: int
    applied: int
    retired: int
    recalls: int
    had: int
    days: float | None


def of_today(occasion: Occasion) -> Shown | None:
    """Return the lessons to recall today, at most three by name, and the command; None if there are none."""
    from mistakes_review.outlook import due

    own = next((journal for journal in occasion.journals if journal.private), None)
    found = due(own, occasion.day) if own else []
    if not found:
        return None
    words = WORDS[occasion.language]
    titles = tuple(f"{name}  {one.entry.title}" for name, one in _named(found[:_SHOWN]))
    return Shown((count_line(words, len(found)), *titles), [_object(one) for one in found], words["heading"])


def of_stats(occasion: Occasion) -> Shown | None:
    """Return how many plans were practised and applied, and how soon; None if there is no plan."""
    journal = occasion.journals[0]
    # relative dates in a query mean other entries on another day
    name = f"practice {occasion.day} {occasion.query}"
    plain: list[Any] = journal.index.remembered(name, lambda: list(_practice(journal, occasion.query)))
    found = Practice(*plain)
    return Shown(tuple(_lines(found, is_own=journal.private)), found._asdict()) if found.plans else None


def _practice(journal: Journal, query: str) -> Practice:
    """Return what practice has come to in the entries that match."""
    index = journal.index
    plans = index.plans()
    if query.strip():
        chosen = {hit.id for hit in index.search(journal.parsed(query))}
        plans = [plan for plan in plans if plan.entry in chosen]
    return practice(plans, index.deeds())


def practice(plans: Sequence[Plan], deeds: Sequence[Deed]) -> Practice:
    """Return what practice with these plans has come to."""
    from statistics import median

    about: dict[tuple[str, str], list[Deed]] = {(plan.entry, plan.key): [] for plan in plans}
    keys: dict[str, list[str]] = {}
    for plan in plans:
        keys.setdefault(plan.entry, []).append(plan.key)
    for deed in deeds:
        for key in [deed.key] if deed.key else keys.get(deed.entry, []):
            if (deed.entry, key) in about:
                about[deed.entry, key].append(deed)
    firsts = [_first_use(plan, about[plan.entry, plan.key]) for plan in plans]
    uses = [days for days in firsts if days is not None]
    recalls = [[deed for deed in several if deed.do == "reviewed"] for several in about.values()]
    return Practice(
        plans=len(plans),
        practised=sum(any(deed.grade == "had" for deed in several) for several in recalls),
        applied=len(uses),
        retired=sum(any(deed.do == "retired" for deed in several) for several in about.values()),
        recalls=sum(map(len, recalls)),
        had=sum(deed.grade == "had" for several in recalls for deed in several),
        days=median(uses) if uses else None,
    )


def _first_use(plan: Plan, deeds: Sequence[Deed]) -> int | None:
    days = [deed.day for deed in deeds if deed.do == "applied"]
    return max(min(days) - plan.day, 0) if days else None


def _lines(found: Practice, *, is_own: bool) -> Iterator[str]:
    yield f"lessons with a plan {found.plans:,}, of these applied {found.applied:,}"
    if found.days is not None:
        yield f"from plan to first application: {_days(found.days)} (median)"
    if is_own and found.recalls:
        times = "once" if found.recalls == 1 else f"{found.recalls:,} times"
        yield f"recalled {times}, {found.practised:,} of the lessons by heart at least once"
    if found.retired:
        yield f"retired {found.retired:,}"


def _days(days: float) -> str:
    return "1 day" if days == 1 else f"{days:,.0f} days"


def _named(due: Sequence[Due]) -> Iterator[tuple[str, Due]]:
    from mistakes_review.choosing import short_names

    names = short_names(due)
    return ((names[one.lesson.key or ""], one) for one in due)


def _object(due: Due) -> dict[str, Any]:
    about = {"entry": due.entry.id, "lesson": due.lesson.key, "title": due.entry.title}
    return about | {"due": due.day.isoformat(), "interval": due.interval}
