"""An entry as JSON: whatever an entry holds comes back, and what is wrong is named."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes import codec
from mistakes.errors import Fault, InvalidEntry
from mistakes.ids import new_id
from mistakes.jsonform import dump, fields_of, from_json, to_json
from mistakes.model import Applies, Conflict, Lesson, Mistake, Price, Source
from mistakes.tomltext import same

AT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
ID = "01kah3v8m2e9br5x0p7w4sn02q"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
days = st.dates()
offsets = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
zoned = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=offsets)
moments = days | zoned | st.datetimes()
scalars = st.one_of(texts, st.booleans(), st.integers(-(2**70), 2**70), st.floats(), moments, st.times())
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(texts | st.sampled_from(["$toml", "value", "title"]), inner, max_size=3)
    ),
    max_leaves=6,
)
tables = st.dictionaries(texts | st.just("$toml"), values, max_size=3)


def entry(**fields: Any) -> Mistake:
    stamps = {
        "id": ID,
        "happened": AT,
        "logged": AT,
        "author": "Mei <mei@example.com>",
        "rev": 1,
        "updated": AT,
    }
    return Mistake(**{"title": "Ran it against production", **stamps, **fields})


def unknown(table: dict[str, Any], kind: type) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in fields_of(kind)}


@st.composite
def entries(draw: Any) -> Mistake:
    """Entries with every kind of value a field may hold, and unknown keys at several levels."""
    lesson = Lesson(
        text=draw(texts),
        added=draw(st.none() | zoned),
        key="p7w4sn",
        applies=Applies(words=tuple(draw(st.lists(texts, max_size=2)))),
        extra=unknown(draw(tables), Lesson),
    )
    money = draw(
        st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=10**9)
    )
    price = Price(hours=draw(st.none() | st.integers(0, 9) | st.floats(0, 9)), money=money)
    return entry(
        happened=draw(moments),
        logged=draw(zoned),
        story=draw(texts),
        tags=tuple(draw(st.lists(texts, max_size=2))),
        confidence=draw(st.none() | st.integers(0, 100)),
        done_right=draw(st.none() | st.booleans()),
        price=price,
        lessons=(lesson,),
        also=draw(tables),
        conflict=(
            Conflict(
                path="title",
                value=draw(values.filter(lambda v: v not in ([], {}))),
                at=draw(st.none() | zoned),
            ),
        ),
        extra=unknown(draw(tables), Mistake),
    )


@given(entries())
def test_every_entry_comes_back_from_strict_json(mistake: Mistake) -> None:
    text = json.dumps(to_json(mistake), allow_nan=False)
    assert same(codec.to_table(mistake), codec.to_table(from_json(json.loads(text))))


@given(entries())
def test_text_for_people_holds_the_same_data(mistake: Mistake) -> None:
    text = dump(to_json(mistake))
    text.encode("utf-8")
    assert to_json(mistake) == json.loads(text)


@given(values)
def test_json_of_unknown_values_is_json_that_every_program_reads_alike(value: Any) -> None:
    def check(part: Any) -> None:
        if isinstance(part, dict):
            for item in part.values():
                check(item)
        elif isinstance(part, list):
            for item in part:
                check(item)
        else:
            assert isinstance(part, str | bool | float) or abs(part) <= 2**53

    check(to_json(entry(extra={"x": value}))["x"])


@given(st.recursive(st.none() | scalars.filter(lambda v: not isinstance(v, date | time)), lambda inner: (
    st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["$toml", "value", "x"]), inner, max_size=3)
)))  # fmt: skip
def test_any_json_value_is_taken_or_refused_by_name(value: Any) -> None:
    record = {**to_json(entry()), "x": {"mine": value}}
    try:
        mistake = from_json(record)
    except InvalidEntry as error:
        assert ["x"] == [fault.path for fault in error.faults]
    else:
        assert same(codec.to_table(mistake), codec.to_table(codec.read_entry(codec.write_entry(mistake), "")))


def test_fields_are_written_plainly() -> None:
    price = Price(hours=6.5, money=Decimal("1200.00"), currency="EUR")
    mistake = entry(happened=date(2026, 11, 20), price=price, extra={"x": {"day": date(2026, 1, 2)}})
    expected = {
        "format": 1,
        "id": ID,
        "title": "Ran it against production",
        "kind": "mistake",
        "happened": "2026-11-20",
        "logged": "2026-11-20T14:05:00Z",
        "author": "Mei <mei@example.com>",
        "rev": 1,
        "updated": "2026-11-20T14:05:00Z",
        "price": {"hours": 6.5, "money": "1200.00", "currency": "EUR"},
        "x": {"day": {"$toml": "date", "value": "2026-01-02"}},
    }
    assert expected == to_json(mistake)


def test_a_date_where_only_text_fits_is_not_mistaken_for_a_date() -> None:
    assert "2026-11-20" == from_json(to_json(entry(story="2026-11-20"))).story


@pytest.mark.parametrize(
    ("value", "tagged"),
    [
        (date(2026, 1, 2), {"$toml": "date", "value": "2026-01-02"}),
        (datetime(2026, 1, 2, 3, 4), {"$toml": "datetime", "value": "2026-01-02T03:04:00"}),
        (AT, {"$toml": "datetime", "value": "2026-11-20T14:05:00Z"}),
        (time(3, 4), {"$toml": "time", "value": "03:04:00"}),
        (float("-inf"), {"$toml": "float", "value": "-inf"}),
        (2**53 + 1, {"$toml": "integer", "value": "9007199254740993"}),
        ({"$toml": "date"}, {"$toml": "table", "value": {"$toml": "date"}}),
        (2**53, 2**53),
    ],
)
def test_what_json_lacks_is_tagged(value: Any, tagged: Any) -> None:
    assert tagged == to_json(entry(extra={"mine": value}))["mine"]


def test_all_faults_are_named_at_once_with_their_paths() -> None:
    record = {**to_json(entry()), "title": 7, "happened": "soon", "rev": "1", "story": None, "also": 3}
    record["lessons"] = [{"text": "ok"}, {"added": "2026-11-20"}, 5]
    record["price"] = {"money": 3.5, "x": {"$toml": "colour"}}
    with pytest.raises(InvalidEntry) as error:
        from_json(record)
    paths = {"title", "happened", "rev", "story", "also", "lessons[1].added", "lessons[2]"}
    assert paths | {"price.money", "price.x"} == {fault.path for fault in error.value.faults}


def test_a_missing_field_is_named_once() -> None:
    record = to_json(entry())
    record["author"] = None
    with pytest.raises(InvalidEntry) as error:
        from_json(record, "entries[3]")
    assert (Fault("author", "is null; leave the key out instead"),) == error.value.faults
    assert "entries[3]" == error.value.where


@pytest.mark.parametrize(
    "bad",
    [
        {"$toml": "date", "value": "2026-13-01"},
        {"$toml": "date"},
        {"$toml": ["date"], "value": "2026-01-01"},
        {"$toml": "table", "value": []},
        {"$toml": "datetime", "value": "2026-01-01T00:00:00+01:00:30"},
        {"$toml": "time", "value": "10:00+01:00"},
        {"$toml": "float", "value": "1.5"},
        {"$toml": "integer", "value": "9" * 5000},
        {"$toml": "integer", "value": 5},
        float("inf"),
        [None],
        "\ud800",
        {"\ud800": 1},
    ],
)
def test_an_unknown_value_that_no_file_could_hold_is_a_fault(bad: Any) -> None:
    with pytest.raises(InvalidEntry) as error:
        from_json({**to_json(entry()), "mine": bad})
    assert ["mine"] == [fault.path for fault in error.value.faults]


@pytest.mark.parametrize("levels", [17, 100, 900])
def test_deep_nesting_is_a_fault(levels: int) -> None:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    with pytest.raises(InvalidEntry, match="deeper than 16"):
        from_json({**to_json(entry()), "mine": value})


def test_nesting_that_a_file_may_have_is_taken() -> None:
    value: Any = 1
    for _ in range(15):
        value = [value]
    mistake = from_json({**to_json(entry()), "mine": value})
    assert mistake == codec.read_entry(codec.write_entry(mistake), "")


@pytest.mark.parametrize("record", [None, 3, "text", ["a"], True])
def test_what_is_no_table_is_refused(record: Any) -> None:
    with pytest.raises(InvalidEntry, match="expected a table"):
        from_json(record)


def test_an_entry_of_a_newer_format_says_what_to_do() -> None:
    with pytest.raises(InvalidEntry) as error:
        from_json({**to_json(entry()), "format": 2, "title": ""})
    assert "update" in error.value.hint


@given(st.text(st.characters(), max_size=20), st.floats())
def test_dumped_text_shows_what_it_holds_and_can_be_written_anywhere(text: str, number: float) -> None:
    shown = dump({"text": text, "number": number})
    shown.encode("utf-8")
    assert not {character for character in shown if character in "\x1b\x07\x7f\x9b\u202e\u2066\ufeff\n"}
    assert text == json.loads(shown)["text"]


def test_letters_of_every_language_stay_readable() -> None:
    assert '{"title": "忘了备份 Größe 🙂"}' == dump({"title": "忘了备份 Größe 🙂"})
    assert '{\n "n": "inf"\n}' == dump({"n": float("inf")}, indent=1)


def test_a_source_is_a_table_and_ids_are_whole() -> None:
    other = new_id(AT)
    record = {**to_json(entry(source=Source("json", "a"))), "links": {"repeat_of": other}}
    assert other == from_json(record).links.repeat_of
    assert {"format": "json", "ref": "a"} == to_json(from_json(record))["source"]
