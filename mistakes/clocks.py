"""Times of day as people type them: 15:00, 3pm, eight in the evening, with an offset or without."""

from __future__ import annotations

import re
from datetime import UTC, time, timedelta, timezone

from mistakes.phrasebook import CLOCK, PARTS_OF_DAYS, Unclear, is_plain
from mistakes.records import NamedTuple


class Clock(NamedTuple):
    """A time of day, with its offset if one was typed; `is_sure` tells that it says which half of the day."""

    at: time
    zone: timezone | None
    is_sure: bool = False


NOON = Clock(time(12), None, is_sure=True)


def split_clock(phrase: str) -> tuple[Clock | None, str]:
    """Take the time of day out of a phrase, wherever it stands, and give back what is left."""
    found = None if is_plain(phrase) else re.search(CLOCK, phrase, re.ASCII)
    if found is None:
        return None, phrase
    before = re.sub(r"(?:[ ,]|(?<=\d)t|\bat)+$", "", phrase[: found.start()])
    return _clock(found), f"{before} {phrase[found.end() :].strip(' ,')}".strip()


def _clock(found: re.Match[str]) -> Clock:
    hour, minute, second, fraction, half, offset = found.groups()
    microsecond = int((fraction or "0")[:6].ljust(6, "0"))
    at = time(_hour(int(hour), half), int(minute), int(second or 0), microsecond)
    return Clock(at, offset_of(offset), is_sure=half is not None)


def _hour(hour: int, half: str | None) -> int:
    if (half == "a" and hour > 12) or (half == "p" and hour == 0):
        raise Unclear("has a time of day that contradicts itself", "Write it as 15:00 or 3pm.")
    if half is None or hour > 12:
        return hour
    return hour % 12 + (12 if half == "p" else 0)


def offset_of(text: str | None) -> timezone | None:
    """Read "z", "+01:00", "+0100" or "+01"."""
    if text is None:
        return None
    if text in ("z", "utc", "gmt"):
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[3:].strip(":") or 0)
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def hour_of_part(part: str, clock: Clock) -> tuple[Clock, int]:
    """Return the time of day that is meant by a clock in a part of a day, and the days by which it is later.

    Eight in the evening is 20:00, and two at night is in the night that begins that day. Raises `Unclear`.
    """
    first, last = PARTS_OF_DAYS[part]
    hour = clock.at.hour
    possible = [hour, hour + 24] if clock.is_sure or hour > 12 else [hour, hour + 12, hour + 24]
    if hour == 12 and part == "dawn":
        possible = [0]
    fitting = [one for one in possible if first <= one <= last]
    if len(fitting) != 1:
        raise Unclear("has a time of day that contradicts itself", "Write it as 15:00 or 3pm.")
    days, hour = divmod(fitting[0], 24)
    return clock._replace(at=clock.at.replace(hour=hour)), days
