"""The value of a `field:value` term as a condition, or a `QueryError` that says what would fit."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import NoReturn

from mistakes.errors import QueryError, UsageError
from mistakes.query.fields import FLAGS, Field, field_named
from mistakes.query.tree import Dates, Exact, Flag, Has, Id, Leaf, Money, Number, Phrase, Truth, Word
from mistakes.query.words import fold

_TRUE, _FALSE = ("yes", "true", "y", "1"), ("no", "false", "n", "0")
_EQUALS = (":", "=")


def is_name(name: str) -> bool:
    """Tell whether a term may begin with this name and a colon."""
    return name.lower() in ("is", "has") or field_named(name) is not None


def condition(name: str, operator: str, value: str, is_quoted: bool, now: datetime) -> Leaf:
    """Return the condition that a term states; raises `QueryError` if the value cannot fit."""
    if name.lower() in ("is", "has"):
        return _flag(value, operator) if name.lower() == "is" else _has(value, operator)
    field = field_named(name)
    if field is None:
        raise QueryError(f"there is no field {name[:40]!r}")
    if field.comparison in ("text", "exact", "choice", "truth", "id") and operator not in _EQUALS:
        raise QueryError(f"{name} cannot be compared with {operator}", f"Write {name}:{value[:40]}")
    if field.comparison == "text":
        return _text(field, value, is_quoted)
    if field.comparison == "date":
        return _dates(field, operator, value, now)
    if field.comparison == "cost":
        return _cost(operator, value)
    return _READERS[field.comparison](field, operator, value)


def dates(field: Field, operator: str, value: str, now: datetime) -> Dates | None:
    """Return the condition on a date, None if the value is no period."""
    try:
        return _dates(field, operator, value, now)
    except QueryError:
        return None


def _text(field: Field, value: str, is_quoted: bool) -> Leaf:
    if not fold(value).strip():
        _refuse(field.name, value, "Name a word to find there.")
    return Phrase(value, field) if is_quoted else Word(value, field)


def _dates(field: Field, operator: str, value: str, now: datetime) -> Dates:
    from mistakes.when import parse_period

    try:
        start, end = parse_period(value, now)
    except UsageError as error:
        raise QueryError(f"{field.name}: {error.message}", error.hint) from None
    spans = {">": (end, date.max), ">=": (start, date.max), "<": (date.min, start), "<=": (date.min, end)}
    start, end = spans.get(operator, (start, end))
    return Dates(field, start, end)


def _cost(operator: str, value: str) -> Leaf:
    from mistakes.amounts import Hours, parse_amount

    try:
        amount = parse_amount(value)
    except UsageError as error:
        raise QueryError(f"cost: {error.message}", error.hint) from None
    operator = "=" if operator == ":" else operator
    if isinstance(amount, Hours):
        return Number(Field("hours", "number", ("price.hours",)), operator, amount.hours)
    return Money(operator, amount.amount, amount.currency)


def _number(field: Field, operator: str, value: str) -> Number:
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?%?", value, re.ASCII):
        _refuse(field.name, value, f"Write a number, such as {field.name}>2")
    return Number(field, "=" if operator == ":" else operator, float(value.rstrip("%")))


def _exact(field: Field, _: str, value: str) -> Exact:
    return Exact(field, value)


def _choice(field: Field, _: str, value: str) -> Exact:
    plain = " ".join(re.split(r"[\s_-]+", value.strip().lower()))
    fitting = [choice for choice in field.choices if choice.replace("-", " ") == plain]
    if not fitting:
        _refuse(
            field.name, value, f"One of: {', '.join(choice.replace(' ', '-') for choice in field.choices)}"
        )
    return Exact(field, fitting[0])


def _truth(field: Field, _: str, value: str) -> Truth:
    if value.lower() not in (*_TRUE, *_FALSE):
        _refuse(field.name, value, f"Write {field.name}:yes or {field.name}:no")
    return Truth(field, value.lower() in _TRUE)


def _id(field: Field, _: str, value: str) -> Id:
    from mistakes.ids import handle_typed

    end = handle_typed(value)
    if not end:
        _refuse(field.name, value, "Type the last four or more characters of an id.")
    return Id(field, end)


def _flag(value: str, operator: str) -> Flag:
    if value.lower() not in FLAGS or operator not in _EQUALS:
        _refuse("is", value, f"One of: {', '.join(FLAGS)}")
    return Flag(value.lower())


def _has(value: str, operator: str) -> Has:
    name = {"price": "cost", "plans": "plan"}.get(value.lower(), value.lower())
    field = field_named(name)
    if operator not in _EQUALS or (name != "plan" and (field is None or field.name == "status")):
        _refuse("has", value, "Name a field, such as has:lesson, has:plan, has:cost, has:tag.")
    return Has(name, field)


def _refuse(name: str, value: str, hint: str) -> NoReturn:
    shown = repr(value if len(value) <= 40 else value[:39] + "…")
    raise QueryError(f"{name}: {shown} does not fit", hint)


_READERS: dict[str, Callable[[Field, str, str], Leaf]] = {
    "number": _number,
    "exact": _exact,
    "choice": _choice,
    "truth": _truth,
    "id": _id,
}
