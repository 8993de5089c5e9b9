"""The picture on the first page: a field of as many dots as the journal aims for, one filled for each mistake."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mistakes_book.markup import fill

if TYPE_CHECKING:
    from markupsafe import Markup

MOST_DOTS = 5_005
_APART = 10
_RATIOS = {"wide": 6.0, "narrow": 1.5}
_FEWER, _MORE = 0.85, 1.15


def fields(open_ones: Sequence[bool], goal: int, title: str, told: str) -> tuple[Markup, ...]:
    """Return the field as SVG, once for wide pages and once for narrow ones.

    First comes a dot for each chapter, hollow if it is open, then those that are still to come.
    `title` and `told` say in words what it shows. For a goal that is too large to be drawn there is none.
    """
    if not 0 < max(goal, len(open_ones)) <= MOST_DOTS:
        return ()
    states = ["open" if is_open else "overcome" for is_open in open_ones]
    states += ["coming"] * (goal - len(states))
    return tuple(
        _field(states, columns(len(states), ratio), name, title, told) for name, ratio in _RATIOS.items()
    )


def columns(count: int, ratio: float) -> int:
    """Return how many dots stand in a row of a field that is about so many times as wide as it is high.

    The last row is full if a number near that one allows it.
    """
    wanted = math.sqrt(ratio * count)
    few, many = math.ceil(wanted * _FEWER), math.floor(wanted * _MORE)
    exact = [across for across in range(few, many + 1) if count % across == 0]
    return min(exact, key=lambda across: abs(across - wanted), default=math.ceil(wanted))


def _field(states: list[str], across: int, name: str, title: str, told: str) -> Markup:
    drawn = fill("").join(
        fill('<path class="{name}" d="{path}"/>', name=name, path=path)
        for name, path in ((state, _path(states, state, across)) for state in ("coming", "open", "overcome"))
        if path
    )
    pattern = (
        '<svg xmlns="http://www.w3.org/2000/svg" class="dots {name}" viewBox="0 0 {width} {height}" role="img">'
        '<title>{title}</title><desc>{told}</desc>{drawn}<path class="hollow" d="{hollow}"/></svg>'
    )
    size = {"width": _APART * across, "height": _APART * math.ceil(len(states) / across)}
    hollow = _path(states, "open", across)
    return fill(pattern, name=name, title=title, told=told, drawn=drawn, hollow=hollow, **size)


def _path(states: list[str], name: str, across: int) -> str:
    """Return a path of dots: lines without length, which round ends make visible."""
    return "".join(_steps([place for place, state in enumerate(states) if state == name], across))


def _steps(places: list[int], across: int) -> Iterator[str]:
    before = -2
    for place in places:
        row, column = divmod(place, across)
        beside = place == before + 1 and column
        half = _APART // 2
        yield f"m{_APART} 0h0" if beside else f"M{_APART * column + half} {_APART * row + half}h0"
        before = place
