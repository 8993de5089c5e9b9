"""What may be wrong with one entry, or one tombstone, of a journal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from mistakes import codec, files, tomltext
from mistakes.doctor.problem import Problem, problem
from mistakes.doctor.restore import restorable
from mistakes.doctor.walk import Item
from mistakes.errors import InvalidEntry, UnreadableFile
from mistakes.ids import HANDLE_LENGTH, handles, is_id
from mistakes.layout import ENTRIES, PURGED, entry_path, ids_with_ends, purged_path
from mistakes.model import FORMAT, PRIVATE_FIELDS, Mistake
from mistakes.records import NamedTuple
from mistakes.tomltext import Table
from mistakes.when import is_ahead

AHEAD = timedelta(hours=24)
BOM = "\ufeff"
_NEAR = files.ENTRY_LIMIT * 9 // 10
_A_MOMENT = timedelta(minutes=1)  # `delete` looks at the clock twice


class Scope(NamedTuple):
    """What files are judged by: the journal's folder, whether a team's (None: unknown), the time now."""

    root: Path
    team: bool | None
    now: datetime


def examine(scope: Scope, item: Item) -> Iterator[Problem]:
    """Yield what is wrong with the file of an entry or a tombstone, wherever it lies."""
    sound = True
    for found in _content_problems(scope, item):
        sound = sound and found.severity == "note"
        yield found
    if item.role == "misplaced":
        yield _misplaced(scope.root, item.path, sound)
    elif item.tree == PURGED and os.path.lexists(entry := entry_path(scope.root, item.path.stem)):
        yield problem("purged", entry, "was purged, and its file is here again")


def text_problems(path: Path, text: str, *, fixable: bool) -> Iterator[Problem]:
    """Yield what is unusual in a file's bytes and harmless to its data."""
    if text.startswith(BOM):
        yield problem("bom", path, "begins with a byte order mark", fixable=fixable)
    if "\r\n" in text:
        yield problem("crlf", path, "has Windows line ends (CR LF)", fixable=fixable)


def not_toml(path: Path, reason: str) -> Problem:
    """Return the problem of a text that is not TOML that we accept."""
    return problem("conflict-markers" if "conflict marker" in reason else "unreadable", path, reason)


def empty(root: Path, path: Path) -> Problem:
    """Return the problem of a file without a byte in it, with git's help if there is any."""
    if restorable(root, path):
        cure = "Run: mistakes doctor --fix"
        return problem("empty-file", path, "is empty; git has its text", cure, fixable=True)
    return problem("empty-file", path, "is empty")


def target_of(root: Path, path: Path) -> Path:
    """Return where the file of an entry or a tombstone belongs, by its name."""
    in_entries = path.relative_to(root).parts[0] == ENTRIES
    return (entry_path if in_entries else purged_path)(root, path.stem)


def is_newer(table: Table) -> bool:
    """Tell whether a newer version wrote this table."""
    version = table.get("format")
    return type(version) is int and version > FORMAT


def _content_problems(scope: Scope, item: Item) -> Iterator[Problem]:
    try:
        data = files.read_bytes(item.path)[0]
        text = files.decode(data, item.path)
    except FileNotFoundError:
        return
    except UnreadableFile as error:
        yield problem("unreadable", item.path, error.reason)
        return
    if not data:
        yield empty(scope.root, item.path)
        return
    if len(data) > _NEAR:
        yield problem("near-limit", item.path, f"has {len(data) // 1024} KiB; the limit is 256 KiB")
    yield from _text_problems(scope, item, text)


def _text_problems(scope: Scope, item: Item, text: str) -> Iterator[Problem]:
    try:
        table = tomltext.parse(text)
    except tomltext.NotToml as error:
        yield from text_problems(item.path, text, fixable=False)
        yield not_toml(item.path, str(error))
        return
    yield from text_problems(item.path, text, fixable=not is_newer(table))
    if is_newer(table):
        yield problem("newer-format", item.path, f"has format {table['format']}; this version knows {FORMAT}")
    elif item.tree == ENTRIES:
        yield from _table_problems(scope, item.path, table)
    yield from _id_problems(scope.root, item.path, table)


def _table_problems(scope: Scope, path: Path, table: Table) -> Iterator[Problem]:
    try:
        mistake = codec.structure(table, os.fspath(path))
    except InvalidEntry as error:
        for fault in error.faults:
            yield problem("invalid", path, fault.reason, where=fault.path)
        if not error.faults:
            yield problem("invalid", path, "cannot be read as an entry")
        return
    if any("key" not in row for name in codec.KEYED_LISTS for row in table.get(name, ())):
        fixable = table.get("id") == path.stem
        yield problem("no-keys", path, "has lessons, conditions or actions without a key", fixable=fixable)
    yield from _private_problems(scope, path, mistake)
    yield from _date_problems(scope, path, mistake)
    yield from _link_problems(scope.root, path, mistake)
    for row in mistake.conflict:
        yield problem("conflict-waiting", path, "two people changed this; one value waits", where=row.path)


def _id_problems(root: Path, path: Path, table: Table) -> Iterator[Problem]:
    inside = table.get("id")
    if type(inside) is str and is_id(inside) and inside != path.stem:
        taken = (
            "; another file has that name" if os.path.lexists(target_of(root, path.with_stem(inside))) else ""
        )
        yield problem(
            "id-mismatch", path, f"is {inside}, but the file is named {path.stem}{taken}", where="id"
        )


def _private_problems(scope: Scope, path: Path, mistake: Mistake) -> Iterator[Problem]:
    for name in PRIVATE_FIELDS:
        if scope.team and getattr(mistake, name):
            yield problem("private-field", path, "is private and lies in a team journal", where=name)


def _date_problems(scope: Scope, path: Path, mistake: Mistake) -> Iterator[Problem]:
    for name in ("logged", "updated"):
        if getattr(mistake, name) - scope.now > AHEAD:
            yield problem("future-entry", path, "lies more than a day ahead", where=name)
    if is_ahead(mistake.happened, scope.now):
        cure = f"If that is a slip: mistakes edit {_handle(scope.root, path.stem)} --happened WHEN"
        yield problem("future-entry", path, "lies more than a day ahead", cure, where="happened")
    if mistake.deleted and mistake.updated - mistake.deleted.at > _A_MOMENT:
        cure = f"If it is still wanted: mistakes restore {_handle(scope.root, path.stem)}"
        yield problem(
            "edited-after-deletion", path, "was changed after it was deleted", cure, where="deleted"
        )


def _handle(root: Path, entry_id: str) -> str:
    return handles({entry_id, *ids_with_ends(root, {entry_id[-HANDLE_LENGTH:]})})[entry_id]


def _link_problems(root: Path, path: Path, mistake: Mistake) -> Iterator[Problem]:
    linked = [("links.repeat_of", mistake.links.repeat_of or "")]
    linked += [(f"links.like[{number}]", entry_id) for number, entry_id in enumerate(mistake.links.like)]
    for where, entry_id in linked:
        if entry_id and not (is_id(entry_id) and os.path.lexists(entry_path(root, entry_id))):
            message = f"{entry_id[:40]} is not in this journal"
            yield problem("broken-link", path, message, where=where)


def _misplaced(root: Path, path: Path, sound: bool) -> Problem:
    target = target_of(root, path)
    if os.path.lexists(target):
        return problem(
            "duplicate", path, f"is not read: {target.relative_to(root).as_posix()} has the same id"
        )
    place = target.parent.relative_to(root).as_posix()
    cure = "Run: mistakes doctor --fix" if sound else f"Correct what else is wrong, then move it to {place}"
    return problem("wrong-folder", path, f"is not read: its id belongs to {place}", cure, fixable=sound)
