"""Lines of iCalendar (RFC 5545): escaped texts, folded at 75 octets, ended by CR LF."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from mistakes_formats.plain_text import cleaned

LONGEST = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def text(content: str) -> str:
    """Return a text as the value of a property."""
    return cleaned(content).translate(_ESCAPES)


def day(value: date) -> str:
    """Return a date as the value of a property, such as `20261201`."""
    return value.isoformat().replace("-", "")


def moment(value: datetime) -> str:
    """Return a time with its offset as the value of a property, in UTC."""
    try:
        at = value.astimezone(UTC)
    except OverflowError:  # in the first or last hours that there are
        at = value.replace(tzinfo=UTC)
    return f"{day(at.date())}T{at.hour:02}{at.minute:02}{at.second:02}Z"


def folded(line: str) -> bytes:
    """Return a line as bytes of at most 75 each, the later ones behind a space; no character is cut."""
    return b"".join(part + b"\r\n" for part in _parts(line.encode("utf-8", "replace")))


def _parts(data: bytes) -> Iterator[bytes]:
    start, room, lead = 0, LONGEST, b""
    while len(data) - start > room:
        end = start + room
        while data[end] & 0xC0 == 0x80:
            end -= 1
        yield lead + data[start:end]
        start, room, lead = end, LONGEST - 1, b" "
    yield lead + data[start:]
