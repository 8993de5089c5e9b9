"""Rows of a list of entries: what is said of each, and how it is laid out; no entry is needed for that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from mistakes.cli.columns import Cell, shorten
from mistakes.cli.output import Output
from mistakes.cli.terminal import term
from mistakes.ids import handles


class Row(NamedTuple):
    """What a list says of an entry: its id, day, title, its marks and tags in words, its journal's name."""

    id: str
    day: str
    title: str
    details: str
    journal: str


def cells(out: Output, rows: Iterable[Row], named: bool, short: Mapping[str, str]) -> Iterator[list[Cell]]:
    """Yield the cells of each row: handle, day, title, details, and the journal if `named`."""
    paint = out.paint
    for row in rows:
        line = [
            Cell(short.get(row.id, row.id[-6:]), paint.cyan),
            Cell(row.day, paint.dim),
            Cell(row.title, flex=True),
            Cell(_fitted(out, row.details), paint.dim),
        ]
        yield [*line, Cell(row.journal, paint.dim)] if named else line


def short_handles(ids: Collection[str]) -> dict[str, str]:
    """Return the handles of what is shown, each unique among them."""
    return handles(ids)


def _fitted(out: Output, details: str) -> str:
    """Return marks and tags, on a terminal in no more than a quarter of it: the title matters more."""
    return shorten(term(details), out.columns // 4) if out.columns else details
