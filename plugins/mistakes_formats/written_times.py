"""Dates and times as other programs write them: in a format that is named, or in one that has one meaning."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeAlias

from mistakes.errors import UsageError
from mistakes.when import Moment, parse_moment

ReadMoment: TypeAlias = Callable[[str], Moment]

# Python's strptime does not know these of C's
_SHORT = {
    **{"%F": "%Y-%m-%d", "%D": "%m/%d/%y", "%T": "%H:%M:%S", "%R": "%H:%M", "%r": "%I:%M:%S %p"},
    **{"%e": "%d", "%h": "%b", "%k": "%H", "%l": "%I"},
}
_CLOCKS = ("%H", "%I", "%c", "%X")
_YEARS = ("%Y", "%y", "%G", "%c", "%x")
_EXAMPLE = datetime(2026, 11, 20, 14, 5)
_WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +", re.IGNORECASE
)
_HINT = "Write it as in Python or in jrnl.yaml, for example --timeformat '%d/%m/%Y %H:%M'."


def reader(form: str = "") -> ReadMoment:
    """Return what reads a text as a moment: in the format `form` first, else as `mistakes.when` does.

    A time without an offset is one of this machine's zone. What the result raises is `UsageError`, with
    the two meanings of a date that has two. This raises `UsageError` for a format that cannot be read.
    """
    now = datetime.now().astimezone()
    read = formatted(form)
    return lambda text: read(text) or parse_moment(_WEEKDAY.sub("", text, count=1), now)


def formatted(form: str, *, needs_year: bool = True) -> Callable[[str], Moment | None]:
    """Return what reads a text in the format `form` alone, as None if it is written otherwise.

    Without a format nothing is read. Raises `UsageError` for a format that cannot be read, or that has
    no year where it needs one.
    """
    full = re.sub("%[FDTRrehkl]", lambda found: _SHORT[found[0]], form)
    if form:
        _check(full, form, needs_year=needs_year)
    has_clock = any(mark in full for mark in _CLOCKS)

    def read(text: str) -> Moment | None:
        try:
            found = datetime.strptime(text.strip(), full) if form else None
            return found and (_zoned(found) if has_clock else found.date())
        except (ValueError, OverflowError, OSError):
            return None

    return read


def iso(text: str) -> Moment | None:
    """Return the moment that a text is in ISO 8601, as programs write it; None if it is anything else.

    A `T` without an offset is a local time that belongs to no zone.
    """
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text) if text[10:11] == "T" else None
    except ValueError:
        return None
    return moment if moment is None or _fits_toml(moment) else None


def _check(full: str, form: str, *, needs_year: bool) -> None:
    try:
        datetime.strptime(_EXAMPLE.strftime(full), full)
    except (ValueError, re.error, UnicodeError, OverflowError):
        raise UsageError(f"{form[:40]!r} is no format of times", _HINT) from None
    if needs_year and not any(mark in full for mark in _YEARS):
        raise UsageError(f"the time format {form[:40]!r} has no year", _HINT)


def _zoned(moment: datetime) -> datetime:
    zoned = moment if moment.tzinfo else moment.astimezone()
    if not _fits_toml(zoned):
        raise ValueError("an offset with seconds")
    return zoned


def _fits_toml(moment: datetime) -> bool:
    offset = moment.utcoffset()
    return offset is None or not offset % timedelta(minutes=1)
