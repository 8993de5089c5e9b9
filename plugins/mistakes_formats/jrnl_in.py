"""Import of jrnl: its text files, its folders with a file a day, and what it exports as JSON.

Its times have no zone, so they are times of this machine's zone, as they are for jrnl.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from mistakes.errors import NotFound, UnreadableFile, UsageError
from mistakes.exchange import Record, Refusal
from mistakes.files import ENTRY_LIMIT
from mistakes.when import Moment
from mistakes_formats import json_entry, record
from mistakes_formats.folders import Found, files_in, is_folder
from mistakes_formats.jrnl_text import ReadHeading, Told, dated, in_day, notes, told
from mistakes_formats.json_records import is_json, records
from mistakes_formats.json_scan import Piece
from mistakes_formats.reading import ByteFile, lines, opened
from mistakes_formats.record import Sources
from mistakes_formats.written_times import reader

_DAY_FILE = re.compile(r"(?:.*/)?(\d{4})/(\d\d)/(\d\d)\.txt")
_TAG = re.compile(r"(?<!\S)[@#](?!\d+(?!\S))([-+*#/\w]+)")
_TAGS_AT_END = re.compile(r"(?:\s+[@#][-+*#/\w]+)+$")
_ENCRYPTED = (b"JRNLv3", b"gAAAAA")
_STARRED = "starred"
_PLACED = ("title", "body", "date", "time", "tags", "starred")
_EXPORT = "export it with: jrnl --format json --file journal.json"
_NO_ENTRY = f"has no entry that begins with a time in brackets; if it is an encrypted journal, {_EXPORT}"


def read(path: Path, *, timeformat: str = "", tagged: str = "") -> Iterator[Record]:
    """Yield the entries of a journal, those of a folder file by file; raises `NotFound`.

    `timeformat` is how the journal writes times, as in jrnl.yaml. With `tagged` only entries that have
    that tag come. Places are `line 12`, `2016/01/31.txt line 1`, `entries[3]`.
    Raises `UsageError` for a time format that cannot be read.
    """
    yield from record.tagged(_all(path, timeformat), tagged)


def _all(path: Path, form: str) -> Iterator[Record]:
    sources = Sources("jrnl")
    in_folder = is_folder(path)
    for file in files_in(path):
        for found in _file(file, form, sources):
            place = f"{file.name} {found.where}" if in_folder and found.where != file.name else found.where
            yield found._replace(where=place)


def _file(file: Found, form: str, sources: Sources) -> Iterator[Record]:
    try:
        with opened(file.path) as stream:
            is_encrypted = stream.read(6).startswith(_ENCRYPTED)
            stream.seek(0)
            if is_encrypted:
                yield Refusal(file.name, f"is an encrypted journal; {_EXPORT}")
            elif is_json(stream):
                yield from _exported(stream, file.name, sources)
            else:
                yield from _text(stream, file.name, _heading(file.name, form), sources)
    except UnreadableFile as error:
        yield Refusal(file.name, error.reason)
    except NotFound:
        yield Refusal(file.name, "is not there any more")


def _heading(name: str, form: str) -> ReadHeading:
    """Return what reads the headings of a file; raises `UnreadableFile` for that of an impossible day."""
    day = _DAY_FILE.fullmatch(name)
    if not day:
        return dated(form)
    try:
        return in_day(form, date(*map(int, day.groups())))
    except ValueError:
        raise UnreadableFile(name, "is the file of a day that is in no calendar") from None


def _text(stream: ByteFile, name: str, heading: ReadHeading, sources: Sources) -> Iterator[Record]:
    is_empty = True
    for note in notes(lines(stream, ENTRY_LIMIT), heading):
        is_empty = False
        if isinstance(note, Refusal):
            yield note
        else:
            yield _entry(note.where, note.moment, told(note.text), sources)
    if is_empty:
        yield Refusal(name, _NO_ENTRY)


def _exported(stream: ByteFile, name: str, sources: Sources) -> Iterator[Record]:
    read_moment = reader()
    for piece in records(stream, name, ("entries",)):
        try:
            yield _exported_entry(piece, read_moment(_time_of(piece)), sources)
        except (UsageError, TypeError) as error:
            yield Refusal(piece.place, str(error))


def _time_of(piece: Piece) -> str:
    """Return date and time of an exported entry; raises `TypeError` with why there is none."""
    if piece.fault:
        raise TypeError(piece.fault)
    found = piece.value if isinstance(piece.value, dict) else {}
    if not all(isinstance(found.get(name), str) for name in ("title", "date")):
        raise TypeError("is no entry as jrnl exports it (expected an object with a title and a date)")
    return f"{found['date']} {found.get('time', '')}".strip()


def _exported_entry(piece: Piece, moment: Moment, sources: Sources) -> Record:
    found = piece.value
    said = Told(found["title"].strip(), str(found.get("body", "")).strip("\n"), found.get("starred") is True)
    rest = {name: value for name, value in found.items() if name not in _PLACED}
    given = [text for text in found.get("tags") or () if isinstance(text, str)]
    return _entry(piece.place, moment, said, sources, tuple(text.lstrip("@#") for text in given), rest)


def _entry(
    where: str,
    moment: Moment,
    said: Told,
    sources: Sources,
    given_tags: tuple[str, ...] = (),
    rest: dict[str, Any] | None = None,
) -> Record:
    title = _TAGS_AT_END.sub("", said.title) or said.title
    if not any(map(str.isalnum, title)):
        return Refusal(where, "has no words in its title")
    found = [
        *given_tags,
        *_TAG.findall(f"{said.title}\n{said.body}"),
        *([_STARRED] if said.is_starred else []),
    ]
    source = sources.of(f"{moment.isoformat().replace('T', ' ')[:16]} {title}", said.title + said.body)
    fields = {
        "title": title,
        "happened": moment.isoformat(),
        "story": said.body,
        "tags": list(record.tags(found)),
        "source": {"format": source.format, "ref": source.ref, "digest": source.digest},
        **({"x": {"jrnl": json_entry.without_nulls(rest)}} if rest else {}),
    }
    return json_entry.loose(fields, where)
