"""Drawings for a terminal: shades for warmth, half-blocks for days, sparklines; each line as text.

Every character takes one column, and stays readable without colour. Where a terminal cannot show it, it
gets a stand-in of ASCII when it is written. No cell is a blank, so that no wrapping moves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from mistakes.cli.columns import pad, width
from mistakes_game.drawings.heatmap import WARMEST, WEEKS, Heat, Month, month_rows, month_starts, week_rows

SHADES = "·░▒▓█"
_HALVES = {(False, False): "·", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_PAINTED = frozenset(SHADES[1:])
_HEIGHTS = "▁▂▃▄▅▆▇█"
_LABEL = 4  # columns before a row
_LONGEST_MONTH = _LABEL + 1 + 31
_SHOWN_ROWS = (0, 2, 4)  # Monday, Wednesday, Friday have their names


def year(heat: Heat, words: Mapping[str, str], columns: int) -> list[str]:
    """Return a year of learning in shades: weeks from left to right, or where it is narrow, a line a month.

    Where not even a month has room, the last weeks are shown that have.

    `words` has `months` and `days`, their short names with blanks between them.
    """
    weeks = min(columns - _LABEL, WEEKS)
    is_narrow = _LONGEST_MONTH <= columns < WEEKS + _LABEL
    rows = _by_months(heat, words) if is_narrow else _by_weeks(heat, words, weeks)
    return [*rows, "", legend(words)]


def halves(heat: Heat, columns: int) -> list[str]:
    """Return the days on which something was learned as four lines of half-blocks, as many weeks as fit."""
    rows = week_rows(heat, min(WEEKS, columns))
    pairs = zip_longest(rows[::2], rows[1::2], fillvalue=[None] * len(rows[0]))
    return ["".join(_HALVES[bool(up), bool(down)] for up, down in zip(*pair, strict=True)) for pair in pairs]


def legend(words: Mapping[str, str]) -> str:
    """Return what the shades mean."""
    return f"{words['less']} {SHADES} {words['more']}"


def sparkline(values: Sequence[float], most: float = 0) -> str:
    """Return values as columns of one line; zero is a line, and what is above zero is seen.

    The highest column stands for `most`, or for the highest value if that is more.
    """
    most = max(most, *values, 0)
    return "".join(_HEIGHTS[min(int(value / most * 8), 7)] if value > 0 else "_" for value in values)


def runs(line: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a drawn line, each with whether it is to be painted as something learned."""
    start = 0
    for index in range(1, len(line) + 1):
        if index == len(line) or (line[index] in _PAINTED) != (line[start] in _PAINTED):
            yield line[start:index], line[start] in _PAINTED
            start = index


def _by_weeks(heat: Heat, words: Mapping[str, str], weeks: int) -> Iterator[str]:
    yield (" " * _LABEL + _month_line(heat, words["months"].split(), weeks)).rstrip()
    names = words["days"].split()
    for number, row in enumerate(week_rows(heat, weeks)):
        label = names[number] if number in _SHOWN_ROWS else ""
        yield pad(label, _LABEL) + "".join(map(_shade, row)).rstrip()


def _month_line(heat: Heat, names: Sequence[str], weeks: int) -> str:
    """Return the names of the months above the weeks in which they begin, where there is room."""
    line = ""
    for week, first in month_starts(heat, weeks):
        name = names[first.month - 1]
        free = width(line) <= week and week + width(name) <= weeks
        line = pad(line, week) + name + " " if free else line
    return line


def _by_months(heat: Heat, words: Mapping[str, str]) -> Iterator[str]:
    names = words["months"].split()
    for month in month_rows(heat):
        yield pad(names[month.first.month - 1], _LABEL + 1) + _month_shades(month)


def _month_shades(month: Month) -> str:
    return "".join(map(_shade, month.days)).rstrip()


def _shade(warm: int | None) -> str:
    return " " if warm is None else SHADES[min(warm, WARMEST)]
