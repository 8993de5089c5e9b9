"""Events as the game looks at them: small records of what was done, by whom, when and about what.

What is no event of a known kind, or contradicts itself, makes no deed; `mistakes doctor` names it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from mistakes.layout import is_who
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.events import Event
    from mistakes_game.points.facts import EntryFacts

CAPTURED, HELD = "captured", "held"  # what follows from entries alone
_Names: TypeAlias = tuple[str, str, str]
# For each kind of event the keys of its line that are `key`, `text` and `more` of a deed.
_NAMES: dict[str, _Names] = {
    **dict.fromkeys(("understood", "planned", "decided", "scored", "shared", "read"), ("", "", "")),
    **dict.fromkeys(("answered", "skipped"), ("prompt", "text", "")),
    "reviewed": ("lesson", "", "grade"),
    "compared": ("other", "rule", ""),
    "retired": ("lesson", "", ""),
    "rested": ("from", "to", ""),
    "borrowed": ("from", "", ""),
    "applied": ("lesson", "situation", "outcome"),
    "repeated": ("repeat", "", "lesson"),
    "thanked": ("lesson", "text", "to"),
    "commented": ("", "text", ""),
    "action-done": ("action", "evidence", ""),
    "checked": ("lesson", "check", ""),
    "retracted": ("event", "", ""),
}
_CHECKED = (b"scored", b"rested")  # numbers and days, which the reading in full looks at more closely
_STAMP = frozenset("id at zone day by do entry rules".split())
# The same as attributes of events.
_FIELDS = _NAMES | {"rested": ("start", "end", ""), "borrowed": ("source", "", "")}
_GRADES = ("had", "missed")
_HOUR_MS = 3600 * 1000
_DAY_MS = 24 * _HOUR_MS
_NOON = 12 * _HOUR_MS
_EPOCH_DAY = date(1970, 1, 1).toordinal()
# How long after the beginning of its local date, in UTC, a time anywhere can lie; a day begins at four.
_EARLIEST, _LATEST = -10 * _HOUR_MS, _DAY_MS + 16 * _HOUR_MS
_new = tuple.__new__  # makes a NamedTuple in half the time
_is_who = lru_cache(1024)(is_who)


class Deed(NamedTuple):
    """An event that is sound, with its payload under common names.

    `at` is in ms since 1970, `day` the ordinal of the stored local date, `rules` the version it was
    recorded under. `key` is the lesson, action, prompt, other entry (`compared`), repeat, source
    (`borrowed`) or first day (`rested`); `text` what was said (situation, rule, answer, evidence, check,
    thanks, last day); `more` the grade of a review, whom thanks go to, or the outcome (`applied`).
    """

    id: str
    at: int
    day: int
    by: str
    do: str
    entry: str = ""
    rules: int = 1
    key: str = ""
    text: str = ""
    more: str = ""


def deed_of(event: Event) -> Deed | None:
    """Return the deed that an event is, None if it is of an unknown kind or contradicts itself.

    An event without a time has the noon of its day, one without a day the date of its time.
    """
    do, day, at = event.do, event.day, event.at
    names = _FIELDS.get(do)
    if names is None:
        return None
    if day is not None and at is not None:
        ordinal, ms = day.toordinal(), int(at.timestamp() * 1000 + 0.5)
    elif day is not None:
        ordinal = day.toordinal()
        ms = noon_of(ordinal)
    elif at is not None:
        ms = int(at.timestamp() * 1000 + 0.5)
        ordinal = _EPOCH_DAY + ms // _DAY_MS
    else:
        return None
    by, rules = event.by, event.rules
    since = ms - (ordinal - _EPOCH_DAY) * _DAY_MS
    if not (_EARLIEST <= since < _LATEST and rules > 0 and _is_who(by)):
        return None
    key, text, more = names
    key = getattr(event, key) or "" if key else ""
    text = getattr(event, text) or "" if text else ""
    more = getattr(event, more) or "" if more else ""
    if do == "reviewed" and more not in _GRADES:
        return None
    if do == "rested":
        key, text = str(key), str(text)  # dates
    return _new(Deed, (event.id, ms, ordinal, by, do, event.entry or "", rules, key, text, more))


def deeds_of(events: Iterable[Event], kinds: Collection[str] = _NAMES) -> Iterator[Deed]:
    """Yield the deeds of some kinds that events are, leaving out those that are none."""
    for event in events:
        if event.do in kinds:
            deed = deed_of(event)
            if deed is not None:
                yield deed


@cache
def _usual() -> re.Pattern[bytes]:
    """Return what a line is like as this program writes it; all others are read as `mistakes.events` reads them."""
    return re.compile(
        rb'\{"id": "([0-7][0-9a-hjkmnp-tv-z]{25})", "at": "(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z)", '
        rb'"zone": "[\w/+:-]*", "day": "(\d{4}-\d\d-\d\d)", "by": "([a-z0-9-]*)", "do": "([a-z-]+)"'
        rb'(?:, "entry": "([0-9a-z]+)")?, "rules": (\d{1,9})((?:, ".*)?)\}\r?\n?$'
    )


def read_deed(line: bytes) -> Deed | None:
    """Return the deed of a log's line, quicker than by way of an event; None if it is none."""
    found = _usual().match(line)
    if found is None:
        return _read(line)
    event, at, day, by, do, entry, rules, rest = found.groups()
    names = _NAMES.get(do.decode())
    if names is None or do in _CHECKED or b"\\u" in rest:
        return _read(line)
    try:
        payload = json.loads(b"{" + rest[2:] + b"}") if rest else {}
        ms = int(datetime.fromisoformat(at.decode()).timestamp() * 1000 + 0.5)
        ordinal = date.fromisoformat(day.decode()).toordinal()
        return _plain_deed((event, ms, ordinal, by, do, entry, rules), names, payload)
    except (ValueError, RecursionError, OverflowError):
        return _read(line)


def deeds_of_entry(entry: EntryFacts, rules: int = 1) -> list[Deed]:
    """Return what follows from an entry alone: that it was captured, and which checks hold its lessons.

    `rules` is the version that was in force when it was logged.
    """
    if entry.imported or not entry.author:
        return []
    at = noon_of(entry.day)
    captured = _new(Deed, (entry.id, at, entry.day, entry.author, CAPTURED, entry.id, rules, "", "", ""))
    if not entry.checks:
        return [captured]
    return [captured, *(captured._replace(do=HELD, key=key, text=text) for key, text in entry.checks)]


def noon_of(day: int) -> int:
    """Return the noon of a day (an ordinal) in ms since 1970."""
    return (day - _EPOCH_DAY) * _DAY_MS + _NOON


def _read(line: bytes) -> Deed | None:
    from mistakes.events import read_line

    try:
        return deed_of(read_line(line.decode("utf-8")))
    except ValueError:
        return None


def _plain_deed(stamp: tuple[Any, ...], names: _Names, payload: dict[str, Any]) -> Deed | None:
    """Return the deed of a line that was taken apart; raises `ValueError` if it is not as usual."""
    event, ms, day, by, do, entry, rules = stamp
    for name, value in payload.items():
        if type(value) is not str or name in _STAMP:
            raise ValueError(name)
    key, text, more = names
    get = payload.get
    key, text, more = key and get(key, ""), text and get(text, ""), more and get(more, "")
    if do == b"reviewed" and (more := more or "had") not in _GRADES:
        return None
    by, rules = by.decode(), int(rules)
    since = ms - (day - _EPOCH_DAY) * _DAY_MS
    if not (_EARLIEST <= since < _LATEST and rules > 0 and _is_who(by)):
        return None
    return Deed(event.decode(), ms, day, by, do.decode(), (entry or b"").decode(), rules, key, text, more)
