"""Entries to text and back; every fault of a file at once, each with its path.

The check is strict: a number is never read as text, a text never as a list.
Keys that the model does not know are kept in `extra` of the value they were found in.
"""

from __future__ import annotations

from typing import Any, cast

import attrs

from mistakes import tomltext
from mistakes.errors import Fault, InvalidEntry, UnreadableFile
from mistakes.ids import derived_key
from mistakes.model import FORMAT, Mistake
from mistakes.tomltext import Table

KEYED_LISTS = ("conditions", "lessons", "actions")
_EDIT = "Correct the file in an editor; `mistakes doctor` lists every problem."


def read_entry(text: str, where: str) -> Mistake:
    """Return the entry that a file's text holds; `where` names the file in errors.

    Raises `UnreadableFile` if it is not TOML and `InvalidEntry` with all faults otherwise.
    """
    return structure(read_table(text, where), where)


def read_table(text: str, where: str) -> Table:
    """Return the plain table that a file's text holds; raises `UnreadableFile`."""
    try:
        return tomltext.parse(text)
    except tomltext.NotToml as error:
        raise UnreadableFile(where, str(error), _EDIT) from None


def write_entry(mistake: Mistake) -> str:
    """Return the canonical text of an entry; raises `InvalidEntry` if it could not be read back."""
    return tomltext.dump(valid_table(mistake))


def valid_table(mistake: Mistake) -> Table:
    """Return the entry as plain values, checked as a file would be; raises `InvalidEntry`."""
    table = to_table(mistake)
    structure(table, "This entry")
    return table


def structure(table: Table, where: str = "") -> Mistake:
    """Return the table as an entry; raises `InvalidEntry` with every fault and its path."""
    from mistakes.converter import converter

    try:
        mistake = converter(all_faults=False).structure(table, Mistake)
    except Exception:
        raise InvalidEntry(where, faults(table), _hint(table)) from None
    return _with_keys(mistake)


def faults(table: Table) -> tuple[Fault, ...]:
    """Return everything that is wrong with an entry's table, each with its path; empty if nothing."""
    from cattrs import transform_error

    from mistakes.converter import converter

    try:
        converter(all_faults=True).structure(table, Mistake)
    except Exception as error:
        lines = transform_error(error, path="", format_exception=_reason)
        return tuple(map(_fault, lines))
    return ()


def to_table(mistake: Mistake) -> Table:
    """Return the entry as plain TOML values: known keys in their fixed order, unknown ones after."""
    from mistakes.converter import converter

    return cast(Table, converter(all_faults=False).unstructure(mistake))


def _with_keys(mistake: Mistake) -> Mistake:
    """Give every list item without a key the one that all machines derive for it."""
    changes: dict[str, Any] = {}
    for name in KEYED_LISTS:
        items = getattr(mistake, name)
        if any(item.key is None for item in items):
            changes[name] = tuple(_keyed(item, mistake.id, name, n) for n, item in enumerate(items))
    return attrs.evolve(mistake, **changes) if changes else mistake


def _keyed(item: Any, entry_id: str, list_name: str, index: int) -> Any:
    return attrs.evolve(item, key=item.key or derived_key(entry_id, list_name, index))


def _reason(error: BaseException, _: type | None) -> str:
    from mistakes.converter import WrongValue

    if isinstance(error, WrongValue):
        return str(error)
    if isinstance(error, KeyError):
        return "is missing"
    return f"cannot be read ({type(error).__name__})"


def _fault(line: str) -> Fault:
    reason, _, path = line.rpartition(" @ ")
    return Fault(path.lstrip("."), reason)


def _hint(table: Table) -> str:
    version = table.get("format")
    if isinstance(version, int) and version > FORMAT:
        return "A newer version of mistakes wrote this; update to read it."
    return _EDIT
