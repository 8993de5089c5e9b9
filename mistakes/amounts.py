"""What a mistake cost, as people type it: working time or money, never a bare number.

A day of work counts as 8 hours and a week as 5 such days: the cost is time lost, not time passed.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from mistakes.errors import UsageError
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal

LONGEST_TEXT = 100
LARGEST = 10**15
HOURS_A_DAY = 8
_ROUNDED = 0.0031  # minutes, what rounding to four decimals of an hour can make
DAYS_A_WEEK = 5

_HINT = "Say it with a unit: 3h, 90min, 2d, 200EUR or 1200.50 CNY."
_MINUTES = {
    "m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1, "分钟": 1, "分": 1,
    "h": 60, "hr": 60, "hrs": 60, "hour": 60, "hours": 60, "小时": 60, "个小时": 60,
    "d": 60 * HOURS_A_DAY, "day": 60 * HOURS_A_DAY, "days": 60 * HOURS_A_DAY, "天": 60 * HOURS_A_DAY,
    "w": 60 * HOURS_A_DAY * DAYS_A_WEEK, "wk": 60 * HOURS_A_DAY * DAYS_A_WEEK,
    "wks": 60 * HOURS_A_DAY * DAYS_A_WEEK, "week": 60 * HOURS_A_DAY * DAYS_A_WEEK,
    "weeks": 60 * HOURS_A_DAY * DAYS_A_WEEK, "周": 60 * HOURS_A_DAY * DAYS_A_WEEK,
}  # fmt: skip
_CURRENCIES = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "欧元": "EUR", "$": "USD", "us$": "USD", "dollar": "USD",
    "dollars": "USD", "美元": "USD", "£": "GBP", "pound": "GBP", "pounds": "GBP", "英镑": "GBP",
    "元": "CNY", "块": "CNY", "人民币": "CNY", "rmb": "CNY", "yuan": "CNY", "円": "JPY", "日元": "JPY",
    "yen": "JPY", "₹": "INR", "₩": "KRW",
}  # fmt: skip
# Three letters that mean a time elsewhere; as currencies they would be surprises.
_NOT_CURRENCIES = ("sec", "mon", "mos", "mth", "yrs")
_WITHOUT_CENTS = ("CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF")
_TERM = r"(\d[\d.,]*) ?([^\d\s.,]+)"
_BETWEEN = r"\s*(?:[,;+，；、和]|\band\b|&)\s*|\s+"
_NUMBERS = (
    (r"\d+(?:\.\d+)?", ""),  # 1200.50
    (r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", ","),  # 1,200.50
    (r"\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?", " "),  # 1 200.50
    (r"\d{1,3}(?:'\d{3})+(?:[.,]\d{1,2})?", "'"),  # 1'200.50
    (r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}", "."),  # 1.200,50 and 1.200.000
    (r"\d+,\d{1,2}", ""),  # 1200,50
)


class Hours(NamedTuple):
    """Working time lost, in hours."""

    hours: float


class Money(NamedTuple):
    """Money lost: the amount as it was typed, and its currency as three capital letters (ISO 4217)."""

    amount: Decimal
    currency: str


def parse_amount(text: str) -> Hours | Money:
    """Read a cost: "3h", "90min", "1.5h", "2d" (8 hours each), "1w" (5 days), "3h30m", "200EUR", "€200".

    Hours are rounded to four decimals, a third of a second. "$" is the US dollar; any three letters
    are taken for a currency. A number without a unit, "¥" (CNY or JPY?), "1.200 EUR" (a thousand or one?),
    anything negative, endless or above 10**15 is a UsageError.
    """
    cleaned = _clean(text)
    found = _hours(cleaned) or _money(cleaned, text)
    if found is None:
        raise UsageError(f"{_shown(text)} does not read as a cost.", _HINT)
    if found[0] > LARGEST:
        raise UsageError(f"{_shown(text)} is more than any mistake can cost.", "Check the number of digits.")
    return found


def parse_amounts(text: str) -> tuple[Hours | Money, ...]:
    """Read one cost, or time and money said in one breath: "3h 200EUR", "200 EUR and 3h", "3小时，200元".

    Raises what `parse_amount` does for the whole text.
    """
    try:
        return (parse_amount(text),)
    except UsageError:
        for between in re.finditer(_BETWEEN, text[:LONGEST_TEXT]):
            with suppress(UsageError):
                both = parse_amount(text[: between.start()]), parse_amount(text[between.end() :])
                if isinstance(both[0], Hours) != isinstance(both[1], Hours):
                    return both
        raise


def format_hours(hours: float) -> str:
    """Write hours for people: "3 h", "4 h 10 min", below an hour "45 min"; no whole minutes: "1.01 h"."""
    if 0 < abs(hours) * 60 < 59.5:
        return f"{hours * 60:.0f} min"
    if 1 <= hours <= LARGEST and abs(hours * 60 - round(hours * 60)) < _ROUNDED:
        whole, minutes = divmod(round(hours * 60), 60)
        return f"{whole:,} h {minutes} min" if minutes else f"{whole:,} h"
    shown = hours if abs(hours) >= 1 else float(f"{hours:.0f}")
    return f"{shown:,.2f}".rstrip("0").rstrip(".") + " h"


def format_whole_minutes(hours: float) -> str:
    """Write hours for people as `format_hours` does, in whole minutes: "6 h 29 min" for 6.48 hours."""
    return format_hours(round(hours * 60) / 60 or hours)


def format_money(amount: Decimal, currency: str) -> str:
    """Write money for people: "1,200.00 EUR"; more than two decimals stay, whole yen stay whole."""
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or amount.adjusted() > 30 or exponent < -30:
        return f"{amount} {currency}"
    least = 0 if currency in _WITHOUT_CENTS else 2
    return f"{amount:,.{max(least, -exponent)}f} {currency}"


def _clean(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise UsageError(f"{_shown(text)} is longer than any cost.", _HINT)
    if not text.isascii():
        import unicodedata

        from mistakes.answers import in_digits

        text = in_digits(unicodedata.normalize("NFKC", text).replace("\u2212", "-"))
    cleaned = " ".join(text.lower().split())
    if re.match(r"\D{0,4}- ?\d", cleaned):
        raise UsageError(f"{_shown(text)} is negative; a cost is zero or more.", "Leave out the minus sign.")
    if re.fullmatch(r"[\d.,' ]+", cleaned, re.ASCII):
        raise UsageError(f"{_shown(text)} has no unit.", "Say 3h or 200EUR.")
    return cleaned


def _shown(text: str) -> str:
    """Quote a text for a message: short, on one line, control characters spelled out."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


def _hours(cleaned: str) -> Hours | None:
    """Add up terms such as "3h 30m"; a bare number after hours is minutes."""
    cleaned = re.sub(
        r"(\dh ?[0-5]\d)$", r"\1m", cleaned.replace("半个小时", "30分").replace("半小时", "30分")
    )
    if not re.fullmatch(rf"(?:{_TERM} ?)+", cleaned, re.ASCII):
        return None
    terms = [(_number(number), _MINUTES.get(unit)) for number, unit in re.findall(_TERM, cleaned, re.ASCII)]
    minutes = [number * unit for number, unit in terms if number is not None and unit is not None]
    return Hours(round(float(sum(minutes) / 60), 4)) if len(minutes) == len(terms) else None


def _money(cleaned: str, text: str) -> Money | None:
    found = re.fullmatch(r"(\D*?) ?(\d(?:[\d.,' ]*\d)?) ?(\D*)", cleaned, re.ASCII)
    if found is None or bool(found[1]) == bool(found[3]):
        return None
    currency = _currency(found[1] or found[3], text)
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", found[2]):
        raise _two_readings(text, found[2], currency or "EUR")
    amount = _number(found[2])
    return None if currency is None or amount is None else Money(amount, currency)


def _currency(name: str, text: str) -> str | None:
    if name == "¥":
        raise UsageError(f"{_shown(text)} can mean Chinese or Japanese money.", "Write CNY or JPY.")
    if name in _CURRENCIES:
        return _CURRENCIES[name]
    known = re.fullmatch("[a-z]{3}", name) and name not in _NOT_CURRENCIES
    return name.upper() if known else None


def _two_readings(text: str, number: str, currency: str) -> UsageError:
    thousand, one = number.replace(".", ""), number.rstrip("0").rstrip(".")
    hint = f"Write {thousand} {currency} or {one} {currency}."
    return UsageError(f"{_shown(text)} can mean {thousand} or {one}.", hint)


def _number(text: str) -> Decimal | None:
    """Read digits with English, continental or Swiss grouping; None for any other arrangement."""
    from decimal import Decimal

    for pattern, separator in _NUMBERS:
        if re.fullmatch(pattern, text, re.ASCII):
            grouped = text.replace(separator, "") if separator else text
            return Decimal(grouped.replace(",", "."))
    return None
