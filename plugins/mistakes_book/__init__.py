"""The book: what went wrong and how it was overcome, as a web site, an EPUB, or one page to print."""

from __future__ import annotations

from mistakes.hooks import Exporter, Option, hookimpl

_OPTIONS = (
    Option("all", "also entries that are not ready to be chapters"),
    Option("public", "without names, sources and everything private"),
    Option("by", "parts by theme, or by time", "theme|time"),
    Option("lang", "the language of the book's own words", "en|zh"),
    Option("theme", "templates and a style sheet of your own", "DIR"),
    Option("title", "a title of your own", "TEXT"),
)
_PRINTED = (*_OPTIONS, Option("markdown", "as one Markdown file instead of HTML"))


@hookimpl
def exporters() -> list[Exporter]:
    """Offer the outputs of the book."""
    return [
        Exporter("site", "the book as a web site", folder="mistakes_book.site:write", options=_OPTIONS),
        Exporter("epub", "the book for e-readers (EPUB 3)", "mistakes_book.epub:write", options=_OPTIONS),
        Exporter("book", "the book as one page to print", "mistakes_book.printed:write", options=_PRINTED),
    ]
