"""A book from cover to cover, piece by piece: what EPUB and print share.

A piece is a fragment of HTML that is well-formed XML too, so that it stands in a page of either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mistakes.records import NamedTuple
from mistakes_book import figures, markup, naming, shown, theme
from mistakes_book.book import Book, read
from mistakes_book.history import NOTHING
from mistakes_book.language import Language
from mistakes_book.outline import Chapter, Options, Part, wish_of
from mistakes_book.totals import in_words

if TYPE_CHECKING:
    from markupsafe import Markup

    from mistakes.exchange import Selection
    from mistakes.model import Mistake


class Places(NamedTuple):
    """Where things stand in an output: the links to a chapter and to a part, and the level of headings.

    A chapter's title has the level `heading`, its sections the next, headings in its texts the one after.
    """

    chapter: Callable[[Chapter], str]
    part: Callable[[Part], str]
    heading: int


class Bound:
    """The pieces of one book, each rendered when it is asked for."""

    def __init__(self, book: Book, language: Language, look: theme.Theme, places: Places) -> None:
        """Prepare the templates; raises `MissingPlugin` where Jinja2 is not installed."""
        self.book = book
        self.language = language
        self.look = look
        self.places = places
        self._environment = look.environment(
            t=language.text, lang=language.tag, places=places, number=language.number, level=places.heading
        )

    @cached_property
    def title(self) -> str:
        """The book's title as text."""
        return naming.title(self.book, self.language)

    @cached_property
    def still_open(self) -> int:
        """How many chapters do not tell yet how it was overcome."""
        return sum(chapter.is_open for chapter in self.book.chapters)

    def part_name(self, part: Part) -> str:
        """Return the name of a part as text."""
        return naming.part_name(part, self.book, self.language)

    def render(self, template: str, **values: Any) -> Markup:
        """Return what a template makes of the values; raises `BadTheme` if it cannot."""
        page = theme.rendered(theme.template(self._environment, template), values)
        return markup.trusted(markup.clean(page))

    def origin(self) -> tuple[str, ...]:
        """Return where the book comes from, as phrases: the journal, who told it, its last day."""
        book, say = self.book, self.language.text
        said = {
            "book.of": {"name": book.name},
            "book.by": {"names": self.language.listed(book.authors)},
            "book.as_of": {"day": self.language.day(book.as_of) if book.as_of else ""},
        }
        return tuple(say(key, **values) for key, values in said.items() if any(values.values()))

    def opening(self) -> tuple[str, ...]:
        """Return the paragraphs of the preface, which ends with what is still open and what was left out."""
        count, left_out, say = len(self.book.chapters), self.book.left_out, self.language.text
        told = [say("preface.opening"), say("preface.why"), say("preface.how")]
        if count:
            ends = say("preface.open", count=self.still_open) if self.still_open else say("preface.closed")
            told.append(
                self.language.sentences([say("preface.road", count=count, goal=self.book.goal), ends])
            )
        else:
            told.append(self.language.sentences([say("book.empty"), say("book.empty_hint")]))
        if left_out.count:
            lacks = say(f"missing.{left_out.commonest}")
            told.append(self.language.sentences([say("book.left_out", count=left_out.count), lacks]))
        return tuple(told)

    def ending(self) -> tuple[str, ...]:
        """Return the paragraphs of the colophon: from what the book was made, and for whom."""
        book, say = self.book, self.language.text
        as_of = say("colophon.as_of", day=self.language.day(book.as_of)) if book.as_of else ""
        return (
            self.language.sentences([say("colophon.made", name=book.name), as_of]),
            self.language.sentences([say("colophon.numbers"), say("colophon.all") if book.wish.all else ""]),
            say("colophon.public") if book.wish.public else say("colophon.private"),
        )

    def title_page(self, field: Markup | None = None) -> Markup:
        """The title, where it comes from and who told it, with a picture if one is given."""
        return self.render(
            "title.html", heading=markup.verbatim(self.title), origin=self.origin(), field=field
        )

    def preface(self) -> Markup:
        """The preface: why there is such a book, the team's charter, what is still open."""
        charter = self.book.charter
        return self.render(
            "preface.html",
            paragraphs=self.opening(),
            charter=charter,
            mission=markup.html(charter.mission),
            vision=markup.html(charter.vision),
            values=[markup.inline(value, links=True) for value in charter.values],
        )

    def contents(self) -> Markup:
        """The table of contents, for an output that does not make its own."""
        return self.render("contents.html", parts=[self.listed(part) for part in self.book.parts])

    def figures(self) -> Markup:
        """The charts."""
        charts = figures.figures(self.book, self.language, self.places.chapter)
        return self.render("figures.html", charts=charts)

    def part(self, part: Part) -> Markup:
        """The page that opens a part."""
        cost = in_words(part.cost, self.language)
        return self.render("part.html", part=part, name=self.part_name(part), cost=cost)

    def chapter(self, chapter: Chapter, entry: Mistake) -> Markup:
        """A chapter, told by its entry."""
        book, since = self.book, self.book.since.get(chapter.id, NOTHING)
        origin = book.by_id.get(chapter.repeat_of or "")
        return self.render(
            "chapter.html",
            chapter=chapter,
            title=markup.verbatim(chapter.title),
            tongue=self.language.of_text(f"{entry.title}\n{entry.story}"),
            day=self.language.day(entry.happened),
            cost=in_words(chapter.cost, self.language),
            thanked=since.thanked,
            sections=shown.sections(entry, self.language, since, self.places.heading + 2),
            credit=shown.credit(entry, self.language),
            before=self._named([origin] if origin and origin is not chapter else []),
            again=self._named(book.repeats.get(chapter.id, ())),
            alike=self._named(book.alike.get(chapter.id, ())),
        )

    def lessons(self, part: Part) -> Markup:
        """The lessons of one part, for the index of lessons."""
        listed = [
            (chapter, [markup.inline(lesson) for lesson in chapter.lessons])
            for chapter in part.chapters
            if chapter.lessons
        ]
        return self.render("lessons.html", name=self.part_name(part), listed=listed)

    def colophon(self) -> Markup:
        """How the book was made, and from what."""
        return self.render("colophon.html", paragraphs=self.ending())

    def listed(self, part: Part) -> dict[str, Any]:
        """Return a part with its name and chapters, each with its title as HTML, for contents."""
        return {"part": part, "name": self.part_name(part), "chapters": self._named(part.chapters)}

    def _named(self, chapters: Sequence[Chapter]) -> list[tuple[Chapter, Markup]]:
        return [(chapter, markup.verbatim(chapter.title)) for chapter in chapters]


def opened(selection: Selection, output: str, places: Places, options: Options) -> Bound:
    """Read a selection and return its book, ready to be bound as `output` ("epub" or "print").

    Raises `UsageError` for an unknown language or grouping and a theme that is none, `BadTheme` and
    `MissingPlugin` as `mistakes_book.theme` does.
    """
    language = Language.of(options.get("lang", ""))
    wish = wish_of(options, language.code)
    look = theme.load(options.get("theme", ""), output)
    return Bound(read(selection, wish), language, look, places)
