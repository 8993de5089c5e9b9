"""The rules of the game as data: what each act pays, and the limits within which it does, by version.

A rule pays its points for as many acts as the tightest of its limits lets through. Each limit is a sum over
groups of acts, of how many different things stand in a group, up to a number, or of the longest chain of
days with gaps: sums that more acts can only raise. So nothing that anybody does lowers anybody's points.

An event carries the number of the rules under which it was recorded; later rules apply to later events only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from mistakes.records import NamedTuple

AHEAD = timedelta(hours=26)  # what lies further ahead than any zone scores nothing until then
LEAST_ANSWER = 40  # letters of a homework answer
HOMEWORK = frozenset(
    f"homework.{name}"
    for name in "follower-or-subordinate first-step why-process what-leader chapter-one weakest-q".split()
)


class Limit(NamedTuple):
    """One limit of a rule: how much it lets through of the acts of one person under one version.

    Acts are put into groups by the fields `per` of an `Act`. A group lets through as many different
    values of the field `each` as `most` says. With `gap` it lets through the longest chain of days that
    lie at least so many apart; with `gaps` the gap grows along the chain after what was recalled, and
    shrinks after what was not. `note` says why an act that did not come through was not paid.
    """

    note: str
    per: tuple[str, ...]
    each: str = ""
    most: int = 1
    gap: int = 0
    gaps: tuple[int, ...] = ()


class Part(NamedTuple):
    """Points, and the limits of which the tightest counts; a rule that pays the first acts more has several."""

    points: int
    limits: tuple[Limit, ...]


class Rules(NamedTuple):
    """One version of the rules, in force for entries logged from the day `since` on: parts by rule."""

    version: int
    since: date
    pays: Mapping[str, tuple[Part, ...]]


_DAY, _THING, _TEXT = ("day",), ("thing",), ("text",)
_SAME_TEXT = Limit("same-text", _TEXT)
_ONCE = Limit("once", _THING)
_RECALLED = (1, 3, 7, 21, 60, 180, 365)
# More of a kind than anybody lives through on a day: what a script can do all night.
_MANY = Limit("day-full", _DAY, "thing", 10)


def _pays(points: int, *limits: Limit) -> tuple[Part, ...]:
    return (Part(points, limits),)


FIRST = Rules(
    1,
    date.min,
    {
        "capture": _pays(2, Limit("day-full", _DAY, "thing", 3), _SAME_TEXT),
        # the third and fourth of a day are paid half, later ones nothing
        "reflected": (
            Part(4, (Limit("day-full", _DAY, "thing", 2), _ONCE, _SAME_TEXT)),
            Part(4, (Limit("day-full", _DAY, "thing", 4), _ONCE, _SAME_TEXT)),
        ),
        "reviewed": _pays(3, Limit("not-due", _THING, gaps=_RECALLED), Limit("day-full", _DAY, "thing", 5)),
        "compared": _pays(6, _ONCE, _SAME_TEXT, _MANY),
        "applied": _pays(15, Limit("too-soon", _THING, gap=30), Limit("same-text", _TEXT, gap=30), _MANY),
        "action-done": _pays(10, _ONCE, _SAME_TEXT, _MANY),
        "checked": _pays(20, _ONCE, _SAME_TEXT, _MANY),
        "repeated": _pays(5, Limit("once", (*_THING, *_DAY)), Limit("same-text", _TEXT, gap=30), _MANY),
        "decided": _pays(3, _ONCE, _SAME_TEXT, _MANY),
        "scored": _pays(7, _ONCE, _SAME_TEXT, _MANY),
        "borrowed": _pays(6, Limit("week-full", ("week",), "thing", 3), _ONCE),
        # a lesson that helped: the same for who was helped and for whose it is, and one limit for both ways
        "thanked": _pays(10, Limit("week-full", ("pair", "week"), "thing", 2), _ONCE, _MANY),
        "kudos": _pays(1, Limit("day-full", _DAY, "pair", 3), Limit("week-full", ("pair", "week"))),
        "homework": _pays(5, Limit("too-soon", _THING, gap=90), Limit("same-text", _TEXT, gap=90)),
    },
)
RULES: Mapping[int, Rules] = {1: FIRST}


def in_force(day: int, rules: Mapping[int, Rules] = RULES) -> int:
    """Return the version under which an entry that was logged on a day (an ordinal) was written down; 0 for none."""
    return max((one.version for one in rules.values() if one.since.toordinal() <= day), default=0)
