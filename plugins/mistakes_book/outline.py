"""The outlines of a book: what somebody wants of it, its chapters and its parts, as small records."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, TypedDict, get_args

import attrs

from mistakes.errors import UsageError
from mistakes.model import Kind
from mistakes_book.totals import Cost, total

By = Literal["theme", "time"]
BY: tuple[By, ...] = get_args(By)


@attrs.frozen
class Wish:
    """What somebody wants of the book; the options of every output.

    `all` takes in entries that are not chapter-ready; `public` leaves out names, sources and what is
    private; `by` groups by theme or time; `language` is the code of the book's own words and of the second
    texts (`[also.zh]`) that replace an entry's first ones; `title` replaces the title "117 Mistakes".
    """

    all: bool = False
    public: bool = False
    by: By = "theme"
    language: str = "en"
    title: str = ""


@attrs.frozen
class Chapter:
    """The outline of one mistake: what contents, charts and indexes need of it.

    `number` is its place in id order among the chapters, from 1. `title` and `lessons` (one line of Markdown
    each, at most 300 characters, empty ones left out) are in the book's language already.
    `day` is the local day it happened; `tags` the entry's own, without empty ones; `part` the key of its part.
    `status` is the ladder's (`mistakes.ladder.STEPS`). `overcome` tells whether it says how it was overcome;
    a chapter that `is_open` does not, and is marked as still open.
    `repeat_of` is the id of an earlier entry and `like` are ids of entries like it, in the book or not.
    `updated` is when the entry was last changed, with its offset.
    `digest` changes whenever anything of the entry, or its status, does.
    """

    id: str
    number: int
    title: str
    day: date
    kind: Kind
    tags: tuple[str, ...]
    part: str
    status: str
    overcome: bool
    cost: Cost
    repeat_of: str | None
    like: tuple[str, ...]
    lessons: tuple[str, ...]
    updated: datetime
    digest: str

    @property
    def is_open(self) -> bool:
        """Tell whether it is not told yet how this was overcome; what went well or was borrowed is not open."""
        return not self.overcome and not never_open(self.kind)


@attrs.frozen
class Part:
    """A part of the book: chapters that share a theme or a time, in id order; never empty.

    `key` is the tag, the year ("2026"), the month ("2026-03"), or "" for what shares no theme, which is the
    last part; `number` counts from 1. The heading of a part is `key` itself for a tag (it may be any text),
    and made by the language for the others (see `Book.by`).
    """

    key: str
    number: int
    chapters: tuple[Chapter, ...]

    @property
    def cost(self) -> Cost:
        """What the chapters of this part cost together."""
        return total(chapter.cost for chapter in self.chapters)


class Options(TypedDict, total=False):
    """What a person asks of every output of the book: the fields of a `Wish`, and a look of one's own.

    `lang` is a language's code, "" the locale's; `theme` is a folder with templates and style sheets.
    """

    all: bool
    public: bool
    by: str
    lang: str
    theme: str
    title: str


def wish_of(options: Options, language: str) -> Wish:
    """Return the wish that options stand for; raises `UsageError` for an unknown grouping."""
    return Wish(
        all=options.get("all", False),
        public=options.get("public", False),
        by=grouping(options.get("by", "theme")),
        language=language,
        title=options.get("title", ""),
    )


def grouping(typed: str) -> By:
    """Return by what the parts are to be made, as typed; raises `UsageError` for anything else."""
    for by in BY:
        if by == typed:
            return by
    raise UsageError(f"parts are made by theme or by time, not by {typed!r:.40}", "Say --by time.")


def never_open(kind: Kind) -> bool:
    """Tell whether entries of this kind have nothing to overcome: what went well, what others told."""
    return kind in ("success", "borrowed")
