"""The year of learning as an SVG: a square a day, warmer the more was recalled or applied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mistakes_game.drawings.heatmap import WARMEST, WEEKS, Heat, month_starts, week_rows
from mistakes_game.drawings.svg import Node, Palette, drawing, label, node, text_width

PALETTE = Palette(
    light={
        "text": "#3d444d",
        "w0": "#e6e9ee",
        "w1": "#b5dcc8",
        "w2": "#6fbf9c",
        "w3": "#2f9a72",
        "w4": "#0f6b4d",
    },
    dark={
        "text": "#c9d1d9",
        "w0": "#2a3038",
        "w1": "#1d4b3c",
        "w2": "#23765a",
        "w3": "#37a67e",
        "w4": "#7be0b5",
    },
)
_STEP, _SIDE, _ROUND = 13, 11, 2
_LEFT, _TOP, _LETTERS = 34, 36, 10
_NAMED_ROWS = (0, 2, 4)


def year_svg(heat: Heat, words: Mapping[str, str], told: str, *, styled: bool = True) -> str:
    """Return the year as an SVG of 736 by 152 pixels.

    `words` has `year`, `months`, `days`, `less`, `more`; `told` says in words what is seen. Not `styled` it
    is for a page with a heading and a style sheet of its own, and made of the page's text colour.
    """
    size = (_LEFT + WEEKS * _STEP + 13, _TOP + 7 * _STEP + 25)
    heading = _heading(words) if styled else ()
    parts = (*heading, *_months(heat, words), *_days(words), *_squares(heat), *_legend(words, size))
    return drawing(size, words["year"], told, *parts, palette=PALETTE if styled else None)


def _heading(words: Mapping[str, str]) -> Iterator[Node]:
    yield label(words["year"], _LEFT, 14, 12, font_weight="bold")


def _months(heat: Heat, words: Mapping[str, str]) -> Iterator[Node]:
    names, free = words["months"].split(), 0.0
    for week, first in month_starts(heat):
        name, left = names[first.month - 1], _LEFT + week * _STEP
        needed = text_width(name, _LETTERS)
        if left >= free and left + needed <= _LEFT + WEEKS * _STEP:
            yield label(name, left, _TOP - 6, _LETTERS)
            free = left + needed + 4


def _days(words: Mapping[str, str]) -> Iterator[Node]:
    names = words["days"].split()
    for row in _NAMED_ROWS:
        down = _TOP + row * _STEP + _SIDE - 2
        yield label(names[row], _LEFT - 6, down, _LETTERS, text_anchor="end")


def _squares(heat: Heat) -> Iterator[Node]:
    for row, days in enumerate(week_rows(heat)):
        for week, warm in enumerate(days):
            if warm is not None:
                yield _square(warm, _LEFT + week * _STEP, _TOP + row * _STEP)


def _square(warm: int, left: float, top: float) -> Node:
    # without a style the shade is one of the text's own colour
    shade = round(0.08 + 0.23 * warm, 2)
    place = {"x": left, "y": top, "width": _SIDE, "height": _SIDE, "rx": _ROUND}
    return node("rect", kind=f"w{warm}", fill="currentColor", fill_opacity=shade, **place)


def _legend(words: Mapping[str, str], size: tuple[float, float]) -> Iterator[Node]:
    down, left = size[1] - 16, _LEFT + (WEEKS - WARMEST - 1) * _STEP - text_width(words["more"], _LETTERS)
    yield label(words["less"], left - 5, down + 9, _LETTERS, text_anchor="end")
    for warm in range(WARMEST + 1):
        yield _square(warm, left + warm * _STEP, down)
    end = left + (WARMEST + 1) * _STEP + 3
    yield label(words["more"], end, down + 9, _LETTERS)
