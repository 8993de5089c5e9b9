"""The records of a JSON file, whatever way they stand in it: in a list, on lines, or alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from mistakes.errors import UnreadableFile
from mistakes_formats.json_scan import LONGEST, Piece, pieces, whole
from mistakes_formats.reading import ByteFile, chunks, lines
from mistakes_formats.record import TOO_LONG

_LINE_FILES = (".jsonl", ".ndjson")


def records(file: ByteFile, name: str, lists: Collection[str] = ()) -> Iterator[Piece]:
    """Yield the records of a file from its beginning: each with its place, or why it is none.

    They are the items of a list (of several, one after the other), the lines of JSON lines, or the
    items of those members of an object that are named in `lists`. An object without any of these is
    one record, whose place is `name`, the file's.
    """
    if is_lines(name, file):
        yield from line_records(file)
    elif is_object(file):
        yield from _members(file, name, lists)
    else:
        for piece in pieces(chunks(file), (), several=True):
            yield piece._replace(place=piece.place or name)


def line_records(file: ByteFile) -> Iterator[Piece]:
    """Yield what stands on each line that is not blank."""
    for number, text, fault in lines(file, LONGEST):
        if fault:
            yield Piece(f"line {number}", fault=fault)
        elif text.strip():
            yield whole(text, f"line {number}")


def is_lines(name: str, file: ByteFile) -> bool:
    """Tell whether the name says so, or the first line is a whole object and more lines follow.

    Leaves the file at its beginning, as `is_object` does.
    """
    if Path(name).suffix.lower() in _LINE_FILES:
        return True
    filled = filter(bytes.strip, iter(partial(file.readline, LONGEST + 1), b""))
    first = next(filled, b"").decode("utf-8-sig", "replace").strip()
    found = first.startswith("{") and not whole(first, "").fault and next(filled, None) is not None
    file.seek(0)
    return found


def is_object(file: ByteFile) -> bool:
    """Tell whether the text begins as an object does."""
    return _start(file).startswith("{")


def is_json(file: ByteFile) -> bool:
    """Tell whether the text begins as an object or as a list of objects does."""
    start = _start(file)
    return start.startswith("{") or (start.startswith("[") and start[1:].lstrip().startswith("{"))


def _start(file: ByteFile) -> str:
    """Return the first part of the text, "" if it is none."""
    try:
        return next(chunks(file), "").lstrip()
    except UnreadableFile:
        return ""
    finally:
        file.seek(0)


def _members(file: ByteFile, name: str, lists: Collection[str]) -> Iterator[Piece]:
    members: dict[str, Any] = {}
    size, has_lists = 0, False
    for piece in pieces(chunks(file), lists):
        member = piece.place.partition("[")[0]
        if member in lists and (piece.place != member or piece.value == []):
            has_lists = True
            if piece.place != member:
                yield piece
        elif piece.fault:
            yield piece._replace(place=piece.place or name)
            return
        else:
            size += piece.size
            members |= {piece.place: piece.value} if size <= LONGEST else {}
    if not has_lists:
        yield Piece(name, members) if size <= LONGEST else Piece(name, fault=TOO_LONG)
