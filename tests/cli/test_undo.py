"""What undo says is what it did: how many, which, what not and why, in which journal, and how it comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from mistakes import Journal
from mistakes.testing import Result

NOTES = "slept in\nlost the key\nforgot the milk\n"


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_text(NOTES)
    return path


def titles(cli) -> set[str]:  # type: ignore[no-untyped-def]
    return {entry["title"] for entry in cli("list", "--json").json}


def test_an_import_that_was_taken_back_is_no_dead_end(cli, notes: Path) -> None:  # type: ignore[no-untyped-def]
    cli("import", "lines", str(notes))
    undone = cli("undo")
    assert "the import of 3 entries" in undone.out
    assert "mistakes undo --redo" in undone.out

    again = cli("import", "lines", str(notes))
    assert "3 are deleted here: mistakes list is:deleted" in again.out
    assert "mistakes undo --redo" in again.out
    assert 3 == len(cli("import", "lines", str(notes), "--json").json["deleted"])

    assert "done again in personal: the import of 3 entries" in cli("undo", "--redo").out
    assert set(NOTES.split("\n")) - {""} == titles(cli)
    assert "deleted" not in cli("import", "lines", str(notes)).out
    assert "the import of 3 entries" in cli("undo").out


def test_an_import_names_how_single_entries_come_back(cli, notes: Path) -> None:  # type: ignore[no-untyped-def]
    cli("import", "lines", str(notes))
    handle = cli("list", "--json").json[0]["handle"]
    cli("delete", handle)

    again = cli("import", "lines", str(notes))

    assert "1 is deleted here" in again.out
    assert f"mistakes restore {handle}" in again.out


def test_a_change_that_stays_is_no_success(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "one", "--story", "s").handle
    cli("edit", handle, "--story", "second")
    path = Path(cli("show", handle, "--json").json["path"])
    path.write_text(path.read_text().replace("second", "by hand"))

    undone = cli("undo")

    assert 1 == undone.status
    assert "nothing was taken back" in undone.out
    assert "stays as it is: story" in undone.out
    assert "the new entry" in cli("undo").out


def test_a_change_that_is_gone_is_named_and_the_one_before_reached(cli) -> None:  # type: ignore[no-untyped-def]
    two, three = cli("add", "two").handle, cli("add", "three").handle
    Path(cli("show", three, "--json").json["path"]).unlink()

    undone = cli("undo")

    assert (1, "", 1) == (undone.status, undone.out, undone.err.count("\n"))
    assert three in undone.err
    assert f"the new entry {two}, two" in cli("undo").out


def test_each_change_is_called_what_it_was(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "x").handle
    said = []
    for command in (
        ("edit", handle, "--title", "y"),
        ("delete", handle),
        ("applied", handle, "on call"),
    ):
        cli(*command)
        said.append(cli("undo").out.split("\n")[0])
    cli("delete", handle)
    cli("restore", handle)
    said.append(cli("undo").out.split("\n")[0])

    assert [
        f"taken back in personal: the change of {handle}, x",
        f"taken back in personal: the deletion of {handle}, x",
        f"taken back in personal: the note “it helped” about {handle}, x",
        f"taken back in personal: the restoring of {handle}, x",
    ] == said


def test_the_last_change_is_taken_back_in_whatever_journal_it_was_made(
    cli, team: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    cli("add", "mine one")
    place = ("-j", str(team.root))
    for title in ("ours one", "ours two"):
        cli(*place, "add", title)
    cli("add", "mine two")
    cli(*place, "add", "ours three")

    said = [cli("undo").out for _ in range(5)]

    wanted = ["ours three", "mine two", "ours two", "ours one", "mine one"]
    assert wanted == [text.split("\n")[0].rpartition(", ")[2] for text in said]
    assert ["payments" in text for text in said] == [True, False, True, True, False]
    assert 1 == cli("undo").status


def test_a_journal_that_is_named_is_the_only_one_that_is_looked_at(cli, team: Journal) -> None:  # type: ignore[no-untyped-def]
    cli("-j", str(team.root), "add", "ours")
    cli("add", "mine")

    assert "ours" in cli("undo", "-j", str(team.root)).out
    assert {"mine"} == titles(cli)


def test_a_journal_that_has_gone_is_passed_over(cli, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    cli("add", "mine")
    other = Journal.create(tmp_path / "other", name="other", kind="team")
    other.add("theirs")
    other.root.rename(tmp_path / "moved")

    assert "mine" in cli("undo").out


def test_json_tells_what_was_done_and_what_was_left(cli, notes: Path) -> None:  # type: ignore[no-untyped-def]
    added = cli("import", "lines", str(notes), "--json").json["added"]
    path = Path(cli("show", added[0], "--json").json["path"])
    path.unlink()

    undone = cli("undo", "--json").json

    assert {"journal": "personal", "what": "imported", "entries": added, "event": None} == {
        key: undone[key] for key in ("journal", "what", "entries", "event")
    }
    assert added[1:] == undone["done"]
    assert [{"about": added[0], "why": "gone", "fields": []}] == undone["left"]


def test_with_nothing_to_take_back_it_says_so(cli) -> None:  # type: ignore[no-untyped-def]
    for options in ((), ("--redo",)):
        done: Result = cli("undo", *options)
        assert (1, "", 1) == (done.status, done.out, done.err.count("\n"))
    cli("add", "x")
    assert 1 == cli("undo", "--redo").status


@pytest.mark.parametrize("at", [1, 2])
def test_an_import_that_is_stopped_says_how_many_were_added_and_goes_on(
    cli, notes: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:  # type: ignore[no-untyped-def]
    written: list[str] = []
    write = Journal.write_new

    def stopped(self: Journal, *arguments, **more):  # type: ignore[no-untyped-def]
        if len(written) == at:
            raise KeyboardInterrupt
        written.append("")
        return write(self, *arguments, **more)

    cli("init")
    monkeypatch.setattr(Journal, "write_new", stopped)
    done = cli("import", "lines", str(notes))
    assert (130, 1) == (done.status, done.err.count("\n"))
    assert f"stopped; {at} entr" in done.err
    assert "again" in done.err

    monkeypatch.setattr(Journal, "write_new", write)
    assert f"{3 - at} added, {at} known already" in cli("import", "lines", str(notes)).out


def test_an_undo_that_is_stopped_goes_on(cli, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    from mistakes.marking import Marking

    cli("import", "lines", str(notes))
    mark = Marking.mark
    marked: list[str] = []

    def stopped(self: Marking, entry_id: str, *, deleted: bool) -> bool:
        if marked:
            raise KeyboardInterrupt
        marked.append(entry_id)
        return mark(self, entry_id, deleted=deleted)

    monkeypatch.setattr(Marking, "mark", stopped)
    done = cli("undo")
    assert (130, True) == (done.status, "1 of 3 entries" in done.err)

    monkeypatch.setattr(Marking, "mark", mark)
    assert "1 of them were so already" in cli("undo").out
    assert set() == titles(cli)


def test_it_is_said_in_chinese(cli, notes: Path) -> None:  # type: ignore[no-untyped-def]
    cli("config", "set", "language", "zh")
    cli("import", "lines", str(notes))

    assert "已在 个人日志 撤销：导入的 3 条记录" in cli("undo").out
    assert "有 3 条在这里已删除" in cli("import", "lines", str(notes)).out


@pytest.mark.parametrize(("language", "word"), [("zh", "“撤回”"), ("en", "“a note was taken back”")])
def test_what_took_back_a_note_has_a_word_as_well(cli, language: str, word: str) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "x").handle
    cli("config", "set", "language", language)
    cli("retire", handle)
    cli("retire", handle, "--undo")

    assert word in cli("undo").out


def test_a_journal_that_is_not_read_from_here_is_named_with_its_folder(
    cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    cli("add", "Mine")
    other = Journal.create(tmp_path / "elsewhere", name="personal")
    other.add("Theirs")

    undone = cli("undo").out

    assert f"taken back in personal ({other.root}): the new entry" in undone
    assert "taken back in personal: the new entry" in cli("undo").out
