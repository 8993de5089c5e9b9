"""Cells of a table that a spreadsheet does not take for formulas, and back.

A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@`, also behind blanks; an apostrophe before
it makes it text. The apostrophe is taken away again only where one is put, so that no text changes.
"""

from __future__ import annotations

import re

# half-width, full-width and small forms; the minus sign
_STARTS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"
_UNSEEN = "\\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_FORMULA = re.compile(f"'*(?:[\t\r\n]|[{_UNSEEN}]*[{_STARTS}])")
_NUMBER = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?")


def guarded(text: str) -> str:
    """Return the text of a cell, behind an apostrophe if a spreadsheet could run it."""
    return f"'{text}" if _is_formula(text) else text


def unguarded(cell: str) -> str:
    """Return the text that `guarded` made this cell of."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell[1:]) else cell


def _is_formula(text: str) -> bool:
    return _FORMULA.match(text) is not None and not _NUMBER.fullmatch(text)
