"""The sections of `stats`: a year of learning, lessons and repeats over time, the three Qs.

They are of a journal and its reader; none tells of other persons.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from mistakes.practice import Occasion, Shown
from mistakes_game.drawings import heatmap
from mistakes_game.views.stats_sums import Year, months_until, year_of
from mistakes_game.views.viewing import is_calm, year_told
from mistakes_game.words.view_words import WORDS

if TYPE_CHECKING:
    from mistakes_game.counts.gladness import Gladness

_INDENT = 4
_USUAL = 80
_QS = ("iq", "eq", "lq")


def learning(occasion: Occasion) -> Shown | None:
    """Return the days of a year on which one recalled or applied something; None before there is one."""
    journal = occasion.journals[0]
    if not journal.private or is_calm(journal.settings):
        return None
    found = year_of(journal, occasion.query, occasion.day)
    year = heatmap.heat_of(found.reviews, found.applied, occasion.day)
    if not year.active:
        return None
    from mistakes_game.drawings.terminal import halves

    words, room = WORDS[occasion.language], (occasion.columns or _USUAL) - _INDENT
    lines = [*halves(year, room), year_told(year, words)]
    if room < heatmap.WEEKS:
        lines.append(words["weeks shown"].format(count=room))
    return Shown(tuple(lines), heatmap.as_json(year), words["year"])


def course(occasion: Occasion) -> Shown | None:
    """Return how many lessons and repeats each of the last twelve months brought; None without any."""
    journal = occasion.journals[0]
    if is_calm(journal.settings):
        return None
    found = year_of(journal, occasion.query, occasion.day)
    if not any(found.lessons) and not any(found.repeats):
        return None
    data = {"months": [month.isoformat()[:7] for month in months_until(occasion.day)]}
    sums = {"lessons": list(found.lessons), "repeats": list(found.repeats)}
    words = WORDS[occasion.language]
    return Shown(tuple(_course_lines(found, occasion.day, words)), data | sums, words["course"])


def qs(occasion: Occasion) -> Shown | None:
    """Return how what one learned is shared out between knowing, feeling and caring."""
    from mistakes.cli.columns import bar
    from mistakes_game.counts.balance import balance_line
    from mistakes_game.meaning.as_json import balance_json
    from mistakes_game.meaning.overall import balance_of
    from mistakes_game.reading.play import of

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
    from mistakes_game.counts.gladness import gladness as gladness_of
    from mistakes_game.counts.gladness import lines as glad_lines
    from mistakes_game.reading.play import of

    journal = occasion.journals[0]
    if not journal.private or is_calm(journal.settings) or occasion.query.strip():
        return None
    found = gladness_of(of(occasion.journals, occasion.day))
    lines = tuple(glad_lines(found, occasion.language))
    return Shown(lines, _glad(found), WORDS[occasion.language]["glad"]) if lines else None


def _glad(found: Gladness) -> dict[str, Any]:
    """Return the same as plain values; others are counted from three on, and never named."""
    from mistakes_game.counts.gladness import MERGED

    strengths, variety, tide, patience = found.strengths, found.variety, found.tide, found.patience
    firsts = [one._asdict() | {"day": one.day.isoformat()} for one in found.firsts]
    people = tide.people if tide and tide.people >= MERGED else None
    return {
        "strengths": {one.name: one.times for one in strengths.own} if strengths else {},
        "strengths_seen": {one.name: one.times for one in strengths.others} if strengths else {},
        "sources": variety.sources if variety else 0,
        "firsts": firsts,
        "tide": {"times": tide.times, "entries": tide.entries, "people": people} if tide else None,
        "coached": found.coached,
        "patience": patience._asdict() if patience else None,
    }


def _course_lines(found: Year, day: date, words: dict[str, str]) -> Iterator[str]:
    from mistakes.cli.columns import pad, width
    from mistakes_game.drawings.terminal import sparkline

    most = max(*found.lessons, *found.repeats)
    names = [words["lessons row"], words["repeats row"]]
    room = max(map(width, names))
    for name, counts in zip(names, (found.lessons, found.repeats), strict=True):
        yield f"{pad(name, room)}  {sparkline(counts, most)}  {sum(counts):,}"
    first = months_until(day)[0]
    month = words["months"].split()[first.month - 1]
    yield words["course told"].format(
        first=f"{month} {first.year}" if month.isascii() else f"{first.year}年{month}"
    )
