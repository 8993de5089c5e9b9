"""JSON read value by value from parts of its text, so that a large file is never in memory as a whole."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Generator, Iterable, Iterator
from typing import Any

from mistakes.errors import UnreadableFile
from mistakes.files import ENTRY_LIMIT
from mistakes.records import NamedTuple
from mistakes_formats.record import TOO_LONG

# escapes make JSON longer than the file it becomes, but never this much
LONGEST = 8 * ENTRY_LIMIT
_SPACE = re.compile(r"[ \t\r\n]*")
_SIGN = re.compile(r'\\.?|["\[\]{},]', re.DOTALL)
_DEEPER = {"[": 1, "{": 1, "]": -1, "}": -1}
# so many characters at the end of what is there may be the beginning of something else, such as 1.
_UNSURE = 8


class Piece(NamedTuple):
    """One value of a document and its place in it; `fault` says why it could not be read.

    `size` is the length of its text.
    """

    place: str
    value: Any = None
    fault: str = ""
    size: int = 0


class NotJson(ValueError):
    """The text from here on is not JSON; the message is what people read."""


class _Unfinished(Exception):
    """A value goes on behind the text that is there."""


def pieces(parts: Iterable[str], lists: Collection[str], *, several: bool = False) -> Iterator[Piece]:
    """Yield the items of a list, or the members of an object, members named in `lists` item by item.

    `parts` are the text from its beginning to its end. A value that is too long, or holds NaN or
    Infinity, is a fault of its own; after broken JSON nothing follows. With `several`, more lists may
    stand behind the first, as tools write them that print page by page.
    """
    scanner = _Scanner(parts)
    try:
        number = yield from _top(scanner, lists)
        while several and number and scanner.next() == "[":
            number = yield from _items(scanner, "", number)
        if scanner.next() or scanner.fault:
            raise scanner.error("there is more text after the end")
    except NotJson as error:
        yield Piece(scanner.place, fault=str(error))


def whole(text: str, place: str) -> Piece:
    """Return the one value that the text holds."""
    scanner = _Scanner([text])
    try:
        piece = scanner.piece(place)
        if scanner.next():
            raise scanner.error("there is more text after the end")
        return piece
    except NotJson as error:
        return Piece(place, fault=str(error))


def _top(scanner: _Scanner, lists: Collection[str]) -> Generator[Piece, None, int]:
    """Yield the values of the text and return how many items its list had."""
    if scanner.next() == "[":
        return (yield from _items(scanner, ""))
    if scanner.next() == "{":
        yield from _members(scanner, lists)
    else:
        yield scanner.piece("")
    return 0


def _items(scanner: _Scanner, name: str, number: int = 0) -> Generator[Piece, None, int]:
    """Yield the items of a list, counted from `number` on, and return the number after the last."""
    scanner.expect("[")
    while scanner.next() != "]":
        yield scanner.piece(f"{name}[{number}]")
        number += 1
        if scanner.next() != "]":
            scanner.expect(",")
    scanner.expect("]")
    return number


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
    """A position in JSON text of which only a part is there; `place` names the value it reads.

    `fault` says why the rest of the text cannot be had, "" if it can.
    """

    def __init__(self, parts: Iterable[str]) -> None:
        self.place = self.fault = ""
        self._parts = iter(parts)
        self._text = ""
        self._at = 0
        self._lines = 1  # where the part begins that is there
        self._columns = 0
        self._is_whole = False
        self._constants: list[str] = []
        self._decoder = json.JSONDecoder(parse_constant=self._constants.append)

    def next(self) -> str:
        """Return the next character that is not blank, "" at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def expect(self, character: str) -> None:
        if self.next() != character:
            raise self.error(f"expected {character!r}")
        self._at += 1

    def key(self) -> str:
        if self.next() != '"':
            raise self.error("expected a key in quotes")
        return str(self.piece(self.place).value)

    def piece(self, place: str) -> Piece:
        self.place = place
        self.next()
        try:
            value, size = self._value()
        except _Unfinished:
            self._skip()
            return Piece(place, fault=TOO_LONG)
        if self._constants:
            return Piece(place, fault=f"holds {self._constants[0]}, which is not JSON")
        return Piece(place, fault=TOO_LONG) if size > LONGEST else Piece(place, value, size=size)

    def error(self, reason: str) -> NotJson:
        if self.fault:
            return NotJson(self.fault)
        line = self._lines + self._text.count("\n", 0, self._at)
        last = self._text.rfind("\n", 0, self._at)
        column = self._at - last if last >= 0 else self._columns + self._at + 1
        return NotJson(f"is not JSON from line {line}, column {column} on ({reason})")

    def _value(self) -> tuple[Any, int]:
        """Return the value that begins here, and its length; raises `_Unfinished` if it is too long."""
        while True:
            self._constants.clear()
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._is_whole or not self._may_go_on(error):
                    self._at = error.pos
                    raise self.error(error.msg) from None
            except RecursionError:
                raise self.error("nested too deeply") from None
            except ValueError:
                raise self.error("a number has thousands of digits") from None
            else:
                if self._is_whole or end + _UNSURE <= len(self._text):
                    size, self._at = end - self._at, end
                    return value, size
            if len(self._text) - self._at > LONGEST:
                raise _Unfinished
            self._more()

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Tell whether the error may be only that the text ends too early."""
        return error.pos + _UNSURE >= len(self._text) or error.msg.startswith("Unterminated")

    def _more(self) -> bool:
        """Read on until there is twice as much text, and forget what was read; False at the end."""
        read = self._text[: self._at]
        if "\n" in read:
            self._columns = len(read) - read.rfind("\n") - 1
            self._lines += read.count("\n")
        else:
            self._columns += len(read)
        kept = self._text[self._at :]
        size, new = 0, []
        while size <= len(kept) and not self._is_whole:
            part = self._part()
            new.append(part)
            size += len(part)
        self._text, self._at = "".join([kept, *new]), 0
        return size > 0

    def _part(self) -> str:
        try:
            part = next(self._parts, "")
        except UnreadableFile as error:
            part, self.fault = "", error.reason
        self._is_whole = not part
        return part

    def _skip(self) -> None:
        """Pass over a value without keeping it, by its brackets and quotes alone."""
        depth, quoted = 0, False
        while True:
            for found in _SIGN.finditer(self._text, self._at):
                sign = found[0]
                self._at = found.start()
                if sign == "\\" or (not depth and not quoted and sign in "]},"):
                    break
                self._at = found.end()
                quoted ^= sign == '"'
                depth += 0 if quoted else _DEEPER.get(sign, 0)
                if not depth and not quoted and sign in '"]}':
                    return
            else:
                self._at, sign = len(self._text), ""
            if sign in ("]", "}", ","):
                return
            if not self._more():
                raise self.error("it ends within a value")
