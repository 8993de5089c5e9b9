"""Text that people wrote, made safe to stand in a page: Markdown to HTML, to one line, to plain text.

Markdown is read without raw HTML, an allow-list of elements follows, and what comes out is well-formed
XML too, so that the same fragment stands in a web page and in an EPUB.
Ids, classes, styles, images and links to anything but the web and e-mail never come out of a text.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING, NoReturn

from mistakes.errors import MissingPlugin
from mistakes_book import markup_tokens as tokens

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markupsafe import Markup

LONGEST = 64 * 1024
RELATION = "noopener noreferrer nofollow"
_LINE_TAGS = {"em", "strong", "s", "code"}
_TAGS = _LINE_TAGS | {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "pre", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_VALUES = {tag: {"class": {"center", "right"}} for tag in ("th", "td")}
_NOT_XML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Letters, digits and marks that mean nothing in Markdown, HTML and XML; a line begins with a letter.
_PLAIN = r"(?!\d)[^\W_](?:[^\W_]|[ ,.;:?()'\"/$€%‘’“”„…–—，。、；：？！（）《》-])*(?<! )"
_LINE = re.compile(_PLAIN)
_PARAGRAPH = re.compile(rf"{_PLAIN}(?:\n{_PLAIN})*\n?")
_TAG = re.compile(r'<(/?[a-z][a-z0-9]*)((?: [a-z]+="[^"]*")*)>')


def html(text: str, heading: int = 3) -> Markup:
    """Return Markdown as a safe HTML fragment that is well-formed XML; `Markup` is text that stays as it is.

    Headings in the text begin at the level `heading` (2 to 6) and never skip one, so that they stay below
    the page's own. Images become links, links to other places than http, https and mailto become text.
    Text of more than 64 KiB in UTF-8 is shown as it was typed.
    Raises `MissingPlugin` where the libraries of the book are not installed.
    """
    text = clean(text)
    if is_long(text):
        return trusted(f'<p class="as-typed">{escape(text)}</p>')
    if _PARAGRAPH.fullmatch(text):
        # most texts are plain words, which need no parser
        return trusted(f"<p>{tokens.joined(text.rstrip())}</p>\n")
    found = tokens.tamed(parsed(text), heading)
    return trusted(_cleaned(_rendered(found), _TAGS))


def inline(text: str, *, links: bool = False) -> Markup:
    """Return one line of Markdown, such as a title, as HTML that may stand in a link or a heading.

    Only emphasis by `*`, strong, struck out and code are marked up; with `links` also links.
    Underscores stay, as in `__init__`. Raises `MissingPlugin` as `html` does.
    """
    text = clean(text)
    if is_long(text):
        return trusted(escape(text))
    if _LINE.fullmatch(text):
        return trusted(text)
    found = tokens.tamed_line(parsed_line(text), linked=links)
    return trusted(_cleaned(_rendered(found), _LINE_TAGS | ({"a"} if links else set())))


def verbatim(text: str) -> Markup:
    """Return one line just as it was typed, such as a title with `2*3*4` or a pattern, as HTML."""
    return trusted(escape(" ".join(clean(text).split())))


def plain(text: str) -> str:
    """Return the words of Markdown on one line, without any markup; still to be escaped where it is shown.

    Raises `MissingPlugin` as `html` does.
    """
    text = clean(text)
    if _PARAGRAPH.fullmatch(text):
        text = tokens.joined(text)
    elif not is_long(text):
        text = tokens.words(parsed(text))
    return " ".join(text.split())


def clean(text: str) -> str:
    """Return the text with U+FFFD for every character that XML cannot hold, and for C1 controls."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def is_long(text: str) -> bool:
    """Tell whether a text is too long to be read as Markdown, more than 64 KiB in UTF-8."""
    return len(text) > LONGEST or (len(text) > LONGEST // 4 and len(text.encode()) > LONGEST)


def parsed(text: str) -> list[Token]:
    """Return the tokens of a Markdown text, which has no raw HTML; raises `MissingPlugin` as `html` does."""
    return _parser().parse(text)


def parsed_line(text: str) -> list[Token]:
    """Return the tokens of one line of Markdown."""
    return _parser().parseInline(text)


def fill(pattern: str, **values: object) -> Markup:
    """Return a pattern of our own HTML with the values in its places, escaped unless they are `Markup`."""
    cleaned = {
        name: value if hasattr(value, "__html__") else clean(str(value)) for name, value in values.items()
    }
    return trusted(pattern).format(**cleaned)


def trusted(fragment: str) -> Markup:
    """Return HTML that was made safe already as `Markup`, which templates do not escape again."""
    try:
        from markupsafe import Markup
    except ImportError as error:
        missing(error)
    return Markup(fragment)  # noqa: S704  what comes here was cleaned or escaped


def missing(error: ImportError) -> NoReturn:
    """Raise `MissingPlugin` with the cure for a library of the book that cannot be imported."""
    what = f"the book needs {error.name or 'a library'}, which is not installed"
    raise MissingPlugin(what, "Install it: pip install 'mistakes-journal[book]'") from error


@cache
def _parser() -> MarkdownIt:
    try:
        from markdown_it import MarkdownIt
    except ImportError as error:
        missing(error)
    made = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True})
    return made.enable(["table", "strikethrough"])


def _rendered(found: list[Token]) -> str:
    parser = _parser()
    return str(parser.renderer.render(found, parser.options, {}))


def _cleaned(fragment: str, tags: set[str]) -> str:
    """Return only what is allowed of a fragment, written so that an XML parser reads the same."""
    try:
        import nh3
    except ImportError as error:
        missing(error)
    safe = nh3.clean(
        fragment,
        tags=tags,
        attributes={tag: names for tag, names in _ATTRIBUTES.items() if tag in tags},
        tag_attribute_values={tag: values for tag, values in _VALUES.items() if tag in tags},
        url_schemes={"http", "https", "mailto"},
        link_rel=RELATION,
    )
    return clean(_TAG.sub(_as_xml, safe).replace("&nbsp;", "\N{NO-BREAK SPACE}"))


def _as_xml(tag: re.Match[str]) -> str:
    """Return a tag with its attributes escaped, an empty element closed."""
    name, attributes = tag.groups()
    attributes = attributes.replace("<", "&lt;").replace(">", "&gt;")
    return f"<{name}{attributes} />" if name in ("br", "hr") else f"<{name}{attributes}>"
