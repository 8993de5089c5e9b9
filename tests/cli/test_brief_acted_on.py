"""What `brief` has shown of a team that one joined or trusted can be acted on, wherever one stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from mistakes import Action, Applies, Journal, Lesson, Mistake, places
from mistakes.briefing.quiet import keep
from mistakes.briefing.trust import trust
from mistakes.days import learning_day
from mistakes.settings import Settings
from mistakes.testing import Result, run

Cli = Callable[..., Result]
PSQL = Lesson("Read it", when="I open psql", then="I read the host", applies=Applies(commands=("psql *",)))
COLLEAGUE = "Ana <ana@example.com>"
TODAY = learning_day()
UNASKED, BY_HAND = ("brief", "--hook", "--command", "psql -h x"), ("brief", "--command", "psql x")


@pytest.fixture(autouse=True)
def elsewhere(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which no journal lies, as a code repository is one; one stands in it."""
    folder = tmp_path / "code"
    folder.mkdir()
    monkeypatch.chdir(folder)
    run("config", "set", "author", "Kim <kim@example.com>")
    return folder


@pytest.fixture
def own() -> Journal:
    """The personal journal."""
    return Journal.create(places.data_folder() / "journal", name="personal")


def joined(team: Journal) -> None:
    Settings.load().set(f"journals.{team.name}", str(team.root))


def trusted(team: Journal) -> None:
    trust(Settings.load(), team.root)


@pytest.fixture(params=[joined, trusted], ids=lambda how: how.__name__)
def spoken(request: pytest.FixtureRequest, team: Journal) -> Mistake:
    """A lesson of a team that one has joined or trusted, by a colleague."""
    request.param(team)
    return lesson_of(team)


def lesson_of(team: Journal, **fields: Any) -> Mistake:
    fields = {"lessons": [PSQL], "author": COLLEAGUE, **fields}
    return team.add("Ran the migration against production", **fields)


def called(journal: Journal, entry_id: str) -> Mistake:
    """Add an entry with an id of the test's choice."""
    return journal.put(attrs.evolve(journal.draft("Signed unread"), id=entry_id))


def done(journal: Journal) -> list[str]:
    """Return what was done in a journal, but what writing an entry leaves by itself."""
    return [event.do for event in journal.events() if event.do not in ("understood", "planned")]


def fine(*arguments: str) -> Result:
    result = run(*arguments)
    assert (0, "") == (result.status, result.err)
    return result


# Naming it


@pytest.mark.parametrize("need", [UNASKED, BY_HAND], ids=["unasked", "by hand"])
def test_what_a_team_said_is_applied_by_its_number_and_noted_as_in_the_teams_folder(
    own: Journal, team: Journal, spoken: Mistake, need: tuple[str, ...]
) -> None:
    assert "1" in fine(*need).out

    told = fine("applied", "1", "it did", "--json").json

    assert (spoken.id, spoken.lessons[0].key) == (told["entry"], told["lesson"])
    assert (["applied"], []) == (done(own), done(team))
    assert spoken.id[-6:] in fine("applied", "1").out


@pytest.mark.parametrize("named", ["number", "handle"])
@pytest.mark.parametrize(
    ("command", "noted"), [("applied", "applied"), ("again", "repeated"), ("retire", "retired")]
)
def test_what_is_ones_own_about_it_is_noted_in_ones_own_journal(
    own: Journal, team: Journal, spoken: Mistake, command: str, noted: str, named: str
) -> None:
    fine(*UNASKED)

    fine(command, "1" if named == "number" else spoken.id[-6:])

    assert ([noted], []) == (done(own), done(team))


@pytest.mark.parametrize("command", ["applied", "again"])
def test_the_team_is_told_only_if_one_says_so(
    own: Journal, team: Journal, spoken: Mistake, command: str
) -> None:
    fine(*UNASKED)

    fine(command, "1", "--tell")

    assert ([], 1) == (done(own), len(done(team)))


def test_the_page_of_an_entry_is_shown_by_number_and_handle(own: Journal, spoken: Mistake) -> None:
    fine(*UNASKED)
    fine("applied", "1", "the host was red")

    for named in ("1", spoken.id[-6:]):
        page = fine("show", named).out
        assert spoken.title in page
        assert "the host was red" in page
        assert spoken.id == fine("show", named, "--json").json["id"]


def test_a_retired_lesson_of_a_team_is_shown_no_more_until_it_is_opened_again(
    own: Journal, spoken: Mistake
) -> None:
    fine(*BY_HAND)

    key = spoken.lessons[0].key
    assert f"mistakes retire {key} --undo" in fine("retire", "1").out
    assert "" == fine(*BY_HAND).out
    fine("retire", spoken.id[-6:], "--undo")

    assert spoken.title in fine(*BY_HAND).out


@pytest.mark.parametrize("named", ["number", "handle"])
def test_a_lesson_of_a_team_is_hushed(own: Journal, spoken: Mistake, named: str) -> None:
    fine(*BY_HAND)

    fine("brief", "--hush", "1" if named == "number" else spoken.id[-6:])

    assert "" == fine(*UNASKED).out
    assert spoken.title in fine(*BY_HAND).out


@pytest.mark.parametrize("named", ["number", "handle"])
def test_an_action_of_a_team_is_done_where_its_entry_lies(own: Journal, team: Journal, named: str) -> None:
    joined(team)
    entry = lesson_of(team, actions=[Action("Show the host name")])
    fine(*BY_HAND)

    told = fine("done", "1" if named == "number" else entry.id[-6:]).out

    assert team.name in told
    assert TODAY == team.get(entry.id).actions[0].done
    assert ([], ["action-done"]) == (done(own), done(team))
    fine("undo")
    assert team.get(entry.id).actions[0].done is None


@pytest.mark.parametrize("named", ["number", "handle"])
def test_whoever_wrote_it_is_thanked_in_the_team(
    own: Journal, team: Journal, spoken: Mistake, named: str
) -> None:
    fine(*BY_HAND)

    fine("thank", "1" if named == "number" else spoken.id[-6:], "it saved me an hour", "--no-sync")

    assert ([], ["thanked"]) == (done(own), done(team))


def test_a_number_that_was_not_shown_says_so_in_every_command(own: Journal) -> None:
    for command in ("applied", "again", "show", "retire", "done", "thank", "borrow"):
        result = run(command, "1", *(["it saved me an hour"] if command == "thank" else []))
        assert (2, "") == (result.status, result.out)
        assert "no brief has shown anything" in result.err


def test_what_is_read_here_is_meant_before_what_a_team_elsewhere_has(own: Journal, team: Journal) -> None:
    joined(team)
    mine = called(own, "01kah3v8m2e9br5x0p7w4sn02q")
    theirs = called(team, "01kah3v8m2e9br5x0p7v4sn02q")

    assert mine.id == fine("show", "4sn02q", "--json").json["id"]
    assert theirs.id == fine("show", theirs.id[-7:], "--json").json["id"]


def test_what_two_teams_elsewhere_have_is_ambiguous(own: Journal, team: Journal, tmp_path: Path) -> None:
    other = Journal.create(tmp_path / "other", name="other", kind="team")
    for journal, beginning in ((team, "7v"), (other, "7w")):
        joined(journal)
        called(journal, f"01kah3v8m2e9br5x0p{beginning}4sn02q")

    for command in ("applied", "again", "show", "retire"):
        result = run(command, "4sn02q")
        assert (2, "") == (result.status, result.out)
        assert "several" in result.err
    assert [] == [*done(own), *done(team), *done(other)]


def test_a_strangers_journal_is_not_looked_into(own: Journal, team: Journal) -> None:
    entry = lesson_of(team)

    for command in ("applied", "again", "show", "retire", "done"):
        assert 1 == run(command, entry.id[-6:]).status
    places.state_folder().mkdir(parents=True, exist_ok=True)
    (places.state_folder() / "last-brief.json").write_text(json.dumps([[entry.id, None]]))
    assert "-j" in run("applied", "1").err
    assert [] == done(team)


def test_a_journal_that_is_named_is_the_only_one_looked_into(own: Journal, spoken: Mistake) -> None:
    fine(*BY_HAND)

    for command in ("applied", "again", "show", "retire"):
        assert 1 == run(command, spoken.id[-6:], "-j", "personal").status
        assert 1 == run(command, "1", "-j", "personal").status


# Asking whether it helped


def said(entry: Mistake, days: int = 2) -> None:
    name = f"{entry.id}:{entry.lessons[0].key}"
    keep(lambda quiet: quiet.with_said([name], TODAY - timedelta(days=days)))


def asked() -> list[str]:
    found: list[str] = fine("today", "--json").json["sections"].get("helped", [])
    return found


def test_a_teams_lesson_that_was_shown_is_asked_about_anywhere_on_one_day(
    own: Journal, spoken: Mistake, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.add("Something of my own")
    said(spoken)

    assert f"mistakes applied {spoken.id[-6:]}" in fine("today").out
    assert [spoken.id] == asked()
    monkeypatch.setattr("mistakes.days.learning_day", lambda: TODAY + timedelta(days=1))
    assert [] == asked()


def test_it_is_asked_about_where_no_journal_of_ones_own_was_begun(spoken: Mistake) -> None:
    said(spoken)

    page = fine("today").out

    assert "mistakes demo" in page
    assert f"mistakes applied {spoken.id[-6:]}" in page
    assert [spoken.id] == asked()


@pytest.mark.parametrize("days", [0, 8])
def test_of_a_team_too_what_came_today_or_long_ago_is_not_asked_about(
    own: Journal, spoken: Mistake, days: int
) -> None:
    own.add("Something of my own")
    said(spoken, days)

    assert [] == asked()


@pytest.mark.parametrize("tell", [(), ("--tell",)], ids=["for oneself", "told"])
def test_what_was_noted_as_a_help_is_not_asked_about(
    own: Journal, spoken: Mistake, tell: tuple[str, ...]
) -> None:
    own.add("Something of my own")
    said(spoken)
    assert [spoken.id] == asked()

    fine("applied", spoken.id[-6:], "it did", *tell)

    assert [] == asked()


def test_that_it_helped_a_colleague_is_no_answer_of_ones_own(
    own: Journal, team: Journal, spoken: Mistake, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.add("Something of my own")
    said(spoken)
    with monkeypatch.context() as patch:
        patch.setattr("mistakes.identity.who", lambda *_: "ana-0123456789ab")
        fine("applied", spoken.id[-6:], "it did", "--tell")

    assert ["applied"] == done(team)
    assert [spoken.id] == asked()


def test_the_page_of_the_day_follows_what_becomes_of_a_teams_lesson(
    own: Journal, team: Journal, spoken: Mistake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mistakes.index.walk.RACY", 0)
    own.add("Something of my own")
    said(spoken)
    assert [spoken.id] == asked() == asked()

    team.change(spoken.id, title="Ran it against the wrong host")
    assert "the wrong host" in fine("today").out
    team.delete(spoken.id)
    assert [] == asked()
    team.restore(spoken.id)
    assert [spoken.id] == asked()
    away = team.root.rename(team.root.with_name("away"))
    assert [] == asked()
    away.rename(team.root)
    assert [spoken.id] == asked()
    team.path(spoken.id).unlink()
    assert [] == asked()


def test_a_stranger_and_a_journal_that_was_left_are_not_asked_about(own: Journal, team: Journal) -> None:
    own.add("Something of my own")
    said(lesson_of(team))
    assert [] == asked()

    trusted(team)
    assert 1 == len(asked())
    fine("journals", "distrust", str(team.root))
    assert [] == asked()


def test_a_page_of_one_named_journal_asks_nothing_about_another(
    own: Journal, team: Journal, spoken: Mistake, tmp_path: Path
) -> None:
    other = Journal.create(tmp_path / "other", name="other", kind="team")
    other.add("Something of theirs")
    said(spoken)

    assert "helped" not in fine("today", "--json", "-j", str(other.root)).json["sections"]


def test_no_team_is_looked_into_where_all_that_was_said_is_read_here(
    own: Journal, team: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined(team)
    said(own.add("Slow roll-back", lessons=[PSQL]))
    monkeypatch.setattr("mistakes.briefing.trust.speaking", None)

    assert 1 == len(asked())
