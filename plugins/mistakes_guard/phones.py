"""Telephone numbers of people: international ones, Chinese mobile ones, others only where a word says so.

A number that reaches a firm (free of charge, or shared), one of those kept for examples, and one that is
rather an amount is none. Forms: E.164 for `+`, at most 15 digits; the mobile numbers of mainland China have
eleven and begin with 13 to 19.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_GAP = r"[ .()/-]{0,2}"
# each begins with a sign that is quickly found; what must not stand before it is looked at afterwards
INTERNATIONAL = re.compile(rf"\+[1-9](?:{_GAP}\d){{8,14}}(?![A-Za-z0-9_])(?!{_GAP}\d)")
CHINESE = re.compile(r"1[3-9]\d(?P<gap>[ -]?)\d{4}(?P=gap)\d{4}(?![A-Za-z0-9_]|[./-][A-Za-z0-9])", re.ASCII)
NATIONAL = re.compile(
    rf"(?:[ ._-]?(?:number|no|nr|num)\b|号码|号)?[\"'.]?[ \t]{{0,2}}(?:[:：=#]|is\b|was\b|是|为)?"
    rf"[ \t]{{0,2}}[\"']?(?P<number>(?:\(\d{{1,5}}\)|\d)(?:{_GAP}\d){{6,12}})(?![a-z0-9_])(?!{_GAP}\d)"
)
_KEYWORDS = (
    "telephone",
    "tel",
    "phone",
    "mobile",
    "whatsapp",
    "wechat",
    "电话",
    "手机",
    "联系方式",
    "座机",
    "微信",
)
_BEFORE_PLUS = re.compile(r"[\w+./-]")
_BEFORE_ONE = re.compile(r"[A-Za-z0-9_+./=#-]")
_UNIT = re.compile(
    r"[ \t]?(?:bytes?|[kKMGT]?i?B|bits?|[nmuµ]s|msec|sec(?:onds)?|rows?|records?|lines?|times|EUR|USD|CNY|RMB|[€$¥%]"
    r"|元|字节|毫秒|秒|行|条|次|个|万|亿)(?![A-Za-z])"
)
_NO_PHONE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$|(?:19|20)\d{6}$|\d{1,3}(?:\.\d{1,3}){3}$|\d+\.\d+(?:\.\d+)?$"
)
_EXAMPLE = re.compile(r"1234567|2345678|9876543|55501\d\d$|^861380013|^13800138000$|^(\d)\1*$")
_OF_A_FIRM = re.compile(r"^(?:1?8(?:00|88|77|66|55|44|33)\d{7}|400\d{7}|0800\d+|\d\d800\d{6,8})$")
# of the countries whose numbers have one length: their code, and all of a number
_PLANS = {"1": re.compile(r"1[2-9]\d\d[2-9]\d{6}"), "86": re.compile(r"86\d{10,11}")}


def phones(text: str, lower: str) -> Iterator[tuple[int, int]]:
    """Yield where each telephone number of a text begins and ends; `lower` is the text in small letters."""
    reached = 0
    for start, end in sorted(_spans(text, lower)):
        if start >= reached:  # a part of a longer number is none of its own
            reached = end
            yield start, end


def _spans(text: str, lower: str) -> Iterator[tuple[int, int]]:
    if "+" in text:
        for match in INTERNATIONAL.finditer(text):
            stands_alone = not _BEFORE_PLUS.match(text, match.start() - 1) if match.start() else True
            if stands_alone and _is_international(match[0]) and not _is_amount(text, match.end(), match[0]):
                yield match.span()
    for match in CHINESE.finditer(text):
        stands_alone = not _BEFORE_ONE.match(text, match.start() - 1) if match.start() else True
        if stands_alone and _is_number(match[0]) and not _is_amount(text, match.end(), match[0]):
            yield match.span()
    for end in _words(lower):
        found = NATIONAL.match(lower, end)
        if found and _is_national(found["number"]):
            yield found.span("number")


def _words(lower: str) -> Iterator[int]:
    """Yield where each word ends that a number may follow."""
    for word in _KEYWORDS:
        start = lower.find(word)
        while start >= 0:
            end = start + len(word)
            beside = lower[start - 1 : start] + lower[end : end + 1]
            if not word.isascii() or not re.search("[a-z]", beside):
                yield end
            start = lower.find(word, end)


def _is_international(found: str) -> bool:
    digits = _digits(found)
    if any(digits.startswith(code) and not form.fullmatch(digits) for code, form in _PLANS.items()):
        return False
    is_amount = re.fullmatch(r"\+\d{1,3}(?:[ ,.]\d{3})*[ ,.]000", found)
    return not is_amount and _is_number(found) and not _OF_A_FIRM.match(digits)


def _is_national(found: str) -> bool:
    return _is_number(found) and not (_NO_PHONE.match(found) or _OF_A_FIRM.match(_digits(found)))


def _is_number(found: str) -> bool:
    """Tell whether digits are no example, and not nearly all the same."""
    digits = _digits(found)
    return len(set(digits[3:])) > 2 and not _EXAMPLE.search(digits)


def _is_amount(text: str, end: int, found: str) -> bool:
    """Tell whether a number is an amount: it has a unit, or is a round number of bytes or of thousands."""
    if _UNIT.match(text, end):
        return True
    number = int(_digits(found))
    return found.isdecimal() and (number % 1024 == 0 or number % 1000 == 0)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())
