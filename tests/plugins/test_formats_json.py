"""JSON out and in: complete, the same bytes again, and every record not understood is named."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mistakes import codec, tomltext
from mistakes.errors import NotFound
from mistakes.events import Applied, Event, Rested, Reviewed, Unknown, stamp
from mistakes.exchange import Candidate, Record, Refusal, Selection
from mistakes.ids import new_id
from mistakes.jsonform import to_json
from mistakes.model import Applies, Condition, Lesson, Links, Mistake, Price, Source
from mistakes_formats import json_in, json_out, reading

AT = datetime(2026, 11, 20, 14, 5, tzinfo=timezone(timedelta(hours=1)))
IDS = [new_id(AT + timedelta(minutes=n)) for n in range(4)]
EXTRA = {
    "x": {
        "mood": {"day": date(2026, 1, 2), "at": AT, "clock": time(3, 4), "far": float("inf"), "big": 2**60}
    },
    "$toml": "a key of this name",
    "odd": {"$toml": "table", "value": [1.0, 1, True, {"deep": "text"}]},
}


def entry(number: int = 0, **fields: Any) -> Mistake:
    stamps = {"id": IDS[number], "happened": AT, "logged": AT, "author": "Mei <mei@example.com>", "rev": 2}
    return Mistake(**{"title": f"Mistake {number} \x1b[31m 错", **stamps, "updated": AT, **fields})


FULL = entry(
    1,
    kind="near-miss",
    happened=date(2026, 11, 20),
    story="one\ntwo\r\n\ttab",
    feeling="ashamed",
    price=Price(hours=6.5, money=Decimal("1200.00"), currency="EUR", extra={"estimated": True}),
    lessons=(Lesson("Look", when="I type", applies=Applies(words=("prod",)), key="p7w4sn", extra=EXTRA),),
    conditions=(Condition("The prompt", "environment", key="x3k9ab"),),
    links=Links(repeat_of=IDS[0]),
    source=Source("markdown", "PM2021-006", "sha256:00"),
    extra=EXTRA,
)


def events() -> list[Event]:
    def stamped(event: Event, minute: int) -> Event:
        at = AT + timedelta(hours=1, minutes=minute)
        return stamp(event, id=new_id(at), at=at, zone="UTC", day=at.date(), by="mei-0123456789ab")

    return [
        stamped(Applied(IDS[1], situation="again on \x9b production"), 0),
        stamped(Reviewed(IDS[0], lesson="p7w4sn", grade="had"), 1),
        stamped(Rested(None, start=date(2026, 12, 1), end=date(2026, 12, 2)), 2),
        stamped(Unknown(IDS[1], name="danced", extra={"with": {"$toml": 1}, "n": None}), 3),
        stamped(Reviewed(IDS[3], lesson="elsewhere"), 4),
    ]


def exported(entries: list[Mistake], made: list[Event] | None = None) -> bytes:
    out = io.BytesIO()
    json_out.write(
        Selection(entries=lambda: iter(entries), events=lambda: iter(made or []), private=True), out
    )
    return out.getvalue()


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def read(content: str | bytes | Any, name: str = "in.json") -> list[Record]:
        if not isinstance(content, str | bytes):
            content = json.dumps(content)
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(json_in.read(path))

    return read


def only(records: list[Record]) -> dict[str, Any]:
    (record,) = records
    assert isinstance(record, Candidate), record
    return dict(record.fields)


def refused(records: list[Record]) -> list[tuple[str, str]]:
    return [(record.where, record.reason) for record in records if isinstance(record, Refusal)]


def again(records: list[Record]) -> bytes:
    """Export what was imported."""
    candidates = [record for record in records if isinstance(record, Candidate)]
    assert len(candidates) == len(records)
    entries = [candidate.entry for candidate in candidates if candidate.entry]
    made = sorted(
        (event for candidate in candidates for event in candidate.events), key=lambda event: event.id
    )
    return exported(entries, made)


def test_the_document_says_what_it_is_and_stands_one_entry_a_line() -> None:
    text = exported([entry(0), FULL]).decode()
    assert text.startswith('{"format": "mistakes", "version": 1, "entries": [\n{"format": 1, "id": ')
    assert text.endswith("}\n]}\n")
    assert 4 == text.count("\n")
    document = json.loads(text, parse_constant=pytest.fail)
    assert [to_json(entry(0)), to_json(FULL)] == document["entries"]
    assert "events" not in document


def test_an_empty_journal_is_a_document_too(read: Any) -> None:
    assert {"format": "mistakes", "version": 1, "entries": []} == json.loads(exported([]))
    assert [] == read(exported([]))


def test_a_terminal_that_is_shown_the_document_stays_as_it_is() -> None:
    text = exported([FULL, entry(0)], events()).decode()
    assert not set("\x1b\x9b\x7f\u202e\r\t") & set(text)
    assert "错" in text


def test_export_import_export_gives_the_same_bytes(read: Any) -> None:
    data = exported([entry(0), FULL])
    assert data == again(read(data))


def test_a_backup_comes_back_with_its_events(read: Any) -> None:
    data = exported([entry(0), FULL], events())
    records = read(data)
    assert data == again(records)
    places = ["entries[0]", "entries[1]", *(f"events[{number}]" for number in range(5))]
    assert places == [record.where for record in records]


@settings(max_examples=30)
@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=5), st.floats() | st.dates(), max_size=3
    )
)
def test_every_unknown_value_survives(tmp_path_factory: Any, extra: dict[str, Any]) -> None:
    mistake = entry(0, extra={"x": extra})
    path = tmp_path_factory.mktemp("json") / "out.json"
    path.write_bytes(exported([mistake]))
    (candidate,) = json_in.read(path)
    assert isinstance(candidate, Candidate)
    assert candidate.entry is not None
    assert tomltext.same(codec.to_table(mistake), codec.to_table(candidate.entry))


def test_entries_are_written_as_they_are_read() -> None:
    out = io.BytesIO()
    written: list[int] = []

    def entries() -> Iterator[Mistake]:
        for number in range(3):
            written.append(out.tell())
            yield entry(number)

    json_out.write(Selection(entries=entries), out)
    assert sorted(set(written)) == written


def test_private_fields_stay_behind_unless_the_selection_holds_them() -> None:
    out = io.BytesIO()
    json_out.write(Selection(entries=lambda: iter([FULL])), out)
    assert b"ashamed" not in out.getvalue()
    assert b"ashamed" in exported([FULL])


def test_an_event_with_a_number_that_json_lacks_is_written_as_text() -> None:
    odd = attrs.evolve(events()[3], extra={"n": float("inf")})
    assert "inf" == json.loads(exported([], [odd]), parse_constant=pytest.fail)["events"][0]["n"]


def test_entries_are_understood_in_a_bare_list_and_in_lines(read: Any) -> None:
    records = [to_json(entry(0)), to_json(FULL)]
    lines = "\n".join(map(json.dumps, records)) + "\n"
    for content, name, places in (
        (records, "in.json", ["[0]", "[1]"]),
        (lines, "in.jsonl", ["line 1", "line 2"]),
        (lines, "in.json", ["line 1", "line 2"]),
        (f"\n\n{lines}", "-", ["line 3", "line 4"]),
    ):
        found = read(content, name)
        assert places == [record.where for record in found]
        assert [entry(0).id, FULL.id] == [record.entry.id for record in found]


def test_one_entry_alone_is_understood(read: Any) -> None:
    (candidate,) = read(to_json(FULL))
    assert tomltext.same(codec.to_table(FULL), codec.to_table(candidate.entry))


def test_what_the_command_line_prints_comes_back_without_what_is_derived(read: Any) -> None:
    shown = {
        **to_json(FULL),
        "handle": "4sn02q",
        "status": "raw",
        "journal": "me",
        "path": "/home/me",
        "score": 1.5,
    }
    (candidate,) = read([shown])
    assert EXTRA.keys() == candidate.entry.extra.keys()


def test_loose_records_become_fields(read: Any) -> None:
    record = {
        "title": "Sent the wrong file",
        "happened": "2026-01-05",
        "story": "In a hurry.",
        "tags": ["mail"],
        "lessons": ["Look at the name", {"text": "Wait", "when": "I attach", "key": "abcdef"}],
        "conditions": [{"text": "Two files of one name", "kind": "environment"}],
        "price": {"money": "12.50", "currency": "EUR"},
        "source": "pager:8841",
        "mood": "sour",
        "process": None,
    }
    fields = only(read([record]))
    expected = {
        "title": "Sent the wrong file",
        "happened": date(2026, 1, 5),
        "logged": datetime(2026, 1, 5, 12, tzinfo=UTC),
        "story": "In a hurry.",
        "tags": ("mail",),
        "lessons": (Lesson("Look at the name"), Lesson("Wait", when="I attach", key="abcdef")),
        "conditions": (Condition("Two files of one name", "environment"),),
        "price": Price(money=Decimal("12.50"), currency="EUR"),
        "source": Source("pager", "8841"),
        "extra": {"mood": "sour"},
    }
    assert expected == fields


def test_a_loose_record_is_known_by_its_own_id_or_by_what_it_says(read: Any) -> None:
    named = {"id": 7, "title": "a", "rev": 3}
    assert "7 a" == only(read([named]))["source"].ref
    assert "7 a" == only(read([{**named, "story": "more"}]))["source"].ref
    one, two = only(read([{"title": "a", "story": "b"}])), only(read([{"story": "b", "title": "a"}]))
    assert one["source"] == two["source"]
    assert one["source"] != only(read([{"title": "a", "story": "c"}]))["source"]
    assert {"title", "source"} == only(read([{"title": "a"}])).keys()


def test_a_title_too_long_is_cut_and_kept_whole_in_the_story(read: Any) -> None:
    title = "word " * 60
    fields = only(read([{"title": title, "story": "the rest"}]))
    assert len(fields["title"]) <= 200
    assert f"{title.strip()}\n\nthe rest" == fields["story"]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"titel": "typo"}, "title: is missing"),
        ({"title": ""}, "title: is empty; an entry needs a title"),
        ({"title": 5}, "title: expected text, got a whole number"),
        ({"title": "a", "happened": "soon"}, 'happened: expected a date or a date and time, got "soon"'),
        ({"title": "a", "lessons": "one"}, 'lessons: expected a list, got "one"'),
        ({"title": "a", "lessons": [3]}, "lessons[0]: expected a table, got a whole number"),
        ({"title": "a", "mine": [None]}, "mine: holds null, which a file cannot hold"),
        ("text", "is not an entry (expected an object with a title)"),
        (None, "is not an entry (expected an object with a title)"),
        ([[]], "is not an entry (expected an object with a title)"),
        ({"title": "a", "story": "x" * 3_000_000}, "is longer than an entry may be (256 KiB)"),
        ({"title": "a", "story": "x" * 300_000}, "is longer than an entry may be (256 KiB)"),
        ({"title": "a", "lessons": ["x"] * 6000}, "is longer than an entry may be (256 KiB)"),
        ({"incident_id": 3, "title": "a"}, "is an incident without a title or id"),
        ({"incident_id": "a", "title": "a", "date": 3}, "date: expected a date such as 2026-11-20, got '3'"),
    ],
)  # fmt: skip
def test_a_record_not_understood_is_named_and_hides_no_other(read: Any, record: Any, reason: str) -> None:
    records = read([{"title": "one"}, record, {"title": "three"}])
    assert [("[1]", reason)] == refused(records)
    assert 3 == len(records)


def test_many_faults_are_told_in_one_short_line(read: Any) -> None:
    bad = {
        **to_json(entry(0)),
        **dict.fromkeys(("story", "goal", "lucky", "stretch", "feeling", "believed", "q"), 5),
    }
    ((where, reason),) = refused(read({"entries": [bad]}))
    assert "entries[0]" == where
    assert reason.endswith("(and 2 more)")


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_is_not_json_is_refused_by_name(read: Any, constant: str) -> None:
    text = f'{{"entries": [{{"title": "one"}}, {{"title": "two", "x": [{constant}]}}, {{"title": "three"}}]}}'
    records = read(text)
    assert [("entries[1]", f"holds {constant}, which is not JSON")] == refused(records)
    assert 3 == len(records)


def test_after_broken_json_what_came_before_is_kept(read: Any) -> None:
    whole = exported([entry(0), entry(2)], events()[:1]).decode()
    records = read(whole[: whole.rindex('"title"')])
    assert [IDS[0]] == [record.entry.id for record in records if isinstance(record, Candidate)]
    ((where, reason),) = refused(records)
    assert "entries[1]" == where
    assert reason.startswith("is not JSON from line 3, column ")


def test_a_broken_line_hides_no_other(read: Any) -> None:
    records = read('{"title": "one"}\n{"title": "tw\n{"title": "three"} extra\n{"title": "four"}\n')
    assert ["line 2", "line 3"] == [where for where, _ in refused(records)]
    assert ["one", "four"] == [record.fields["title"] for record in records if isinstance(record, Candidate)]


DEEP = 100_000


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is not JSON from line 1, column 1 on (Expecting value)"),
        (b"   \n", "is not JSON from line 2, column 1 on (Expecting value)"),
        (b"<!DOCTYPE html><html></html>", "is not JSON from line 1, column 1 on (Expecting value)"),
        (b"\xff\xfe{\0}", "line 1 is not UTF-16"),
        (b'["\0"]', "is not text (it holds a NUL)"),
        (b"3", "is not an entry (expected an object with a title)"),
        (b"\x1f\x8b\x08\x00", "line 1 is not UTF-8"),
        (
            b'{"format": "mistakes", "version": 2, "entries": []}',
            "is our JSON in version 2; this program reads 1",
        ),
        (b'{"format": "mistakes", "entries": [{}]}', "is our JSON in version None; this program reads 1"),
        (
            b"<<<<<<< HEAD\n[]\n=======\n[]\n>>>>>>> b\n",
            "is not JSON from line 1, column 1 on (Expecting value)",
        ),
        (b'{"title": "a", "x": NaN}', "holds NaN, which is not JSON"),
        (b"9" * 5000, "is not JSON from line 1, column 1 on (a number has thousands of digits)"),
    ],
)
def test_a_file_that_is_no_json_is_refused_by_name(read: Any, content: bytes, reason: str) -> None:
    ((where, told),) = refused(read(content))
    assert reason in told
    assert where in ("in.json", "x")


@pytest.mark.parametrize(
    "text", ["[" * DEEP, '{"entries": [' + '{"a":' * DEEP, '{"title": ' + "[" * DEEP + "]" * DEEP]
)
def test_deep_nesting_is_refused(read: Any, text: str) -> None:
    ((_, reason),) = refused(read(text))
    assert "nested too deeply" in reason


@pytest.mark.parametrize("levels", [20, 200, 900])
def test_nesting_that_json_allows_and_an_entry_does_not_is_refused(read: Any, levels: int) -> None:
    deep = json.loads("[" * levels + "]" * levels)
    records = read(
        [{"title": "a", "x": deep}, {"incident_id": "i", "title": "a", "timeline": deep}, {"title": "b"}]
    )
    assert "[0]" == refused(records)[0][0]
    assert isinstance(records[-1], Candidate)


def test_more_text_after_the_end_is_told(read: Any) -> None:
    records = read('[{"title": "one"}]\n{"title": "two"}')
    assert isinstance(records[0], Candidate)
    assert "there is more text after the end" in refused(records)[0][1]


def test_byte_order_mark_crlf_and_double_keys_do_no_harm(read: Any) -> None:
    fields = only(read(b'\xef\xbb\xbf[\r\n{"title": "first",\r\n"title": "last"}\r\n]\r\n'))
    assert "last" == fields["title"]


def test_lists_that_are_none_are_told(read: Any) -> None:
    assert [("entries", "is not a list")] == refused(read({"entries": {"a": 1}}))
    assert [("incidents", "is not a list")] == refused(read({"incidents": 3}))


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    path.touch()
    os.truncate(path, reading.LARGEST + 1)
    assert [("huge.json", "is larger than 2097152 KiB")] == refused(list(json_in.read(path)))


def test_a_missing_file_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(json_in.read(tmp_path / "none.json"))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": "../../x"}, "has no valid id"),
        ({"at": "soon"}, "at: expected a UTC time"),
        ({"by": "../x"}, "by: expected who did it, such as mei-0123456789ab"),
        ({"by": None}, "by: expected who did it, such as mei-0123456789ab"),
        ({"do": 5}, "do: expected text"),
    ],
)
def test_a_bad_event_is_named_and_hides_no_other(read: Any, change: dict[str, Any], reason: str) -> None:
    document = json.loads(exported([entry(0), FULL], events()))
    document["events"][1] |= change
    records = read(document)
    assert [("events[1]", reason)] == refused(records)
    assert 4 == sum(len(record.events) for record in records if isinstance(record, Candidate))


def test_an_event_that_is_none_is_named(read: Any) -> None:
    assert [("events[0]", "is not an event")] == refused(read({"entries": [], "events": [5]}))


INCIDENT = {
    "incident_id": "2026-wrong-file",
    "title": "An agent sent the wrong file",
    "summary": "It attached another one.",
    "date": "2026-01-05",
    "incident_type": "hazard",
    "severity": "low",
    "severity_rationale": "Nobody opened it.",
    "primary_failure_class": "tool-misuse",
    "failure_classes": [{"class": "tool-misuse", "subclass": "unvalidated-args"}],
    "trigger": "Two files had one name.",
    "root_cause": "The tool took the first match.",
    "contributing_factors": ["No preview.", "No name in the log."],
    "prevention": "Show the file before sending.",
    "detection": "A person noticed.",
    "recovery": "It was recalled.",
    "blast_radius": {
        "cost": {"amount_usd": 812.5},
        "user_harm": {"description": "None."},
        "reversibility": "reversible",
    },
    "system": {"framework": "mailer", "tools": ["mail", "mail-server"]},
    "tags": ["mail", "tool-misuse"],
    "sources": [{"url": "https://example.com/a", "title": "The report", "publisher": "Us"}],
    "cve": ["CVE-2026-0001"],
}


def test_an_incident_goes_where_the_reference_says(read: Any) -> None:
    fields = only(read({"incidents": [INCIDENT]}))
    assert "An agent sent the wrong file" == fields["title"]
    assert ("near-miss", date(2026, 1, 5)) == (fields["kind"], fields["happened"])
    assert ("tool-misuse", "unvalidated-args", "mail") == fields["tags"]
    assert ["The tool took the first match.", "No preview.", "No name in the log."] == [
        c.text for c in fields["conditions"]
    ]
    applies = Applies(words=("mail-server",), tags=("tool-misuse", "unvalidated-args", "mail"))
    assert (
        Lesson("Show the file before sending.", when="Two files had one name.", applies=applies),
    ) == fields["lessons"]
    note = "Severity: low. Nobody opened it."
    assert Price(money=Decimal("812.5"), currency="USD", reversible=True, note=note) == fields["price"]
    assert ("https://example.com/a",) == fields["links"].evidence
    assert ("json", "2026-wrong-file") == (fields["source"].format, fields["source"].ref)
    assert fields["story"].startswith("It attached another one.\n\n## Detection\n\nA person noticed.")
    assert fields["story"].endswith("## Details\n\n- cve: CVE-2026-0001")


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
keys = st.sampled_from(["url", "class", "cost", "amount_usd", "tools", "x"])
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(keys, inner, max_size=2),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*INCIDENT, "unknown"]), values, max_size=6))
def test_any_incident_is_a_valid_entry_or_refused(tmp_path_factory: Any, changes: dict[str, Any]) -> None:
    path = tmp_path_factory.mktemp("incident") / "in.json"
    path.write_text(json.dumps([{**INCIDENT, **changes}]), "utf-8")
    (record,) = json_in.read(path)
    if isinstance(record, Candidate) and "\\ud" not in path.read_text("utf-8"):
        values = {"happened": AT, "logged": AT, **record.fields}
        codec.write_entry(Mistake(id=IDS[0], author="a", rev=1, updated=AT, **values))
