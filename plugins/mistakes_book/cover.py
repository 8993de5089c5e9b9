"""The cover of the book as SVG: its title, and a field of as many dots as the journal aims for.

A dot is bright for each mistake that was overcome, a ring for one that is still open, faint for one to come.
Lengths are in units of a page of 1,600 by 2,560.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mistakes.records import NamedTuple
from mistakes_book.markup import clean, fill

if TYPE_CHECKING:
    from markupsafe import Markup

    from mistakes_book.book import Book
    from mistakes_book.language import Language

WIDTH, HEIGHT = 1600, 2560
MOST_DOTS = 10_010
MARGIN = 160
_INSIDE = WIDTH - 2 * MARGIN
_FIELD_TOP, _FIELD_BOTTOM = 1300, 2280
_FEWEST_COLUMNS, _WIDEST_GAP = 40, 64
_NARROW, _WIDE = 0.56, 1.0
_LARGEST, _SMALLEST, _MOST_LINES = 200, 90, 5
_SERIF = "Georgia, 'Noto Serif', 'Noto Serif CJK SC', 'Songti SC', serif"
_SANS = "'Helvetica Neue', Arial, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', sans-serif"
_PAPER, _INK, _BRIGHT, _OPEN = "#123a37", "#f6eedd", "#9fdccf", "#efb35c"


class _Line(NamedTuple):
    """A line of text: where its foot is, how large its letters are, and how it is set."""

    text: str
    foot: float
    size: float
    colour: str = _INK
    family: str = _SERIF
    weight: str = "normal"


def svg(book: Book, language: Language, title: str) -> Markup:
    """Return the cover of a book with this title (text) as an SVG document."""
    lines = [*_title(book, language, title), *_small(book, language)]
    drawn = [fill("{line}\n", line=_text(line)) for line in lines]
    pattern = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" xml:lang="{lang}">\n'
        '<title>{title}</title>\n<rect width="{width}" height="{height}" fill="{paper}" />\n'
        "{lines}{field}</svg>\n"
    )
    values = {"width": WIDTH, "height": HEIGHT, "paper": _PAPER, "lang": language.tag, "title": title}
    states = [chapter.is_open for chapter in book.chapters]
    return fill(pattern, lines=fill("").join(drawn), field=_field(states, book.goal), **values)


def wrapped(text: str, widest: float) -> list[str]:
    """Return a text in lines of at most `widest` em each, as wide as its letters usually are."""
    lines, line = [""], ""
    for piece in _pieces(text):
        line = lines[-1] + piece
        if lines[-1] and width(line.rstrip()) > widest:
            lines.append(piece.lstrip())
        else:
            lines[-1] = line
    return [line.strip() for line in lines if line.strip()]


def width(text: str) -> float:
    """Return how wide a line usually is, in em: a wide letter, such as a Chinese one, counts as one."""
    return sum(_WIDE if _is_wide(letter) else _NARROW for letter in text)


def _title(book: Book, language: Language, title: str) -> Iterator[_Line]:
    """Yield the lines of the title: its number alone in large letters, or one's own title as large as it fits."""
    number = language.number(len(book.chapters))
    word = title.replace(number, "", 1).strip()
    foot = 900.0
    if not book.wish.title and book.chapters and width(number) * 470 <= _INSIDE:
        yield _Line(number, 700, 470, _OPEN, weight="bold")
        yield _Line(word, foot, 170)
    else:
        size, lines = _fitting(clean(title))
        foot = 520 + 1.2 * size * (len(lines) - 1)
        for place, line in enumerate(lines):
            yield _Line(line, 520 + 1.2 * size * place, size, _OPEN, weight="bold")
    yield _Line(language.text("book.subtitle"), foot + 130, 68)


def _small(book: Book, language: Language) -> Iterator[_Line]:
    named = language.text("book.of", name=" ".join(book.name.split())) if book.name else ""
    name = wrapped(named, _INSIDE / 54)[:1]
    yield from (_Line(line, 230, 54, family=_SANS) for line in name)
    if book.as_of:
        yield _Line(language.text("book.as_of", day=language.day(book.as_of)), HEIGHT - 130, 46, family=_SANS)


def _fitting(title: str) -> tuple[int, list[str]]:
    """Return the largest size at which a title fits in five lines, with its lines; what does not fit is cut."""
    for size in range(_LARGEST, _SMALLEST, -10):
        lines = wrapped(title, _INSIDE / size)
        if len(lines) * size <= 3 * _LARGEST and all(width(line) * size <= _INSIDE for line in lines):
            return size, lines
    return _SMALLEST, _cut(wrapped(title, _INSIDE / _SMALLEST))


def _cut(lines: list[str]) -> list[str]:
    """Return five lines that fit at the smallest size; what does not is left out."""
    kept = [_shortened(line, False) for line in lines[:_MOST_LINES]]
    return kept if len(lines) <= _MOST_LINES else [*kept[:-1], _shortened(kept[-1], True)]


def _shortened(line: str, is_cut: bool) -> str:
    while line and width(line + "…" * is_cut) * _SMALLEST > _INSIDE:
        line, is_cut = line[:-1].rstrip(), True
    return line + "…" * is_cut


def _field(states: list[bool], goal: int) -> Markup:
    """Return the field of dots; nothing if there would be too many to tell apart."""
    count = max(goal, len(states))
    if not 0 < count <= MOST_DOTS:
        return fill("")
    room = (_FIELD_BOTTOM - _FIELD_TOP) / _INSIDE
    across = max(min(_FEWEST_COLUMNS, count), math.ceil(math.sqrt(count / room)))
    gap = min(_INSIDE / across, _WIDEST_GAP)
    kinds = {
        "coming": fill(
            ' stroke="{ink}" stroke-opacity="0.22" stroke-width="{size}"', ink=_INK, size=_short(0.5 * gap)
        ),
        "open": fill(' stroke="{it}" stroke-width="{size}"', it=_OPEN, size=_short(0.7 * gap)),
        "hole": fill(' stroke="{it}" stroke-width="{size}"', it=_PAPER, size=_short(0.42 * gap)),
        "overcome": fill(' stroke="{it}" stroke-width="{size}"', it=_BRIGHT, size=_short(0.7 * gap)),
    }
    places: dict[str, Sequence[int]] = {
        "coming": range(len(states), count),
        "open": [place for place, is_open in enumerate(states) if is_open],
        "overcome": [place for place, is_open in enumerate(states) if not is_open],
    }
    places["hole"] = places["open"]
    paths = (
        fill(
            '<path d="{d}"{look} stroke-linecap="round" fill="none" />\n',
            d=_path(places[kind], across, gap),
            look=look,
        )
        for kind, look in kinds.items()
        if places[kind]
    )
    return fill("").join(paths)


def _path(places: Sequence[int], across: int, gap: float) -> str:
    """Return a path with a line of no length, which round ends make a dot, at each place of the field."""
    dots = (divmod(place, across) for place in places)
    return "".join(
        f"M{_short(MARGIN + (column + 0.5) * gap)} {_short(_FIELD_TOP + (row + 0.5) * gap)}h0"
        for row, column in dots
    )


def _text(line: _Line) -> Markup:
    pattern = (
        '<text x="{x}" y="{y}" font-size="{size}" font-family="{family}" font-weight="{weight}" '
        'fill="{colour}">{text}</text>'
    )
    values = {"size": line.size, "family": line.family, "weight": line.weight, "colour": line.colour}
    return fill(pattern, x=MARGIN, y=_short(line.foot), text=line.text, **values)


def _pieces(text: str) -> Iterator[str]:
    """Yield the pieces between which a line may break: words with their blank, and single wide letters."""
    word = ""
    for letter in text:
        if word and (_is_wide(letter) or word[-1].isspace() or _is_wide(word[-1])):
            yield word
            word = ""
        word += letter
    yield word


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def _short(length: float) -> str:
    return f"{length:.1f}".removesuffix(".0")
