"""Dates and times as people type them, and how all kinds of dates compare, sort and read.

A journal holds TOML's three kinds of dates: a moment with its UTC offset, a local date and time without
one, and a plain local date. What a person types becomes a plain date, or, with a time of day, a moment
with the offset this machine's zone had on that day.

The grammar is English over lower-case text; Chinese phrases are translated into it first (`_CHINESE`),
other ways to write a time of day too (`_CLOCKS`). Patterns are compiled when they are first needed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from mistakes.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Moment: TypeAlias = date | datetime
Period: TypeAlias = tuple[date, date]
_Answer = TypeVar("_Answer")

LONGEST_TEXT = 100
DAY_START = timedelta(hours=4)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_MOMENT_HINT = "Try: today, yesterday 15:00, 3 days ago, last friday, 2026-11-20 or 2026-11-20 14:05."
_DUE_HINT = "Try: tomorrow, friday, in 3 days, end of month, next month or 2026-12-01."
_PERIOD_HINT = "Try: 2026, 2026-01, 2026-01..2026-03, 2026-01.., last month, last 30 days or last friday."

_NAMED_DAYS = {
    "today": 0, "yesterday": -1, "tomorrow": 1, "day before yesterday": -2, "day after tomorrow": 2,
    "今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "大前天": -3,
    "明天": 1, "明日": 1, "后天": 2, "大后天": 3,
}  # fmt: skip
# Parts of a day name their day but take no clock: "yesterday evening 8:30" would be twelve hours off.
_PARTS_OF_DAYS = {
    "this morning": 0, "this afternoon": 0, "this evening": 0, "tonight": 0, "last night": -1,
    "yesterday morning": -1, "yesterday afternoon": -1, "yesterday evening": -1, "yesterday night": -1,
    "tomorrow morning": 1, "tomorrow afternoon": 1, "tomorrow evening": 1, "tomorrow night": 1,
    "今早": 0, "今晚": 0, "昨晚": -1, "明早": 1, "明晚": 1,
}  # fmt: skip
_WEEKDAYS = {
    "monday": 0, "mon": 0, "tuesday": 1, "tues": 1, "tue": 1, "wednesday": 2, "wed": 2,
    "thursday": 3, "thurs": 3, "thur": 3, "thu": 3, "friday": 4, "fri": 4, "saturday": 5, "sat": 5,
    "sunday": 6, "sun": 6, "周一": 0, "周二": 1, "周三": 2, "周四": 3, "周五": 4, "周六": 5, "周日": 6,
    "周天": 6,
}  # fmt: skip
_MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5,
    "june": 6, "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9,
    "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
_UNITS = {
    "min": "minute", "mins": "minute", "minute": "minute", "minutes": "minute", "分钟": "minute",
    "h": "hour", "hr": "hour", "hrs": "hour", "hour": "hour", "hours": "hour", "小时": "hour",
    "d": "day", "day": "day", "days": "day", "天": "day", "日": "day",
    "w": "week", "wk": "week", "wks": "week", "week": "week", "weeks": "week", "周": "week",
    "mo": "month", "month": "month", "months": "month", "月": "month",
    "y": "year", "yr": "year", "yrs": "year", "year": "year", "years": "year", "年": "year",
}  # fmt: skip
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "一": 1, "两": 2, "二": 2, "三": 3,
    "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
_SHIFTS = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}

# Order matters: a longer phrase stands before one that it contains.
_CHINESE = (
    ("星期|礼拜|週", "周"),
    ("後", "后"),
    ("[點点时時]半", "点30分"),
    (r"(\d{1,2})[點点时時](\d\d)分?", r"\1:\2"),
    (r"(\d{1,2})[點点时時]", r"\1:00"),
    (r"(?:上午|早上|凌晨) ?(\d{1,2}:\d\d)", r"\1am"),
    (r"(?:下午|晚上(?! ?12)) ?(\d{1,2}:\d\d)", r"\1pm"),
    ("中午 ?(?=12:)", ""),
    ("中午", "noon"),
    ("午夜", "midnight"),
    (r"(\d{4})年 ?(\d{1,2})月 ?(\d{1,2})[日号]", r"\1-\2-\3 "),
    (r"(\d{4})年 ?(\d{1,2})月", r"\1-\2"),
    (r"(\d{4})年", r"\1"),
    (r"(\d{1,2})月(\d{1,2})[日号]", r"--\1-\2 "),
    ("半个?小时", "30分钟"),
    (r"(\d+|[一两二三四五六七八九十]) ?个?(分钟|小时|天|周|月|年)[之以]?前", r"\1 \2 ago "),
    (r"(\d+|[一两二三四五六七八九十]) ?个?(分钟|小时|天|周|月|年)[之以]?后", r"in \1 \2 "),
    (r"(?:最近|过去) ?(\d+|[一两二三四五六七八九十]) ?个?(天|周|月|年)", r"last \1 \2"),
    ("上个?周([一二三四五六日天])", r"周\1 of last week "),
    ("[这本]个?周([一二三四五六日天])", r"周\1 of this week "),
    ("下个?周([一二三四五六日天])", r"周\1 of next week "),
    ("上个?([周月])", r"last \1 "),
    ("[这本]个?([周月])", r"this \1 "),
    ("下个?([周月])", r"next \1 "),
    ("去年", "last year "),
    ("今年", "this year "),
    ("明年", "next year "),
    ("月底", "end of month "),
    ("年底", "end of year "),
)
_CLOCKS = (
    (r"\bnoon\b", " 12:00"),
    (r"\bmidnight\b", " 00:00"),
    (r"(?<![\d:h])(\d{1,2}) ?([ap])\.?m\b\.?", r"\1:00\2m"),
    (r"(?<![\d+-])(\d{1,2})h(\d\d)\b", r"\1:\2"),
    (r"\b([ap])\.m\b\.?", r"\1m"),
    (r"\bhalf an hour\b", "30 minutes"),
    (r"\bthe (day|end) ", r"\1 "),
)
_CLOCK = (
    r"(?<![\d:.+-])(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?: ?([ap])m)?"
    r"(?: ?(z|utc|gmt|[+-]\d\d:?[0-5]\d|[+-]\d\d))?(?![\w:.])"
)

_MONTH_NAME_ORDERS = (
    r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]?(?P<month>[a-z]+)\.?"
    r"(?:[ ,-]{0,2}(?P<year>'?\d\d|\d{4}))?",
    r"(?P<month>[a-z]+)\.? ?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:(?:, ?| )(?P<year>'?\d\d|\d{4}))?",
    r"(?P<month>[a-z]+)\.?,? ?(?P<year>\d{4})(?P<day>)",
)


class _Unclear(ValueError):
    """A text that was understood well enough to say what is wrong with it."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


class _Asked(NamedTuple):
    """What a phrase is read against: the local time now, and where an open phrase points."""

    now: datetime
    ahead: bool

    @property
    def today(self) -> date:
        return self.now.date()


class _Clock(NamedTuple):
    """A time of day, with its offset if one was typed."""

    at: time
    zone: timezone | None


def parse_moment(text: str, now: datetime) -> Moment:
    """Read when something happened: a plain date, or with a time of day a moment with its UTC offset.

    `now` is aware; its local day is "today". An open phrase points back: "friday" is the nearest Friday
    before today (so is "last friday"), "15:00" the last one that has passed, "20 nov" the last one that
    has begun, "last week" this day a week ago, "2026-11" the first of that month, "midnight" the start
    of the day. A time that the clocks skipped is read as many minutes after the jump; of a time that
    came twice the first is meant. Offsets are whole minutes, as TOML has no others.
    Raises UsageError for everything that is unclear, impossible or out of range.
    """
    return _understood(text, _MOMENT_HINT, lambda phrase: _moment(phrase, _asked(now, ahead=False)))


def parse_due(text: str, now: datetime) -> date:
    """Read the day something is due or to be looked at again; an open phrase points ahead.

    "friday" and "next friday" are the nearest Friday after today, "friday next week" the one of the next
    calendar week, "next month" this day in a month, "end of month" its last day. Days in the past are
    read as well. Raises UsageError as `parse_moment` does.
    """

    def due(phrase: str) -> date | None:
        moment = _moment(phrase, _asked(now, ahead=True))
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
    return _understood(text, _PERIOD_HINT, lambda phrase: _period(phrase, _asked(now, ahead=False)))


def as_date(moment: Moment) -> date:
    """Tell the calendar day of a moment as it was written, whatever zone this machine is in."""
    return moment.date() if isinstance(moment, datetime) else moment


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


# --- from text to phrase


def _understood(text: str, hint: str, answer: Callable[[str], _Answer | None]) -> _Answer:
    try:
        found = answer(_clean(text))
    except _Unclear as unclear:
        raise UsageError(f"{_shown(text)} {unclear.reason}.", unclear.hint or hint) from None
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"{_shown(text)} names a day or time that is in no calendar.", hint) from error
    if found is None:
        raise UsageError(f"{_shown(text)} does not read as a date.", hint)
    return found


def _shown(text: str) -> str:
    """Quote a text for a message: short, on one line, control characters spelled out."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


def _clean(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise _Unclear(f"is longer than any date ({len(text):,} characters)")
    if not text.isascii():
        text = _translated(text)
    phrase = " ".join(text.lower().split())
    if not phrase:
        raise _Unclear("is empty, so it names no date")
    return phrase if _is_plain(phrase) else _replaced(phrase, _CLOCKS)


def _is_plain(phrase: str) -> bool:
    return phrase in _NAMED_DAYS or phrase.replace("-", "").isdecimal()


def _translated(text: str) -> str:
    import unicodedata

    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u2013", "-")
    return _replaced(text.lower(), _CHINESE)


def _replaced(phrase: str, rules: tuple[tuple[str, str], ...]) -> str:
    for pattern, replacement in rules:
        phrase = re.sub(pattern, replacement, phrase, flags=re.ASCII)
    return " ".join(phrase.split())


def _match(pattern: str, phrase: str) -> re.Match[str] | None:
    return re.fullmatch(pattern, phrase, re.ASCII)


# --- from phrase to moment


def _asked(now: datetime, *, ahead: bool) -> _Asked:
    return _Asked(_whole_minutes(now.astimezone()).replace(microsecond=0), ahead)


def _moment(phrase: str, asked: _Asked) -> Moment | None:
    if phrase == "now":
        return asked.now
    if phrase in _PARTS_OF_DAYS:
        return asked.today + timedelta(days=_PARTS_OF_DAYS[phrase])
    clock, rest = _split_clock(phrase)
    if clock is None:
        return _day(rest, asked)
    if not rest:
        return _nearest(clock, asked)
    day = _day(rest, asked)
    return None if day is None or isinstance(day, datetime) else _passes(day, clock)[0]


def _split_clock(phrase: str) -> tuple[_Clock | None, str]:
    """Take the time of day out of a phrase, wherever it stands, and give back what is left."""
    found = None if _is_plain(phrase) else re.search(_CLOCK, phrase, re.ASCII)
    if found is None:
        return None, phrase
    before = re.sub(r"(?:[ ,]|(?<=\d)t|\bat)+$", "", phrase[: found.start()])
    return _clock(found), f"{before} {phrase[found.end() :].strip(' ,')}".strip()


def _clock(found: re.Match[str]) -> _Clock:
    hour, minute, second, fraction, half, offset = found.groups()
    microsecond = int((fraction or "0")[:6].ljust(6, "0"))
    return _Clock(time(_hour(int(hour), half), int(minute), int(second or 0), microsecond), _offset(offset))


def _hour(hour: int, half: str | None) -> int:
    if (half == "a" and hour > 12) or (half == "p" and hour == 0):
        raise _Unclear("has a time of day that contradicts itself", "Write it as 15:00 or 3pm.")
    if half is None or hour > 12:
        return hour
    return hour % 12 + (12 if half == "p" else 0)


def _offset(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text in ("z", "utc", "gmt"):
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[3:].strip(":") or 0)
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _nearest(clock: _Clock, asked: _Asked) -> datetime | None:
    """Find the last time a clock showed this, or the next time it will."""
    for step in (-1, 0, 1, 2) if asked.ahead else (1, 0, -1, -2):
        passes = _passes(asked.today + timedelta(days=step), clock)
        for at in passes if asked.ahead else reversed(passes):
            if (at > asked.now) == asked.ahead:
                return at
    return None


def _passes(day: date, clock: _Clock) -> list[datetime]:
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


def _day(phrase: str, asked: _Asked) -> Moment | None:
    if phrase in _NAMED_DAYS:
        return asked.today + timedelta(days=_NAMED_DAYS[phrase])
    for read in _READERS:
        day = read(phrase, asked)
        if day is not None:
            return day
    return None


def _year_first(phrase: str, _: _Asked) -> date | None:
    found = _match(r"(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?", phrase)
    return date(int(found[1]), int(found[3]), int(found[4] or 1)) if found else None


def _year_last(phrase: str, _: _Asked) -> date | None:
    found = _match(r"(\d{1,2})([-/.])(\d{1,2})\2('?\d\d|\d{4})", phrase)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[3]), _year(found[4])
    if first > 12 or first == second:
        return date(year, second, first)
    if second > 12:
        return date(year, first, second)
    raise _two_readings(date(year, second, first), date(year, first, second))


def _two_readings(one: date, other: date) -> _Unclear:
    readings = " or ".join(f"{day.day} {_month_name(day.month)} {day.year}" for day in (one, other))
    return _Unclear(f"can mean {readings}", f"Write {one.isoformat()} or {other.isoformat()}.")


def _month_name(month: int) -> str:
    return next(name for name, number in _MONTHS.items() if number == month).capitalize()


def _year(text: str) -> int:
    if len(text) != 4:
        raise _Unclear("has a year of two digits, which can mean several", "Write all four digits.")
    return int(text)


def _with_month_name(phrase: str, asked: _Asked) -> date | None:
    for pattern in _MONTH_NAME_ORDERS:
        found = _match(pattern, phrase)
        month = _MONTHS.get(found["month"]) if found else None
        if found and month:
            return _in_year(found["year"], month, int(found["day"] or 1), asked)
    return None


def _without_year(phrase: str, asked: _Asked) -> date | None:
    found = _match(r"--(\d{1,2})-(\d{1,2})", phrase)
    return _in_year(None, int(found[1]), int(found[2]), asked) if found else None


def _in_year(year: str | None, month: int, day: int, asked: _Asked) -> date:
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


def _weekday(phrase: str, asked: _Asked) -> date | None:
    found = _match(r"(\S+) (?:of )?(last|this|next) week", phrase)
    if found and found[1] in _WEEKDAYS:
        monday = asked.today - timedelta(days=asked.today.weekday())
        return monday + timedelta(days=_WEEKDAYS[found[1]] + 7 * _SHIFTS[found[2]])
    found = _match(r"(?:on )?(?:(last|past|previous|next|coming) )?(\S+)", phrase)
    if found is None or found[2] not in _WEEKDAYS:
        return None
    ahead = _SHIFTS[found[1]] > 0 if found[1] else asked.ahead
    return _nearest_weekday(_WEEKDAYS[found[2]], asked.today, ahead=ahead)


def _nearest_weekday(index: int, today: date, *, ahead: bool) -> date:
    away = (index - today.weekday() if ahead else today.weekday() - index) % 7 or 7
    return today + timedelta(days=away if ahead else -away)


def _counted(phrase: str, asked: _Asked) -> Moment | None:
    found = _match(r"(in |[+-] ?)?(\d+|[^\d ]+?) ?([^\d ]+)( ago| from now| later)?", phrase)
    if found is None or bool(found[1]) == bool(found[4]):
        return None
    count, unit = _count(found[2]), _unit(found[3])
    if count is None or unit is None:
        return None
    past = found[4] == " ago" or (found[1] or "").startswith("-")
    return _moved(asked, -count if past else count, unit)


def _count(text: str) -> int | None:
    return int(text) if text.isdecimal() else _COUNTS.get(text)


def _unit(text: str) -> str | None:
    if text == "m":
        raise _Unclear("can mean minutes or months", "Write 30min or 3mo.")
    return _UNITS.get(text)


def _moved(asked: _Asked, count: int, unit: str) -> Moment:
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


def _neighbour(phrase: str, asked: _Asked) -> date | None:
    found = _match(r"(last|past|previous|next|coming) (\S+)", phrase)
    unit = _UNITS.get(found[2]) if found else None
    if found is None or unit not in ("week", "month", "year"):
        return None
    return _later(asked.today, _SHIFTS[found[1]], unit)


def _end(phrase: str, asked: _Asked) -> date | None:
    phrase = {"eow": "end of week", "eom": "end of month", "eoy": "end of year"}.get(phrase, phrase)
    found = _match(r"end of (?:the )?(?:(last|this|next) )?(\S+)", phrase)
    span = _calendar_span(found[1] or "this", found[2], asked) if found else None
    return span[1] - timedelta(days=1) if span else None


_READERS = (
    _year_first, _year_last, _with_month_name, _without_year, _weekday, _counted, _neighbour, _end,
)  # fmt: skip


# --- from phrase to period


def _period(phrase: str, asked: _Asked) -> Period | None:
    first, dots, last = (part.strip() for part in phrase.partition(".."))
    if not dots or not (first or last):
        return _span(phrase, asked)
    opening = _span(first, asked) if first else (date.min, date.min)
    closing = _span(last, asked) if last else (date.max, date.max)
    if opening is None or closing is None:
        return None
    if closing[1] <= opening[0] and closing[1] < date.max:
        raise _Unclear("ends before it begins", f"The other way round: {last}..{first}")
    return opening[0], closing[1]


def _span(phrase: str, asked: _Asked) -> Period | None:
    for read in (_whole_year, _whole_month, _this_or_last, _last_several):
        span = read(phrase, asked)
        if span is not None:
            return span
    moment = _moment(phrase, asked)
    return None if moment is None else (as_date(moment), _day_after(as_date(moment)))


def _whole_year(phrase: str, _: _Asked) -> Period | None:
    return _span_around(date(int(phrase), 1, 1), "year") if _match(r"\d{4}", phrase) else None


def _whole_month(phrase: str, asked: _Asked) -> Period | None:
    if phrase in _MONTHS:
        return _span_around(_in_year(None, _MONTHS[phrase], 1, asked), "month")
    for pattern, read in ((r"\d{4}[-/.]\d{1,2}", _year_first), (r"[a-z.]+,? ?\d{4}", _with_month_name)):
        day = read(phrase, asked) if _match(pattern, phrase) else None
        if day is not None:
            return _span_around(day, "month")
    return None


def _this_or_last(phrase: str, asked: _Asked) -> Period | None:
    found = _match(r"(\S+) (\S+)", phrase)
    return _calendar_span(found[1], found[2], asked) if found else None


def _last_several(phrase: str, asked: _Asked) -> Period | None:
    found = _match(r"(?:the )?(?:last|past) (\d+|[^\d ]+?) ?([^\d ]+)", phrase)
    count, unit = (_count(found[1]), _unit(found[2])) if found else (None, None)
    if not count or unit is None:
        return None
    first = _moved(asked, -count, unit)
    return _day_after(first) if unit not in ("minute", "hour") else as_date(first), _day_after(asked.today)


def _calendar_span(which: str, name: str, asked: _Asked) -> Period | None:
    """Tell the calendar week, month or year before, around or after today."""
    shift, unit = _SHIFTS.get(which), _UNITS.get(name)
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


# --- comparing, ages, zones


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
            return _offset(name[3:])
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
