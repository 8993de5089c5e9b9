"""A row of a table as an entry: each cell read as its field wants it, items put together line by line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, TypeAlias, get_args

from mistakes.amounts import Hours, parse_amount
from mistakes.errors import UsageError
from mistakes.model import ConditionKind
from mistakes.when import as_date
from mistakes_formats.csv_columns import ITEMS, SINGLE, Table, known
from mistakes_formats.record import tags
from mistakes_formats.written_times import ReadMoment, iso

ReadCell: TypeAlias = Callable[[str], Any]

_BY_LINES = ("decision.options", "decision.views", "links.evidence")
_DAYS = ("due", "done")
_CONDITION = re.compile(rf"({'|'.join(get_args(ConditionKind))}):\s+")
_BULLET = re.compile(r"\s*[-*•]\s+")
_NUMBER = re.compile(r"[-+]?\d{1,400}(?:\.\d{1,400})?(?:[eE][-+]?\d{1,3})?")
_FORMAT_HINT = "Name its format, such as --timeformat '%d/%m/%Y'"
_TRUE, _FALSE = ("true", "yes", "y", "1"), ("false", "no", "n", "0")


def entry_of(columns: Table, cells: Sequence[str], moment: ReadMoment) -> dict[str, Any]:
    """Return a row as the JSON form of an entry, cells of no field under `x.csv`.

    Raises `UsageError` with the field if a cell cannot be read.
    """
    found: dict[str, Any] = {}
    kept: dict[str, str] = {}
    for name, field, cell in zip(columns.names, columns.fields, cells, strict=False):
        if not cell.strip():
            continue
        if not field:
            kept[name] = f"{kept[name]}\n{cell}" if name in kept else cell
        elif field in found:
            found[field] += _value(field, cell, columns, moment)
        else:
            found[field] = _value(field, cell, columns, moment)
    return {**_nested(found, moment), **({"x": {"csv": kept}} if kept else {})}


def _value(field: str, cell: str, columns: Table, moment: ReadMoment) -> Any:
    """Return a cell as JSON; what does not fit its field stays text, for the entry's check tells it best."""
    try:
        return _read(known()[field], field, cell, columns, moment)
    except UsageError as error:
        raise UsageError(f"{field}: {error.message.rstrip('.')}", error.hint) from None


def _read(kind: str, field: str, cell: str, columns: Table, moment: ReadMoment) -> Any:
    plain = kind.removesuffix(" | None")
    if plain in ("Moment", "datetime", "date"):
        return _time(plain, cell.strip(), moment)
    if plain in ("int", "float", "bool"):
        return _NUMBERS[plain](cell.strip())
    if plain == "Decimal":
        return cell.strip()
    if plain == "cost":
        return _cost(cell)
    if plain == "lines":
        return [cell.strip()] if field in SINGLE else _lines(cell, columns)
    if plain.startswith("tuple"):
        return _texts(field, cell, columns)
    return cell if plain == "str" else cell.strip()


def _time(kind: str, text: str, read: ReadMoment) -> str:
    try:
        found = iso(text) or read(text)
    except UsageError as error:
        raise UsageError(error.message, _FORMAT_HINT) from None
    return (as_date(found) if kind == "date" else found).isoformat()


def _whole(text: str) -> Any:
    number = _number(text)
    return int(number) if isinstance(number, float) and number.is_integer() and abs(number) < 2**53 else text


def _number(text: str) -> Any:
    try:
        return float(text) if _NUMBER.fullmatch(text) else text
    except (ValueError, OverflowError):
        return text


def _yes_or_no(text: str) -> Any:
    word = text.casefold()
    return True if word in _TRUE else False if word in _FALSE else text


_NUMBERS: dict[str, ReadCell] = {"int": _whole, "float": _number, "bool": _yes_or_no}


def _cost(text: str) -> list[dict[str, Any]]:
    amount = parse_amount(text)
    if isinstance(amount, Hours):
        return [{"hours": amount.hours}]
    return [{"money": str(amount.amount), "currency": amount.currency}]


def _lines(cell: str, columns: Table) -> list[str]:
    lines = cell.split("\n") if columns.is_own else cell.splitlines()
    return lines if columns.is_own else [_BULLET.sub("", line, count=1).strip() for line in lines]


def _texts(field: str, cell: str, columns: Table) -> list[str]:
    """Return the texts of a list; a comma parts them only where we did not write them."""
    if field in _BY_LINES:
        return [line for line in cell.splitlines() if line.strip()]
    mark = ";" if columns.is_own or ";" in cell or "\n" in cell else ","
    texts = [text.strip() for text in re.split(f"[{mark}\n]", cell) if text.strip()]
    return texts if columns.is_own or field != "tags" else list(tags(texts))


def _nested(found: Mapping[str, Any], moment: ReadMoment) -> dict[str, Any]:
    """Return the values with tables in the place of dotted names, and items put together."""
    entry: dict[str, Any] = {}
    for field, value in found.items():
        head, _, rest = field.partition(".")
        if field == "cost":
            for price in value:
                entry["price"] = {**price, **entry.get("price", {})}
        elif head not in ITEMS and head not in SINGLE:
            place = entry.setdefault(head, {}) if rest else entry
            place[rest or head] = value
    for name, parts in ITEMS.items():
        if items := list(_items(name, parts, found, moment)):
            entry[name] = items
    return entry


def _items(
    name: str, parts: Sequence[str], found: Mapping[str, Any], moment: ReadMoment
) -> Iterator[dict[str, str]]:
    """Yield the items of a list: line n of each column belongs to item n; then those that are whole cells."""
    rows = zip_longest(
        found.get(name, ()), *(found.get(f"{name}.{part}", ()) for part in parts), fillvalue=""
    )
    for text, *others in rows:
        item = {part: other for part, other in zip(parts, others, strict=True) if other}
        item |= {part: _day(f"{name}.{part}", item[part], moment) for part in _DAYS if part in item}
        if text or item:
            yield {**_told(name, text), **item}
    single = next(word for word, items in SINGLE.items() if items == name)
    yield from (_told(name, text) for text in found.get(single, ()))


def _told(name: str, text: str) -> dict[str, str]:
    kind = _CONDITION.match(text) if name == "conditions" else None
    return {"kind": kind[1], "text": text[kind.end() :]} if kind else {"text": text}


def _day(field: str, text: str, moment: ReadMoment) -> str:
    try:
        return _time("date", text, moment)
    except UsageError as error:
        raise UsageError(f"{field}: {error.message.rstrip('.')}", error.hint) from None
