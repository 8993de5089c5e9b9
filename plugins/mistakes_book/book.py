"""The book: one model for all outputs, small in memory, made from a selection of a journal.

A book is read twice. The first walk over the selection (`read`) makes an outline of every chapter; the
second (`Book.told`, or `Book.in_order` for outputs that go from cover to cover) reads the entries again,
one at a time, so that a book of any size needs memory for its outlines only.
Everything is made from the entries, their events and the header; nothing depends on the day the book is made, so the
same journal makes the same bytes.

    book = read(selection, Wish(language="en"))
    for part in book.parts:                          # the contents
        for chapter in part.chapters: ...
    for chapter, text in book.in_order(render): ...  # render(chapter, entry) -> str, in the book's order
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date
from functools import cached_property

import attrs

from mistakes.exchange import Selection
from mistakes.header import DEFAULT_GOAL
from mistakes.model import Mistake
from mistakes_book import chapters, drawings, history
from mistakes_book.drawings import Drawing
from mistakes_book.history import Since
from mistakes_book.outline import Chapter, Part, Wish
from mistakes_book.printable import printable
from mistakes_book.spool import Spool
from mistakes_book.totals import Cost, total


@attrs.frozen
class Charter:
    """What the team says of itself in `journal.toml`; texts (Markdown), "" where it says nothing."""

    mission: str = ""
    vision: str = ""
    values: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether it says anything."""
        return bool(self.mission or self.vision or self.values)


@attrs.frozen
class LeftOut:
    """The entries that are no chapters yet: how many, and how often what was missing.

    The keys of `reasons` are those of `mistakes.readiness.KINDS`; an entry may lack several.
    """

    count: int = 0
    reasons: Mapping[str, int] = attrs.field(factory=dict, hash=False)

    @property
    def commonest(self) -> str:
        """Return what is missing most often; "" if nothing was left out."""
        return Counter(self.reasons).most_common(1)[0][0] if self.reasons else ""


@attrs.frozen(slots=False)
class Book:
    """A whole book: its front matter, its parts with their chapters, and the way to read them.

    `name` is the journal's, `goal` the number of mistakes it aims for, `by` tells what the parts are made
    from, `as_of` is the day of the last change of any entry (None for an empty book).
    `authors` are the names of those who told (no addresses), sorted; () in a public book.
    `since` tells what was done about an entry later, by its id; entries without anything are left out.
    `drawings` are those that other plugins have for it; only in a book that may hold what is private.
    """

    wish: Wish
    name: str
    goal: int
    charter: Charter
    parts: tuple[Part, ...]
    left_out: LeftOut
    as_of: date | None
    authors: tuple[str, ...]
    since: Mapping[str, Since] = attrs.field(repr=False, hash=False)
    drawings: tuple[Drawing, ...]
    _selection: Selection = attrs.field(repr=False, eq=False, alias="selection")

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """All chapters by number."""
        found = (chapter for part in self.parts for chapter in part.chapters)
        return tuple(sorted(found, key=lambda chapter: chapter.number))

    @cached_property
    def by_id(self) -> Mapping[str, Chapter]:
        """The chapters by the id of their entry."""
        return {chapter.id: chapter for chapter in self.chapters}

    @cached_property
    def repeats(self) -> Mapping[str, tuple[Chapter, ...]]:
        """The chapters that tell of a mistake made again, by the id of the first one; both are in the book."""
        found: dict[str, list[Chapter]] = {}
        for chapter in self.chapters:
            if chapter.repeat_of in self.by_id and chapter.repeat_of != chapter.id:
                found.setdefault(str(chapter.repeat_of), []).append(chapter)
        return {origin: tuple(again) for origin, again in found.items()}

    @cached_property
    def alike(self) -> Mapping[str, tuple[Chapter, ...]]:
        """The chapters like a chapter, by its id and in the order of the numbers, whichever names the other."""
        found: dict[str, set[int]] = {}
        for chapter in self.chapters:
            for other in chapter.like:
                if other in self.by_id and other != chapter.id:
                    found.setdefault(chapter.id, set()).add(self.by_id[other].number)
                    found.setdefault(other, set()).add(chapter.number)
        return {one: tuple(self.chapters[n - 1] for n in sorted(numbers)) for one, numbers in found.items()}

    @property
    def cost(self) -> Cost:
        """What all of it cost."""
        return total(chapter.cost for chapter in self.chapters)

    def part_of(self, chapter: Chapter) -> Part:
        """Return the part that a chapter stands in."""
        return self._parts[chapter.part]

    def neighbours(self, chapter: Chapter) -> tuple[Chapter | None, Chapter | None]:
        """Return the chapters before and after this one by number; None at the ends."""
        before = self.chapters[chapter.number - 2] if chapter.number > 1 else None
        return before, self.chapters[chapter.number] if chapter.number < len(self.chapters) else None

    def told(self, ids: Container[str] | None = None) -> Iterator[tuple[Chapter, Mistake]]:
        """Yield each chapter with its entry, in the order of the numbers; reads the journal again.

        With `ids`, only those chapters.
        The entry is as the book may print it: in the book's language, and without what a public book leaves
        out. An entry that changed since `read` comes as it is now, one that is gone is left out.
        """
        for entry in self._selection.entries():
            chapter = self.by_id.get(entry.id)
            if chapter is not None and (ids is None or entry.id in ids):
                yield chapter, printable(entry, self.wish)

    def in_order(self, render: Callable[[Chapter, Mistake], str]) -> Iterator[tuple[Chapter, str]]:
        """Yield each chapter with what `render` made of it, part by part as the book is bound.

        `render` is called in the order of the numbers; its texts wait in a temporary file for their turn.
        """
        with Spool() as spool:
            for chapter, entry in self.told():
                spool.put(chapter.id, render(chapter, entry))
            for part in self.parts:
                for chapter in part.chapters:
                    if chapter.id in spool:
                        yield chapter, spool.get(chapter.id)

    @cached_property
    def _parts(self) -> Mapping[str, Part]:
        return {part.key: part for part in self.parts}


def read(selection: Selection, wish: Wish) -> Book:
    """Read the selection once and return the book: which entries are chapters, their parts and numbers.

    Raises what reading the journal raises. An entry with nothing missing (`mistakes.readiness.missing`)
    is a chapter; the others are counted in `left_out`, or taken in if the wish is for all.
    """
    found = chapters.outlines(selection, wish)
    private = selection.private and not wish.public
    return Book(
        wish=wish,
        name=selection.name,
        goal=selection.header.goal if selection.header else DEFAULT_GOAL,
        charter=_charter(selection),
        parts=chapters.parts(found.outlines, wish.by),
        left_out=LeftOut(found.left_out, dict(found.reasons)),
        as_of=found.last_change,
        authors=tuple(sorted(found.authors)),
        since=history.read(selection),
        drawings=drawings.offered(selection, found.last_change, wish.language) if private else (),
        selection=selection,
    )


def _charter(selection: Selection) -> Charter:
    said = selection.header.charter if selection.header else {}
    mission, vision, values = (said.get(name) for name in ("mission", "vision", "values"))
    if isinstance(values, str):
        values = [values]
    kept = [value for value in values if isinstance(value, str) and value.strip()] if values else []
    return Charter(_text(mission), _text(vision), tuple(kept))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
