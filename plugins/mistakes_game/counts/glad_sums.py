"""What entries, and the deeds about them, give to be glad of, month by month, as plain values that add up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mistakes_game.counts.counting import added
from mistakes_game.counts.gladness import NOTHING, Plain
from mistakes_game.reading.oneself import Self, folded

if TYPE_CHECKING:
    from mistakes_game.counts.glance import Glance
    from mistakes_game.points.deeds import Deed

# In a thanks, the words after the mark name a strength: "#strength asks first", "#优点：先问一句".
_STRENGTH = re.compile(r"[#＃](?:strength|长处|优点)[\s:：-]+([^#＃,.;，。；\n]{2,40})", re.IGNORECASE)


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
    """Return several parts as one, in whatever order they come; what is done about an entry stands in one of them."""
    each = [NOTHING, *parts]
    firsts: dict[str, list[Any]] = {}
    for part in each:
        for tag, first in part["firsts"].items():
            if tag not in firsts or first[0] < firsts[tag][0]:
                firsts[tag] = first
    patience = [part["patience"] for part in each if part["patience"]]
    return {
        **{
            name: dict(sum((Counter(part[name]) for part in each if part[name]), Counter()))
            for name in ("strengths", "seen")
        },
        **{name: sum(part[name] for part in each) for name in ("borrowed", "helped", "entries")},
        **{name: sorted({one for part in each for one in part[name]}) for name in ("sources", "people")},
        "firsts": firsts,
        "patience": max(map(list, patience), default=None),
    }


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
