"""Import of JSON: our own documents, lists of entries, JSON lines, and incidents of agent-postmortems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import attrs

from mistakes.errors import UnreadableFile
from mistakes.events import Event, from_record
from mistakes.exchange import Candidate, Record, Refusal
from mistakes.ids import is_id
from mistakes.layout import is_who
from mistakes_formats import json_entry, json_incident
from mistakes_formats.json_out import VERSION
from mistakes_formats.json_scan import Piece, pieces, whole
from mistakes_formats.record import read_file

LIMIT = 64 * 1024 * 1024
_LISTS = ("entries", "incidents", "events")
_LINE_FILES = (".jsonl", ".ndjson")


@attrs.define
class _Outline:
    """What a document says beside its records: the other members, the events by their entry."""

    members: dict[str, Any] = attrs.field(factory=dict)
    lists: set[str] = attrs.field(factory=set)
    events: dict[str, list[Event]] = attrs.field(factory=dict)
    refused: list[Refusal] = attrs.field(factory=list)


class _Line(NamedTuple):
    number: int
    text: str


def read(path: Path) -> Iterator[Record]:
    """Yield what a JSON file holds, record by record; raises `NotFound`.

    Places are those in the file: `entries[3]`, `[3]` in a bare list, `line 4` in JSON lines.
    """
    try:
        text = read_file(path, LIMIT)[0]
    except UnreadableFile as error:
        yield Refusal(path.name, error.reason)
        return
    if path.suffix.lower() in _LINE_FILES or _has_lines(text):
        yield from (_record(whole(line.text, f"line {line.number}")) for line in _lines(text))
    elif text.lstrip(" \t\r\n").startswith("{"):
        yield from _document(text, path.name)
    else:
        yield from (_record(piece._replace(place=piece.place or path.name)) for piece in pieces(text, ()))


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for number in range(1, text.count("\n") + 2):
        end = text.find("\n", start)
        line = text[start : end if end >= 0 else len(text)]
        start = end + 1
        if line.strip():
            yield _Line(number, line)


def _has_lines(text: str) -> bool:
    """Tell whether the first line is a whole record and more lines follow."""
    lines = _lines(text)
    first = next(lines, None)
    if first is None or not first.text.lstrip().startswith("{") or next(lines, None) is None:
        return False
    return not whole(first.text, "").fault


def _document(text: str, name: str) -> Iterator[Record]:
    outline = _outline(text)
    version = outline.members.get("version")
    if outline.members.get("format") == "mistakes" and version != VERSION:
        yield Refusal(name, f"is our JSON in version {str(version)[:20]}; this program reads {VERSION}")
    elif outline.lists:
        yield from _records(text, outline)
    elif outline.refused:
        yield outline.refused[0]
    elif wrong := next((name for name in _LISTS if name in outline.members), ""):
        yield Refusal(wrong, "is not a list")
    else:
        yield _record(Piece(name, outline.members))


def _outline(text: str) -> _Outline:
    """Read the document once without keeping its records, for its events may come after them."""
    outline = _Outline()
    for piece in pieces(text, _LISTS):
        name = piece.place.partition("[")[0]
        if name == "events" and piece.place != name:
            _note_event(outline, piece)
        elif name in _LISTS and (piece.place != name or piece.value == []):
            outline.lists.add(name)
        elif piece.fault:
            outline.refused.append(Refusal(piece.place or "the document", piece.fault))
        else:
            outline.members[piece.place] = piece.value
    return outline


def _note_event(outline: _Outline, piece: Piece) -> None:
    try:
        event = _event(piece)
    except ValueError as error:
        outline.refused.append(Refusal(piece.place, str(error)))
    else:
        outline.events.setdefault(event.entry or "", []).append(event)


def _event(piece: Piece) -> Event:
    if piece.fault:
        raise ValueError(piece.fault)
    if not isinstance(piece.value, dict):
        raise ValueError("is not an event")  # noqa: TRY004  a wrong record, not a wrong call
    event = from_record(piece.value)
    if not is_who(event.by):
        raise ValueError("by: expected who did it, such as mei-0123456789ab")
    return event


def _records(text: str, outline: _Outline) -> Iterator[Record]:
    """Yield the records with their events, then the events of no entry, then what was refused."""
    for piece in pieces(text, _LISTS):
        name = piece.place.partition("[")[0]
        if name in ("entries", "incidents") and piece.place != name:
            record = _record(piece)
            if isinstance(record, Candidate) and record.entry:
                record = record._replace(events=tuple(outline.events.pop(record.entry.id, ())))
            yield record
    rest = tuple(event for events in outline.events.values() for event in events)
    if rest:
        yield Candidate("events", events=rest)
    yield from outline.refused


def _record(piece: Piece) -> Record:
    if piece.fault:
        return Refusal(piece.place, piece.fault)
    if not isinstance(piece.value, dict):
        return Refusal(piece.place, "is not an entry (expected an object with a title)")
    try:
        return _understood(piece.value, piece.place)
    except RecursionError:
        return Refusal(piece.place, "is nested too deeply")


def _understood(record: dict[str, Any], place: str) -> Record:
    if "incident_id" in record:
        return json_incident.candidate(record, place)
    if json_entry.is_whole(record) and is_id(str(record["id"])):
        return json_entry.own(record, place)
    return json_entry.loose(record, place)
