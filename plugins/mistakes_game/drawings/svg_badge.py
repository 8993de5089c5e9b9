"""Small SVG drawings for a README: a badge of two fields, and the three Qs as bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mistakes.records import NamedTuple
from mistakes_game.drawings.svg import Node, Palette, drawing, label, node, text_width

PALETTE = Palette(
    light={"left": "#3d444d", "right": "#1f7a57", "on": "#ffffff", "gone": "#9be3c4"},
    dark={"left": "#30363d", "right": "#1a6a4b", "on": "#f0f6fc", "gone": "#7be0b5"},
)
BARS = Palette(
    light={"text": "#3d444d", "track": "#e6e9ee", "bar": "#2f9a72"},
    dark={"text": "#c9d1d9", "track": "#2a3038", "bar": "#37a67e"},
)
_HEIGHT, _LETTERS, _MARGIN, _STRIP = 20, 11, 7, 3
_ROW, _TOP, _LABEL, _BAR, _VALUE = 22, 30, 104, 150, 44


class Bar(NamedTuple):
    """A bar: its name, its share of the longest (0 to 1), and what is written behind it."""

    name: str
    share: float
    shown: str


def badge_svg(left: str, right: str, told: str, share: float | None = None) -> str:
    """Return a badge of 20 pixels height: a name, what it says, and how far one has come (0 to 1) beneath.

    `told` says the same in a sentence; without `share` there is no strip.
    """
    first, second = (round(text_width(text, _LETTERS)) + 2 * _MARGIN for text in (left, right))
    clip = node("clipPath", node("rect", width=first + second, height=_HEIGHT, rx=4), id="round")
    fields = node(
        "g",
        node("rect", kind="left", width=first, height=_HEIGHT, fill="#3d444d"),
        node("rect", kind="right", x=first, width=second, height=_HEIGHT, fill="#1f7a57"),
        *_strip(first, second, share),
        clip_path="url(#round)",
    )
    texts = (_field(left, 0, first), _field(right, first, second))
    return drawing((first + second, _HEIGHT), left, told, clip, fields, *texts, palette=PALETTE)


def bars_svg(title: str, told: str, bars: Sequence[Bar], *, styled: bool = True) -> str:
    """Return bars below their title; not `styled` they are made of the page's text colour."""
    size = (_LABEL + _BAR + _VALUE, _TOP + _ROW * len(bars))
    rows = (part for number, bar in enumerate(bars) for part in _row(bar, _TOP + number * _ROW))
    heading = label(title, 0, 14, 12, font_weight="bold")
    return drawing(size, title, told, heading, *rows, palette=BARS if styled else None)


def _strip(left: float, room: float, share: float | None) -> Iterator[Node]:
    if share is not None:
        across = max(min(share, 1.0), 0.0) * room
        top = _HEIGHT - _STRIP
        yield node("rect", kind="gone", x=left, y=top, width=across, height=_STRIP, fill="#9be3c4")


def _field(text: str, left: float, room: float) -> Node:
    # the length is set, as the reader's font is not known
    length = room - 2 * _MARGIN
    return label(
        text, left + _MARGIN, 14, _LETTERS, kind="on", textLength=length, lengthAdjust="spacingAndGlyphs"
    )


def _row(bar: Bar, top: float) -> Iterator[Node]:
    yield label(bar.name, 0, top + 11, 11)
    shape = {"x": _LABEL, "y": top + 2, "height": 10, "rx": 2}
    yield node("rect", kind="track", width=_BAR, fill="currentColor", fill_opacity=0.1, **shape)
    if bar.share > 0:
        across = max(min(bar.share, 1.0) * _BAR, 2)
        yield node("rect", kind="bar", width=across, fill="currentColor", fill_opacity=0.7, **shape)
    yield label(bar.shown, _LABEL + _BAR + 6, top + 11, 11)
