"""The grammar of dates as people type them: from a clean phrase to a moment or to a period of days.

A reader takes a phrase and answers None when it is not its own; ValueError and its kin mean that a
phrase was understood and names nothing that exists, `Unclear` that it can be read in several ways.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TypeAlias

from mistakes.clocks import NOON, Clock, hour_of_part, split_clock
from mistakes.phrasebook import (
    COUNTS,
    DAYS_OF_PARTS,
    HOUR_ALONE,
    MONTH_NAME_ORDERS,
    MONTHS,
    NAMED_DAYS,
    PART_OF_DAY,
    SHIFTS,
    UNITS,
    WEEKDAYS,
    Unclear,
    is_plain,
)
from mistakes.records import NamedTuple

Moment: TypeAlias = date | datetime
Period: TypeAlias = tuple[date, date]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Asked(NamedTuple):
    """What a phrase is read against: the local time now, and where an open phrase points."""

    now: datetime
    ahead: bool

    @property
    def today(self) -> date:
        """The local date of the moment the phrase was typed."""
        return self.now.date()


def as_date(moment: Moment) -> date:
    """Tell the calendar day of a moment as it was written, whatever zone this machine is in."""
    return moment.date() if isinstance(moment, datetime) else moment


def _match(pattern: str, phrase: str) -> re.Match[str] | None:
    return re.fullmatch(pattern, phrase, re.ASCII)


def asked_at(now: datetime, *, ahead: bool) -> Asked:
    """Set what a phrase is read against; `now` is aware."""
    return Asked(_whole_minutes(now.astimezone()).replace(microsecond=0), ahead)


def read_moment(phrase: str, asked: Asked) -> Moment | None:
    """Read a phrase as a date, or with a time of day as an aware moment; None if it is neither."""
    if phrase == "now":
        return asked.now
    if (part := None if is_plain(phrase) else re.search(PART_OF_DAY, phrase, re.ASCII)) is not None:
        rest = f"{phrase[: part.start()].strip()} {phrase[part.end() :].strip()}".strip()
        return _in_part(part[1], rest, asked)
    clock, rest = split_clock(phrase)
    if clock is None:
        return _day(rest, asked)
    if not rest:
        return _nearest(clock, asked)
    day = _day(rest, asked)
    return None if day is None or isinstance(day, datetime) else _passes(day, clock)[0]


def _in_part(part: str, phrase: str, asked: Asked) -> Moment | None:
    """Read the rest of a phrase that names a part of a day: its day, its time, or both."""
    clock, rest = split_clock(phrase)
    if clock is None and (not rest or _day_of_part(rest, asked) is None):
        clock, rest = split_clock(re.sub(HOUR_ALONE, r"\1:00", phrase, flags=re.ASCII))
    day = _day_of_part(rest, asked)
    if clock is None and part != "midday":
        return day
    at, shift = hour_of_part(part, clock or NOON)
    if not DAYS_OF_PARTS.get(rest, rest):
        return _nearest(at, asked)
    if day is None or isinstance(day, datetime):
        return None
    found = _passes(day + timedelta(days=shift), at)[0]
    is_ahead = shift and found > asked.now and not asked.ahead
    return _passes(day, at)[0] if is_ahead else found


def _day_of_part(phrase: str, asked: Asked) -> Moment | None:
    phrase = DAYS_OF_PARTS.get(phrase, phrase)
    return _day(phrase, asked) if phrase else None


def _nearest(clock: Clock, asked: Asked) -> datetime | None:
    """Find the last time a clock showed this, or the next time it will."""
    for step in (-1, 0, 1, 2) if asked.ahead else (1, 0, -1, -2):
        passes = _passes(asked.today + timedelta(days=step), clock)
        for at in passes if asked.ahead else reversed(passes):
            if (at > asked.now) == asked.ahead:
                return at
    return None


def _passes(day: date, clock: Clock) -> list[datetime]:
    """Tell when the clock shows this time on this day: once, or twice when it is set back."""
    wall = datetime.combine(day, clock.at)
    if clock.zone is not None:
        return [wall.replace(tzinfo=clock.zone)]
    first, second = _localised(wall), _localised(wall.replace(fold=1))
    return [first, second] if second > first and second.replace(tzinfo=None) == wall else [first]


def _localised(wall: datetime) -> datetime:
    return _whole_minutes(_in_machine_zone(wall))


def _in_machine_zone(wall: datetime) -> datetime:
    """Read wall-clock time in the machine's zone.

    `wall.astimezone()` reads a skipped time as one before the jump in some Pythons and as one after it
    in others; `timestamp` is the same everywhere, and exact as long as it holds whole seconds.
    """
    seconds = int(wall.replace(microsecond=0).timestamp())
    return (_EPOCH + timedelta(seconds=seconds)).astimezone().replace(microsecond=wall.microsecond)


def _whole_minutes(moment: datetime) -> datetime:
    """Give a moment a plain offset of whole minutes: TOML can say no others (1880 was +00:53:28)."""
    offset = moment.utcoffset() or timedelta()
    minutes = timedelta(minutes=round(offset / timedelta(minutes=1)))
    return moment.replace(tzinfo=timezone(minutes), fold=0)


# --- from phrase to day; every reader answers None to what is not its own


def _day(phrase: str, asked: Asked) -> Moment | None:
    if phrase in NAMED_DAYS:
        return asked.today + timedelta(days=NAMED_DAYS[phrase])
    for read in _READERS:
        day = read(phrase, asked)
        if day is not None:
            return day
    return None


def _year_first(phrase: str, _: Asked) -> date | None:
    found = _match(r"(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?", phrase)
    return date(int(found[1]), int(found[3]), int(found[4] or 1)) if found else None


def _year_last(phrase: str, _: Asked) -> date | None:
    found = _match(r"(\d{1,2})([-/.])(\d{1,2})\2('?\d\d|\d{4})", phrase)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[3]), _year(found[4])
    if first > 12 or first == second:
        return date(year, second, first)
    if second > 12:
        return date(year, first, second)
    raise _two_readings(date(year, second, first), date(year, first, second))


def _two_readings(one: date, other: date) -> Unclear:
    readings = " or ".join(f"{day.day} {_month_name(day.month)} {day.year}" for day in (one, other))
    return Unclear(f"can mean {readings}", f"Write {one.isoformat()} or {other.isoformat()}.")


def _month_name(month: int) -> str:
    return next(name for name, number in MONTHS.items() if number == month).capitalize()


def _year(text: str) -> int:
    if len(text) != 4:
        raise Unclear("has a year of two digits, which can mean several", "Write all four digits.")
    return int(text)


def _with_month_name(phrase: str, asked: Asked) -> date | None:
    for pattern in MONTH_NAME_ORDERS:
        found = _match(pattern, phrase)
        month = MONTHS.get(found["month"]) if found else None
        if found and month:
            return _in_year(found["year"], month, int(found["day"] or 1), asked)
    return None


def _without_year(phrase: str, asked: Asked) -> date | None:
    found = _match(r"--(\d{1,2})-(\d{1,2})", phrase)
    return _in_year(None, int(found[1]), int(found[2]), asked) if found else None


def _in_year(year: str | None, month: int, day: int, asked: Asked) -> date:
    """Make a date; without a year it is the nearest one, today included (29 February may be 8 years off)."""
    if year is not None:
        return date(_year(year), month, day)
    date(2000, month, day)
    for step in range(9):
        try:
            found = date(asked.today.year + (step if asked.ahead else -step), month, day)
        except ValueError:
            continue
        if found == asked.today or (found > asked.today) == asked.ahead:
            return found
    raise OverflowError("no such day near the end of the calendar")


def _weekday(phrase: str, asked: Asked) -> date | None:
    found = _match(r"(\S+) (?:of )?(last|this|next) week", phrase)
    if found and found[1] in WEEKDAYS:
        monday = asked.today - timedelta(days=asked.today.weekday())
        return monday + timedelta(days=WEEKDAYS[found[1]] + 7 * SHIFTS[found[2]])
    found = _match(r"(?:on )?(?:(last|past|previous|next|coming) )?(\S+)", phrase)
    if found is None or found[2] not in WEEKDAYS:
        return None
    ahead = SHIFTS[found[1]] > 0 if found[1] else asked.ahead
    return _nearest_weekday(WEEKDAYS[found[2]], asked.today, ahead=ahead)


def _nearest_weekday(index: int, today: date, *, ahead: bool) -> date:
    away = (index - today.weekday() if ahead else today.weekday() - index) % 7 or 7
    return today + timedelta(days=away if ahead else -away)


def _counted(phrase: str, asked: Asked) -> Moment | None:
    if both := _match(r"(\S+) ?h(?:ou)?r?s?(?: and)? (\d+) ?min(?:ute)?s? ago", phrase):
        hours = _count(both[1])
        return None if hours is None else _moved(asked, -60 * hours - int(both[2]), "minute")
    found = _match(r"(in |[+-] ?)?(\d+|[^\d ]+?) ?([^\d ]+)( ago| from now| later)?", phrase)
    if found is None or bool(found[1]) == bool(found[4]):
        return None
    count, unit = _count(found[2]), _unit(found[3])
    if count is None or unit is None:
        return None
    past = found[4] == " ago" or (found[1] or "").startswith("-")
    return _moved(asked, -count if past else count, unit)


def _count(text: str) -> int | None:
    return int(text) if text.isdecimal() else COUNTS.get(text)


def _unit(text: str) -> str | None:
    if text == "m":
        raise Unclear("can mean minutes or months", "Write 30min or 3mo.")
    return UNITS.get(text)


def _moved(asked: Asked, count: int, unit: str) -> Moment:
    if unit in ("minute", "hour"):
        minutes = count * (60 if unit == "hour" else 1)
        return _whole_minutes((asked.now + timedelta(minutes=minutes)).astimezone())
    return _later(asked.today, count, unit)


def _later(day: date, count: int, unit: str) -> date:
    """Move a date by days, weeks, months or years; a day that the new month lacks becomes its last."""
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    year, month = divmod(day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1), 12)
    first = date(year, month + 1, 1)
    length = 31 if month == 11 else (date(year, month + 2, 1) - first).days
    return first.replace(day=min(day.day, length))


def _neighbour(phrase: str, asked: Asked) -> date | None:
    found = _match(r"(last|past|previous|next|coming) (\S+)", phrase)
    unit = UNITS.get(found[2]) if found else None
    if found is None or unit not in ("week", "month", "year"):
        return None
    return _later(asked.today, SHIFTS[found[1]], unit)


def _end(phrase: str, asked: Asked) -> date | None:
    phrase = {"eow": "end of week", "eom": "end of month", "eoy": "end of year"}.get(phrase, phrase)
    found = _match(r"end of (?:the )?(?:(last|this|next) )?(\S+)", phrase)
    span = _calendar_span(found[1] or "this", found[2], asked) if found else None
    return span[1] - timedelta(days=1) if span else None


_READERS = (
    _year_first, _year_last, _with_month_name, _without_year, _weekday, _counted, _neighbour, _end,
)  # fmt: skip


# --- from phrase to period


def read_period(phrase: str, asked: Asked) -> Period | None:
    """Read a phrase as a half-open span of days; None if it is none."""
    first, dots, last = (part.strip() for part in phrase.partition(".."))
    if not dots or not (first or last):
        return _span(phrase, asked)
    opening = _span(first, asked) if first else (date.min, date.min)
    closing = _span(last, asked) if last else (date.max, date.max)
    if opening is None or closing is None:
        return None
    if closing[1] <= opening[0] and closing[1] < date.max:
        raise Unclear("ends before it begins", f"The other way round: {last}..{first}")
    return opening[0], closing[1]


def _span(phrase: str, asked: Asked) -> Period | None:
    for read in (_whole_year, _whole_month, _this_or_last, _last_several):
        span = read(phrase, asked)
        if span is not None:
            return span
    moment = read_moment(phrase, asked)
    return None if moment is None else (as_date(moment), _day_after(as_date(moment)))


def _whole_year(phrase: str, _: Asked) -> Period | None:
    return _span_around(date(int(phrase), 1, 1), "year") if _match(r"\d{4}", phrase) else None


def _whole_month(phrase: str, asked: Asked) -> Period | None:
    if phrase in MONTHS:
        return _span_around(_in_year(None, MONTHS[phrase], 1, asked), "month")
    for pattern, read in ((r"\d{4}[-/.]\d{1,2}", _year_first), (r"[a-z.]+,? ?\d{4}", _with_month_name)):
        day = read(phrase, asked) if _match(pattern, phrase) else None
        if day is not None:
            return _span_around(day, "month")
    return None


def _this_or_last(phrase: str, asked: Asked) -> Period | None:
    found = _match(r"(\S+) (\S+)", phrase)
    return _calendar_span(found[1], found[2], asked) if found else None


def _last_several(phrase: str, asked: Asked) -> Period | None:
    found = _match(r"(?:the )?(?:last|past) (\d+|[^\d ]+?) ?([^\d ]+)", phrase)
    count, unit = (_count(found[1]), _unit(found[2])) if found else (None, None)
    if not count or unit is None:
        return None
    first = _moved(asked, -count, unit)
    return _day_after(first) if unit not in ("minute", "hour") else as_date(first), _day_after(asked.today)


def _calendar_span(which: str, name: str, asked: Asked) -> Period | None:
    """Tell the calendar week, month or year before, around or after today."""
    shift, unit = SHIFTS.get(which), UNITS.get(name)
    if shift is None or unit not in ("week", "month", "year"):
        return None
    return _span_around(_later(asked.today, shift, unit), unit)


def _span_around(day: date, unit: str) -> Period:
    if unit == "week":
        start = day - timedelta(days=day.weekday())
    else:
        start = day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)
    try:
        return start, _later(start, 1, unit)
    except (OverflowError, ValueError):
        return start, date.max


def _day_after(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)
