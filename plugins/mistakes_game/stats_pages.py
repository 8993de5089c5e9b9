"""The sections of `stats`: a year of learning, lessons and repeats over time, the three Qs.

They are of a journal and its reader; none tells of other persons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from mistakes.practice import Occasion, Shown
from mistakes_game import heatmap
from mistakes_game.view_words import WORDS
from mistakes_game.viewing import is_calm, year_told

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes_game.reports import Gladness

_INDENT = 4
_USUAL = 80
_MONTHS = 12
_MERGED = 3  # fewer people are not counted apart
_SHOWN = ("reviewed", "applied")
_QS = ("iq", "eq", "lq")


class Course(NamedTuple):
    """Lessons and repeats by month: the first day of each month, and how many of both there were in it."""

    months: tuple[date, ...]
    lessons: tuple[int, ...]
    repeats: tuple[int, ...]


def learning(occasion: Occasion) -> Shown | None:
    """Return the days of a year on which one recalled or applied something; None before there is one."""
    journal = occasion.journals[0]
    if not journal.private or is_calm(journal.settings):
        return None
    words, chosen = WORDS[occasion.language], _chosen(journal, occasion.query)
    deeds = [deed for deed in journal.index.deeds() if chosen is None or deed.entry in chosen]
    reviews, applied = ([date.fromordinal(deed.day) for deed in deeds if deed.do == do] for do in _SHOWN)
    year = heatmap.heat(reviews, applied, occasion.day)
    if not year.active:
        return None
    from mistakes_game.drawing import halves

    room = (occasion.columns or _USUAL) - _INDENT
    lines = [*halves(year, room), year_told(year, words)]
    if room < heatmap.WEEKS:
        lines.append(words["weeks shown"].format(count=room))
    return Shown(tuple(lines), heatmap.as_json(year), words["year"])


def course(occasion: Occasion) -> Shown | None:
    """Return how many lessons and repeats each of the last twelve months brought; None without any."""
    journal = occasion.journals[0]
    if is_calm(journal.settings):
        return None
    name = f"game course {occasion.day} {occasion.query}"
    lessons, repeats = journal.index.remembered(name, lambda: list(_course_days(journal, occasion.query)))
    found = course_of(lessons, repeats, occasion.day)
    if not any(found.lessons) and not any(found.repeats):
        return None
    data = {"months": [month.isoformat()[:7] for month in found.months]}
    sums = {"lessons": list(found.lessons), "repeats": list(found.repeats)}
    words = WORDS[occasion.language]
    return Shown(tuple(_course_lines(found, words)), data | sums, words["course"])


def course_of(lessons: list[int], repeats: list[int], last: date) -> Course:
    """Return the twelve months that end with a day's, from the days (ordinals) of lessons and repeats."""
    months = [_month_before(last, back) for back in reversed(range(_MONTHS))]
    both = (Counter(date.fromordinal(day).replace(day=1) for day in days) for days in (lessons, repeats))
    return Course(tuple(months), *(tuple(counts[month] for month in months) for counts in both))


def qs(occasion: Occasion) -> Shown | None:
    """Return how what one learned is shared out between knowing, feeling and caring."""
    from mistakes.cli.columns import bar
    from mistakes_game.as_json import balance_json
    from mistakes_game.balance import balance_line
    from mistakes_game.meaning import balance_of
    from mistakes_game.play import of

    journal = occasion.journals[0]
    if not journal.private or is_calm(journal.settings) or occasion.query.strip():
        return None
    found, words = balance_of(of(occasion.journals, occasion.day)), WORDS[occasion.language]
    if not found.lessons:
        return None
    room = min((occasion.columns or _USUAL) // 3, 24)
    drawn = (f"{words[name]}  {bar(found.share(name), 1, room)} {found.share(name):.0%}" for name in _QS)
    return Shown((*drawn, balance_line(found, occasion.language)), balance_json(found), words["qs"])


def gladness(occasion: Occasion) -> Shown | None:
    """Return what one can be glad of: strengths, sources, firsts, whom lessons helped; None without any."""
    from mistakes_game import reports
    from mistakes_game.play import of

    journal = occasion.journals[0]
    if not journal.private or is_calm(journal.settings) or occasion.query.strip():
        return None
    found = reports.gladness(of(occasion.journals, occasion.day))
    lines = tuple(reports.lines(found, occasion.language))
    return Shown(lines, _glad(found), WORDS[occasion.language]["glad"]) if lines else None


def _glad(found: Gladness) -> dict[str, Any]:
    """Return the same as plain values; others are counted from three on, and never named."""
    strengths, variety, tide, patience = found.strengths, found.variety, found.tide, found.patience
    firsts = [one._asdict() | {"day": one.day.isoformat()} for one in found.firsts]
    people = tide.people if tide and tide.people >= _MERGED else None
    return {
        "strengths": {one.name: one.times for one in strengths.own} if strengths else {},
        "strengths_seen": {one.name: one.times for one in strengths.others} if strengths else {},
        "sources": variety.sources if variety else 0,
        "firsts": firsts,
        "tide": {"times": tide.times, "entries": tide.entries, "people": people} if tide else None,
        "coached": found.coached,
        "patience": patience._asdict() if patience else None,
    }


def _course_days(journal: Journal, query: str) -> Iterator[list[int]]:
    """Yield the days of lessons, and of repeats: told by an event, or by an entry that no event names."""
    kept = {hit.id for hit in journal.index.search(journal.parsed(query))}
    retold = {hit.id for hit in journal.index.search(journal.parsed("has:repeat_of"))}
    told = [event for event in journal.index.told("repeated") if event.entry in kept]
    named = {getattr(event, "repeat", None) for event in told}
    outlines = [one for one in journal.index.outlines() if one.id in kept]
    yield sorted(lesson.day or one.day for one in outlines for lesson in one.lessons)
    unnamed = retold - named
    again = [one.day for one in outlines if one.id in unnamed]
    yield sorted([*again, *(event.day.toordinal() for event in told if event.day)])


def _course_lines(found: Course, words: dict[str, str]) -> Iterator[str]:
    from mistakes.cli.columns import pad, width
    from mistakes_game.drawing import sparkline

    most = max(*found.lessons, *found.repeats)
    names = [words["lessons row"], words["repeats row"]]
    room = max(map(width, names))
    for name, counts in zip(names, (found.lessons, found.repeats), strict=True):
        yield f"{pad(name, room)}  {sparkline(counts, most)}  {sum(counts):,}"
    first = found.months[0]
    month = words["months"].split()[first.month - 1]
    yield words["course told"].format(
        first=f"{month} {first.year}" if month.isascii() else f"{first.year}年{month}"
    )


def _chosen(journal: Journal, query: str) -> set[str] | None:
    """Return the ids of what a query chooses, None for all."""
    if not query.strip():
        return None
    return {hit.id for hit in journal.index.search(journal.parsed(query))}


def _month_before(day: date, back: int) -> date:
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)
