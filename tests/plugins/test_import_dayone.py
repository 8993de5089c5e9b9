"""Day One's export: each entry with its own time, its tags and what it was written with; photos by name."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from importers import candidates, only, refused, write

from mistakes.errors import NotFound
from mistakes.exchange import Record
from mistakes.model import Links
from mistakes_formats import dayone_in

ENTRY = {
    "uuid": "2F8DDCA258634D9994DF3A4FEE328035",
    "creationDate": "2021-03-03T11:48:50Z",
    "timeZone": "Australia/Sydney",
    "starred": True,
    "tags": ["Work", "late night"],
    "text": "# Everything was packed \\.\\.\\. nothing was labelled\n\n"
    "![](dayone-moment://76F9)\n\nWe looked for hours\\. *Really* 1\\.5 of them\\!\n- a list\n\\- no list",
    "photos": [{"identifier": "76F9", "md5": "ef43", "type": "jpeg", "filename": "IMG_1.HEIC"}],
    "pdfAttachments": [{"identifier": "77AA", "md5": "aa11"}],
    "richText": "{}",
    "location": {"placeName": "Wanniassa", "region": {"radius": 70.6}},
    "weather": None,
}


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def read(*entries: Any, **options: Any) -> list[Record]:
        content = json.dumps({"metadata": {"version": "1.0"}, "entries": entries})
        return list(dayone_in.read(write(tmp_path / "in" / "Journal.json", content), **options))

    return read


def test_an_entry_has_its_own_time_tags_and_source(read: Any) -> None:
    fields = only(read(ENTRY))
    assert "Everything was packed ... nothing was labelled" == fields["title"]
    assert (
        "(photos/ef43.jpeg)\n\nWe looked for hours. *Really* 1.5 of them!\n- a list\n\\- no list"
        == fields["story"]
    )
    assert ("work", "late-night", "starred") == fields["tags"]
    assert ("dayone", ENTRY["uuid"]) == (fields["source"].format, fields["source"].ref)
    assert (datetime.fromisoformat(str(ENTRY["creationDate"])), timedelta(hours=11)) == (
        fields["happened"],
        fields["happened"].utcoffset(),
    )
    assert Links(evidence=("photos/ef43.jpeg", "pdfs/aa11.pdf")) == fields["links"]
    assert {
        "x": {
            "dayone": {
                "journal": "Journal",
                "location": {"placeName": "Wanniassa", "region": {"radius": 70.6}},
            }
        }
    } == fields["extra"]


@pytest.mark.parametrize("zone", [None, "Nowhere/Land", "../../etc/passwd", 3, "GMT+0300"])
def test_an_unknown_zone_leaves_the_moment_as_it_is(read: Any, zone: Any) -> None:
    assert (
        datetime.fromisoformat("2021-03-03T11:48:50+00:00")
        == only(read({**ENTRY, "timeZone": zone}))["happened"]
    )


def test_an_entry_of_a_whole_day_has_no_time(read: Any) -> None:
    assert date(2021, 3, 3) == only(read({**ENTRY, "isAllDay": True}))["happened"]


def test_without_markdown_the_text_of_the_editor_is_taken(read: Any) -> None:
    rich = json.dumps({"contents": [{"text": "Title\n"}, {"embeddedObjects": []}, {"text": "more"}]})
    fields = only(read({"uuid": "1", "creationDate": "2021-03-03T11:48:50Z", "richText": rich}))
    assert ("Title", "more") == (fields["title"], fields["story"])


def test_a_photo_before_the_first_words_is_not_the_title(read: Any) -> None:
    fields = only(read({**ENTRY, "text": "![](dayone-moment://76F9)\n\nAfter all"}))
    assert ("After all", "(photos/ef43.jpeg)") == (fields["title"], fields["story"])


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (3, "is no entry of Day One"),
        ({"text": "a"}, "is no entry of Day One"),
        ({"text": "a", "creationDate": "soon"}, "creationDate: 'soon' is no time"),
        ({"text": "a", "creationDate": "9999-12-31T23:59:59Z", "timeZone": "Asia/Tokyo"}, "is no time"),
        ({"creationDate": "2021-03-03T11:48:50Z"}, "has no text"),
        ({**ENTRY, "text": "![](dayone-moment://76F9)"}, "has no text, only 2 photos or the like"),
        ({**ENTRY, "text": "x" * 300_000 + "\n" + "y" * 300_000}, "is longer than an entry may be"),
        ({**ENTRY, "tags": 5, "photos": {"a": 1}, "text": 7, "richText": "[" * 5000}, "has no text"),
    ],
)
def test_an_entry_that_is_none_hides_no_other(read: Any, entry: Any, reason: str) -> None:
    records = read(entry, ENTRY)
    ((where, told),) = refused(records)
    assert "entries[0]" == where
    assert reason in told
    assert 1 == len(candidates(records))


def test_only_entries_with_a_tag_come_if_one_is_named(read: Any) -> None:
    assert 1 == len(read(ENTRY, {**ENTRY, "tags": []}, tagged="Late Night"))


def _zip(path: Path, *names: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(
                name,
                json.dumps({"entries": [{**ENTRY, "uuid": name}]}) if name.endswith("json") else b"\xff\xd8",
            )
    return path


def test_the_zip_the_folder_and_the_file_hold_the_same(read: Any, tmp_path: Path) -> None:
    alone = only(read({**ENTRY, "uuid": "Journal.json"}))
    packed = _zip(tmp_path / "out.zip", "Journal.json", "photos/ef43.jpeg")
    (record,) = dayone_in.read(packed)
    assert "Journal.json entries[0]" == record.where
    assert alone == only([record])
    write(tmp_path / "open" / "Journal.json", json.dumps({"entries": [{**ENTRY, "uuid": "Journal.json"}]}))
    write(tmp_path / "open" / "photos" / "ef43.jpeg", b"\xff\xd8")
    assert alone == only(list(dayone_in.read(tmp_path / "open")))


def test_all_journals_of_an_export_come(tmp_path: Path) -> None:
    names = [
        "Home.json",
        "Export/Work.json",
        "__MACOSX/._Home.json",
        "a/b/deep.json",
        "photos/x.jpeg",
        ".x.json",
    ]
    records = list(dayone_in.read(_zip(tmp_path / "out.zip", *names)))
    assert ["Home", "Work"] == [fields["extra"]["x"]["dayone"]["journal"] for fields in candidates(records)]
    assert [] == refused(records)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 broken", "is no zip archive, or a damaged one"),
        (b"PK\x05\x06" + b"\0" * 18, "holds no .json file of a Day One export"),
        (b"\xff\xfe\xfd", "UTF-16"),
        (b"plain text", "is not JSON"),
    ],
)
def test_what_is_no_export_is_refused_by_name(tmp_path: Path, data: bytes, reason: str) -> None:
    ((where, told),) = refused(list(dayone_in.read(write(tmp_path / "x.zip", data))))
    assert "x.zip" == where
    assert reason in told


def test_a_folder_without_a_journal_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    assert [("x", "holds no .json file of a Day One export")] == refused(list(dayone_in.read(tmp_path / "x")))


def test_a_hostile_member_is_refused_by_name_and_hides_no_journal(tmp_path: Path) -> None:
    path = _zip(tmp_path / "out.zip", "../evil.json", "Good.json")
    records = list(dayone_in.read(path))
    assert [("../evil.json", "has a name that leads out of the archive")] == refused(records)
    assert 1 == len(candidates(records))


def test_a_missing_file_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(dayone_in.read(tmp_path / "none.zip"))
