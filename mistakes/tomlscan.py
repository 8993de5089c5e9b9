"""Where things stand in a TOML text: headers, keys, elements of arrays, and the comments beside them.

The text is one that parsed; this only finds the lines, and reads no values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal, TypeAlias

from mistakes.records import NamedTuple

Path: TypeAlias = tuple[str | int, ...]
Place: TypeAlias = Literal["above", "beside", "opening", "below"]

_TOKEN = re.compile(
    r'(?P<string>"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')'
    r"|(?P<comment>#[^\n]*)|(?P<line>\n)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<comma>,)|(?P<equals>=)"
    r"|(?P<word>[^\s\"'#\[\]{},=]+)",
    re.DOTALL,
)


class Thing(NamedTuple):
    """A header, a key with its value, or an element of an array: its path, its first and last line.

    Items of arrays are numbered in the path, those of tables as well.
    """

    path: Path
    first: int
    last: int
    is_header: bool = False


class Comment(NamedTuple):
    """A comment: its text, the number of the thing it belongs to (-1: the top of the file), and where it stands."""

    text: str
    thing: int
    place: Place


class Scanned(NamedTuple):
    """The things of a text in their order, and its comments in theirs."""

    things: list[Thing]
    comments: list[Comment]


def scan(text: str) -> Scanned:
    """Return what stands where in a text that is TOML, with LF at its lines' ends."""
    scanner = _Scanner(text)
    scanner.run()
    return Scanned(scanner.things, scanner.comments)


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    first: int
    last: int


class _Scanner:
    """One reading: `_table` is the path of the table that is open, `_counts` how many items each list has.

    `_block` are the comments of whole lines that wait for what comes below them.
    """

    def __init__(self, text: str) -> None:
        self.things: list[Thing] = []
        self.comments: list[Comment] = []
        self._text = text
        self._table: Path = ()
        self._counts: dict[Path, int] = {}
        self._block: list[str] = []
        self._is_apart = True

    def run(self) -> None:
        """Read the text, statement by statement."""
        statement: list[_Token] = []
        level = 0
        is_blank = True
        for token in _tokens(self._text):
            if token.kind == "line" and not level:
                if statement:
                    self._statement(statement)
                elif is_blank:
                    self._blank()
                statement, is_blank = [], True
                continue
            is_blank = is_blank and token.kind == "line"
            if token.kind == "comment" and not statement:
                self._block.append(token.text)
                continue
            level += (token.kind == "open") - (token.kind == "close")
            statement.append(token)
        if statement:
            self._statement(statement)
        self._settle("below", len(self.things) - 1)

    def _blank(self) -> None:
        """End a block of comments: it belongs to what stands above it, unless it stands apart from that too."""
        if self._block and not self._is_apart:
            self._settle("below", len(self.things) - 1)
        elif self._block and not self.things:
            self._settle("below", -1)
        self._is_apart = not self._block

    def _settle(self, place: Place, thing: int) -> None:
        self.comments += [Comment(text, thing, place) for text in self._block]
        self._block = []

    def _statement(self, tokens: list[_Token]) -> None:
        is_header = tokens[0].kind == "open"
        number = len(self.things)
        self._settle("above", number)
        self._is_apart = False
        code = [token for token in tokens if token.kind not in ("comment", "line")]
        path = self._header(code) if is_header else self._key(code)
        self.things.append(Thing(path, code[0].first, code[-1].last, is_header))
        value = next((at + 1 for at, token in enumerate(tokens) if token.kind == "equals"), len(tokens))
        if not is_header and tokens[value].text == "[":
            self._array(path, number, tokens[value + 1 :])
        else:
            self._beside(number, tokens)

    def _beside(self, number: int, tokens: list[_Token]) -> None:
        last = max(token.last for token in tokens if token.kind not in ("comment", "line"))
        for token in tokens:
            if token.kind == "comment":
                self.comments.append(
                    Comment(token.text, number, "beside" if token.first == last else "above")
                )

    def _header(self, code: list[_Token]) -> Path:
        several = code[1].kind == "open" and code[1].start == code[0].start + 1
        inner = self._between(code[1 + several], code[-1 - several])
        path: Path = ()
        names = _names(inner)
        for name in names[:-1]:
            path = self._into((*path, name))
        path = (*path, names[-1])
        if several:
            self._counts[path] = self._counts.get(path, -1) + 1
            path = (*path, self._counts[path])
        self._table = path
        return path

    def _into(self, path: Path) -> Path:
        """Return the path of the last item where the path is that of a list of tables."""
        return (*path, self._counts[path]) if path in self._counts else path

    def _key(self, code: list[_Token]) -> Path:
        end = next(at for at, token in enumerate(code) if token.kind == "equals")
        return (*self._table, *_names(self._between(code[0], code[end])))

    def _between(self, first: _Token, end: _Token) -> str:
        return self._text[first.start : end.start]

    def _array(self, path: Path, number: int, tokens: list[_Token]) -> None:
        """Add the elements of an array as things, and the comments that stand in it or behind it."""
        level, waiting = 1, True
        count = 0
        inside: list[str] = []
        for token in tokens:
            level += (token.kind == "open") - (token.kind == "close")
            if token.kind == "comment":
                inside += self._in_array(token, number, count, level)
            elif token.kind not in ("line", "comma") and level and waiting:
                self.comments += [Comment(text, len(self.things), "above") for text in inside]
                self.things.append(Thing((*path, count), token.first, token.last))
                count, waiting, inside = count + 1, False, []
            elif token.kind != "line" and level and count:
                self.things[-1] = self.things[-1]._replace(last=token.last)
                waiting = waiting or (token.kind == "comma" and level == 1)
        place: Place = "below" if count else "opening"
        self.comments += [Comment(text, len(self.things) - 1, place) for text in inside]

    def _in_array(self, token: _Token, number: int, count: int, level: int) -> list[str]:
        """Note a comment that stands beside something; return one that has its line for itself."""
        if not level:
            self.comments.append(Comment(token.text, number, "beside"))
        elif count and self.things[-1].last == token.first:
            self.comments.append(Comment(token.text, len(self.things) - 1, "beside"))
        elif not count and self._is_beside_opening(token):
            self.comments.append(Comment(token.text, number, "opening"))
        else:
            return [token.text]
        return []

    def _is_beside_opening(self, token: _Token) -> bool:
        start = self._text.rfind("\n", 0, token.start) + 1
        return bool(self._text[start : token.start].strip())


def _tokens(text: str) -> Iterator[_Token]:
    line = 0
    for found in _TOKEN.finditer(text):
        piece = found[0]
        lines = piece.count("\n") if found.lastgroup == "string" else 0
        yield _Token(found.lastgroup or "", piece, found.start(), line, line + lines)
        line += lines + (found.lastgroup == "line")


def _names(key: str) -> list[str]:
    """Return the parts of a dotted key."""
    import tomli

    names: list[str] = []
    table: Any = tomli.loads(f"{key} = 0")
    while isinstance(table, dict):
        ((name, table),) = table.items()
        names.append(name)
    return names
