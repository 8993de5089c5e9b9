"""Names in an Obsidian vault: of notes, links and tags, which every system and Obsidian itself can hold."""

from __future__ import annotations

import re
import unicodedata

from mistakes_formats.plain_text import one_line

_END = 10  # 50 random bits: two entries of one title never share them
_LONGEST = 60
_MOST_BYTES = 150
_NOT_IN_ALIASES = re.compile(r"[\[\]|<>`\\]|%%+|\$\$+")
_NOT_IN_TAGS = re.compile(r"[^\w/-]+")


def note_name(title: str, entry_id: str) -> str:
    """Return the name of an entry's note, without `.md`: its title in letters and digits, and the id's end.

    It differs from that of any other entry also without regard to case, and is no name that a system
    keeps for itself, for it always ends in ten letters or digits of the id.
    """
    words = _slug(title)
    return f"{words}-{entry_id[-_END:]}" if words else entry_id


def link(name: str, title: str) -> str:
    """Return a link to the note of this name, shown as the title."""
    shown = one_line(_NOT_IN_ALIASES.sub(" ", title))
    return f"[[{name}|{shown}]]" if shown else f"[[{name}]]"


def tag(text: str) -> str:
    """Return a tag as Obsidian takes it, without `#`; "" if nothing of it can be kept."""
    plain = _NOT_IN_TAGS.sub("-", unicodedata.normalize("NFC", one_line(text)))
    parts = filter(None, (part.strip("-") for part in plain.split("/")))
    joined = "/".join(parts)
    return f"_{joined}" if joined and not re.search(r"[^\d/]", joined) else joined


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFC", title).lower()
    letters = "".join(mark if unicodedata.category(mark)[0] in "LNM" else " " for mark in plain)
    words = "-".join(letters.split())[:_LONGEST]
    while len(words.encode()) > _MOST_BYTES:
        words = words[:-1]
    return words.strip("-")
