"""Where results are written: safe, fitted to the terminal, plain in a pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TextIO, TypeAlias

from mistakes.cli import columns, terminal
from mistakes.cli.columns import Cell

Style: TypeAlias = Callable[[str], str]
Part: TypeAlias = str | tuple[str, Style]

WIDEST_TEXT = 88


class Output:
    """A stream for results. Everything given to it is text as stored; it is made safe here.

    `columns` is the width of the terminal, None in a pipe; `lines` are those that it shows at once, None where
    nobody knows, and `written` those that were written so far. `paint` has the colours, if any.
    """

    def __init__(self, stream: TextIO, environment: Mapping[str, str]) -> None:
        self.stream = stream
        self.is_terminal = terminal.is_terminal(stream)
        self.columns = terminal.columns_of(stream, environment) if self.is_terminal else None
        self.lines = (terminal.lines_of(stream, environment) or None) if self.is_terminal else None
        self.written = 0
        self.paint = terminal.Paint(terminal.wants_colour(stream, environment))
        self.encoding = getattr(stream, "encoding", None) or "utf-8"

    @property
    def ascii_only(self) -> bool:
        """Tell whether the stream has no block characters for bars."""
        return not terminal.can_encode("▏█", self.encoding)

    def line(self, *parts: Part) -> None:
        """Write one line of parts, each a text or a text with its style."""
        self._write("".join(self._painted(part) for part in parts))

    def text(self, text: str, indent: str = "", first: str | None = None, style: Style | None = None) -> None:
        """Write a text of several lines, wrapped to a comfortable width on a terminal.

        `first` is the indent of the first line where it differs, such as a bullet.
        """
        safe = terminal.term(text, newlines=True).rstrip("\n")
        first = indent if first is None else first
        if self.columns is None:
            lines = [(indent if number else first) + line for number, line in enumerate(safe.split("\n"))]
        else:
            lines = columns.wrap(safe, min(self.columns, WIDEST_TEXT), indent, first)
        for line in lines:
            self._write(style(line.rstrip()) if style else line.rstrip())

    def rows(self, rows: Iterable[Sequence[Cell]], *, gap: int = 2, whole: bool = False) -> None:
        """Write rows as aligned columns; in a pipe fields are separated by TABs, as they come.

        The flexible column of rows that are to stay `whole` is wrapped where there is no room, never shortened.
        """
        for line in columns.layout(rows, self.columns, gap=gap, encoding=self.encoding, whole=whole):
            self.stream.write(line + "\n")
            self.written += 1

    def json(self, value: Any) -> None:
        """Write one JSON value, readable and safe for any terminal (controls are escapes in JSON)."""
        import json

        text = json.dumps(value, ensure_ascii=not _is_unicode(self.encoding), indent=2, allow_nan=False)
        self.stream.write(_json_safe(text) + "\n")

    def json_array(self, values: Iterable[Any]) -> None:
        """Write a JSON array whose items are written as they come."""
        import json

        separator = "[\n"
        for value in values:
            text = json.dumps(value, ensure_ascii=not _is_unicode(self.encoding), allow_nan=False)
            self.stream.write(separator + _json_safe(text))
            separator = ",\n"
        self._write("[]" if separator == "[\n" else "\n]")

    def _painted(self, part: Part) -> str:
        text, style = part if isinstance(part, tuple) else (part, None)
        safe = terminal.encode_safely(terminal.term(text), self.encoding)
        return style(safe) if style else safe

    def _write(self, text: str) -> None:
        self.stream.write(terminal.encode_safely(text, self.encoding) + "\n")
        self.written += 1


def say(text: str) -> None:
    """Write one safe line to stderr, beside the result; trouble with stderr is ignored.

    On a terminal it is wrapped to the width.
    """
    try:
        safe = terminal.term(text)
        if terminal.is_terminal(sys.stderr):
            safe = "\n".join(columns.wrap(safe, terminal.columns_of(sys.stderr, os.environ)))
        sys.stderr.write(terminal.printable_for(sys.stderr)(safe) + "\n")
    except (OSError, ValueError, AttributeError):
        return


def _is_unicode(encoding: str) -> bool:
    return encoding.lower().replace("-", "").startswith("utf")


def _json_safe(text: str) -> str:
    """Escape what a terminal might act on and JSON leaves as it is: C1 controls, bidi marks and the like."""
    if text.isascii():
        return text
    return "".join(c if c.isprintable() or c == "\n" else _json_escape(c) for c in text)


def _json_escape(character: str) -> str:
    import json

    return json.dumps(character)[1:-1]
