"""A note of Obsidian or Joplin as the fields of an entry: its page, its tags, and what it points to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from mistakes.model import Links
from mistakes.records import NamedTuple
from mistakes_formats import postmortem
from mistakes_formats.front_matter import FrontMatter
from mistakes_formats.markdown_page import lines, parse
from mistakes_formats.record import tags

_MOST_TAGS = 50
_CODE = re.compile(r"`[^`\n]{0,2000}`")
_TAG = re.compile(r"(?<![\w&/#\]\[(])#(?!\d+(?![\w/-]))([\w/-]{1,100})")
_WIKI = re.compile(r"(?P<embeds>!?)\[\[(?P<target>[^\[\]|#^\n]{1,300})[^\[\]\n]{0,300}\]\]")
_LINK = re.compile(
    r"(?P<embeds>!?)\[[^\[\]\n]{0,300}\]\((?P<target><[^<>\n]{1,300}>|[^\s()]{1,300})[^()\n]{0,300}\)"
)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}:")
_NOTE_ENDINGS = (".md", ".markdown")


class Pointers(NamedTuple):
    """What a note points to inside its own collection: other notes, and files that are no notes."""

    notes: tuple[str, ...]
    files: tuple[str, ...]


def fields(front: FrontMatter, name: str) -> dict[str, Any]:
    """Return the fields that a page has, whatever it is about; `name` is its title if it has none.

    Raises `postmortem.Unfit` for a page whose front matter is broken and that has no title.
    """
    page = postmortem.Told(parse(front.body), front, name)
    found = postmortem.fields(page, datetime.now().astimezone(), any_page=True)
    named = found.get("tags", ())
    return found | {"tags": tags([*named, *_tags(front.body)])}


def pointers(text: str) -> Pointers:
    """Return the targets of wiki links and of links without an address, each once, as they are written."""
    notes, files = dict[str, None](), dict[str, None]()
    for line in _prose(text):
        for found in (*_WIKI.finditer(line), *_LINK.finditer(line)):
            target = _plain(found)
            is_note = PurePosixPath(target).suffix.lower() in ("", *_NOTE_ENDINGS)
            if target and not _ADDRESS.match(target):
                (notes if is_note else files)[target] = None
    return Pointers(tuple(notes), tuple(files))


def with_evidence(found: dict[str, Any], evidence: tuple[str, ...]) -> dict[str, Any]:
    """Return the fields with files or addresses as evidence."""
    return found | {"links": Links(evidence=evidence)} if evidence else found


def _tags(text: str) -> Iterator[str]:
    found = (tag for line in _prose(text) for tag in _TAG.findall(line))
    return (tag for tag, _ in zip(dict.fromkeys(found), range(_MOST_TAGS), strict=False))


def _prose(text: str) -> Iterator[str]:
    return (_CODE.sub("", line) for line, is_code in lines(text) if not is_code)


def _plain(found: re.Match[str]) -> str:
    target = found["target"].strip().removeprefix("<").removesuffix(">")
    return (unquote(target.partition("#")[0]) if found.re is _LINK else target).strip()
