"""The parts of a parsed Markdown text, changed before they are rendered: links, images, headings, lines.

Every pass takes markdown-it's tokens and returns tokens; nothing here writes HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from mistakes_book import links

if TYPE_CHECKING:
    from markdown_it.token import Token

# A text may name one long address and point to it thousands of times.
MOST_LINK_TEXT = 64 * 1024
_DEEPEST_HEADING = 6
# Chinese and Japanese, which put no space where a line ends; Korean does.
_UNSPACED = "[\u2e80-\u312f\u31a0-\u9fff\uf900-\ufaff\uff00-\uff9f\U00020000-\U0003ffff]"
_LAST, _FIRST = re.compile(rf"{_UNSPACED}\Z"), re.compile(_UNSPACED)
_BREAK = re.compile(rf"(?<={_UNSPACED})\n(?={_UNSPACED})")
_CELLS = {"text-align:right": "right", "text-align:center": "center"}


def tamed(tokens: list[Token], heading: int) -> list[Token]:
    """Return the tokens of a text, ready to render: headings from the level `heading` on, links checked."""
    budget = _Budget()
    for token in _demoted(tokens, heading):
        style = token.attrs.pop("style", None)
        if style in _CELLS:
            token.attrs["class"] = _CELLS[str(style)]
        if token.children is not None:
            token.children = list(_joined(list(_links(token.children, budget))))
    return tokens


def tamed_line(tokens: list[Token], *, linked: bool) -> list[Token]:
    """Return the tokens of one line, ready to render; unless it is `linked`, links become their text."""
    budget = _Budget(MOST_LINK_TEXT if linked else 0)
    for token in tokens:
        children = _joined(list(_links(token.children or [], budget)))
        token.children = [_flat(child) for child in children]
    return tokens


def words(tokens: Iterable[Token]) -> str:
    """Return the text in the tokens, blocks and lines parted by white space."""
    found: list[str] = []
    for token in tokens:
        if token.children is None:
            found.append(token.content)
        else:
            children = _joined(list(_links(token.children, _Budget(0))))
            found.append("".join(_word(child) for child in children))
    return "\n".join(found)


def joined(text: str) -> str:
    """Return plain text without the line breaks that would put a space into Chinese."""
    return _BREAK.sub("", text)


class _Budget:
    """How much text of link targets may still be written."""

    def __init__(self, left: int = MOST_LINK_TEXT) -> None:
        self._left = left

    def spend(self, target: str) -> bool:
        """Tell whether a link may be written, and take its length off."""
        if len(target) > self._left or not links.is_safe(target):
            return False
        self._left -= len(target)
        return True


def _demoted(tokens: Sequence[Token], top: int) -> Iterator[Token]:
    """Yield the tokens with the levels of headings from `top` on, each at most one below the one before."""
    open_levels: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            open_levels = [*(above for above in open_levels if above < level), level]
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(_DEEPEST_HEADING, top + len(open_levels) - 1)}"
        yield token


def _links(children: Iterable[Token], budget: _Budget) -> Iterator[Token]:
    """Yield the tokens of a line with images as links, and links that are not safe as their text."""
    open_links: list[bool] = []
    for token in children:
        if token.type == "link_open":
            open_links.append(budget.spend(str(token.attrs.get("href", ""))))
            token.attrs = {"href": token.attrs.get("href", "")}
            if open_links[-1]:
                yield token
        elif token.type == "link_close":
            if open_links.pop():
                yield token
        elif token.type == "image":
            yield from _image(token, budget if not any(open_links) else _Budget(0))
        else:
            yield token


def _image(image: Token, budget: _Budget) -> Iterator[Token]:
    """Yield a link with the image's words, or its address; only the words where no link may be."""
    target = str(image.attrs.get("src", ""))
    said = "".join(_word(child) for child in _links(image.children or [], _Budget(0)))
    is_link = budget.spend(target)
    if is_link:
        yield _token("link_open", "a", 1, href=target)
    yield _text(said or (target if is_link else ""))
    if is_link:
        yield _token("link_close", "a", -1)


def _joined(children: list[Token]) -> Iterator[Token]:
    """Yield the tokens of a line without the line breaks that would put a space into Chinese."""
    for place, token in enumerate(children):
        if token.type != "softbreak" or not _is_unspaced(children, place):
            yield token


def _is_unspaced(children: list[Token], place: int) -> bool:
    around = children[max(place - 1, 0) : place + 2]
    return bool(_LAST.search(around[0].content) and _FIRST.match(around[-1].content))


def _flat(token: Token) -> Token:
    """Return a token of one line: no breaks, and underscores as they were typed."""
    if token.type in ("softbreak", "hardbreak"):
        return _text(" ")
    return _text(token.markup) if token.markup in ("_", "__") else token


def _word(token: Token) -> str:
    return "\n" if token.type in ("softbreak", "hardbreak") else token.content


def _text(content: str) -> Token:
    return _token("text", "", 0, content)


def _token(kind: str, tag: str, nesting: Literal[-1, 0, 1], content: str = "", **attributes: str) -> Token:
    from markdown_it.token import Token

    return Token(kind, tag, nesting, attrs=dict(attributes), content=content)
