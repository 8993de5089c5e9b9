"""What a book and its parts are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mistakes_book.markup import clean

if TYPE_CHECKING:
    from mistakes_book.book import Book
    from mistakes_book.language import Language
    from mistakes_book.outline import Part


def title(book: Book, language: Language) -> str:
    """Return the title as text: what somebody wished for, or "117 Mistakes"."""
    if book.wish.title.strip():
        return clean(" ".join(book.wish.title.split()))
    count = len(book.chapters)
    return language.text("book.title", count=count) if count else language.text("book.title_empty")


def part_name(part: Part, book: Book, language: Language) -> str:
    """Return the name of a part as text: its theme, its time, or "And the rest"."""
    if not part.key:
        return language.text("book.part_rest")
    return language.period(part.key) if book.wish.by == "time" else clean(part.key)
