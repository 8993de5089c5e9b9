"""Import of Day One's JSON export: the zip file, the folder it unpacks to, or one `Journal.json` of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from mistakes.errors import NotFound, UnreadableFile
from mistakes.exchange import Record, Refusal
from mistakes.records import NamedTuple
from mistakes_formats import json_entry, record
from mistakes_formats.archive import is_zip, zip_members
from mistakes_formats.folders import files_in, is_folder, storable
from mistakes_formats.json_records import records
from mistakes_formats.json_scan import Piece
from mistakes_formats.reading import ByteFile, opened

_LISTS = ("entries",)
_STARRED = "starred"
# folders and file endings of the export, by the member that lists what lies there
_MEDIA = {
    "photos": ("photos", "type"),
    "videos": ("videos", "type"),
    "audios": ("audios", "format"),
    "pdfAttachments": ("pdfs", ""),
}
_PLACED = ("uuid", "creationDate", "timeZone", "text", "richText", "tags", "starred", *_MEDIA)
_MOMENT = re.compile(r"!?\[[^\]]{0,200}\]\(dayone-moment:/{1,2}(?:[A-Za-z]{1,20}/)?(?P<name>[\w-]{1,64})\)")
# Day One writes a backslash before every sign that could be Markdown, also where it is not
_NEEDLESS = re.compile(r"(?<=[^\n\\])\\([-.!(){}+=:;,'\"?/&%$~^|@])")
_HEADING = re.compile(r"#{1,6}[ \t]+")


class _Media(NamedTuple):
    """A photo or film of an entry: how its text calls it, and its file in the export."""

    name: str
    file: str


def read(path: Path, *, tagged: str = "") -> Iterator[Record]:
    """Yield the entries of all journals in an export; raises `NotFound`.

    With `tagged` only entries that have that tag come. Places are `Journal.json entries[3]`.
    Photos and the like are not taken in: their file names are the entry's evidence.
    """
    yield from record.tagged(_all(path), tagged)


def _all(path: Path) -> Iterator[Record]:
    try:
        if is_folder(path):
            yield from _folder(path)
        elif is_zip(path):
            yield from _zip(path)
        else:
            with opened(path) as file:
                yield from _journal(file, path.name, "")
    except UnreadableFile as error:
        yield Refusal(path.name, error.reason)


def _folder(path: Path) -> Iterator[Record]:
    journals = [file for file in files_in(path) if _is_journal(file.name)]
    for file in journals:
        try:
            with opened(file.path) as stream:
                yield from _journal(stream, file.name, f"{file.name} ")
        except UnreadableFile as error:
            yield Refusal(file.name, error.reason)
        except NotFound:
            yield Refusal(file.name, "is not there any more")
    if not journals:
        yield Refusal(path.name, "holds no .json file of a Day One export")


def _zip(path: Path) -> Iterator[Record]:
    is_empty = True
    for member in zip_members(path, _is_journal):
        is_empty = False
        if member.file:
            yield from _journal(member.file, member.name, f"{member.name} ")
        else:
            yield Refusal(member.name, member.fault)
    if is_empty:
        yield Refusal(path.name, "holds no .json file of a Day One export")


def _is_journal(name: str) -> bool:
    """Tell whether a file is a journal: at the top, or in the one folder that was packed."""
    folder, _, file = name.replace("\\", "/").rpartition("/")
    hidden = file.startswith(".") or folder.startswith("__MACOSX")
    return file.lower().endswith(".json") and not hidden and folder.count("/") == 0


def _journal(file: ByteFile, name: str, prefix: str) -> Iterator[Record]:
    for piece in records(file, name, _LISTS):
        where = piece.place if piece.place == name else f"{prefix}{piece.place}"
        yield _record(piece, where, storable(Path(name).stem))


def _record(piece: Piece, where: str, journal: str) -> Record:
    if piece.fault:
        return Refusal(where, piece.fault)
    if not isinstance(piece.value, dict) or not isinstance(piece.value.get("creationDate"), str):
        return Refusal(where, "is no entry of Day One (expected an object with a creationDate)")
    moment = _moment(piece.value)
    if moment is None:
        return Refusal(where, f"creationDate: {piece.value['creationDate'][:40]!r} is no time")
    try:
        return _entry(piece.value, moment, where, journal)
    except RecursionError:
        return Refusal(where, "is nested too deeply")


def _entry(found: Mapping[str, Any], moment: datetime, where: str, journal: str) -> Record:
    media = list(_media(found))
    title, body = _told(_text(found), media)
    if not title:
        return Refusal(
            where, f"has no text, only {len(media)} photos or the like" if media else "has no text"
        )
    rest = {name: value for name, value in found.items() if name not in _PLACED}
    tags = [text for text in _list(found.get("tags")) if isinstance(text, str)]
    name = found.get("uuid")
    digest = record.digest(json.dumps(found, sort_keys=True))
    fields = {
        "title": title,
        "happened": moment.date().isoformat() if found.get("isAllDay") is True else moment.isoformat(),
        "story": body,
        "tags": list(record.tags([*tags, *([_STARRED] if found.get("starred") is True else [])])),
        "links": {"evidence": list(dict.fromkeys(item.file for item in media))},
        "source": {
            "format": "dayone",
            "ref": name[:200] if isinstance(name, str) and name else digest[:39],
            "digest": digest,
        },
        "x": {"dayone": {"journal": journal, **json_entry.without_nulls(rest)}},
    }
    return json_entry.loose(fields, where)


def _moment(found: Mapping[str, Any]) -> datetime | None:
    """Return when an entry was made, with the offset of its own zone as far as this machine knows it."""
    try:
        moment = datetime.fromisoformat(found["creationDate"])
        local = moment.astimezone(_zone(found.get("timeZone"))) if moment.tzinfo else moment.astimezone()
    except (ValueError, OverflowError, OSError):
        return None
    offset = local.utcoffset() or timedelta()
    return moment if offset % timedelta(minutes=1) else local


def _zone(name: Any) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name) if isinstance(name, str) else None
    except (KeyError, ValueError, OSError):
        return None


def _text(found: Mapping[str, Any]) -> str:
    text = found.get("text")
    if isinstance(text, str) and text.strip():
        return text
    return _plain(found.get("richText"))


def _plain(rich: Any) -> str:
    """Return the text of an entry that has no Markdown, from the pieces its editor keeps."""
    try:
        value = json.loads(rich) if isinstance(rich, str) else {}
    except (ValueError, RecursionError):
        return ""
    parts = _list(value.get("contents")) if isinstance(value, dict) else []
    texts = [part.get("text") for part in parts if isinstance(part, dict)]
    return "".join(text for text in texts if isinstance(text, str))


def _told(text: str, media: list[_Media]) -> tuple[str, str]:
    """Return the first line with words as the title, and the rest; photos stand in it by file name."""
    names = {item.name: item.file for item in media}
    text = _MOMENT.sub(lambda found: f"({names.get(found['name'], found['name'])})", text)
    text = _NEEDLESS.sub(r"\1", text.replace("\r\n", "\n").replace("\u2028", "\n"))
    lines = text.strip().split("\n")
    start = next((at for at, line in enumerate(lines) if _is_title(line)), None)
    if start is None:
        return "", ""
    before, after = "\n".join(lines[:start]), "\n".join(lines[start + 1 :])
    return _HEADING.sub("", lines[start], count=1).strip(), f"{before.strip()}\n\n{after.strip()}".strip()


def _is_title(line: str) -> bool:
    return not (line.startswith("(") and line.endswith(")") and "/" in line) and any(map(str.isalnum, line))


def _media(found: Mapping[str, Any]) -> Iterator[_Media]:
    for kind, (folder, ending) in _MEDIA.items():
        for item in _list(found.get(kind)):
            name, md5 = (item.get("identifier"), item.get("md5")) if isinstance(item, dict) else ("", "")
            if isinstance(name, str) and isinstance(md5, str):
                end = item.get(ending) if ending else "pdf"
                yield _Media(name, f"{folder}/{md5}.{end}" if isinstance(end, str) else f"{folder}/{md5}")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
