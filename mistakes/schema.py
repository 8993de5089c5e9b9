"""The JSON Schema of an entry, made from the model, so that the two cannot disagree.

It describes the JSON form of `mistakes.jsonform`; a key it does not name is allowed everywhere.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias, get_args, get_type_hints

import attrs

from mistakes.jsonform import Shape, fields_of
from mistakes.model import REQUIRED, Mistake

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ID = {"type": "string", "pattern": "^[0-7][0-9a-hjkmnp-tv-z]{25}$"}
_KEY = {"type": "string", "pattern": "^[0-9a-z-]{1,64}$"}
_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = "T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?"
_DATE = {"type": "string", "format": "date", "pattern": f"{_DAY}$"}
_ZONED = {"type": "string", "format": "date-time", "pattern": f"{_DAY}{_CLOCK}(Z|[+-][0-9]{{2}}:[0-9]{{2}})$"}
_LOCAL = {"type": "string", "pattern": f"{_DAY}{_CLOCK}$"}
_AMOUNT = {
    "type": "string",
    "maxLength": 40,
    "pattern": "^([+]?|-(?=[0.]*([Ee]|$)))([0-9]+([.][0-9]*)?|[.][0-9]+)([Ee][+-]?[0-9]+)?$",
}
_BY_NAME = {"id": _ID, "repeat_of": _ID, "shared_from": _ID, "key": _KEY}
_BY_KIND: dict[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Decimal: _AMOUNT,
    datetime: _ZONED,
    date: _DATE,
}


def json_schema() -> Schema:
    """Return the JSON Schema (2020-12) of one entry as `to_json` gives it."""
    tables = _tables(Mistake)
    tables.remove(Mistake)
    return {
        "$schema": DIALECT,
        "title": "An entry of a journal of mistakes, format 1",
        **_table(Mistake),
        "$defs": {kind.__name__: _table(kind) for kind in tables},
    }


def _tables(kind: type) -> list[type]:
    """Return the classes that an entry is made of, each once, the outer ones first."""
    found = [kind]
    for shape in fields_of(kind).values():
        if shape.name in ("table", "tables"):
            found += [inner for inner in _tables(shape.kind) if inner not in found]
    return found


def _table(kind: type) -> Schema:
    shapes, hints = fields_of(kind), get_type_hints(kind)
    fields = [field for field in attrs.fields(kind) if field.name in shapes]
    required = [
        field.name for field in fields if field.default is attrs.NOTHING or _stamped(kind, field.name)
    ]
    return {
        "type": "object",
        "description": (kind.__doc__ or "").strip().split("\n", 1)[0],
        "properties": {field.name: _field(field, shapes[field.name], hints[field.name]) for field in fields},
        **({"required": required} if required else {}),
    }


def _stamped(kind: type, name: str) -> bool:
    return kind is Mistake and name in REQUIRED


def _field(field: Any, shape: Shape, hint: Any) -> Schema:
    if field.name in _BY_NAME:
        return _BY_NAME[field.name]
    if shape.name in ("table", "tables"):
        reference = {"$ref": f"#/$defs/{shape.kind.__name__}"}
        return reference if shape.name == "table" else {"type": "array", "items": reference}
    if shape.name == "any":
        return {} if hint is Any else {"type": "object"}
    if shape.name == "time" and shape.kind not in _BY_KIND:
        return {"anyOf": [_DATE, _ZONED, _LOCAL]}
    return _plain(shape.kind) | _limits(field.metadata)


def _plain(kind: Any) -> Schema:
    choices = [choice for choice in get_args(kind) if choice is not Ellipsis]
    if choices == [str]:
        return {"type": "array", "items": {"type": "string"}}
    return {"enum": choices} if choices else dict(_BY_KIND[kind])


def _limits(metadata: Any) -> Schema:
    limits: Schema = {}
    if "between" in metadata:
        limits["minimum"], limits["maximum"] = metadata["between"]
    if "longest" in metadata:
        limits |= {"maxLength": metadata["longest"], "pattern": r"\S"}
    return limits
