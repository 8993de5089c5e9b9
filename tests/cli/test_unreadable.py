"""What cannot be read is never left out silently, and a journal that is broken never looks empty."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from mistakes import Journal
from mistakes.journals import personal_root
from mistakes.settings import Settings

READERS = [
    ("list",),
    ("list", "-n", "10"),
    ("search", "slow"),
    ("similar",),
    ("stats",),
    ("today",),
    ("today", "--plain"),
    (),
    ("brief", "slow tests"),
    ("show",),
    ("export", "json"),
]


@pytest.fixture
def root(cli) -> Path:  # type: ignore[no-untyped-def]
    """A personal journal of three entries."""
    for title in ("Slow tests", "Slow deploy", "Slow mail"):
        cli("add", title)
    return personal_root(Settings.load())


def files_of(root: Path) -> list[Path]:
    return sorted(root.glob("entries/*/*/*.toml"))


@pytest.mark.parametrize("command", READERS)
def test_a_journal_without_its_header_is_no_empty_journal(cli, root: Path, command: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    (root / "journal.toml").unlink()

    done = cli(*command)

    assert (1, "") == (done.status, done.out)
    assert "journal.toml is missing" in done.err
    assert 1 == done.err.count("\n")
    assert "journal.toml is missing" in cli("add", "one more").err


@pytest.mark.parametrize("command", READERS)
def test_a_place_that_can_be_no_journal_is_no_empty_journal(
    cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "passwd").write_text("root")
    monkeypatch.setenv("MISTAKES_JOURNAL", str(tmp_path / "passwd"))
    assert (1, "") == cli(*command)[:2]
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_text("x")
    monkeypatch.setenv("MISTAKES_JOURNAL", str(tmp_path / "notes"))
    done = cli(*command)
    assert (1, "") == (done.status, done.out)
    assert "other files" in done.err


def test_a_folder_that_holds_nothing_yet_is_an_empty_journal(
    cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "new").mkdir()
    monkeypatch.setenv("MISTAKES_JOURNAL", str(tmp_path / "new"))

    assert (0, "", "") == tuple(cli("list")[:3])


@pytest.mark.parametrize("command", READERS)
def test_whatever_reads_says_how_many_files_it_could_not_read(
    cli, root: Path, command: tuple[str, ...]
) -> None:  # type: ignore[no-untyped-def]
    for number in range(31):
        cli("add", f"Slow {number}")
    for path in files_of(root)[2:]:
        path.write_text("title = ")

    for _ in range(2):  # the second time much is known already
        done = cli(*command)
        if command != ("today", "--plain") or done.out:
            assert "32 files could not be read; see: mistakes doctor\n" == done.err
        assert 0 == done.status


def test_what_comes_unasked_says_nothing_of_files(cli, root: Path) -> None:  # type: ignore[no-untyped-def]
    files_of(root)[0].write_text("title = ")

    assert "" == cli("brief", "--hook", "slow tests").err


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
@pytest.mark.parametrize("command", READERS)
def test_a_folder_that_is_a_link_is_told_of(cli, root: Path, command: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    assert "" == cli("stats").err
    year = next((root / "entries").iterdir())
    shutil.move(year, root.parent / "elsewhere")
    year.symlink_to(root.parent / "elsewhere")

    done = cli(*command)

    assert "1 file could not be read" in done.err


def test_an_entry_that_also_lies_in_a_wrong_folder_is_one_entry(cli, root: Path) -> None:  # type: ignore[no-untyped-def]
    path = files_of(root)[0]
    wrong = root / "entries" / "2019" / "10"
    wrong.mkdir(parents=True)
    shutil.copy(path, wrong)

    listed = cli("list")

    assert 3 == len(listed.out.splitlines())
    assert "1 file could not be read" in listed.err
    assert 0 == cli("show", path.stem[-6:]).status
    journal = Journal.open(root)
    assert 3 == len(list(journal.entries()))
    assert [str(wrong / path.name)] == list(journal.left_out)


def test_an_error_stays_the_only_thing_said_for_machines(cli, root: Path) -> None:  # type: ignore[no-untyped-def]
    files_of(root)[0].write_text("title = ")

    assert 1 == cli("show", "zzzz", "--json").err.count("\n")


def test_ones_own_journal_is_friendly_by_name_before_it_is_begun(cli) -> None:  # type: ignore[no-untyped-def]
    for command in (("list",), ("today",), ("stats",)):
        assert cli(*command)[:3] == cli("-j", "personal", *command)[:3]
    assert 0 == cli("-j", "personal", "add", "x").status
    assert 1 == len(cli("list").out.splitlines())


def test_a_file_that_the_error_names_is_not_counted_once_more(cli, root: Path) -> None:  # type: ignore[no-untyped-def]
    first, second, _ = files_of(root)
    first.write_text("= broken", encoding="utf-8")

    alone = cli("edit", first.stem, "--tag", "x")
    second.write_text("= broken", encoding="utf-8")
    cli("search", "slow")
    several = cli("edit", first.stem, "--tag", "x")

    assert 1 == alone.err.count("\n"), alone.err
    assert str(first) in alone.err
    assert str(first) in several.err
