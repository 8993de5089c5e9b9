"""Journals of jrnl, in each of their forms: the same entries, and every time that is unclear named."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importers import candidates, only, refused, write

from mistakes.errors import NotFound, UsageError
from mistakes.exchange import Record
from mistakes_formats import jrnl_in

# as jrnl 4.6 writes them
TEXT = """\
[2016-01-01 09:00:00 AM] Deployed on a Friday @work @ops. It was late; nobody looked.
[x] done thing
[1] footnote
[2020] no date

[2016-01-01 09:00:00 AM] Starred title. *
Second sentence #backup #42

[2016-02-03 02:05:00 PM] 忘了备份。
下次先看 @运维
"""
EXPORTED = {
    "tags": {"@ops": 1},
    "entries": [
        {
            "title": "Deployed on a Friday @work @ops. It was late; nobody looked.",
            "body": "[x] done thing\n[1] footnote\n[2020] no date",
            "date": "2016-01-01",
            "time": "09:00",
            "tags": ["@work", "@ops"],
            "starred": False,
        },
        {
            "title": "Starred title.",
            "body": "Second sentence #backup #42",
            "date": "2016-01-01",
            "time": "09:00",
            "tags": ["#backup"],
            "starred": True,
        },
        {
            "title": "忘了备份。",
            "body": "下次先看 @运维",
            "date": "2016-02-03",
            "time": "14:05",
            "tags": ["@运维"],
            "starred": False,
        },
    ],
}


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def read(content: str | bytes | Any, name: str = "journal.txt", **options: Any) -> list[Record]:
        content = content if isinstance(content, str | bytes) else json.dumps(content)
        return list(jrnl_in.read(write(tmp_path / "in" / name, content), **options))

    return read


@pytest.fixture
def folder(tmp_path: Path) -> Any:
    def folder(files: dict[str, str], **options: Any) -> list[Record]:
        for name, content in files.items():
            write(tmp_path / "days" / name, content)
        return list(jrnl_in.read(tmp_path / "days", **options))

    return folder


def local(*clock: int) -> datetime:
    return datetime(*clock).astimezone()  # type: ignore[arg-type]


def test_a_journal_is_taken_apart_into_its_entries(read: Any) -> None:
    records = read(TEXT)
    assert ["line 1", "line 6", "line 9"] == [record.where for record in records]
    one, two, three = candidates(records)
    assert "Deployed on a Friday @work @ops. It was late; nobody looked." == one["title"]
    assert "[x] done thing\n[1] footnote\n[2020] no date" == one["story"]
    assert (local(2016, 1, 1, 9), ("work", "ops")) == (one["happened"], one["tags"])
    assert ("Starred title.", "Second sentence #backup #42", ("backup", "starred")) == (
        two["title"],
        two["story"],
        two["tags"],
    )
    assert (local(2016, 2, 3, 14, 5), "忘了备份。", ("运维",)) == (
        three["happened"],
        three["title"],
        three["tags"],
    )


def test_the_exported_journal_is_the_same(read: Any) -> None:
    records = read(EXPORTED, "journal.json")
    assert ["entries[0]", "entries[1]", "entries[2]"] == [record.where for record in records]
    assert candidates(read(TEXT)) == candidates(records)


def test_a_folder_with_a_file_a_day_is_the_same(read: Any, folder: Any) -> None:
    first, second = TEXT.split("\n[2016-02")
    days = {"2016/01/01.txt": first, "2016/02/03.txt": f"[2016-02{second}"}
    records = folder(days)
    assert "2016/01/01.txt line 1" == records[0].where
    assert candidates(read(TEXT)) == candidates(records)


def test_an_export_of_one_file_an_entry_is_the_same(read: Any, folder: Any) -> None:
    files = {f"{number}.json": json.dumps(entry) for number, entry in enumerate(EXPORTED["entries"])}  # type: ignore[arg-type,var-annotated]
    assert candidates(read(TEXT)) == candidates(folder(files))


@pytest.mark.parametrize(
    "heading",
    [
        "2016-03-04 14:05",
        "2016-03-04 02:05 PM",
        "Friday, 04 March 2016 14:05",
        "2016/03/04 14:05",
        "4 Mar 2016 14:05",
    ],
)
def test_times_are_read_as_most_journals_write_them(read: Any, heading: str) -> None:
    assert local(2016, 3, 4, 14, 5) == only(read(f"[{heading}] lost it"))["happened"]


@pytest.mark.parametrize(
    ("form", "heading"),
    [
        ("%d/%m/%Y %H:%M", "04/03/2016 14:05"),
        ("%d.%m.%y %H:%M", "04.03.16 14:05"),
        ("%F %r", "2016-03-04 02:05:00 PM"),
        ("%A, %e %B %Y %R", "Friday,  4 March 2016 14:05"),
        ("%y%m%d %H%M", "160304 1405"),
    ],
)
def test_the_format_of_times_can_be_named_as_in_its_settings(read: Any, form: str, heading: str) -> None:
    assert local(2016, 3, 4, 14, 5) == only(read(f"[{heading}] lost it", timeformat=form))["happened"]


def test_a_time_with_two_meanings_is_refused_by_name_with_the_cure(read: Any) -> None:
    records = read("[2016-01-01 09:00] one\n[04/03/2016 14:05] two\nof two\n[13/03/2016 14:05] three\n")
    assert ["one", "three"] == [fields["title"] for fields in candidates(records)]
    ((where, reason),) = refused(records)
    assert "line 2" == where
    assert "can mean 4 March 2016 or 3 April 2016" in reason
    assert "--timeformat" in reason


@pytest.mark.parametrize("heading", ["04.03.16 14:05", "4 März 2016 14:05", "2016-13-45 10:00"])
def test_what_looks_like_a_time_and_is_none_we_know_is_refused(read: Any, heading: str) -> None:
    records = read(f"[2016-01-01 09:00] one\n[{heading}] two\n")
    assert (1, ["line 2"]) == (len(candidates(records)), [where for where, _ in refused(records)])


@pytest.mark.parametrize(
    "line", ["[x] task", "[ ] task", "[1] note", "[10:00] called", "[see page 12] there", "[a](b)"]
)
def test_other_brackets_belong_to_the_text(read: Any, line: str) -> None:
    assert line == only(read(f"[2016-01-01 09:00] one\n{line}\n"))["story"]


def test_in_the_file_of_a_day_times_alone_begin_entries_if_the_first_is_one(folder: Any) -> None:
    records = folder(
        {
            "2016/03/04.txt": "[14:05] one\n\n[02:06 PM] two\n[2015-01-02 10:00] three\n",
            "2016/03/05.txt": "[2016-03-05 09:00:00 AM] four\n[10:00] called\n",
        }
    )
    found = [(fields["title"], fields["happened"], fields.get("story")) for fields in candidates(records)]
    assert [
        ("one", local(2016, 3, 4, 14, 5), None),
        ("two", local(2016, 3, 4, 14, 6), None),
        ("three", local(2016, 3, 4, 10), None),
        ("four", local(2016, 3, 5, 9), "[10:00] called"),
    ] == found


def test_a_date_alone_is_a_day(read: Any) -> None:
    assert date(2016, 3, 4) == only(read("[2016-03-04] lost it"))["happened"]


@pytest.mark.parametrize(
    ("text", "title", "story"),
    [
        ("One. Two three.", "One.", "Two three."),
        ('He said "stop!" Then left', 'He said "stop!"', "Then left"),
        ("Version 1.5 broke", "Version 1.5 broke", None),
        ("错了。再来", "错了。", "再来"),
        ("One. Two\nthree", "One. Two", "three"),
        ("Broke it @ops @Work/Night", "Broke it", None),
        ("@ops", "@ops", None),
    ],
)
def test_the_first_sentence_or_line_is_the_title(read: Any, text: str, title: str, story: str | None) -> None:
    fields = only(read(f"[2016-03-04 10:00] {text}\n"))
    assert (title, story) == (fields["title"], fields.get("story"))


def test_only_entries_with_a_tag_come_if_one_is_named(read: Any) -> None:
    for tag in ("ops", "@ops", "Ops"):
        assert ["line 1"] == [record.where for record in read(TEXT, tagged=tag)]
    assert [] == read(TEXT, tagged="none")


def test_entries_of_one_minute_and_title_are_told_apart_and_the_same_twice_is_one(read: Any) -> None:
    text = "[2016-03-04 10:00] one\na\n[2016-03-04 10:00] one\nb\n[2016-03-04 10:00] one\na\n"
    refs = [fields["source"].ref for fields in candidates(read(text))]
    assert ["2016-03-04 10:00 one", "2016-03-04 10:00 one (2)", "2016-03-04 10:00 one"] == refs


def test_what_jrnl_has_beside_is_kept(read: Any) -> None:
    entry = {"title": "a", "date": "2016-03-04", "uuid": "7", "creator": {"host_name": "box", "x": None}}
    assert {"x": {"jrnl": {"uuid": "7", "creator": {"host_name": "box"}}}} == only(read([entry], "j.json"))[
        "extra"
    ]


@pytest.mark.parametrize("start", [b"JRNLv3\x00\x10abc", b"gAAAAABmabc"])
def test_an_encrypted_journal_is_refused_with_the_cure(read: Any, start: bytes) -> None:
    ((where, reason),) = refused(read(start + b"\xff" * 100))
    assert "journal.txt" == where
    assert reason == "is an encrypted journal; export it with: jrnl --format json --file journal.json"


@pytest.mark.parametrize(
    "content", [b"", b"no journal at all\n", b"\x89PNG\r\n\x1a\n\0", bytes(range(128, 256)) * 9]
)
def test_what_is_no_journal_is_refused_by_name(read: Any, content: bytes) -> None:
    records = read(content)
    assert [] == candidates(records)
    assert refused(records)


def test_what_stands_before_the_first_entry_is_told(read: Any) -> None:
    records = read("hello\n\n[2016-03-04 10:00] one\n")
    assert [("line 1", "stands before the first entry")] == refused(records)
    assert 1 == len(candidates(records))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[2016-03-04 10:00] one\n" + "x" * 300_000, "is longer than 256 KiB"),
        ("[2016-03-04 10:00] one\n" + "word\n" * 60_000, "is longer than an entry may be (256 KiB)"),
        ("[2016-03-04 10:00] one\n<<<<<<< HEAD\n", "git conflict marker"),
        ("[2016-03-04 10:00] \n\n", "has no words in its title"),
        ("[2016-03-04 10:00] …\n", "has no words in its title"),
    ],
)
def test_an_entry_that_cannot_be_taken_hides_no_other(read: Any, text: str, reason: str) -> None:
    records = read(f"[2016-01-01 09:00] first\n{text}\n[2016-05-01 09:00] last\n")
    assert ["first", "last"] == [fields["title"] for fields in candidates(records)]
    ((where, told),) = refused(records)
    assert "line 2" == where
    assert reason in told


def test_a_line_that_is_no_text_spoils_its_entry_alone(read: Any) -> None:
    records = read(b"[2016-01-01 09:00] one\n\xff\n[2016-01-02 09:00] two\n")
    assert [("line 1", "line 2 is not UTF-8 text; save it as UTF-8")] == refused(records)
    assert ["two"] == [fields["title"] for fields in candidates(records)]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (3, "is no entry as jrnl exports it"),
        ({"title": "a"}, "is no entry as jrnl exports it"),
        ({"title": 3, "date": "2016-01-01"}, "is no entry as jrnl exports it"),
        ({"title": "a", "date": "soon"}, "does not read as a date"),
        ({"title": "", "date": "2016-01-01"}, "has no words in its title"),
        ({"title": "a", "date": "2016-01-01", "body": "x" * 300_000}, "is longer than an entry may be"),
    ],
)
def test_an_exported_entry_that_is_none_hides_no_other(read: Any, entry: Any, reason: str) -> None:
    good = {"title": "b", "date": "2016-01-01"}
    records = read({"entries": [entry, good]}, "j.json")
    ((where, told),) = refused(records)
    assert "entries[0]" == where
    assert reason in told
    assert 1 == len(candidates(records))


def test_files_of_a_folder_that_are_none_of_the_journal_are_told(folder: Any, tmp_path: Path) -> None:
    (tmp_path / "days").mkdir()
    (tmp_path / "days" / "link.txt").symlink_to("/etc/passwd")
    records = folder(
        {"2016/02/30.txt": "[10:00] x", "notes.md": "# x", ".hidden": "x", "2016/01/02.txt": "[10:00] y"}
    )
    assert {
        "2016/02/30.txt": "is the file of a day that is in no calendar",
        "link.txt": "is a link, which is not followed",
    }.items() <= dict(refused(records)).items()
    assert ["y"] == [fields["title"] for fields in candidates(records)]
    assert "notes.md line 1" in dict(refused(records))


def test_a_wrong_format_is_an_error_of_the_caller(read: Any) -> None:
    for form in ("%Q", "%H:%M", "%"):
        with pytest.raises(UsageError) as error:
            read(TEXT, timeformat=form)
        assert "--timeformat" in error.value.hint


def test_a_missing_file_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(jrnl_in.read(tmp_path / "none.txt"))


@given(st.text(st.sampled_from(list("[]0123456789-:/ \n.*@#aé。")), max_size=80))
def test_no_word_is_lost_or_named(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = write(tmp_path_factory.mktemp("jrnl") / "j.txt", f"[2016-01-01 09:00] start {text}")
    records = list(jrnl_in.read(path))
    assert records
    if not refused(records):
        told = "".join(
            f"{fields['title']}{fields.get('story', '')}{fields.get('tags')}"
            for fields in candidates(records)
        )
        assert text.count("a") + text.count("é") <= told.count("a") + told.count("é")
