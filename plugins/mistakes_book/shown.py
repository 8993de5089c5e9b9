"""What templates are given: the words and records of the book as text and safe HTML, ready to be placed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mistakes.records import NamedTuple
from mistakes_book import addresses, markup
from mistakes_book.telling import Line, Plan, Section, attribution, tell
from mistakes_book.totals import in_words

if TYPE_CHECKING:
    from markupsafe import Markup

    from mistakes.model import Mistake
    from mistakes_book.history import Since
    from mistakes_book.language import Language
    from mistakes_book.outline import Chapter, Part


class ShownChapter(NamedTuple):
    """A chapter in a list: `title` and `lessons` are HTML, all else is text; `iso` is its day for machines."""

    file: str
    number: str
    title: Markup
    iso: str
    day: str
    kind: str
    cost: str
    is_open: bool
    lessons: tuple[Markup, ...]


class ShownPart(NamedTuple):
    """A part in a list, or with its chapters; `title` is text, `chapters` may be left empty."""

    file: str
    number: int
    title: str
    size: int
    cost: str
    still_open: int
    chapters: tuple[ShownChapter, ...] = ()


class ShownLine(NamedTuple):
    """A line of a list as HTML, with its label and note as text."""

    text: Markup
    label: str
    note: str


class ShownPlan(NamedTuple):
    """A lesson and its plan as HTML, "" for what it does not say."""

    text: Markup
    when: Markup | str
    then: Markup | str
    check: Markup | str


class ShownSection(NamedTuple):
    """A section of a chapter: `prose` is HTML, `heading` and `note` are text."""

    name: str
    heading: str
    prose: Markup | str
    lines: tuple[ShownLine, ...]
    plans: tuple[ShownPlan, ...]
    note: str


def chapter(one: Chapter, language: Language, *, lessons: int = 0) -> ShownChapter:
    """Return a chapter for a list, with at most so many of its lessons."""
    return ShownChapter(
        file=addresses.chapter_file(one),
        number=language.number(one.number),
        title=markup.verbatim(one.title),
        iso=one.day.isoformat(),
        day=language.day(one.day),
        kind=one.kind,
        cost=in_words(one.cost, language),
        is_open=one.is_open,
        lessons=tuple(markup.inline(text) for text in one.lessons[:lessons]),
    )


def part(one: Part, name: str, language: Language, chapters: tuple[ShownChapter, ...] = ()) -> ShownPart:
    """Return a part under its name, with the chapters that are to be listed."""
    still_open = sum(chapter.is_open for chapter in one.chapters)
    cost = in_words(one.cost, language)
    return ShownPart(
        addresses.part_file(one), one.number, name, len(one.chapters), cost, still_open, chapters
    )


def sections(entry: Mistake, language: Language, since: Since, heading: int = 3) -> tuple[ShownSection, ...]:
    """Return the sections of a chapter, in the order told; headings in their prose begin at `heading`."""
    return tuple(_section(one, heading) for one in tell(entry, language, since))


def credit(entry: Mistake, language: Language) -> tuple[str, ...]:
    """Return who told it and where it came from, as text."""
    return attribution(entry, language)


def _section(one: Section, heading: int) -> ShownSection:
    return ShownSection(
        one.name,
        one.heading,
        markup.html(one.prose, heading) if one.prose else "",
        tuple(map(_line, one.lines)),
        tuple(_plan(plan, heading) for plan in one.plans),
        one.note,
    )


def _line(one: Line) -> ShownLine:
    return ShownLine(markup.inline(one.text, links=True), one.label, one.note)


def _plan(one: Plan, heading: int) -> ShownPlan:
    # a lesson of several lines may hold a list
    text = markup.html(one.text, heading) if "\n" in one.text.strip() else markup.inline(one.text, links=True)
    when, then, check = (markup.verbatim(words) if words else "" for words in one[1:])
    return ShownPlan(text, when, then, check)
