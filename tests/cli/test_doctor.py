"""`mistakes doctor` names every problem and its cure, mends on request, and exits with what remains."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from core import zoo
from core.zoo import SPECIMENS

ROOT = Path(__file__).resolve().parents[2]
NOTE, PROBLEM, FIXABLE = "notes", "four faults", "Windows line ends"

Doctor = Callable[..., Any]


@pytest.fixture
def doctor(program: Callable[..., Any], tmp_path: Path) -> Doctor:
    """Return a function that runs `mistakes doctor`; the personal journal is the folder `zoo`."""

    def run(*arguments: str, **more: Any) -> Any:
        settings = {"MISTAKES_DISABLE_PLUGINS": "all", "MISTAKES_JOURNAL": str(tmp_path / "zoo")}
        return program("doctor", *arguments, **settings, PYTHONPATH=str(ROOT), **more)

    return run


@pytest.fixture
def root(tmp_path: Path, home: Path) -> Path:
    """A healthy personal journal, with an author set."""
    folder = home / "xdg_config_home" / "mistakes"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('author = "Mei Lin <mei@example.com>"\n', encoding="utf-8")
    return zoo.healthy(tmp_path / "zoo")


def spoil(root: Path, *names: str) -> None:
    for name in names:
        zoo.specimen(name).break_it(root)


def test_a_healthy_journal_is_told_in_one_friendly_line(doctor: Doctor, root: Path) -> None:
    done = doctor()

    assert (0, "No problems: 3 entries, 2 events.\n", "") == (done.status, done.out, done.err)


def test_notes_alone_leave_the_status_at_0(doctor: Doctor, root: Path) -> None:
    spoil(root, NOTE)

    done = doctor()

    assert 0 == done.status
    assert done.out.endswith("No problems, 1 note: 3 entries, 2 events.\n")


def test_problems_stand_under_their_file_each_on_a_line_with_the_cure_beneath(
    doctor: Doctor, root: Path
) -> None:
    spoil(root, PROBLEM)

    done = doctor()

    assert 1 == done.status
    assert done.out == (
        f"zoo  {root}\n\n"
        f"  {zoo.OCTOBERS}\n"
        "  problem  title: is missing\n"
        "  problem  rev: expected 1 to 9007199254740992, got 0\n"
        "  problem  tags: expected a list, got a whole number\n"
        "  problem  confidence: expected 0 to 100, got 300\n"
        "           Correct it in an editor\n\n"
        "4 problems: 3 entries, 2 events.\n"
    )


def test_fix_says_what_it_did_and_what_remains_and_has_nothing_to_do_twice(
    doctor: Doctor, root: Path
) -> None:
    spoil(root, FIXABLE, "wrong month", "in two folders")

    first, second = doctor("--fix"), doctor("--fix")

    assert (1, 1) == (first.status, second.status)
    assert "  mended   has Windows line ends (CR LF) → changed the line ends to LF\n" in first.out
    assert "→ moved to entries/2024/11\n" in first.out
    assert first.out.endswith("Mended 2. 1 problem: 4 entries, 2 events.\n")
    assert second.out.endswith("\n1 problem: 4 entries, 2 events.\n")
    assert "mended" not in second.out


def test_fix_also_mends_what_only_mending_has_shown(doctor: Doctor, root: Path) -> None:
    spoil(root, "no keys")
    zoo.commit(root)
    zoo.write(root, zoo.OCTOBERS, "")

    done = doctor("--fix")

    assert 0 == done.status
    assert done.out.endswith("Mended 2. No problems: 3 entries, 2 events.\n")
    assert zoo.read(root, zoo.OCTOBERS).count(b"key = ") == 2


def test_without_fix_nothing_is_written(doctor: Doctor, root: Path) -> None:
    spoil(root, FIXABLE)
    before = zoo.read(root, zoo.OCTOBERS)

    done = doctor()

    assert before == zoo.read(root, zoo.OCTOBERS)
    assert done.out.endswith("Mend 1 of them with: mistakes doctor --fix\n")


def test_json_is_an_array_of_problems_as_documented(doctor: Doctor, root: Path) -> None:
    spoil(root, "not JSON")

    done = doctor("--json")

    assert 1 == done.status
    assert [
        {
            "kind": "bad-line",
            "severity": "problem",
            "journal": "zoo",
            "path": str(root / zoo.LOG),
            "where": "line 3",
            "message": "is not JSON",
            "cure": "Correct that line in an editor; all other lines count",
            "fixable": False,
            "mended": None,
        }
    ] == json.loads(done.out)


def test_json_tells_what_was_mended(doctor: Doctor, root: Path) -> None:
    spoil(root, FIXABLE)

    done = doctor("--json", "--fix")

    assert 0 == done.status
    assert [("crlf", "changed the line ends to LF")] == [
        (one["kind"], one["mended"]) for one in json.loads(done.out)
    ]
    assert (0, "[]\n") == ((again := doctor("--json")).status, again.out)


@pytest.mark.skipif(os.name != "posix", reason="the whole zoo needs pipes and links")
def test_the_whole_zoo_is_told_without_a_traceback_or_a_raw_control_character(
    doctor: Doctor, root: Path, tmp_path: Path
) -> None:
    for number, specimen in enumerate(one for one in SPECIMENS if one.name != "a gigabyte"):
        own = zoo.healthy(tmp_path / "each" / str(number), "team" if specimen.team else "personal")
        specimen.break_it(own)
        if number % 6 == 0:  # every run costs a start of the program
            done = doctor("--fix", "-j", str(own))
            assert done.status in (0, 1), specimen.name
            assert "Traceback" not in done.err, specimen.name
            assert "\x1b" not in done.out, specimen.name
    assert "\x1b" not in doctor("-j", str(root)).out


@pytest.mark.parametrize("name", ["journal.toml rubbish", "journal.toml two faults", "journal.toml missing"])
def test_a_broken_journal_file_hides_nothing_else(doctor: Doctor, root: Path, name: str) -> None:
    spoil(root, name, "four faults")

    for arguments in ((), ("-j", str(root))):
        kinds = [problem["kind"] for problem in json.loads(doctor("--json", *arguments).out)]
        assert kinds.count("invalid") == 4
        assert "journal-file" in kinds


def test_broken_settings_are_a_problem_and_stop_nothing(doctor: Doctor, root: Path, home: Path) -> None:
    settings = home / "xdg_config_home" / "mistakes" / "config.toml"
    spoil(root, PROBLEM)
    for text in ("author =", "personal = 3"):
        settings.write_text(text, encoding="utf-8")
        done = doctor("--json")
        kinds = {problem["kind"] for problem in json.loads(done.out)}
        assert (1, {"invalid", "settings"}) == (done.status, kinds)


def test_without_a_journal_only_the_settings_are_looked_at(doctor: Doctor, tmp_path: Path) -> None:
    done = doctor()

    assert 0 == done.status
    assert "there is no journal yet" in done.out
    assert not (tmp_path / "zoo").exists()


def test_both_the_personal_and_the_teams_journal_are_looked_at(
    doctor: Doctor, root: Path, tmp_path: Path
) -> None:
    team = zoo.healthy(tmp_path / "team", "team")
    spoil(root, NOTE)
    spoil(team, "a feeling", "a private event")

    problems = json.loads(doctor("--json", cwd=team).out)

    assert {str(root), str(team)} == {problem["path"].partition("/e")[0] for problem in problems}
    assert ["foreign", "private-field", "private-event"] == [problem["kind"] for problem in problems]


def test_a_pipeline_hears_of_private_things_in_the_teams_journal_and_of_nothing_else(
    doctor: Doctor, root: Path, tmp_path: Path, home: Path
) -> None:
    team = zoo.healthy(tmp_path / "team", "team")
    spoil(root, PROBLEM)
    spoil(team, "a feeling", "a private event")
    (home / "xdg_config_home" / "mistakes" / "config.toml").write_text("author =", encoding="utf-8")

    done = doctor("--ci", "--json", cwd=team)

    assert 1 == done.status
    assert ["private-field", "private-event"] == [problem["kind"] for problem in json.loads(done.out)]


def test_a_pipeline_without_a_team_journal_fails(doctor: Doctor, root: Path) -> None:
    done = doctor("--ci")

    assert (1, "") == (done.status, done.out)
    assert done.err.startswith("there is no team journal here or above.")


def test_fix_and_ci_do_not_go_together(doctor: Doctor, root: Path) -> None:
    assert 2 == doctor("--ci", "--fix").status


def test_what_cannot_be_mended_now_is_said_and_stays_a_problem(
    doctor: Doctor, root: Path, home: Path
) -> None:
    spoil(root, "an unsaved entry")
    (home / "xdg_state_home").mkdir()
    (home / "xdg_state_home" / "mistakes").write_text("a file where the folder should be")

    done = doctor("--fix")

    assert done.err.startswith("not mended: ")
    assert str(home / "xdg_state_home" / "mistakes") in done.err
    assert "leftover" in {problem["kind"] for problem in json.loads(doctor("--json").out)}
    assert (root / zoo.TEMPORARY).exists()


def test_every_journal_that_one_has_joined_is_looked_through_wherever_one_stands(
    doctor: Doctor, root: Path, home: Path, tmp_path: Path
) -> None:
    from mistakes.journal import Journal

    team = Journal.create(tmp_path / "joined", name="payments", kind="team")
    (team.root / "entries").mkdir(exist_ok=True)
    (team.root / "entries" / "stranger.txt").write_text("x", encoding="utf-8")
    settings = home / "xdg_config_home" / "mistakes" / "config.toml"
    named = f'[journals]\npayments = "{team.root.as_posix()}"\ntwice = "{team.root.as_posix()}/."\n'
    gone = f'gone = "{(tmp_path / "gone").as_posix()}"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + named + gone, encoding="utf-8")

    everywhere = json.loads(doctor("--json").out)
    one = json.loads(doctor("--json", "-j", str(root)).out)

    assert ["payments", None] == [row["journal"] for row in everywhere]
    assert "named-journal" == everywhere[1]["kind"]
    assert "payments" not in [row["journal"] for row in one]


def test_a_joined_journal_whose_journal_file_is_broken_is_looked_through_all_the_same(
    doctor: Doctor, root: Path, home: Path, tmp_path: Path
) -> None:
    from mistakes.journal import Journal

    team = Journal.create(tmp_path / "joined", name="payments", kind="team")
    (team.root / "journal.toml").write_text("name = ", encoding="utf-8")
    settings = home / "xdg_config_home" / "mistakes" / "config.toml"
    named = f'[journals]\npayments = "{team.root.as_posix()}"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + named, encoding="utf-8")

    kinds = [row["kind"] for row in json.loads(doctor("--json").out)]

    assert "unreadable" in kinds
