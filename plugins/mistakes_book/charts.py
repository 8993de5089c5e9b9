"""Charts as HTML and SVG: no script, no style attribute, no id; they grow with the page and its letters.

Widths are in percent and heights in em, so a chart fits a phone and a printed page alike; a style sheet that
wants smaller letters sets them on the `svg`. Colours come from the text (`currentColor`) and from the style
sheets, by class. Every value can be read as text as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mistakes.records import NamedTuple
from mistakes_book.markup import fill, trusted

if TYPE_CHECKING:
    from markupsafe import Markup

    from mistakes_book.language import Language

MILESTONES = (11, 51, 101, 501, 1001)
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" width="100%" height="{height}em" overflow="visible" '
_THINNEST = 0.5
_BROADEST = 8.0
_LOWEST = 0.15
_HIGHEST = 8.0
_MOST_TOLD = 24
_MOST_MARKS = 4
_ROAD = 2.25
_ROAD_END = 98.0
_ANCHORS = {0.0: "start", 100.0: "end"}


class Row(NamedTuple):
    """A value of a chart: `label` and `shown` are what people read, `href` where the label leads, or "".

    A value that is negative or no number has no bar. `label` may be `Markup`; `mark` is its short form below a
    column, by default the same.
    """

    label: str
    value: float
    shown: str
    href: str = ""
    mark: str = ""


def bars(language: Language, title: str, rows: Sequence[Row], hint: str = "") -> Markup:
    """Return a chart of horizontal bars, one for each row in their order, longest for the largest value.

    Without rows the hint, or a sentence that there is nothing to show, stands in its place.
    """
    largest = max((_size(row) for row in rows), default=0)
    items = (
        fill(
            '<li><span class="label">{label}</span> <span class="value">{shown}</span> {bar}</li>\n',
            label=_linked(row),
            shown=row.shown,
            bar=_bar(_size(row), largest),
        )
        for row in rows
    )
    if not rows:
        return _figure("bars-chart", title, _nothing(language, hint))
    body = fill('<ul class="bars">\n{items}</ul>', items=_all(items))
    return _figure("bars-chart", title, body, hint)


def columns(language: Language, title: str, rows: Sequence[Row], hint: str = "") -> Markup:
    """Return a chart of columns, one for each row from left to right, such as months.

    Its text for those who cannot see it tells every row, or if there are many the first, the last and the
    highest. Without rows, or with zeros only, it is as `bars` are without rows.
    """
    largest = max((_size(row) for row in rows), default=0)
    if not largest:
        return _figure("columns-chart", title, _nothing(language, hint))
    width = 100 / len(rows)
    drawn = (
        _column(place * width, width, _size(row) / largest, _said(language, row))
        for place, row in enumerate(rows)
        if _size(row)
    )
    svg = fill(
        _SVG + 'role="img"><title>{title}</title><desc>{told}</desc>{drawn}{axis}{marks}</svg>',
        kind="columns",
        height=_number(_HIGHEST + 1.75),
        title=title,
        told=told(language, rows),
        drawn=_all(drawn),
        axis=_line("axis", _HIGHEST),
        marks=_all(_marks(rows, width)),
    )
    top = next(row for row in rows if _size(row) == largest)
    highest = language.text("chart.highest", label=top.label, value=top.shown)
    return _figure(
        "columns-chart", title, fill('<p class="highest">{it}</p>\n{svg}', it=highest, svg=svg), hint
    )


def road(language: Language, count: int, goal: int) -> Markup:
    """Return the road to the goal: its milestones, those that are reached, and where one stands."""
    stations = _stations(goal)
    stands = _along(stations, count)
    svg = fill(
        _SVG + 'role="img"><title>{title}</title><desc>{told}</desc>{whole}{walked}{stations}{here}</svg>',
        kind="road",
        height="4.5",
        title=language.text("chart.road", goal=goal),
        told=road_told(language, count, goal),
        whole=_line("whole", _ROAD, _ROAD_END),
        walked=_line("walked", _ROAD, stands),
        stations=_all(_station(language, stations, place, count) for place in range(len(stations))),
        here=_here(language, stands, count),
    )
    text = fill('{svg}\n<p class="road-told">{told}</p>', svg=svg, told=road_told(language, count, goal))
    return _figure("road-chart", language.text("chart.road", goal=goal), text)


def told(language: Language, rows: Sequence[Row]) -> str:
    """Return what a chart shows in words: every row, or of many the ends and the highest."""
    if len(rows) <= _MOST_TOLD:
        return "; ".join(_said(language, row) for row in rows)
    highest = max(rows, key=_size)
    ends = language.text("chart.range", first=rows[0].label, last=rows[-1].label)
    return "; ".join([ends, language.text("chart.highest", label=highest.label, value=highest.shown)])


def road_told(language: Language, count: int, goal: int) -> str:
    """Return in words where a count stands on the road to a goal."""
    at = language.text("chart.road_at", count=count, goal=goal)
    left = next((station for station in _stations(goal) if station > count), None)
    if left is None:
        return language.sentences([at, language.text("chart.road_done")])
    ahead = language.text("chart.road_next", count=left - count, next=left)
    return language.sentences([at, ahead])


def drawing(title: str, told: str, svg: str) -> Markup:
    """Return a drawing that was made safe, with its title and what it shows in words."""
    return _figure("drawn", title, trusted(svg), told)


def _figure(kind: str, title: str, body: Markup, hint: str = "") -> Markup:
    hinted = fill('\n<p class="hint">{hint}</p>', hint=hint) if hint else ""
    pattern = '<figure class="chart {kind}">\n<figcaption>{title}</figcaption>{hint}\n{body}\n</figure>\n'
    return fill(pattern, kind=kind, title=title, hint=hinted, body=body)


def _nothing(language: Language, hint: str) -> Markup:
    return fill('<p class="nothing">{text}</p>', text=hint or language.text("chart.nothing"))


def _bar(value: float, largest: float) -> Markup:
    """Return a bar of the full width for the largest value; what is not nothing can be seen."""
    filled = ""
    if value:
        width = _number(max(value / largest * 100, _THINNEST))
        pattern = '<rect class="filled" width="{width}%" height="100%" fill="currentColor" />'
        filled = fill(pattern, width=width)
    track = '<rect class="track" width="100%" height="100%" fill="currentColor" fill-opacity="0.1" />'
    return fill(
        _SVG + 'aria-hidden="true">' + track + "{filled}</svg>", kind="bar", height="0.5", filled=filled
    )


def _column(left: float, width: float, part: float, said: str) -> Markup:
    height = max(_HIGHEST * part, _LOWEST)
    broad = min(width * 0.75, _BROADEST)
    return fill(
        '<rect class="filled" x="{x}%" y="{y}em" width="{width}%" height="{height}em" fill="currentColor">'
        "<title>{said}</title></rect>",
        x=_number(left + (width - broad) / 2),
        y=_number(_HIGHEST - height),
        width=_number(broad),
        height=_number(height),
        said=said,
    )


def _marks(rows: Sequence[Row], width: float) -> Iterable[Markup]:
    """Yield a few labels below the columns: the ends, and some evenly between them."""
    last = len(rows) - 1
    gaps = min(_MOST_MARKS - 1, last)
    for place in dict.fromkeys(round(last * step / gaps) for step in range(gaps + 1)) if gaps else [0]:
        middle = (place + 0.5) * width
        at = 0.0 if place == 0 and last else 100.0 if place == last and last else middle
        yield _mark(at, _HIGHEST + 1.4, rows[place].mark or rows[place].label)


def _mark(at: float, down: float, text: str, kind: str = "mark") -> Markup:
    pattern = (
        '<text class="{kind}" x="{x}%" y="{y}em" text-anchor="{anchor}" fill="currentColor">{text}</text>'
    )
    anchor = _ANCHORS.get(at, "middle")
    return fill(pattern, kind=kind, x=_number(at), y=_number(down), anchor=anchor, text=text)


def _line(kind: str, down: float, to: float = 100.0) -> Markup:
    pattern = '<line class="{kind}" x1="0" y1="{y}em" x2="{to}%" y2="{y}em" stroke="currentColor" />'
    return fill(pattern, kind=kind, y=_number(down), to=_number(to))


def _stations(goal: int) -> list[int]:
    return [milestone for milestone in MILESTONES if milestone < goal] + [max(goal, 1)]


def _along(stations: Sequence[int], count: int) -> float:
    """Return how far along the road a count is, in percent of the width; all stages are equally long."""
    stage = _ROAD_END / len(stations)
    for place, (start, end) in enumerate(zip([0, *stations], stations, strict=False)):
        if count < end:
            return stage * (place + (count - start) / (end - start))
    return _ROAD_END


def _station(language: Language, stations: Sequence[int], place: int, count: int) -> Markup:
    at = _ROAD_END * (place + 1) / len(stations)
    kind = "reached" if stations[place] <= count else "ahead"
    pattern = (
        '<circle class="{kind}" cx="{x}%" cy="{y}em" r="0.4em" stroke="currentColor" fill="{fill}" />{label}'
    )
    label = _mark(at if place + 1 < len(stations) else 100.0, _ROAD + 1.9, language.number(stations[place]))
    inside = "currentColor" if kind == "reached" else "none"
    return fill(pattern, kind=kind, x=_number(at), y=_number(_ROAD), fill=inside, label=label)


def _here(language: Language, stands: float, count: int) -> Markup:
    at = 0.0 if stands < 5 else 100.0 if stands > 95 else stands
    return _mark(at, _ROAD - 1.1, language.number(count), "here")


def _said(language: Language, row: Row) -> str:
    return language.text("chart.value", label=row.label, value=row.shown)


def _linked(row: Row) -> str:
    if not row.href:
        return row.label
    return fill('<a href="{href}">{label}</a>', href=row.href, label=row.label)


def _all(pieces: Iterable[Markup]) -> Markup:
    return fill("").join(pieces)


def _size(row: Row) -> float:
    """Return what a row's bar shows: its value, 0 for what has no bar."""
    return row.value if math.isfinite(row.value) and row.value > 0 else 0.0


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
