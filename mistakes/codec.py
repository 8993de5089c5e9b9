"""Entries to text and back; every fault of a file at once, each with its path.

The check is strict: a number is never read as text, a text never as a list.
Keys that the model does not know are kept in `extra` of the value they were found in.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache, partial
from typing import Any, TypeVar

import attrs

from mistakes import model, tomltext
from mistakes.errors import Fault, InvalidEntry, InvalidFields, UnreadableFile
from mistakes.ids import derived_key
from mistakes.model import FORMAT, REQUIRED, Mistake
from mistakes.tomltext import Table
from mistakes.validity import plainly_valid

T = TypeVar("T")
_FIRST = ("key", "added", "kind")
_KEPT = object()
KEYED_LISTS = ("conditions", "lessons", "actions")
_EDIT = "Correct it: mistakes edit ID opens it as it is; mistakes doctor lists every problem."


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
    """Return the canonical text of an entry; raises `InvalidFields` if it could not be read back."""
    table = valid_table(mistake)
    text = tomltext.dump(table)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidFields(faults(table)) from None
    return text


def valid_table(mistake: Mistake) -> Table:
    """Return the entry as plain values, checked as a file would be; raises `InvalidFields`."""
    table = to_table(mistake)
    if not plainly_valid(table):
        checked(table)
    return table


def checked(table: Table) -> Mistake:
    """Return plain values that are about to be written as an entry; raises `InvalidFields`."""
    try:
        return structure(table)
    except InvalidEntry as error:
        raise InvalidFields(error.faults) from None


def structure(table: Table, where: str = "") -> Mistake:
    """Return the table as an entry; raises `InvalidEntry` with every fault and its path.

    Most tables are plain, and are built at once; for all others the strict converter decides.
    """
    return _with_keys(_built(Mistake, table)) if plainly_valid(table) else _strictly(table, where)


def _strictly(table: Table, where: str) -> Mistake:
    from mistakes.converter import converter

    try:
        mistake: Mistake = converter(all_faults=False).structure(table, Mistake)
    except Exception:  # noqa: BLE001  whatever a hook raised is a fault of the table
        raise InvalidEntry(where, faults(table), _hint(table)) from None
    return _with_keys(mistake)


def faults(table: Table) -> tuple[Fault, ...]:
    """Return everything that is wrong with an entry's table, each with its path; empty if nothing."""
    from cattrs import transform_error

    from mistakes.converter import converter

    try:
        converter(all_faults=True).structure(table, Mistake)
    except Exception as error:  # noqa: BLE001
        lines = transform_error(error, path="", format_exception=_reason)
        return tuple(map(_fault, lines))
    return ()


def to_table(value: Any) -> Table:
    """Return a value of the model as plain TOML values; what is empty is left out.

    Known keys come in their fixed order and unknown ones after them, sorted.
    """
    table: Table = {}
    for name, default in written(type(value)):  # type: ignore[arg-type]
        item = getattr(value, name)
        if item != default:
            table[name] = _plain(item)
    for name in sorted(value.extra):
        table.setdefault(name, value.extra[name])
    return table


def field_names(kind: type) -> tuple[str, ...]:
    """Return the keys that a table of this class may have, in the order they are written."""
    names = [field.name for field in attrs.fields(kind) if field.name != "extra"]
    first = REQUIRED if kind is Mistake else _FIRST
    return (*(name for name in first if name in names), *(name for name in names if name not in first))


@cache
def written(kind: type) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a class in the order they are written, each with the value that is left out."""
    defaults = {field.name: field.default for field in attrs.fields(kind)}
    always = REQUIRED if kind is Mistake else ()
    return tuple((name, _KEPT if name in always else _empty(defaults[name])) for name in field_names(kind))


def _empty(default: Any) -> Any:
    return default.factory() if isinstance(default, attrs.Factory) else default  # type: ignore[arg-type]


def _plain(item: Any) -> Any:
    if isinstance(item, tuple):
        return [_plain(part) for part in item]
    if attrs.has(type(item)):
        return to_table(item)
    return str(item) if isinstance(item, Decimal) else item


def _built(kind: type[T], table: Table) -> T:
    """Return a table that is plainly valid as a value of the model."""
    parts = _parts(kind)  # type: ignore[arg-type]
    return kind(**{name: parts[name](value) if name in parts else value for name, value in table.items()})


@cache
def _parts(kind: type) -> dict[str, Callable[[Any], Any]]:
    """Return how those fields are built whose values are not taken as they are."""
    found: dict[str, Callable[[Any], Any]] = {}
    for field in attrs.fields(kind):
        written = model.annotation(kind, field.name)
        several = written.startswith("tuple[")
        name = written.removeprefix("tuple[").removesuffix(", ...]").removesuffix(" | None")
        inner = getattr(model, name, None)
        if name == "Decimal":
            found[field.name] = Decimal
        elif isinstance(inner, type) and attrs.has(inner):
            build = partial(_built, inner)
            found[field.name] = partial(_all_built, build) if several else build
        elif several:
            found[field.name] = tuple
    return found


def _all_built(build: Callable[[Table], Any], tables: list[Table]) -> tuple[Any, ...]:
    return tuple(build(table) for table in tables)


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
