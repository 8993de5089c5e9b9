"""Text in XML 1.0: what it cannot hold becomes U+FFFD, what means something to it is escaped."""

from __future__ import annotations

from html import escape

from mistakes_formats.plain_text import cleaned


def text(content: str) -> str:
    """Return a text as the content of an element."""
    return escape(cleaned(content), quote=False)


def attribute(content: str) -> str:
    """Return a text as the value of an attribute, in its quotes; line ends and tabs stay what they are."""
    plain = escape(cleaned(content)).replace("\n", "&#10;").replace("\t", "&#9;")
    return f'"{plain}"'


def element(name: str, content: str, **attributes: str) -> str:
    """Return an element that holds a text."""
    given = "".join(f" {key}={attribute(value)}" for key, value in attributes.items())
    return f"<{name}{given}>{text(content)}</{name}>"
