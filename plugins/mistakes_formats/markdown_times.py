"""When a page says that something happened, and how long it took."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone

from mistakes.errors import UsageError
from mistakes.when import Moment, parse_moment

# Other abbreviations name several zones; a time under them stays a local one.
_ZONES = {"UTC": 0, "GMT": 0, "CET": 1, "CEST": 2}
_ZONE = re.compile(r"\b(UTC|GMT|CEST|CET)(?:([+-]\d{1,2})(?::?(\d\d))?)?\b")
_MOMENT = re.compile(r"(?P<year>\d{4,5})-(?P<rest>\d\d-\d\d)(?:[T ]+(?P<clock>\d\d?:\d\d))?")
_CLOCK = re.compile(r"[\s|*+-]{0,20}(\d\d?:\d\d)\b")
_YEAR = re.compile(r"\d{4}")
_REFERENCE_YEAR = re.compile(r"[A-Z]+-?(\d{4})-")
_SPAN = re.compile(r"(\d{1,7}(?:\.\d{1,4})?)\s*(week|day|hour|hr|h|minute|min|m|second|sec|s)")
_HOURS = {"w": 168.0, "d": 24.0, "h": 1.0, "m": 1 / 60, "s": 1 / 3600}
_EARLIEST = 1900


def zone_of(text: str) -> timezone | None:
    """Return the zone a text names for its times, None if it names none that is unmistakable."""
    found = _ZONE.search(text)
    if not found:
        return None
    hours, minutes = int(found[2] or 0), int(found[3] or 0)
    shift = timedelta(hours=_ZONES[found[1]] + hours, minutes=minutes if hours >= 0 else -minutes)
    return timezone(shift) if abs(shift) < timedelta(hours=24) else None


def first_moment(rows: Iterable[str], zone: timezone | None, reference: str) -> Moment | None:
    """Return the moment of the first row that has one.

    A day alone takes the time of day with which the next row begins, if none has a day of its own before.
    A year that is mistyped (`20202-01-16`) is taken from a reference such as `PM2020-003`.
    """
    day: date | None = None
    for row in rows:
        for found in _MOMENT.finditer(row):
            moment = _moment(found, zone, reference)
            if day or isinstance(moment, datetime):
                return day or moment
            day = moment
        clock = _CLOCK.match(row) if day else None
        if day and clock:
            return _at(day, clock[1], zone)
    return day


def last_day(rows: Iterable[str], reference: str) -> date | None:
    """Return the latest day that the rows name."""
    days = [_day(found, reference) for row in rows for found in _MOMENT.finditer(row)]
    return max((day for day in days if day), default=None)


def moment_in(text: str, now: datetime) -> Moment | None:
    """Return the date or time that a text is, if it names a year; None if it is anything else."""
    try:
        return parse_moment(text, now) if _YEAR.search(text) else None
    except UsageError:
        return None


def hours_in(text: str) -> float | None:
    """Return how many hours a text such as `4 hours 42 minutes` tells, None if it tells none."""
    spans = _SPAN.findall(text[:200].casefold())
    return round(sum(float(count) * _HOURS[unit[0]] for count, unit in spans), 2) if spans else None


def _at(day: date, clock: str, zone: timezone | None) -> Moment:
    hour, minute = map(int, clock.split(":"))
    if hour > 23 or minute > 59:
        return day
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)


def _moment(found: re.Match[str], zone: timezone | None, reference: str) -> Moment | None:
    day = _day(found, reference)
    if day is None or not found["clock"]:
        return day
    return _at(day, found["clock"], zone)


def _day(found: re.Match[str], reference: str) -> date | None:
    year = found["year"]
    if len(year) != 4 or int(year) < _EARLIEST:
        named = _REFERENCE_YEAR.match(reference)
        year = named[1] if named else ""
    try:
        return date.fromisoformat(f"{year}-{found['rest']}")
    except ValueError:
        return None
