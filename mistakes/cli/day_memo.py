"""The page of the day as it was made last, in the user's cache: shown again while it would be made alike.

It holds what a key says it depends on: the day, the settings, the plugins, which journals are meant. What
is in the journals is another matter: `state` says which contents it was made of, and each section of
which other files. Without the cache all works, slower.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mistakes
from mistakes import places
from mistakes.cli.rows import Row
from mistakes.discovery import state
from mistakes.errors import MistakesError
from mistakes.layout import JOURNAL_FILE
from mistakes.practice import Shown
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.plugins import Plugins
    from mistakes.settings import Settings

VERSION = 3
LARGEST = 1 << 20
_FILE = "today.json"


class Memo(NamedTuple):
    """A page as it was made: `roots` are the journals' folders, `state` stands for what lay in them.

    `entries` counts by the journal's name; `handles` names the newest entries; `sections` holds, by name, those
    that tell what they are made of.
    """

    key: str
    roots: tuple[str, ...]
    state: str
    entries: Mapping[str, int]
    goal: int
    newest: tuple[Row, ...]
    handles: Mapping[str, str]
    sections: Mapping[str, Shown]


def key_of(settings: Settings, plugins: Plugins, day: date, language: str, columns: int | None) -> str:
    """Return what a page depends on beside the contents of journals, as two checksums and a length."""
    from zlib import adler32, crc32  # hashlib takes longer to import than all of this

    from mistakes.whereabouts import journal_above, personal_root

    homes = [os.fspath(personal_root(settings)), journal_above()]
    headers = [(home, state(os.path.join(home, JOURNAL_FILE))) for home in homes]
    parts = [
        *(VERSION, mistakes.__version__, _folder(mistakes.__file__)),
        *(day.isoformat(), language, columns, time.tzname, sorted(settings.all().items()), headers),
        *([*plugin[:4], _folder(plugin.files[0][0] if plugin.files else "")] for plugin in plugins.enabled()),
    ]
    text = repr(parts).encode("utf-8", "surrogatepass")
    return f"{crc32(text):08x}{adler32(text):08x}{len(text):x}"


def load(key: str) -> Memo | None:
    """Return the page that was kept under a key, with the sections whose files are as they were.

    None if there is none, or what lies there is damaged.
    """
    import json

    from mistakes.files import safe_read

    try:
        stored = json.loads(safe_read(_place(), LARGEST))
        if stored.pop("key") != key:
            return None
        roots, newest = tuple(stored.pop("roots")), tuple(Row(*row) for row in stored.pop("newest"))
        found = {name: _shown(*plain) for name, plain in stored.pop("sections").items()}
        sections = {name: shown for name, shown in found.items() if shown is not None}
        entries = {name: int(count) for name, count in stored.pop("entries").items()}
        short = {entry_id: str(handle) for entry_id, handle in stored.pop("handles").items()}
        return Memo(key, roots, stored["state"], entries, int(stored["goal"]), newest, short, sections)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, MistakesError):
        return None


def keep(memo: Memo) -> None:
    """Keep a page; never fails."""
    import json

    from mistakes import cache_files

    sections = {name: _plain(shown) for name, shown in memo.sections.items()}
    with suppress(OSError, ValueError, TypeError, RecursionError, MistakesError):
        text = json.dumps(memo._asdict() | {"sections": sections}) + "\n"
        if len(text) <= LARGEST:
            cache_files.keep(_place(), text)


def _plain(shown: Shown) -> list[Any]:
    lines, data, heading, made_of = shown
    return [[state(path) for path in made_of or ()], lines, data, heading]


def _shown(files: Sequence[Any], lines: Sequence[str], data: Any, heading: str) -> Shown | None:
    """Return a section as it was shown, None if one of the files that it was made of has changed."""
    if any(state(file[0]) != tuple(file) for file in files):
        return None
    return Shown(tuple(lines), data, heading, tuple(file[0] for file in files))


def _folder(path: str | None) -> tuple[str, int, int]:
    """Return the state of the folder that a module lies in; an update puts new files there."""
    return state(os.path.dirname(path or ""))


def _place() -> Path:
    return places.cache_folder() / _FILE
