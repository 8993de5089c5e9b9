"""Where in a pack's file something stands, as TOML parsers do not tell the lines of what they return."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from mistakes.records import NamedTuple

# table, its number among those of one name from 0, key; "" is the table's header
Place: TypeAlias = tuple[str, int, str]

_HEADER = re.compile(r"\s*\[(\[?)\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"""\s*["']?([\w.:-]+)["']?\s*(?:\.[^=]*)?=""")
_LONG = re.compile(r'"""|\'\'\'')


class Where(NamedTuple):
    """The lines of a file by place; `at` answers with the nearest that is known."""

    lines: dict[Place, int]

    def at(self, table: str, number: int = 0, key: str = "") -> int:
        """Return the line of a key, else that of its table's header, else 1."""
        header = self.lines.get((table, number, ""), 1)
        return self.lines.get((table, number, key), header)


def where(text: str) -> Where:
    """Return where the tables and keys of a TOML text stand; lines count from 1."""
    lines: dict[Place, int] = {}
    counts: dict[str, int] = {}
    table, number = "", 0
    for line_number, line in _outside_of_long_texts(text):
        if header := _HEADER.match(line):
            outer, _, inner = header[2].partition(".")
            counts[outer] = counts.get(outer, -1) + (1 if header[1] or outer not in counts else 0)
            table, number = outer, counts[outer]
            lines.setdefault((table, number, inner.partition(".")[0]), line_number)
        elif key := _KEY.match(line):
            lines.setdefault((table, number, key[1].partition(".")[0]), line_number)
    return Where(lines)


def _outside_of_long_texts(text: str) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines that do not begin inside a text of several lines."""
    inside = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not inside:
            yield number, line
        for mark in _LONG.findall(line):
            inside = "" if inside == mark else inside or mark
