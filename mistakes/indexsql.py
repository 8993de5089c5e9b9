"""A query's tree as SQL over the index; what SQL cannot decide is asked of Python, entry by entry.

Nothing that was typed ever becomes part of a statement: it travels as a parameter, and what goes to the
full-text index is a quoted row of tokens.
"""

from __future__ import annotations

import operator
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from mistakes.indexmarks import REPEATED, RETIRED
from mistakes.indexmatch import Check, TextLeaf, match_of, text_check, text_pattern, values_of
from mistakes.indexrow import HAS_PLAN, PRESENT
from mistakes.indexschema import has_words
from mistakes.query import Query
from mistakes.queryfields import CONDITION_KINDS, STATUSES, Field
from mistakes.querytree import (
    And,
    Dates,
    Exact,
    Flag,
    Has,
    Id,
    Money,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Regex,
    Truth,
    Word,
)
from mistakes.querywords import fold

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
_WHOLE = {
    **dict.fromkeys(("lesson", "lessons"), "lessons"),
    **dict.fromkeys(("condition", "conditions"), "conditions"),
    **dict.fromkeys(("action", "actions"), "actions"),
    "decision": "decision",
    "deleted": "deleted",
}
_BITS = {name: 1 << bit for bit, name in enumerate(PRESENT)}
_BODY = "(SELECT body FROM bodies WHERE n = e.n)"
# An action `j` of the entry `e` that was due before a day and is not done, by the entry or an event.
LATE = """j.due < ? AND j.done IS NULL AND NOT EXISTS (SELECT 1 FROM events v
 WHERE v.entry = e.id AND v.do = 'action-done' AND v.key = j.key AND v.counts)"""
_OVERDUE = f"e.n IN (SELECT j.n FROM actions j CROSS JOIN entries e ON e.n = j.n WHERE {LATE})"  # noqa: S608
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


NOT_DELETED = Condition("(NOT (e.deleted))")


class Filter(NamedTuple):
    """A compiled query: an entry matches if `words` do (None: always) and `where` holds.

    `words` is an expression for the full-text index.
    """

    words: str | None
    where: Condition

    @property
    def source(self) -> Condition:
        """The end of a SELECT that finds the entries that match, as `e`."""
        if self.words is None:
            return Condition(f"FROM entries e WHERE ({self.where.sql})", self.where.parameters)
        sql = (
            f"FROM words CROSS JOIN entries e ON e.n = words.rowid WHERE words MATCH ? AND ({self.where.sql})"
        )
        return Condition(sql, (self.words, *self.where.parameters))


class Checks:
    """What SQL asks of Python: `holds(number, body)` is the answer of the check with that number."""

    def __init__(self) -> None:
        self._checks: list[Check] = []

    def add(self, check: Check) -> int:
        """Keep a check and return its number."""
        self._checks.append(check)
        return len(self._checks) - 1

    def serve(self, db: sqlite3.Connection) -> None:
        """Let this connection ask; the function stays the same while statements run."""
        db.create_function("holds", 2, self._holds, deterministic=True)

    def _holds(self, number: int, body: str | None) -> bool:
        return self._checks[number](body or "")


class Compiler:
    """Compiles queries for one connection, which `checks` serves."""

    def __init__(self, db: sqlite3.Connection, checks: Checks) -> None:
        self._db = db
        self._has_words = has_words(db)
        self._checks = checks

    def compile(self, query: Query) -> Filter:
        """Return what finds the entries that match."""
        match = match_of(query.root) if self._has_words else None
        return Filter(match.expression if match else None, self._all(query.root, query.today))

    def _all(self, node: And, today: date) -> Condition:
        """Return the parts of an AND that its match in the full-text index leaves open."""
        parts = [part for part in node.parts if not self._is_settled(part)]
        return _both([self._left_open(part, today) for part in parts])

    def _is_settled(self, part: Node) -> bool:
        match = match_of(part) if self._has_words else None
        return match is not None and match.is_exact

    def _left_open(self, part: Node, today: date) -> Condition:
        """Return a part as a condition; of a text that was matched roughly only the check is left."""
        if self._has_words and isinstance(part, Word | Phrase) and match_of(part):
            return self._asked(text_check(part))
        return self._condition(part, today)

    def _condition(self, node: Node, today: date) -> Condition:
        match node:
            case Not(part):
                inner = self._condition(part, today)
                return Condition(f"NOT ({inner.sql})", inner.parameters)
            case Or(parts) if not self._is_settled(node):
                return _joined(" OR ", [self._condition(part, today) for part in parts], "0")
            case Or() | And():
                return self._group(node, today)
            case Word() | Phrase() | Regex():
                return self._text(node)
            case Flag("overdue"):
                return Condition(_OVERDUE, (today.toordinal(),))
            case Flag(name):
                return Condition(_FLAGS[name])
        return self._value(node)

    def _group(self, node: And | Or, today: date) -> Condition:
        match = match_of(node) if self._has_words else None
        rest = self._all(node, today) if isinstance(node, And) else Condition("1")
        return _both([_found(match.expression), rest]) if match else rest

    def _text(self, leaf: TextLeaf) -> Condition:
        if leaf.field and leaf.field.paths == ("author",):
            return self._author(leaf)
        match = match_of(leaf) if self._has_words else None
        conditions = [_found(match.expression)] if match else [_present(leaf.field)]
        if match is None or not match.is_exact:
            conditions.append(self._asked(text_check(leaf)))
        return _both(conditions)

    def _author(self, leaf: TextLeaf) -> Condition:
        """Authors are few, so each of them is looked at, not each entry."""
        occurs = text_pattern(leaf)
        numbers = [
            str(number)
            for number, name in self._db.execute("SELECT author, name FROM authors")
            if occurs(name)
        ]
        return Condition(f"e.author IN ({', '.join(numbers)})")

    def _value(self, node: Node) -> Condition:
        match node:
            case Exact(field, value):
                return self._exact(field, value)
            case Number(field, sign, value):
                return self._number(field, sign, value)
            case Money(sign, amount, currency):
                sql = f"coalesce(e.amount {_sign(sign)} ? AND upper(e.currency) = ?, 0)"
                return Condition(sql, (float(amount), currency.upper()))
            case Dates(field, start, end):
                return self._dates(field, start, end)
            case Truth(field, truth):
                return Condition(f"coalesce(e.{_TRUTHS[field.paths[0]]} = ?, 0)", (truth,))
            case Id(field, end):
                return _id(field, end)
            case Has(name, field):
                return self._has(name, field)
        raise AssertionError(node)

    def _exact(self, field: Field, value: str) -> Condition:
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
        return self._each(field, lambda text: fold(text) == folded)

    def _number(self, field: Field, sign: str, value: float) -> Condition:
        column = _NUMBERS.get(field.paths[0])
        if column:
            return Condition(f"coalesce(e.{column} {_sign(sign)} ?, 0)", (value,))
        compare = _COMPARE[sign]
        return self._each(field, lambda text: compare(float(text), value))

    def _dates(self, field: Field, start: date, end: date) -> Condition:
        first, last = start.toordinal(), end.toordinal() if end < date.max else 2**40
        path = field.paths[0]
        if path in _DATES:
            column = f"e.{_DATES[path]}"
            return Condition(f"coalesce({column} >= ? AND {column} < ?, 0)", (first, last))
        if path in ("actions.due", "actions.done"):
            column = path.partition(".")[2]
            sql = f"e.n IN (SELECT n FROM actions WHERE {column} >= ? AND {column} < ?)"  # noqa: S608
            return Condition(sql, (first, last))
        return self._each(field, lambda text: first <= date.fromisoformat(text[:10]).toordinal() < last)

    def _has(self, name: str, field: Field | None) -> Condition:
        if field is None:
            return Condition(f"(e.facts & {HAS_PLAN}) <> 0")
        if name == "cost":
            return Condition("(e.hours IS NOT NULL OR e.money IS NOT NULL)")
        whole = _WHOLE.get(field.name)
        names = {whole} if whole else {path.partition(".")[0] for path in field.paths}
        if not names <= _BITS.keys():
            return Condition("1")
        if whole or names == set(field.paths):
            return _present_names(names)
        found = self._asked(lambda body: next(values_of(body, field), None) is not None)
        return _both([_present_names(names), found])

    def _each(self, field: Field, check: Check) -> Condition:
        """Return the condition that a value of the field passes the check."""

        def passes(body: str) -> bool:
            with suppress(ValueError):
                return any(check(text) for text in values_of(body, field))
            return False

        return _both([_present(field), self._asked(passes)])

    def _asked(self, check: Check) -> Condition:
        return Condition(f"holds({self._checks.add(check)}, {_BODY})")


def _found(expression: str) -> Condition:
    return Condition("e.n IN (SELECT rowid FROM words WHERE words MATCH ?)", (expression,))


def _present(field: Field | None) -> Condition:
    """Return what is quickly seen: that an entry holds something of the field's table at all."""
    names = {path.partition(".")[0] for path in field.paths} if field else {""}
    return _present_names(names) if names <= _BITS.keys() else Condition("1")


def _present_names(names: Iterable[str]) -> Condition:
    return Condition(f"(e.present & {sum(_BITS[name] for name in names)}) <> 0")


def _id(field: Field, end: str) -> Condition:
    if field.paths == ("id",):
        return Condition("substr(e.id, ?) = ?", (-len(end), end))
    kind = field.paths[0].partition(".")[2]
    sql = "e.n IN (SELECT n FROM links WHERE kind = ? AND substr(other, ?) = ?)"
    return Condition(sql, (kind, -len(end), end))


def _sign(sign: str) -> str:
    """Return a comparison as SQL; only the five that exist can come out of here."""
    return next(known for known in _COMPARE if known == sign)


def _both(conditions: list[Condition]) -> Condition:
    return _joined(" AND ", conditions, "1")


def _joined(word: str, conditions: list[Condition], empty: str) -> Condition:
    sql = word.join(f"({condition.sql})" for condition in conditions)
    return Condition(sql or empty, tuple(value for condition in conditions for value in condition.parameters))
