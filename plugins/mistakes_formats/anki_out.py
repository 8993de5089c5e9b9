"""Export as an Anki deck (.apkg): a card for each lesson that is a plan, the situation in front."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from hashlib import sha256
from html import escape
from itertools import count
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from mistakes.errors import MissingPlugin
from mistakes.exchange import Selection
from mistakes.ids import time_of
from mistakes.model import Lesson, Mistake
from mistakes_formats.entry_parts import kept
from mistakes_formats.item_keys import keyed
from mistakes_formats.plain_text import cleaned, heading, one_line

if TYPE_CHECKING:
    from types import ModuleType

MODEL = 1_607_392_811  # stays for ever: by it Anki knows notes of ours again
FIELDS = ("Situation", "Then", "Lesson", "Title", "Id")
_MODEL_CHANGED = 1_767_225_600.0  # seconds since 1970; later if the cards look different
_FRONT = '<div class="title">{{Title}}</div><div class="situation">{{Situation}}</div>'
_BACK = (
    '{{FrontSide}}<hr id="answer"><div class="plan"><i>When</i> {{Situation}}, <i>then</i> {{Then}}</div>'
    '<div class="lesson">{{Lesson}}</div>'
)
_STYLE = (
    ".card{font-family:sans-serif;font-size:20px;line-height:1.4;max-width:34em;margin:0 auto;padding:1em}"
    ".title{opacity:.7;font-size:16px}.situation,.plan{font-size:24px;margin:1em 0}"
)
_FIRST_ID = 1 << 30


def write(selection: Selection, out: BinaryIO) -> None:
    """Write a package that Anki imports; the same selection gives the same bytes.

    A lesson without a plan (`when` and `then`) has no card; without any plan the deck is empty.
    Raises `MissingPlugin` if genanki is not installed.
    """
    genanki = _genanki()
    with TemporaryDirectory(prefix="mistakes-") as folder:
        path = os.path.join(folder, "collection.anki2")
        with closing(sqlite3.connect(path)) as collection:
            _fill(collection.cursor(), selection, genanki)
            collection.commit()
        with ZipFile(out, "w", ZIP_DEFLATED) as package:
            with open(path, "rb") as made, package.open(_member("collection.anki2"), "w") as part:
                shutil.copyfileobj(made, part)
            package.writestr(_member("media"), "{}")


def _genanki() -> ModuleType:
    try:
        import genanki  # type: ignore[import-untyped]
    except ImportError:
        raise MissingPlugin(
            "writing a deck for Anki needs genanki", "Install it: pip install 'mistakes-journal[anki]'"
        ) from None
    found: ModuleType = genanki
    return found


def _fill(cursor: sqlite3.Cursor, selection: Selection, genanki: Any) -> None:
    """Write deck and model, then note by note, so that they never lie in memory all at once."""
    model = genanki.Model(
        MODEL,
        "1,001 Mistakes",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Situation to plan", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    deck = genanki.Deck(_deck_id(selection), _deck_name(selection.name))
    deck.add_model(model)
    genanki.Package(deck).write_to_db(cursor, _MODEL_CHANGED, count(1))
    ids = _Ids()
    for position, (entry, key, lesson) in enumerate(_plans(selection), 1):
        note = genanki.Note(
            model, _fields(entry, lesson), tags=_tags(entry), guid=f"{entry.id}-{key}", due=position
        )
        note.write_to_db(cursor, _seconds(entry.updated), deck.deck_id, ids.of(entry))


class _Ids:
    """Numbers for notes and cards, each once: by Anki's custom the millisecond they were made."""

    def __init__(self) -> None:
        self._last = 0

    def of(self, entry: Mistake) -> Iterator[int]:
        at = max(int(_seconds(time_of(entry.id)) * 1000), self._last + 1)
        self._last = at + 1
        return iter((at, at + 1))


def _plans(selection: Selection) -> Iterator[tuple[Mistake, str, Lesson]]:
    for entry in kept(selection):
        for key, lesson in keyed(entry.id, "lessons", entry.lessons):
            if lesson.when.strip() and lesson.then.strip():
                yield entry, key, lesson


def _fields(entry: Mistake, lesson: Lesson) -> list[str]:
    texts = (lesson.when, lesson.then, lesson.text, one_line(entry.title), entry.id)
    return [_html(text) for text in texts]


def _html(text: str) -> str:
    """Return a text as HTML in which Anki finds no tag, no sound, no LaTeX and no field of its own."""
    plain = escape(cleaned(text).strip()).replace("[", "&#91;").replace("{", "&#123;")
    return plain.replace("\n", "<br>")


def _tags(entry: Mistake) -> list[str]:
    return [one_line(tag).replace(" ", "-") for tag in entry.tags if one_line(tag)]


def _deck_id(selection: Selection) -> int:
    """Return the number of the deck, by which Anki knows it again: from the journal's id, else from its name."""
    known = selection.header.id if selection.header else selection.name
    number = int.from_bytes(sha256(known.encode("utf-8", "replace")).digest()[:4], "big")
    return _FIRST_ID + number % _FIRST_ID


def _deck_name(name: str) -> str:
    # two colons would make a deck below another
    return heading(name).replace("::", ":").replace('"', "'")


def _seconds(at: datetime) -> float:
    return max(at.timestamp(), 0.0)


def _member(name: str) -> ZipInfo:
    """Return a file of the package as made at no particular time."""
    member = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    member.compress_type = ZIP_DEFLATED
    return member
