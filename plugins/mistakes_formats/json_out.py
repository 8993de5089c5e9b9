"""Export as one JSON document, written entry by entry; what it holds is `mistakes.jsonform`'s."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from mistakes.events import to_record
from mistakes.exchange import Selection
from mistakes.jsonform import Record, dump, to_json

VERSION = 1


def write(selection: Selection, out: BinaryIO) -> None:
    """Write the selection as JSON in UTF-8: one entry a line, one event a line, a newline at the end.

    The same selection gives the same bytes; `events` is there only if there are any.
    """
    out.write(f'{{"format": "mistakes", "version": {VERSION}, "entries": ['.encode())
    _write_lines(map(to_json, selection.entries()), out)
    events = iter(map(to_record, selection.events()))
    for first in events:
        out.write(b'], "events": [\n')
        out.write(dump(first).encode())
        _write_lines(events, out, b",\n")
    out.write(b"]}\n")


def _write_lines(records: Iterable[Record], out: BinaryIO, before: bytes = b"\n") -> None:
    for record in records:
        out.write(before)
        out.write(dump(record).encode())
        before = b",\n"
    out.write(b"\n")
