"""What must hold as a journal is begun and joined through git: whole or not at all, and looked at before."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from mistakes.journal import Journal
from mistakes.model import Lesson
from mistakes.settings import Settings
from mistakes.testing import own_home, run

MEI, ANA = "Mei Lin <mei@example.com>", "Ana Ruiz <ana@example.com>"


def git(folder: Path, *arguments: str, **more: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, env=os.environ | more, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """A bare repository whose HEAD names another branch than ours, as on many servers."""
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=master", "remote.git")
    return tmp_path / "remote.git"


@pytest.fixture
def mei(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    Settings.load().set("author", MEI)
    monkeypatch.chdir(tmp_path)
    return home


@pytest.fixture
def team(mei: Path, remote: Path, tmp_path: Path) -> Journal:
    assert (
        run("init", "--team", "payments", "--git", str(remote), "--charter", "mission=Fewer outages").status
        == 0
    )
    return Journal.open(tmp_path / "payments")


def test_a_team_begins_in_a_repository_of_its_own_that_others_can_join(team: Journal, remote: Path) -> None:
    assert "refs/heads/main" in git(remote, "for-each-ref")
    assert "" == git(team.root, "status", "--porcelain")
    assert str(team.root) == Settings.load().table("journals")["payments"]


def test_who_joins_reads_the_charter_and_gets_lessons_to_begin_with(
    team: Journal, remote: Path, tmp_path: Path
) -> None:
    for number in range(5):
        team.add(
            f"Told {number}",
            tags=[f"t{number}"],
            lessons=[Lesson(f"Lesson {number}", when="w", then="t")],
        )
    assert run("sync").status == 0

    with own_home(tmp_path / "ana"):
        Settings.load().set("author", ANA)
        done = run("join", str(remote), str(tmp_path / "hers"))

        assert done.status == 0
        assert "joined payments: 5 entries" in done.out
        assert "Mission: Fewer outages" in done.out
        assert 3 == done.out.count("Lesson ")
        assert "payments" in Settings.load().table("journals")
        assert 5 == len(run("-j", "payments", "list", "--json").json)


def test_what_one_shares_the_other_reads_after_a_sync(team: Journal, remote: Path, tmp_path: Path) -> None:
    with own_home(tmp_path / "ana"):
        Settings.load().set("author", ANA)
        run("join", str(remote), str(tmp_path / "hers"))
        handle = run("add", "Told by Ana", "--set", "feeling=glad").handle
        assert 0 == run("share", handle, "--yes", "--to", "payments").status

    assert 0 == run("sync").status
    (copy,) = team.entries()
    assert ("Told by Ana", ANA, "") == (copy.title, copy.author, copy.feeling)


def test_what_cannot_be_sent_is_shared_here_and_said(team: Journal, remote: Path) -> None:
    remote.rename(remote.with_name("gone.git"))
    handle = run("add", "Told").handle

    done = run("share", handle, "--yes")

    assert 4 == done.status
    assert "saved, not shared yet" in done.err
    assert ["Told"] == [entry.title for entry in team.entries()]


def test_a_journal_that_cannot_be_reached_yet_is_begun_all_the_same(mei: Path, tmp_path: Path) -> None:
    done = run("init", "--team", "payments", "--git", str(tmp_path / "nowhere.git"))

    assert 4 == done.status
    assert "not shared yet" in done.err
    assert (tmp_path / "payments" / "journal.toml").exists()


@pytest.mark.parametrize(
    "address", ["ext::sh -c touch% hacked", "--upload-pack=x", "http://example.com/x", "a\nb"]
)
def test_a_bad_address_is_refused_before_anything_is_made(mei: Path, tmp_path: Path, address: str) -> None:
    before = sorted(tmp_path.iterdir())

    assert 2 == run("init", "--team", "payments", f"--git={address}").status
    assert 2 == run("join", "--", address).status
    assert before == sorted(tmp_path.iterdir())


def test_an_empty_repository_is_no_journal_and_the_first_step_is_said(mei: Path, remote: Path) -> None:
    done = run("join", str(remote))

    assert 1 == done.status
    assert "mistakes init --team NAME --git" in done.err


def test_a_repository_of_code_is_not_joined(mei: Path, tmp_path: Path) -> None:
    code = tmp_path / "code"
    code.mkdir()
    git(code, "init", "--quiet")
    (code / "mistakes-journal").mkdir()
    Journal.create(code / "mistakes-journal", name="inner", kind="team")
    git(code, "add", ".")
    git(code, "-c", "user.name=M", "-c", "user.email=m@example.com", "commit", "--quiet", "-m", "first")

    done = run("join", str(code), str(tmp_path / "joined"))

    assert 1 == done.status
    assert "mistakes-journal/" in done.err
    assert not (tmp_path / "joined").exists()


def test_a_folder_that_is_not_empty_is_left_alone(team: Journal, remote: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    (there / "mine.txt").write_text("mine", encoding="utf-8")

    assert 1 == run("join", str(remote), str(there)).status
    assert ["mine.txt"] == os.listdir(there)


def hostile(team: Journal, name: str) -> None:
    """Commit what must never be checked out, past our own program."""
    environment = {"GIT_AUTHOR_NAME": "Eve", "GIT_AUTHOR_EMAIL": "eve@example.com"}
    environment |= {"GIT_COMMITTER_NAME": "Eve", "GIT_COMMITTER_EMAIL": "eve@example.com"}
    blob = git(team.root, "hash-object", "-w", "journal.toml").strip()
    mode = {"link": "120000", "program": "100755"}.get(name, "100644")
    path = {"twins": "ENTRIES/x.toml", "filter": ".gitattributes"}.get(name, f"entries/2026/11/{name}.toml")
    if name == "filter":
        rules = team.root / "rules"
        rules.write_text("* filter=evil\n", encoding="utf-8")
        blob = git(team.root, "hash-object", "-w", "rules").strip()
        rules.unlink()
    git(team.root, "update-index", "--add", "--cacheinfo", f"{mode},{blob},{path}")
    git(team.root, "commit", "--quiet", "-m", "evil", "--no-verify", **environment)
    git(team.root, "push", "--quiet", "origin", "main")


@pytest.mark.parametrize("name", ["link", "program", "twins", "filter"])
def test_what_must_not_be_checked_out_is_refused_with_its_author_and_nothing_is_left(
    team: Journal, remote: Path, tmp_path: Path, name: str
) -> None:
    team.add("Told")
    run("sync")
    hostile(team, name)

    with own_home(tmp_path / "ana"):
        done = run("join", str(remote), str(tmp_path / "hers"))

    assert 3 == done.status, done.err
    assert "eve@example.com" in done.err
    assert not (tmp_path / "hers").exists()
    assert [] == list(tmp_path.glob(".mistakes-*"))


def test_ones_own_journal_goes_with_one_to_another_machine(mei: Path, remote: Path, tmp_path: Path) -> None:
    assert 0 == run("init", "--git", str(remote)).status
    run("add", "Mine", "--set", "feeling=glad")
    assert 0 == run("sync").status

    with own_home(tmp_path / "laptop"):
        Settings.load().set("author", MEI)
        assert 0 == run("join", "--personal", str(remote)).status
        assert ["Mine"] == [row["title"] for row in run("list", "--json").json]
        run("add", "From the laptop")
        assert 0 == run("sync").status
        again = run("join", "--personal", str(remote))
        assert (2, True) == (again.status, "already" in again.err)

    run("sync")
    assert 2 == len(run("list", "--json").json)


def test_a_personal_journal_is_not_joined_as_a_teams(mei: Path, remote: Path, tmp_path: Path) -> None:
    run("init", "--git", str(remote))

    with own_home(tmp_path / "laptop"):
        done = run("join", str(remote), str(tmp_path / "hers"))

    assert 2 == done.status
    assert "personal" in done.err


SECRET = "AKIA" + "J7Q2XK4M" + "6TB3LW5P"


def test_a_secret_is_not_sent_until_somebody_has_looked_and_the_rest_is(team: Journal, remote: Path) -> None:
    kept = team.add("A key", story=f"It was {SECRET}.")
    sent = team.add("Told")

    held = run("sync")

    assert "not sent" in held.out
    assert SECRET not in held.out + held.err
    there = git(remote, "ls-tree", "-r", "--name-only", "main")
    assert (True, False) == (sent.id in there, kept.id in there)
    assert 0 == run("sync", "--scanned").status
    assert kept.id in git(remote, "ls-tree", "-r", "--name-only", "main")
    team.change(kept.id, goal="told again")
    assert "not sent" not in run("sync").out


def test_what_was_shared_after_a_look_is_sent(team: Journal, remote: Path) -> None:
    handle = run("add", "A key", "--story", f"It was {SECRET}.").handle

    assert 0 == run("share", handle, "--scanned").status
    (copy,) = team.entries()
    assert copy.id in git(remote, "ls-tree", "-r", "--name-only", "main")


def test_a_journal_that_is_there_already_can_be_shared_with_ones_other_machines(
    mei: Path, remote: Path, tmp_path: Path
) -> None:
    run("add", "Mine")

    assert 0 == run("init", "--git", str(remote)).status
    with own_home(tmp_path / "laptop"):
        Settings.load().set("author", MEI)
        assert 0 == run("join", "--personal", str(remote)).status
        assert ["Mine"] == [row["title"] for row in run("list", "--json").json]


def test_sharing_one_entry_does_not_send_what_was_held_back_of_another(team: Journal, remote: Path) -> None:
    kept = team.add("A key", story=f"It was {SECRET}.")
    run("sync")
    handle = run("add", "Told").handle

    run("share", handle, "--scanned")

    assert kept.id not in git(remote, "ls-tree", "-r", "--name-only", "main")


def test_a_purge_that_arrives_leaves_nothing_of_the_text(team: Journal, remote: Path, tmp_path: Path) -> None:
    run("sync")
    with own_home(tmp_path / "ana") as hers:
        Settings.load().set("author", ANA)
        run("join", str(remote), str(tmp_path / "hers"))
        entry = Journal.open(tmp_path / "hers").add("Told", story="zq-secret-zq")
        Journal.open(tmp_path / "hers").change(entry.id, goal="more")
        run("sync")
    run("sync")
    assert 0 == run("-j", "payments", "purge", entry.id, "--yes").status

    with own_home(tmp_path / "ana") as hers:
        run("-j", "payments", "search", "zq")
        assert "the removal of" in run("sync").out
        left = b"".join(path.read_bytes() for path in hers.rglob("*") if path.is_file())
    assert b"zq-secret-zq" not in left


def test_a_broken_entry_is_named_with_who_brought_it_as_it_arrives(
    team: Journal, remote: Path, tmp_path: Path
) -> None:
    entry = team.add("Told")
    run("sync")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--branch", "main", str(remote), "clone")
    (clone / team.path(entry.id).relative_to(team.root)).write_text('title = "unclosed\n', encoding="utf-8")
    identity = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", "Eve"), ("EMAIL", "eve@example.com"))
    }
    git(clone, "commit", "--quiet", "-a", "-m", "slip", **identity)
    git(clone, "push", "--quiet", "origin", "main")

    (report,) = run("sync", "--json").json["journals"]

    (found,) = report["quarantined"]
    assert found["path"].endswith(f"{entry.id}.toml")
    assert "eve@example.com" in found["author"]


def test_what_people_do_with_a_teams_entry_works_wherever_one_stands(
    team: Journal, remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = team.add("Told by Ana", author=ANA, lessons=[Lesson("Wait", when="w", then="t")])
    monkeypatch.chdir(tmp_path)

    assert 0 == run("comment", theirs.id, "the same here").status
    assert 0 == run("thank", theirs.id, "saved me a weekend").status
    assert 0 == run("borrow", theirs.id, "--if", "mine", "--then", "my own").status
    again = run("borrow", theirs.id)
    assert "borrowed already" in again.out
    (own,) = run("list", "--json").json
    assert "mine" == own["lessons"][0]["when"]
    assert "nothing waits" in run("resolve").out


def test_events_about_a_purged_entry_are_no_problem(mei: Path) -> None:
    handle = run(
        "add", "Mine", "--lesson", "L", "--if", "a", "--then", "b", "--story", "S", "--condition", "tool: t"
    ).handle
    run("add", "Another")
    run("purge", handle, "--yes")

    assert 0 == run("doctor").status
