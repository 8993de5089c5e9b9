"""Rows of a list of entries: what is said of each, and how it is laid out; that needs no entry any more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from mistakes.cli.columns import NARROW, Cell, shorten, width
from mistakes.cli.output import Output
from mistakes.cli.terminal import term
from mistakes.ids import handles
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.journals import Found

_GAP = 2  # columns between fields
_BEFORE_TITLE = 20  # columns: a handle and a day, each with its gap


class Row(NamedTuple):
    """What a list says of an entry: its id, day, title, its marks and tags in words, its journal's name."""

    id: str
    day: str
    title: str
    details: str
    journal: str


def row_of(found: Found) -> Row:
    """Return what a list says of an entry."""
    from mistakes.cli.show_words import MARKS, WORDS
    from mistakes.locales import language
    from mistakes.when import as_date

    entry, spoken = found.entry, language(found.journal.settings)
    marks = [MARKS[spoken][entry.kind], WORDS[spoken]["is deleted"] if entry.deleted else ""]
    details = " ".join([*(mark for mark in marks if mark), *(f"#{tag}" for tag in entry.tags)])
    return Row(entry.id, as_date(entry.happened).isoformat(), entry.title, details, found.journal.name)


def cells(out: Output, rows: Iterable[Row], named: bool, short: Mapping[str, str]) -> Iterator[list[Cell]]:
    """Yield the cells of each row: handle, day, title, details, and the journal if `named`."""
    paint = out.paint
    rows, room = _with_room(out, rows, named)
    for row in rows:
        line = [
            Cell(short.get(row.id, row.id[-6:]), paint.cyan),
            Cell(row.day, paint.dim),
            Cell(row.title, flex=True),
            Cell(shorten(term(row.details), room) if room else row.details, paint.dim),
        ]
        yield [*line, Cell(row.journal, paint.dim)] if named else line


def short_handles(ids: Collection[str]) -> dict[str, str]:
    """Return the handles of what is shown, each unique among them."""
    return handles(ids)


def _with_room(out: Output, rows: Iterable[Row], named: bool) -> tuple[Iterable[Row], int]:
    """Return the rows, and how many columns marks and tags may take; 0 is as many as they need.

    On a wide terminal they get what titles and journals leave, and a quarter of it at least: titles matter more.
    """
    if not out.columns or out.columns <= NARROW:
        return rows, 0
    rows = list(rows)
    titles = max((width(term(row.title)) for row in rows), default=0)
    journals = max((width(term(row.journal)) + _GAP for row in rows), default=0) if named else 0
    return rows, max(out.columns // 4, out.columns - _BEFORE_TITLE - titles - _GAP - journals)
