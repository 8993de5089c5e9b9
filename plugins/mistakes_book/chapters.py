"""Which entries are chapters, in which part each of them stands, and under which number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from email.utils import parseaddr
from typing import TYPE_CHECKING

import attrs

from mistakes.readiness import missing
from mistakes.when import as_date
from mistakes_book.digest import digest_of
from mistakes_book.outline import By, Chapter, Part
from mistakes_book.printable import printable
from mistakes_book.totals import cost_of

if TYPE_CHECKING:
    from mistakes.exchange import Selection
    from mistakes.model import Mistake
    from mistakes_book.outline import Wish

LONGEST_LESSON = 300
SMALLEST_PART = 2
MOST_PARTS = 100
_TOO_COMMON = 2
_MOST_AUTHORS = 500


@attrs.define
class Found:
    """What the first walk found: outlines in id order without parts, and what was no chapter."""

    outlines: list[Chapter] = attrs.field(factory=list)
    left_out: int = 0
    reasons: Counter[str] = attrs.field(factory=Counter)
    last_change: date | None = None
    authors: set[str] = attrs.field(factory=set)


def outlines(selection: Selection, wish: Wish) -> Found:
    """Walk over the selection once and return the outlines of all chapters, numbered in id order.

    Deleted entries (of a backup) are no chapters. Their `part` is "" still; see `parts`.
    """
    found = Found()
    for entry in selection.entries():
        lacks = missing(entry)
        if entry.deleted:
            continue
        if lacks and not wish.all:
            found.left_out += 1
            found.reasons.update(lacks)
        else:
            status = selection.standing(entry).status
            found.outlines.append(_outline(entry, len(found.outlines) + 1, status, wish))
            _note(found, entry, wish)
    return found


def parts(chapters: Sequence[Chapter], by: By) -> tuple[Part, ...]:
    """Return the chapters in parts by theme or by time; every chapter stands in one of them, and once.

    By time a part is a year, or a month if all happened in one year; parts come in the order of time.
    By theme a part is a tag. The tag that most chapters have makes the first part, with all of them; of
    the other chapters again the tag that most of them have, and so on, while at least two share it (in a
    large book, one in a hundred). Of equally common tags the first in the alphabet goes first. A tag that is on
    more than half of all chapters tells little, so these wait until the others had their turn.
    What is left over is the last part, with the key "".
    """
    groups = _by_time(chapters) if by == "time" else _by_theme(chapters)
    return tuple(
        Part(key, number, tuple(attrs.evolve(chapter, part=key) for chapter in group))
        for number, (key, group) in enumerate(groups, 1)
    )


def _outline(entry: Mistake, number: int, status: str, wish: Wish) -> Chapter:
    shown = printable(entry, wish)
    said = (one_line(lesson.text or lesson.then) for lesson in shown.lessons)
    return Chapter(
        id=entry.id,
        number=number,
        title=one_line(shown.title),
        day=as_date(entry.happened),
        kind=entry.kind,
        tags=tuple(dict.fromkeys(tag.strip() for tag in entry.tags if tag.strip())),
        part="",
        status=status,
        overcome=bool(entry.overcame.strip()),
        cost=cost_of(entry.price),
        repeat_of=entry.links.repeat_of,
        like=entry.links.like,
        lessons=tuple(text for text in said if text),
        updated=entry.updated,
        digest=digest_of(repr(entry), status),
    )


def one_line(text: str) -> str:
    """Return a text on one line, its white space as single blanks, at most 300 characters of it."""
    line = " ".join(text[: 4 * LONGEST_LESSON].split())
    return line if len(line) <= LONGEST_LESSON else line[: LONGEST_LESSON - 1].rstrip() + "…"


def _note(found: Found, entry: Mistake, wish: Wish) -> None:
    day = entry.updated.date()
    found.last_change = max(day, found.last_change or day)
    name = parseaddr(entry.author)[0] or entry.author.partition("<")[0].strip()
    if name and "@" not in name and not wish.public and len(found.authors) < _MOST_AUTHORS:
        found.authors.add(name)


def _by_time(chapters: Iterable[Chapter]) -> Iterator[tuple[str, list[Chapter]]]:
    chapters = list(chapters)
    length = 4 if len({chapter.day.year for chapter in chapters}) > 1 else 7
    groups: dict[str, list[Chapter]] = {}
    for chapter in chapters:
        groups.setdefault(chapter.day.isoformat()[:length], []).append(chapter)
    yield from sorted(groups.items())


def _by_theme(chapters: Sequence[Chapter]) -> Iterator[tuple[str, list[Chapter]]]:
    left = {chapter.number: chapter for chapter in chapters}
    common = Counter(tag for chapter in chapters for tag in chapter.tags)
    smallest = max(SMALLEST_PART, -(-len(chapters) // MOST_PARTS))
    for late in (False, True):
        allowed = {tag for tag, count in common.items() if (count * _TOO_COMMON > len(chapters)) == late}
        while found := _commonest(left.values(), allowed):
            tag, count = found
            if count < smallest:
                break
            group = [chapter for chapter in left.values() if tag in chapter.tags]
            for chapter in group:
                del left[chapter.number]
            yield tag, group
    if left:
        yield "", list(left.values())


def _commonest(chapters: Iterable[Chapter], allowed: set[str]) -> tuple[str, int] | None:
    counts = Counter(tag for chapter in chapters for tag in chapter.tags if tag in allowed)
    return min(counts.items(), key=lambda item: (-item[1], item[0])) if counts else None
