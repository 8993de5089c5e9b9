"""The command `sync`: what it says, its exit statuses, its JSON; and syncing by itself after a change."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from git_team import Team, git, titles

from mistakes import Journal
from mistakes.settings import Settings
from mistakes.testing import run


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
    """A team of two, of which the settings know `payments` as the first one's."""
    team = Team(tmp_path / "team")
    ana, _ = team.pair()
    settings = Settings.load()
    settings.set("author", "Ana <ana@example.com>")
    settings.set("journals.payments", str(ana.root))
    monkeypatch.chdir(tmp_path)
    return team


def test_sync_alone_syncs_what_has_a_remote_and_says_what_went_where(shared: Team) -> None:
    ana, bo = shared.clones
    bo.add("Bo's")
    bo.sync()
    ana.add("Ana's")
    run("add", "Private, and shared with nobody")

    done = run("sync")

    assert (0, "") == (done.status, done.err)
    assert "payments: 1 entry sent, 1 entry received\n" == done.out
    assert "payments: in step\n" == run("sync").out


def test_sync_without_any_remote_says_how_to_begin() -> None:
    run("add", "Alone")
    done = run("sync")

    assert 0 == done.status
    assert "mistakes init" in done.out
    assert {"journals": []} == run("sync", "--json").json


def test_sync_of_a_journal_without_a_repository_is_an_error(journal: Journal) -> None:
    done = run("sync", "-j", str(journal.root))

    assert 1 == done.status
    assert "shared through nothing yet" in done.err


def test_sync_says_it_all_in_json(shared: Team) -> None:
    ana, bo = shared.clones
    made = ana.add("Both")
    shared.settle()
    bo.change(made.id, title="Bo's")
    bo.sync()
    ana.change(made.id, title="Ana's")
    left = ana.add("Empty")
    ana.path(left.id).write_text("")

    (row,) = run("sync", "--json").json["journals"]

    assert ["payments", str(ana.root), "git", str(shared.remote), False, None] == [
        row[name] for name in ("journal", "path", "backend", "remote", "dry_run", "error")
    ]
    assert [made.id] == row["joined"] == row["conflicts"] == row["sent"]["changed"]
    assert "is empty" == row["left"][0]["reason"]


def test_status_asks_no_network_and_tells_what_waits(shared: Team) -> None:
    ana, bo = shared.clones
    bo.add("Bo's")
    bo.sync()
    git(ana.root, "fetch", "-q")
    ana.add("Ana's")
    shared.remote.rename(shared.folder / "away")

    done = run("sync", "--status")
    (row,) = run("sync", "--status", "--json").json["journals"]

    assert "payments: 1 file to commit, 1 commit to fetch" in done.out
    assert (1, 0, 1, False) == (row["unsaved"], row["ahead"], row["behind"], row["in_step"])
    assert row["at"]


def test_a_dry_run_tells_and_changes_nothing(shared: Team) -> None:
    ana, bo = shared.clones
    bo.add("Bo's")
    bo.sync()
    ana.add("Ana's")
    before = (git(ana.root, "rev-parse", "HEAD"), git(shared.remote, "rev-parse", "main"), titles(ana))

    done = run("sync", "--dry-run")

    assert "payments: 1 entry would be sent, 1 entry would be received\n" == done.out
    assert before == (
        git(ana.root, "rev-parse", "HEAD"),
        git(shared.remote, "rev-parse", "main"),
        titles(ana),
    )


def test_what_cannot_be_shared_is_saved_and_has_status_4(shared: Team) -> None:
    ana = shared.clones[0]
    ana.add("Kept")
    shared.remote.rename(shared.folder / "away")

    done = run("sync", "-j", "payments")
    as_json = run("sync", "-j", "payments", "--json")

    assert (4, "") == (done.status, done.out)
    assert 1 == done.err.count("\n")
    assert "Everything is saved here" in done.err
    assert "offline" == json.loads(as_json.err)["error"]["kind"]


def test_one_journal_that_fails_keeps_no_other_from_syncing(shared: Team, tmp_path: Path) -> None:
    ana, bo = shared.clones
    other = Team(tmp_path / "other", "search")
    gone = other.begin("cy")
    Settings.load().set("journals.search", str(gone.root))
    other.remote.rename(tmp_path / "away")
    gone.add("Kept")
    ana.add("Goes")

    done = run("sync")
    rows = run("sync", "--json").json["journals"]
    bo.sync()

    assert 4 == done.status
    assert "payments: 1 entry" in done.out
    assert "search: " in done.err
    assert {"offline", None} == {row["error"] and row["error"]["kind"] for row in rows}
    assert ["Goes"] == titles(bo)


def test_a_person_in_the_middle_of_something_has_status_3(shared: Team) -> None:
    git(shared.clones[0].root, "switch", "-q", "--detach")

    done = run("sync", "-j", "payments")

    assert 3 == done.status
    assert "git switch main" in done.err


def test_options_that_do_not_go_together_are_told(shared: Team) -> None:
    assert 2 == run("sync", "--status", "--dry-run").status
    assert 2 == run("sync", "--rejoin").status


def test_a_repository_that_names_programs_is_not_asked_about_in_a_pipe(shared: Team) -> None:
    bo = shared.clones[1]
    git(bo.root, "config", "core.sshCommand", "touch evil")

    done = run("sync", "-j", str(bo.root))

    assert 3 == done.status
    assert "journals trust" in done.err


@pytest.mark.parametrize("wished", [True, False])
def test_a_change_is_synced_by_itself_only_if_that_is_wished(
    shared: Team, program: object, wished: bool
) -> None:
    ana, bo = shared.clones
    Settings.load().set("sync.auto", "true" if wished else "")
    path = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH", "")]))
    done = program("add", "-j", "payments", "By itself", PYTHONPATH=path)  # type: ignore[operator]
    assert 0 == done.status, done.err

    deadline = time.monotonic() + (20 if wished else 1)
    while "By itself" not in titles(bo) and time.monotonic() < deadline:
        bo.sync()
    assert wished == ("By itself" in titles(bo))
    assert ["By itself"] == titles(ana)
