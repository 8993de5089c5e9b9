"""`mistakes export epub`: the book as an EPUB 3, with a cover and navigation, to read on any device.

https://www.w3.org/publishing/epub32/epub-packages.html; the file is written chapter by chapter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Unpack
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from mistakes_book import cover
from mistakes_book.afterword import afterword
from mistakes_book.bound import Bound, Places, opened
from mistakes_book.container import PACKAGE, Container, Item
from mistakes_book.markup import clean

if TYPE_CHECKING:
    from markupsafe import Markup

    from mistakes.exchange import Selection
    from mistakes_book.outline import Chapter, Options, Part

MOST_CREATORS = 20
STYLE = "epub.css"
_MEDIA = {
    ".css": "text/css",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
}


def write(selection: Selection, out: BinaryIO, **options: Unpack[Options]) -> str:
    """Write the book of a selection as an EPUB; the same selection gives the same bytes.

    Returns what is left out of the book, and why.

    The options, and what is raised, are those of `mistakes_book.bound.opened`; the folder `epub` of a theme
    holds templates, `epub.css`, pictures and fonts.
    """
    bound = opened(selection, "epub", Places(_chapter_file, _part_file, heading=1), options)
    with Container(out, bound.book.as_of) as container:
        _Epub(bound, container, _uuid(selection, bound)).write()
    return afterword(bound.book, bound.language)


class _Epub:
    """One book on its way into one container."""

    def __init__(self, bound: Bound, container: Container, uuid: str) -> None:
        self._bound = bound
        self._container = container
        self._uuid = uuid
        self._written: set[str] = set()
        self._say = bound.language.text
        known = (name for name in bound.look.statics if _suffix(name) in _MEDIA)
        self._statics = sorted(known, key=lambda name: (name != STYLE, name))

    def write(self) -> None:
        """Write all files; the package, which lists them, comes last."""
        self._front()
        self._chapters()
        self._back()
        self._package()

    def _front(self) -> None:
        bound = self._bound
        for name in self._statics:
            self._container.write(f"static/{name}", bound.look.statics[name])
        self._container.write("cover.svg", cover.svg(bound.book, bound.language, bound.title))
        body = bound.render("cover.html", alt=self._say("book.cover_of", title=bound.title))
        self._page("cover.xhtml", "cover", self._say("book.cover"), body)
        self._page("title.xhtml", "titlepage", bound.title, bound.title_page())
        self._page("preface.xhtml", "frontmatter preface", self._say("book.preface"), bound.preface())
        self._page("figures.xhtml", "frontmatter", self._say("book.figures"), bound.figures())

    def _chapters(self) -> None:
        bound = self._bound
        for part in bound.book.parts:
            self._page(_part_file(part), "bodymatter part", bound.part_name(part), bound.part(part))
        for chapter, entry in bound.book.told():
            file = _chapter_file(chapter)
            self._page(file, "bodymatter chapter", clean(chapter.title), bound.chapter(chapter, entry))
            self._written.add(file)

    def _back(self) -> None:
        bound = self._bound
        for place, part in enumerate(_indexed(bound)):
            body = bound.render("index.html", lessons=bound.lessons(part), is_first=place == 0)
            self._page(_lessons_file(part), "backmatter index", self._say("book.lessons"), body)
        self._page("colophon.xhtml", "backmatter colophon", self._say("book.colophon"), bound.colophon())

    def _package(self) -> None:
        bound, book = self._bound, self._bound.book
        parts = [bound.listed(part) for part in book.parts]
        lessons = [_lessons_file(part) for part in _indexed(bound)]
        start = _part_file(book.parts[0]) if book.parts else "preface.xhtml"
        nav = bound.render("nav.html", parts=parts, lessons=lessons, start=start)
        self._page("nav.xhtml", "frontmatter", self._say("book.contents"), nav)
        day = book.as_of.isoformat() if book.as_of else ""
        values = {
            "uuid": self._uuid,
            "title": bound.title,
            "description": self._say("book.description"),
            "authors": book.authors[:MOST_CREATORS],
            "day": day,
            "modified": f"{day or '1980-01-01'}T00:00:00Z",
        }
        self._container.write(PACKAGE, bound.render(PACKAGE, items=list(self._items(lessons)), **values))

    def _items(self, lessons: list[str]) -> Iterator[Item]:
        """Yield the files of the book in the order in which they are read, then the others."""
        book = self._bound.book
        yield from (Item("cover.xhtml"), Item("title.xhtml"), Item("nav.xhtml", properties="nav"))
        yield from (Item("preface.xhtml"), Item("figures.xhtml", properties="svg"))
        for part in book.parts:
            yield Item(_part_file(part))
            files = map(_chapter_file, part.chapters)
            yield from (Item(file) for file in files if file in self._written)
        yield from map(Item, [*lessons, "colophon.xhtml"])
        yield Item("cover.svg", _MEDIA[".svg"], "cover-image", is_read=False, key="cover-image")
        for number, name in enumerate(self._statics, 1):
            yield Item(f"static/{quote(name)}", _MEDIA[_suffix(name)], is_read=False, key=f"static-{number}")

    def _page(self, file: str, kind: str, heading: str, body: Markup) -> None:
        styles = [f"static/{quote(name)}" for name in self._statics if _suffix(name) == ".css"]
        page = self._bound.render("page.html", kind=kind, heading=heading, body=body, styles=styles)
        self._container.write(file, page)


def _indexed(bound: Bound) -> list[Part]:
    return [part for part in bound.book.parts if any(chapter.lessons for chapter in part.chapters)]


def _chapter_file(chapter: Chapter) -> str:
    return f"c-{chapter.id}.xhtml"


def _part_file(part: Part) -> str:
    return f"part-{part.number}.xhtml"


def _lessons_file(part: Part) -> str:
    return f"lessons-{part.number}.xhtml"


def _uuid(selection: Selection, bound: Bound) -> str:
    """Return the identifier of this book: the same for each edition of a journal's book in a language."""
    journal = selection.header.id if selection.header else selection.name
    edition = "public" if bound.book.wish.public else "whole"
    return str(uuid5(NAMESPACE_URL, f"urn:mistakes:{journal}:{bound.language.code}:{edition}"))


def _suffix(name: str) -> str:
    return "." + name.rpartition(".")[2].lower()
