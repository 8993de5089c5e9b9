"""Import of JSON: our own documents, lists of entries, JSON lines, and incidents of agent-postmortems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs

from mistakes.errors import UnreadableFile
from mistakes.events import Event, from_record
from mistakes.exchange import Candidate, Record, Refusal
from mistakes.ids import is_id
from mistakes.layout import is_who
from mistakes_formats import json_entry, json_incident
from mistakes_formats.json_out import VERSION
from mistakes_formats.json_records import is_lines, is_object, line_records
from mistakes_formats.json_scan import LONGEST, Piece, pieces
from mistakes_formats.reading import ByteFile, chunks, opened
from mistakes_formats.record import TOO_LONG

_LISTS = ("entries", "incidents", "events")
_EVENT = frozenset(("id", "at", "by", "do"))


@attrs.define
class _Outline:
    """What a document says beside its records, and which lists of records it has."""

    members: dict[str, Any] = attrs.field(factory=dict)
    size: int = 0
    lists: set[str] = attrs.field(factory=set)
    refused: list[Refusal] = attrs.field(factory=list)


def read(path: Path) -> Iterator[Record]:
    """Yield what a JSON file holds, record by record; raises `NotFound`.

    Places are those in the file: `entries[3]`, `[3]` in a bare list, `line 4` in JSON lines.
    """
    try:
        with opened(path) as file:
            yield from _of_lines(file) if is_lines(path.name, file) else _of_document(file, path.name)
    except UnreadableFile as error:
        yield Refusal(path.name, error.reason)


def read_lines(path: Path) -> Iterator[Record]:
    """Yield what a file of JSON lines holds, one record a line; raises `NotFound`."""
    try:
        with opened(path) as file:
            yield from _of_lines(file)
    except UnreadableFile as error:
        yield Refusal(path.name, error.reason)


def _of_lines(file: ByteFile) -> Iterator[Record]:
    for piece in line_records(file):
        if not _is_heading(piece):
            yield _record(piece)
        elif piece.value["version"] != VERSION:
            yield Refusal(piece.place, _other_version(piece.value["version"]))
            return


def _is_heading(piece: Piece) -> bool:
    """Tell whether the record says what the lines below it are, and nothing else."""
    return isinstance(piece.value, dict) and piece.value.keys() == {"format", "version"}


def _of_document(file: ByteFile, name: str) -> Iterator[Record]:
    """Read the document once for what it is, and again for its records."""
    if not is_object(file):
        records = pieces(chunks(file), ())
        yield from (_record(piece._replace(place=piece.place or name)) for piece in records)
        return
    outline = _outline(pieces(chunks(file), _LISTS), name)
    version = outline.members.get("version")
    if outline.members.get("format") == "mistakes" and version != VERSION:
        yield Refusal(name, _other_version(version))
    elif outline.lists:
        file.seek(0)
        yield from _records(pieces(chunks(file), _LISTS))
        yield from outline.refused
    elif outline.refused:
        yield outline.refused[0]
    elif wrong := next((name for name in _LISTS if name in outline.members), ""):
        yield Refusal(wrong, "is not a list")
    else:
        yield _record(Piece(name, outline.members))


def _other_version(version: Any) -> str:
    return f"is our JSON in version {str(version)[:20]}; this program reads {VERSION}"


def _outline(document: Iterable[Piece], file_name: str) -> _Outline:
    """Return what a document is; its records, of which there may be many, are not kept."""
    outline = _Outline()
    for piece in document:
        name = piece.place.partition("[")[0]
        if name in _LISTS and (piece.place != name or piece.value == []):
            outline.lists.add(name)
        elif piece.fault:
            outline.refused.append(Refusal(piece.place or file_name, piece.fault))
        elif outline.size + piece.size <= LONGEST:
            outline.size += piece.size
            outline.members[piece.place] = piece.value
        elif not outline.refused:
            outline.refused.append(Refusal(file_name, TOO_LONG))
    return outline


def _records(document: Iterable[Piece]) -> Iterator[Record]:
    for piece in document:
        name = piece.place.partition("[")[0]
        if name in _LISTS and piece.place != name:
            yield _event(piece) if name == "events" else _record(piece)


def _event(piece: Piece) -> Record:
    try:
        event = _event_of(piece)
    except ValueError as error:
        return Refusal(piece.place, str(error))
    return Candidate(piece.place, events=(event,))


def _event_of(piece: Piece) -> Event:
    if piece.fault:
        raise ValueError(piece.fault)
    if not isinstance(piece.value, dict):
        raise ValueError("is not an event")  # noqa: TRY004  a wrong record, not a wrong call
    event = from_record(piece.value)
    if not is_who(event.by):
        raise ValueError("by: expected who did it, such as mei-0123456789ab")
    return event


def _record(piece: Piece) -> Record:
    if piece.fault:
        return Refusal(piece.place, piece.fault)
    if not isinstance(piece.value, dict):
        return Refusal(piece.place, "is not an entry (expected an object with a title)")
    try:
        return _understood(piece)
    except RecursionError:
        return Refusal(piece.place, "is nested too deeply")


def _understood(piece: Piece) -> Record:
    record: dict[str, Any] = piece.value
    if "incident_id" in record:
        return json_incident.candidate(record, piece.place)
    if json_entry.is_whole(record) and is_id(str(record["id"])):
        return json_entry.own(record, piece.place)
    if "title" not in record and record.keys() >= _EVENT:
        return _event(piece)
    return json_entry.loose(record, piece.place)
