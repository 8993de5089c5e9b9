"""The strict cattrs converter from plain TOML tables to the values of `mistakes.model`.

Two of them exist: one that stops at the first fault and is fast, one that collects all faults.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, TypeAlias, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, override

from mistakes import model
from mistakes.ids import is_id, is_key
from mistakes.model import Mistake
from mistakes.when import Moment

Hook: TypeAlias = Callable[[Any, Any], Any]

TABLES = (
    model.Price,
    model.Qs,
    model.Condition,
    model.Applies,
    model.Lesson,
    model.Action,
    model.Decision,
    model.Links,
    model.Source,
    model.Deleted,
    model.Conflict,
    Mistake,
)
_LARGEST = 2**63
_NAMES: dict[type, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a table",
    datetime: "a date and time",
    date: "a date",
    time: "a time of day",
}


class WrongValue(ValueError):
    """A value that does not fit its field; the message is what people read."""


@cache
def converter(*, all_faults: bool) -> Converter:
    """Return the shared converter; with `all_faults` it collects them and is slower."""
    strict = Converter(detailed_validation=all_faults)
    exact: tuple[type, ...] = (str, bool, int)
    for kind in exact:
        strict.register_structure_hook(kind, _exactly(kind))
    strict.register_structure_hook(float, _number)
    strict.register_structure_hook(datetime, _zoned)
    strict.register_structure_hook(date, _day)
    strict.register_structure_hook(Decimal, _decimal)
    # a factory, so that a table's code is generated only when the first one of its kind is met
    strict.register_structure_hook_factory(TABLES.__contains__, lambda kind: _reader(kind, strict))
    return strict


def _reader(kind: Any, strict: Converter) -> Hook:
    names = frozenset(field.name for field in attrs.fields(kind)) - {"extra"}
    hooks = {field.name: override(struct_hook=_hook(field, strict)) for field in attrs.fields(kind)}
    hooks["extra"] = override(omit=True)
    read = make_dict_structure_fn(kind, strict, **hooks)  # type: ignore[arg-type]

    def structure(table: Any, _: Any) -> Any:
        _expect(dict, table)
        value = read(table, kind)
        if table.keys() <= names:
            return value
        unknown = {key: item for key, item in table.items() if key not in names}
        return attrs.evolve(value, extra=unknown)

    return structure


def _hook(field: Any, strict: Converter) -> Hook:
    """Return what reads one field: by its name where the name says more than its type."""
    if field.name in ("id", "repeat_of", "shared_from"):
        return _full_id
    if field.name == "key":
        return _key
    return _limited(_typed(field.type, strict), field.metadata)


def _typed(kind: Any, strict: Converter) -> Hook:
    if isinstance(kind, str):
        kind = eval(kind, vars(model))  # noqa: S307  our own annotations, written as text
    choices = [item for item in get_args(kind) if item is not type(None)]
    if kind is Any:
        return _unchanged
    if get_origin(kind) is tuple:
        return _list_of(get_args(kind)[0], strict)
    if kind == Moment:
        return _moment
    if len(choices) == 1 and type(None) in get_args(kind):
        return _typed(choices[0], strict)
    if choices and all(isinstance(choice, str) for choice in choices):
        return _one_of(choices)
    if hasattr(kind, "keys") or get_origin(kind) is not None:
        return _table
    return lambda value, _: strict.structure(value, kind)


def _limited(read: Hook, metadata: Any) -> Hook:
    if "longest" in metadata:
        return _title(metadata["longest"])
    if "between" not in metadata:
        return read
    lowest, highest = metadata["between"]

    def limited(value: Any, kind: Any) -> Any:
        number = read(value, kind)
        if not lowest <= number <= highest:
            raise WrongValue(f"expected {lowest} to {highest}, got {str(number)[:20]}")
        return number

    return limited


def _title(longest: int) -> Hook:
    def title(value: Any, _: Any) -> str:
        _expect(str, value)
        if not value.strip():
            raise WrongValue("is empty; an entry needs a title")
        if len(value) > longest:
            raise WrongValue(f"has {len(value)} characters, the limit is {longest}")
        return _storable(value)

    return title


def _list_of(item: Any, strict: Converter) -> Hook:
    if item is str:
        return _texts
    kind = list[item]

    def read(value: Any, _: Any) -> Any:
        _expect(list, value)
        return tuple(strict.structure(value, kind))

    return read


def _texts(value: Any, _: Any) -> tuple[str, ...]:
    _expect(list, value)
    for number, item in enumerate(value):
        if type(item) is not str:
            raise WrongValue(f"item {number}: expected text, got {_describe(item)}")
        _storable(item)
    return tuple(value)


def _one_of(choices: list[str]) -> Hook:
    def read(value: Any, _: Any) -> Any:
        if value not in choices or type(value) is not str:
            raise WrongValue(f"expected one of {', '.join(choices)}, got {_describe(value)}")
        return value

    return read


def _exactly(kind: type) -> Hook:
    def read(value: Any, _: Any) -> Any:
        _expect(kind, value)
        if kind is int and not -_LARGEST <= value < _LARGEST:
            raise WrongValue("is a number larger than 64 bits")
        return _storable(value) if kind is str else value

    return read


def _storable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise WrongValue("holds bytes that are not UTF-8 text") from None
    return text


def _number(value: Any, _: Any) -> Any:
    if type(value) not in (int, float):
        raise WrongValue(f"expected a number, got {_describe(value)}")
    if not math.isfinite(value):
        raise WrongValue("expected a finite number")
    return value


def _zoned(value: Any, _: Any) -> datetime:
    _expect(datetime, value)
    if value.tzinfo is None:
        raise WrongValue("expected a time with its offset, such as 2026-11-21T10:12:33+01:00")
    return _whole_minutes(value)


def _whole_minutes(value: datetime) -> datetime:
    """Refuse offsets with seconds (local mean time before about 1900), which TOML cannot write."""
    offset = value.utcoffset()
    if offset is not None and offset.seconds % 60:
        raise WrongValue("has an offset with seconds, which a file cannot hold")
    return value


def _day(value: Any, _: Any) -> date:
    _expect(date, value)
    return value  # type: ignore[no-any-return]


def _moment(value: Any, _: Any) -> Any:
    if type(value) not in (date, datetime):
        raise WrongValue(f"expected a date or a date and time, got {_describe(value)}")
    return _whole_minutes(value) if isinstance(value, datetime) else value


def _decimal(value: Any, _: Any) -> Decimal:
    _expect(str, value)
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise WrongValue(f'expected an amount as text, such as "1200.00", got {_describe(value)}') from None
    if not amount.is_finite() or len(value) > 40 or abs(amount.adjusted()) > 30:
        raise WrongValue('expected an amount as text, such as "1200.00"')
    if amount.is_signed() and amount:
        raise WrongValue(f"expected 0 or more, got {value}")
    return amount


def _full_id(value: Any, _: Any) -> str:
    _expect(str, value)
    if not is_id(value):
        raise WrongValue(f"expected a full id of 26 characters, got {_describe(value)}")
    return value  # type: ignore[no-any-return]


def _key(value: Any, _: Any) -> str:
    _expect(str, value)
    if not is_key(value):
        raise WrongValue(f"expected a short key of a-z, 0-9 and -, got {_describe(value)}")
    return value  # type: ignore[no-any-return]


def _table(value: Any, _: Any) -> Any:
    _expect(dict, value)
    return value


def _unchanged(value: Any, _: Any = None) -> Any:
    return value


def _expect(kind: type, value: Any) -> None:
    if type(value) is not kind:
        raise WrongValue(f"expected {_NAMES[kind]}, got {_describe(value)}")


def _describe(value: Any) -> str:
    if type(value) is str:
        return f'"{value}"' if len(value) <= 40 else "a longer text"
    return _NAMES.get(type(value), type(value).__name__)
