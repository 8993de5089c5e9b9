"""The conditions a query is made of: small immutable values that `mistakes.query.parse` returns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypeAlias, Union

from mistakes.query.fields import Field
from mistakes.records import NamedTuple


class Word(NamedTuple):
    """The text stands in the field ("" is all text) and begins there where a word begins."""

    text: str
    field: Field | None = None


class Phrase(NamedTuple):
    """The field holds these whole words in order."""

    text: str
    field: Field | None = None


class Regex(NamedTuple):
    """The field holds a text in which the regular expression occurs."""

    pattern: str
    field: Field | None = None


class Exact(NamedTuple):
    """The field holds this value, whatever its case."""

    field: Field
    value: str


class Number(NamedTuple):
    """The field's number compares so; `operator` is one of = < <= > >=."""

    field: Field
    operator: str
    value: float


class Money(NamedTuple):
    """The price in this currency compares so; other currencies never match."""

    operator: str
    amount: Decimal
    currency: str


class Dates(NamedTuple):
    """The field's day, as it was written, is at or after `start` and before `end`."""

    field: Field
    start: date
    end: date


class Truth(NamedTuple):
    """The field is set, and to this."""

    field: Field
    value: bool


class Id(NamedTuple):
    """The field holds an id that ends like this."""

    field: Field
    end: str


class Flag(NamedTuple):
    """A mark that is derived: one of `query.fields.FLAGS`."""

    name: str


class Has(NamedTuple):
    """The field holds something; `plan` is a lesson with both when and then."""

    name: str
    field: Field | None = None


class Not(NamedTuple):
    """The part does not hold."""

    part: Node


class And(NamedTuple):
    """All parts hold; none at all hold too."""

    parts: tuple[Node, ...]


class Or(NamedTuple):
    """One of the parts holds."""

    parts: tuple[Node, ...]


Leaf: TypeAlias = Word | Phrase | Regex | Exact | Number | Money | Dates | Truth | Id | Flag | Has
Node: TypeAlias = Union[Leaf, "Not", "And", "Or"]


def leaves(node: Node) -> list[Leaf]:
    """Return all conditions of a tree, in the order they were typed."""
    if isinstance(node, Not):
        return leaves(node.part)
    if isinstance(node, (And, Or)):
        return [leaf for part in node.parts for leaf in leaves(part)]
    return [node]
