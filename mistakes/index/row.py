"""One entry file as the rows that the index keeps of it, or the reason why it is none.

A file counts as the library's own reader counts it: the quick check only ever says yes to what
`codec.structure` accepts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from operator import itemgetter
from typing import Any, TypeAlias

from mistakes.days import day_number
from mistakes.errors import InvalidEntry, UnreadableFile
from mistakes.ids import derived_key
from mistakes.query.fields import CONDITION_KINDS
from mistakes.query.words import fold, indexed
from mistakes.records import NamedTuple

_SCALARS = {
    "kind": "mistake",
    "format": 1,
    "rev": 1,
    "confidence": None,
    "process": None,
    "result": None,
    "right_thing": None,
    "done_right": None,
    "lead": None,
}
COLUMNS = (
    *("author", "day", "month", "logged", "updated", *_SCALARS),
    *("hours", "money", "amount", "currency", "trust", "reversible"),
    *("deleted", "deleted_at", "conflict", "kinds", "present", "facts"),
)
TEXTS = ("title", "lessons", "conditions", "story", "tags", "feeling", "other")
# Top-level keys of an entry by the bit of `present` that says it holds something; only append here.
PRESENT = (
    *("tags", "story", "expected", "believed", "confidence", "went_well", "lucky", "overcame", "feeling"),
    *("heard_from", "goal", "lead", "stretch", "customer_effect", "harm_to_others", "process", "result"),
    *("right_thing", "done_right", "price", "q", "conditions", "lessons", "actions", "decision", "links"),
    *("source", "also", "deleted", "conflict", "x"),
)
UNDERSTOOD, PLANNED, CHECKED, HAS_PLAN = 1, 2, 4, 8
BREAK = " \x80 "  # a word that nobody can search for, so that no phrase crosses from text to text
_scalars = itemgetter(*_SCALARS)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# For each path which of `TEXTS` its words are in; others than these are in the last.
_NOWHERE, _ELSEWHERE = -1, -2
_KINDS = {kind: 1 << bit for bit, kind in enumerate(CONDITION_KINDS)}
_BITS = {name: 1 << bit for bit, name in enumerate(PRESENT)}
WHERE = {
    # what has a column of its own and is not in the body
    **dict.fromkeys(("format", "id", "kind", "happened", "logged", "author", "rev", "updated"), _ELSEWHERE),
    "title": 0,
    "story": 3,
    "tags": 4,
    "feeling": 5,
    "conditions.text": 2,
    **{f"lessons.{name}": 1 for name in ("text", "when", "then", "check")},
    # what is not found by its words, only as a field
    **dict.fromkeys(("confidence", "lead", "process", "result", "right_thing", "done_right"), _NOWHERE),
    **{f"price.{name}": _NOWHERE for name in ("hours", "money", "currency", "trust", "reversible")},
    **{f"q.{name}": _NOWHERE for name in ("iq", "eq", "lq")},
    **{f"conditions.{name}": _NOWHERE for name in ("kind", "key")},
    **{f"lessons.{name}": _NOWHERE for name in ("key", "added")},
    **{f"actions.{name}": _NOWHERE for name in ("key", "due", "done")},
    **{f"decision.{name}": _NOWHERE for name in ("confidence", "review_on")},
    **{f"links.{name}": _NOWHERE for name in ("repeat_of", "like", "shared_from")},
    **{f"source.{name}": _NOWHERE for name in ("format", "digest")},
    **{f"deleted.{name}": _NOWHERE for name in ("at", "by")},
    **{f"conflict.{name}": _NOWHERE for name in ("path", "author", "at")},
}
OTHER = TEXTS.index("other")
_ITEMS = ("tags", "lessons", "actions", "links", "source")
_TRIGGERS = ("paths", "commands", "words", "tags")
_EMPTY: tuple[object, ...] = ("", [], {})
_NO_PRICE = (None,) * 6


# Its key, whether it is a plan (1 or 0), and of a plan when it was added: in microseconds since 1970, and as
# the ordinal of the local day, which begins at four; at last whether a check holds it (1 or 0).
LessonRow: TypeAlias = tuple[str, int, int, int, int]


class Row(NamedTuple):
    """What the index keeps of one entry; plain values only, so that it can go through a pipe.

    `values` are those of `COLUMNS`, `texts` those of `TEXTS`; `body` is every value of the file with
    its path, see `pairs`; `decision` tells when to look at it again, and whether its outcome is known.
    """

    id: str
    values: tuple[Any, ...]
    texts: tuple[str, ...]
    body: str
    tags: tuple[tuple[str, str], ...]
    lessons: tuple[LessonRow, ...]
    actions: tuple[tuple[str, str, int | None, int | None], ...]
    links: tuple[tuple[str, str], ...]
    triggers: tuple[tuple[int, str, str, str], ...]
    source: tuple[str, str] | None
    decision: tuple[int | None, bool] | None


class NotAnEntry(ValueError):
    """The bytes are no valid entry; the message is the reason."""


def row_of(data: bytes, entry_id: str) -> Row:
    """Return the row of the entry that a file of this id holds; raises `NotAnEntry`."""
    try:
        table = _table(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise NotAnEntry(f"line {data.count(b'%c' % 10, 0, error.start) + 1} is not UTF-8 text") from None
    except UnreadableFile as error:
        raise NotAnEntry(error.reason) from None
    except InvalidEntry as error:
        raise NotAnEntry("; ".join(map(str, error.faults)) or "is no valid entry") from None
    if table["id"] != entry_id:
        raise NotAnEntry("id: is not the one in the file's name")
    return _row(table)


def _table(text: str) -> dict[str, Any]:
    usual_table, read_table, is_plainly_valid, check = _readers()
    table: dict[str, Any] = usual_table(text) or read_table(text, "")
    if not is_plainly_valid(table):
        check(table)
    return table


@cache
def _readers() -> tuple[Callable[..., Any], ...]:
    """Return what reads an entry; it takes half of the time in which an index that is warm has answered."""
    from mistakes import codec
    from mistakes.index.usual import usual_table
    from mistakes.validity import plainly_valid

    return usual_table, codec.read_table, plainly_valid, codec.structure


def pairs(body: str) -> Iterator[tuple[str, str]]:
    """Yield path and text of every value that a body holds."""
    parts = body.split("\0")
    return zip(parts[::2], parts[1::2], strict=False)


def searched(body: str) -> tuple[str, ...]:
    """Return the texts of an entry for the full-text index, one for each of `TEXTS`."""
    texts = [""] * len(TEXTS)
    for path, text in pairs(body):
        _add(path, text, [], texts)
    return tuple(texts)


def is_searched(path: str) -> bool:
    """Tell whether words alone find what stands at this path."""
    return WHERE.get(path, OTHER) >= 0


def _row(table: Mapping[str, Any]) -> Row:
    get = table.get
    body: list[str] = []
    texts = [""] * len(TEXTS)
    _collect("", table, body, texts)
    tags, lessons, actions, links, source = (get(name) for name in _ITEMS)
    return Row(
        table["id"],
        _values(table),
        tuple(texts),
        "\0".join(body),
        tuple([(tag, fold(tag)) for tag in tags]) if tags else (),
        tuple(_lessons(table, lessons)) if lessons else (),
        tuple(_actions(table["id"], actions)) if actions else (),
        tuple(_links(links)) if links else (),
        tuple(_triggers(lessons)) if lessons else (),
        (source["format"], source["ref"]) if source else None,
        _decision(get("decision") or {}) if table.get("kind") == "decision" else None,
    )


def _values(table: Mapping[str, Any]) -> tuple[Any, ...]:
    get = table.get
    happened, deleted, conditions = table["happened"], get("deleted"), get("conditions")
    return (
        *(table["author"], happened.toordinal(), happened.year * 100 + happened.month),
        *(table["logged"].toordinal(), table["updated"].toordinal()),
        *_scalars({**_SCALARS, **table}),
        *_price(get("price")),
        *(int(deleted is not None), _ordinal(deleted["at"]) if deleted else None, int(bool(get("conflict")))),
        sum({_KINDS.get(condition.get("kind"), 0) for condition in conditions}) if conditions else 0,
        sum([_BITS.get(key, 0) for key, value in table.items() if value or value not in _EMPTY]),
        _facts(table),
    )


def _price(price: Mapping[str, Any] | None) -> tuple[Any, ...]:
    if not price:
        return _NO_PRICE
    get, money = price.get, price.get("money")
    amount = float(money) if money else None
    return (get("hours"), money, amount, get("currency"), get("trust"), get("reversible"))


def _facts(table: Mapping[str, Any]) -> int:
    """Return the steps of the ladder that the entry's own text has reached, as `ladder` defines them."""
    facts, lessons = 0, table.get("lessons", ())
    for lesson in lessons:
        if lesson.get("when") and lesson.get("then"):
            facts |= HAS_PLAN | PLANNED
        if lesson.get("check"):
            facts |= CHECKED
    for action in table.get("actions", ()):
        if action.get("owner") and action.get("due"):
            facts |= PLANNED
    beyond_persons = [condition.get("kind") != "person" for condition in table.get("conditions", ())]
    if lessons and table.get("story") and any(beyond_persons):
        facts |= UNDERSTOOD
    return facts


def _lessons(table: Mapping[str, Any], lessons: Iterable[Mapping[str, Any]]) -> Iterator[LessonRow]:
    for index, lesson in enumerate(lessons):
        key = lesson.get("key") or derived_key(table["id"], "lessons", index)
        is_plan = int(bool(lesson.get("when") and lesson.get("then")))
        added = lesson.get("added") or table["logged"]
        at, day = ((added - _EPOCH) // _MICROSECOND, day_number(added)) if is_plan else (0, 0)
        yield key, is_plan, at, day, int(bool(lesson.get("check")))


def _actions(
    entry_id: str, actions: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[str, str, int | None, int | None]]:
    for index, action in enumerate(actions):
        key = action.get("key") or derived_key(entry_id, "actions", index)
        yield key, action.get("owner", ""), _ordinal(action.get("due")), _ordinal(action.get("done"))


def _links(links: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("repeat_of", "shared_from"):
        if name in links:
            yield name, links[name]
    for other in links.get("like", ()):
        yield "like", other


def _triggers(lessons: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, str, str, str]]:
    for index, lesson in enumerate(lessons):
        if applies := lesson.get("applies"):
            from mistakes.recall.triggers import triggers

            found = triggers(*(applies.get(name, ()) for name in _TRIGGERS))
            yield from ((index, *trigger) for trigger in found)


def _decision(decision: Mapping[str, Any]) -> tuple[int | None, bool]:
    return _ordinal(decision.get("review_on")), bool(decision.get("outcome"))


def _ordinal(day: date | None) -> int | None:
    return day.toordinal() if day is not None else None


def _collect(prefix: str, table: Mapping[str, Any], body: list[str], texts: list[str]) -> None:
    """Add all values of a table, under paths that begin so, to a body and to the texts to be indexed."""
    where = WHERE.get
    for key, value in table.items():
        path = prefix + key
        column = where(path, OTHER)
        if column == _ELSEWHERE:
            continue
        if type(value) is str:
            _add(path, value, body, texts)
        elif type(value) is list:
            _collect_list(path, value, body, texts)
        elif type(value) is dict:
            _collect(f"{path}.", value, body, texts)
            if path == "source":
                _add(path, f"{value['format']}:{value['ref']}", body, texts)
        else:
            _add(path, value.isoformat() if isinstance(value, date) else str(value), body, texts)


def _collect_list(path: str, items: list[Any], body: list[str], texts: list[str]) -> None:
    for item in items:
        if type(item) is dict:
            _collect(f"{path}.", item, body, texts)
        elif type(item) is list:
            _collect_list(path, item, body, texts)
        else:
            _add(path, item if type(item) is str else str(item), body, texts)


def _add(path: str, text: str, body: list[str], texts: list[str]) -> None:
    if "\0" in text or "\0" in path:
        path, text = path.replace("\0", " "), text.replace("\0", " ")
    if text:
        body.append(path)
        body.append(text)
        column = WHERE.get(path, OTHER)
        if column >= 0:
            text = text if text.isascii() else indexed(text)
            texts[column] = f"{texts[column]}{BREAK}{text}" if texts[column] else text
