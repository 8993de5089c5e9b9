"""Export as Markdown: one entry a file in a folder, or all entries in one document."""

from __future__ import annotations

from hashlib import sha256
from itertools import chain, islice
from typing import BinaryIO

from mistakes.exchange import Selection
from mistakes.model import Mistake
from mistakes.output_folder import OutputFolder
from mistakes_formats import markdown_text
from mistakes_formats.entry_parts import kept
from mistakes_formats.markdown_page_out import body, front_matter
from mistakes_formats.plain_text import day_and_clock, heading, iso, one_line, person


def write(selection: Selection, out: BinaryIO) -> None:
    """Write one entry as its page, several as one document under the journal's name."""
    entries = kept(selection)
    start = list(islice(entries, 2))
    if len(start) == 1:
        out.write(_page(start[0]))
        return
    out.write(_encoded(f"# {markdown_text.line(heading(selection.name))}\n"))
    out.writelines(_encoded(f"\n{_chapter(entry)}") for entry in chain(start, entries))


def write_folder(selection: Selection, out: OutputFolder) -> None:
    """Write each entry as a page named by its id; a page that stays as it was is not written again."""
    for entry in kept(selection):
        page = _page(entry)
        name, key = f"{entry.id}.md", sha256(page).hexdigest()
        if not out.keep(name, key):
            out.write(name, page, key)


def _page(entry: Mistake) -> bytes:
    about = {
        "title": one_line(entry.title),
        "date": iso(entry.happened),
        "kind": entry.kind,
        "tags": tuple(map(one_line, entry.tags)),
        "author": person(entry.author),
        "id": entry.id,
    }
    return _encoded(f"{front_matter(about)}\n{body(entry, 1)}")


def _chapter(entry: Mistake) -> str:
    """Return an entry as a chapter, with a line below its heading for what a page says at its top."""
    heading, _, rest = body(entry, 2).partition("\n")
    facts = [entry.kind, day_and_clock(entry.happened), *entry.tags]
    return f"{heading}\n\n*{markdown_text.line(' · '.join(facts))}*\n{rest}"


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
