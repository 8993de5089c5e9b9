"""TOML text to plain tables and back: bounded reading, canonical writing, comments kept.

Reading refuses what would cost more than a file of that size should: deep nesting, keys of many
dotted parts, numbers of thousands of digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeAlias

Table: TypeAlias = dict[str, Any]

DEEPEST = 16
_STRINGS_AND_COMMENTS = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)
_DOTTED = re.compile(rf"[\w-]+(?:\s*\.\s*[\w-]+){{{DEEPEST}}}")
_MARKERS = re.compile(r"^(?:<{7}|>{7}|\|{7}) ", re.MULTILINE)
_RADIX = re.compile(r"0[xob][0-9A-Fa-f_]{20}")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


class NotToml(ValueError):
    """The text is not TOML that we accept; the message is the reason, with a line if known."""


def parse(text: str) -> Table:
    """Return the text as a table of plain values.

    A byte order mark at the start is ignored. Raises `NotToml` with the reason for everything else:
    broken syntax, conflict markers (even inside a string), nesting deeper than 16, huge numbers.
    """
    import tomli

    text = text.removeprefix("\ufeff")
    _refuse_expensive(text)
    try:
        table: Table = tomli.loads(text)
    except RecursionError:
        raise NotToml(f"tables or arrays are nested deeper than {DEEPEST}") from None
    except ValueError as error:
        raise NotToml(_first_line(error)) from None
    if _openings(text) > DEEPEST // 2 and depth(table) > DEEPEST:
        raise NotToml(f"tables or arrays are nested deeper than {DEEPEST}")
    return table


def depth(value: Any) -> int:
    """Return how many tables and arrays lie inside one another, counting this one."""
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth, value), default=0)
    return 0


def dump(table: Table) -> str:
    """Return the canonical text of a table: keys in the order given, LF, one newline at the end.

    Arrays stand one element a line, tables and arrays of tables under headers of their own.
    Long texts are written over several lines unless that would change them (a lone CR) or make a
    line that looks like a conflict marker.
    """
    multiline = not any("\r" in text or _MARKERS.search(text) for text in _texts(table))
    return "\n".join(_sections(table, "", multiline)).lstrip("\n")


def replace_data(text: str, table: Table) -> str:
    """Return `text` with its data replaced by `table`, comments and layout kept where there are any.

    Where the layout cannot be kept with every comment at its place, the canonical form gets the comments.
    """
    if "#" not in text:
        return dump(table)
    from mistakes.tomlscan import scan

    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        before = parse(text)
    except NotToml:
        return dump(table)
    if not scan(text).comments:
        return dump(table)
    return _edited(text, before, table) or _woven(text, before, table)


def _edited(text: str, before: Table, table: Table) -> str:
    """Return the text with its values changed in place, "" if a comment would not stand where it belongs."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    from mistakes.tomlcomments import keeps_all

    try:
        document = tomlkit.parse(text)
        _update(document, table)
        kept = tomlkit.dumps(document)
        is_kept = same(parse(kept), table) and keeps_all(text, before, kept, table)
    except (TOMLKitError, NotToml, ValueError, TypeError, KeyError, IndexError, RecursionError):
        return ""
    return kept if is_kept else ""


def _woven(text: str, before: Table, table: Table) -> str:
    """Return the canonical text with the comments of the old one, at least above it."""
    from mistakes.tomlcomments import weave
    from mistakes.tomlscan import scan

    canonical = dump(table)
    woven = weave(text, before, canonical, table)
    comments = sorted(comment.text for comment in scan(text).comments)
    with suppress(NotToml):
        if same(parse(woven), table) and comments == sorted(one.text for one in scan(woven).comments):
            return woven
    return "\n".join([*comments, "", canonical])


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same data: 1, 1.0 and true differ, nan equals nan."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if hasattr(one, "isoformat"):
        return bool(one.isoformat() == other.isoformat())
    return bool(one == other or (one != one and other != other))


def _sections(table: Table, path: str, multiline: bool) -> Iterator[str]:
    """Yield the lines of a table: its plain keys first, then what needs a header."""
    plain = {key: value for key, value in table.items() if not isinstance(value, dict) and not _tables(value)}
    for key, value in plain.items():
        yield _line(key, value, multiline)
    for key, value in table.items():
        if key in plain:
            continue
        header = path + _quoted(key)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(value, list) or not _only_tables(item):
                yield f"\n[[{header}]]" if isinstance(value, list) else f"\n[{header}]"
            yield from _sections(item, f"{header}.", multiline)
    if not path:
        yield ""


def _line(key: str, value: Any, multiline: bool) -> str:
    import tomli_w

    if isinstance(value, datetime):
        return f"{_quoted(key)} = {value.isoformat().replace('+00:00', 'Z')}"
    return tomli_w.dumps({key: value}, multiline_strings=multiline).rstrip("\n")


def _quoted(key: str) -> str:
    if _BARE_KEY.fullmatch(key):
        return key
    import tomli_w

    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")


def _refuse_expensive(text: str) -> None:
    if marker := _conflict_line(text):
        raise NotToml(f"line {marker} is a git conflict marker")
    if text.count(".") >= DEEPEST and _has_long_key(text):
        raise NotToml(f"a key has more than {DEEPEST} dotted parts")
    if _openings(text) > DEEPEST and _opening_depth(text) > DEEPEST:
        raise NotToml(f"tables or arrays are nested deeper than {DEEPEST}")
    if ("0x" in text or "0o" in text or "0b" in text) and _RADIX.search(_bare(text)):
        raise NotToml("a number is larger than 64 bits")


def _conflict_line(text: str) -> int:
    if "<<<<<<<" not in text and ">>>>>>>" not in text and "|||||||" not in text:
        return 0
    found = _MARKERS.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def _bare(text: str) -> str:
    """Return the text with every string reduced to one letter and every comment removed."""
    return _STRINGS_AND_COMMENTS.sub(lambda match: "" if match[0][0] == "#" else "s", text)


def _has_long_key(text: str) -> bool:
    if not any(line.count(".") >= DEEPEST for line in text.split("\n")):
        return False
    return _DOTTED.search(_bare(text)) is not None


def _openings(text: str) -> int:
    """Return how many arrays and inline tables may open, not counting headers, which do not nest."""
    headers = text.count("\n[") + text.count("\n[[")
    return text.count("[") + text.count("{") - headers


def _opening_depth(text: str) -> int:
    deepest = level = 0
    for character in re.findall(r"[\[\]{}]", _bare(text)):
        level += 1 if character in "[{" else -1
        deepest = max(deepest, level)
    return deepest


def _first_line(error: Exception) -> str:
    reason = str(error).split("\n", 1)[0][:200] or type(error).__name__
    if "integer string conversion" in reason:
        return "a number has thousands of digits"
    return reason


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _update(document: Any, table: Table) -> None:
    for key in [key for key in document if key not in table]:
        del document[key]
    for key, value in table.items():
        if key not in document:
            document[key] = value
        elif same(_unwrapped(document[key]), value):
            continue
        elif isinstance(value, dict) and isinstance(document[key], dict):
            _update(document[key], value)
        elif _tables(value) and _tables(document[key]) and len(value) == len(document[key]):
            for item, new in zip(document[key], value, strict=True):
                _update(item, new)
        else:
            document[key] = value


def _unwrapped(item: Any) -> Any:
    return item.unwrap() if hasattr(item, "unwrap") else item


def _only_tables(table: Table) -> bool:
    return bool(table) and all(isinstance(value, dict) or _tables(value) for value in table.values())


def _tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)
