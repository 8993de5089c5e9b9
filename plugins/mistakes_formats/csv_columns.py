"""What the columns of a table mean: which field of an entry a column is, by its name or as one says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice

import attrs

from mistakes.errors import UsageError
from mistakes.model import Decision, Links, Mistake, Price, Qs, annotation
from mistakes.records import NamedTuple

_TABLES = {"price": Price, "q": Qs, "decision": Decision, "links": Links}
# lists of which one column has the texts and the others, line by line, what belongs to each
ITEMS = {"lessons": ("when", "then", "check"), "actions": ("owner", "due", "done"), "conditions": ()}
# the whole cell is one item
SINGLE = {"lesson": "lessons", "action": "actions", "condition": "conditions"}
_SYNONYMS = {
    "title": "summary|subject|headline|name|what happened|mistake|issue",
    "happened": "date|when|occurred|occurred at|occurred on|created|created at|date created|incident date",
    "story": "description|body|details|notes|note|text|content",
    "tags": "tag|labels|label|keywords|categories|category|components",
    "author": "reporter|reported by|created by",
    "lesson": "lesson learned|lesson learnt|lessons learned|lessons learnt|learning|learnings|takeaway",
    "condition": "root cause|cause|causes|contributing factors|contributing factor",
    "action": "action items|action item|corrective action|corrective actions|next steps|follow-up",
    "customer_effect": "impact|customer impact|user impact",
    "price.hours": "hours|hours lost",
    "cost": "price|damage",
    "id": "key|issue key|number|ticket",
}
_BY_SYNONYM = {word: field for field, words in _SYNONYMS.items() for word in words.split("|")}
_OWN = frozenset(("title", "happened", "logged", "author", "id"))
# fields that several columns may share: each adds to the list
_SHARED = frozenset(("tags", "heard_from", "lesson", "action", "condition", "cost"))
_NOT_HERE = frozenset((*_TABLES, *ITEMS, "source", "also", "deleted", "conflict", "format", "rev"))
MOST_COLUMNS = 2000


class Table(NamedTuple):
    """A table's columns: their names, the field of each ("" for none), and whether our export made it."""

    names: tuple[str, ...]
    fields: tuple[str, ...]
    is_own: bool


def table(names: Sequence[str], given: Iterable[tuple[str, str]] = ()) -> Table:
    """Return what the columns mean: pairs of field and column in `given`, the others by their names.

    Raises `UsageError` for a field or a column that is not there, and if no column is the title.
    """
    fields = [""] * len(names)
    for field, column in given:
        if field not in known():
            raise UsageError(f"--map {field}={column}: there is no field {field[:40]!r}", _fields_hint())
        if column not in names:
            raise UsageError(f"--map {field}={column}: there is no such column", _columns_hint(names))
        fields[names.index(column)] = field
    for find in (_as_field, _as_synonym):
        for at, name in enumerate(names):
            found = find(name)
            if not fields[at] and found and (found in _SHARED or found not in fields):
                fields[at] = found
    if "title" not in fields:
        raise UsageError(
            "no column of the table is the title", f"Say which: --map title=COLUMN. {_columns_hint(names)}"
        )
    return Table(tuple(names), tuple(fields), _OWN <= set(map(_as_field, names)))


def recognized(names: Iterable[str]) -> int:
    """Return how many columns tell by their names what they are."""
    return sum(1 for name in islice(names, MOST_COLUMNS) if _as_field(name) or _as_synonym(name))


@cache
def known() -> Mapping[str, str]:
    """Return the fields that a column can be, each with the type of what it holds, as the model writes it."""
    kinds = {field: annotation(Mistake, field) for field in attrs.fields_dict(Mistake)}
    plain = {field: kind for field, kind in kinds.items() if field not in _NOT_HERE}
    for name, kind in _TABLES.items():
        plain |= {f"{name}.{field}": annotation(kind, field) for field in attrs.fields_dict(kind)}
    items = [*ITEMS, *SINGLE, *(f"{name}.{part}" for name, parts in ITEMS.items() for part in parts)]
    kinds = {**plain, **dict.fromkeys(items, "lines"), "cost": "cost", "deleted.at": "datetime"}
    return {field: kind for field, kind in kinds.items() if kind != "Extra"}


def _as_field(name: str) -> str:
    plain = name.strip().casefold()
    return plain if plain in known() else ""


def _as_synonym(name: str) -> str:
    plain = " ".join(re.sub(r"[_\W]+", " ", name.casefold()).split())
    return _BY_SYNONYM.get(plain) or _by_words().get(plain, "")


@cache
def _by_words() -> Mapping[str, str]:
    return {field.replace("_", " ").replace(".", " "): field for field in known()}


def _fields_hint() -> str:
    return f"Fields are: {', '.join(sorted(known()))}."


def _columns_hint(names: Sequence[str]) -> str:
    shown = ", ".join(name[:40] for name in names[:30])
    return f"Columns are: {shown}{' …' if len(names) > 30 else ''}."
