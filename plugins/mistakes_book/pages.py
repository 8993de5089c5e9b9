"""The pages of the site, each made by a template from what the book says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from mistakes_book import addresses, dots, figures, markup, naming, shown, theme
from mistakes_book.history import NOTHING
from mistakes_book.totals import amounts

if TYPE_CHECKING:
    from mistakes.model import Mistake
    from mistakes_book.book import Book
    from mistakes_book.language import Language
    from mistakes_book.outline import Chapter, Part

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
NAVIGATION = (
    (addresses.INDEX, "book.contents"),
    (addresses.ALL, "site.search"),
    (addresses.lessons_file(1), "site.lessons"),
    (addresses.FIGURES, "book.figures"),
    (addresses.ABOUT, "site.about"),
)
MOST_LISTED = 120
MOST_TAGS = 300
LESSONS_A_PAGE = 300
RECENT = 64


class Pages:
    """The pages of one book in one language and look; every method returns a page's whole text."""

    def __init__(self, book: Book, language: Language, look: theme.Theme) -> None:
        """Read the templates; raises `BadTheme` and `MissingPlugin` as they do."""
        self._book = book
        self._language = language
        self._chapter = lru_cache(maxsize=RECENT)(self._shown)
        self._environment = look.environment(
            lang=language.tag,
            t=_remembering(language.text),
            sentences=language.sentences,
            csp=CSP,
            nav=tuple((page, language.text(words)) for page, words in NAVIGATION),
            name=self.name,
        )

    @property
    def name(self) -> str:
        """What every page is headed by: the title somebody wished for, or the journal's name."""
        return markup.clean(self._book.wish.title or self._book.name) or self._language.text(
            "book.title_empty"
        )

    @property
    def title(self) -> str:
        """The title of the book, such as "117 Mistakes"."""
        return naming.title(self._book, self._language)

    def index(self) -> str:
        """The first page: title, the way to the goal, preface, contents."""
        book, many = self._book, len(self._book.chapters) > MOST_LISTED
        parts = [self._part(part, () if many else part.chapters) for part in book.parts]
        return self._page(
            "index.html",
            addresses.INDEX,
            heading=self.title,
            journal=markup.clean(book.name),
            count=len(book.chapters),
            goal=book.goal,
            still_open=self._still_open,
            field=self._field(),
            costs=amounts(book.cost, self._language),
            parts=parts,
            left_out=book.left_out,
            mission=markup.html(book.charter.mission),
            vision=markup.html(book.charter.vision),
            newest=[self._chapter(one.number) for one in book.chapters[:-4:-1]] if many else [],
        )

    def part(self, part: Part) -> str:
        """The page of a part: its chapters with their lessons."""
        chapters = tuple(self._chapter(chapter.number, 1) for chapter in part.chapters)
        around = self._book.parts[max(part.number - 2, 0) : part.number + 1]
        beside = {one.number - part.number: self._part(one) for one in around}
        listed = shown.part(
            part, naming.part_name(part, self._book, self._language), self._language, chapters
        )
        return self._page(
            "part.html", addresses.part_file(part), part=listed, before=beside.get(-1), after=beside.get(1)
        )

    def chapter(self, chapter: Chapter, entry: Mistake) -> str:
        """The page of a chapter, told by its entry."""
        book = self._book
        before, after = book.neighbours(chapter)
        origin = book.by_id.get(chapter.repeat_of or "")
        part = book.part_of(chapter)
        return self._page(
            "chapter.html",
            addresses.chapter_file(chapter),
            chapter=self._chapter(chapter.number),
            plain=markup.clean(chapter.title),
            status=chapter.status,
            tags=[markup.clean(tag) for tag in chapter.tags],
            part={
                "title": naming.part_name(part, self._book, self._language),
                "file": addresses.part_file(part),
            },
            sections=shown.sections(entry, self._language, book.since.get(chapter.id, NOTHING)),
            credit=shown.credit(entry, self._language),
            thanked=book.since.get(chapter.id, NOTHING).thanked,
            origin=self._chapter(origin.number) if origin and origin is not chapter else None,
            again=[self._chapter(one.number) for one in book.repeats.get(chapter.id, ())],
            alike=[self._chapter(one.number) for one in book.alike.get(chapter.id, ())],
            before=self._chapter(before.number) if before else None,
            after=self._chapter(after.number) if after else None,
        )

    def all(self, chunks: int) -> str:
        """The page that searches and filters all chapters; `chunks` is the number of scripts with their texts."""
        chapters = self._book.chapters
        tags = Counter(markup.clean(tag) for chapter in chapters for tag in chapter.tags)
        return self._page(
            "all.html",
            addresses.ALL,
            count=len(chapters),
            scripts=[addresses.search_file(chunk) for chunk in range(1, chunks + 1)],
            kinds=_counted(chapter.kind for chapter in chapters),
            statuses=_counted(chapter.status for chapter in chapters),
            years=sorted(_counted(chapter.day.year for chapter in chapters), reverse=True),
            tags=sorted(tags.most_common(MOST_TAGS), key=lambda item: item[0].casefold()),
        )

    def lessons(self, number: int) -> str:
        """A page of the index of lessons, counted from 1."""
        chosen = self.lesson_pages[number - 1]
        parts = [
            self._part(part, [chapter for _, chapter in pairs], lessons=LESSONS_A_PAGE)
            for part, pairs in groupby(chosen, key=lambda pair: pair[0])
        ]
        files = [addresses.lessons_file(page + 1) for page in range(len(self.lesson_pages))]
        return self._page("lessons.html", addresses.lessons_file(1), parts=parts, number=number, files=files)

    @cached_property
    def lesson_pages(self) -> Sequence[Sequence[tuple[Part, Chapter]]]:
        """The chapters that hold lessons, each with its part, in the book's order, page by page."""
        found = [(part, chapter) for part in self._book.parts for chapter in part.chapters if chapter.lessons]
        return [found[at : at + LESSONS_A_PAGE] for at in range(0, len(found), LESSONS_A_PAGE)] or [[]]

    def figures(self) -> str:
        """The page of charts."""
        charts = figures.figures(self._book, self._language, addresses.chapter_file)
        return self._page("figures.html", addresses.FIGURES, charts=charts)

    def about(self) -> str:
        """The page that tells what book this is: preface, charter, how it was made."""
        book, language = self._book, self._language
        charter = book.charter
        return self._page(
            "about.html",
            addresses.ABOUT,
            heading=self.title,
            journal=markup.clean(book.name),
            count=len(book.chapters),
            goal=book.goal,
            still_open=self._still_open,
            charter=charter,
            mission=markup.html(charter.mission),
            vision=markup.html(charter.vision),
            values=[markup.inline(value) for value in charter.values],
            authors=markup.clean(language.listed(book.authors)),
            as_of=language.day(book.as_of) if book.as_of else "",
            left_out=book.left_out,
            wish=book.wish,
        )

    @cached_property
    def _still_open(self) -> int:
        return sum(chapter.is_open for chapter in self._book.chapters)

    def _field(self) -> Any:
        count, goal, say = len(self._book.chapters), self._book.goal, self._language.text
        told = say("site.field", count=count, still_open=self._still_open, coming=max(goal - count, 0))
        title = say("chart.road", goal=goal)
        return dots.fields([chapter.is_open for chapter in self._book.chapters], goal, title, told)

    def _shown(self, number: int, lessons: int = 0) -> shown.ShownChapter:
        return shown.chapter(self._book.chapters[number - 1], self._language, lessons=lessons)

    def _part(self, part: Part, chapters: Sequence[Chapter] = (), *, lessons: int = 0) -> shown.ShownPart:
        listed = tuple(self._chapter(chapter.number, lessons) for chapter in chapters)
        return shown.part(part, naming.part_name(part, self._book, self._language), self._language, listed)

    def _page(self, template: str, here: str, **values: Any) -> str:
        root = "../" * here.count("/")
        values |= {"here": here, "root": root}
        return markup.clean(theme.rendered(theme.template(self._environment, template), values))


def _counted(values: Any) -> list[tuple[Any, int]]:
    return sorted(Counter(values).items())


def _remembering(say: Callable[..., str]) -> Callable[..., str]:
    """Return the same function, which looks up words without values only once."""
    fixed = lru_cache(maxsize=None)(say)
    return lambda key, **values: say(key, **values) if values else fixed(key)
