"""The YAML block at the top of a Markdown page, read as texts, lists and tables and nothing else.

No object is ever built from YAML: its nodes are walked; anchors, aliases and tags are refused.
What a strict reader rejects is read line by line, as far as it is `key: value`.
"""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Any

from mistakes.errors import MissingPlugin
from mistakes.records import NamedTuple

LIMIT = 64 * 1024
_DEEPEST = 8
_MOST_OPENINGS = 1000
_KEY = re.compile(r"([A-Za-z_][\w.-]{0,60}) *:(?:[ \t]+(.*)|$)")
_SPECIAL = re.compile("[&*!]")
_BLOCK = re.compile(r"[|>][+-]?")


class NotRead(ValueError):
    """A front matter that is not read at all; the message is what people read."""


class FrontMatter(NamedTuple):
    """The values of a front matter and the page below it.

    `raw` is its text if it is broken YAML and was read line by line, else "".
    """

    values: dict[str, Any]
    body: str
    raw: str = ""


def split(text: str) -> FrontMatter:
    """Return the front matter of a page, without values if it has none; raises `NotRead`."""
    first, _, rest = text.partition("\n")
    end = re.search(r"^(?:---|\.\.\.)[ \t]*$", rest, re.MULTILINE) if first.rstrip() == "---" else None
    if not end:
        return FrontMatter({}, text)
    raw, body = rest[: end.start()], rest[end.end() :].lstrip("\n")
    if len(raw) > LIMIT:
        raise NotRead(f"has a front matter larger than {LIMIT // 1024} KiB")
    values = _strictly(raw)
    if values is not None:
        return FrontMatter(values, body)
    return FrontMatter(_by_lines(raw, 0), body, raw.strip("\n"))


def _strictly(raw: str) -> dict[str, Any] | None:
    """Return what YAML says, None if it is broken; raises `NotRead` and `MissingPlugin`."""
    try:
        import yaml
    except ImportError:
        raise MissingPlugin(
            "reading front matter needs PyYAML", "Install it: pip install 'mistakes-journal[formats]'"
        ) from None
    if raw.count("[") + raw.count("{") > _MOST_OPENINGS:
        raise NotRead("has a front matter with too many brackets")
    try:
        if _SPECIAL.search(raw) and any(map(_is_special, yaml.parse(raw, Loader=yaml.SafeLoader))):
            raise NotRead("uses anchors or aliases, or tags of YAML, in its front matter; they are not read")
        values = _plain(yaml.compose(raw, Loader=yaml.SafeLoader), 0)
    except (yaml.YAMLError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def _is_special(event: Any) -> bool:
    return bool(getattr(event, "anchor", None) or getattr(event, "tag", None))


def _plain(node: Any, level: int) -> Any:
    """Return a node as text, list or table: `no` stays a text, and so does `0042`."""
    if level > _DEEPEST:
        raise NotRead(f"has a front matter nested deeper than {_DEEPEST}")
    kind = type(node).__name__
    if kind == "MappingNode":
        return {str(_plain(key, level + 1)): _plain(value, level + 1) for key, value in node.value}
    if kind == "SequenceNode":
        return [_plain(item, level + 1) for item in node.value]
    return node.value if kind == "ScalarNode" else ""


def _by_lines(raw: str, level: int) -> dict[str, Any]:
    """Return the `key: value` lines; indented lines belong to the key above them."""
    values: dict[str, str] = {}
    below: dict[str, list[str]] = {}
    key = ""
    for line in raw.split("\n"):
        if found := _KEY.match(line):
            key = found[1]
            values[key], below[key] = (found[2] or "").strip(), []
        elif key:
            below[key].append(line)
    return {key: _value(values[key], dedent("\n".join(below[key])).strip("\n"), level) for key in values}


def _value(text: str, below: str, level: int) -> Any:
    if not below:
        return _unquoted(text)
    if _BLOCK.fullmatch(text):
        return below
    if not text and level < _DEEPEST and _KEY.match(below):
        return _by_lines(below, level + 1)
    rows = below.split("\n")
    if not text and all(row.startswith("- ") for row in rows):
        return [_unquoted(row[2:].strip()) for row in rows]
    return f"{text}\n{below}".strip()


def _unquoted(text: str) -> Any:
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    if text.startswith("[") and text.endswith("]"):
        return [str(_unquoted(part.strip())) for part in text[1:-1].split(",") if part.strip()]
    return text
