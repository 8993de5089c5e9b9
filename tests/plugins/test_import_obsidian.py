"""Notes of Obsidian and Joplin: each is an entry with its tags, its properties and what it points to."""

from __future__ import annotations

import os
import tarfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from importers import candidates, only, refused, write

from mistakes import Journal
from mistakes.errors import NotFound
from mistakes.exchange import Record
from mistakes.model import Action, Condition, Lesson, Links
from mistakes_formats import obsidian_in
from mistakes_formats.joplin import item

NOTE = """\
---
tags: [ops, Deploy]
created: 2026-01-05
mood: sour
---
# Deployed on a Friday

See [[Backup]], [[Work/Night shift#Later|the night]], [[deploy]] and ![[shot.png]] #late-night #42.
![](../files/a%20b.jpg) [web](https://x.example/z.md) [rel](../Backup.md)

    #code stays

## Lessons learned

- Ask first

## Action items

- [x] Put a gate there

## Causes

- tool: lied
- The hurry `#no-tag`
"""


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def read(files: dict[str, str | bytes], **options: Any) -> list[Record]:
        for name, content in files.items():
            write(tmp_path / "vault" / name, content)
        return list(obsidian_in.read(tmp_path / "vault", **options))

    return read


def test_a_note_is_an_entry_with_all_it_tells(read: Any) -> None:
    fields = only(read({"Work/Deploy.md": NOTE}))
    assert "Deployed on a Friday" == fields["title"]
    assert date(2026, 1, 5) == fields["happened"]
    assert {"ops", "deploy", "late-night"} <= set(fields["tags"])
    assert not {"42", "no-tag"} & set(fields["tags"])
    assert (Lesson("Ask first"),) == fields["lessons"]
    assert (Action("Put a gate there", done=date(2026, 1, 5)),) == fields["actions"]
    assert 2 == len(fields["conditions"])
    assert isinstance(fields["conditions"][1], Condition)
    assert Links(evidence=("shot.png", "../files/a b.jpg")) == fields["links"]
    assert "[[Work/Night shift#Later|the night]]" in fields["story"]
    assert "mood: sour" in fields["story"]


def test_notes_of_the_same_import_are_mentioned(read: Any) -> None:
    files = {"Work/Deploy.md": NOTE, "Backup.md": "x", "Work/Night shift.md": "y"}
    found = {fields["title"]: fields.get("extra") for fields in candidates(read(files))}
    assert {"x": {"obsidian": {"mentions": ["vault/Backup", "vault/Work/Night shift"]}}} == found[
        "Deployed on a Friday"
    ]
    assert found["Backup"] is None


@pytest.mark.parametrize(
    ("name", "content", "title", "happened"),
    [
        ("Forgot the backup.md", "It was late.", "Forgot the backup", None),
        ("2026-02-03.md", "text", "2026-02-03", date(2026, 2, 3)),
        ("a.md", "---\ntitle: From Joplin\ncreated: 2021-05-01 10:00:00Z\n---\n\nx", "From Joplin", datetime(2021, 5, 1, 10, tzinfo=UTC)),
        ("Empty.md", "", "Empty", None),
        ("Ünder.md", "# Heading\n\nx", "Heading", None),
    ],
)  # fmt: skip
def test_any_note_will_do(read: Any, name: str, content: str, title: str, happened: Any) -> None:
    fields = only(read({name: content}))
    assert (title, happened) == (fields["title"], fields.get("happened"))


def test_what_is_no_note_is_left_aside_by_name_or_told(read: Any, tmp_path: Path) -> None:
    records = read(
        {
            ".obsidian/app.json": "{}",
            ".trash/Old.md": "x",
            "Templates/Daily.md": "{{date}}",
            "attachments/data.bin": b"\xff",
            "_resources/x.md": "x",
            "photo.JPG": b"\xff\xd8",
            "Board.canvas": "{}",
            "Note.md": "x",
        }
    )
    assert ["Note"] == [fields["title"] for fields in candidates(records)]
    assert [("Board.canvas", "is no note in Markdown")] == refused(records)


def test_links_are_named_and_not_followed(read: Any, tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "out.md").symlink_to("/etc/passwd")
    (tmp_path / "vault" / "loop").symlink_to(tmp_path / "vault")
    assert {
        ("out.md", "is a link, which is not followed"),
        ("loop", "is a link, which is not followed"),
    } == set(refused(read({})))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"a\0b", "NUL"),
        ("<<<<<<< HEAD\na\n", "line 1 is a git conflict marker"),
        ("---\na: &a [x]\nb: *a\n---\nx", "anchors or aliases"),
        ("---\na: !!python/object/apply:os.system [x]\n---\nx", "tags of YAML"),
        ("x" * 300_000, "is longer than an entry may be"),
        ("x" * 1_100_000, "is larger than 1024 KiB"),
    ],
)
def test_a_note_that_cannot_be_read_hides_no_other(read: Any, content: str | bytes, reason: str) -> None:
    records = read({"a.md": content, "b.md": "fine"})
    ((where, told),) = refused(records)
    assert "a.md" == where
    assert reason in told
    assert 1 == len(candidates(records))


def test_a_note_is_known_by_its_vault_and_its_path(read: Any, tmp_path: Path) -> None:
    (tmp_path / "vault" / ".obsidian").mkdir(parents=True)
    records = read({"Work/Deploy.md": NOTE, "Home/Deploy.md": "x"})
    assert ["vault/Home/Deploy", "vault/Work/Deploy"] == [
        fields["source"].ref for fields in candidates(records)
    ]
    part = list(obsidian_in.read(tmp_path / "vault" / "Work"))
    alone = list(obsidian_in.read(tmp_path / "vault" / "Work" / "Deploy.md"))
    assert ["vault/Work/Deploy"] * 2 == [only(part)["source"].ref, only(alone)["source"].ref]


def test_our_own_vault_adds_nothing_to_the_journal_it_came_from(journal: Journal, tmp_path: Path) -> None:
    entry = journal.add("Deployed on a Friday", tags={"ops"})
    write(
        tmp_path / "vault" / "x.md",
        f"---\ntitle: Deployed\nid: {entry.id}\nkind: mistake\n---\n\n# Deployed\n",
    )
    report = journal.import_records(obsidian_in.read(tmp_path / "vault"))
    assert ((), (entry.id,), ()) == (report.added, report.known, report.refused)


def test_only_notes_with_a_tag_come_if_one_is_named(read: Any) -> None:
    files = {"a.md": "x #mistake", "b.md": "y", "c.md": "---\ntags: Mistake\n---\nz"}
    assert ["a", "c"] == [fields["title"] for fields in candidates(read(files, tagged="#mistake"))]


def test_a_missing_folder_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(obsidian_in.read(tmp_path / "none"))


def _id(number: int) -> str:
    return str(number) * 32


def _joplin(**changes: str) -> dict[str, str]:
    """Files as Joplin writes them; `changes` replace values of the note."""
    values = {
        "id": _id(1),
        "parent_id": _id(3),
        "created_time": "2019-11-26T15:48:54.000Z",
        "user_created_time": "2019-11-25T15:48:54.000Z",
        "latitude": "0.00000000",
        "author": "Mei",
        "source_url": "https://x.example",
        "is_todo": "0",
        "encryption_applied": "0",
        "deleted_time": "0",
    } | changes
    told = "".join(f"{name}: {value}\n" for name, value in values.items())
    body = f"We lost [a file](:/{_id(5)}) as [before](:/{_id(6)}).\n\nkey: value"
    return {
        f"{_id(1)}.md": f"Forgot the backup\n\n{body}\n\n{told}type_: 1",
        f"{_id(2)}.md": f"Work\n\nid: {_id(2)}\nparent_id: \ntype_: 2",
        f"{_id(3)}.md": f"Servers\n\nid: {_id(3)}\nparent_id: {_id(2)}\ntype_: 2",
        f"{_id(4)}.md": f"ops\n\nid: {_id(4)}\nparent_id: \ntype_: 5",
        f"{_id(5)}.md": f"log.txt\n\nid: {_id(5)}\nmime: text/plain\ntype_: 4",
        f"{_id(6)}.md": f"Other\n\nid: {_id(6)}\nparent_id: {_id(2)}\ntype_: 1",
        f"{_id(7)}.md": f"id: {_id(7)}\nnote_id: {_id(1)}\ntag_id: {_id(4)}\ntype_: 6",
        f"resources/{_id(5)}.txt": "log",
    }


def test_joplins_raw_export_comes_with_notebooks_tags_and_attachments(read: Any) -> None:
    one, other = candidates(read(_joplin()))
    assert ("Forgot the backup", "Other") == (one["title"], other["title"])
    assert one["story"].endswith("as [before](:/66666666666666666666666666666666).\n\nkey: value")
    assert (datetime(2019, 11, 25, 15, 48, 54, tzinfo=UTC), ("ops",)) == (one["happened"], one["tags"])
    assert Links(evidence=("https://x.example", "log.txt")) == one["links"]
    assert ("joplin", _id(1)) == (one["source"].format, one["source"].ref)
    assert {"author": "Mei", "notebook": "Work/Servers", "mentions": [_id(6)]} == one["extra"]["x"]["joplin"]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.PAX_FORMAT])
def test_joplins_archive_holds_the_same(read: Any, tmp_path: Path, form: int) -> None:
    records = read(_joplin())
    with tarfile.open(tmp_path / "notes.jex", "w", format=form) as file:
        for name in sorted(os.listdir(tmp_path / "vault")):
            file.add(tmp_path / "vault" / name, name)
    assert candidates(records) == candidates(list(obsidian_in.read(tmp_path / "notes.jex")))


def test_an_encrypted_note_is_refused_and_one_in_the_trash_left_aside(read: Any) -> None:
    assert [
        (f"{_id(1)}.md", "is encrypted; let Joplin decrypt all notes, then export them again")
    ] == refused(read(_joplin(encryption_applied="1")))
    assert ["Other"] == [
        fields["title"] for fields in candidates(read(_joplin(deleted_time="1700000000000")))
    ]


def test_a_broken_file_among_joplins_is_told(read: Any) -> None:
    records = read({**_joplin(), f"{_id(8)}.md": "no item", "README.md": "x", f"{_id(9)}.md": b"\xff"})
    assert {f"{_id(8)}.md", f"{_id(9)}.md", "README.md"} == {where for where, _ in refused(records)}
    assert 2 == len(candidates(records))


def test_a_notebook_that_lies_in_itself_has_an_end(read: Any) -> None:
    files = _joplin()
    files[f"{_id(2)}.md"] = f"Work\n\nid: {_id(2)}\nparent_id: {_id(3)}\ntype_: 2"
    assert candidates(read(files))[0]["extra"]["x"]["joplin"]["notebook"].count("/") < 20


@pytest.mark.parametrize("data", [b"", b"junk" * 500, b"\x1f\x8b\x08\x00"])
def test_an_archive_that_is_none_is_refused_by_name(tmp_path: Path, data: bytes) -> None:
    ((where, reason),) = refused(list(obsidian_in.read(write(tmp_path / "x.jex", data))))
    assert ("x.jex", "is no tar archive, or one that is compressed or damaged") == (where, reason)


@pytest.mark.parametrize(
    "text", ["", "\n\n", "a: b", f"t\n\nid: {_id(1)}\ntype_: x", f"t\n\nid: {_id(1)}\nno\ntype_: 1"]
)
def test_what_is_no_file_of_joplins_is_none(text: str) -> None:
    assert item(text) is None
