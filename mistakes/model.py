"""The values a journal is made of: immutable, typed, without any input or output.

A field that a person may leave out is None or empty; a class's `extra` holds the keys of its table
that this version does not know, so that they survive every edit.
Ranges stand in the field's metadata: the check of a file and the JSON Schema both read them there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias

import attrs

from mistakes.when import Moment

Kind = Literal["mistake", "near-miss", "success", "decision", "borrowed"]
ConditionKind = Literal["person", "task", "tool", "team", "environment", "assumption"]
Lead = Literal["self", "people", "business"]
Extra: TypeAlias = Mapping[str, Any]

FORMAT = 1
LONGEST_TITLE = 200


def _extra() -> Any:
    return attrs.field(factory=dict, kw_only=True, hash=False, repr=False)


def _between(lowest: int, highest: int) -> Any:
    return attrs.field(default=None, metadata={"between": (lowest, highest)})


@attrs.frozen
class Price:
    """What it cost: hours of work, money in one currency, trust (0 none … 3 lost)."""

    hours: float | None = attrs.field(default=None, metadata={"between": (0, 10**9)})
    money: Decimal | None = None
    currency: str | None = None
    trust: int | None = _between(0, 3)
    reversible: bool | None = None
    note: str = ""
    extra: Extra = _extra()


@attrs.frozen
class Qs:
    """What it tested, 0 … 3 each: `iq` is to know, `eq` to feel, `lq` to care."""

    iq: int | None = _between(0, 3)
    eq: int | None = _between(0, 3)
    lq: int | None = _between(0, 3)
    extra: Extra = _extra()


@attrs.frozen
class Condition:
    """One thing that contributed; there is never a single root cause."""

    text: str
    kind: ConditionKind | None = None
    key: str | None = None
    extra: Extra = _extra()


@attrs.frozen
class Applies:
    """What brings a lesson to mind unasked: globs of paths and commands, words, tags."""

    paths: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    extra: Extra = _extra()


@attrs.frozen
class Lesson:
    """What was learned; `when` and `then` make it an if-then plan, `check` names what holds it."""

    text: str = ""
    when: str = ""
    then: str = ""
    check: str = ""
    added: datetime | None = None
    applies: Applies = Applies()
    key: str | None = None
    extra: Extra = _extra()

    @property
    def is_plan(self) -> bool:
        """Tell whether the lesson says both when and what then."""
        return bool(self.when and self.then)


@attrs.frozen
class Action:
    """Something to do about it, with who does it and by when; `done` is the day it was done."""

    text: str
    owner: str = ""
    helper: str = ""
    due: date | None = None
    done: date | None = None
    evidence: str = ""
    key: str | None = None
    extra: Extra = _extra()


@attrs.frozen
class Decision:
    """A decision sealed before its outcome; `confidence` is in percent."""

    options: tuple[str, ...] = ()
    chosen: str = ""
    prediction: str = ""
    confidence: int | None = _between(0, 100)
    review_on: date | None = None
    views: tuple[str, ...] = ()
    outcome: str = ""
    extra: Extra = _extra()


@attrs.frozen
class Links:
    """Full ids of other entries, and evidence as URLs or paths."""

    repeat_of: str | None = None
    like: tuple[str, ...] = ()
    borrowed_from: str = ""
    shared_from: str | None = None
    evidence: tuple[str, ...] = ()
    extra: Extra = _extra()


@attrs.frozen
class Source:
    """Where an imported entry came from; the same format and ref are never imported twice."""

    format: str
    ref: str
    digest: str = ""
    extra: Extra = _extra()


@attrs.frozen
class Deleted:
    """The mark of a deleted entry; the entry itself stays."""

    at: datetime
    by: str = ""
    why: str = ""
    extra: Extra = _extra()


@attrs.frozen
class Conflict:
    """A value that lost a merge, kept until a person decides; `value` is any TOML value.

    `author` wrote it; `extra` may hold, as `against`, who wrote what stands.
    """

    path: str
    value: Any = attrs.field(hash=False)
    author: str = ""
    at: datetime | None = None
    extra: Extra = _extra()


@attrs.frozen
class Mistake:
    """One entry of a journal, as its file holds it (format 1).

    `happened` is a local date, a local date and time, or a time with its offset; `logged` and
    `updated` always have an offset.
    `process` and `result` run from 1 (poor) to 5 (good), `confidence` is in percent.
    """

    id: str
    title: str = attrs.field(metadata={"longest": LONGEST_TITLE})
    happened: Moment
    logged: datetime
    author: str
    rev: int = attrs.field(metadata={"between": (1, 2**53)})
    updated: datetime
    kind: Kind = "mistake"
    format: int = attrs.field(default=FORMAT, metadata={"between": (1, 2**53)})
    tags: tuple[str, ...] = ()
    story: str = ""
    expected: str = ""
    believed: str = ""
    confidence: int | None = _between(0, 100)
    went_well: str = ""
    lucky: str = ""
    overcame: str = ""
    feeling: str = ""
    heard_from: tuple[str, ...] = ()
    goal: str = ""
    lead: Lead | None = None
    stretch: str = ""
    customer_effect: str = ""
    harm_to_others: str = ""
    process: int | None = _between(1, 5)
    result: int | None = _between(1, 5)
    right_thing: bool | None = None
    done_right: bool | None = None
    price: Price = Price()
    q: Qs = Qs()
    conditions: tuple[Condition, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    actions: tuple[Action, ...] = ()
    decision: Decision = Decision()
    links: Links = Links()
    source: Source | None = None
    also: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    deleted: Deleted | None = None
    conflict: tuple[Conflict, ...] = ()
    extra: Extra = _extra()

    @property
    def was_lucky(self) -> bool:
        """Tell whether a poor process had a good result, which teaches the wrong thing."""
        return (self.process or 5) <= 2 and (self.result or 1) >= 4


def annotation(kind: type, field_name: str) -> str:
    """Return the type of a field as it is written in this module, such as `tuple[Lesson, ...]`.

    Not from attrs, whose fields change from text to types once somebody resolves them.
    """
    return str(kind.__annotations__[field_name])


REQUIRED = ("format", "id", "title", "kind", "happened", "logged", "author", "rev", "updated")
PRIVATE_FIELDS = ("feeling",)
