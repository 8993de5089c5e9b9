"""The text of an entry in its usual form as a table, several times faster than a TOML parser.

Usual is what this library writes and most editors leave; for everything else the answer is None, and the
real parser decides. What is answered is what that parser would answer; a test holds the two together.
"""

from __future__ import annotations

import re
import sys
from datetime import date, datetime
from typing import Any

# Possessive repeats do not always match before Python 3.11.5; there the real parser reads everything.
RELIABLE = sys.version_info >= (3, 11, 5)
_PLAIN = r'[^"\\\x00-\x1f\x7f]*+'
_LINES = r'(?:[^"\\\x00-\x08\x0b-\x1f\x7f]++|"{1,2}(?!")|\\["\\])*+'
_LINE = re.compile(
    rf'(\w+) = (?:"({_PLAIN})"'
    rf'|"({_PLAIN}(?:\\["\\]{_PLAIN})++)"'
    rf'|"""\n({_LINES})"""'
    r"|(\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{3}|\.\d{6})?(?:Z|[+-]\d\d:[0-5]\d)?)?)"
    r"|(0|[1-9]\d{0,15})"
    r"|(true|false)"
    r"|(\d{1,15}\.\d{1,9})"
    rf'|\[\n((?:    "{_PLAIN}",\n)*+)\])\n'
    r"|\n\[(\w+)\]\n"
    r"|\n\[\[(\w+)\]\]\n"
    r"|\n(\[lessons\.applies\])\n"
    r"|([\s\S])",
    re.ASCII,
)
(
    _STRING,
    _ESCAPED,
    _LINES_OF_TEXT,
    _DATE,
    _WHOLE,
    _TRUTH,
    _NUMBER,
    _LIST,
    _TABLE,
    _ITEM,
    _APPLIES,
    _UNUSUAL,
) = range(2, 14)


def usual_table(text: str) -> dict[str, Any] | None:
    """Return the table that the text holds, None if it is not in the usual form."""
    if not RELIABLE or "<<<<<<<" in text or ">>>>>>>" in text or "|||||||" in text:
        return None
    table: dict[str, Any] = {}
    here = table
    for found in _LINE.finditer(text):
        form = found.lastindex or _UNUSUAL
        if form < _TABLE:
            key = found[1]
            if key in here:
                return None
            try:
                here[key] = found[2] if form == _STRING else _value(form, found[form])
            except ValueError:
                return None
        elif form == _UNUSUAL:
            return None
        else:
            section = _section(table, form, found[form])
            if section is None:
                return None
            here = section
    return table


def _section(table: dict[str, Any], form: int, name: str) -> dict[str, Any] | None:
    """Return the new table that a header opens, None if it may not be opened here."""
    new: dict[str, Any] = {}
    if form == _ITEM:
        items = table.setdefault(name, [])
        if type(items) is not list or (items and type(items[0]) is not dict):
            return None
        items.append(new)
        return new
    home = table
    if form != _TABLE:
        lessons = table.get("lessons")
        if type(lessons) is not list or not lessons or type(lessons[-1]) is not dict:
            return None
        home, name = lessons[-1], "applies"
    return home.setdefault(name, new) if name not in home else None


def _value(form: int, text: str) -> Any:
    if form == _DATE:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    if form == _LINES_OF_TEXT:
        return _unescaped(text) if "\\" in text else text
    if form == _LIST:
        return [line[5:-2] for line in text.split("\n")[:-1]]
    if form == _WHOLE:
        return int(text)
    if form == _ESCAPED:
        return _unescaped(text)
    return text == "true" if form == _TRUTH else float(text)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
