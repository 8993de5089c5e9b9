"""What one can be glad of: strengths seen, where lessons came from, firsts, whom lessons helped, patience.

All of it is about the reader; others are counted, and never named or put in an order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from mistakes.records import NamedTuple
from mistakes_game.words.wording import words

if TYPE_CHECKING:
    from mistakes_game.reading.play import Play

MOST = 5
LONG = 365  # days of patience
MERGED = 3  # fewer people are not counted apart
Plain: TypeAlias = dict[str, Any]
NOTHING: Plain = {
    "strengths": {},
    "seen": {},
    "borrowed": 0,
    "sources": [],
    "firsts": {},
    "helped": 0,
    "entries": 0,
    "people": [],
    "patience": None,
}


class Strength(NamedTuple):
    """A strength that thanks name, and how often."""

    name: str
    times: int


class Strengths(NamedTuple):
    """What others saw in the reader, and what the reader saw in others; most often first."""

    own: tuple[Strength, ...]
    others: tuple[Strength, ...]


class Variety(NamedTuple):
    """From how many people, books and cultures lessons were borrowed, and how many lessons."""

    sources: int
    lessons: int


class First(NamedTuple):
    """The first entry under a tag: its day, and the days until a lesson was there, None if none is."""

    tag: str
    entry: str
    day: date
    days_to_lesson: int | None


class Tide(NamedTuple):
    """How often own entries helped, how many of them, and how many people."""

    times: int
    entries: int
    people: int


class Patience(NamedTuple):
    """The lesson that helped longest after it was written down: its entry, its key, how many days."""

    entry: str
    lesson: str
    days: int

    @property
    def is_long(self) -> bool:
        """Tell whether it was a year or longer."""
        return self.days >= LONG


class Gladness(NamedTuple):
    """All of it; None where there is nothing."""

    strengths: Strengths | None
    variety: Variety | None
    firsts: tuple[First, ...]
    tide: Tide | None
    coached: int
    patience: Patience | None


def gladness(play: Play, *, most: int | None = None) -> Gladness:
    """Return what the person at the keyboard can be glad of; at most so many entries that changed are looked at."""
    from mistakes_game.counts.present import present

    found = present(play, most=most)
    return of_plain(found.glad, found.coached)


def of_plain(plain: Plain, coached: int = 0) -> Gladness:
    """Return what plain values tell."""
    strengths = Strengths(_often(plain["strengths"]), _often(plain["seen"]))
    newest = sorted(plain["firsts"].items(), key=lambda item: (item[1][0], item[0]), reverse=True)
    tide = Tide(plain["helped"], plain["entries"], len(plain["people"]))
    days, entry, lesson = plain["patience"] or (0, "", "")
    return Gladness(
        strengths if any(strengths) else None,
        Variety(len(plain["sources"]), plain["borrowed"]) if plain["borrowed"] else None,
        tuple(First(tag, row[0], date.fromordinal(row[1]), row[2]) for tag, row in newest[:MOST]),
        tide if tide.times else None,
        coached,
        Patience(entry, lesson, days) if days > 0 else None,
    )


def lines(found: Gladness, language: str = "en") -> Iterator[str]:
    """Yield what there is to be glad of, a line each; nothing where there is nothing."""
    said = words(language)
    if found.strengths:
        for name, several in (("strengths", found.strengths.own), ("strengths seen", found.strengths.others)):
            if several:
                yield said[name].format(named=_joined(several, said))
    if found.variety:
        count = found.variety.sources
        yield said["sources one"] if count == 1 else said["sources"].format(count=count)
    for first in found.firsts[:1]:
        yield _first_line(first, said)
    if found.tide:
        yield said["tide one"] if found.tide.times == 1 else _tide_line(found.tide, said)
    if found.coached:
        yield said["coach one"] if found.coached == 1 else said["coach"].format(count=found.coached)
    if found.patience and found.patience.is_long:
        yield said["patient"].format(days=found.patience.days)


def _often(found: Mapping[str, int]) -> tuple[Strength, ...]:
    by_often = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Strength(name, times) for name, times in by_often[:MOST])


def _joined(several: Sequence[Strength], said: Mapping[str, str]) -> str:
    return " · ".join(
        one.name if one.times == 1 else said["strength"].format(name=one.name, times=one.times)
        for one in several
    )


def _first_line(first: First, said: Mapping[str, str]) -> str:
    day, days = first.day.isoformat(), first.days_to_lesson
    if days is None:
        return said["first open"].format(tag=first.tag, day=day)
    name = "same day" if days == 0 else "next day" if days == 1 else "days later"
    return said["first of its kind"].format(tag=first.tag, day=day, days=said[name].format(count=days))


def _tide_line(found: Tide, said: Mapping[str, str]) -> str:
    """Return whom lessons helped; fewer than three people are not counted, or one could tell who they are."""
    name = "tide" if found.people >= MERGED else "tide few"
    return said[name].format(times=found.times, lessons=found.entries, people=found.people)
