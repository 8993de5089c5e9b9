"""Joins two versions of an entry field by field: nothing written is lost, and it does not matter who joins.

All of it works on plain tables as TOML gives them, by the classes below and otherwise by shape, so that it
needs neither the model nor the plugins whose fields it meets.
Symmetry is by construction: the two sides are put into one order, older and newer, before anything else,
and no rule knows which of them was `ours`.
Two values are the same only if their type is too: 1, 1.0 and true differ, nan is nan, and so do two times
that name one instant with different offsets.

A row of `[[conflict]]` holds what lost: `path` is a dotted TOML key (a list item stands by its key),
`value` the value (its TOML text, and `encoding = "toml"`, if it would be nested too deep for a file),
`author` who changed the version it came from (the entry's author if that is not known), `at` when that
was changed last, and `against` who changed the version whose value stands, if that is known.
Fields of a unit share one row, whose `path` is their table and whose `value` holds only them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from itertools import chain, count
from typing import Any, Final

from mistakes.canonical import by_content, canonical, instant, order
from mistakes.errors import MistakesError
from mistakes.ids import derived_key
from mistakes.records import NamedTuple
from mistakes.textmerge import merge_text
from mistakes.tomltext import DEEPEST, Table, depth, dump

__all__ = [
    "DifferentEntries",
    "Table",
    "canonical_hash",
    "merge_entries",
    "merge_files",
    "same_origin",
    "undo_change",
]

# `*` stands for the key of a list item, or for any key of a table.
# Everything that is not named here is joined by its shape: tables key by key, the rest as scalars.
_FIELDS: Final = {
    "immutable": "format id logged author source",
    "text": "story overcame lessons.*.text",
    "unit": "price.money price.currency",
    "set": "tags heard_from links.like links.evidence decision.options decision.views lessons.*.applies.*",
    "keyed list": "conditions lessons actions",
    "rows": "conflict",
    "count": "rev",
    "moment": "updated",
}
_CLASSES: Final[Mapping[tuple[str, ...], str]] = {
    tuple(path.split(".")): name for name, paths in _FIELDS.items() for path in paths.split()
}
_ORIGIN: Final = ("id", "author", "logged")
_ABSENT: Final = object()
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")


class DifferentEntries(MistakesError):
    """Two tables with different ids: they are different entries and must never be joined."""

    kind = "different-entries"

    def __init__(self, ids: tuple[str, ...]) -> None:
        shown = " and ".join(entry_id[:40] for entry_id in ids)
        message = f"{shown} are different entries, so they were not joined."
        super().__init__(message, "Keep each in a file of its own.")
        self.ids = ids


class _Versions(NamedTuple):
    """The values of one field in the three versions; `_ABSENT` where a version lacks it."""

    base: Any
    newer: Any
    older: Any

    def at(self, key: Any) -> _Versions:
        return _Versions(*(version.get(key, _ABSENT) for version in self))


class _Place(NamedTuple):
    """Where a field lies: with the keys as they are, and as `_FIELDS` writes it."""

    path: tuple[str, ...] = ()
    pattern: tuple[str, ...] = ()

    def at(self, key: str, pattern: str = "") -> _Place:
        return _Place((*self.path, key), (*self.pattern, pattern or key))


class _Joining(NamedTuple):
    """One run: the two whole versions, the rows of what lost so far, and whether a change is taken back.

    Taking back, `newer` is the current version and keeps whatever it changed itself; nothing loses.
    `who` names who changed the newer and the older version, "" where that is not known.
    """

    newer: Table
    older: Table
    lost: list[Table]
    takes_back: bool = False
    who: tuple[str, str] = ("", "")

    @property
    def entry_id(self) -> str:
        return str(self.newer.get("id", self.older.get("id", "")))


def merge_entries(base: Table | None, ours: Table, theirs: Table, who: tuple[str, str] = ("", "")) -> Table:
    """Return the one entry that holds the changes of both sides; the arguments stay as they are.

    `base` is the version both come from, None if both were added. If only one side changed, that side
    is the result. Otherwise `rev` becomes the larger one plus 1 if the result differs from both sides,
    and `updated` the later one; values that lost against another value are kept in `[[conflict]]`.
    `who` names who changed our side and theirs, for these rows; "" is not known.
    Tables must not be nested deeper than files may be (`tomltext.DEEPEST`).
    Raises `DifferentEntries` if the ids differ.
    """
    _require_one_id(base or {}, ours, theirs)
    if _same(ours, theirs) or (base is not None and _same(theirs, base)):
        return deepcopy(ours)
    if base is not None and _same(ours, base):
        return deepcopy(theirs)
    (older, other), (newer, one) = sorted(zip((ours, theirs), who, strict=True), key=_stamp_of)
    joining = _Joining(newer, older, [], who=(one, other))
    joined = _join_tables(joining, _Place(), _Versions(base or {}, newer, older))
    joined |= _with_rows(joined, joining.lost)
    is_new = not (_same_content(joined, newer) or _same_content(joined, older))
    return deepcopy(_counted_up(joined) if is_new else joined)


def merge_files(
    base: Table | None, ours: Table | None, theirs: Table | None, who: tuple[str, str] = ("", "")
) -> Table | None:
    """Return what `merge_entries` does where a version may be None, the file being missing.

    A missing file never wins over an edit; against an untouched one it does, and the result is None.
    """
    if ours is not None and theirs is not None:
        return merge_entries(base, ours, theirs, who)
    left = theirs if ours is None else ours
    untouched = left is not None and base is not None and _same(left, base)
    return None if left is None or untouched else deepcopy(left)


def undo_change(before: Table, after: Table, current: Table, now: datetime) -> Table:
    """Return `current` without the change that led from `before` to `after`.

    It is the three-way rule with `after` as the base. What was changed once more since then stays as it
    is in `current`: who takes something back means the values seen then, not work done later, so nothing
    goes to `[[conflict]]`. `rev` grows by 1 and `updated` becomes `now`, unless there is nothing left to
    take back: then the result equals `current`. Raises `DifferentEntries` if the ids differ.
    """
    _require_one_id(before, after, current)
    joining = _Joining(current, before, [], takes_back=True)
    undone = _join_tables(joining, _Place(), _Versions(after, current, before))
    if _same_content(undone, current):
        return deepcopy(current)
    moved = {key: current[key] for key in ("rev",) if key in current} | {"updated": now}
    return deepcopy(_counted_up(undone | moved))


def same_origin(ours: Table, theirs: Table) -> bool:
    """Tell whether two added files with one id are one entry: by the same author at the same time.

    If not, somebody reused an id: keep both, the later one under a new id.
    """
    return all(_same(ours.get(key), theirs.get(key)) for key in _ORIGIN)


def canonical_hash(table: Table) -> str:
    """Return the sha256 of a table's data in hex, whatever the order of its keys."""
    from hashlib import sha256

    return sha256(canonical(table).encode("utf-8", "surrogatepass")).hexdigest()


def _join(joining: _Joining, place: _Place, versions: _Versions) -> Any:
    """Return the value of one field, `_ABSENT` if it is to go: the three-way rule, then its class."""
    base, newer, older = versions
    name = _class_of(place)
    if name in _BEFORE and not joining.takes_back and (value := _BEFORE[name](newer, older)) is not _ABSENT:
        return value
    if _same(newer, older) or _same(older, base):
        return newer
    if _same(newer, base):
        return older
    return _RULES.get(name, _join_shapes)(joining, place, versions)


def _class_of(place: _Place) -> str:
    any_key = (*place.pattern[:-1], "*")
    return _CLASSES.get(place.pattern) or _CLASSES.get(any_key, "")


def _join_shapes(joining: _Joining, place: _Place, versions: _Versions) -> Any:
    if isinstance(versions.newer, dict) and isinstance(versions.older, dict):
        return _join_tables(joining, place, versions)
    return _settle(joining, place, versions)


def _settle(joining: _Joining, place: _Place, versions: _Versions) -> Any:
    """Let the newer value win and keep the older one; an edit wins over a removal."""
    _, newer, older = versions
    if joining.takes_back or older is _ABSENT:
        return newer
    if newer is _ABSENT:
        return older
    joining.lost.append(_lost(joining, place, older, is_newer=False))
    return newer


def _join_tables(joining: _Joining, place: _Place, versions: _Versions) -> Table:
    tables = _Versions(*(version if isinstance(version, dict) else {} for version in versions))
    keys = dict.fromkeys(key for table in tables for key in table)
    unit = [key for key in keys if _class_of(place.at(key)) == "unit"]
    joined = {key: _join(joining, place.at(key), tables.at(key)) for key in keys if key not in unit}
    joined |= _join_unit(joining, place, unit, tables) if unit else {}
    return {key: value for key, value in joined.items() if value is not _ABSENT}


def _join_unit(joining: _Joining, place: _Place, unit: list[str], tables: _Versions) -> Table:
    """Return the fields of a table that only change together, joined as if they were one value."""
    parts = ({key: table[key] for key in unit if key in table} for table in tables)
    versions = _Versions(*(part or _ABSENT for part in parts))
    joined = _join(joining, _Place(place.path, place.at(unit[0]).pattern), versions)
    return {} if joined is _ABSENT else dict(joined)


def _join_immutable(joining: _Joining, place: _Place, versions: _Versions) -> Any:
    """Keep the smaller value, whoever is newer, so that later versions cannot replace it."""
    _, newer, older = versions
    if joining.takes_back:
        return newer
    newer_wins = order(newer) < order(older)
    lost = older if newer_wins else newer
    joining.lost.append(_lost(joining, place, lost, is_newer=not newer_wins))
    return newer if newer_wins else older


def _join_texts(joining: _Joining, place: _Place, versions: _Versions) -> Any:
    base, newer, older = versions
    if isinstance(newer, str) and isinstance(older, str):
        merged = merge_text(base if isinstance(base, str) else "", newer, older)
        if merged is not None:
            return merged
    return _join_shapes(joining, place, versions)


def _join_sets(joining: _Joining, place: _Place, versions: _Versions) -> Any:
    if not all(version is _ABSENT or isinstance(version, list) for version in versions[1:]):
        return _join_shapes(joining, place, versions)
    sets = [by_content(version if isinstance(version, list) else []) for version in versions]
    return _listed(versions, _three_way_set(*sets))


def _three_way_set(base: Mapping[str, Any], newer: Mapping[str, Any], older: Mapping[str, Any]) -> list[Any]:
    """Return what both have and what either added: the base's items in its order, then the new ones."""
    kept = [value for key, value in base.items() if key in newer and key in older]
    added = {key: value for key, value in {**newer, **older}.items() if key not in base}
    return kept + sorted(added.values(), key=order)


def _join_rows(_: _Joining, place: _Place, versions: _Versions) -> Any:
    sets = [by_content(_rows(place, version)) for version in versions]
    return _listed(versions, sorted(_three_way_set(*sets), key=order))


def _join_keyed_lists(joining: _Joining, place: _Place, versions: _Versions) -> Any:
    if not all(version is _ABSENT or _has_items(version) for version in versions[1:]):
        return _join_shapes(joining, place, versions)
    items = _Versions(*map(_by_key, _with_keys(joining.entry_id, place.path[-1], versions)))
    added = sorted({*items.newer, *items.older} - {*items.base})
    joined = [_join(joining, place.at(key[0], "*"), items.at(key)) for key in [*items.base, *added]]
    return _listed(versions, [item for item in joined if item is not _ABSENT])


def _with_keys(entry_id: str, name: str, versions: _Versions) -> Iterator[list[Table]]:
    """Yield the lists with a key in every item, the same one in all versions of an item."""
    base, newer, older = (version if _has_items(version) else [] for version in versions)
    base = _keyed(entry_id, name, base, [], [])
    newer = _keyed(entry_id, name, newer, base, [item for item in older if item.get("key")])
    yield from (base, newer, _keyed(entry_id, name, older, base, newer))


def _keyed(
    entry_id: str, name: str, items: list[Table], base: list[Table], others: list[Table]
) -> list[Table]:
    """Give an item without a key that of the same data elsewhere, else the derived one.

    Items that two people added at one place have one derived key and nothing else in common: the second
    takes the next free one, so that their fields are not mixed.
    """
    known = {canonical(item | {"key": ""}): item["key"] for item in [*others, *base]}
    keys = [item.get("key") or known.get(canonical(item | {"key": ""})) for item in items]
    taken = ({item["key"] for item in others} - {item["key"] for item in base}) | {*keys}
    spare = (derived_key(entry_id, name, n) for n in count(len(items)))
    for index in (n for n, key in enumerate(keys) if key is None):
        derived = chain([derived_key(entry_id, name, index)], spare)
        keys[index] = next(key for key in derived if key not in taken)
    return [item | {"key": key} for item, key in zip(items, keys, strict=True)]


def _by_key(items: list[Table]) -> dict[tuple[str, int], Table]:
    """Return the items by key and by how many with the same key stand before, so that twins survive."""
    found: dict[tuple[str, int], Table] = {}
    seen: dict[str, int] = {}
    for item in items:
        found[item["key"], seen.setdefault(item["key"], 0)] = item
        seen[item["key"]] += 1
    return found


def _has_items(value: Any) -> bool:
    """Tell whether a value is a list of tables whose keys, where they have one, are texts."""
    return isinstance(value, list) and all(
        isinstance(item, dict) and isinstance(item.get("key", ""), str) for item in value
    )


def _listed(versions: _Versions, values: list[Any]) -> Any:
    """Return the list, or that it is gone if it is empty and a side had removed the whole of it."""
    return _ABSENT if not values and _ABSENT in versions[1:] else values


def _present(newer: Any, older: Any) -> Any:
    """Return the value of the only side that has one: to lack a field that must stay says nothing."""
    if newer is _ABSENT or older is _ABSENT:
        return older if newer is _ABSENT else newer
    return _ABSENT


def _larger(newer: Any, older: Any) -> Any:
    if _count(newer) is None or _count(older) is None:
        return _present(newer, older)
    return max(newer, older)


def _later(newer: Any, older: Any) -> Any:
    first, second = instant(newer), instant(older)
    if first is None or second is None:
        return _present(newer, older)
    return max((first, order(newer), newer), (second, order(older), older))[-1]


_Rule = Callable[[_Joining, _Place, _Versions], Any]
_RULES: Final[Mapping[str, _Rule]] = {
    "immutable": _join_immutable,
    "keyed list": _join_keyed_lists,
    "rows": _join_rows,
    "set": _join_sets,
    "text": _join_texts,
    "unit": _settle,
}
_BEFORE: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "count": _larger,
    "immutable": _present,
    "moment": _later,
}


def _lost(joining: _Joining, place: _Place, value: Any, *, is_newer: bool) -> Table:
    """Return the row of a value that lost, with who changed the version it came from, and the other one."""
    row = _row(place, value, joining.newer if is_newer else joining.older)
    mine, other = joining.who if is_newer else joining.who[::-1]
    names = {"author": mine, "against": other}
    return row | {key: name for key, name in names.items() if name}


def _row(place: _Place, value: Any, version: Table) -> Table:
    """Return the row of a value that lost; one nested too deep for a row is kept as its TOML text."""
    row: Table = {"path": ".".join(map(_quoted, place.path)), "value": value}
    if depth(value) > DEEPEST - 3:
        row |= {"value": dump({"value": value}), "encoding": "toml"}
    if isinstance(author := version.get("author"), str):
        row["author"] = author
    if isinstance(at := version.get("updated"), datetime) and at.tzinfo:
        row["at"] = at
    return row


def _with_rows(joined: Table, lost: list[Table]) -> Table:
    if not lost:
        return {}
    rows = by_content(_rows(_Place().at("conflict"), joined.get("conflict", _ABSENT)) + lost)
    return {"conflict": sorted(rows.values(), key=order)}


def _rows(place: _Place, value: Any) -> list[Any]:
    """Return the rows of `[[conflict]]`; a value of another shape, typed by hand, becomes a row itself."""
    if isinstance(value, list):
        return value
    return [] if value is _ABSENT else [_row(place, value, {})]


def _quoted(key: str) -> str:
    if _BARE_KEY.fullmatch(key):
        return key
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'


def _require_one_id(*tables: Table) -> None:
    ids = {canonical(table["id"]): str(table["id"]) for table in tables if "id" in table}
    if len(ids) > 1:
        raise DifferentEntries(tuple(ids.values()))


def _counted_up(table: Table) -> Table:
    rev = _count(table.get("rev"))
    return table if rev is None else {**table, "rev": rev + 1}


def _same_content(one: Table, other: Table) -> bool:
    """Tell whether two versions differ in nothing but their `rev` and `updated`."""
    return canonical({**one, "rev": 0, "updated": 0}) == canonical({**other, "rev": 0, "updated": 0})


def _stamp(version: Table) -> tuple[int, timedelta, str]:
    """Return what orders two versions: rev, then the time of the change, then the data itself."""
    updated = instant(version.get("updated"))
    return _count(version.get("rev")) or 0, updated or timedelta(), canonical_hash(version)


def _stamp_of(side: tuple[Table, str]) -> tuple[int, timedelta, str]:
    return _stamp(side[0])


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _same(one: Any, other: Any) -> bool:
    if one is other:
        return True
    return _ABSENT not in (one, other) and canonical(one) == canonical(other)
