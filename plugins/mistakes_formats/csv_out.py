"""Export as CSV (RFC 4180): one entry a row, for spreadsheets, or with `raw` for programs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import date
from operator import attrgetter
from typing import Any, BinaryIO, TypeAlias

from mistakes.errors import UsageError
from mistakes.exchange import Selection
from mistakes.model import Mistake
from mistakes.records import NamedTuple
from mistakes_formats.csv_cells import guarded
from mistakes_formats.plain_text import cleaned, iso, one_line

Cell: TypeAlias = Callable[[Mistake], str]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SEPARATORS = {",": ",", ";": ";", "|": "|", "tab": "\t", "\t": "\t"}


class Column(NamedTuple):
    """A column: its name, which is that of a field, and what stands in it for an entry."""

    name: str
    cell: Cell


def write(selection: Selection, out: BinaryIO, *, raw: bool = False, separator: str = ",") -> None:
    """Write a row of names and one row an entry, every cell quoted, lines ended by CR LF, in UTF-8.

    Without `raw` a byte order mark comes first, control characters are U+FFFD, and an apostrophe stands
    before what a spreadsheet would take for a formula.
    Raises `UsageError` for a separator that is none of `,`, `;`, `|` and `tab`.
    """
    if separator not in _SEPARATORS:
        raise UsageError(f"{separator[:20]!r} cannot separate cells", "Take , or ; or | or tab.")
    if not raw:
        out.write(_BYTE_ORDER_MARK)
    made = _as_it_is if raw else _for_spreadsheets
    rows = csv.writer(
        _Encoded(out), delimiter=_SEPARATORS[separator], quoting=csv.QUOTE_ALL, lineterminator="\r\n"
    )
    rows.writerow(column.name for column in COLUMNS)
    for entry in selection.entries():
        rows.writerow(made(column.cell(entry)) for column in COLUMNS)


class _Encoded(NamedTuple):
    """A binary file to write text to."""

    out: BinaryIO

    def write(self, text: str) -> int:
        return self.out.write(text.encode("utf-8", "replace"))


def _for_spreadsheets(text: str) -> str:
    return guarded(cleaned(text))


def _as_it_is(text: str) -> str:
    # no reader of tables takes a NUL
    return text.replace("\0", "\ufffd")


def _scalar(name: str) -> Column:
    value = attrgetter(name)
    return Column(name, lambda entry: _text(value(entry)))


def _joined(name: str, mark: str, substitute: str) -> Column:
    values = attrgetter(name)
    return Column(
        name, lambda entry: mark.join(one_line(text).replace(mark[0], substitute) for text in values(entry))
    )


def _lines(name: str, items: str, part: str) -> Column:
    """Return a column with one line for each item of a list: line n belongs to item n."""
    values, value = attrgetter(items), attrgetter(part)
    return Column(name, lambda entry: _stacked(_text(value(item)) for item in values(entry)))


def _stacked(texts: Iterable[str]) -> str:
    return "\n".join(map(one_line, texts)).rstrip("\n")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else iso(value) if isinstance(value, date) else str(value)


def _conditions(entry: Mistake) -> str:
    return _stacked(f"{part.kind}: {part.text}" if part.kind else part.text for part in entry.conditions)


def _deleted(entry: Mistake) -> str:
    return iso(entry.deleted.at) if entry.deleted else ""


# their names and order are a promise: new ones come last
COLUMNS = (
    *map(_scalar, ("title", "happened", "kind")),
    _joined("tags", "; ", ","),
    *map(_scalar, ("story", "expected", "believed", "confidence", "went_well", "lucky", "overcame")),
    _scalar("feeling"),
    _joined("heard_from", "; ", ","),
    *map(_scalar, ("goal", "lead", "stretch", "customer_effect", "harm_to_others")),
    *map(_scalar, ("process", "result", "right_thing", "done_right")),
    *map(_scalar, ("price.hours", "price.money", "price.currency", "price.trust", "price.reversible")),
    *map(_scalar, ("price.note", "q.iq", "q.eq", "q.lq")),
    Column("conditions", _conditions),
    _lines("lessons", "lessons", "text"),
    *(_lines(f"lessons.{part}", "lessons", part) for part in ("when", "then", "check")),
    _lines("actions", "actions", "text"),
    *(_lines(f"actions.{part}", "actions", part) for part in ("owner", "due", "done")),
    *map(_scalar, ("decision.chosen", "decision.prediction", "decision.confidence")),
    *map(_scalar, ("decision.review_on", "decision.outcome")),
    Column("decision.options", lambda entry: _stacked(entry.decision.options)),
    Column("decision.views", lambda entry: _stacked(entry.decision.views)),
    _scalar("links.repeat_of"),
    Column("links.like", lambda entry: "; ".join(entry.links.like)),
    _scalar("links.borrowed_from"),
    _scalar("links.shared_from"),
    Column("links.evidence", lambda entry: _stacked(entry.links.evidence)),
    *map(_scalar, ("author", "logged", "updated", "id")),
    Column("deleted.at", _deleted),
)
