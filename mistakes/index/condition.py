"""Conditions on one value of an entry as SQL; what SQL cannot decide is asked of Python, entry by entry.

Nothing that was typed ever becomes part of a statement: it travels as a parameter.
"""

from __future__ import annotations

import operator
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from typing import Any, TypeAlias

from mistakes.index.marks import REPEATED, RETIRED
from mistakes.index.row import HAS_PLAN, PRESENT, pairs
from mistakes.query.fields import CONDITION_KINDS, STATUSES, Field
from mistakes.query.tree import Dates, Exact, Flag, Has, Id, Leaf, Money, Number, Truth
from mistakes.query.words import fold
from mistakes.records import NamedTuple

Check: TypeAlias = Callable[[str], bool]

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_NUMBERS = {name: name for name in ("format", "rev", "confidence", "process", "result")}
_NUMBERS |= {"price.hours": "hours", "price.money": "amount", "price.trust": "trust"}
_DATES = {"happened": "day", "logged": "logged", "updated": "updated", "deleted.at": "deleted_at"}
_TRUTHS = {"right_thing": "right_thing", "done_right": "done_right", "price.reversible": "reversible"}
# Names of lists and tables ask for the whole of them.
_WHOLE = {
    **dict.fromkeys(("lesson", "lessons"), "lessons"),
    **dict.fromkeys(("condition", "conditions"), "conditions"),
    **dict.fromkeys(("action", "actions"), "actions"),
    "decision": "decision",
    "deleted": "deleted",
}
_BITS = {name: 1 << bit for bit, name in enumerate(PRESENT)}
_BODY = "(SELECT body FROM bodies WHERE n = e.n)"
# An action `j` that was due before a day and is not done, by its entry or an event.
LATE = "j.open AND j.due < ?"
_OVERDUE = f"e.n IN (SELECT j.n FROM actions j WHERE {LATE})"  # noqa: S608
_FLAGS = {
    "deleted": "e.deleted",
    "repeated": f"(e.marks & {REPEATED}) <> 0",
    "retired": f"(e.marks & {RETIRED}) <> 0",
    "lucky": "coalesce(e.process <= 2 AND e.result >= 4, 0)",
    "conflict": "e.conflict",
}


class Condition(NamedTuple):
    """A condition on the row `e` of `entries` that is never NULL, with its parameters."""

    sql: str
    parameters: tuple[Any, ...] = ()


TRUE = Condition("1")
NOT_DELETED = Condition("NOT (e.deleted)")


class Checks:
    """What SQL asks of Python: `holds(number, body)` is the answer of the check with that number."""

    def __init__(self) -> None:
        self._checks: list[Check] = []

    def asked(self, check: Check) -> Condition:
        """Return the condition that an entry's body passes the check."""
        self._checks.append(check)
        return Condition(f"holds({len(self._checks) - 1}, {_BODY})")

    def serve(self, db: sqlite3.Connection) -> None:
        """Let this connection ask; the function stays the same while statements run."""
        db.create_function("holds", 2, self._holds, deterministic=True)

    def _holds(self, number: int, body: str | None) -> bool:
        return self._checks[number](body or "")


def condition(leaf: Leaf, today: date, checks: Checks) -> Condition:
    """Return the condition that a leaf of a query states, if it is not one on texts."""
    match leaf:
        case Exact(field, value):
            return _exact(field, value, checks)
        case Number(field, sign, number):
            return _number(field, sign, number, checks)
        case Money(sign, amount, currency):
            sql = f"coalesce(e.amount {_sign(sign)} ? AND upper(e.currency) = ?, 0)"
            return Condition(sql, (float(amount), currency.upper()))
        case Dates(field, start, end):
            return _dates(field, start, end, checks)
        case Truth(field, truth):
            return Condition(f"coalesce(e.{_TRUTHS[field.paths[0]]} = ?, 0)", (truth,))
        case Id(field, end_of_id):
            return _id(field, end_of_id)
        case Has(name, has_field):
            return _has(name, has_field, checks)
        case Flag("overdue"):
            return Condition(_OVERDUE, (today.toordinal(),))
        case Flag(name):
            return Condition(_FLAGS[name])
    raise AssertionError(leaf)


def present(field: Field | None) -> Condition:
    """Return what is quickly seen: that an entry holds something of the field's table at all."""
    names = {path.partition(".")[0] for path in field.paths} if field else {""}
    return _present(names) if names <= _BITS.keys() else TRUE


def values_of(body: str, field: Field) -> Iterator[str]:
    """Yield the texts of a field in a body: those at its paths and beneath them."""
    paths, beneath = frozenset(field.paths), tuple([f"{path}." for path in field.paths])
    return (text for path, text in pairs(body) if path in paths or path.startswith(beneath))


def both(*conditions: Condition) -> Condition:
    """Return the condition that all of them hold."""
    return joined(" AND ", [each for each in conditions if each != TRUE]) if conditions else TRUE


def joined(word: str, conditions: list[Condition]) -> Condition:
    """Return conditions joined by AND or OR; none at all hold."""
    if len(conditions) < 2:
        return conditions[0] if conditions else TRUE
    sql = word.join(f"({each.sql})" for each in conditions)
    return Condition(sql, tuple(value for each in conditions for value in each.parameters))


def _exact(field: Field, value: str, checks: Checks) -> Condition:
    folded = fold(value)
    match field.paths[0]:
        case "tags":
            return Condition("e.n IN (SELECT n FROM tags WHERE folded = ?)", (folded,))
        case "status":
            return Condition("e.status = ?", (STATUSES.index(value),))
        case "kind" | "lead" as column:
            return Condition(f"coalesce(e.{column} = ?, 0)", (value,))
        case "conditions.kind":
            return Condition(f"(e.kinds & {1 << CONDITION_KINDS.index(value)}) <> 0")
    return _each(field, lambda text: fold(text) == folded, checks)


def _number(field: Field, sign: str, number: float, checks: Checks) -> Condition:
    column = _NUMBERS.get(field.paths[0])
    if column:
        return Condition(f"coalesce(e.{column} {_sign(sign)} ?, 0)", (number,))
    compare = _COMPARE[sign]
    return _each(field, lambda text: compare(float(text), number), checks)


def _dates(field: Field, start: date, end: date, checks: Checks) -> Condition:
    first, last = start.toordinal(), end.toordinal() if end < date.max else 2**40
    path = field.paths[0]
    if path in _DATES:
        column = f"e.{_DATES[path]}"
        return Condition(f"coalesce({column} >= ? AND {column} < ?, 0)", (first, last))
    if path in ("actions.due", "actions.done"):
        column = path.partition(".")[2]
        sql = f"e.n IN (SELECT n FROM actions WHERE {column} >= ? AND {column} < ?)"  # noqa: S608
        return Condition(sql, (first, last))
    return _each(field, lambda text: first <= date.fromisoformat(text[:10]).toordinal() < last, checks)


def _id(field: Field, end: str) -> Condition:
    if field.paths == ("id",):
        return Condition("substr(e.id, ?) = ?", (-len(end), end))
    kind = field.paths[0].partition(".")[2]
    sql = "e.n IN (SELECT n FROM links WHERE kind = ? AND substr(other, ?) = ?)"
    return Condition(sql, (kind, -len(end), end))


def _has(name: str, field: Field | None, checks: Checks) -> Condition:
    if field is None:
        return Condition(f"(e.facts & {HAS_PLAN}) <> 0")
    if name == "cost":
        return Condition("(e.hours IS NOT NULL OR e.money IS NOT NULL)")
    whole = _WHOLE.get(field.name)
    names = {whole} if whole else {path.partition(".")[0] for path in field.paths}
    if not names <= _BITS.keys():
        return TRUE
    if whole or names == set(field.paths):
        return _present(names)
    return both(_present(names), checks.asked(lambda body: next(values_of(body, field), None) is not None))


def _each(field: Field, check: Check, checks: Checks) -> Condition:
    """Return the condition that a value of the field passes the check."""

    def passes(body: str) -> bool:
        with suppress(ValueError):
            return any(check(text) for text in values_of(body, field))
        return False

    return both(present(field), checks.asked(passes))


def _present(names: Iterable[str]) -> Condition:
    return Condition(f"(e.present & {sum(_BITS[name] for name in names)}) <> 0")


def _sign(sign: str) -> str:
    """Return a comparison as SQL; only the five that exist can come out of here."""
    return next(known for known in _COMPARE if known == sign)
