"""Joplin's own files (its RAW and JEX exports): notes, notebooks, tags and attachments, one item a file.

An item is its title, a blank line, its text, a blank line, and lines `name: value` of which the last is
its type (Joplin, packages/lib/models/BaseItem.ts).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import attrs

from mistakes.records import NamedTuple

NOTE, NOTEBOOK, RESOURCE, TAG, TAGGING = 1, 2, 4, 5, 6
FILE = re.compile(r"(?:.*/)?(?P<id>[0-9a-f]{32})\.md")
_VALUE = re.compile(r"(?P<name>[a-z_]{1,60}):(?: (?P<value>.*))?")
_RESOURCE_LINK = re.compile(r":/(?P<id>[0-9a-f]{32})")
_DEEPEST = 20


class Item(NamedTuple):
    """One file of the export; `kind` is one of the numbers above, or another that is of no use here."""

    id: str
    kind: int
    title: str
    body: str
    values: Mapping[str, str]


@attrs.define
class Outline:
    """What notes are told by: the titles of notebooks, tags, attachments and notes, by id."""

    titles: dict[str, str] = attrs.field(factory=dict)
    parents: dict[str, str] = attrs.field(factory=dict)
    kinds: dict[str, int] = attrs.field(factory=dict)
    tags: dict[str, list[str]] = attrs.field(factory=dict)
    """The ids of the tags of each note."""

    def add(self, item: Item) -> None:
        """Note an item, without its text."""
        if item.kind == TAGGING:
            note, tag = item.values.get("note_id", ""), item.values.get("tag_id", "")
            self.tags.setdefault(note, []).append(tag)
            return
        self.kinds[item.id] = item.kind
        self.titles[item.id] = item.title
        if item.kind == NOTEBOOK:
            self.parents[item.id] = item.values.get("parent_id", "")

    def tags_of(self, note: str) -> list[str]:
        """Return the names of a note's tags."""
        return [self.titles[tag] for tag in self.tags.get(note, ()) if self.kinds.get(tag) == TAG]

    def notebook(self, parent: str) -> str:
        """Return the path of a notebook, such as `Work/Servers`, "" if it is not there."""
        names: list[str] = []
        while parent in self.parents and len(names) < _DEEPEST:
            names.insert(0, self.titles[parent])
            parent = self.parents[parent]
        return "/".join(names)


def item(text: str) -> Item | None:
    """Return the item that the text of a file is, None if it is no file of Joplin's."""
    start, _, end = text.rstrip("\n").rpartition("\n\n")
    rows = [_VALUE.fullmatch(row) for row in end.split("\n")]
    values = {row["name"]: _unescaped(row["value"] or "") for row in rows if row}
    if not all(rows) or not values.get("id") or not values.get("type_", "").isdigit():
        return None
    title, _, body = start.partition("\n")
    return Item(values["id"], int(values["type_"][:3]), title.strip(), body.strip("\n"), values)


def outline(items: Iterable[Item]) -> Outline:
    """Return what the items of an export are called and how they belong together."""
    found = Outline()
    for each in items:
        found.add(each)
    return found


def linked(text: str) -> list[str]:
    """Return the ids of the notes and attachments that a text points to, each once."""
    return list(dict.fromkeys(_RESOURCE_LINK.findall(text)))


def moment(values: Mapping[str, str], *names: str) -> datetime | None:
    """Return the first of some times of an item that it has."""
    for name in names:
        try:
            found = datetime.fromisoformat(values.get(name, ""))
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _unescaped(value: str) -> Any:
    return value.replace("\\n", "\n").replace("\\r", "\r")
