"""Hypothesis strategies for entries and events, shared by the tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

from hypothesis import strategies as st

from mistakes import model
from mistakes.ids import encode, new_id

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
titles = texts.filter(lambda text: text.strip()).map(lambda text: text[:200])
keys = st.integers(0, 2**30 - 1).map(lambda number: encode(number, 6))
ids = st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1)).map(lambda at: new_id(at.replace(tzinfo=UTC)))
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
zoned = st.datetimes(datetime(1902, 1, 1), datetime(2900, 1, 1), timezones=offsets)
moments = st.one_of(st.dates(), st.datetimes(), zoned)
amounts = st.decimals(0, 10**9, places=2).filter(Decimal.is_finite)
numbers = st.one_of(st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False))

plain_values = st.one_of(
    texts,
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    zoned,
)
values = st.recursive(
    plain_values,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
plugin_tables = st.dictionaries(st.sampled_from(["x", "mood", "ticket no", "天气"]), values, max_size=2)


def _records(record: type, /, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.builds(record, **fields, extra=plugin_tables)


def _scale(lowest: int, highest: int) -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(lowest, highest)


several = st.lists(texts, max_size=3).map(tuple)
prices = _records(
    model.Price,
    hours=st.none() | st.floats(0, 10**6),
    money=st.none() | amounts,
    currency=st.sampled_from([None, "EUR", "CNY"]),
    trust=_scale(0, 3),
    reversible=st.none() | st.booleans(),
    note=texts,
)
conditions = _records(
    model.Condition,
    key=keys,
    text=texts,
    kind=st.sampled_from([None, "person", "task", "tool", "assumption"]),
)
applies = _records(model.Applies, paths=several, commands=several, words=several, tags=several)
lessons = _records(
    model.Lesson,
    key=keys,
    text=texts,
    when=texts,
    then=texts,
    check=texts,
    added=st.none() | zoned,
    applies=applies,
)
actions = _records(
    model.Action,
    key=keys,
    text=texts,
    owner=texts,
    due=st.none() | st.dates(),
    done=st.none() | st.dates(),
    evidence=texts,
)
mistakes = _records(
    model.Mistake,
    id=ids,
    title=titles,
    kind=st.sampled_from(["mistake", "near-miss", "success", "decision", "borrowed"]),
    happened=moments,
    logged=zoned,
    author=texts,
    rev=st.integers(1, 10**6),
    updated=zoned,
    tags=several,
    story=texts,
    overcame=texts,
    confidence=_scale(0, 100),
    process=_scale(1, 5),
    result=_scale(1, 5),
    right_thing=st.none() | st.booleans(),
    heard_from=several,
    price=prices,
    q=st.builds(model.Qs, iq=_scale(0, 3), eq=_scale(0, 3), lq=_scale(0, 3)),
    conditions=st.lists(conditions, max_size=3).map(tuple),
    lessons=st.lists(lessons, max_size=3).map(tuple),
    actions=st.lists(actions, max_size=2).map(tuple),
    links=st.builds(model.Links, repeat_of=st.none() | ids, like=st.lists(ids, max_size=2).map(tuple)),
    source=st.none() | st.builds(model.Source, format=texts, ref=texts),
    also=st.dictionaries(
        st.sampled_from(["zh", "de"]), st.dictionaries(texts, texts, max_size=2), max_size=1
    ),
    deleted=st.none() | st.builds(model.Deleted, at=zoned, by=texts, why=texts),
    conflict=st.lists(st.builds(model.Conflict, path=texts, value=values, author=texts), max_size=2).map(
        tuple
    ),
)

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
SOME_DAY = date(2026, 11, 21)
NOON = time(12)
