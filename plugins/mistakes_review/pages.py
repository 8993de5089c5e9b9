"""The sections of `today` and `stats`: what is to be recalled, and what practice has come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from mistakes.ladder import RETIRING, Mark, is_retired
from mistakes.practice import NOTHING, Due, Occasion, Shown
from mistakes.records import NamedTuple
from mistakes_review.schedule import AHEAD

if TYPE_CHECKING:
    from mistakes.index.index import Index
    from mistakes.index.plans import Deed, Plan
    from mistakes.journal import Journal

_SHOWN = 3


class Practice(NamedTuple):
    """What practice has come to: plans, how many of them were recalled, applied and retired.

    `recalls` counts all recalls and `had` those that succeeded; `waits` are the days from each plan that
    was applied to its first application.
    """

    plans: int = 0
    practised: int = 0
    retired: int = 0
    recalls: int = 0
    had: int = 0
    waits: Sequence[int] = ()

    @property
    def days(self) -> float | None:
        """The median of the days from a plan to its first application, None as long as there is none."""
        several, half = sorted(self.waits), len(self.waits) // 2
        if len(several) % 2:
            return several[half]
        return (several[half - 1] + several[half]) / 2 if several else None

    @property
    def data(self) -> dict[str, Any]:
        """The same as `--json` has it."""
        counts = {"plans": self.plans, "practised": self.practised, "applied": len(self.waits)}
        more = {"retired": self.retired, "recalls": self.recalls, "had": self.had}
        return counts | more | {"days": self.days}


def of_today(occasion: Occasion) -> Shown:
    """Return the lessons to recall today, at most three by name, and the command; nothing if there are none."""
    from mistakes_review.outlook import due
    from mistakes_review.words import WORDS, count_line

    own = next((journal for journal in occasion.journals if journal.private), None)
    found = due(own, occasion.day) if own else []
    if not found:
        return NOTHING
    words = WORDS[occasion.language]
    titles = tuple(f"{name}  {one.entry.title}" for name, one in _named(occasion, found[:_SHOWN]))
    lines = (count_line(words, len(found)), *titles)
    return Shown(lines, [_object(one) for one in found], words["heading"], made_of=())


def of_stats(occasion: Occasion) -> Shown | None:
    """Return how many plans were practised and applied, and how soon; None if there is no plan."""
    journal = occasion.journals[0]
    found = together(_parts(journal, occasion))
    if not found.plans:
        return None
    from mistakes_review.words import WORDS

    words = WORDS[occasion.language]
    return Shown(tuple(_lines(found, words, is_own=journal.private)), found.data, words["practice"])


def _parts(journal: Journal, occasion: Occasion) -> list[Practice]:
    """Return what practice has come to in the entries that match, month by month if those are all."""
    index, last = journal.index, occasion.day.toordinal() + AHEAD
    if not occasion.query.strip():
        months = index.by_month("practice 2", lambda month: _of_month(index, month))
        if all(latest <= last for latest, _ in months):
            return [Practice(*plain) for _, plain in months]

    def of_matches() -> Practice:
        plans = index.plans()
        if occasion.query.strip():
            chosen = {hit.id for hit in index.search(journal.parsed(occasion.query), order="time")}
            plans = [plan for plan in plans if plan.entry in chosen]
        return practice(plans, [deed for deed in index.deeds() if deed.day <= last])

    # relative dates in a query mean other entries on another day
    return [Practice(*index.remembered(f"practice 2 {occasion.day} {occasion.query}", of_matches))]


def _of_month(index: Index, month: str) -> tuple[int, Practice]:
    """Return the last day on which something was done about a month's entries, and what practice came to."""
    deeds = index.deeds(month)
    return max((deed.day for deed in deeds), default=0), practice(index.plans(month), deeds)


def together(parts: Sequence[Practice]) -> Practice:
    """Return what practice has come to with plans of which each is in one part."""
    waits = [days for part in parts for days in part.waits]
    counts = [sum(several) for several in zip(*(part[:-1] for part in (Practice(), *parts)), strict=True)]
    return Practice._make([*counts, waits])


def practice(plans: Iterable[Plan], deeds: Iterable[Deed]) -> Practice:
    """Return what practice with these plans has come to."""
    done: dict[str, list[Deed]] = {}
    for deed in deeds:
        done.setdefault(deed.entry, []).append(deed)
    return together([_practice(plan, done.get(plan.entry, ())) for plan in plans])


def _practice(plan: Plan, deeds: Sequence[Deed]) -> Practice:
    """Return what practice has come to with one plan, after what was done about its entry."""
    own = [deed for deed in deeds if deed.key in (None, plan.key)]
    recalls = [deed.grade for deed in own if deed.do == "reviewed"]
    uses = [deed.day for deed in own if deed.do == "applied"]
    marks = [Mark(deed.id, deed.do, deed.key) for deed in own if deed.do in RETIRING]
    return Practice(
        plans=1,
        practised="had" in recalls,
        retired=bool(marks) and is_retired([plan.key], marks),
        recalls=len(recalls),
        had=recalls.count("had"),
        waits=[max(min(uses) - plan.day, 0)] if uses else [],
    )


def _lines(found: Practice, words: dict[str, str], *, is_own: bool) -> Iterator[str]:
    yield words["plans"].format(plans=f"{found.plans:,}", applied=f"{len(found.waits):,}")
    if (days := found.days) is not None:
        yield words["first day" if days == 1 else "first days"].format(days=f"{days:,.0f}")
    if is_own and found.recalls:
        counts = {"times": f"{found.recalls:,}", "count": f"{found.practised:,}"}
        yield words["recalled once" if found.recalls == 1 else "recalled"].format(**counts)
    if found.retired:
        yield words["count retired"].format(count=f"{found.retired:,}")


def _named(occasion: Occasion, due: Sequence[Due]) -> Iterator[tuple[str, Due]]:
    from mistakes import Journals
    from mistakes_review.choosing import short_names

    names = short_names(Journals(occasion.journals), due)
    return ((names[one.lesson.key or ""], one) for one in due)


def _object(due: Due) -> dict[str, Any]:
    about = {"entry": due.entry.id, "lesson": due.lesson.key, "title": due.entry.title}
    return about | {"due": due.day.isoformat(), "interval": due.interval}
