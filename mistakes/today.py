"""One page a day: what a journal itself has to say; plugins add what is due and what to ask.

Everything comes from the index, so that the page is quick in a large journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from mistakes.hooks import Section
from mistakes.practice import NOTHING, Occasion, Shown
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.briefing.elsewhere import Elsewhere
    from mistakes.index.totals import Overdue
    from mistakes.journal import Journal
    from mistakes.model import Mistake

MILESTONES = (11, 51, 101, 501, 1001)
SECTIONS = (
    Section("overdue", "Overdue", "mistakes.today:overdue", "today", "20"),
    Section("helped", "Did it help?", "mistakes.today:helped", "today", "35"),
    Section("on-this-day", "On this day", "mistakes.today:on_this_day", "today", "40"),
    Section("week", "This week", "mistakes.today:this_week", "today", "60"),
)
_SHOWN = 3
_WORDS = {
    "en": {
        "due": "{id}  {what}, due {day}",
        "decision": "{id}  {what}: how did it turn out? (mistakes decide {id})",
        "more": "and {count} more: mistakes list is:overdue",
        "more decisions": "and {count} more: mistakes decide",
        "years": "{id}  {years} ago: {title}",
        "one": "1 year",
        "many": "{count} years",
        "overdue": "Overdue",
        "helped": "Did it help?",
        "applied": "{id}  {what} (if so: mistakes applied {id})",
        "on this day": "On this day",
        "this week": "This week",
    },
    "zh": {
        "due": "{id}  {what}，原定 {day}",
        "decision": "{id}  {what}：结果如何？（mistakes decide {id}）",
        "more": "还有 {count} 项：mistakes list is:overdue",
        "more decisions": "还有 {count} 个：mistakes decide",
        "years": "{id}  {years}前：{title}",
        "one": "一年",
        "many": "{count} 年",
        "overdue": "已过期",
        "helped": "帮上忙了吗？",
        "applied": "{id}  {what}（如果帮上了：mistakes applied {id}）",
        "on this day": "往年今日",
        "this week": "本周",
    },
}
_WEEK = {
    "en": (
        ("entries", "{} written"),
        ("reviewed", "{} recalled"),
        ("applied", "{} applied"),
        ("repeated", "{} again"),
    ),
    "zh": (("entries", "写下 {}"), ("reviewed", "复习 {}"), ("applied", "用上 {}"), ("repeated", "重犯 {}")),
}


class Goal(NamedTuple):
    """How far the road to 1,001 is gone: entries, the goal, and the next milestone (the goal at last)."""

    entries: int
    goal: int
    milestone: int


def road(entries: int, goal: int) -> Goal:
    """Return how far a journal of so many entries is on its road."""
    ahead = [milestone for milestone in (*MILESTONES, goal) if entries < milestone <= goal]
    return Goal(entries, goal, min(ahead, default=goal))


def overdue(occasion: Occasion) -> Shown:
    """Return the actions that are late, and the decisions whose day to look again has come."""
    words = _WORDS[occasion.language]
    late = [(journal, *journal.index.late(occasion.day)) for journal in occasion.journals]
    actions = [action for journal, _, oldest in late for action in _late(journal, oldest)]
    decided = [entry for journal in occasion.journals for entry in _open_decisions(journal, occasion.day)]
    short = _handles(occasion, [*decided[:_SHOWN], *(entry for entry, _, _ in actions[:_SHOWN])])
    lines = [words["decision"].format(id=short[entry.id], what=entry.title) for entry in decided[:_SHOWN]]
    if len(decided) > _SHOWN:
        lines.append(words["more decisions"].format(count=len(decided) - _SHOWN))
    for entry, text, day in actions[:_SHOWN]:
        lines.append(words["due"].format(id=short[entry.id], what=text, day=day.isoformat()))
    count = sum(number for _, number, _ in late)
    if count > _SHOWN:
        lines.append(words["more"].format(count=count - _SHOWN))
    told = [{"entry": entry.id, "action": text, "due": day.isoformat()} for entry, text, day in actions]
    data = {"actions": told, "count": count, "decisions": [entry.id for entry in decided]}
    return Shown(tuple(lines), data, words["overdue"], made_of=()) if lines else NOTHING


def helped(occasion: Occasion) -> Shown:
    """Ask, on one day only, about the lessons that came unasked this week and were not noted as a help."""
    from mistakes.briefing.elsewhere import Elsewhere
    from mistakes.briefing.quiet import ask_once, place, said_since
    from mistakes.handles import handles_among

    elsewhere, found = Elsewhere(occasion.journals, occasion.day), []
    for entry_id, lesson, said in said_since(occasion.day - timedelta(days=7)):
        entry = _unanswered(occasion, elsewhere, entry_id, said) if said < occasion.day else None
        if entry and ask_once(entry_id, lesson, occasion.day):
            found.append(entry)
    words, made_of = _WORDS[occasion.language], (str(place()), *elsewhere.looked_at)
    journals = chain(occasion.journals, elsewhere.journals if elsewhere.looked_at else ())
    short = handles_among(journals, [entry.id for entry in found[:_SHOWN]], walk=False) if found else {}
    lines = [words["applied"].format(id=short[entry.id], what=entry.title) for entry in found[:_SHOWN]]
    return Shown(tuple(lines), [entry.id for entry in found], words["helped"], made_of)


def on_this_day(occasion: Occasion) -> Shown:
    """Return one entry of this day in earlier years: the dearest that holds a lesson, else the dearest."""
    entries = [entry for journal in occasion.journals for entry in _years_ago(journal, occasion.day)]
    if not entries:
        return NOTHING
    entry = next((entry for entry in entries if entry.lessons), entries[0])
    words = _WORDS[occasion.language]
    count = occasion.day.year - entry.happened.year
    years = words["one"] if count == 1 else words["many"].format(count=count)
    handle = _handles(occasion, [entry])[entry.id]
    lines = [words["years"].format(id=handle, years=years, title=entry.title)]
    lines += [f"        {lesson.text}" for lesson in entry.lessons[:1] if lesson.text]
    return Shown(tuple(lines), {"entry": entry.id, "years": count}, words["on this day"], made_of=())


def this_week(occasion: Occasion) -> Shown:
    """Return what was written and done since Monday; nothing if that is nothing."""
    monday = occasion.day - timedelta(days=occasion.day.weekday())
    counts: dict[str, int] = {}
    for journal in occasion.journals:
        week = journal.index.week(monday, occasion.day)
        for name, count in (("entries", week.entries), *week.events.items()):
            counts[name] = counts.get(name, 0) + count
    said = [text.format(counts[name]) for name, text in _WEEK[occasion.language] if counts.get(name)]
    data = {"since": monday.isoformat(), **counts}
    heading = _WORDS[occasion.language]["this week"]
    return Shown((" · ".join(said),), data, heading, made_of=()) if said else NOTHING


def _handles(occasion: Occasion, entries: Sequence[Mistake]) -> dict[str, str]:
    from mistakes.handles import handles_among

    return handles_among(occasion.journals, [entry.id for entry in entries], walk=False)


def _late(journal: Journal, oldest: Sequence[Overdue]) -> Iterator[tuple[Mistake, str, date]]:
    for late in oldest[: _SHOWN * 2]:
        entry = journal.readable(late.entry)
        texts = [action.text for action in entry.actions if action.key == late.key] if entry else []
        if entry and texts:
            yield entry, texts[0], late.due


def _open_decisions(journal: Journal, day: date) -> Iterator[Mistake]:
    ready = [one for one in journal.index.decisions() if one.review_on and one.review_on <= day]
    for decision in ready:
        entry = journal.readable(decision.entry) if not decision.has_outcome else None
        if entry:
            yield entry


def _unanswered(occasion: Occasion, elsewhere: Elsewhere, entry_id: str, said: date) -> Mistake | None:
    """Return an entry whose lesson was said on a day, None if it is gone, or was noted as a help since."""
    homes = [journal for journal in occasion.journals if journal.path(entry_id).exists()]
    readable = (journal.readable(entry_id) for journal in homes)
    entry = next(filter(None, readable), None) if homes else elsewhere.entry(entry_id, said)
    if entry is None or entry.deleted is not None or _was_applied(occasion, entry_id, said):
        return None
    return entry


def _was_applied(occasion: Occasion, entry_id: str, since: date) -> bool:
    applied = (event for journal in occasion.journals for event in journal.index.told("applied"))
    return any(event.entry == entry_id and event.day and event.day >= since for event in applied)


def _years_ago(journal: Journal, day: date) -> Iterable[Mistake]:
    found = [journal.readable(entry_id) for entry_id in journal.index.on_this_day(day)[: _SHOWN * 2]]
    return [entry for entry in found if entry is not None and entry.deleted is None]
