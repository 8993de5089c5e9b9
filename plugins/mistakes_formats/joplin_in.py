"""Import of Joplin's own exports: a folder of RAW files, or the JEX archive of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from mistakes.errors import NotFound, UnreadableFile
from mistakes.exchange import Record, Refusal
from mistakes.model import Source
from mistakes.records import NamedTuple
from mistakes_formats import joplin, note_page, record
from mistakes_formats.archive import tar_members
from mistakes_formats.folders import files_in
from mistakes_formats.front_matter import FrontMatter
from mistakes_formats.joplin import Item, Outline
from mistakes_formats.reading import chunks
from mistakes_formats.record import digest, handed_over, read_file

LIMIT = 1024 * 1024
_KEPT = (
    "latitude",
    "longitude",
    "altitude",
    "author",
    "todo_due",
    "todo_completed",
    "is_todo",
    "is_conflict",
)
_NOTHING = ("", "0", "0.00000000", "0.0000")


class _File(NamedTuple):
    """A file of an export: its item, or why there is none."""

    name: str
    item: Item | None = None
    fault: str = ""


_Files: TypeAlias = Callable[[], Iterator[_File]]


def folder(path: Path) -> Iterator[Record]:
    """Yield the notes of a folder of RAW files; raises `NotFound`."""
    yield from _notes(lambda: _in_folder(path))


def archive(path: Path) -> Iterator[Record]:
    """Yield the notes of a JEX archive; raises `NotFound`."""
    try:
        yield from _notes(lambda: _in_archive(path))
    except UnreadableFile as error:
        yield Refusal(path.name, error.reason)


def _in_folder(path: Path) -> Iterator[_File]:
    for file in files_in(path):
        if not joplin.FILE.fullmatch(file.name):
            if file.path.suffix.lower() == ".md":
                yield _File(file.name, fault="is no file of Joplin's RAW export, as the others are")
            continue
        try:
            text = read_file(file.path, LIMIT)[0]
        except UnreadableFile as error:
            yield _File(file.name, fault=error.reason)
        except NotFound:
            yield _File(file.name, fault="is not there any more")
        else:
            yield _understood(file.name, text)


def _in_archive(path: Path) -> Iterator[_File]:
    for member in tar_members(path, lambda name: name.endswith(".md"), LIMIT):
        if not member.file:
            yield _File(member.name, fault=member.fault)
            continue
        try:
            text = "".join(chunks(member.file))
        except UnreadableFile as error:
            yield _File(member.name, fault=error.reason)
        else:
            yield _understood(member.name, text.replace("\r\n", "\n"))


def _understood(name: str, text: str) -> _File:
    found = joplin.item(text)
    return _File(name, found) if found else _File(name, fault="is no file of Joplin's")


def _notes(files: _Files) -> Iterator[Record]:
    """Read all files for what they are called and belong to, and again for the notes."""
    outline = joplin.outline(file.item for file in files() if file.item)
    for file in files():
        if not file.item:
            yield Refusal(file.name, file.fault)
        elif file.item.values.get("encryption_applied") == "1":
            yield Refusal(file.name, "is encrypted; let Joplin decrypt all notes, then export them again")
        elif file.item.kind == joplin.NOTE and file.item.values.get("deleted_time", "0") == "0":
            yield _note(file.name, file.item, outline)


def _note(name: str, note: Item, outline: Outline) -> Record:
    title = note.title or f"Note of {note.values.get('created_time', '')[:10]}"
    found = note_page.fields(FrontMatter({"title": title}, note.body), title)
    moment = joplin.moment(note.values, "user_created_time", "created_time")
    linked = [other for other in joplin.linked(note.body) if other != note.id]
    files = [outline.titles[other] for other in linked if outline.kinds.get(other) == joplin.RESOURCE]
    address = note.values.get("source_url", "")
    found = note_page.with_evidence(found, tuple(filter(None, [address, *files])))
    return handed_over(
        name,
        {
            **found,
            **record.dated(moment),
            "tags": record.tags([*outline.tags_of(note.id), *found.get("tags", ())]),
            "source": Source("joplin", note.id, digest(f"{note.title}\n{note.body}")),
            "extra": {"x": {"joplin": _about(note, outline, linked)}},
        },
    )


def _about(note: Item, outline: Outline, linked: list[str]) -> dict[str, Any]:
    """Return what an entry has no field for, with the ids of the notes that this one mentions."""
    values = {name: note.values[name] for name in _KEPT if note.values.get(name, "") not in _NOTHING}
    mentions = [other for other in linked if outline.kinds.get(other) == joplin.NOTE]
    notebook = outline.notebook(note.values.get("parent_id", ""))
    return (
        values | ({"notebook": notebook} if notebook else {}) | ({"mentions": mentions} if mentions else {})
    )
