"""Import of plain text, one mistake a line, as a phone's notes hold them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from mistakes.errors import UnreadableFile, UsageError
from mistakes.exchange import Record, Refusal
from mistakes.files import ENTRY_LIMIT
from mistakes.model import Source
from mistakes.when import Moment, parse_moment
from mistakes_formats.reading import CHUNK, ByteFile, Line, is_utf16, lines, opened
from mistakes_formats.record import (
    TOO_LONG,
    conflict_line,
    cut_title,
    dated,
    digest,
    handed_over,
    tags,
)

LIMIT = 16 * 1024 * 1024
_BULLET = re.compile(r"\s*(?:[-*+–]\s+|[•·‣◦]\s*|\d{1,3}[.)]\s+|\d{1,3}、\s*)?(?:\[[ xX✓]?\]\s+)?")
_DATE = re.compile(
    r"(?P<moment>\d{4}-\d\d-\d\d(?:[T ]\s*\d{1,2}:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?)(?!\d)"
    r"\s*[:：,，|–—-]?\s*"
)
_TAG = re.compile(r"(?!\d+$)[\w/-]{1,100}")
_MOST_TAGS = 50


def read(path: Path) -> Iterator[Record]:
    """Yield one record for each line that is not blank; a line that is no text hides no other.

    Raises `NotFound`.
    """
    now = datetime.now().astimezone()
    try:
        with opened(path, LIMIT) as file:
            for number, line in enumerate(_lines(file), 1):
                if line.fault:
                    yield Refusal(f"line {number}", line.fault)
                elif line.text.strip():
                    yield _record(line.text, f"line {number}", now)
    except UnreadableFile as error:
        yield Refusal(path.name, error.reason)


def _lines(file: ByteFile) -> Iterator[Line]:
    """Yield the lines, also those that end with CR alone as they did on old Macs.

    Raises `UnreadableFile` for a program, a picture and the like: some of their lines may look like text.
    """
    if _is_binary(file):
        raise UnreadableFile("", "is not text (it holds a NUL)")
    for line in lines(file, LIMIT):
        for text in line.text.split("\r"):
            yield line._replace(text=text)


def _is_binary(file: ByteFile) -> bool:
    start = file.read(CHUNK)
    found = not is_utf16(start) and any(
        b"\0" in part for part in chain([start], iter(partial(file.read, CHUNK), b""))
    )
    file.seek(0)
    return found


def _record(line: str, where: str, now: datetime) -> Record:
    if len(line) > ENTRY_LIMIT:
        return Refusal(where, TOO_LONG)
    if conflict_line(line):
        return Refusal(where, "is a git conflict marker")
    text = unicodedata.normalize("NFC", line[_bullet_end(line) :].strip())
    happened, words = _split_date(text, now)
    words, found = _split_tags(words)
    if not any(map(str.isalnum, words)):
        return Refusal(where, "has no words")
    title, whole = cut_title(words)
    source = Source("lines", digest(" ".join(text.split()))[:39])
    fields: dict[str, Any] = {"title": title, "story": whole, "tags": found, "source": source}
    return handed_over(where, fields | dated(happened))


def _bullet_end(line: str) -> int:
    found = _BULLET.match(line)
    return found.end() if found else 0


def _split_date(text: str, now: datetime) -> tuple[Moment | None, str]:
    """Return the date the text begins with, and the rest; a date that does not exist is only text."""
    found = _DATE.match(text)
    if not found:
        return None, text
    try:
        return parse_moment(found["moment"], now), text[found.end() :]
    except UsageError:
        return None, text


def _split_tags(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text without the tags at its end, and these in their order.

    A tag stands after a space, or after a letter that needs none, as in Chinese; `#42` is no tag.
    """
    found: list[str] = []
    while len(found) < _MOST_TAGS:
        at = max(text.rfind("#"), text.rfind("＃"))
        before = text[at - 1 : at]
        if at < 0 or not _TAG.fullmatch(text[at + 1 :]) or (before.isascii() and before.strip()):
            break
        found.insert(0, text[at + 1 :])
        text = text[:at].rstrip()
    return text, tags(found)
