"""Export as an Obsidian vault: a note for each entry, linked to those like it, and an index of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from itertools import chain
from typing import TypeAlias

from mistakes.exchange import Selection
from mistakes.ids import month_of
from mistakes.model import Mistake
from mistakes.output_folder import OutputFolder
from mistakes.records import NamedTuple
from mistakes_formats.entry_parts import kept
from mistakes_formats.markdown_page_out import body, front_matter
from mistakes_formats.obsidian_names import link, note_name, tag
from mistakes_formats.plain_text import cleaned, iso, one_line, person

INDEX = "Index.md"


class Outline(NamedTuple):
    """What the index and the links of other notes need to know of an entry."""

    name: str
    title: str
    month: str
    tags: tuple[str, ...]

    @property
    def link(self) -> str:
        """The link to its note."""
        return link(self.name, self.title)


Outlines: TypeAlias = Mapping[str, Outline]


def write(selection: Selection, out: OutputFolder) -> None:
    """Write the vault; a note that stays as it was is not written again.

    The entries are read twice: once for the titles that links show, once for the notes.
    """
    outlines = {entry.id: _outline(entry) for entry in kept(selection)}
    for entry in kept(selection):
        if about := outlines.get(entry.id):
            note = _note(entry, selection.standing(entry).status, outlines)
            _put(out, f"{month_of(entry.id)}/{about.name}.md", _encoded(note))
    _put(out, INDEX, _index(outlines.values()))


def _outline(entry: Mistake) -> Outline:
    tags = tuple(dict.fromkeys(filter(None, map(tag, entry.tags))))
    title = one_line(entry.title)
    return Outline(note_name(title, entry.id), title, iso(entry.happened)[:7], tags)


def _put(out: OutputFolder, name: str, data: bytes) -> None:
    key = sha256(data).hexdigest()
    if not out.keep(name, key):
        out.write(name, data, key)


def _encoded(text: str) -> bytes:
    # a plugin for templates runs what stands between these marks in any new note
    return text.replace("<%", "&lt;%").encode("utf-8", "replace")


def _note(entry: Mistake, status: str, outlines: Outlines) -> str:
    about = outlines[entry.id]
    properties = {
        "aliases": [about.title],
        "title": about.title,
        "date": iso(entry.happened)[:19],
        "kind": entry.kind,
        "status": status,
        "tags": about.tags,
        "author": person(entry.author),
        "id": entry.id,
    }
    return f"{front_matter(properties)}\n{body(entry, 1, lambda other: _named(other, outlines), vault=True)}"


def _named(entry_id: str, outlines: Outlines) -> str:
    """Return a link to another entry, only its id if it has no note here."""
    return outlines[entry_id].link if entry_id in outlines else cleaned(entry_id)


def _index(outlines: Iterable[Outline]) -> bytes:
    """Return the note that leads to all others, by tag and by month, the newest month first."""
    by_tag: dict[str, list[Outline]] = {}
    by_month: dict[str, list[Outline]] = {}
    for outline in outlines:
        by_month.setdefault(outline.month, []).append(outline)
        for name in outline.tags:
            by_tag.setdefault(name, []).append(outline)
    tags = ((f"#{name}", by_tag[name]) for name in sorted(by_tag))
    months = ((month, by_month[month]) for month in sorted(by_month, reverse=True))
    lines = chain(["# Mistakes\n\n## By tag\n"], _listed(tags), ["\n## By month\n"], _listed(months))
    note = BytesIO()  # so that the lines of a large vault are never there all at once
    note.writelines(map(_encoded, lines))
    return note.getvalue()


def _listed(groups: Iterable[tuple[str, list[Outline]]]) -> Iterator[str]:
    for name, outlines in groups:
        yield f"\n### {name} ({len(outlines)})\n\n"
        yield from (f"- {outline.link}\n" for outline in outlines)
