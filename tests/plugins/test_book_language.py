"""The book speaks English and Chinese, each completely, with its own dates and numbers."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st
from strategies import amounts, moments

import mistakes_book
from mistakes import model
from mistakes.errors import UsageError
from mistakes.ladder import STEPS
from mistakes.readiness import KINDS
from mistakes_book.language import CODES, Language

FOLDER = Path(mistakes_book.__file__).parent
USED = re.compile(r"""\b(?:text|t|_?say)\(\s*["']([\w-]+\.[\w -]+)["']\s*([,)~+])""")
NUMBERS = st.one_of(st.integers(-(10**20), 10**20), st.floats(-1e15, 1e15), amounts)


def words(code: str) -> dict[str, Any]:
    """Return all words of a language by their keys."""
    tables = tomli.loads((FOLDER / f"words_{code}.toml").read_text(encoding="utf-8"))
    return {f"{table}.{name}": value for table, names in tables.items() for name, value in names.items()}


def placeholders(value: Any) -> set[str]:
    """Return the names of the values in some words, of all their forms together."""
    forms = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else [value]
    return {name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name is not None}


def used() -> Iterator[tuple[str, str]]:
    """Yield each key that the code or a template asks for, with the file that does."""
    for path in (*FOLDER.rglob("*.py"), *FOLDER.rglob("templates/**/*")):
        if path.is_file() and path.suffix != ".pyc":
            for found in USED.finditer(path.read_text(encoding="utf-8")):
                if found[2] in ",)":
                    yield found[1], path.name


@pytest.fixture(params=CODES)
def language(request: pytest.FixtureRequest) -> Language:
    return Language.of(request.param)


def test_both_languages_have_the_same_keys() -> None:
    assert sorted(words("en")) == sorted(words("zh"))


@pytest.mark.parametrize("key", sorted(words("en")))
def test_both_languages_show_the_same_values(key: str) -> None:
    english, chinese = placeholders(words("en")[key]), placeholders(words("zh")[key])
    assert chinese == english


@pytest.mark.parametrize("code", CODES)
def test_no_words_are_empty_but_the_space_between_chinese_sentences(code: str) -> None:
    empty = {key for key, value in words(code).items() if value in ("", [], {})}
    assert empty == ({"list.sentence"} if code == "zh" else set())


def test_every_key_that_is_asked_for_exists() -> None:
    asked = list(used())
    assert {"book.contents", "chapter.number"} <= {key for key, _ in asked}
    assert [] == [(key, where) for key, where in asked if key not in words("en")]


@pytest.mark.parametrize(
    ("table", "names"),
    [
        ("kind", get_args(model.Kind)),
        ("kinds", get_args(model.Kind)),
        ("condition", get_args(model.ConditionKind)),
        ("status", STEPS),
        ("missing", KINDS),
    ],
)
def test_every_kind_and_step_has_a_name(table: str, names: tuple[str, ...]) -> None:
    assert {f"{table}.{name}" for name in names} == {
        key for key in words("en") if key.startswith(f"{table}.")
    }


def test_english_tells_one_from_many() -> None:
    english = Language.of("en")
    assert "1 Mistake" == english.text("book.title", count=1)
    assert "1,001 Mistakes" == english.text("book.title", count=1001)
    assert "0 Mistakes" == english.text("book.title", count=0)


def test_days_come_in_the_order_of_the_language() -> None:
    day = date(2026, 11, 20)
    assert ("20 November 2026", "November 2026") == said(Language.of("en"), day)
    assert ("2026年11月20日", "2026年11月") == said(Language.of("zh"), day)


def said(language: Language, day: date) -> tuple[str, str]:
    return language.day(day), language.month(day)


@given(moments)
def test_every_moment_an_entry_can_have_is_told(moment: Any) -> None:
    for code in CODES:
        language = Language.of(code)
        assert str(moment.year) in language.day(moment)
        assert str(moment.day) in language.day(moment)


def test_a_moment_is_told_by_the_day_it_was_there() -> None:
    assert "20 November 2026" == Language.of("en").day(datetime(2026, 11, 20, 23, 59, tzinfo=UTC))


def test_a_period_is_a_year_or_a_month() -> None:
    assert ["2026", "March 2026"] == [Language.of("en").period(key) for key in ("2026", "2026-03")]
    assert ["2026", "Mar 2026"] == [Language.of("en").short_period(key) for key in ("2026", "2026-03")]
    assert ["2026年", "2026年3月"] == [Language.of("zh").period(key) for key in ("2026", "2026-03")]


@given(NUMBERS)
def test_a_number_can_be_read_back(number: Any) -> None:
    shown = Language.of("en").number(number)
    assert abs(Decimal(shown.replace(",", "")) - Decimal(number)) <= Decimal("0.00501")
    assert "-0" != shown


@pytest.mark.parametrize(
    ("amount", "currency", "english", "chinese"),
    [
        ("1860.00", "EUR", "€1,860", "1,860 欧元"),
        ("4860.5", "CNY", "CN¥4,860.50", "4,860.50 元"),
        ("-3", "USD", "-$3", "-3 美元"),
        ("12", "PLN", "12 PLN", "12 PLN"),
        ("12", "", "12", "12"),
        ("12", "{x}", "12 {x}", "12 {x}"),
        ("12", "money", "12 money", "12 money"),
        ("-0.001", "EUR", "€0", "0 欧元"),
        ("1e30", "EUR", "€1" + ",000" * 10, "1" + ",000" * 10 + " 欧元"),
    ],
)
def test_money_is_told_with_its_currency(amount: str, currency: str, english: str, chinese: str) -> None:
    assert english == Language.of("en").money(Decimal(amount), currency)
    assert chinese == Language.of("zh").money(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("hours", "english"),
    [
        (0, "0 hours"),
        (0.001, "less than a minute"),
        (1 / 60, "1 minute"),
        (0.25, "15 minutes"),
        (0.9999, "1 hour"),
        (1, "1 hour"),
        (6.5, "6.5 hours"),
        (1.256, "1.26 hours"),
        (50.667, "50.7 hours"),
        (205.4, "205 hours"),
        (1e9, "1,000,000,000 hours"),
    ],
)
def test_hours_are_told_as_people_say_them(hours: float, english: str) -> None:
    assert english == Language.of("en").hours(hours)


def test_items_are_listed_in_a_sentence() -> None:
    assert ["", "a", "a and b", "a, b and c"] == [Language.of("en").listed("abc"[:n]) for n in range(4)]
    assert ["", "a", "a和b", "a、b和c"] == [Language.of("zh").listed("abc"[:n]) for n in range(4)]


def test_sentences_stand_one_after_the_other() -> None:
    assert "A. B." == Language.of("en").sentences(["A.", "", "B."])
    assert "甲。乙。" == Language.of("zh").sentences(["甲。", "乙。"])


def test_values_are_never_read_as_placeholders_or_markup() -> None:
    markupsafe = pytest.importorskip(
        "markupsafe", reason="the book's libraries are not installed: pip install '.[book]'"
    )
    english = Language.of("en")
    assert "From the journal “{count} <b>”" == english.text("book.of", name="{count} <b>")
    marked = english.text("book.of", name=markupsafe.Markup("<i>x</i>"))
    assert markupsafe.Markup("From the journal “<i>x</i>”") == marked
    assert "Told by <b> &amp; &lt;" == english.text(
        "book.by", names=markupsafe.Markup("<b> {}").format("& <")
    )


def test_words_that_are_not_there_are_an_error(language: Language) -> None:
    with pytest.raises(KeyError):
        language.text("chapter.nothing")
    with pytest.raises(KeyError):
        language.text("book.of")


@pytest.mark.parametrize("name", ["zh", "zh-TW", "zh_CN.UTF-8", "ZH-Hans", "zh.utf8", "zh@pinyin"])
def test_a_language_is_known_by_all_its_names(name: str) -> None:
    assert "zh" == Language.of(name).code
    assert "zh-Hans" == Language.of(name).tag


@pytest.mark.parametrize("name", ["de", "english", "-", "../en", "\x1b[31m"])
def test_a_language_without_words_is_an_error_that_names_those_there_are(name: str) -> None:
    with pytest.raises(UsageError, match="no words") as raised:
        Language.of(name)
    assert "en and zh" in raised.value.hint


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_without_a_name_the_locale_chooses(
    environment: dict[str, str], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert code == Language.of("").code
