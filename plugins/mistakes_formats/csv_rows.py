"""The rows of a CSV file, read line by line; one that is broken or too long hides no other."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO

from mistakes.files import ENTRY_LIMIT
from mistakes.records import NamedTuple
from mistakes_formats.reading import is_utf16
from mistakes_formats.record import TOO_LONG

# quotes inside a cell are doubled, so a row is never more than twice as long as the entry it is
_LONGEST = 4 * ENTRY_LIMIT
_SEPARATORS = (",", ";", "\t", "|")
_NAMED = re.compile(r"sep=([,;|\t:])\s*", re.IGNORECASE)


class Row(NamedTuple):
    """A row with the number of its first line; `fault` says why its cells are not known."""

    line: int
    cells: Sequence[str]
    fault: str = ""


class Rows:
    """The rows of a table; `is_marked` tells that the text begins with a byte order mark."""

    def __init__(
        self, text: io.TextIOWrapper, weigh: Callable[[Sequence[str]], int], *, is_marked: bool
    ) -> None:
        self.is_marked = is_marked
        self._text = text
        self._is_cut = False
        self._before = 0  # lines that are no rows
        # the limit is that of the process, so it is never made smaller
        csv.field_size_limit(max(csv.field_size_limit(), _LONGEST))
        self._first = self._line()
        self._separator = self._found(weigh)

    def __iter__(self) -> Iterator[Row]:
        rows = csv.reader(self._lines(), delimiter=self._separator, strict=True, skipinitialspace=True)
        while True:
            line = self._before + rows.line_num + 1
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(line, (), _told(str(error)))
                continue
            yield Row(line, cells, TOO_LONG if self._is_cut else "")
            self._is_cut = False

    def _found(self, weigh: Callable[[Sequence[str]], int]) -> str:
        """Return the sign that parts the best columns; a first line `sep=;` names it and is no row."""
        if named := _NAMED.fullmatch(self._first):
            self._first, self._before = self._line(), 1
            return named[1]
        names: dict[str, Sequence[str]] = dict.fromkeys(_SEPARATORS, ())
        for mark in _SEPARATORS:
            with suppress(csv.Error):
                names[mark] = next(csv.reader([self._first], delimiter=mark), ())
        return max(_SEPARATORS, key=lambda mark: (weigh(names[mark]), len(names[mark])))

    def _lines(self) -> Iterator[str]:
        line = self._first
        while line:
            yield line
            line = self._line()

    def _line(self) -> str:
        """Return the next line; one that is too long is left out, so that no quote of it stays open."""
        line = more = self._text.readline(_LONGEST)
        while len(more) == _LONGEST and more[-1] not in "\r\n":
            line, self._is_cut = "\n", True
            more = self._text.readline(_LONGEST)
        return line


@contextmanager
def rows_of(file: BinaryIO, weigh: Callable[[Sequence[str]], int]) -> Iterator[Rows]:
    """Read a table from the beginning of a file whose text is known to be whole.

    `weigh` tells how good the names of columns are; the separator that gives the best ones is the one.
    """
    file.seek(0)
    start = file.read(len(BOM_UTF8))
    file.seek(0)
    text = io.TextIOWrapper(file, "utf-16" if is_utf16(start) else "utf-8-sig", newline="")
    try:
        yield Rows(text, weigh, is_marked=is_utf16(start) or start == BOM_UTF8)
    finally:
        text.detach()


def _told(said: str) -> str:
    """Return in words for people what the reader of tables says of a row."""
    if "field limit" in said:
        return f"{TOO_LONG}; is a quote never closed?"
    if "end of data" in said:
        return "has a quoted cell that is never closed"
    return "has a quote inside a quoted cell that is not doubled" if "expected after" in said else said
