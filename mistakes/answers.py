"""What a short answer in words means, in English and Chinese: a number, a share, yes or no.

Whoever asks people something reads their answers here, so that "about 70 %" and 七成 mean the same everywhere.
"""

from __future__ import annotations

import re
import unicodedata

from mistakes.records import NamedTuple

_YES = frozenset(
    (
        *("yes", "y", "yeah", "yep", "true", "right", "both"),
        *("是", "是的", "对", "对的", "该", "应该", "有", "能", "好", "可以", "没错"),
    )
)
_NO = frozenset(
    (
        *("no", "n", "nope", "false", "wrong", "neither", "not"),
        *("否", "不", "不是", "不对", "不该", "不应该", "没有", "没", "不能", "不行", "不可以"),
    )
)
_PARTLY = frozenset(
    (
        *("partly", "partially", "part", "half", "somewhat", "mixed"),
        *("部分", "部分是", "一部分", "一半", "有些", "有点", "差不多"),
    )
)
_UNSURE = re.compile(r"no (?:idea|clue|answer)\b|not (?:sure|certain|known|clear|yet|decided)\b")
_ABOUT = r"(?:about |around |roughly |maybe |~|≈|大约|大概|约|差不多)?\s*"
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8}
_DIGITS |= {"九": 9}
_HAN = "[零〇一二两三四五六七八九]"
_PERCENT = re.compile(r"\s*(?:%|percent|per cent)")
_UNIT = rf"(?P<unit>{_PERCENT.pattern})?+"
# what makes a number another one than it begins as: 1e9, 0x10, 1,000, 60-70, 7/10, 3 to 4, 7 thousand
_GOES_ON = (
    rf"(?![a-z0-9_]|[.,:]\d|\s*[-–—~/⁄^*×+]\s*[\d{_HAN[1:-1]}]|\s+\d|\s*(?:to|or|of|out of|in|x)\s+\d"
    rf"|\s*[到至比或]\s*(?:[\d{_HAN[1:-1]}十]|百分之)|\s*[‰千万亿倍]|\s*(?:hundred|thousand|million|billion)\b)"
)
_TENTHS = re.compile(
    rf"{_ABOUT}(?:(?:(?P<ten>[一二两三四五六七八九十])|(?P<tenths>\d+(?:\.\d)?))\s*成(?P<one>{_HAN}|半)?+"
    rf"(?![点十百]|{_HAN}){_GOES_ON}|(?P<half>一半))"
)
_HUNDREDTHS = re.compile(
    rf"{_ABOUT}(?P<unit>百分之)?\s*(?P<number>一?百|{_HAN}?十{_HAN}?|{_HAN})(?![一-鿿]){_GOES_ON}"
)
_PLAIN = re.compile(
    rf"{_ABOUT}(?P<of>百分之)?\s*(?P<number>\d+(?:[.,]\d+)?)(?P<most>\s*(?:/|of|out of)\s*(?P<last>\d+))?+"
    rf"{_UNIT}{_GOES_ON}"
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}[,.]\d{3}")
_POINTS = re.compile(r"\s*分")
_NO_NUMBER = ("<super>", "<sub>", "<fraction>")
_MOST_DIGITS, _NEAR = 15, 16  # characters


_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_NUMERAL = "[零〇一二两三四五六七八九十百千万]"
# a Chinese numeral and the unit it counts, at the end of what is said or before another number
_COUNTED = re.compile(
    rf"(?:(?P<han>{_NUMERAL}{{1,12}})|(?P<plain>\d+(?:\.\d+)?)(?P<wan>万))?(?P<half>半)?"
    rf"(?P<more>个半?)?(?P<unit>小时|钟头|分钟|天|周|星期|元|块钱?)(?P<later>半)?(?=$|[\d\s，,、；;。]|{_NUMERAL})"
)
_SAME_UNIT = {"钟头": "小时", "星期": "周", "块钱": "块"}


def in_digits(text: str) -> str:
    """Return an amount with digits for Chinese numerals: 两个半小时 as 2.5小时, 半天 as 4小时, 3万元 as 30000元."""
    return _COUNTED.sub(_counted, text)


def _counted(found: re.Match[str]) -> str:
    unit = _SAME_UNIT.get(found["unit"], found["unit"])
    halves = [found["half"], found["later"], "半" in (found["more"] or "") or None]
    if found["han"] is None and found["wan"] is None:
        is_half_a_day = found[0] == "半天"
        return "4小时" if is_half_a_day else found[0]
    number = _han(found["han"]) if found["han"] else float(found["plain"]) * _UNITS["万"]
    return f"{number + 0.5 * sum(map(bool, halves)):g}{unit}" if number < 10**6 else f"{number:.0f}{unit}"


def _han(text: str) -> float:
    """Return a number in Chinese numerals; a last digit without its unit counts a tenth of the one before it."""
    total, part, digit, last = 0, 0, 0, 1
    for one in text:
        if one == "万":
            total, part, digit, last = (total + part + digit) * _UNITS[one], 0, 0, _UNITS[one]
        elif one in _UNITS:
            part, digit, last = part + (digit or 1) * _UNITS[one], 0, _UNITS[one]
        else:
            digit, last = _DIGITS[one], last if _DIGITS[one] else 1
    return float(total + part + digit * (last // 10 if last > 10 else 1))


class _Number(NamedTuple):
    """A number that a text begins with: whether it is said to be in percent, and what stands behind it."""

    value: float
    in_percent: bool
    is_whole: bool
    rest: str = ""


def number_in(text: str, *, most: int = 0) -> float | None:
    """Return the number a text begins with, such as "4", "90 %", "about 70", "七成五"; None if there is none.

    Tenths (成) and hundredths (百分之) count as percent. What only begins like a number is none: `1e9`, `0x10`,
    `1,000`, a range, a fraction; but "4/5" and "4 of 5" are 4 where `most` is 5.
    """
    found = _number(text, most)
    return found.value if found else None


def percent_in(text: str) -> int | None:
    """Return the whole percentage from 0 to 100 that a text begins with, None if there is none."""
    found = _number(text, 100)
    if found is None or not found.is_whole or not 0 <= found.value <= 100 or _POINTS.match(found.rest):
        return None
    return int(found.value)


def truth_in(text: str) -> bool | None:
    """Return whether a text begins with yes or no; None if with neither."""
    if _UNSURE.match(_plain(text)):
        return None
    first = _first_word(text)
    return first in _YES if first in _YES or first in _NO else None


def share_in(text: str) -> float | None:
    """Return how far something holds, from 0 to 1: yes, partly, no, "0.5", "70 %", 七成; None if it says neither."""
    first = _first_word(text)
    if first in _PARTLY:
        return 0.5
    if (whole := truth_in(text)) is not None:
        return float(whole)
    found = _number(text)
    share = found and (found.value / 100 if found.in_percent else found.value)
    return share if share is not None and 0 <= share <= 1 else None


def _number(text: str, most: int = 0) -> _Number | None:
    plain = _plain(text)
    if any(unicodedata.decomposition(one).startswith(_NO_NUMBER) for one in text[:_NEAR]):
        return None
    if found := _TENTHS.match(plain):
        value = _tenths(found)
        return _Number(value, True, value == int(value), plain[found.end() :])
    if found := _HUNDREDTHS.match(plain):
        rest = plain[found.end() :]
        in_percent = bool(found["unit"] or _PERCENT.match(rest))
        return _Number(float(_whole(found["number"])), in_percent, True, rest)
    found = _PLAIN.match(plain)
    if found is None or len(found["number"]) > _MOST_DIGITS or _THOUSANDS.fullmatch(found["number"]):
        return None
    if found["most"] and int(found["last"][:_MOST_DIGITS]) != (most or None):
        return None
    number = found["number"].replace(",", ".")
    in_percent = bool(found["of"] or found["unit"])
    return _Number(float(number), in_percent, number.isdigit(), plain[found.end() :])


def _tenths(found: re.Match[str]) -> float:
    if found["half"]:
        return 50.0
    if found["tenths"]:
        tens = float(found["tenths"][:_MOST_DIGITS])
    else:
        tens = 10 if found["ten"] == "十" else _DIGITS[found["ten"]]
    one = found["one"] or "零"
    return float(tens * 10 + (5 if one == "半" else _DIGITS[one]))


def _whole(text: str) -> int:
    """Return a number from 0 to 100 in Chinese numerals."""
    if text in ("一百", "百"):
        return 100
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _first_word(text: str) -> str:
    return re.split(r"[\s,.;:!，。；：！、-]", _plain(text), maxsplit=1)[0]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
