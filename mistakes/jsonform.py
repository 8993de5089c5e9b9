"""Entries as plain JSON values and back: what `--json` prints and the JSON formats hold.

Times become ISO text and amounts stay text, as the entry's schema says which fields hold them.
Inside what the schema does not know, the kinds of TOML that JSON lacks are tagged, so that nothing
changes on the way: `{"$toml": "date", "value": "2026-11-20"}`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias, get_args, get_origin, get_type_hints

import attrs

from mistakes import codec
from mistakes.errors import Fault, InvalidEntry
from mistakes.model import FORMAT, Mistake
from mistakes.records import NamedTuple
from mistakes.tomltext import DEEPEST, Table
from mistakes.when import Moment

Record: TypeAlias = dict[str, Any]

TAG = "$toml"
_SAFE_INTEGER = 2**53  # beyond it, most readers of JSON lose digits
_MOST_DIGITS = 4000
# what a terminal obeys or hides, and what UTF-8 cannot hold; inside JSON it can only stand in texts
_UNSEEN = (
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


class Shape(NamedTuple):
    """What a field holds in JSON: a `table` or `tables` of a class, a `time`, `any` value, or `plain`."""

    name: str
    kind: Any = None


_ANY = Shape("any")


class _WrongTag(ValueError):
    """A tagged value that means nothing; the message is what people read."""


def to_json(mistake: Mistake) -> Record:
    """Return the entry as plain JSON values, fields that hold nothing left out as in its file."""
    return _recorded(mistake)


def from_json(record: Any, where: str = "This entry") -> Mistake:
    """Return the entry that plain JSON values hold; `where` names them in errors.

    Raises `InvalidEntry` with every fault and its path; a value of a wrong type is a fault, as in a
    file, and so is null.
    """
    if not isinstance(record, dict):
        raise InvalidEntry(where, (Fault("", f"expected a table, got {_named(record)}"),))
    faults: list[Fault] = []
    table = _decoded(record, Mistake, "", faults)
    told = {fault.path for fault in faults}
    faults += [fault for fault in codec.faults(table) if fault.path not in told] if faults else []
    if not faults and _deeper(table, DEEPEST):
        faults = [Fault("", f"tables or lists are nested deeper than {DEEPEST}")]
    if faults:
        raise InvalidEntry(where, tuple(faults), _hint(record))
    try:
        return codec.structure(table, where)
    except InvalidEntry as error:
        raise InvalidEntry(where, error.faults, _hint(record)) from None


def dump(value: Any, indent: int | None = None) -> str:
    """Return JSON text that people can read and a terminal does not obey.

    Letters of every language stay as they are; what would be invisible is escaped.
    Numbers that JSON does not have (nan, inf) become text.
    """
    import json
    import re

    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    except ValueError:
        text = json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, indent=indent)
    if text.isascii() and "\x7f" not in text:
        return text
    return re.sub(_UNSEEN, lambda match: json.dumps(match[0])[1:-1], text)


def _recorded(value: Any) -> Record:
    """Return a value of the model as plain JSON values, as its table would be `encoded`."""
    record: Record = {}
    for name, default, encode in _encoders(type(value)):  # type: ignore[arg-type]
        item = getattr(value, name)
        if item is not default and item != default:
            record[name] = item if type(item) is str else encode(item)
    for name in sorted(value.extra):
        record.setdefault(name, _tagged(value.extra[name]))
    return record


@cache
def _encoders(kind: type) -> tuple[tuple[str, Any, Callable[[Any], Any]], ...]:
    """Return the fields of a class in the order they are written: what is left out, how the rest is encoded."""
    shapes = fields_of(kind)
    return tuple(
        (name, default, _ENCODERS.get(shapes.get(name, _ANY).name, _plain))
        for name, default in codec.written(kind)
    )


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else _tagged(value)


def _part(value: Any) -> Any:
    return _recorded(value) if attrs.has(type(value)) else _tagged(value)


def _parts(values: Any) -> Any:
    return [_part(value) for value in values]


def _instant(value: Any) -> Any:
    return _iso(value) if isinstance(value, date) else _tagged(value)


def encoded(table: Table, kind: type) -> Record:
    """Return a table of a class of the model as plain JSON values, whatever it holds."""
    shapes = fields_of(kind)
    return {key: _encode(value, shapes.get(key, _ANY)) for key, value in table.items()}


@cache
def fields_of(kind: type) -> dict[str, Shape]:
    """Return the shape of each field of a class of the model, by its key."""
    hints = get_type_hints(kind)
    return {field.name: _shape(hints[field.name]) for field in attrs.fields(kind) if field.name != "extra"}


def _shape(hint: Any) -> Shape:
    kinds = [kind for kind in get_args(hint) if kind is not type(None)]
    if hint == Moment:
        return Shape("time", Moment)
    if get_origin(hint) is tuple:
        return Shape("tables", kinds[0]) if attrs.has(kinds[0]) else Shape("plain", hint)
    if len(kinds) == 1 and type(None) in get_args(hint):
        return _shape(kinds[0])
    if hint in (datetime, date):
        return Shape("time", hint)
    if isinstance(hint, type) and attrs.has(hint):
        return Shape("table", hint)
    return Shape("any" if hint is Any or get_origin(hint) is Mapping else "plain", hint)


def _encode(value: Any, shape: Shape) -> Any:
    if shape.name == "time" and isinstance(value, date):
        return _iso(value)
    if shape.name == "table" and isinstance(value, dict):
        return encoded(value, shape.kind)
    if shape.name == "tables" and isinstance(value, list):
        return [encoded(item, shape.kind) if isinstance(item, dict) else _tagged(item) for item in value]
    return _tagged(value)


def _tagged(value: Any) -> Any:
    """Return any TOML value as JSON, with a tag where JSON has no such kind."""
    if isinstance(value, dict):
        table = {key: _tagged(item) for key, item in value.items()}
        return {TAG: "table", "value": table} if TAG in value else table
    if isinstance(value, list | tuple):
        return [_tagged(item) for item in value]
    if isinstance(value, datetime | date | time):
        kind = "datetime" if isinstance(value, datetime) else "time" if isinstance(value, time) else "date"
        return {TAG: kind, "value": _iso(value)}
    if isinstance(value, float) and not math.isfinite(value):
        return {TAG: "float", "value": str(value)}
    if isinstance(value, int) and abs(value) > _SAFE_INTEGER:
        return {TAG: "integer", "value": str(value)}
    return value


def _iso(value: date | time) -> str:
    text = value.isoformat()
    return f"{text[:-6]}Z" if isinstance(value, datetime) and text.endswith("+00:00") else text


def _decoded(record: Record, kind: type, path: str, faults: list[Fault]) -> Table:
    """Return the record as a TOML table; what cannot be one goes to `faults` and is left out."""
    shapes = fields_of(kind)
    table: Table = {}
    for key, value in record.items():
        where = f"{path}.{key}" if path else key
        try:
            table[key] = _decode(value, shapes.get(key, _ANY), where, faults)
        except _WrongTag as error:
            faults.append(Fault(where, str(error)))
    return table


def _decode(value: Any, shape: Shape, path: str, faults: list[Fault]) -> Any:
    if value is None:
        raise _WrongTag("is null; leave the key out instead")
    if not _storable(path):
        raise _WrongTag("is a key that is not UTF-8 text")
    if shape.name == "time" and isinstance(value, str):
        return _time(value, shape.kind)
    if shape.name == "table" and isinstance(value, dict):
        return _decoded(value, shape.kind, path, faults)
    if shape.name == "tables" and isinstance(value, list):
        return [
            _decoded(item, shape.kind, f"{path}[{number}]", faults) if isinstance(item, dict) else item
            for number, item in enumerate(value)
        ]
    return _untagged(value, 1) if shape.name == "any" else value


def _time(text: str, kind: Any) -> Any:
    """Return the text as the date or time a field takes; unchanged, and so a fault, if it is none."""
    try:
        if kind is date or (kind is not datetime and len(text) <= 10):
            return date.fromisoformat(text)
        return datetime.fromisoformat(text)
    except ValueError:
        return text


def _untagged(value: Any, level: int) -> Any:
    if level > DEEPEST:
        raise _WrongTag(f"is nested deeper than {DEEPEST}")
    if value is None:
        raise _WrongTag("holds null, which a file cannot hold")
    if isinstance(value, str) and not _storable(value):
        raise _WrongTag("holds bytes that are not UTF-8 text")
    if isinstance(value, float) and not math.isfinite(value):
        raise _WrongTag(f"holds {value}, which is not JSON")
    if isinstance(value, list):
        return [_untagged(item, level + 1) for item in value]
    if isinstance(value, dict):
        return _untag(value, level) if TAG in value else _untagged_table(value, level)
    return value


def _untagged_table(table: Record, level: int) -> Table:
    if not all(map(_storable, table)):
        raise _WrongTag("holds a key that is not UTF-8 text")
    return {key: _untagged(item, level + 1) for key, item in table.items()}


def _untag(record: Record, level: int) -> Any:
    kind, value = record[TAG], record.get("value")
    if kind == "table" and isinstance(value, dict):
        return _untagged_table(value, level)
    read = _READERS.get(kind) if isinstance(kind, str) else None
    try:
        if read and isinstance(value, str) and len(value) <= _MOST_DIGITS:
            return read(value)
    except ValueError:
        pass
    raise _WrongTag(f"holds a {TAG} value that means nothing")


def _day_and_time(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    if (offset := value.utcoffset()) and offset.seconds % 60:
        raise ValueError("TOML has no offsets with seconds")
    return value


def _clock(text: str) -> time:
    value = time.fromisoformat(text)
    if value.tzinfo:
        raise ValueError("TOML has no time of day with an offset")
    return value


def _special_float(text: str) -> float:
    if math.isfinite(value := float(text)):
        raise ValueError("an ordinary number needs no tag")
    return value


_ENCODERS: dict[str, Callable[[Any], Any]] = {"time": _instant, "table": _part, "tables": _parts}
_READERS: dict[str, Callable[[str], Any]] = {
    "datetime": _day_and_time,
    "date": date.fromisoformat,
    "time": _clock,
    "float": _special_float,
    "integer": int,
}


def _storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _deeper(value: Any, allowed: int) -> bool:
    """Tell whether tables and lists lie inside one another more than `allowed` deep."""
    if not isinstance(value, dict | list):
        return False
    items: Iterable[Any] = value.values() if isinstance(value, dict) else value
    return allowed < 1 or any(_deeper(item, allowed - 1) for item in items)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _named(value: Any) -> str:
    names = {type(None): "null", list: "a list", str: "text", bool: "true or false"}
    return names.get(type(value), "a number")


def _hint(record: Record) -> str:
    version = record.get("format")
    if isinstance(version, int) and version > FORMAT:
        return "A newer version of mistakes wrote this; update to read it."
    return "`mistakes show ID --json` prints an entry as it should be."
