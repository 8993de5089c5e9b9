"""Export as JSON lines: one entry a line, then one event a line; what they hold is `mistakes.jsonform`'s."""

from __future__ import annotations

from typing import BinaryIO

from mistakes.events import to_record
from mistakes.exchange import Selection
from mistakes.jsonform import Record, dump, to_json


def write(selection: Selection, out: BinaryIO) -> None:
    """Write the selection in UTF-8, one JSON object a line, without a first line that says what it is.

    So a part of it, or several of them one after the other, can be imported as well.
    The same selection gives the same bytes.
    """
    out.writelines(map(_line, map(to_json, selection.entries())))
    out.writelines(map(_line, map(to_record, selection.events())))


def _line(record: Record) -> bytes:
    return f"{dump(record)}\n".encode()
