"""Reading the game's own data files strictly: what is odd in one is an error that names file and place."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from mistakes import tomltext
from mistakes.errors import MistakesError
from mistakes.records import NamedTuple

LANGUAGES = ("en", "zh")
LONGEST_NAME, LONGEST_TEXT = 40, 160
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_NEED = re.compile(r"([a-z][a-z-]*) >= ([1-9]\d{0,5})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class BadData(MistakesError):
    """A data file of the game is not as it should be; `where` is its place, `reason` what is odd."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: {reason}", "Install mistakes anew, or report it.")
        self.where = where
        self.reason = reason


class Need(NamedTuple):
    """A criterion: a count by its name, and how many of it there have to be."""

    what: str
    least: int


class Texts(NamedTuple):
    """A text in English and Chinese."""

    en: str
    zh: str

    def said(self, language: str) -> str:
        """Return the text in a language; Chinese for every Chinese, English for all others."""
        return self.zh if language.startswith("zh") else self.en


def shipped(name: str) -> str:
    """Return the text of a data file of this package."""
    # `importlib.resources` takes longer to import than a page may take for all of the game
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def table_of(text: str, where: str) -> dict[str, Any]:
    """Return the table that a text of TOML holds; raises `BadData`."""
    try:
        return tomltext.parse(text)
    except tomltext.NotToml as error:
        raise BadData(where, f"is no TOML ({error})") from None


def rows(text: str, name: str, where: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the tables of the only list that a file holds, each with its place; ids are there and differ."""
    table = table_of(text, where)
    found = table.pop(name, None)
    if table or not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise BadData(where, f"holds something else than tables [[{name}]]")
    places = [(f"{where}: {name} {number}", row) for number, row in enumerate(found, 1)]
    seen: set[str] = set()
    for place, row in places:
        if (known := identifier(row.get("id"), f"{place}: id")) in seen:
            raise BadData(place, f"the id {known} is there twice")
        seen.add(known)
    return places


def only(row: Mapping[str, Any], needed: Collection[str], allowed: Collection[str], where: str) -> None:
    """Raise `BadData` unless a row has all that is needed, and nothing beyond that but what is allowed."""
    if lacking := [key for key in needed if key not in row]:
        raise BadData(where, f"lacks {', '.join(lacking)}")
    if strange := sorted(row.keys() - {*needed, *allowed}):
        raise BadData(where, f"has unknown keys: {', '.join(strange)[:80]}")


def identifier(value: Any, where: str) -> str:
    """Return a value that is an id, such as `first-page`; raises `BadData`."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise BadData(where, "is no id of small letters, digits and hyphens")
    return value


def line(value: Any, where: str, longest: int = LONGEST_TEXT) -> str:
    """Return a value that is one line of text; raises `BadData`."""
    if not isinstance(value, str) or not value.strip() or value != value.strip():
        raise BadData(where, "is no text")
    if len(value) > longest or _CONTROL.search(value):
        raise BadData(where, f"is longer than {longest} characters, or holds control characters")
    return value


def texts(value: Any, where: str, longest: int = LONGEST_TEXT) -> Texts:
    """Return a text in every language; raises `BadData` if one is missing or odd."""
    if not isinstance(value, dict):
        raise BadData(where, "is no table of languages")
    only(value, LANGUAGES, (), where)
    return Texts(*(line(value[language], f"{where}.{language}", longest) for language in LANGUAGES))


def needs(value: Any, known: Collection[str], where: str, *, least: int = 1) -> tuple[Need, ...]:
    """Return criteria such as `prices >= 10`, at least so many, each of a count that is known, and once."""
    if not isinstance(value, list) or len(value) < least:
        raise BadData(where, "is no list of criteria")
    found = []
    for said in value:
        match = _NEED.fullmatch(said) if isinstance(said, str) else None
        if match is None:
            raise BadData(where, f"{said!r:.60} is no criterion such as 'prices >= 10'")
        if match[1] not in known:
            raise BadData(where, f"nothing is counted under the name {match[1]}")
        found.append(Need(match[1], int(match[2])))
    if len({need.what for need in found}) != len(found):
        raise BadData(where, "a count is there twice")
    return tuple(found)
