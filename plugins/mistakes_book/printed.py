"""`mistakes export book`: the book as one HTML file to print, or as one Markdown file.

The file needs nothing beside it: its style stands in it, and there is no script. Chapters begin on a new
page; pages are numbered by browsers that can (CSS Paged Media).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, BinaryIO, Unpack

from mistakes_book import charts, dots
from mistakes_book.afterword import afterword
from mistakes_book.bound import Bound, Places, opened
from mistakes_book.markup import clean, trusted

if TYPE_CHECKING:
    from markupsafe import Markup

    from mistakes.exchange import Selection
    from mistakes_book.outline import Chapter, Options, Part

STYLE = "print.css"


def write(selection: Selection, out: BinaryIO, *, markdown: bool = False, **options: Unpack[Options]) -> str:
    """Write the book of a selection as one HTML file, or with `markdown` as one Markdown file, in UTF-8.

    Returns what is left out of the book, and why.

    The other options, and what is raised, are those of `mistakes_book.bound.opened`; the folder `print` of a
    theme holds templates and style sheets, `print.css` in place of ours. Markdown has no theme.
    """
    if markdown:
        options["theme"] = ""
    bound = opened(selection, "print", _PLACES, options)
    if markdown:
        from mistakes_book.markdown_book import pieces as pieces_of
    else:
        pieces_of = pieces
    out.writelines(piece.encode() for piece in pieces_of(bound))
    return afterword(bound.book, bound.language)


def pieces(bound: Bound) -> Iterator[str]:
    """Yield the HTML of a whole book piece by piece."""
    style = _style(bound)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    csp = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    yield bound.render("begin.html", title=bound.title, style=style, csp=csp)
    yield from (bound.title_page(_field(bound)), bound.contents(), bound.preface(), bound.figures())
    yield from _chapters(bound)
    yield from _lessons(bound)
    yield bound.colophon()
    yield bound.render("end.html")


def _style(bound: Bound) -> Markup:
    """Return the style sheets as they may stand in a page: a browser makes its digest of the same characters."""
    sheets = [name for name in bound.look.statics if name.endswith(".css")]
    ordered = sorted(sheets, key=lambda name: (name != STYLE, name))
    text = "\n".join(bound.look.statics[name].decode("utf-8", "replace") for name in ordered)
    return trusted(clean("\n".join(text.splitlines())).replace("</", "<\\/"))


def _field(bound: Bound) -> Markup | None:
    """Return the picture of the title page: a dot for every mistake the journal aims for."""
    book, language = bound.book, bound.language
    told = charts.road_told(language, len(book.chapters), book.goal)
    title = language.text("chart.road", goal=book.goal)
    fields = dots.fields([chapter.is_open for chapter in book.chapters], book.goal, title, told)
    return fields[0] if fields else None


def _chapters(bound: Bound) -> Iterator[Markup | str]:
    """Yield the parts with their chapters."""
    before: str | None = None
    for chapter, text in bound.book.in_order(bound.chapter):
        part = bound.book.part_of(chapter)
        if part.key != before:
            yield bound.part(part)
        before = part.key
        yield text


def _lessons(bound: Bound) -> Iterator[Markup]:
    parts = [part for part in bound.book.parts if any(chapter.lessons for chapter in part.chapters)]
    if parts:
        yield bound.render("index.html", is_open=True)
        yield from map(bound.lessons, parts)
        yield bound.render("index.html", is_open=False)


def _chapter_place(chapter: Chapter) -> str:
    return f"#c-{chapter.number}"


def _part_place(part: Part) -> str:
    return f"#part-{part.number}"


_PLACES = Places(_chapter_place, _part_place, heading=2)
