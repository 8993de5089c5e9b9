"""The JSON Schema says the same of an entry as the reader of its file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mistakes import codec, tomltext
from mistakes.jsonform import encoded, to_json
from mistakes.model import REQUIRED, Mistake
from mistakes.schema import json_schema

EXAMPLE = """
format = 1
id = "01kah3v8m2e9br5x0p7w4sn02q"
title = "Ran the migration against production"
kind = "mistake"
happened = 2026-11-20T14:05:00+01:00
logged = 2026-11-21T10:12:33+01:00
author = "Mei Lin <mei@example.com>"
rev = 3
updated = 2026-11-22T08:00:00Z
tags = ["database", "ops"]
story = "Two lines\\nof facts."
confidence = 90
feeling = "ashamed"
heard_from = ["Ana"]
lead = "self"
process = 2
right_thing = true
colour = 2026-01-02

[price]
hours = 6.5
money = "1200.00"
currency = "EUR"
trust = 2

[q]
iq = 1

[[conditions]]
key = "x3k9ab"
kind = "environment"
text = "The prompt did not show the host."

[[lessons]]
key = "p7w4sn"
added = 2026-11-21T10:12:33+01:00
text = "Make the target visible before typing."
applies = { paths = ["migrations/**"], tags = ["database"] }

[[actions]]
key = "h8d2mm"
text = "Put the host into the prompt"
due = 2026-12-01

[decision]
options = ["migrate tonight", "wait"]
confidence = 70
review_on = 2027-02-01

[links]
repeat_of = "01kah3v8m2e9br5x0p7w4sn02q"
evidence = ["https://example.com"]

[source]
format = "markdown"
ref = "PM2021-006"

[also.zh]
title = "标题"

[deleted]
at = 2026-12-01T08:00:00Z

[[conflict]]
path = "title"
value = [1, 2]
at = 2026-12-01T08:00:00Z
"""
TABLE = tomltext.parse(EXAMPLE)
VALIDATOR = jsonschema.Draft202012Validator(json_schema())

wrong = st.sampled_from(
    [
        0,
        4,
        101,
        -1,
        2.5,
        "",
        " ",
        "soon",
        "mistake",
        "self",
        "x" * 201,
        True,
        [],
        ["a"],
        [1],
        [{}],
        {},
        {"text": 1},
        date(2026, 1, 2),
        datetime(2026, 1, 2, 3),
        datetime(2026, 1, 2, 3, tzinfo=UTC),
        "1.50",
        "01kah3v8m2e9br5",
    ]
)


def places(table: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of everything in a table, itself left out."""
    items = table.items() if isinstance(table, dict) else enumerate(table) if isinstance(table, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


def changed(path: tuple[Any, ...], value: Any, *, remove: bool) -> dict[str, Any]:
    table = tomltext.parse(EXAMPLE)
    owner: Any = table
    for key in path[:-1]:
        owner = owner[key]
    if remove:
        del owner[path[-1]]
    else:
        owner[path[-1]] = value
    return table


def found(path: tuple[Any, ...]) -> Any:
    value: Any = TABLE
    for key in path:
        value = value[key]
    return value


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    assert json_schema() == json.loads(json.dumps(json_schema(), allow_nan=False))


def test_a_full_entry_fits() -> None:
    VALIDATOR.validate(to_json(codec.read_entry(EXAMPLE, "example")))


@given(st.sampled_from(list(places(TABLE))), wrong, st.booleans())
def test_schema_and_reader_agree(path: tuple[Any, ...], value: Any, remove: bool) -> None:
    table = changed(path, value, remove=remove and path[0] not in ("kind", "format"))
    # a tagged date is a table in JSON, so where a table belongs it is one with unknown keys
    assume(not isinstance(value, date) or not isinstance(found(path), dict))
    faults = codec.faults(table)
    errors = [error.message for error in VALIDATOR.iter_errors(encoded(table, Mistake))]
    assert bool(faults) == bool(errors), (faults, errors)


@pytest.mark.parametrize("name", REQUIRED)
def test_a_required_field_is_required(name: str) -> None:
    record = {key: value for key, value in to_json(codec.structure(TABLE)).items() if key != name}
    assert [f"'{name}' is a required property"] == [error.message for error in VALIDATOR.iter_errors(record)]


def test_every_field_of_the_model_is_described() -> None:
    schema = json_schema()
    assert set(codec.read_table(EXAMPLE, "")) - {"colour"} <= set(schema["properties"])
    assert {"Price", "Lesson", "Applies", "Action", "Links", "Source"} <= set(schema["$defs"])
    assert schema["properties"]["title"]["maxLength"] == 200
    assert schema["$defs"]["Qs"]["properties"]["iq"] == {"type": "integer", "minimum": 0, "maximum": 3}
