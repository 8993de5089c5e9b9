"""Drawings that other plugins have for the book: taken apart, and written anew with nothing but shapes and words.

What is left of a drawing are shapes in numbers and colours by name, so that it fetches nothing, runs nothing,
and stands in a web site, an EPUB and a printed page alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from mistakes.records import NamedTuple
from mistakes_book.markup import clean, fill

if TYPE_CHECKING:
    from markupsafe import Markup

    from mistakes.exchange import Selection
    from mistakes.journal import Journal

LONGEST = 1 << 18  # characters
DEEPEST = 12
_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset("g rect circle ellipse line polyline polygon path text tspan".split())
_ATTRIBUTES = frozenset(
    "x y x1 y1 x2 y2 dx dy cx cy r rx ry width height points d fill fill-opacity fill-rule stroke stroke-width "
    "stroke-opacity stroke-linecap stroke-linejoin opacity font-size font-weight font-family text-anchor "
    "textLength lengthAdjust".split()
)
_VALUE = re.compile(r"[-+\w\s.,#%']{0,20000}")
_BOX = re.compile(r"-?\d+(?:\.\d+)?(?: -?\d+(?:\.\d+)?){3}")


class Drawing(NamedTuple):
    """A drawing that was made safe: its title, what it shows in words, and the SVG."""

    title: str
    told: str
    svg: str


def offered(selection: Selection, day: date | None, language: str) -> tuple[Drawing, ...]:
    """Return the drawings that plugins have for a selection's journals, as they were on a day.

    What is no drawing, and what fails, is left out; a plugin that fails is a warning.
    """
    from mistakes.plugins import installed

    plugins = installed()
    if day is None or not selection.roots or not plugins.figures():
        return ()
    journals = _opened(selection)
    svgs = ((one, plugins.attempt(one.target, journals, day, language)) for one in plugins.figures())
    found = (safe(svg, one.summary) for one, svg in svgs if isinstance(svg, str) and svg)
    return tuple(drawing for drawing in found if drawing is not None)


def safe(svg: str, title: str = "") -> Drawing | None:
    """Return a drawing with nothing in it but shapes and words; None for what is no SVG, or too large.

    `title` is for one that has none.
    """
    if len(svg) > LONGEST or "<!" in svg or "<?" in svg:
        return None
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314  without <! there are no entities to expand
    except (ElementTree.ParseError, ValueError):
        return None
    box = root.get("viewBox", "")
    if root.tag != f"{_SVG}svg" or not _BOX.fullmatch(box):
        return None
    said, told = (_text_in(root, name) for name in ("title", "desc"))
    pattern = (
        '<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="{box}" width="100%" role="img">'
        "<title>{title}</title><desc>{told}</desc>{shapes}</svg>"
    )
    about = {"title": said or title, "told": told}
    return Drawing(said or title, told, fill(pattern, box=box, shapes=_inside(root, 0), **about))


def _opened(selection: Selection) -> Sequence[Journal]:
    from mistakes.journal import Journal

    return [Journal.open(root) for root in selection.roots]


def _text_in(root: ElementTree.Element, name: str) -> str:
    found = root.find(f"{_SVG}{name}")
    return " ".join(clean(found.text).split()) if found is not None and found.text else ""


def _inside(element: ElementTree.Element, depth: int) -> Markup:
    words = element.text or "" if element.tag in (f"{_SVG}text", f"{_SVG}tspan") else ""
    shapes = [_shape(child, depth + 1) for child in element] if depth < DEEPEST else []
    return fill("{words}{shapes}", words=words, shapes=fill("").join(shapes))


def _shape(element: ElementTree.Element, depth: int) -> Markup:
    name = str(element.tag).removeprefix(_SVG)
    if name not in _SHAPES or not str(element.tag).startswith(_SVG):
        return fill("")
    kept = [
        fill(f' {key}="{{value}}"', value=value)
        for key, value in element.items()
        if key in _ATTRIBUTES and _VALUE.fullmatch(value)
    ]
    pattern = f"<{name}{{attributes}}>{{inside}}</{name}>"
    return fill(pattern, attributes=fill("").join(kept), inside=_inside(element, depth))
