"""Hypothesis strategies for tables of entries, sound and hostile, and for edits of them.

`histories` gives a base and two edits of it in which every new value is written only once, so that a value
that is missing after a merge was really lost; `hostile_histories` repeats values, mixes up shapes and types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import count
from typing import Any, NamedTuple, TypeAlias

from hypothesis import strategies as st

Table: TypeAlias = dict[str, Any]
Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]
Fresh: TypeAlias = Callable[[Draw], Any]

ENTRY_ID = "01kah3v8m2e9br5x0p7w4sn02q"
AUTHORS = ["Mei Lin <mei@example.com>", "Ana <ana@example.com>", "佐藤 <sato@example.jp>"]
SETS = ["tags", "heard_from"]
KEYED_LISTS = ["conditions", "lessons", "actions"]
TEXTS = ["story", "overcame"]
SCALARS = ["title", "happened", "expected", "confidence", "right_thing"]
UNKNOWN = ["x", "x_plugin", "", 'a "b".c', "é\n"]
ITEM_KEYS = ["aaaaaa", "bbbbbb", "cccccc"]
FIRST = datetime(2026, 11, 20, 12, tzinfo=UTC)


class History(NamedTuple):
    """Two versions of an entry and the version both come from, if there is one."""

    base: Table | None
    ours: Table
    theirs: Table


def _offset(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes))


any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
any_moment = st.one_of(
    st.datetimes(timezones=st.none() | st.integers(-1439, 1439).map(_offset)),
    st.dates(),
    st.times(),
    st.sampled_from([FIRST, FIRST.astimezone(_offset(60)), FIRST.replace(tzinfo=None), FIRST.date()]),
)
lookalikes = st.sampled_from([True, 1, 1.0, "1", False, 0, 0.0, -0.0, "", "0", float("nan"), "true"])
any_scalar = st.one_of(
    lookalikes, any_text, st.integers(-(2**63), 2**63 - 1), st.floats(), any_moment, st.booleans()
)
any_key = st.sampled_from([*UNKNOWN, "key", "text", "tags", "value", "conflict", "*"]) | any_text
any_value = st.recursive(
    any_scalar,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_key, inner, max_size=3),
    max_leaves=6,
)


def _one_in(draw: Draw, chances: int) -> bool:
    return bool(draw(st.integers(1, chances)) == 1)


def _unique(side: int) -> Fresh:
    """Return what makes scalars of all TOML kinds, none of them twice and none made by another side."""
    numbers: Iterator[int] = count(side * 1000 + 1)

    def fresh(draw: Draw) -> Any:
        n = next(numbers)
        moment = datetime(2030, 1, 1) + timedelta(minutes=n)
        day = date(1000, 1, 1) + timedelta(days=n)
        clock = time(n // 60 % 24, n % 60, n % 59, n)
        zone = _offset(draw(st.sampled_from([0, 60, -330])))
        kinds = [f"w{n}", f"Ü {n} \t\u202e🙂", n, n + 0.5, moment, moment.replace(tzinfo=zone), day, clock]
        return draw(st.sampled_from(kinds))

    return fresh


def _unique_text(fresh: Fresh, draw: Draw) -> str:
    return f"{fresh(draw)}"


def _hostile(draw: Draw) -> Any:
    return draw(any_value)


@st.composite
def histories(draw: Draw, *, rooted: bool | None = None) -> History:
    """Draw sound versions of one entry in which every newly written value is unique.

    `rooted` asks for a history with (True) or without (False) a common base.
    """
    base = _entry(draw, _unique(1))
    ours = _edited_entry(draw, base, _unique(2))
    theirs = _edited_entry(draw, base, _unique(3))
    has_base = draw(st.integers(0, 5)) > 0 if rooted is None else rooted
    return History(base if has_base else None, ours, theirs)


@st.composite
def hostile_histories(draw: Draw, *, rooted: bool | None = None) -> History:
    """Draw versions of one entry with wrong shapes, lacking keys and values that only look alike."""
    base = _damaged(draw, _entry(draw, _unique(1)))
    ours = _damaged(draw, _edited_entry(draw, base, _hostile))
    theirs = _damaged(draw, _edited_entry(draw, base, _hostile))
    has_base = draw(st.integers(0, 5)) > 0 if rooted is None else rooted
    return History(base if has_base else None, ours, theirs)


def _entry(draw: Draw, fresh: Fresh) -> Table:
    entry: Table = {"format": 1, "id": ENTRY_ID, "author": AUTHORS[0], "logged": FIRST}
    entry |= {"rev": draw(st.integers(1, 3)), "updated": FIRST}
    for key in draw(st.lists(st.sampled_from(SCALARS + UNKNOWN[:2]), unique=True, max_size=4)):
        entry[key] = fresh(draw)
    for key in draw(st.lists(st.sampled_from(SETS + TEXTS + KEYED_LISTS), unique=True, max_size=4)):
        entry[key] = _field(draw, key, fresh)
    for key in draw(st.lists(st.sampled_from(["price", "links", "decision", "deleted", "x.y"]), max_size=2)):
        entry[key] = _table(draw, key, fresh)
    if _one_in(draw, 4):
        entry["conflict"] = [_row(draw, fresh) for _ in range(draw(st.integers(1, 2)))]
    return entry


def _field(draw: Draw, name: str, fresh: Fresh) -> Any:
    size = range(draw(st.integers(1, 4)))
    if name in TEXTS or name == "text":
        return "\n".join(_unique_text(fresh, draw) for _ in size)
    if name in KEYED_LISTS:
        return [_item(draw, fresh) for _ in size]
    return [_unique_text(fresh, draw) for _ in size]


def _item(draw: Draw, fresh: Fresh) -> Table:
    item: Table = {"text": _field(draw, "text", fresh)}
    if not _one_in(draw, 4):
        item["key"] = draw(st.sampled_from(ITEM_KEYS))
    if _one_in(draw, 2):
        item["applies"] = {draw(st.sampled_from(["paths", "words"])): _field(draw, "words", fresh)}
    if _one_in(draw, 2):
        item["when"] = fresh(draw)
    return item


def _table(draw: Draw, name: str, fresh: Fresh) -> Table:
    if name == "price":
        return {"hours": fresh(draw), "money": fresh(draw), "currency": fresh(draw)}
    if name in ("links", "decision"):
        key = "like" if name == "links" else "options"
        return {key: _field(draw, key, fresh), "chosen": fresh(draw)}
    return {"at": fresh(draw), "deep": {"er": {"value": fresh(draw), "list": [fresh(draw), [fresh(draw)]]}}}


def _row(draw: Draw, fresh: Fresh) -> Table:
    return {"path": "title", "value": fresh(draw), "author": AUTHORS[1], "at": FIRST}


def _edited_entry(draw: Draw, base: Table, fresh: Fresh) -> Table:
    """Return an edit that keeps what never changes and moves `rev` and `updated` on, as a writer would."""
    fixed = {key: base[key] for key in ("id", "format", "author", "logged") if key in base}
    rest = {key: value for key, value in base.items() if key not in {*fixed, "rev", "updated"}}
    edited = _edited(draw, rest, fresh) if not _one_in(draw, 8) else rest
    added = draw(st.lists(st.sampled_from(SCALARS + SETS + TEXTS + KEYED_LISTS), max_size=2))
    for key in added:
        edited[key] = fresh(draw) if key in SCALARS else _field(draw, key, fresh)
    rev = base.get("rev", 0)
    return {
        **fixed,
        **edited,
        "rev": (rev if isinstance(rev, int) else 0) + draw(st.integers(0, 2)),
        "updated": FIRST + timedelta(seconds=draw(st.integers(0, 2))),
    }


def _edited(draw: Draw, value: Any, fresh: Fresh) -> Any:
    """Return the value with some of its parts changed, dropped or added."""
    if isinstance(value, dict):
        parts = {key: part for key, old in value.items() for part in _edited_part(draw, old, fresh, key)}
        return parts | ({draw(st.sampled_from(UNKNOWN)): fresh(draw)} if _one_in(draw, 4) else {})
    if isinstance(value, list):
        items = [part for old in value for part in _edited_part(draw, old, fresh)]
        if items and isinstance(items[0], dict):
            return items + ([_item(draw, fresh)] if _one_in(draw, 3) else [])
        return items + ([_unique_text(fresh, draw)] if _one_in(draw, 2) else [])
    if isinstance(value, str) and "\n" in value:
        return "\n".join(_edited(draw, value.split("\n"), fresh))
    return fresh(draw) if not isinstance(value, str) else _unique_text(fresh, draw)


def _edited_part(draw: Draw, value: Any, fresh: Fresh, key: str = "") -> list[Any]:
    """Return a part as it is (mostly), edited, or not at all; the key of a list item stays."""
    choice = draw(st.sampled_from(["keep", "keep", "keep", "edit", "drop"]))
    if choice == "keep" or key == "key":
        return [value]
    return [_edited(draw, value, fresh)] if choice == "edit" else []


def _damaged(draw: Draw, entry: Table) -> Table:
    """Return the entry with up to three of its fields replaced by anything or removed; never its id."""
    known = SCALARS + SETS + TEXTS + KEYED_LISTS
    others = [
        "conflict",
        "rev",
        "updated",
        "author",
        "logged",
        "source",
        "price",
        "links",
        "deleted",
        *UNKNOWN,
    ]
    result = dict(entry)
    for key in draw(st.lists(st.sampled_from(known + others), max_size=3)):
        if _one_in(draw, 4):
            result.pop(key, None)
        else:
            result[key] = draw(any_value)
    return result
