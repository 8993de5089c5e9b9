"""JSON text read record by record, so that a large file is never held as values all at once."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from mistakes.files import ENTRY_LIMIT

# escapes make JSON longer than the file it becomes, but never this much
_LONGEST = 8 * ENTRY_LIMIT
_SPACE = re.compile(r"[ \t\r\n]*")


class Piece(NamedTuple):
    """One value of a document and its place in it; `fault` says why it could not be read."""

    place: str
    value: Any = None
    fault: str = ""


class NotJson(ValueError):
    """The text from here on is not JSON; the message is what people read."""


def pieces(text: str, lists: Collection[str]) -> Iterator[Piece]:
    """Yield the items of a list, or the members of an object, members named in `lists` item by item.

    An item that holds NaN or Infinity is a fault of its own; after broken JSON nothing follows.
    """
    scanner = _Scanner(text)
    try:
        if scanner.next() == "[":
            yield from _items(scanner, "")
        elif scanner.next() == "{":
            yield from _members(scanner, lists)
        else:
            yield scanner.piece("")
        if scanner.next():
            raise scanner.error("there is more text after the end")
    except NotJson as error:
        yield Piece(scanner.place, fault=str(error))


def whole(text: str, place: str) -> Piece:
    """Return the one value that the text holds."""
    scanner = _Scanner(text)
    try:
        piece = scanner.piece(place)
        if scanner.next():
            raise scanner.error("there is more text after the end")
        return piece
    except NotJson as error:
        return Piece(place, fault=str(error))


def _items(scanner: _Scanner, name: str) -> Iterator[Piece]:
    scanner.expect("[")
    number = 0
    while scanner.next() != "]":
        yield scanner.piece(f"{name}[{number}]")
        number += 1
        if scanner.next() != "]":
            scanner.expect(",")
    scanner.expect("]")


def _members(scanner: _Scanner, lists: Collection[str]) -> Iterator[Piece]:
    scanner.expect("{")
    while scanner.next() != "}":
        key = scanner.key()
        scanner.expect(":")
        if key in lists and scanner.next() == "[":
            yield Piece(key, [])
            yield from _items(scanner, key)
        else:
            yield scanner.piece(key)
        if scanner.next() != "}":
            scanner.expect(",")
    scanner.expect("}")


class _Scanner:
    """A position in JSON text; `place` names the value it reads."""

    def __init__(self, text: str) -> None:
        self.place = ""
        self._text = text
        self._at = 0
        self._constants: list[str] = []
        self._decoder = json.JSONDecoder(parse_constant=self._constants.append)

    def next(self) -> str:
        """Return the next character that is not blank, "" at the end."""
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._text[self._at : self._at + 1]

    def expect(self, character: str) -> None:
        if self.next() != character:
            raise self.error(f"expected {character!r}")
        self._at += 1

    def key(self) -> str:
        if self.next() != '"':
            raise self.error("expected a key in quotes")
        return str(self._value())

    def piece(self, place: str) -> Piece:
        self.place = place
        self.next()
        start = self._at
        value = self._value()
        if self._constants:
            fault = f"holds {self._constants.pop(0)}, which is not JSON"
            self._constants.clear()
            return Piece(place, fault=fault)
        if self._at - start > _LONGEST:
            return Piece(place, fault=f"is longer than an entry may be ({ENTRY_LIMIT // 1024} KiB)")
        return Piece(place, value)

    def error(self, reason: str) -> NotJson:
        line = self._text.count("\n", 0, self._at) + 1
        column = self._at - self._text.rfind("\n", 0, self._at)
        return NotJson(f"is not JSON from line {line}, column {column} on ({reason})")

    def _value(self) -> Any:
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            self._at = error.pos
            raise self.error(error.msg) from None
        except RecursionError:
            raise self.error("nested too deeply") from None
        except ValueError:
            raise self.error("a number has thousands of digits") from None
        return value
