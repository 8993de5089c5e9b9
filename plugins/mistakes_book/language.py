"""The book's own words, dates and numbers in a language; what entries say is never translated.

The words stand in `words_<code>.toml` beside this module, one table of keys for each language.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from mistakes.errors import UsageError
from mistakes.locales import locale_name
from mistakes.when import as_date
from mistakes_book.digest import digest_of

if TYPE_CHECKING:
    from mistakes.when import Moment

Number: TypeAlias = int | float | Decimal
Words: TypeAlias = Mapping[str, Mapping[str, Any]]

CODES = ("en", "zh")
_TAGS = {"en": "en", "zh": "zh-Hans"}
_MOST_DECIMALS = 2
_SAMPLE = 2_000
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")


@attrs.frozen
class Language:
    """A language the book can be made in; `code` is its ISO 639-1 code, one of `CODES`."""

    code: str
    _words: Words = attrs.field(repr=False, eq=False, alias="words")

    @classmethod
    def of(cls, name: str = "") -> Language:
        """Return the language of a code such as `en`, `zh-TW` or `zh_CN.UTF-8`; with "" the locale's.

        A locale of another language, or none, is English. Raises `UsageError` for a language not in `CODES`.
        """
        code = _code(name) if name else _code(locale_name())
        if code in CODES:
            return cls(code, _words(code))
        if not name:
            return cls(CODES[0], _words(CODES[0]))
        known = " and ".join(CODES)
        raise UsageError(f"the book has no words in {name!r:.40}", f"There are {known}: --lang {CODES[-1]}")

    @property
    def tag(self) -> str:
        """The language's BCP 47 tag, for `lang` in a page and `dc:language` in a book."""
        return _TAGS[self.code]

    @property
    def digest(self) -> str:
        """A digest of all words, which changes whenever one of them does."""
        return digest_of(self.code, repr(self._words))

    def text(self, key: str, **values: Any) -> str:
        """Return the words under a key ("chapter.story") with the values in their places.

        Numbers come with their thousands apart, and `count` chooses between singular and plural.
        If a value is `markupsafe.Markup`, so is the result, and everything else in it is escaped.
        Raises `KeyError` for a key or a value that the words do not have.
        """
        words = self._found(key)
        if isinstance(words, Mapping):
            words = words["one" if values["count"] == 1 else "other"]
        shown = {name: self.number(value) if _is_number(value) else value for name, value in values.items()}
        marked = next((value for value in shown.values() if hasattr(value, "__html__")), None)
        pattern: str = words if marked is None else type(marked)(words)
        return pattern.format(**shown)

    def day(self, moment: Moment) -> str:
        """Return a day in the locale's order: "20 November 2026", "2026年11月20日"."""
        day = as_date(moment)
        return self.text("date.day", day=str(day.day), month=self._month(day.month), year=str(day.year))

    def month(self, moment: Moment) -> str:
        """Return a month with its year: "November 2026", "2026年11月"."""
        day = as_date(moment)
        return self.text("date.month", month=self._month(day.month), year=str(day.year))

    def period(self, key: str) -> str:
        """Return the words for a year ("2026") or a month ("2026-11") as a part of the book has it as key."""
        return self._period(key, "months")

    def short_period(self, key: str) -> str:
        """Return the same with the month's short name: "Nov 2026"."""
        return self._period(key, "short_months")

    def number(self, number: Number) -> str:
        """Return a finite number with its thousands apart and at most two decimals: "1,001", "6.5"."""
        if isinstance(number, int):
            return f"{number:,}"
        text = f"{number:,.{_MOST_DECIMALS}f}".rstrip("0").rstrip(".")
        return "0" if text in ("-0", "") else text

    def money(self, amount: Number, currency: str) -> str:
        """Return an amount with its currency, an ISO 4217 code or any text: "€1,860", "1,860 欧元".

        Cents are shown if there are any.
        """
        shown = f"{abs(amount):,.2f}".removesuffix(".00")
        sign = "-" if amount < 0 and shown != "0" else ""
        if not currency:
            return sign + shown
        key = currency if currency in self._words["amount"] and currency.isupper() else "money"
        return sign + self.text(
            f"amount.{key}", amount=shown, **({"currency": currency} if key == "money" else {})
        )

    def hours(self, hours: float) -> str:
        """Return a time in hours as people say it: "6.5 hours", "15 minutes", "less than a minute"."""
        if not 0 < hours < 1:
            decimals = 2 if hours < 10 else 1 if hours < 100 else 0
            return self.text("amount.hours", count=round(hours, decimals))
        minutes = math.floor(hours * 60 + 0.5)
        if minutes == 60:
            return self.text("amount.hours", count=1)
        return self.text("amount.minutes", count=minutes) if minutes else self.text("amount.moment")

    def percent(self, percent: Number) -> str:
        """Return a number of percent: "90%"."""
        return self.text("amount.percent", number=percent)

    def listed(self, items: Iterable[str]) -> str:
        """Return the items as a list in a sentence: "Ana, Ben and Mei"; "" for none."""
        *first, last = list(items) or [""]
        return self.text("list.last").join([self.text("list.comma").join(first), last]) if first else last

    def sentences(self, sentences: Iterable[str]) -> str:
        """Return sentences one after the other, with a space between them where the language has one."""
        return self.text("list.sentence").join(filter(None, sentences))

    def of_text(self, text: str) -> str:
        """Return the BCP 47 tag of the language a text seems to be written in, "" if it is this one.

        Chinese is told from other languages by its characters; what is not Chinese is "und" in a Chinese book.
        """
        sample = text[:_SAMPLE]
        letters = sum(map(str.isalpha, sample))
        is_chinese = 4 * len(_HAN.findall(sample)) > letters
        if not letters or is_chinese == (self.code == "zh"):
            return ""
        return _TAGS["zh"] if is_chinese else "und"

    def _period(self, key: str, names: str) -> str:
        year, _, month = key.partition("-")
        if not month:
            return self.text("date.year", year=year)
        return self.text("date.month", month=self._month(int(month), names), year=year)

    def _month(self, month: int, names: str = "months") -> str:
        months: Sequence[str] = self._found(f"dates.{names}")
        return months[month - 1]

    def _found(self, key: str) -> Any:
        table, _, name = key.partition(".")
        return self._words[table][name]


@cache
def _words(code: str) -> Words:
    import tomli

    return tomli.loads(files("mistakes_book").joinpath(f"words_{code}.toml").read_text(encoding="utf-8"))


def _code(name: str) -> str:
    """Return the language of a tag or a locale: `zh` of `zh-TW`, `zh_CN.UTF-8` and `zh`."""
    return re.split("[-_.@]", name.strip().lower())[0]


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
