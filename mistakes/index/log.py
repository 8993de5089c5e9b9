"""The lines of an event file as rows of the index, read as a stream; the old part is only compared.

A line counts as `events.read_log` counts it; lines that are plainly right are not taken apart further.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from zlib import crc32

from mistakes.files import open_log
from mistakes.ids import is_id
from mistakes.layout import EVENT_LINE_LIMIT as LINE_LIMIT
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.events import Event

_CHUNK = 65_536
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TEXT = r'"[^"\\\x00-\x1f]*(?:\\["\\/bfnrt][^"\\\x00-\x1f]*)*"'
_KEYS = {
    **dict.fromkeys(("applied", "repeated", "reviewed", "retired", "checked", "thanked"), "lesson"),
    "action-done": "action",
}
_OTHERS = {"reviewed": "grade", "repeated": "repeat", "retracted": "event"}
# What says nothing about where an entry stands, or who has read it, is not kept by entry.
_TELLING = frozenset(
    (
        "applied",
        "checked",
        "repeated",
        "retired",
        "reviewed",
        "action-done",
        "compared",
        "thanked",
        "commented",
        "read",
    )
)
# Every kind of event but those whose payload is more than texts; a test holds it to `events.KINDS`.
_PLAIN = frozenset(
    "understood planned answered skipped reviewed compared retired borrowed decided applied repeated shared thanked "
    "commented read action-done checked retracted".split()
)


class EventRow(NamedTuple):
    """What the index keeps of an event: where its line stands, and what the ladder looks at.

    `key` is of a lesson or action; `other` a grade, or the id of a repeat or of an event taken back;
    `at` is in microseconds since 1970 and only kept of reviews; `day` is the ordinal of the stored local
    date, or of the date in UTC where there is none, and only kept of what is kept by entry.
    """

    start: int
    size: int
    crc: int
    id: str
    at: int | None
    do: str
    who: str
    entry: str | None
    key: str | None
    other: str | None
    day: int | None


class BadLine(NamedTuple):
    """A line that is no event: where it starts, and why."""

    start: int
    reason: str


class LogState(NamedTuple):
    """How far a log was read, to the end of its last whole line, and the digest of all before."""

    consumed: int
    content: bytes


class LogReader:
    """Reads one log from where it was left; `state` tells afterwards how far.

    `goes_on` tells whether what was read before is unchanged; if not, everything is read again.
    """

    def __init__(self, path: str, before: LogState | None) -> None:
        self._path = path
        self._before = before
        self.state = LogState(0, blake2b(digest_size=16).digest())
        self.goes_on = False

    def rows(self) -> Iterator[EventRow | BadLine]:
        """Yield the new rows; nothing if the log is gone or no regular file."""
        with open_log(Path(self._path)) as file:
            if file is None:
                return
            digest = blake2b(digest_size=16)
            if self._before and _skip(file, self._before.consumed, digest) == self._before.content:
                self.goes_on = True
            else:
                file.seek(0)
                digest = blake2b(digest_size=16)
            yield from self._read(file, digest)

    def _read(self, file: BinaryIO, digest: Any) -> Iterator[EventRow | BadLine]:
        start = file.tell()
        self.state = LogState(start, digest.digest())
        while block := file.read(_CHUNK):
            if not block.endswith(b"\n"):
                block += file.readline(LINE_LIMIT + 1)
            *lines, rest = block.split(b"\n")
            digest.update(block[: len(block) - len(rest)])
            for line in lines:
                yield row_of(line, start, len(line) + 1)
                start += len(line) + 1
            self.state = LogState(start, digest.digest())
            if rest and (row := self._read_rest(file, digest, start, rest)):
                yield row
                start = self.state.consumed

    def _read_rest(self, file: BinaryIO, digest: Any, start: int, rest: bytes) -> EventRow | BadLine | None:
        """Return the row of a line whose end was not met yet: it is torn, the last one, or too long."""
        size, part = len(rest), rest
        digest.update(rest)
        while not part.endswith(b"\n") and (part := file.readline(LINE_LIMIT)):
            digest.update(part)
            size += len(part)
        row = row_of(rest, start, size)
        if part.endswith(b"\n"):
            self.state = LogState(start + size, digest.digest())
            return row
        return row if isinstance(row, EventRow) else None


def row_of(line: bytes, start: int, size: int) -> EventRow | BadLine:
    """Return the row of one line that starts at this byte of its file and has so many, its end included."""
    if row := _usual(line, start, size):
        return row
    import json

    try:
        if size > LINE_LIMIT:
            raise ValueError(f"is longer than {LINE_LIMIT // 1024} KiB")
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict) or not _is_plain(record):
            from mistakes import events

            record = _record(events.read_line(line.decode("utf-8")))
    except UnicodeDecodeError:
        return BadLine(start, "is not UTF-8")
    except (ValueError, KeyError) as error:
        return BadLine(start, str(error) if isinstance(error, ValueError) else "has no kind")
    do = record["do"]
    at = _microseconds(record["at"]) if do == "reviewed" else None
    key, other = record.get(_KEYS.get(do, "")) or None, record.get(_OTHERS.get(do, "")) or None
    if do == "reviewed":
        other = other or "had"
    who, entry = record.get("by", ""), (record.get("entry") or None) if do in _TELLING else None
    day = _day(record) if do in _TELLING else None
    return EventRow(start, size, crc32(line), record["id"], at, do, who, entry, key, other, day)


def same_line(path: str, start: int, size: int) -> str:
    """Return the canonical text of the event in this place of a log, by which duplicates compare."""
    with open_log(Path(path)) as file:
        if file is None:
            return ""
        file.seek(start)
        try:
            from mistakes import events

            return events.write_line(events.read_line(file.read(size).decode("utf-8")))
        except (ValueError, KeyError):
            return ""


def line_number(path: str, start: int) -> int:
    """Return the number, from 1, of the line that starts at this byte."""
    with open_log(Path(path)) as file:
        number = 1
        while file is not None and start > 0 and (data := file.read(min(start, _CHUNK))):
            number += data.count(b"\n")
            start -= len(data)
        return number


@cache
def _usual_line() -> re.Pattern[str]:
    """Return what a line is like as this library writes it; all others are taken apart as JSON."""
    return re.compile(
        r'\{"id": "([0-7][0-9a-hjkmnp-tv-z]{25})", "at": "(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z)", '
        r'"zone": "[\w/+:-]*", "day": "(\d{4}-\d\d-\d\d)", "by": "([a-z0-9-]*)", "do": "([a-z-]+)", '
        r'"entry": "([0-9a-z]+)", "rules": \d{1,9}(?:, "(lesson|action)": "([0-9a-z-]*)")?'
        r'(?:, "(grade|repeat|event)": "([0-9a-z]*)")?'
        rf'(?:, "(?:situation|outcome|text|prompt|other|rule|to|digest|scan|check|evidence)": {_TEXT})*\}}',
        re.ASCII,
    )


def _usual(line: bytes, start: int, size: int) -> EventRow | None:
    """Return the row of a line in its usual form, None if it has to be looked at more closely."""
    try:
        found = _usual_line().fullmatch(line.decode("utf-8"))
        if found is None or size > LINE_LIMIT:
            return None
        event, at, day, who, do, entry, name, key, second, other = found.groups()
        datetime.fromisoformat(at)
        ordinal = date.fromisoformat(day).toordinal()
    except ValueError:
        return None
    if (
        type(do) is not str
        or do not in _PLAIN
        or (name and _KEYS.get(do) != name)
        or (second and _OTHERS.get(do) != second)
    ):
        return None
    when = None
    if do == "reviewed":
        when, other = _microseconds(at), other or "had"
    about, on = (entry, ordinal) if do in _TELLING else (None, None)
    return EventRow(start, size, crc32(line), event, when, do, who, about, key or None, other or None, on)


def _is_plain(record: dict[str, Any]) -> bool:
    """Tell whether `events.from_record` would surely take the record as it is."""
    if (
        type(record.get("do")) is not str
        or record["do"] not in _PLAIN
        or type(record.get("rules", 1)) is not int
    ):
        return False
    if not all([type(value) is str or key == "rules" for key, value in record.items()]):
        return False
    try:
        datetime.fromisoformat(record["at"]).astimezone(UTC)
        if day := record.get("day"):
            date.fromisoformat(day)
    except (KeyError, ValueError, OverflowError):
        return False
    return 0 <= record.get("rules", 1) < 2**31 and is_id(record.get("id", ""))


def _record(event: Event) -> dict[str, Any]:
    """Return an event that was taken apart by the library as the record it stands for."""
    import json

    from mistakes import events

    return {"do": "", **json.loads(events.write_line(event))}


def _day(record: dict[str, Any]) -> int:
    day = record.get("day")
    return (date.fromisoformat(day) if day else _utc(record["at"]).date()).toordinal()


def _microseconds(at: str) -> int:
    return (_utc(at) - _EPOCH) // timedelta(microseconds=1)


def _utc(at: str) -> datetime:
    moment = datetime.fromisoformat(at)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _skip(file: BinaryIO, length: int, digest: Any) -> bytes:
    """Read over the first bytes of a file and return their digest."""
    while length > 0 and (data := file.read(min(length, _CHUNK))):
        digest.update(data)
        length -= len(data)
    return bytes(digest.digest())
