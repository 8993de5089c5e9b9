"""Being honest with oneself: one claim a month is asked about, and thanks that only go to and fro are shown.

Neither changes a point, and nobody else sees it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.events import Event
    from mistakes.journal import Journal
    from mistakes_game.points.deeds import Deed
    from mistakes_game.reading.me import Me
    from mistakes_game.reading.play import Play

PROMPT = "game.audit"
_SINCE, _UNTIL = 60, 7  # days ago
_TO_AND_FRO, _WITHIN = 3, 56


class Audit(NamedTuple):
    """A claim to look at again: the event and day of an application, its entry and lesson, and what was said."""

    event: str
    entry: str
    lesson: str
    day: date
    situation: str


class Mutual(NamedTuple):
    """Thanks to and fro between oneself and another in eight weeks: how many were given, and got."""

    who: str
    given: int
    got: int


def audit(play: Play) -> Audit | None:
    """Return the application to look at again this month, None if it was, or if there is none.

    It is the same on every machine all month, unless one is noted that was not known yet.
    """
    return chosen(play.deeds(), play.me, play.day)


def chosen(deeds: Iterable[Deed], me: Me, day: date) -> Audit | None:
    """Return what `audit` does, of these deeds on a day."""
    month, today = f"{day:%Y-%m}", day.toordinal()
    own = [deed for deed in deeds if deed.by in me]
    answered = (deed for deed in own if deed.do == "answered" and deed.key == PROMPT)
    if any(f"{date.fromordinal(deed.day):%Y-%m}" == month for deed in answered):
        return None
    claims = [deed for deed in own if deed.do == "applied" and _SINCE >= today - deed.day >= _UNTIL]
    if not claims:
        return None
    one = min(claims, key=lambda deed: sha256(f"{month}\n{deed.id}".encode()).digest())
    return Audit(one.id, one.entry, one.key, date.fromordinal(one.day), one.text or one.more)


def answer(journal: Journal, about: Audit, text: str) -> Event:
    """Keep what one says about a claim in one's personal journal; it is not scored.

    Raises as `Journal.record` does.
    """
    from mistakes.events import Answered

    return journal.record(Answered(about.entry, PROMPT, text.strip()))


def mutual(play: Play) -> list[Mutual]:
    """Return with whom thanks went to and fro lately, three times or more each way, for the person's own eyes."""
    given: dict[str, int] = {}
    got: dict[str, int] = {}
    facts, since = play.facts(), play.day.toordinal() - _WITHIN
    for deed in play.deeds():
        if deed.do != "thanked" or deed.day < since:
            continue
        author = facts[deed.entry].author if deed.entry in facts else ""
        to = deed.more or author
        if deed.by in play.me:
            given[to] = given.get(to, 0) + 1
        elif to in play.me:
            got[deed.by] = got.get(deed.by, 0) + 1
    both = [Mutual(who, count, got.get(who, 0)) for who, count in given.items() if who not in play.me]
    return [one for one in both if min(one.given, one.got) >= _TO_AND_FRO]
