"""Dates and times as people type them, and how all kinds of dates compare, sort and read.

A journal holds TOML's three kinds of dates: a moment with its UTC offset, a local date and time without
one, and a plain local date. What a person types becomes a plain date, or, with a time of day, a moment
with the offset this machine's zone had on that day.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, TypeVar

from mistakes.clocks import offset_of
from mistakes.days import DAY_START
from mistakes.errors import UsageError
from mistakes.phrasebook import Unclear, phrase_of
from mistakes.phrases import Moment as Moment
from mistakes.phrases import Period as Period
from mistakes.phrases import as_date as as_date
from mistakes.phrases import asked_at, read_moment, read_period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_Answer = TypeVar("_Answer")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_A_DAY = 24 * 3600 * 1_000_000  # microseconds

_MOMENT_HINT = "Try: today, yesterday 15:00, 3 days ago, last friday, 2026-11-20 or 2026-11-20 14:05."
_DUE_HINT = "Try: tomorrow, friday, in 3 days, end of month, next month or 2026-12-01."
_PERIOD_HINT = "Try: 2026, 2026-01, 2026-01..2026-03, 2026-01.., last month, last 30 days or last friday."


def parse_moment(text: str, now: datetime) -> Moment:
    """Read when something happened: a plain date, or with a time of day a moment with its UTC offset.

    `now` is aware; its local day is "today". An open phrase points back: "friday" is the nearest Friday
    before today (so is "last friday"), "15:00" the last one that has passed, "20 nov" the last one that
    has begun, "last week" this day a week ago, "2026-11" the first of that month, "midnight" the start
    of the day. A time that the clocks skipped is read as many minutes after the jump; of a time that
    came twice the first is meant. Offsets are whole minutes, as TOML has no others.
    Raises UsageError for everything that is unclear, impossible or out of range.
    """
    return _understood(text, _MOMENT_HINT, lambda phrase: read_moment(phrase, asked_at(now, ahead=False)))


def parse_due(text: str, now: datetime) -> date:
    """Read the day something is due or to be looked at again; an open phrase points ahead.

    "friday" and "next friday" are the nearest Friday after today, "friday next week" the one of the next
    calendar week, "next month" this day in a month, "end of month" its last day. Days in the past are
    read as well. Raises UsageError as `parse_moment` does.
    """

    def due(phrase: str) -> date | None:
        moment = read_moment(phrase, asked_at(now, ahead=True))
        return None if moment is None else as_date(moment)

    return _understood(text, _DUE_HINT, due)


def parse_period(text: str, now: datetime) -> Period:
    """Read a span of days, half-open: from the first day up to, not including, the second.

    A range "a..b" runs from the start of a to the end of b. An open side is `date.min` or `date.max`; an
    end of `date.max` always means that there is none, so the last day of year 9999 belongs to the period.
    Weeks begin on Monday; "last month" is the calendar month before this one, "last 30 days" are thirty
    days of which today is the last. Anything else that `parse_moment` reads is a period of one day.
    Raises UsageError, also when a range ends before it begins.
    """
    return _understood(text, _PERIOD_HINT, lambda phrase: read_period(phrase, asked_at(now, ahead=False)))


def sort_key(moment: Moment) -> tuple[int, int]:
    """Make a key by which all three kinds of dates compare: (microseconds since 1970 UTC, kind).

    Moments with an offset come in their real order, and equal ones have equal keys. A date is read as
    its first instant and a date-time without offset as wall-clock time, both in this machine's zone
    (beyond the years it knows, with the offset of the same day in 2000). At the same instant a date
    (kind 0) stands before a local date-time (1), that before a moment with an offset (2).
    Keys of dates without an offset therefore hold only as long as the machine's zone stays the same.
    """
    if not isinstance(moment, datetime):
        return _microseconds(datetime(moment.year, moment.month, moment.day)), 0
    return _microseconds(moment), 1 if moment.utcoffset() is None else 2


def is_ahead(moment: Moment, now: datetime) -> bool:
    """Tell whether a moment lies more than a day after `now`, which is aware: a slip, where it has happened."""
    return sort_key(moment)[0] - sort_key(now)[0] > _A_DAY


def describe_age(moment: Moment, now: datetime) -> str:
    """Say how long ago a moment is, or how far ahead: "3 hours ago", "yesterday", "in 3 days".

    `now` is aware. Up to half a day counts in hours, then calendar days of this machine's zone count.
    """
    days = (_local_date(now) - _local_date(moment)).days
    seconds = (_microseconds(now) - sort_key(moment)[0]) // 1_000_000
    if isinstance(moment, datetime) and (days == 0 or abs(seconds) < 12 * 3600):
        return _describe_seconds(seconds)
    if abs(days) <= 1:
        return {-1: "tomorrow", 0: "today", 1: "yesterday"}[days]
    return _ago(*_coarse(abs(days)), past=days > 0)


def local_day(at: datetime, zone: str) -> date:
    """Tell the day to which an event at this aware moment belongs in a zone: a day starts at 04:00.

    `zone` is an IANA name or "UTC+05:30" as `local_zone_name` gives it; an unknown one is a UsageError.
    """
    rules = _zone(zone)
    if rules is None:
        raise UsageError(f"The time zone {_shown(zone)} is not known here.", "Names look like Europe/Berlin.")
    try:
        return (at.astimezone(rules).replace(tzinfo=None) - DAY_START).date()
    except (OverflowError, ValueError) as error:
        raise UsageError(f"{at.isoformat()} is outside the calendar.") from error


def local_zone_name(etc: str = "/etc") -> str:
    """Tell the IANA name of this machine's time zone, such as "Europe/Berlin".

    Asks TZ, then the link `localtime` and the file `timezone` in the directory `etc`, and believes the
    first whose clock shows the same time as the machine's. Without one (Windows) the answer is today's
    offset: "Etc/GMT-1" for whole hours (in that family the sign is turned round), else "UTC+05:30".
    """
    now = datetime.now(UTC)
    offset = now.astimezone().utcoffset()
    for name in _zone_names(etc):
        rules = _zone(name)
        if rules is not None and now.astimezone(rules).utcoffset() == offset:
            return name
    return _offset_name(offset or timedelta())


def _understood(text: str, hint: str, answer: Callable[[str], _Answer | None]) -> _Answer:
    try:
        found = answer(phrase_of(text))
    except Unclear as unclear:
        raise UsageError(f"{_shown(text)} {unclear.reason}.", unclear.hint or hint) from None
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"{_shown(text)} names a day or time that is in no calendar.", hint) from error
    if found is None:
        raise UsageError(f"{_shown(text)} does not read as a date.", hint)
    return found


def _shown(text: str) -> str:
    """Quote a text for a message: short, on one line, control characters spelled out."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


def _microseconds(moment: datetime) -> int:
    """Count microseconds since 1970 in UTC; differences cannot leave the calendar as conversions can."""
    if moment.utcoffset() is None:
        return _local_seconds(moment.replace(microsecond=0)) * 1_000_000 + moment.microsecond
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _local_seconds(wall: datetime) -> int:
    try:
        return int(wall.timestamp())
    except (OverflowError, ValueError, OSError):
        known = wall.replace(year=2000)
        return int(known.timestamp()) + (wall - known) // timedelta(seconds=1)


def _local_date(moment: Moment) -> date:
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        return as_date(moment)
    try:
        return moment.astimezone().date()
    except (OverflowError, ValueError, OSError):
        return moment.date()


def _describe_seconds(seconds: int) -> str:
    size = abs(seconds)
    if size < 60:
        return "just now"
    return _ago(*((size // 60, "minute") if size < 3600 else (size // 3600, "hour")), past=seconds > 0)


def _coarse(days: int) -> tuple[int, str]:
    if days < 14:
        return days, "day"
    if days < 60:
        return days // 7, "week"
    if days < 365:
        return min(11, round(days / 30.44)), "month"
    return int((days + 1) / 365.2425), "year"


def _ago(count: int, unit: str, *, past: bool) -> str:
    words = f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return f"{words} ago" if past else f"in {words}"


def _zone(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    try:
        if re.fullmatch(r"UTC[+-]\d\d:\d\d", name):
            return offset_of(name[3:])
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return _fixed_zone(name)


def _fixed_zone(name: str) -> timezone | None:
    """Read the names that need no zone data, for a machine that has none."""
    found = re.fullmatch(r"Etc/GMT([+-])(\d{1,2})", name)
    if found and int(found[2]) < 24:
        return timezone(timedelta(hours=int(found[2]) * (1 if found[1] == "-" else -1)))
    return UTC if name in ("UTC", "Etc/UTC", "Etc/GMT") else None


def _zone_names(etc: str) -> Iterator[str]:
    import os
    from contextlib import suppress

    if "TZ" in os.environ:
        yield _after_zoneinfo(os.environ["TZ"].removeprefix(":")) or "UTC"
    with suppress(OSError):
        yield _after_zoneinfo(os.readlink(f"{etc}/localtime"))
    with suppress(OSError, ValueError), open(f"{etc}/timezone", encoding="ascii") as file:
        yield file.read(100).strip()


def _after_zoneinfo(path: str) -> str:
    return path.rpartition("zoneinfo/")[2]


def _offset_name(offset: timedelta) -> str:
    minutes = round(offset / timedelta(minutes=1))
    sign, hours, rest = "-" if minutes < 0 else "+", abs(minutes) // 60, abs(minutes) % 60
    if rest:
        return f"UTC{sign}{hours:02}:{rest:02}"
    turned = "-" if sign == "+" else "+"
    return f"Etc/GMT{turned}{hours}" if hours else "UTC"
