"""What one can be glad of: strengths seen, where lessons came from, firsts, whom lessons helped, patience.

All of it is about the reader; others are counted, and never named or put in an order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from mistakes_game.counting import YEAR, Self, added
from mistakes_game.glance import Glance, folded
from mistakes_game.wording import words

if TYPE_CHECKING:
    from mistakes_game.deeds import Deed
    from mistakes_game.play import Play

# In a thanks, the words after the mark name a strength: "#strength asks first", "#优点：先问一句".
_STRENGTH = re.compile(r"[#＃](?:strength|长处|优点)[\s:：-]+([^#＃,.;，。；\n]{2,40})", re.IGNORECASE)
MOST = 5
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
        return self.days >= YEAR


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
    from mistakes_game.gathering import gathered

    found = gathered(play, most=most)
    coached = found.counts.get("coached")
    return of_plain(found.glad, len(coached) if coached else 0)


def part_of(deeds: Iterable[Deed], glances: Mapping[str, Glance], one: Self) -> Plain:
    """Return what entries and the deeds about them give to be glad of, as plain values that `merged` adds up."""
    told = list(deeds)
    thanks = [deed for deed in told if deed.do == "thanked"]
    own = [entry for entry in glances.values() if one.did(entry.who) and not entry.deleted]
    borrowed = [entry.borrowed_from for entry in own if entry.borrowed_from and not entry.imported]
    helped = [deed for deed in told if _has_helped(deed, glances, one)]
    return {
        "strengths": _named(deed for deed in thanks if not one.did(deed.by) and _is_to(deed, glances, one)),
        "seen": _named(deed for deed in thanks if one.did(deed.by)),
        "borrowed": len(borrowed),
        "sources": sorted(set(borrowed)),
        "firsts": _firsts(glances.values()),
        "helped": len({deed.id for deed in helped}),
        "entries": len({deed.entry for deed in helped}),
        "people": sorted({deed.by.rpartition("-")[2] for deed in helped}),
        "patience": max(_patience(told, glances, one), default=None),
    }


def merged(parts: Iterable[Plain]) -> Plain:
    """Return several parts as one, in whatever order they come; of one month's entries there is one part."""
    each = [NOTHING, *parts]
    firsts: dict[str, list[Any]] = {}
    for part in each:
        for tag, first in part["firsts"].items():
            firsts[tag] = min(first, firsts.get(tag, first), key=lambda row: row[0])
    patience = [part["patience"] for part in each if part["patience"]]
    return {
        **{
            name: dict(sum((Counter(part[name]) for part in each), Counter()))
            for name in ("strengths", "seen")
        },
        **{name: sum(part[name] for part in each) for name in ("borrowed", "helped", "entries")},
        **{name: sorted({one for part in each for one in part[name]}) for name in ("sources", "people")},
        "firsts": firsts,
        "patience": max(map(list, patience), default=None),
    }


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


def _named(thanks: Iterable[Deed]) -> dict[str, int]:
    """Return the strengths that thanks name, and how often."""
    found = (" ".join(name.split()) for deed in thanks for name in _STRENGTH.findall(deed.text))
    return dict(Counter(found))


def _is_to(deed: Deed, glances: Mapping[str, Glance], one: Self) -> bool:
    entry = glances.get(deed.entry)
    whom = folded(deed.more)
    return one.did(whom) or one.is_named(whom) or (not whom and entry is not None and one.did(entry.who))


def _has_helped(deed: Deed, glances: Mapping[str, Glance], one: Self) -> bool:
    """Tell whether a deed says that an entry of one's own helped somebody else."""
    entry = glances.get(deed.entry)
    says = deed.do in ("thanked", "applied") and bool(deed.text.strip())
    return says and entry is not None and one.did(entry.who) and not one.did(deed.by)


def _firsts(glances: Iterable[Glance]) -> dict[str, list[Any]]:
    """Return the first entry under each tag: its id, its day, the days until a lesson was there."""
    first: dict[str, list[Any]] = {}
    for entry in sorted(glances, key=lambda entry: entry.id):
        if not entry.deleted and not entry.imported:
            lesson = entry.first_lesson
            row = [entry.id, entry.day, None if lesson is None else max(lesson - entry.day, 0)]
            for tag in entry.tags:
                first.setdefault(tag, row)
    return first


def _patience(deeds: Iterable[Deed], glances: Mapping[str, Glance], one: Self) -> Iterator[list[Any]]:
    """Yield how many days after it was written down each lesson helped, with its entry and key."""
    for deed in deeds:
        if deed.do == "applied" and one.did(deed.by) and deed.entry in glances:
            yield [deed.day - added(glances[deed.entry], deed.key), deed.entry, deed.key]


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
    return said["tide"].format(times=found.times, lessons=found.entries, people=found.people)
