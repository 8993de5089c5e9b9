"""What stands in a section of a Markdown page: the items of a list, the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import dedent

from mistakes.records import NamedTuple
from mistakes_formats.markdown_page import lines

_BULLET = re.compile(r"(?P<indent> {0,40})(?:[-*+•]|\d{1,3}[.)])(?:[ \t]+(?P<text>.*)|$)")
_LABELLED = re.compile(r"\*\*[^*]{1,80}(?::\*\*|\*\*:)")
_CELL = re.compile(r"(?<!\\)\|")
_DELIMITER = re.compile(r":?-+:?")
NOTHING = ("", "-", "—", "–", "n/a", "none", "tbd")


class Table(NamedTuple):
    """The first table of a text, and the text around it."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    rest: str


def items(text: str) -> tuple[list[str], str]:
    """Return the items of a text and the text that is in none of them.

    Items are the outermost bullets, each with what is nested in it, and lines that begin with a bold
    label; without any of these each paragraph is one.
    """
    found: list[list[str]] = []
    rest: list[str] = []
    part, outermost, after_blank = rest, 40, False
    for line, code in lines(text):
        start = None if code else _start(line)
        if start and start[0] <= outermost:
            outermost = start[0]
            part = [start[1]]
            found.append(part)
        else:
            if after_blank and line.strip() and not line[0].isspace():
                part = rest
            part.append(line)
        after_blank = not line.strip()
    if not found:
        return _worth(paragraphs(text)), ""
    return _worth(map(_joined, found)), "\n".join(rest).strip("\n")


def paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs of a text; a block of code belongs to the paragraph before it."""
    part: list[str] = []
    for line, code in lines(text):
        if part and not code and line.strip() and not part[-1].strip():
            yield "\n".join(part).strip("\n")
            part = []
        part.append(line)
    yield "\n".join(part).strip("\n")


def table(text: str, wide: Sequence[str]) -> Table:
    """Return the first table of a text; one without rows if there is none.

    `wide` are names of columns whose cells may hold a stray `|`: a row with too many cells has them
    joined there.
    """
    before: list[str] = []
    rows: list[list[str]] = []
    after: list[str] = []
    for line, code in lines(text):
        is_row = not code and line.lstrip().startswith("|")
        if is_row and not after:
            rows.append(_cells(line))
        else:
            (after if rows else before).append(line)
    if len(rows) < 2 or not all(_DELIMITER.fullmatch(cell) for cell in rows[1]):
        return Table((), (), text)
    header = tuple(rows[0])
    at = next((n for n, name in enumerate(header) if name.casefold() in wide), len(header) - 1)
    fitted = tuple(_fitted(row, len(header), at) for row in rows[2:])
    return Table(header, fitted, "\n".join([*before, *after]).strip("\n"))


def _start(line: str) -> tuple[int, str] | None:
    """Return indentation and text of a line that begins an item."""
    if bullet := _BULLET.match(line):
        return len(bullet["indent"]), bullet["text"] or ""
    return (0, line) if _LABELLED.match(line) else None


def _joined(part: list[str]) -> str:
    nested = dedent("\n".join(part[1:])).rstrip()
    return f"{part[0].strip()}\n{nested}".strip() if nested.strip() else part[0].strip()


def _worth(texts: Iterator[str] | map[str]) -> list[str]:
    return [text.strip("\n") for text in texts if text.strip().strip(".").casefold() not in NOTHING]


def _cells(row: str) -> list[str]:
    inner = row.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [cell.strip().replace("\\|", "|") for cell in _CELL.split(inner)]


def _fitted(row: list[str], width: int, at: int) -> tuple[str, ...]:
    surplus = len(row) - width
    if surplus > 0:
        row = [*row[:at], " | ".join(row[at : at + surplus + 1]), *row[at + surplus + 1 :]]
    return tuple(row + [""] * (width - len(row)))
