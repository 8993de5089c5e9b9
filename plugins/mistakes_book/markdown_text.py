"""Markdown that people wrote, written again as Markdown that does the same wherever it stands and is harmless.

Raw HTML becomes text, images and unsafe links become what `mistakes_book.markup` makes of them, headings go
below those of the book, and nothing of one text can reach into what stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from mistakes_book import markup_tokens as tamed
from mistakes_book.markup import clean, is_long, parsed, parsed_line, plain

if TYPE_CHECKING:
    from markdown_it.token import Token
    from markdown_it.tree import SyntaxTreeNode

_MARKS = {"em": "*", "strong": "**", "s": "~~"}
_ALIGNED = {"right": "---:", "center": ":---:"}
_ACTIVE = re.compile(r"[\\`*\[\]<~|]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=[A-Za-z#])|!(?=\[|$)")
_LINE_START = re.compile(r"^(?:[-+=>#]|[0-9]+(?=[.)]))")
_CLOSING = re.compile("#(?=#*$)")
_LONGEST_TICKS = re.compile("`+")


def markdown(text: str, heading: int = 3) -> str:
    """Return a text as safe Markdown of several lines, without a newline at the end; see `markup.html`."""
    text = clean(text)
    if is_long(text):
        return _fenced(text)
    blocks = _tree(tamed.tamed(parsed(text), heading))
    return _faithful(text, lambda marked: "\n".join(_Writer(marked).blocks(blocks)))


def markdown_line(text: str, *, links: bool = False) -> str:
    """Return one line of Markdown, such as a title, as safe Markdown on one line; see `markup.inline`."""
    text = clean(text)
    if is_long(text):
        return escaped(" ".join(text.split()))
    found = tamed.tamed_line(parsed_line(text), linked=links)
    children = [child for token in found for child in token.children or ()]
    return _faithful(
        text,
        lambda marked: _safe_start(_Writer(marked, on_one_line=True).line(children).strip()),
        joined=True,
    )


def escaped(text: str) -> str:
    """Return plain text as Markdown on one line that shows it as it is."""
    return _safe_start(_escaped(" ".join(clean(text).split())))


class _Writer:
    """Writes parsed Markdown again; without `marked`, it leaves emphasis out."""

    def __init__(self, marked: bool, *, on_one_line: bool = False, in_table: bool = False) -> None:
        self._marked = marked
        self._on_one_line = on_one_line
        self._in_table = in_table

    def blocks(self, nodes: Iterable[SyntaxTreeNode], between: Sequence[str] = ("",)) -> list[str]:
        """Return the lines of some blocks, with empty ones between them."""
        lines: list[str] = []
        for node in nodes:
            lines += [*(between if lines else ()), *self._block(node)]
        return lines

    def line(self, children: Iterable[Token]) -> str:
        """Return what stands in a paragraph or a cell."""
        open_links: list[str] = []
        return "".join(self._piece(child, open_links) for child in children)

    def _block(self, node: SyntaxTreeNode) -> list[str]:
        if node.type == "heading":
            words = " ".join(_Writer(self._marked, on_one_line=True).line(_children(node)).split())
            return [f"{'#' * int(node.tag[1])} " + _CLOSING.sub(r"\#", words)]
        if node.type in ("fence", "code_block"):
            return _fenced(node.content.removesuffix("\n")).split("\n")
        if node.type in ("bullet_list", "ordered_list"):
            return self._list(node)
        if node.type == "blockquote":
            return [f"> {line}".rstrip() for line in self.blocks(node.children)] or [">"]
        if node.type == "table":
            return self._table(node)
        return ["___"] if node.type == "hr" else self.inside(node).split("\n")

    def inside(self, node: SyntaxTreeNode) -> str:
        """Return the Markdown of what is in a block."""
        lines = self.line(_children(node)).split("\n")
        return "\n".join(_safe_start(line.lstrip(" \t")) for line in lines)

    def _list(self, node: SyntaxTreeNode) -> list[str]:
        is_tight = all(_is_hidden(child) for item in node.children for child in item.children)
        number = int(node.attrs.get("start", 1))
        lines: list[str] = []
        for place, item in enumerate(node.children):
            mark = f"{number + place}{node.markup} " if node.type == "ordered_list" else f"{node.markup} "
            inside = self.blocks(item.children, () if is_tight else ("",)) or [""]
            lines += [""] if lines and not is_tight else []
            lines += [
                (mark if at == 0 else " " * len(mark) * bool(line)) + line for at, line in enumerate(inside)
            ]
        return [line.rstrip() for line in lines]

    def _table(self, node: SyntaxTreeNode) -> list[str]:
        rows = [row for group in node.children for row in group.children]
        sides = [_ALIGNED.get(str(cell.attrs.get("class")), "---") for cell in rows[0].children]
        writer = _Writer(self._marked, on_one_line=True, in_table=True)
        lines = ["| " + " | ".join(writer.inside(cell) for cell in row.children) + " |" for row in rows]
        return [lines[0], "| " + " | ".join(sides) + " |", *lines[1:]]

    def _piece(self, token: Token, open_links: list[str]) -> str:
        if token.type == "text":
            return _escaped(token.content)
        if token.type == "code_inline":
            return _code(token.content.replace("|", r"\|") if self._in_table else token.content)
        if token.type in ("softbreak", "hardbreak"):
            return " " if self._on_one_line else "\n" if token.type == "softbreak" else "\\\n"
        if token.type == "link_open":
            open_links.append(str(token.attrs["href"]).replace("&", "&amp;"))
            return "["
        if token.type == "link_close":
            return f"](<{open_links.pop()}>)"
        return _MARKS.get(token.tag, "") if self._marked else ""


def _faithful(text: str, write: Callable[[bool], str], *, joined: bool = False) -> str:
    """Return what was written with emphasis, or without it where the marks would be read as words."""
    written = write(True)
    said = plain(written)
    is_same = said == plain(text) or (joined and said.replace(" ", "") == plain(text).replace(" ", ""))
    return written if is_same else write(False)


def _tree(tokens: Sequence[Token]) -> list[SyntaxTreeNode]:
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(tokens).children


def _children(node: SyntaxTreeNode) -> Iterator[Token]:
    for inline in node.children:
        yield from (inline.token.children if inline.token else None) or ()


def _is_hidden(node: SyntaxTreeNode) -> bool:
    return node.hidden if node.type == "paragraph" else True


def _escaped(text: str) -> str:
    return _ACTIVE.sub(lambda found: "\\" + found[0], text).replace("\n", "&#10;")


def _safe_start(line: str) -> str:
    """Return a line that opens no list, heading or quotation."""
    return _LINE_START.sub(lambda found: found[0] + "\\" if found[0].isdigit() else "\\" + found[0], line)


def _code(content: str) -> str:
    ticks = "`" * (_longest_ticks(content) + 1)
    pad = " " if content.startswith(("`", " ")) or content.endswith(("`", " ")) else ""
    return f"{ticks}{pad}{content}{pad}{ticks}"


def _fenced(content: str) -> str:
    ticks = "`" * max(3, _longest_ticks(content) + 1)
    return f"{ticks}\n{content}\n{ticks}"


def _longest_ticks(content: str) -> int:
    return max((len(run) for run in _LONGEST_TICKS.findall(content)), default=0)
