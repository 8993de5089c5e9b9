"""Joining two versions of one file: entries field by field, events line by line, the rest by its kind.

Nothing here knows which side is ours: whoever joins gets the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

from mistakes import codec, tomltext
from mistakes.canonical import instant
from mistakes.errors import InvalidEntry
from mistakes.events import merge_logs
from mistakes.files import ENTRY_LIMIT
from mistakes.ids import encode, is_id, time_of
from mistakes.merge import DifferentEntries, merge_files, same_origin
from mistakes.records import NamedTuple
from mistakes.tomltext import Table

_EPOCH_MILLISECOND = timedelta(milliseconds=1)


class Joined(NamedTuple):
    """The one version: its bytes, None if the file goes.

    `trouble` says what could not be joined; `second` is a whole other entry that had the same id, with the
    new one it gets; `has_conflict` tells that a value lost in this join.
    """

    data: bytes | None
    trouble: str = ""
    second: tuple[str, bytes] | None = None
    has_conflict: bool = False


def join_entries(
    entry_id: str,
    base: bytes | None,
    ours: bytes | None,
    theirs: bytes | None,
    who: tuple[str, str] = ("", ""),
) -> Joined:
    """Return an entry that both sides changed; a side that cannot be read gives way to one that can.

    `who` names who changed it on our side and on theirs, "" where that is not known.
    """
    tables = [_readable(data, entry_id) for data in (base, ours, theirs)]
    _, own, arrived = tables
    for mine, other, table, of_other in ((ours, theirs, own, arrived), (theirs, ours, arrived, own)):
        if mine is not None and table is None:
            if other is None or of_other is None:
                return Joined(_smaller(ours, theirs), "cannot be read on either side, so it was not joined")
            return Joined(other, "one side cannot be read, so the other was kept")
    if base is None and tables[1] and tables[2] and not same_origin(tables[1], tables[2]):
        return _apart(entry_id, tables[1], tables[2], ours, theirs)
    return _joined(tables, [ours, theirs], who)


def join_logs(*versions: bytes | None) -> bytes:
    """Return the union of the lines of several versions of one log, sorted by the events' ids."""
    present = [data for data in versions if data is not None]
    if any(all(data == other for other in present) for data in present[:1]):
        return present[0]
    texts = (data.decode("utf-8", "surrogateescape") for data in present)
    return merge_logs(*texts).encode("utf-8", "surrogateescape")


def join_headers(base: bytes | None, ours: bytes | None, theirs: bytes | None) -> bytes | None:
    """Return a `journal.toml` that both sides changed; where two were begun, theirs is it."""
    tables = [None if data is None else _parsed(data) for data in (base, ours, theirs)]
    if tables[1] is None or tables[2] is None:
        return ours if tables[2] is None else theirs
    try:
        joined = merge_files(tables[0], tables[1], tables[2])
    except DifferentEntries:
        return theirs
    return _written(joined, tables[1:], [ours, theirs], tomltext.dump) if joined else None


def join_rules(*versions: bytes | None) -> bytes:
    """Return the union of the lines of a `.gitattributes` or `.gitignore`, in their order."""
    lines = dict.fromkeys(line for data in sorted(filter(None, versions)) for line in data.splitlines())
    return b"".join(line + b"\n" for line in lines)


def _joined(tables: Sequence[Table | None], sides: Sequence[bytes | None], who: tuple[str, str]) -> Joined:
    base, ours, theirs = tables
    joined = merge_files(base, ours, theirs, who)
    if joined is None:
        return Joined(None)
    data = _written(joined, [ours, theirs], sides, _canonical)
    if len(data) > ENTRY_LIMIT:
        return Joined(_later(ours, theirs, sides), "would be larger than 256 KiB if it were joined")
    rows = [len(_rows(table)) if table else 0 for table in (joined, ours, theirs)]
    return Joined(data, has_conflict=rows[0] > max(rows[1:]))


def _written(
    joined: Table, tables: Sequence[Table | None], sides: Sequence[bytes | None], write: Any
) -> bytes:
    """Return the text of a table: that of a side that says the same, else a new one."""
    same = [
        data
        for table, data in zip(tables, sides, strict=True)
        if table is not None and data is not None and tomltext.same(table, joined)
    ]
    return min(same) if same else write(joined).encode("utf-8", "surrogatepass")


def _canonical(table: Table) -> str:
    try:
        return tomltext.dump(codec.to_table(codec.structure(table)))
    except InvalidEntry:
        return tomltext.dump(_in_order(table))  # of a newer format, or wrong: passed on as it is


def _in_order(table: Table) -> Table:
    from mistakes.model import Mistake

    known = [name for name in codec.field_names(Mistake) if name in table]
    return {key: table[key] for key in [*known, *sorted(table.keys() - set(known))]}


def _apart(entry_id: str, ours: Table, theirs: Table, *sides: bytes | None) -> Joined:
    """Keep two entries that share an id and nothing else: the one logged later gets a new id."""
    pairs = sorted(zip((ours, theirs), sides, strict=True), key=lambda pair: _logged(pair[0]))
    (_, kept), (other, text) = pairs
    made = _other_id(entry_id, text or b"")
    row = {"path": "id", "value": entry_id}
    moved = other | {"id": made, "conflict": [*_rows(other), row]}
    return Joined(kept, second=(made, _canonical(moved).encode("utf-8", "surrogatepass")))


def _other_id(entry_id: str, text: bytes) -> str:
    """Return an id of the same time for another entry: the same one whoever joins."""
    milliseconds = int((time_of(entry_id) - time_of("0" * 26)) / _EPOCH_MILLISECOND)
    random = int.from_bytes(sha256(text).digest()[:10], "big")
    bits = (7 << 76) | ((random >> 62 & 0xFFF) << 64) | (2 << 62) | (random & ((1 << 62) - 1))
    return encode((milliseconds << 80) | bits, 26)


def _logged(table: Table) -> tuple[timedelta, str]:
    from mistakes.merge import canonical_hash

    return instant(table.get("logged")) or timedelta.max, canonical_hash(table)


def _later(ours: Table | None, theirs: Table | None, sides: Sequence[bytes | None]) -> bytes | None:
    """Return the side that was changed last."""
    stamps = [
        ((table or {}).get("rev", 0), data or b"") for table, data in zip((ours, theirs), sides, strict=True)
    ]
    numbers = [(rev if isinstance(rev, int) else 0, data) for rev, data in stamps]
    return max(numbers)[1] or None


def _rows(table: Table) -> list[Any]:
    rows = table.get("conflict", [])
    return rows if isinstance(rows, list) else []


def _smaller(*sides: bytes | None) -> bytes | None:
    present = [data for data in sides if data is not None]
    return min(present, key=lambda data: (len(data), data)) if present else None


def _readable(data: bytes | None, entry_id: str) -> Table | None:
    """Return the table of an entry's file, None if it is none of that id."""
    table = None if data is None else _parsed(data)
    return table if table is not None and table.get("id") == entry_id and is_id(entry_id) else None


def _parsed(data: bytes) -> Table | None:
    if len(data) > ENTRY_LIMIT:
        return None
    try:
        return tomltext.parse(data.decode("utf-8"))
    except ValueError:
        return None
