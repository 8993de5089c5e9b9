"""Charts show what they are given, with words for those who cannot see them, and nothing active."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes import Journal
from mistakes.events import Repeated
from mistakes.model import Condition, Lesson, Links, Price

pytest.importorskip("markupsafe", reason="the book's libraries are not installed: pip install '.[book]'")

from mistakes_book import charts, figures
from mistakes_book.book import Wish, read
from mistakes_book.charts import Row
from mistakes_book.language import CODES, Language

ENGLISH, CHINESE = Language.of("en"), Language.of("zh")
LABELS = [
    "deploy",
    "<script>alert(1)</script>",
    "]]>\x00\ud800",
    "周五晚上上线之前没有检查环境变量" * 12,
    "",
    "a b",
]
VALUES = [0, 1, -3, 0.1, 1e-300, 1e300, float("nan"), float("inf"), 12345678.9]
rows = st.lists(
    st.builds(Row, st.sampled_from(LABELS), st.sampled_from(VALUES) | st.floats(), st.just("3 hours")),
    max_size=40,
)
languages = st.sampled_from(CODES).map(Language.of)
Element = ElementTree.Element


def parsed(chart: str) -> Element:
    """Return a chart as an XML tree, without namespaces."""
    return ElementTree.fromstring(chart.replace(' xmlns="http://www.w3.org/2000/svg"', ""))


def words(element: Element, path: str) -> list[str]:
    return ["".join(found.itertext()).strip() for found in element.findall(path)]


def percents(element: Element, path: str) -> list[float]:
    return [float(found.attrib["width"].removesuffix("%")) for found in element.findall(path)]


def assert_quiet(chart: str) -> None:
    for element in parsed(chart).iter():
        assert element.tag in set(
            "figure figcaption p ul li span a svg title desc rect line circle text".split()
        )
        assert not [name for name in element.attrib if name in ("style", "id") or name.startswith("on")]
    assert "nan" not in re.sub(">[^<]*<", "", chart)
    assert "inf" not in re.sub(">[^<]*<", "", chart)


@given(languages, rows, st.sampled_from(LABELS))
def test_any_chart_is_well_formed_and_has_nothing_active(
    language: Language, given: list[Row], title: str
) -> None:
    for chart in (charts.bars(language, title, given, title), charts.columns(language, title, given, title)):
        assert_quiet(chart)


@given(rows)
def test_bars_stay_in_their_place_and_follow_their_values(given: list[Row]) -> None:
    for item, row in zip(parsed(charts.bars(ENGLISH, "x", given)).findall("ul/li"), given, strict=True):
        drawn = percents(item, "svg/rect[@class='filled']")
        assert all(0 < width <= 100 for width in drawn)
        assert bool(drawn) == (math.isfinite(row.value) and row.value > 0)


@given(rows)
def test_columns_stay_in_their_place(given: list[Row]) -> None:
    for column in parsed(charts.columns(ENGLISH, "x", given)).findall("svg/rect"):
        x, width = (float(column.attrib[name].removesuffix("%")) for name in ("x", "width"))
        y, height = (float(column.attrib[name].removesuffix("em")) for name in ("y", "height"))
        assert 0 <= x <= x + width <= 100.01
        assert 0 <= y <= y + height <= 8.01
        assert height > 0


def test_the_longest_bar_is_the_largest_value() -> None:
    chart = charts.bars(ENGLISH, "x", [Row("a", 2, "2"), Row("b", 8, "8"), Row("c", 4, "4")])
    assert [25, 100, 50] == percents(parsed(chart), "ul/li/svg/rect[@class='filled']")


def test_a_bar_says_its_label_and_value_and_leads_where_it_should() -> None:
    chart = parsed(charts.bars(ENGLISH, "Cost", [Row("money & time", 2, "2 hours", "c-1.html")], "a hint"))
    assert ["Cost"] == words(chart, "figcaption")
    assert ["a hint"] == words(chart, "p[@class='hint']")
    assert ["money & time"] == words(chart, "ul/li/span[@class='label']/a[@href='c-1.html']")
    assert ["2 hours"] == words(chart, "ul/li/span[@class='value']")


def test_a_tiny_value_can_still_be_seen() -> None:
    chart = charts.bars(ENGLISH, "x", [Row("a", 1e-9, "tiny"), Row("b", 1e9, "huge")])
    assert [0.5, 100] == percents(parsed(chart), "ul/li/svg/rect[@class='filled']")


@pytest.mark.parametrize("draw", [charts.bars, charts.columns])
@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
def test_a_chart_without_rows_says_so(draw: Any, language: Language) -> None:
    chart = parsed(draw(language, "x", []))
    assert [language.text("chart.nothing")] == words(chart, "p[@class='nothing']")
    assert [] == chart.findall(".//svg")


def test_a_hint_stands_in_the_place_of_what_is_missing() -> None:
    chart = parsed(charts.bars(ENGLISH, "x", [], "Nothing came again."))
    assert ["Nothing came again."] == words(chart, "p")


def test_columns_of_zeros_only_say_that_there_is_nothing() -> None:
    assert "Nothing to show yet." in charts.columns(ENGLISH, "x", [Row("May", 0, "0"), Row("June", 0, "0")])


def test_one_column_has_one_mark_in_the_middle() -> None:
    marks = parsed(charts.columns(ENGLISH, "x", [Row("May", 3, "3")])).findall("svg/text")
    assert [("May", "50%", "middle")] == [(one.text, one.get("x"), one.get("text-anchor")) for one in marks]


def test_a_column_is_never_broad_and_stands_in_its_middle() -> None:
    column = parsed(charts.columns(ENGLISH, "x", [Row("May", 3, "3")])).find("svg/rect")
    assert column is not None
    assert ("46%", "8%") == (column.get("x"), column.get("width"))


def test_the_mark_of_a_column_may_be_shorter_than_its_label() -> None:
    chart = parsed(charts.columns(ENGLISH, "x", [Row("March 2026", 3, "3", mark="Mar 2026")]))
    assert ["Mar 2026"] == words(chart, "svg/text")
    assert ["March 2026: 3"] == words(chart, "svg/desc")


def test_many_columns_have_few_marks_and_both_ends_are_among_them() -> None:
    chart = parsed(charts.columns(ENGLISH, "x", [Row(f"m{n}", n, str(n)) for n in range(120)]))
    assert ["m0", "m40", "m79", "m119"] == words(chart, "svg/text")
    assert ["start", "end"] == [chart.findall("svg/text")[at].get("text-anchor") for at in (0, -1)]


def test_a_few_columns_are_told_one_by_one() -> None:
    chart = parsed(charts.columns(ENGLISH, "Cost", [Row("May", 3, "3 hours"), Row("June", 0, "0 hours")]))
    assert ["Cost"] == words(chart, "svg[@role='img']/title")
    assert ["May: 3 hours; June: 0 hours"] == words(chart, "svg/desc")
    assert ["May: 3 hours"] == words(chart, "svg/rect/title")


def test_many_columns_are_told_by_their_ends_and_the_highest() -> None:
    chart = parsed(
        charts.columns(CHINESE, "x", [Row(f"{n}月", n % 50, f"{n % 50} 小时") for n in range(120)])
    )
    assert ["0月至119月; 最高的是49月，为 49 小时。"] == words(chart, "svg/desc")


@given(languages, st.integers(0, 10**12), st.integers(-5, 10**9))
def test_the_road_holds_any_count_and_goal(language: Language, count: int, goal: int) -> None:
    assert_quiet(charts.road(language, count, goal))


def walked(count: int, goal: int = 1001) -> float:
    line = parsed(charts.road(ENGLISH, count, goal)).find("svg/line[@class='walked']")
    assert line is not None
    return float(line.attrib["x2"].removesuffix("%"))


@given(st.integers(0, 2000), st.integers(1, 2000))
def test_more_mistakes_are_further_along_the_road(count: int, goal: int) -> None:
    assert walked(count, goal) <= walked(count + 1, goal) <= 98
    assert 98 == walked(goal, goal)


def test_the_milestones_are_evenly_along_the_road() -> None:
    assert [0, 19.6, 39.2, 58.8, 78.4, 98] == [walked(count) for count in (0, 11, 51, 101, 501, 1001)]
    assert 78.4 < walked(700) < 98


def test_the_road_marks_what_is_reached_and_what_is_ahead() -> None:
    road = parsed(charts.road(ENGLISH, 60, 1001))
    assert ["reached", "reached", "ahead", "ahead", "ahead"] == [
        one.get("class") for one in road.findall("svg/circle")
    ]
    assert ["11", "51", "101", "501", "1,001"] == words(road, "svg/text[@class='mark']")
    assert ["60"] == words(road, "svg/text[@class='here']")


def test_the_road_says_in_words_where_one_stands() -> None:
    assert "60 of 1,001. 41 more to the next milestone, 101." in charts.road(ENGLISH, 60, 1001)
    assert "10 of 1,001. One more to the next milestone, 11." in charts.road(ENGLISH, 10, 1001)
    assert "1,200 of 1,001. The goal is reached." in charts.road(ENGLISH, 1200, 1001)
    assert "目标 1,001 个，已有 60 个。离下一个里程碑 101 还差 41 个。" in charts.road(CHINESE, 60, 1001)


def test_a_road_with_a_goal_of_its_own_ends_there() -> None:
    assert ["11", "51", "60"] == words(parsed(charts.road(ENGLISH, 3, 60)), "svg/text[@class='mark']")


def test_months_without_a_price_are_there_too() -> None:
    costs = [(date(2025, 11, 3), 2.0), (date(2026, 2, 1), 1.0), (date(2025, 11, 30), 0.5)]
    assert {"2025-11": 2.5, "2025-12": 0.0, "2026-01": 0.0, "2026-02": 1.0} == figures.periods(costs)


def test_more_than_ten_years_are_told_by_year() -> None:
    costs = [(date(2014, 5, 1), 2.0), (date(2026, 2, 1), 1.0)]
    assert [str(year) for year in range(2014, 2027)] == list(figures.periods(costs))


@given(st.lists(st.tuples(st.dates(), st.floats(0, 1e9)), max_size=30))
def test_no_span_of_time_makes_a_chart_too_wide(costs: list[tuple[date, float]]) -> None:
    found = figures.periods(costs)
    assert len(found) <= 121
    assert list(found) == sorted(found)
    assert sum(found.values()) == pytest.approx(sum(value for _, value in costs))


def book(journal: Journal, language: str = "en") -> tuple[str, ...]:
    read_book = read(journal.selection(), Wish(all=True, language=language))
    return figures.figures(read_book, Language.of(language), lambda chapter: f"c-{chapter.number}")


def titles(found: tuple[str, ...]) -> list[str]:
    return [words(parsed(one), "figcaption")[0] for one in found]


def test_an_empty_book_has_the_road_and_says_that_nothing_repeats(journal: Journal) -> None:
    assert ["The road to 1,001", "What repeats"] == titles(book(journal))
    assert "Nothing in this book came again." in book(journal)[-1]


def test_hours_and_currencies_are_never_added_up(journal: Journal) -> None:
    journal.add(title="a", tags=("ops",), price=Price(hours=2, money=Decimal(5), currency="EUR"))
    journal.add(title="b", tags=("ops",), price=Price(money=Decimal(7), currency="CNY"))
    expected = ["Hours, month by month", "Hours, by theme"]
    expected += [f"Money in {name}, {by}" for name in ("CNY", "EUR") for by in ("month by month", "by theme")]
    assert expected == titles(book(journal))[1:-1]


def test_what_cost_nothing_has_no_column(journal: Journal) -> None:
    journal.add(title="a", tags=("ops",), price=Price(money=Decimal(0), currency="CNY"))
    assert ["The road to 1,001", "What repeats"] == titles(book(journal))


def test_every_unit_is_told_over_the_same_time(journal: Journal) -> None:
    journal.add(title="a", happened=date(2026, 1, 5), price=Price(hours=2))
    journal.add(title="b", happened=date(2026, 4, 5), price=Price(money=Decimal(7), currency="CNY"))
    marks = [words(parsed(chart), "svg/text") for chart in book(journal)[1:3]]
    assert marks == [["Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026"]] * 2


def test_money_without_a_currency_is_told_as_such(journal: Journal) -> None:
    journal.add(title="b", price=Price(money=Decimal(7)))
    assert "Money in an unnamed currency, month by month" == titles(book(journal))[1]


def test_themes_are_sorted_by_what_they_cost(journal: Journal) -> None:
    for hours, tags in ((1, ("mail",)), (3, ("ops", "time")), (1, ("time",))):
        journal.add(title="a", tags=tags, price=Price(hours=hours))
    by_theme = parsed(book(journal)[2])
    assert ["time", "ops", "mail"] == words(by_theme, "ul/li/span[@class='label']")
    assert ["4 hours", "3 hours", "1 hour"] == words(by_theme, "ul/li/span[@class='value']")


def test_what_repeats_counts_chapters_and_what_was_noted(journal: Journal) -> None:
    first = journal.add(title="Deployed on a *Friday*")
    other = journal.add(title="Wrote to all")
    for _ in range(2):
        journal.add(title="again", links=Links(repeat_of=first.id))
    journal.record(Repeated(first.id))
    journal.record(Repeated(other.id))
    chart = parsed(book(journal)[-1])
    assert ["Deployed on a Friday", "Wrote to all"] == words(chart, "ul/li/span[@class='label']/a")
    assert ["3 times", "once"] == words(chart, "ul/li/span[@class='value']")
    assert ["c-1", "c-2"] == [one.get("href") for one in chart.findall(".//a")]


def test_the_figures_of_the_sample_journal_are_drawn_in_both_languages() -> None:
    sample = Path(__file__).resolve().parents[2] / "examples" / "sample-journal"
    for language in CODES:
        found = book(Journal.open(sample), language)
        assert len(found) >= 4
        for figure in found:
            assert_quiet(figure)


def test_a_book_of_many_years_is_drawn(journal: Journal) -> None:
    lesson = Lesson(text="Read the date aloud.", when="I book", then="I read it")
    for step in range(0, 30_000, 3_000):
        day = date(1950, 1, 1) + timedelta(days=step)
        journal.add(
            title="a", happened=day, price=Price(hours=1), conditions=(Condition("x"),), lessons=(lesson,)
        )
    chart = book(journal)[1]
    assert ["Hours, year by year"] == words(parsed(chart), "figcaption")
    assert "1950" == words(parsed(chart), "svg/text")[0]
