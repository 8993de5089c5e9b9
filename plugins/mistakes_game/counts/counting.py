"""The counts behind badges and quests: what somebody did, each deed under a name and once.

A count holds, for each thing that was done (a lesson borrowed, a person thanked), the first day on which it
was. Taking in one more event or entry can only add a thing or find an earlier day for one, so counts never
shrink, and neither duplicates nor the order of logs matter.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import TypeAlias

from mistakes_game.counts.glance import Glance
from mistakes_game.counts.growth import Growth
from mistakes_game.points.deeds import Deed
from mistakes_game.reading.oneself import Self, folded

Days: TypeAlias = dict[str, dict[str, int]]
Mark: TypeAlias = tuple[str, str, int]

# What is counted, and once for what; docs/reference/badges-and-quests.md repeats it.
COUNTS = {
    "admitted": "own mistakes and near misses that a team can read",
    "applied": "own lessons that helped in real life",
    "applied-after-a-year": "lessons applied a year or longer after they were written down",
    "borrowed": "lessons of others taken into one's own journal",
    "built": "own entries of which a check holds a lesson",
    "built-in": "own lessons that a check holds",
    "chapters": "own entries that lack nothing and were read again, each text once",
    "coached": "actions of others that were finished with one's help",
    "comparisons": "pairs of entries that were compared, with the rule they share",
    "debts-paid": "own actions done after their day, or a month after the entry",
    "decided-in-doubt": "decisions sealed at a confidence of 70 % or less",
    "entries": "own entries, no imported ones",
    "followed": "own admitted mistakes after which somebody else admitted one within a week",
    "homework": "questions of the homework that were answered",
    "kinds-of-lessons": "tags under which one has a lesson",
    "learning-days": "days on which one reflected, recalled, applied or finished something",
    "lessons-that-helped": "own entries that somebody else thanked for, or applied",
    "listen-questions": "questions about listening that were answered",
    "listening-days": "days on which a question about listening was answered",
    "lucky-wins": "own successes, near misses and strokes of luck",
    "people-helped": "persons whom own entries helped",
    "people-praised": "persons who were thanked, with what for",
    "plans": "own entries with an if-then plan",
    "plans-made": "own entries that got an if-then plan, once a week",
    "practised": "own entries of which a lesson was recalled",
    "priced": "own entries that say what it cost, by the day of their last change",
    "prices": "own entries that say what it cost",
    "rated": "own entries that rate process and result",
    "repeats": "repeats that were noted",
    "retold": "own entries told in a second language, by the day of their last change",
    "returns": "days of learning thirty days after the first one, or later",
    "sources": "people, books and cultures that lessons were borrowed from",
    "thanks": "thanks given, with what for",
    "thanks-for-telling": "mistakes of others that one gave thanks for",
    "understood": "own entries with facts, conditions and a lesson",
    "understood-eq": "understood entries that taught to feel",
    "understood-iq": "understood entries that taught to know",
    "understood-lq": "understood entries that taught to care",
    "weeks-of-rest": "planned rests of a week or longer that are over",
    "weighed": "own entries that say if it was right and done right, by the day of their last change",
}
YEAR, MONTH, WEEK = 365, 30, 7
_NEVER = 1 << 31
COOLING = 1  # a chapter is at least a day old
AHEAD = 1  # a traveller's calendar may be a day behind the one by which something was stored
_ADMITTED = ("mistake", "near-miss")
_OTHERS_ADMITTED = "admitted by others"
# What is only known of others together, and of which.
MADE_OF = {"returns": ("learning-days",), "followed": ("admitted", _OTHERS_ADMITTED)}
_LEARNING = frozenset(
    "reviewed applied answered compared understood planned action-done checked decided scored borrowed "
    "repeated".split()
)
_READS = frozenset("reviewed read applied compared repeated answered understood planned".split())
_OTHERS_READ = frozenset(("thanked", "commented", "read", "applied"))


def tally(
    deeds: Iterable[Deed], glances: Mapping[str, Glance], one: Self, team: Collection[str] = frozenset()
) -> Days:
    """Return for each count what was counted, each thing with the first day (an ordinal).

    `deeds` are one's own and others', `glances` entries by id, one's own and others'; `team` the ids of
    those that a team can read. What there is of entries and deeds about them may be tallied in parts, which
    `merged` joins.
    """
    found: Days = {}
    for name, thing, day in _marks(list(deeds), glances, one, team):
        known = found.setdefault(name, {})
        if day < known.get(thing, _NEVER):
            known[thing] = day
    return found


def merged(parts: Iterable[Mapping[str, Mapping[str, int]]]) -> Days:
    """Return several tallies as one, in whatever order they come."""
    found: Days = {}
    for part in parts:
        for name, days in part.items():
            known = found.setdefault(name, {})
            for thing, day in days.items():
                if day < known.get(thing, _NEVER):
                    known[thing] = day
    return found


def counts(tallied: Mapping[str, Mapping[str, int]], today: date) -> dict[str, Growth]:
    """Return how each count grew up to a day, and one day more, as a traveller may be ahead by one."""
    last = today.toordinal() + AHEAD
    days = {
        name: [day for day in known.values() if 0 < day <= last]
        for name, known in {**tallied, **_derived(tallied)}.items()
        if name in COUNTS
    }
    return {name: Growth.of(several) for name, several in days.items() if several}


def _derived(tallied: Mapping[str, Mapping[str, int]]) -> Days:
    """Return what is only known of all together: coming back, and being followed."""
    learned = sorted(tallied.get("learning-days", {}).values())
    later = {str(day): day for day in learned if day >= learned[0] + MONTH}
    theirs = sorted(tallied.get(_OTHERS_ADMITTED, {}).values())
    followed: dict[str, int] = {}
    for origin, day in tallied.get("admitted", {}).items():
        at = bisect_right(theirs, day)
        if at < len(theirs) and theirs[at] <= day + WEEK:
            followed[origin] = theirs[at]
    return {"returns": later, "followed": followed}


def _marks(
    told: Sequence[Deed], glances: Mapping[str, Glance], one: Self, team: Collection[str]
) -> Iterator[Mark]:
    own_deeds = [deed for deed in told if one.did(deed.by)]
    lived = {deed.entry for deed in own_deeds if deed.do in ("understood", "planned")}
    own = {
        name: entry
        for name, entry in glances.items()
        if one.did(entry.who) and (not entry.imported or name in lived)
    }
    for entry in own.values():
        yield from _of_entry(entry)
    for deed in own_deeds:
        yield from _of_deed(deed, own, glances, one)
    for deed in told:
        if not one.did(deed.by) and deed.entry in own:
            yield from _of_others(deed, own[deed.entry])
    yield from _coached(told, glances, one)
    yield from _admitted(told, own, glances, one, team)
    yield from _chapters(told, own, one)


def _of_entry(entry: Glance) -> Iterator[Mark]:
    """Yield what an own entry counts for by itself."""
    # a shared copy and what it was copied from are one
    name, day, updated = entry.origin, entry.day, entry.updated
    yield "entries", name, day
    if entry.priced:
        yield "prices", name, day
        yield "priced", name, updated
    if entry.rated:
        yield "rated", name, day
    if entry.weighed:
        yield "weighed", name, updated
    if entry.lucky:
        yield "lucky-wins", name, day
    if entry.retold:
        yield "retold", name, updated
    if entry.borrowed_from:
        yield "sources", entry.borrowed_from, day
    if entry.kind == "borrowed":
        yield "borrowed", entry.borrowed_of or name, day
    if entry.repeat_of:
        yield "repeats", f"{entry.repeat_of}:{name}", day
    yield from _of_lessons(entry)


def _of_lessons(entry: Glance) -> Iterator[Mark]:
    for lesson in entry.lessons:
        for tag in entry.tags:
            yield "kinds-of-lessons", tag, lesson.day
        if lesson.has_check:
            yield "built-in", f"{entry.origin}:{lesson.key}", entry.updated
            yield "built", entry.origin, entry.updated
    for done in entry.actions:
        if done.done:
            yield from _debt(entry, done.key, done.done)
    planned = entry.first_plan
    if planned is not None:
        yield "plans", entry.origin, planned
        yield _made(entry.origin, planned)
    if entry.understood and (first := entry.first_lesson) is not None:
        yield "understood", entry.origin, first
        for name, much in zip(("iq", "eq", "lq"), entry.qs, strict=True):
            if much:
                yield f"understood-{name}", entry.origin, first


def _made(entry: str, day: int) -> Mark:
    """Return the mark of a plan that was made, which counts once a week."""
    return "plans-made", f"{entry}:{day // WEEK}", day


def _debt(entry: Glance, key: str, day: int) -> Iterator[Mark]:
    due = next((action.due for action in entry.actions if action.key == key), 0)
    if day >= entry.day + MONTH or 0 < due < day:
        yield "debts-paid", f"{entry.origin}:{key}", day


def _of_deed(
    deed: Deed, own: Mapping[str, Glance], glances: Mapping[str, Glance], one: Self
) -> Iterator[Mark]:
    """Yield what an own deed counts for."""
    if deed.do in _LEARNING and (deed.do != "answered" or deed.text):
        yield "learning-days", str(deed.day), deed.day
    if deed.do == "rested":
        yield from _rested(deed)
    elif deed.do == "answered":
        yield from _answered(deed)
    elif deed.do == "thanked":
        yield from _thanked(deed, glances, one)
    elif deed.do == "borrowed" and deed.key:
        yield "borrowed", deed.key, deed.day
    elif deed.do == "compared" and deed.text.strip() and deed.key not in ("", deed.entry):
        yield "comparisons", ":".join(sorted((deed.entry, deed.key))), deed.day
    elif deed.entry in glances:
        yield from _about(deed, glances[deed.entry], deed.entry in own)


def _about(deed: Deed, entry: Glance, is_own: bool) -> Iterator[Mark]:
    """Yield what a deed about an entry counts for, one's own or a team's."""
    item, says = f"{deed.entry}:{deed.key}", bool(deed.text.strip())
    if deed.do == "repeated":
        yield "repeats", f"{deed.entry}:{deed.key or deed.day}", deed.day
    elif deed.do == "reviewed":
        yield "practised", deed.entry, deed.day
    elif deed.do == "applied" and says:
        yield "applied", deed.entry, deed.day
        if deed.day >= added(entry, deed.key) + YEAR:
            yield "applied-after-a-year", item, deed.day
    elif deed.do == "checked" and says:
        yield "built-in", item, deed.day
        yield "built", deed.entry, deed.day
    elif deed.do == "planned" and is_own:
        yield _made(entry.origin, deed.day)
    elif deed.do == "decided" and is_own and entry.doubtful:
        yield "decided-in-doubt", deed.entry, deed.day
    elif deed.do == "action-done" and is_own:
        yield from _debt(entry, deed.key, deed.day)


def added(entry: Glance, key: str) -> int:
    """Return the day on which a lesson, or the entry, was written down."""
    return next((lesson.day for lesson in entry.lessons if lesson.key == key), entry.day)


def _rested(deed: Deed) -> Iterator[Mark]:
    with suppress(ValueError):
        first, last = (date.fromisoformat(day).toordinal() for day in (deed.key, deed.text))
        if last - first >= WEEK - 1:
            yield "weeks-of-rest", f"{first}:{last}", last


def _answered(deed: Deed) -> Iterator[Mark]:
    pack, _, question = deed.key.partition(".")
    if question.startswith("listen"):
        # an answer without text went into a field
        yield "listen-questions", deed.key, deed.day
        yield "listening-days", str(deed.day), deed.day
    elif pack == "homework" and deed.text.strip():
        yield "homework", deed.key, deed.day


def _thanked(deed: Deed, glances: Mapping[str, Glance], one: Self) -> Iterator[Mark]:
    entry = glances.get(deed.entry)
    whom = folded(deed.more) or (entry.who if entry else "")
    is_oneself = one.did(whom) or one.is_named(whom) or (entry is not None and one.did(entry.who))
    if not deed.text.strip() or not whom or is_oneself:
        return
    yield "thanks", deed.id, deed.day
    yield "people-praised", whom, deed.day
    if entry and entry.kind in _ADMITTED:
        yield "thanks-for-telling", deed.entry, deed.day


def _of_others(deed: Deed, entry: Glance) -> Iterator[Mark]:
    """Yield what another's deed about an own entry counts for."""
    if deed.do in ("thanked", "applied") and deed.text.strip():
        yield "lessons-that-helped", entry.id, deed.day
        yield "people-helped", deed.by.rpartition("-")[2], deed.day


def _coached(told: Iterable[Deed], glances: Mapping[str, Glance], one: Self) -> Iterator[Mark]:
    """Yield the actions of others in which this person is named as the helper, and that were done."""
    done: dict[tuple[str, str], int] = {}
    for deed in told:
        if deed.do == "action-done" and deed.key:
            item = (deed.entry, deed.key)
            done[item] = min(deed.day, done.get(item, deed.day))
    for entry in glances.values():
        for action in entry.actions:
            helped = one.is_named(action.helper) and action.owner and not one.is_named(action.owner)
            if helped and (day := action.done or done.get((entry.id, action.key), 0)):
                yield "coached", f"{entry.origin}:{action.key}", day


def _admitted(
    told: Iterable[Deed],
    own: Mapping[str, Glance],
    glances: Mapping[str, Glance],
    one: Self,
    team: Collection[str],
) -> Iterator[Mark]:
    """Yield the mistakes that a team can read: one's own, and others'."""
    for name, entry in glances.items():
        if name in team and entry.kind in _ADMITTED:
            if name in own:
                yield "admitted", entry.origin, entry.day
            elif not entry.imported and not one.did(entry.who):
                yield _OTHERS_ADMITTED, name, entry.day
    for deed in told:
        shared = glances.get(deed.entry)
        if deed.do == "shared" and shared and shared.kind in _ADMITTED:
            if deed.entry in own and one.did(deed.by):
                yield "admitted", shared.origin, deed.day
            elif not one.did(deed.by):
                yield _OTHERS_ADMITTED, deed.id, deed.day


def _chapters(told: Iterable[Deed], own: Mapping[str, Glance], one: Self) -> Iterator[Mark]:
    """Yield own entries that lack nothing and were read: by another, or a week later by oneself."""
    whole = {name: entry for name, entry in own.items() if entry.whole}
    for deed in told:
        entry = whole.get(deed.entry)
        if entry is None:
            continue
        again = deed.do in _READS and deed.day >= entry.day + WEEK
        if again if one.did(deed.by) else deed.do in _OTHERS_READ:
            yield "chapters", entry.words or entry.id, max(deed.day, entry.day + COOLING)
