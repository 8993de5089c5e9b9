"""Export as an Atom feed (RFC 4287), which is complete in itself: nothing in it is loaded from elsewhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from html import escape
from typing import BinaryIO
from uuid import NAMESPACE_URL, UUID, uuid5

from mistakes.errors import UsageError
from mistakes.exchange import Selection
from mistakes.ids import ALPHABET
from mistakes.model import Mistake
from mistakes_formats.entry_parts import Item, Part, kept, parts
from mistakes_formats.plain_text import cleaned, day_and_clock, heading, iso, one_line, person
from mistakes_formats.xml_text import element

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_MARKS = str.maketrans(ALPHABET, "0123456789abcdefghijklmnopqrstuv")


def write(selection: Selection, out: BinaryIO, *, newest: str = "") -> None:
    """Write a feed of the entries in id order, or of the `newest` ones only, in UTF-8.

    A feed says first when it changed last, so the entries are read twice unless `newest` is given.
    Raises `UsageError` if `newest` is no number.
    """
    entries = _chosen(selection, newest)
    updated = max((entry.updated for entry in entries()), default=_LONG_AGO)
    _write_lines(out, _head(selection, updated))
    for entry in entries():
        _write_lines(out, _entry(entry))
    _write_lines(out, ["</feed>"])


def uuid_of(entry_id: str) -> UUID:
    """Return the UUIDv7 whose bits the id of an entry or a journal holds."""
    return UUID(int=int(entry_id.translate(_MARKS), 32))


def _chosen(selection: Selection, newest: str) -> Callable[[], Iterable[Mistake]]:
    if not newest:
        return partial(kept, selection)
    if not newest.isascii() or not newest.isdigit() or len(newest) > 9:
        raise UsageError(f"{newest[:20]!r} is not a number of entries", "For example: --newest 50")
    last = deque(kept(selection), maxlen=int(newest))
    return lambda: last


def _write_lines(out: BinaryIO, lines: Iterable[str]) -> None:
    out.writelines(f"{line}\n".encode() for line in lines)


def _head(selection: Selection, updated: datetime) -> Iterator[str]:
    name = heading(selection.name)
    about = selection.header
    identity = uuid_of(about.id) if about else uuid5(NAMESPACE_URL, name)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield '<feed xmlns="http://www.w3.org/2005/Atom">'
    yield element("id", f"urn:uuid:{identity}")
    yield element("title", name, type="text")
    yield element("updated", iso(updated))
    yield f"<author>{element('name', name)}</author>"
    yield element("generator", "1,001 Mistakes")


def _entry(entry: Mistake) -> Iterator[str]:
    yield "<entry>"
    yield element("id", f"urn:uuid:{uuid_of(entry.id)}")
    yield element("title", one_line(entry.title), type="text")
    yield element("updated", iso(entry.updated))
    yield element("published", iso(entry.logged))
    if name := person(entry.author):
        yield f"<author>{element('name', name)}</author>"
    for term in filter(None, map(one_line, entry.tags)):
        yield f"{element('category', '', term=term)}"
    yield element("content", "".join(_html(entry)), type="html")
    yield "</entry>"


def _html(entry: Mistake) -> Iterator[str]:
    """Yield the parts of an entry as HTML; all text in it is escaped, so that nothing in it is active."""
    yield f"<p><em>{_plain(entry.kind)} · {_plain(day_and_clock(entry.happened))}</em></p>"
    for part in parts(entry):
        yield f"<h3>{part.heading}</h3>"
        yield _table(part) if part.rows else _list(part.items) if part.items else _paragraphs(part.text)


def _paragraphs(text: str) -> str:
    whole = cleaned(text).strip("\n").split("\n\n")
    return "".join(f"<p>{_plain(part.strip())}</p>" for part in whole if part.strip())


def _list(items: Iterable[Item]) -> str:
    return f"<ul>{''.join(f'<li>{_plain(item.text)}{_notes(item)}</li>' for item in items)}</ul>"


def _notes(item: Item) -> str:
    return _list(map(Item, item.notes)) if item.notes else ""


def _table(part: Part) -> str:
    head = "".join(f"<th>{name}</th>" for name in part.columns)
    rows = "".join(f"<tr>{''.join(f'<td>{_plain(cell)}</td>' for cell in row)}</tr>" for row in part.rows)
    return f"<table><tr>{head}</tr>{rows}</table>"


def _plain(text: str) -> str:
    return escape(cleaned(text)).replace("\n", "<br>")
