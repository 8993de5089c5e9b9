"""A year of learning in a terminal: every day is where it belongs, whatever the width, colour or encoding."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes.cli.columns import width, wrap
from mistakes.cli.terminal import encode_safely
from mistakes_game.drawings import heatmap
from mistakes_game.drawings import terminal as drawing
from mistakes_game.drawings.heatmap import Heat, heat
from mistakes_game.words.view_words import WORDS

LAST = date(2026, 11, 22)
ENDS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
DAYS = st.lists(st.integers(-10, 400), max_size=40)


def year(last: date = LAST, reviews: list[int] | None = None, applied: list[int] | None = None) -> Heat:
    """Return a year that ends on a day, with what was done so many days before it."""
    before = ([last - timedelta(days=n) for n in ago or []] for ago in (reviews, applied))
    return heat(*before, last)


@given(last=ENDS, reviews=DAYS, applied=DAYS)
def test_a_year_counts_every_day_within_it_and_none_outside(
    last: date, reviews: list[int], applied: list[int]
) -> None:
    found = year(last, reviews, applied)
    inside = [n for n in [*reviews, *applied] if 0 <= n <= (last - found.first).days]
    assert len(inside) == sum(found.reviews.values()) + sum(found.applied.values())
    assert found.active == len(set(inside))
    assert found.first.weekday() == 0
    assert 364 <= (last - found.first).days <= 370


@given(last=ENDS, reviews=DAYS, weeks=st.integers(1, 53))
def test_rows_of_weeks_hold_each_day_once_and_none_that_is_yet_to_come(
    last: date, reviews: list[int], weeks: int
) -> None:
    found = year(last, reviews)
    rows = heatmap.week_rows(found, weeks)
    assert [weeks] * 7 == [len(row) for row in rows]
    told = [warm for week in zip(*rows, strict=True) for warm in week]
    days = [warm for warm in told if warm is not None]
    assert told[: len(days)] == days
    newest_first = [heatmap.warmth(found.count(last - timedelta(days=n))) for n in range(len(days))]
    assert newest_first == days[::-1]


@given(last=ENDS, reviews=DAYS)
def test_rows_of_months_tell_the_same_as_rows_of_weeks(last: date, reviews: list[int]) -> None:
    found = year(last, reviews)
    by_week = [warm for week in zip(*heatmap.week_rows(found), strict=True) for warm in week]
    by_month = [warm for month in heatmap.month_rows(found) for warm in month.days]
    assert [w for w in by_week if w is not None] == [w for w in by_month if w is not None]


@given(counts=st.lists(st.integers(0, 50), min_size=2))
def test_more_is_never_less_warm(counts: list[int]) -> None:
    warm = [heatmap.warmth(count) for count in sorted(counts)]
    assert sorted(warm) == warm
    assert heatmap.warmth(0) == 0 < heatmap.warmth(1)
    assert heatmap.WARMEST == heatmap.warmth(10**9)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("columns", [20, 24, 35, 36, 40, 56, 57, 80, 200])
@given(last=ENDS, reviews=DAYS)
def test_a_drawn_year_fits_the_terminal(language: str, columns: int, last: date, reviews: list[int]) -> None:
    lines = drawing.year(year(last, reviews), WORDS[language], columns)
    assert max(map(width, lines)) <= columns


@given(last=ENDS, reviews=DAYS, columns=st.integers(1, 200))
def test_half_blocks_show_which_days_were_learned_on(last: date, reviews: list[int], columns: int) -> None:
    found = year(last, reviews)
    lines = drawing.halves(found, columns)
    weeks = min(columns, 53)
    assert [weeks] * 4 == list(map(len, lines))
    ups, downs = "▀█", "▄█"
    seen = sum((sign in ups) + (sign in downs) for line in lines for sign in line)
    start = last - timedelta(days=last.weekday(), weeks=weeks - 1)
    assert len({day for day in found.reviews if day >= start}) == seen


def test_drawn_lines_survive_wrapping_and_lose_no_meaning_in_ascii() -> None:
    found = year(reviews=[1, 2, 2, 3, 3, 3, 3, *[4] * 6, 300])
    for line in [*drawing.halves(found, 53), drawing.sparkline([0, 1, 5, 8])]:
        assert [line] == wrap(line, 60)
    shades = [encode_safely(shade, "ascii") for shade in drawing.SHADES]
    assert len(set(shades)) == len(drawing.SHADES)
    assert ["1", "1", "1", "1", "1"] == [str(len(shade)) for shade in shades]


@given(values=st.lists(st.floats(0, 1e9), max_size=30))
def test_a_sparkline_has_a_column_for_each_value_and_none_hides(values: list[float]) -> None:
    line = drawing.sparkline(values)
    assert len(values) == len(line)
    assert [value > 0 for value in values] == [sign != "_" for sign in line]


@given(last=ENDS, reviews=DAYS)
def test_pieces_of_a_line_make_up_the_line(last: date, reviews: list[int]) -> None:
    for line in drawing.year(year(last, reviews), WORDS["en"], 80):
        pieces = list(drawing.runs(line))
        assert line == "".join(piece for piece, _ in pieces)
        assert all(set(piece) <= set("░▒▓█") for piece, painted in pieces if painted)


def test_the_year_in_json_has_its_sums_and_days() -> None:
    found = heatmap.as_json(year(reviews=[0, 0, 5], applied=[5]))
    assert {"reviews": 3, "applied": 1, "days": 2} == {
        name: found[name] for name in ("reviews", "applied", "days")
    }
    assert {"2026-11-22": [2, 0], "2026-11-17": [1, 1]} == found["by_day"]
    assert ("2025-11-17", "2026-11-22") == (found["from"], found["to"])


def test_the_warmest_month_is_the_one_with_most() -> None:
    assert date(2026, 10, 1) == heatmap.warmest_month(year(reviews=[0, 40, 41], applied=[42]))
    assert heatmap.warmest_month(year()) is None
