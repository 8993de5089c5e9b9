"""The merge driver, for people who type `git pull`, `git merge` or `git rebase`. Faults 39 and 40."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from git_team import Team, git, titles
from hypothesis import HealthCheck, given, settings
from merge_strategies import ENTRY_ID, History, histories

from mistakes import Journal, tomltext
from mistakes.doctor import diagnose
from mistakes_git.driver import main
from mistakes_git.driver_settings import command_line, is_our_driver


@pytest.fixture
def shared(tmp_path: Path) -> Team:
    """A team of two."""
    team = Team(tmp_path / "team")
    team.pair()
    return team


def files(folder: Path, *texts: str) -> list[str]:
    """Write the versions as git hands them over."""
    paths = []
    for name, text in zip(("base", "ours", "theirs"), texts, strict=True):
        (folder / name).write_text(text, encoding="utf-8", newline="")
        paths.append(str(folder / name))
    return paths


def entry(name: str, **more: str) -> str:
    """Return the text of a small entry."""
    table = {"format": 1, "id": name, "title": "t", "rev": 1, **more}
    return tomltext.dump(table)


def problems(journal: Journal) -> list[str]:
    """Return what doctor says of git."""
    from datetime import UTC, datetime

    return [found.message for found in diagnose(journal, now=datetime.now(UTC)) if found.kind == "plugin"]


@pytest.mark.parametrize("command", ["merge", "rebase", "cherry-pick"])
def test_fault_40_git_joins_entries_by_field_whichever_way_it_goes(shared: Team, command: str) -> None:
    ana, bo = shared.clones
    made = ana.add("Both", tags={"base"})
    shared.settle()
    bo.change(made.id, title="Bo's", tags={"base", "bo"}, story="of Bo")
    bo.sync()
    ana.change(made.id, title="Ana's", tags={"base", "ana"}, expected="of Ana")
    git(ana.root, "commit", "-qam", "mine")
    git(ana.root, "fetch", "-q")
    git(ana.root, command, *(["--no-edit"] if command == "merge" else []), "origin/main")

    joined = ana.get(made.id)
    assert {"base", "ana", "bo"} == set(joined.tags)
    assert ("of Ana", "of Bo") == (joined.expected, joined.story)
    assert {"Ana's", "Bo's"} == {joined.title, *(row.value for row in joined.conflict)}


@pytest.mark.parametrize("command", ["merge", "rebase", "pull"])
def test_a_conflict_names_who_wrote_either_value_also_after_a_plain_git_pull(
    shared: Team, command: str
) -> None:
    ana, bo = shared.clones
    made = shared.join("cai").add("Of Cai", author="Cai <cai@example.com>")
    shared.settle()
    bo.change(made.id, title="Bo's")
    bo.sync()
    ana.change(made.id, title="Ana's")
    git(ana.root, "commit", "-qam", "mine", "--author=Ana <ana@example.com>")
    if command != "pull":
        git(ana.root, "fetch", "-q")
    given = {"merge": ["--no-edit", "origin/main"], "rebase": ["origin/main"], "pull": ["-q", "--no-rebase"]}
    git(ana.root, command, *given[command], GIT_MERGE_AUTOEDIT="no")

    (row,) = ana.get(made.id).conflict
    said = {ana.get(made.id).title: row.extra["against"], row.value: row.author}
    assert {"Ana's": "Ana <ana@example.com>", "Bo's": "Bo <bo@example.com>"} == said


def test_a_merge_that_names_nobody_leaves_the_author_in_the_conflict(shared: Team) -> None:
    ana, bo = shared.clones
    made = ana.add("Both")
    shared.settle()
    bo.change(made.id, title="Bo's")
    bo.sync()
    ana.change(made.id, title="Ana's")
    git(ana.root, "commit", "-qam", "mine")
    git(ana.root, "fetch", "-q")
    git(ana.root, "cherry-pick", "origin/main")

    (row,) = ana.get(made.id).conflict
    assert ana.get(made.id).author == row.author
    assert "against" not in row.extra


def test_fault_40_swapped_sides_give_the_same_bytes(tmp_path: Path) -> None:
    versions = [entry(ENTRY_ID, x=name, **{name: "1"}) for name in "abc"]
    results = []
    for number, order in enumerate(((0, 1, 2), (0, 2, 1))):
        (tmp_path / str(number)).mkdir()
        given = files(tmp_path / str(number), *(versions[place] for place in order))
        assert 0 == main([*given, f"entries/2026/11/{ENTRY_ID}.toml"])
        results.append(Path(given[1]).read_bytes())

    assert results[0] == results[1]


@given(histories(rooted=True))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_fault_40_any_two_versions_are_joined_alike_from_both_sides(tmp_path: Path, history: History) -> None:
    texts = [tomltext.dump(version or {}) for version in history]
    results = []
    for order in ((0, 1, 2), (0, 2, 1)):
        given = files(tmp_path, *(texts[place] for place in order))
        status = main([*given, f"{ENTRY_ID}.toml"])
        results.append((status, Path(given[1]).read_text(encoding="utf-8") if status == 0 else ""))

    assert results[0] == results[1]
    assert 0 == results[0][0]


@pytest.mark.parametrize(
    ("ours", "theirs", "path"),
    [
        (entry(ENTRY_ID), entry(ENTRY_ID[:-1] + "r"), f"{ENTRY_ID}.toml"),
        (entry(ENTRY_ID), entry(ENTRY_ID, x="y"), f"{ENTRY_ID[:-1]}r.toml"),
        (entry(ENTRY_ID), "= broken", f"{ENTRY_ID}.toml"),
        (entry(ENTRY_ID), "", f"{ENTRY_ID}.toml"),
        (entry(ENTRY_ID), "x" * 300_000, f"{ENTRY_ID}.toml"),
    ],
    ids=["ids", "path", "broken", "empty", "large"],
)
def test_fault_40_different_or_broken_entries_are_left_to_the_person(
    tmp_path: Path, ours: str, theirs: str, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = files(tmp_path, entry(ENTRY_ID), ours, theirs)

    assert 1 == main([*given, path])
    assert ours == Path(given[1]).read_text()
    assert "mistakes: not joined" in capsys.readouterr().err


def test_a_driver_that_gets_something_else_says_what_it_gets(capsys: pytest.CaptureFixture[str]) -> None:
    assert 129 == main(["one"])
    assert "BASE OURS THEIRS PATH" in capsys.readouterr().err


def test_fault_39_a_driver_that_is_gone_is_found_and_set_up_again(shared: Team) -> None:
    ana, bo = shared.clones
    assert [] == problems(ana)
    for value in ("/gone/venv/bin/python -P -m mistakes_git.driver %O %A %B %P", "evil %A", ""):
        git(ana.root, "config", "merge.mistakes.driver", value)
        assert 1 == len(problems(ana))
        ana.sync()
        assert [] == problems(ana)
        assert command_line() == git(ana.root, "config", "merge.mistakes.driver")
    git(bo.root, "config", "--remove-section", "merge.mistakes")
    assert ["is not set up" in found for found in problems(bo)] == [True]


def test_fault_39_a_merge_without_the_driver_leaves_a_conflict_that_harms_nobody(shared: Team) -> None:
    ana, bo = shared.clones
    made, other = ana.add("Both"), ana.add("Other")
    shared.settle()
    bo.change(made.id, title="Bo's")
    bo.sync()
    ana.change(made.id, title="Ana's")
    git(ana.root, "commit", "-qam", "mine")
    git(ana.root, "fetch", "-q")
    git(ana.root, "config", "--remove-section", "merge.mistakes")
    git(ana.root, "merge", "origin/main", ok=False)

    assert ["Other"] == titles(ana)
    assert [other.id] == [entry.id for entry in ana.search("Other")]
    assert 1 == len(ana.unreadable)
    git(ana.root, "merge", "--abort")
    ana.sync()
    assert {"Ana's", "Bo's"} == {ana.get(made.id).title, ana.get(made.id).conflict[0].value}


def test_rules_that_an_earlier_version_wrote_are_brought_up_to_date(shared: Team) -> None:
    ana = shared.clones[0]
    rules = ana.root / ".gitattributes"
    now = rules.read_text()
    rules.write_text("* -text\n*.toml text eol=lf\n*.jsonl text eol=lf merge=union\n")
    ana.sync()
    assert now == rules.read_text()
    assert "merge=mistakes" in now
    rules.write_text("# my own\n")
    ana.sync()
    assert "# my own\n" == rules.read_text()
    assert ["does not name the merge driver" in found for found in problems(ana)] == [True]


def test_only_our_own_command_is_taken_for_ours() -> None:
    assert is_our_driver(command_line())
    assert is_our_driver("'/a b/python3.12' -P -m mistakes_git.driver %O %A %B %P")
    for other in ("", "sh -c x", f"{sys.executable} -c x", command_line() + "; touch evil", '"'):
        assert not is_our_driver(other)
