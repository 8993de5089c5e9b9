"""What sync and join say to a person: numbers that agree, questions at a terminal, errors that fit."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from at_a_terminal import Terminal
from git_team import Team, git, titles

from mistakes import Journal
from mistakes.settings import Settings
from mistakes.testing import run


@pytest.fixture
def shared(tmp_path: Path) -> Team:
    """A team with nobody in it yet."""
    return Team(tmp_path / "team")


@pytest.mark.parametrize(("keys", "kept"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_at_a_terminal_a_rewritten_history_is_asked_about(shared: Team, keys: str, kept: bool) -> None:
    ana, bo = shared.pair()
    first = ana.add("Cut out")
    ana.add("Stays")
    shared.settle()
    Settings.load().set("author", "Bo <bo@example.com>")
    git(ana.root, "rm", "-q", ana.path(first.id).relative_to(ana.root).as_posix())
    made = git(ana.root, "commit-tree", "-m", "rewritten", git(ana.root, "write-tree"))
    git(ana.root, "push", "-q", "--force", "origin", f"{made}:refs/heads/main")

    person = Terminal("sync", "--rejoin", "-j", str(bo.root))
    shown = person.type(keys, ": ")
    status = person.finish()

    assert 0 == status
    assert "Cut out" in shown
    assert (["Cut out", "Stays"] if kept else ["Stays"]) == titles(bo)


def test_at_a_terminal_nothing_is_asked_if_nothing_would_go(shared: Team) -> None:
    ana, bo = shared.pair()
    ana.add("Stays")
    shared.settle()
    Settings.load().set("author", "Bo <bo@example.com>")
    made = git(shared.remote, "commit-tree", "-m", "rewritten", "main^{tree}")
    git(shared.remote, "update-ref", "refs/heads/main", made)

    status = Terminal("sync", "--rejoin", "-j", str(bo.root)).finish()

    assert 0 == status
    assert made == git(bo.root, "rev-parse", "HEAD")


@pytest.mark.parametrize("address", ["nowhere.git", "file:///nowhere/at/all.git"])
def test_a_wrong_address_to_join_is_told_without_words_of_a_sync(tmp_path: Path, address: str) -> None:
    place = tmp_path / "joined"

    done = run("join", str(tmp_path / address) if "://" not in address else address, str(place))

    assert 1 == done.status
    assert "saved" not in done.err.lower()
    assert "address" in done.err
    assert not place.exists()


def test_one_file_is_one_file(tmp_path: Path) -> None:
    code = tmp_path / "code"
    subprocess.run(["git", "init", "-q", "-b", "main", str(code)], check=True)
    journal = Journal.create(code / "mistakes-journal", name="code", kind="team")
    git(code, "commit", "-q", "--allow-empty", "-m", "begun")
    git(code, "add", "-A")
    git(code, "commit", "-q", "-m", "journal")
    journal.add("Beside the code")

    (waiting,) = journal.sync().notes
    Settings.load().set("git.commit", "true")
    (committed,) = Journal.open(journal.root).sync().notes

    assert "1 file waits" in waiting
    assert "committed 1 file;" in committed
