"""Entries in JSON: whole ones as our export writes them, and loose ones with whatever fields they have."""

from __future__ import annotations

import json
from typing import Any

import attrs

from mistakes.errors import InvalidEntry
from mistakes.exchange import Candidate, Record, Refusal
from mistakes.jsonform import fields_of, from_json
from mistakes.model import REQUIRED, Mistake
from mistakes_formats.record import cut_title, dated, digest, handed_over, told

_STAMPS = ("format", "id", "rev", "updated")
# what `--json` prints beside the fields; it follows from the journal and is not stored
_DERIVED = (
    *("handle", "status", "my_status", "ahead", "repeated", "retired", "journal", "path", "score", "why"),
)
_ITEMS = ("conditions", "lessons", "actions")
_SHOWN = 5
_STAND_IN = {
    "format": 1,
    "id": "0" * 26,
    "rev": 1,
    "author": "-",
    "happened": "2000-01-01",
    "logged": "2000-01-01T00:00:00Z",
    "updated": "2000-01-01T00:00:00Z",
}


def is_whole(record: dict[str, Any]) -> bool:
    """Tell whether the record has every field that an entry of a journal must have."""
    return all(name in record for name in REQUIRED)


def own(record: dict[str, Any], where: str) -> Record:
    """Return a whole entry, with its own id, or why it is none."""
    try:
        return Candidate(where, entry=from_json(_stored(record), where))
    except InvalidEntry as error:
        return Refusal(where, reasons(error))


def loose(record: dict[str, Any], where: str) -> Record:
    """Return an entry-like record as fields; unknown keys are kept, an id not ours names its source."""
    given = {name: value for name, value in _stored(record).items() if value is not None}
    values = {name: value for name, value in given.items() if name not in _STAMPS}
    values |= _fitting_title(values)
    values |= {name: _as_tables(values[name]) for name in _ITEMS if name in values}
    values["source"] = _as_source(values["source"]) if "source" in values else _own_source(record)
    try:
        entry = from_json({**_STAND_IN, **values}, where)
    except InvalidEntry as error:
        return Refusal(where, reasons(error))
    return handed_over(where, _fields(entry, values))


def without_nulls(value: Any) -> Any:
    """Return a JSON value without its nulls, which no file can hold."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value if item is not None]
    return value


def reasons(error: InvalidEntry) -> str:
    """Return the faults of an entry as one line."""
    shown = "; ".join(map(str, error.faults[:_SHOWN]))
    more = len(error.faults) - _SHOWN
    return f"{shown} (and {more} more)" if more > 0 else shown


def _stored(record: dict[str, Any]) -> dict[str, Any]:
    if "handle" not in record:
        return record
    return {name: value for name, value in record.items() if name not in _DERIVED}


def _fitting_title(values: dict[str, Any]) -> dict[str, str]:
    title = values.get("title")
    short, whole = cut_title(title) if isinstance(title, str) else ("", "")
    return {"title": short, "story": told([("", whole), ("", str(values.get("story", "")))])} if whole else {}


def _own_source(record: dict[str, Any]) -> dict[str, str]:
    """Return a source that is the same for the same record: by its own id and title, else its digest."""
    text = digest(json.dumps(record, sort_keys=True))
    name = record.get("id")
    named = isinstance(name, str | int) and name != ""
    ref = f"{name} {record.get('title', '')}"[:200] if named else text[:39]
    return {"format": "json", "ref": ref, "digest": text}


def _as_source(source: Any) -> Any:
    """Return a source written as one text, `pager:8841`, as its table."""
    if not isinstance(source, str):
        return source
    form, _, ref = source.partition(":")
    return {"format": form, "ref": ref} if form and ref else {"format": "json", "ref": source}


def _as_tables(items: Any) -> Any:
    """Return a list in which a plain text stands for an item with that text."""
    if not isinstance(items, list):
        return items
    return [{"text": item} if isinstance(item, str) else item for item in items]


def _fields(entry: Mistake, given: dict[str, Any]) -> dict[str, Any]:
    fields = {name: getattr(entry, name) for name in given if name in fields_of(Mistake)}
    for name in _ITEMS:
        if name in given:
            items = zip(getattr(entry, name), given[name], strict=True)
            fields[name] = tuple(attrs.evolve(item, key=_key(raw)) for item, raw in items)
    if "logged" not in given and "happened" in given:
        fields |= dated(entry.happened)
    return fields | ({"extra": entry.extra} if entry.extra else {})


def _key(raw: Any) -> str | None:
    """Return the key an item came with; without one it gets its own when it is added."""
    return raw.get("key") if isinstance(raw, dict) else None
