"""The words and patterns dates are typed with, and the translation of other spellings into English.

The grammar (`mistakes.phrases`) is English over lower-case text; Chinese phrases are translated into it
first (`_CHINESE`), other ways to write a time of day too (`_CLOCKS`). Patterns are compiled when needed.
"""

from __future__ import annotations

import re

LONGEST_TEXT = 100

NAMED_DAYS = {
    "today": 0, "yesterday": -1, "tomorrow": 1, "day before yesterday": -2, "day after tomorrow": 2,
    "今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "大前天": -3,
    "明天": 1, "明日": 1, "后天": 2, "大后天": 3,
}  # fmt: skip
# The hours that a part of a day has, from its day's midnight; a night goes on after the next one.
PARTS_OF_DAYS = {
    "dawn": (0, 6), "morning": (0, 11), "midday": (11, 14), "afternoon": (12, 18), "evening": (16, 23),
    "night": (18, 29),
}  # fmt: skip
PART_OF_DAY = r"(?:\bin the |\bat )?\b(dawn|morning|midday|afternoon|evening|night)\b"
HOUR_ALONE = r"(?:\bat )?(?<![\d./-])\b(\d{1,2})$"
DAYS_OF_PARTS = {"this": "today", "last": "yesterday", "on": "", "the": ""}
WEEKDAYS = {
    "monday": 0, "mon": 0, "tuesday": 1, "tues": 1, "tue": 1, "wednesday": 2, "wed": 2,
    "thursday": 3, "thurs": 3, "thur": 3, "thu": 3, "friday": 4, "fri": 4, "saturday": 5, "sat": 5,
    "sunday": 6, "sun": 6, "周一": 0, "周二": 1, "周三": 2, "周四": 3, "周五": 4, "周六": 5, "周日": 6,
    "周天": 6,
}  # fmt: skip
MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5,
    "june": 6, "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9,
    "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
UNITS = {
    "min": "minute", "mins": "minute", "minute": "minute", "minutes": "minute", "分钟": "minute",
    "h": "hour", "hr": "hour", "hrs": "hour", "hour": "hour", "hours": "hour", "小时": "hour",
    "d": "day", "day": "day", "days": "day", "天": "day", "日": "day",
    "w": "week", "wk": "week", "wks": "week", "week": "week", "weeks": "week", "周": "week",
    "mo": "month", "month": "month", "months": "month", "月": "month",
    "y": "year", "yr": "year", "yrs": "year", "year": "year", "years": "year", "年": "year",
}  # fmt: skip
COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50,
}  # fmt: skip
SHIFTS = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}

_DIGITS = "零一二三四五六七八九〇"
_NUMERALS = "(?<!周)[〇零一二两三四五六七八九十]+"  # but those of Wednesday and the like

# Order matters: a longer phrase stands before one that it contains.
_CHINESE = (
    ("後", "后"),
    ("刚才|刚刚|刚", "now"),
    ("[點点时時]半", "点30分"),
    ("[點点时時]1刻", "点15分"),
    ("[點点时時]3刻", "点45分"),
    (r"(\d{1,2})[點点时時](\d\d)分?", r"\1:\2"),
    (r"(\d{1,2})[點点时時]零?(\d)分", r"\1:0\2"),
    (r"(\d{1,2})[點点时時]", r"\1:00"),
    ("午夜", " midnight "),
    ("[今昨前明](?=[早晨晚夜])", r"\g<0>天"),
    ("凌晨", " dawn "),
    ("上午|早上|早晨|清晨|清早|(?<=天)[早晨]", " morning "),
    ("中午|正午", " midday "),
    ("下午|午后", " afternoon "),
    ("傍晚", " evening "),
    ("晚上|夜里|夜晚|半夜|深夜|(?<=天)[晚夜]", " night "),
    (r"(\d{4})年 ?(\d{1,2})月 ?(\d{1,2})[日号]", r"\1-\2-\3 "),
    (r"(\d{4})年 ?(\d{1,2})月", r"\1-\2"),
    (r"(\d{4})年", r"\1"),
    (r"(\d{1,2})月(\d{1,2})[日号]", r"--\1-\2 "),
    ("1刻钟", "15分钟"),
    ("3刻钟", "45分钟"),
    (r"(\d+) ?个半小时", r"\1小时30分钟"),
    ("半个?小时", "30分钟"),
    ("半年", "6个月"),
    (r"(\d+) ?个?小时零?(\d+) ?分钟?[之以]?前", r"\1 hours \2 minutes ago "),
    (r"(\d+) ?个?(分钟|小时|天|周|月|年)[之以]?前", r"\1 \2 ago "),
    (r"(\d+) ?个?(分钟|小时|天|周|月|年)[之以]?后", r"in \1 \2 "),
    (r"(?:最近|过去) ?(\d+) ?个?(天|周|月|年)", r"last \1 \2"),
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
    (r"\bhalf (?:an )?hour\b", "30 minutes"),
    (r"\b(?:a )?quarter of an hour\b", "15 minutes"),
    (r"\b(\w+) hours? and a half\b|\b(\w+) and a half hours\b", r"\1\2 hours 30 minutes"),
    (r"\b(\d+)\.5 ?(?:h|hours?)\b", r"\1 hours 30 minutes"),
    (r"\b(?:a )?couple of ", "2 "),
    (r"\ba fortnight\b", "2 weeks"),
    (r"\bjust now\b", "now"),
    (r"\btonight\b", "today night"),
    (r"\bthis +(?=12:00)", "today "),
    (r"\bearlier (?=today|this)", ""),
    (r"\b(last|yesterday|today|tomorrow)'s\b", r"\1"),
    (r"\bthe (day|end) ", r"\1 "),
)
CLOCK = (
    r"(?<![\d:.+-])(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?: ?([ap])m)?"
    r"(?: ?(z|utc|gmt|[+-]\d\d:?[0-5]\d|[+-]\d\d))?(?![\w:.])"
)

MONTH_NAME_ORDERS = (
    r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]?(?P<month>[a-z]+)\.?"
    r"(?:[ ,-]{0,2}(?P<year>'?\d\d|\d{4}))?",
    r"(?P<month>[a-z]+)\.? ?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:(?:, ?| )(?P<year>'?\d\d|\d{4}))?",
    r"(?P<month>[a-z]+)\.?,? ?(?P<year>\d{4})(?P<day>)",
)


class Unclear(ValueError):
    """A text that was understood well enough to say what is wrong with it."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


def phrase_of(text: str) -> str:
    """Bring a typed text into the form the grammar reads; Unclear if it is empty or too long."""
    if len(text) > LONGEST_TEXT:
        raise Unclear(f"is longer than any date ({len(text):,} characters)")
    if not text.isascii():
        text = _translated(text)
    phrase = " ".join(text.lower().split())
    if not phrase:
        raise Unclear("is empty, so it names no date")
    return phrase if is_plain(phrase) else _replaced(phrase, _CLOCKS)


def is_plain(phrase: str) -> bool:
    """Tell whether a phrase is a named day or an ISO date, which need no further work."""
    return phrase in NAMED_DAYS or phrase.replace("-", "").isdecimal()


def _translated(text: str) -> str:
    import unicodedata

    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u2013", "-")
    text = re.sub("星期|礼拜|週", "周", text.lower())
    return _replaced(re.sub(_NUMERALS, _in_digits, text), _CHINESE)


def _in_digits(found: re.Match[str]) -> str:
    """Write a Chinese number below a hundred, or one that is spelled digit by digit, in digits."""
    tens, ten, ones = found[0].partition("十")
    if not ten:
        return "".join(str(_DIGITS.index(character) % 10) for character in tens.replace("两", "二"))
    if len(tens) > 1 or len(ones) > 1:
        return found[0]
    return str(10 * (_DIGITS.index(tens) if tens else 1) + (_DIGITS.index(ones) if ones else 0))


def _replaced(phrase: str, rules: tuple[tuple[str, str], ...]) -> str:
    for pattern, replacement in rules:
        phrase = re.sub(pattern, replacement, phrase, flags=re.ASCII)
    return " ".join(phrase.split())
