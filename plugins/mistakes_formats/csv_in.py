"""Import of CSV: a row is an entry, the columns are told by their names or by `--map`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from mistakes.errors import UnreadableFile, UsageError
from mistakes.exchange import Record, Refusal
from mistakes.ids import is_id
from mistakes_formats import json_entry
from mistakes_formats.csv_cells import unguarded
from mistakes_formats.csv_columns import MOST_COLUMNS, Table, recognized, table
from mistakes_formats.csv_entry import entry_of
from mistakes_formats.csv_rows import Row, Rows, rows_of
from mistakes_formats.reading import chunks, opened
from mistakes_formats.record import digest
from mistakes_formats.written_times import ReadMoment, reader

_NEEDED = ("id", "title", "happened", "logged", "author")
_STAMPS = {"format": 1, "kind": "mistake", "rev": 1}
_AS_UTF8 = "in a spreadsheet program, save it as CSV UTF-8"


def read(path: Path, *, map: Sequence[str] = (), timeformat: str = "") -> Iterator[Record]:
    """Yield the rows of a table, each as an entry; raises `NotFound`.

    `map` has texts `FIELD=COLUMN`, `timeformat` is how the table writes dates. Places are `line 12`,
    where the row begins.
    Raises `UsageError` for a field or column that is not there, a format that cannot be read, and a
    table in which no column is the title.
    """
    given = [_pair(text) for text in map]
    moment = reader(timeformat)
    try:
        with opened(path) as file:
            for _ in chunks(file):
                pass  # what is no text is told before any row is taken
            with rows_of(file, recognized) as rows:
                yield from _records(rows, path.name, given, moment)
    except UnreadableFile as error:
        cure = f"; {_AS_UTF8}" if "UTF-8" in error.reason else ""
        yield Refusal(path.name, f"{error.reason}{cure}")


def _pair(text: str) -> tuple[str, str]:
    field, mark, column = text.partition("=")
    if not mark or not field.strip() or not column.strip():
        raise UsageError(f"--map {text[:60]}: expected FIELD=COLUMN", "For example: --map title=Summary")
    return field.strip(), column.strip()


def _records(rows: Rows, name: str, given: Sequence[tuple[str, str]], moment: ReadMoment) -> Iterator[Record]:
    found = iter(rows)
    first = next(found, Row(1, (), "is empty"))
    fault = first.fault or (
        f"has more than {MOST_COLUMNS} columns" if len(first.cells) > MOST_COLUMNS else ""
    )
    if fault:
        yield Refusal(name, fault)
        return
    columns = table([unguarded(cell).strip() for cell in first.cells], given)
    # our export for programs, which has no mark, puts no apostrophe before formulas
    is_raw = columns.is_own and not rows.is_marked
    is_damaged = False
    for row in found:
        is_damaged = is_damaged or bool(row.fault)
        fault = row.fault or _misfit(row.cells, len(columns.names), may_be_short=not is_damaged)
        if fault:
            yield Refusal(f"line {row.line}", fault)
        elif any(map(str.strip, row.cells)):
            cells = row.cells if is_raw else [unguarded(cell) for cell in row.cells]
            yield _record(cells, columns, moment, f"line {row.line}")


def _record(cells: Sequence[str], columns: Table, moment: ReadMoment, where: str) -> Record:
    try:
        entry = entry_of(columns, cells, moment)
    except UsageError as error:
        return Refusal(where, ". ".join([error.message, error.hint.rstrip(".")]).rstrip(". "))
    if "title" not in entry:
        return Refusal(where, "title: is empty")
    if all(name in entry for name in _NEEDED) and is_id(entry["id"]):
        return json_entry.own({**_STAMPS, "updated": entry["logged"], **entry}, where)
    said = digest("\0".join(cells))
    ref = f"{entry['id']} {entry['title']}"[:200] if entry.get("id") else said[:39]
    return json_entry.loose({**entry, "source": {"format": "csv", "ref": ref, "digest": said}}, where)


def _misfit(cells: Sequence[str], width: int, *, may_be_short: bool) -> str:
    """Return what is wrong with a row's length; spreadsheets leave out empty cells at its end."""
    if len(cells) == width or not cells or (may_be_short and 1 < len(cells) < width):
        return ""
    return (
        f"has {len(cells)} cells and the table {width} columns; is a cell with a separator in it not quoted?"
    )
