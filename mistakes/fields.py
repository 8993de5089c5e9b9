"""The keywords of `Journal.add` and `Journal.change`, and how loose values become a model's fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypedDict

import attrs

from mistakes.codec import KEYED_LISTS
from mistakes.errors import UsageError
from mistakes.ids import new_key
from mistakes.model import (
    Action,
    Condition,
    Conflict,
    Decision,
    Deleted,
    Kind,
    Lead,
    Lesson,
    Links,
    Price,
    Qs,
    Source,
)
from mistakes.when import Moment


class Fields(TypedDict, total=False):
    """The fields of an entry that a caller may give; sets and lists are taken for tuples."""

    kind: Kind
    happened: Moment
    logged: datetime
    author: str
    tags: Iterable[str]
    story: str
    expected: str
    believed: str
    confidence: int | None
    went_well: str
    lucky: str
    overcame: str
    feeling: str
    heard_from: Iterable[str]
    goal: str
    lead: Lead | None
    stretch: str
    customer_effect: str
    harm_to_others: str
    process: int | None
    result: int | None
    right_thing: bool | None
    done_right: bool | None
    price: Price
    q: Qs
    conditions: Iterable[Condition]
    lessons: Iterable[Lesson]
    actions: Iterable[Action]
    decision: Decision
    links: Links
    source: Source | str | None
    also: Mapping[str, Any]
    conflict: Iterable[Conflict]
    deleted: Deleted | None
    extra: Mapping[str, Any]


class Changes(Fields, total=False):
    """What `Journal.change` takes: the fields of `add`, and the title."""

    title: str


TUPLES = ("tags", "heard_from", "conditions", "lessons", "actions", "conflict")
_NAMES = frozenset(Fields.__annotations__) | {"title"}


def settled(values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the values as fields of the model: sets sorted, items with keys, a source as a record.

    New lessons get `added = now`. Raises `UsageError` for a name that is no field.
    """
    for name in values:
        if name not in _NAMES:
            raise UsageError(f"there is no field {name!r}", f"Fields are: {', '.join(sorted(_NAMES))}.")
    result = dict(values)
    for name in TUPLES:
        if name in result:
            result[name] = _tuple(name, result[name])
    for name in KEYED_LISTS:
        if name in result:
            result[name] = _with_keys(result[name], now)
    if isinstance(result.get("source"), str):
        result["source"] = source_of(result["source"])
    return result


def source_of(text: str) -> Source:
    """Return a source written as `format:ref`, such as `pager:8841`."""
    form, _, ref = text.partition(":")
    if not form or not ref:
        raise UsageError(f"source {text!r} has no format", "Write it as FORMAT:REF, such as pager:8841.")
    return Source(form, ref)


def _tuple(name: str, value: Any) -> tuple[Any, ...]:
    if isinstance(value, str):
        raise UsageError(f"{name}: expected several values, got one text", f"Write [{value!r}].")
    return tuple(sorted(value)) if isinstance(value, set | frozenset) else tuple(value)


def _with_keys(items: tuple[Any, ...], now: datetime) -> tuple[Any, ...]:
    return tuple(_with_key(item, now) for item in items)


def _with_key(item: Any, now: datetime) -> Any:
    if item.key is not None:
        return item
    stamp = {"added": item.added or now} if isinstance(item, Lesson) else {}
    return attrs.evolve(item, key=new_key(), **stamp)
