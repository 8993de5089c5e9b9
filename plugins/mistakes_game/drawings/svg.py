"""A small writer of SVG: everything is escaped, nothing runs, nothing is fetched.

A drawing carries a title and a description for those who cannot see it, and colours for light and dark
pages (`prefers-color-scheme`), in classes of its own style element.
"""

from __future__ import annotations

from collections.abc import Mapping

from mistakes.cli.columns import graphemes, width
from mistakes.records import NamedTuple

NAMESPACE = "http://www.w3.org/2000/svg"
FONT = "Verdana, 'DejaVu Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_NARROW, _BROAD = "iljtfr.,:;'!|()[] ", "mwMWGOQ%@"
_EM = {"narrow": 0.37, "usual": 0.62, "broad": 0.92, "wide": 1.0}


class Node(NamedTuple):
    """An element: its tag, its attributes, and what is inside, texts and elements."""

    tag: str
    attributes: Mapping[str, str]
    inside: tuple[Node | str, ...] = ()


class Palette(NamedTuple):
    """The colour of each class, on light and on dark pages; a class names what it paints."""

    light: Mapping[str, str]
    dark: Mapping[str, str]


def node(tag: str, *inside: Node | str, **attributes: str | float) -> Node:
    """Return an element; `kind` becomes its class, and `_` in the name of an attribute a hyphen."""
    named = {
        ("class" if name == "kind" else name).replace("_", "-"): value for name, value in attributes.items()
    }
    return Node(tag, {name: _plain(value) for name, value in named.items()}, inside)


def written(element: Node | str) -> str:
    """Return an element as text; characters that XML does not allow, or nobody sees, become blanks."""
    if isinstance(element, str):
        return _escaped(element)
    attributes = "".join(f' {name}="{_escaped(value)}"' for name, value in element.attributes.items())
    inside = "".join(map(written, element.inside))
    return (
        f"<{element.tag}{attributes}>{inside}</{element.tag}>" if inside else f"<{element.tag}{attributes}/>"
    )


def drawing(
    size: tuple[float, float], title: str, told: str, *inside: Node, palette: Palette | None = None
) -> str:
    """Return a whole SVG of a size in pixels, in one line with a newline.

    `title` is its name and `told` what it shows, in words. Without a palette it has no style element, and
    takes its colours from the page it stands in.
    """
    across, down = (_plain(value) for value in size)
    about = {"xmlns": NAMESPACE, "viewBox": f"0 0 {across} {down}", "width": across, "height": down}
    root = {**about, "role": "img", "aria-label": f"{title}: {told}", "font-family": FONT}
    style = (node("style", _css(palette)),) if palette else ()
    return written(Node("svg", root, (node("title", title), node("desc", told), *style, *inside))) + "\n"


def label(text: str, x: float, y: float, size: float, *, kind: str = "text", **more: str | float) -> Node:
    """Return a line of text whose baseline begins at (x, y), in the page's colour unless its class has one."""
    return node("text", text, kind=kind, fill="currentColor", x=x, y=y, font_size=size, **more)


def text_width(text: str, size: float) -> float:
    """Return about how many pixels a line of text takes in letters of a size; no font is asked."""
    return sum(map(_ems, graphemes(text))) * size


def _ems(grapheme: str) -> float:
    if width(grapheme) > 1:
        return _EM["wide"]
    return _EM["narrow" if grapheme in _NARROW else "broad" if grapheme in _BROAD else "usual"]


def _css(palette: Palette) -> str:
    dark = _rules(palette.dark)
    return f"{_rules(palette.light)}@media (prefers-color-scheme: dark){{{dark}}}"


def _rules(colours: Mapping[str, str]) -> str:
    return "".join(f".{kind}{{fill:{colour};fill-opacity:1}}" for kind, colour in colours.items())


def _plain(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")


def _escaped(text: str) -> str:
    safe = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    return safe.translate(_ESCAPES)
