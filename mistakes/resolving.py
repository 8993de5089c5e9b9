"""Values that lost a merge: what waits for a decision in an entry, and deciding it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import attrs

from mistakes import codec, tomltext
from mistakes.errors import UsageError
from mistakes.model import Conflict, Mistake

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.tomltext import Table

_LISTS = ("conditions", "lessons", "actions")


def undecided(journal: Journal) -> list[Mistake]:
    """Return the entries in which a value that lost a merge waits for a decision, oldest first."""
    return [entry for entry in journal.search("is:conflict", order="time") if entry.conflict][::-1]


def present(entry: Mistake, row: Conflict) -> Any:
    """Return the value that stands where a row's value would be, None if there is none."""
    found: Any = codec.to_table(entry)
    for step in _steps(row.path):
        found = _at(found, step)
    return found


def value_of(row: Conflict) -> Any:
    """Return the value that lost, also one that was nested too deep for a row."""
    if row.extra.get("encoding") == "toml" and isinstance(row.value, str):
        return tomltext.parse(row.value).get("value")
    return row.value


def winner_of(row: Conflict) -> str:
    """Return who wrote the value that stands, as the commits said when both were joined; "" if nobody knows."""
    against = row.extra.get("against")
    return against if isinstance(against, str) else ""


def keep(journal: Journal, entry_id: str, rows: Sequence[Conflict]) -> Mistake:
    """Leave an entry as it is and drop these rows; others stay."""
    return journal.edit(entry_id, lambda entry: _without(entry, rows))


def take(journal: Journal, entry_id: str, row: Conflict) -> Mistake:
    """Put the value that lost in the place of the one that stands, and drop its row.

    Raises `UsageError` if its place is gone (a lesson that was removed), `InvalidEntry` if it does not fit.
    """

    def taken(entry: Mistake) -> Mistake:
        table = codec.to_table(entry)
        _put(table, _steps(row.path), value_of(row))
        return _without(codec.structure(table, f"{journal.handle(entry.id)} with that value"), [row])

    return journal.edit(entry_id, taken)


def _without(entry: Mistake, rows: Sequence[Conflict]) -> Mistake:
    return attrs.evolve(entry, conflict=tuple(row for row in entry.conflict if row not in rows))


def _steps(path: str) -> list[str]:
    """Return the keys of a dotted TOML key."""
    table: Any = tomltext.parse(f"{path} = 0")
    steps = []
    while isinstance(table, dict):
        key, table = next(iter(table.items()))
        steps.append(key)
    return steps


def _at(value: Any, step: str) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list):
        return next((item for item in value if isinstance(item, dict) and item.get("key") == step), None)
    return None


def _put(table: Table, steps: Sequence[str], value: Any) -> None:
    """Put a value at a path; one of a unit, such as a price, changes the fields that it holds."""
    place: Any = table
    for step in steps[:-1]:
        if isinstance(place, dict) and step not in _LISTS:
            place.setdefault(step, {})
        place = _at(place, step)
    there = _at(place, steps[-1])
    if isinstance(place, list):
        _put_item(place, steps[-1], there, value)
    elif not isinstance(place, dict):
        raise UsageError(f"{'.'.join(steps)} is not there any more", "Keep what stands: --keep")
    else:
        both = isinstance(there, dict) and isinstance(value, dict)
        place[steps[-1]] = there | value if both else value


def _put_item(items: list[Any], key: str, there: Any, value: Any) -> None:
    if there is None:
        items.append(value)
    else:
        items[items.index(there)] = value if not isinstance(value, dict) else value | {"key": key}
