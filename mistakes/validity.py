"""A quick check that says yes only to tables that `codec.structure` accepts, for reading many files fast.

It knows the fields and their types from the model's own annotations; for everything out of the ordinary,
unknown keys included, it says no, and the strict reader decides.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, TypeAlias, get_args

import attrs

from mistakes import model
from mistakes.ids import is_id, is_key
from mistakes.records import NamedTuple

Check: TypeAlias = Callable[[Any], bool]

_MONEY = re.compile(r"[0-9]{1,15}(\.[0-9]{1,4})?")
_LARGEST = 2**63


class _Shape(NamedTuple):
    """What a table must be like: a check for each key it may have, and the keys it must have.

    Any text fits the keys in `texts`.
    """

    checks: Mapping[str, Check]
    required: frozenset[str]
    texts: frozenset[str]


def plainly_valid(table: Mapping[str, Any]) -> bool:
    """Tell whether the table is plainly a valid entry; False means that it has to be read strictly."""
    return _fits(_shape(model.Mistake), table)


def _fits(shape: _Shape, table: Mapping[str, Any]) -> bool:
    checks, required, texts = shape
    for key, value in table.items():
        if type(value) is str and key in texts:
            continue
        check = checks.get(key)
        if check is None or not check(value):
            return False
    return required <= table.keys()


@cache
def _shape(kind: type[Any]) -> _Shape:
    fields = [field for field in attrs.fields(kind) if field.name != "extra"]
    checks = {field.name: _check(field, model.annotation(kind, field.name)) for field in fields}
    required = frozenset(field.name for field in fields if field.default is attrs.NOTHING)
    return _Shape(checks, required, frozenset(name for name, check in checks.items() if check is _is_text))


def _check(field: Any, annotation: str) -> Check:
    if field.name in ("id", "repeat_of", "shared_from"):
        return lambda value: type(value) is str and is_id(value)
    if field.name == "key":
        return lambda value: type(value) is str and is_key(value)
    if "longest" in field.metadata:
        longest = field.metadata["longest"]
        return lambda value: type(value) is str and len(value) <= longest and bool(value.strip())
    check = _typed(annotation.removesuffix(" | None"))
    if "between" not in field.metadata:
        return check
    lowest, highest = field.metadata["between"]
    return lambda value: check(value) and lowest <= value <= highest


def _typed(name: str) -> Check:
    if name in _BY_NAME:
        return _BY_NAME[name]
    several = re.fullmatch(r"tuple\[(\w+), \.\.\.\]", name)
    kind: Any = getattr(model, several[1] if several else name)
    if several and attrs.has(kind):
        shape = _shape(kind)
        return lambda value: type(value) is list and all(type(x) is dict and _fits(shape, x) for x in value)
    if isinstance(kind, type) and attrs.has(kind):
        shape = _shape(kind)
        return lambda value: type(value) is dict and _fits(shape, value)
    choices = frozenset(get_args(kind))
    return lambda value: type(value) is str and value in choices


def _is_text(value: Any) -> bool:
    return type(value) is str


def _is_texts(value: Any) -> bool:
    return type(value) is list and all(type(item) is str for item in value)


_BY_NAME: dict[str, Check] = {
    "str": _is_text,
    "bool": lambda value: type(value) is bool,
    "int": lambda value: type(value) is int and -_LARGEST <= value < _LARGEST,
    "float": lambda value: type(value) in (int, float) and math.isfinite(value),
    "Decimal": lambda value: type(value) is str and _MONEY.fullmatch(value) is not None,
    "datetime": lambda value: type(value) is datetime and value.tzinfo is not None,
    "date": lambda value: type(value) is date,
    "Moment": lambda value: type(value) in (date, datetime),
    "tuple[str, ...]": _is_texts,
    "Any": lambda _: True,
    "Extra": lambda value: type(value) is dict,
    "Mapping[str, Any]": lambda value: type(value) is dict,
}
