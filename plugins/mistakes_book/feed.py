"""The site's feed: its newest chapters as Atom (RFC 4287), with addresses that are relative to the feed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree import ElementTree

from mistakes_book import addresses, markup

if TYPE_CHECKING:
    from mistakes_book.book import Book
    from mistakes_book.language import Language
    from mistakes_book.outline import Chapter

NEWEST = 30
ATOM = "http://www.w3.org/2005/Atom"
_FIVE_BITS = str.maketrans("0123456789abcdefghjkmnpqrstvwxyz", "0123456789abcdefghijklmnopqrstuv")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def feed(book: Book, language: Language, title: str) -> bytes:
    """Return the feed of the thirty newest chapters, the newest first."""
    newest = book.chapters[: -NEWEST - 1 : -1]
    changed = max((chapter.updated for chapter in newest), default=_LONG_AGO)
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": language.tag})
    _add(root, "id", f"urn:uuid:{uuid5(NAMESPACE_URL, 'mistakes-journal:' + markup.clean(book.name))}")
    _add(root, "title", title)
    _add(root, "updated", _time(changed))
    _add(root, "author").append(_named("name", book.name or title))
    _add(root, "link", href=addresses.INDEX)
    _add(root, "link", href=addresses.FEED, rel="self", type="application/atom+xml")
    for chapter in newest:
        root.append(_entry(chapter))
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def urn(entry_id: str) -> str:
    """Return an entry's id as the UUID it is."""
    return f"urn:uuid:{UUID(int=int(entry_id.translate(_FIVE_BITS), 32))}"


def _entry(chapter: Chapter) -> ElementTree.Element:
    entry = ElementTree.Element("entry")
    _add(entry, "id", urn(chapter.id))
    _add(entry, "title", markup.clean(chapter.title))
    _add(entry, "updated", _time(chapter.updated))
    _add(entry, "link", href=addresses.chapter_file(chapter))
    for tag in chapter.tags:
        _add(entry, "category", term=tag)
    if chapter.lessons:
        _add(entry, "summary", markup.plain(chapter.lessons[0]))
    return entry


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    child = _named(name, text, **attributes)
    parent.append(child)
    return child


def _named(name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    cleaned = {key: markup.clean(value) for key, value in attributes.items()}
    element = ElementTree.Element(name, cleaned)
    element.text = markup.clean(text) or None
    return element


def _time(at: datetime) -> str:
    try:
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError):
        return at.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
