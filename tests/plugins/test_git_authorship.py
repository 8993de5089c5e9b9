"""What must hold in a pipeline: what is proposed in another person's name is found, and nothing else is."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from mistakes.events import Read
from mistakes.journal import Journal
from mistakes.settings import Settings
from mistakes.testing import run

MEI, EVE = ("Mei Lin", "mei@example.com"), ("Eve", "eve@example.com")


def git(folder: Path, *arguments: str, by: tuple[str, str] = MEI) -> str:
    name, address = by
    identity = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (("NAME", name), ("EMAIL", address))
    }
    command = ["git", *arguments]
    return subprocess.run(
        command, cwd=folder, env=os.environ | identity, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def proposed(home: Path, team: Journal, monkeypatch: pytest.MonkeyPatch) -> Journal:
    """A team's journal with one commit that everybody has; the rest is what a request proposes."""
    Settings.load().set("author", f"{MEI[0]} <{MEI[1]}>")
    git(team.root, "init", "--quiet", "--initial-branch=main")
    git(team.root, "add", ".")
    git(team.root, "commit", "--quiet", "-m", "begun")
    git(team.root, "tag", "base")
    monkeypatch.setenv("MISTAKES_BASE", "base")
    return team


def commit(team: Journal, by: tuple[str, str] = MEI) -> None:
    git(team.root, "add", ".")
    git(team.root, "commit", "--quiet", "-m", "told", by=by)


def found(team: Journal) -> list[tuple[str, str]]:
    done = run("-j", str(team.root), "doctor", "--ci", "--json")
    return [(row["where"] or row["path"], row["message"]) for row in done.json]


def test_ones_own_entries_and_events_are_no_problem(proposed: Journal) -> None:
    entry = proposed.add("Told")
    proposed.record(Read(entry.id))
    commit(proposed)
    commit_again = proposed.change(entry.id, story="More.")
    commit(proposed)

    assert commit_again.rev == 2
    assert [] == found(proposed)
    assert 0 == run("-j", str(proposed.root), "doctor", "--ci").status


def test_an_entry_in_another_persons_name_is_named_with_commit_and_both(proposed: Journal) -> None:
    entry = proposed.add("Told")
    commit(proposed, by=EVE)

    ((where, message),) = found(proposed)

    assert where.endswith(f"{entry.id}.toml")
    assert "Mei Lin <mei@example.com>" in message
    assert "Eve <eve@example.com>" in message
    assert 1 == run("-j", str(proposed.root), "doctor", "--ci").status


def test_events_in_another_persons_name_are_found_also_when_lines_were_added(proposed: Journal) -> None:
    entry = proposed.add("Told")
    proposed.record(Read(entry.id))
    commit(proposed)
    proposed.record(Read(entry.id))
    commit(proposed, by=EVE)

    ((where, message),) = found(proposed)

    assert where.endswith(".jsonl")
    assert "eve@example.com" in message


def test_who_edits_a_colleagues_entry_is_no_forger(proposed: Journal) -> None:
    entry = proposed.add("Told")
    commit(proposed)
    git(proposed.root, "tag", "-f", "base")
    proposed.change(entry.id, story="A colleague knows more.")
    commit(proposed, by=EVE)

    assert [] == found(proposed)


def test_a_merge_brings_what_others_wrote(proposed: Journal) -> None:
    git(proposed.root, "switch", "--quiet", "-c", "hers")
    proposed.add("Told")
    commit(proposed)
    git(proposed.root, "switch", "--quiet", "main")
    (proposed.root / "README.md").write_text("Our journal.", encoding="utf-8")
    commit(proposed, by=EVE)
    git(proposed.root, "merge", "--quiet", "--no-edit", "hers", by=EVE)

    assert [] == [row for row in found(proposed) if "committed by" in row[1]]


def test_the_same_person_under_another_name_is_one_person(proposed: Journal) -> None:
    proposed.add("Told")
    commit(proposed, by=("M. Lin", "MEI@example.com"))

    assert [] == found(proposed)


def test_a_detached_checkout_and_a_missing_merge_driver_are_no_problem_of_a_pipeline(
    proposed: Journal,
) -> None:
    proposed.add("Told")
    commit(proposed)
    git(proposed.root, "checkout", "--quiet", "--detach")

    assert [] == found(proposed)


@pytest.mark.parametrize("base", ["no-such", "--upload-pack=x", ""])
def test_without_a_base_that_is_there_nobody_is_accused(
    proposed: Journal, monkeypatch: pytest.MonkeyPatch, base: str
) -> None:
    proposed.add("Told")
    commit(proposed, by=EVE)
    monkeypatch.setenv("MISTAKES_BASE", base)

    assert [] == found(proposed)


@pytest.mark.parametrize("is_new", [True, False])
def test_an_author_that_was_put_back_is_no_problem_any_more(proposed: Journal, is_new: bool) -> None:
    entry = proposed.add("Told")
    commit(proposed)
    if not is_new:
        git(proposed.root, "tag", "-f", "base")
    path = proposed.path(entry.id)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(MEI[0], EVE[0]).replace(MEI[1], EVE[1]), encoding="utf-8")
    commit(proposed)

    assert any("got another author" in message for _, message in found(proposed))
    path.write_text(text, encoding="utf-8")
    commit(proposed)
    assert [] == found(proposed)
