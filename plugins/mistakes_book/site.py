"""`mistakes export site`: the book as a folder of pages that work from a disk and from any host.

Every file is kept as it is while the key of all that it shows stays the same, so that a changed entry costs
its own page, the lists it stands in, and its part of what can be searched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Unpack

from mistakes import __version__
from mistakes_book import addresses, search_index
from mistakes_book.afterword import afterword
from mistakes_book.book import Book, read
from mistakes_book.digest import digest_of
from mistakes_book.feed import feed
from mistakes_book.history import NOTHING
from mistakes_book.language import Language
from mistakes_book.outline import Chapter, Options, wish_of
from mistakes_book.pages import Pages
from mistakes_book.theme import Theme, load

if TYPE_CHECKING:
    from mistakes.exchange import Selection
    from mistakes.output_folder import OutputFolder


def write(selection: Selection, out: OutputFolder, **options: Unpack[Options]) -> str:
    """Write the book of a selection as a static web site into a folder; return what is left out, and why.

    Raises `UsageError` for an unknown language or grouping and a theme that is none, `BadTheme` for a
    template that cannot be used, `MissingPlugin` where Jinja2, markdown-it-py or nh3 are not installed.
    """
    language = Language.of(options.get("lang", ""))
    wish = wish_of(options, language.code)
    look = load(options.get("theme", ""))
    book = read(selection, wish)
    _Site(book, language, look, out).write()
    return afterword(book, language)


class _Site:
    """One book on its way into one folder."""

    def __init__(self, book: Book, language: Language, look: Theme, out: OutputFolder) -> None:
        self._book = book
        self._out = out
        self._look = look
        self._language = language
        self._pages = Pages(book, language, look)
        words = files("mistakes_book").joinpath(f"words_{language.code}.toml").read_text(encoding="utf-8")
        self._frame = digest_of(__version__, words, look.digest, repr(book.wish), book.name)

    def write(self) -> None:
        """Write every file that is not as it should be already."""
        self._statics()
        self._lists()
        self._front()
        self._chapters()

    def _statics(self) -> None:
        for name, data in self._look.statics.items():
            self._put(f"static/{name}", [self._look.digest], partial(bytes, data))

    def _front(self) -> None:
        """Write the pages that tell of the whole book; they change with every chapter, and are quick to make."""
        book, pages = self._book, self._pages
        whole = [chapter.digest + chapter.part for chapter in book.chapters]
        told = [repr((book.goal, book.charter, book.left_out, book.since))]
        drawn = [repr(book.drawings)] if book.drawings else []
        self._put(addresses.INDEX, whole + told, pages.index)
        self._put(addresses.ABOUT, whole + told, pages.about)
        self._put(addresses.FIGURES, whole + told + drawn, pages.figures)
        self._put(addresses.ALL, whole, partial(pages.all, len(self._chunks())))
        self._put(addresses.FEED, whole, partial(feed, book, self._language, pages.title))

    def _lists(self) -> None:
        """Write the pages of the parts and the index of lessons."""
        book, pages = self._book, self._pages
        beside = [repr([(part.key, part.number) for part in book.parts])]
        for part in book.parts:
            shown = [*beside, *map(_outline, part.chapters)]
            self._put(addresses.part_file(part), shown, partial(pages.part, part))
        count = str(len(pages.lesson_pages))
        for number, chosen in enumerate(pages.lesson_pages, 1):
            shown = [count, *beside, *(_outline(chapter) + part.key for part, chapter in chosen)]
            self._put(addresses.lessons_file(number), shown, partial(pages.lessons, number))

    def _chapters(self) -> None:
        """Write the chapters, and what of them can be searched; the journal is read again only if one is due."""
        kept = self._out.keep
        due = {
            one.id for one in self._book.chapters if not kept(addresses.chapter_file(one), self._key_of(one))
        }
        rows = {
            number: chapters
            for number, chapters in enumerate(self._chunks(), 1)
            if not kept(addresses.search_file(number), self._key_of_chunk(chapters))
        }
        searched = {chapter.id: number for number, chapters in rows.items() for chapter in chapters}
        if due or searched:
            self._tell(due, searched, rows)

    def _tell(self, due: set[str], searched: dict[str, int], rows: dict[int, Sequence[Chapter]]) -> None:
        """Tell the chapters that are due and those of chunks that are; a chapter that is gone is left out."""
        found: dict[int, list[Any]] = {number: [] for number in rows}
        longest = search_index.limit(len(self._book.chapters))
        for chapter, entry in self._book.told(due | searched.keys()):
            if chapter.id in due:
                page = self._pages.chapter(chapter, entry).encode()
                self._out.write(addresses.chapter_file(chapter), page, self._key_of(chapter))
            number = searched.get(chapter.id, 0)
            if number:
                found[number].append(search_index.row(chapter, entry, self._language, longest))
            if number and chapter is rows[number][-1]:
                self._write_chunk(number, rows[number], found.pop(number))
        for number, left in found.items():
            self._write_chunk(number, rows[number], left)

    def _write_chunk(self, number: int, chapters: Sequence[Chapter], rows: list[Any]) -> None:
        data = search_index.script(rows).encode()
        self._out.write(addresses.search_file(number), data, self._key_of_chunk(chapters))

    def _chunks(self) -> list[Sequence[Chapter]]:
        chapters, size = self._book.chapters, search_index.CHUNK
        return [chapters[at : at + size] for at in range(0, len(chapters), size)]

    def _key_of(self, chapter: Chapter) -> str:
        """Return the key of all that a chapter's page shows: itself, and the names of those it links to."""
        book = self._book
        origin = book.by_id.get(chapter.repeat_of or "")
        named = [
            *book.neighbours(chapter),
            origin,
            *book.repeats.get(chapter.id, ()),
            *book.alike.get(chapter.id, ()),
        ]
        names = [(one.id, one.number, one.title, one.day, one.is_open) if one else None for one in named]
        part = book.part_of(chapter)
        since = book.since.get(chapter.id, NOTHING)
        return digest_of(
            self._frame, _outline(chapter), repr(names), repr((part.key, part.number)), repr(since)
        )

    def _key_of_chunk(self, chapters: Sequence[Chapter]) -> str:
        longest = search_index.limit(len(self._book.chapters))
        return digest_of(self._frame, str(longest), *map(_outline, chapters))

    def _put(self, name: str, shown: Iterable[str], make: Callable[[], str | bytes]) -> None:
        key = digest_of(self._frame, name, *shown)
        if not self._out.keep(name, key):
            made = make()
            self._out.write(name, made.encode() if isinstance(made, str) else made, key)


def _outline(chapter: Chapter) -> str:
    return f"{chapter.number} {chapter.digest}"
