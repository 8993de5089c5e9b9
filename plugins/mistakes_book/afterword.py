"""What is said once a book is made: which entries are no chapters yet, and what most of them lack."""

from __future__ import annotations

from mistakes_book.book import Book
from mistakes_book.language import Language


def afterword(book: Book, language: Language) -> str:
    """Return what a person should know of the book that was just made, "" if nothing."""
    left_out = book.left_out
    if not left_out.count:
        return ""
    told = [
        language.text("book.left_out", count=left_out.count),
        language.text(f"missing.{left_out.commonest}"),
    ]
    told.append(language.text("book.take_in"))
    return str(language.sentences(told))
