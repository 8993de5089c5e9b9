"""Plain text becomes one mistake a line, and the same line is the same mistake for ever."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes import codec
from mistakes.errors import NotFound
from mistakes.exchange import Candidate, Record, Refusal
from mistakes.model import Mistake
from mistakes_formats import lines_in

AT = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def read(text: str | bytes) -> list[Record]:
        path = tmp_path / "notes.txt"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return list(lines_in.read(path))

    return read


def only(records: list[Record]) -> dict[str, Any]:
    (record,) = records
    assert isinstance(record, Candidate), record
    return dict(record.fields)


def entry(fields: dict[str, Any]) -> Mistake:
    stamps = {"id": "0" * 26, "logged": AT, "happened": AT, "author": "a", "rev": 1, "updated": AT}
    return Mistake(**{**stamps, **fields})


def test_each_line_is_one_mistake_and_blank_lines_are_none(read: Any) -> None:
    records = read("Deployed on a Friday\n\n   \nForgot the backup\n")
    assert ["Deployed on a Friday", "Forgot the backup"] == [record.fields["title"] for record in records]
    assert ["line 1", "line 4"] == [record.where for record in records]


@pytest.mark.parametrize(
    "line",
    [
        "- lost it",
        "* lost it",
        "• lost it",
        "•lost it",
        "1. lost it",
        "12) lost it",
        "2、lost it",
        "+ lost it",
        "- [ ] lost it",
        "- [x] lost it",
        "[ ] lost it",
        "  \t– lost it  ",
        "lost it",
        "\ufefflost it",
        "lost it\r",
    ],
)
def test_bullets_and_boxes_are_no_part_of_it(read: Any, line: str) -> None:
    assert only(read(line)) == only(read("lost it"))


@pytest.mark.parametrize(
    "line", ["1.5 hours lost", "-1 is not an index", "*bold* claim", "[draft] sent too early"]
)
def test_what_only_looks_like_a_bullet_stays(read: Any, line: str) -> None:
    assert line == only(read(line))["title"]


def test_a_date_at_the_start_is_when_it_happened(read: Any) -> None:
    fields = only(read("2026-01-05: lost it"))
    assert ("lost it", date(2026, 1, 5)) == (fields["title"], fields["happened"])
    assert datetime(2026, 1, 5, 12, tzinfo=UTC) == fields["logged"]


@pytest.mark.parametrize(
    "line", ["2026-01-05 14:05 lost it", "2026-01-05T14:05 - lost it", "2026-01-05 14:05: lost it"]
)
def test_a_time_at_the_start_is_one_of_this_machine(read: Any, line: str) -> None:
    fields = only(read(line))
    assert ("lost it", datetime(2026, 1, 5, 14, 5).astimezone()) == (fields["title"], fields["happened"])
    assert fields["happened"] == fields["logged"]


@pytest.mark.parametrize("line", ["2026-13-40 lost it", "2026-01-055 lost it", "lost it on 2026-01-05"])
def test_what_is_no_date_stays_text(read: Any, line: str) -> None:
    fields = only(read(line))
    assert line == fields["title"]
    assert "happened" not in fields


def test_a_date_in_the_future_does_not_file_it_there(read: Any) -> None:
    fields = only(read("2999-01-01 the certificate will expire"))
    assert date(2999, 1, 1) == fields["happened"]
    assert "logged" not in fields


@pytest.mark.parametrize(
    ("line", "title", "tags"),
    [
        ("Broke the build #ops #Deploy", "Broke the build", ("ops", "deploy")),
        ("忘了备份 #运维 #数据库", "忘了备份", ("运维", "数据库")),
        ("忘了备份#运维", "忘了备份", ("运维",)),
        ("Closed issue #42", "Closed issue #42", ()),
        ("Learn C# properly", "Learn C# properly", ()),
        ("#ops is in front", "#ops is in front", ()),
        ("see page#top", "see page#top", ()),
        ("one tag twice #a #A", "one tag twice", ("a",)),
    ],
)
def test_tags_at_the_end_become_tags(read: Any, line: str, title: str, tags: tuple[str, ...]) -> None:
    fields = only(read(line))
    assert (title, tags) == (fields["title"], fields.get("tags", ()))


@pytest.mark.parametrize("unit", ["word ", "字", "a" * 150 + " "])
def test_a_long_line_keeps_all_its_words(read: Any, unit: str) -> None:
    line = (unit * 300).strip()
    fields = only(read(line))
    assert line == fields["story"]
    assert 100 <= len(fields["title"]) <= 200
    assert line.startswith(fields["title"].rstrip("…"))
    assert not fields["title"].endswith("wor")


def test_the_same_line_is_known_by_its_source_wherever_it_stands(read: Any) -> None:
    one = only(read("- 2026-01-05  lost it #ops"))["source"]
    other = read("something\n\n* [x] 2026-01-05 lost   it #ops\n")[1].fields["source"]
    assert one == other
    assert "lines" == one.format
    assert one != only(read("2026-01-06 lost it #ops"))["source"]


@pytest.mark.parametrize(
    "line", ["---", "***", "#ops", "2026-01-05", "- [ ] ", "…", "<<<<<<< HEAD", ">>>>>>> theirs"]
)
def test_a_line_without_words_is_named_and_hides_no_other(read: Any, line: str) -> None:
    first, second, third = read(f"one\n{line}\nthree")
    assert isinstance(second, Refusal)
    assert ("line 2", "one", "three") == (second.where, first.fields["title"], third.fields["title"])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"lost\0it", "NUL"),
        (b"\x89PNG\r\n\x1a\n\0", "NUL"),
        (b"\xff\xfel\0o", "UTF-16"),
    ],
)
def test_what_is_no_text_is_refused_by_name(read: Any, data: bytes, reason: str) -> None:
    (refusal,) = read(data)
    assert "notes.txt" == refusal.where
    assert reason in refusal.reason


UNITS = ["x", " #a", "word ", " ", "-", "2026-01-01 ", "[ ] ", "、", "1.", "＃"]


@pytest.mark.parametrize("unit", UNITS)
def test_a_line_of_ten_megabytes_is_refused_and_hides_no_other(read: Any, unit: str) -> None:
    records = read("before\n" + "x" + unit * (10_000_000 // len(unit.encode())) + "x\nafter")
    assert ["before", "after"] == [
        record.fields["title"] for record in records if isinstance(record, Candidate)
    ]
    assert [("line 2", True)] == [(r.where, "longer" in r.reason) for r in records if isinstance(r, Refusal)]


@pytest.mark.parametrize("unit", UNITS)
def test_the_longest_line_is_one_record_whatever_it_repeats(read: Any, unit: str) -> None:
    assert 1 == len(read(unit * (250_000 // len(unit.encode())) + "x"))


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    path.touch()
    os.truncate(path, lines_in.LIMIT + 1)
    (refusal,) = lines_in.read(path)
    assert "is larger than 16384 KiB" == refusal.reason  # type: ignore[union-attr]


def test_escapes_are_stored_as_they_are(read: Any) -> None:
    title = "\x1b]0;owned\x07 lost \u202eit"
    fields = only(read(title))
    assert title == codec.read_entry(codec.write_entry(entry(fields)), "").title


def test_a_missing_file_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(lines_in.read(tmp_path / "none.txt"))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_every_line_is_a_valid_entry_or_refused(tmp_path_factory: Any, text: str) -> None:
    path = tmp_path_factory.mktemp("lines") / "any.txt"
    path.write_text(text, "utf-8", newline="")
    for record in lines_in.read(path):
        if isinstance(record, Candidate):
            codec.write_entry(entry(dict(record.fields)))
