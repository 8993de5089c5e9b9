"""What must hold where the scan is used: `add -T`, `edit`, `reflect`, `export --public`, `doctor`, other tools."""

from __future__ import annotations

import json
import os
import sys
import tracemalloc
from pathlib import Path

import pytest

from mistakes import Commented, Journal, Lesson
from mistakes.cli.scanned import look_through_event
from mistakes.cli.session import Session
from mistakes.errors import MistakesError, SecretFound
from mistakes.practice import Question
from mistakes.scanning import Passage, ScanOccasion, scan
from mistakes.testing import Result, run
from mistakes_guard import tools
from mistakes_guard.checkup import problems

SECRET = "ghp_" + "aZ7b" * 9


@pytest.fixture(autouse=True)
def author(team: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    team.settings.set("author", "Ana Ruiz <ana@corp.io>")
    monkeypatch.setenv("PATH", "")


@pytest.fixture
def place(team: Journal) -> tuple[str, str]:
    return ("-j", str(team.root))


def entries(journal: Journal) -> list[str]:
    return [entry.title for entry in journal.entries()]


def refused(done: Result) -> bool:
    """Tell whether a secret was refused without showing it."""
    return done.status == 1 and "looks like a secret" in done.err and SECRET not in done.out + done.err


def test_a_secret_is_not_written_into_a_teams_journal(team: Journal, place: tuple[str, str]) -> None:
    assert refused(run("add", f"Pushed {SECRET}", *place))
    assert refused(run("add", "Pushed", "--story", SECRET, *place))
    assert [] == entries(team)


@pytest.mark.parametrize("command", [("decide",), ("premortem", "--reason", "late"), ("again", "{id}")])
def test_whatever_else_writes_for_a_team_is_looked_at(
    command: tuple[str, ...], team: Journal, place: tuple[str, str]
) -> None:
    entry = team.add("Deployed")
    words = [word.format(id=entry.id) for word in command]

    assert refused(run(*words, "Pushed", SECRET, *place))
    assert ["Deployed"] == entries(team)
    assert 0 == run(*words, "Pushed", SECRET, "--scanned", *place).status
    assert 2 == len(entries(team))


def test_a_comment_is_looked_at_before_it_is_recorded(team: Journal) -> None:
    session = Session()
    comment = Commented(team.add("Deployed").id, text=SECRET)

    with pytest.raises(SecretFound):
        look_through_event(session, team, comment)
    look_through_event(session, team, comment, scanned=True)


def test_a_secret_that_was_looked_at_is_written(team: Journal, place: tuple[str, str]) -> None:
    done = run("add", f"Pushed {SECRET}", "--scanned", *place)

    assert 0 == done.status
    assert [f"Pushed {SECRET}"] == entries(team)


def test_what_was_typed_in_and_refused_is_kept_as_a_draft(place: tuple[str, str], home: Path) -> None:
    done = run("add", "-", *place, stdin=f"Pushed\n{SECRET}\n")

    (draft,) = home.rglob("drafts/new.toml")
    assert refused(done)
    assert str(draft) in done.err
    assert SECRET in draft.read_text(encoding="utf-8")


def test_with_json_the_refusal_is_one_value_and_suggestions_are_silent(place: tuple[str, str]) -> None:
    done = run("add", f"He should have asked {SECRET}", "--json", *place)
    said = run("add", "He should have asked", "--json", *place)

    assert "secret" == json.loads(done.err)["error"]["kind"]
    assert (0, "") == (said.status, said.err)


def test_suggestions_are_said_once_and_stop_nothing(team: Journal, place: tuple[str, str]) -> None:
    done = run("add", "He should have asked", "--lesson", "Be more careful", *place)

    assert 0 == done.status
    assert 2 == done.err.count("suggestion: ")
    assert ["He should have asked"] == entries(team)


def test_in_chinese_the_suggestions_are_chinese(
    team: Journal, place: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    team.settings.set("language", "zh")

    done = run("add", "他太粗心", *place)

    assert done.err.startswith("建议：title")


def test_a_personal_entry_is_not_looked_at(team: Journal) -> None:
    done = run("add", f"He should have hidden {SECRET}")

    assert 0 == done.status
    assert "suggestion" not in done.err


def test_an_edit_of_team_text_is_looked_at_where_it_is_new(team: Journal, place: tuple[str, str]) -> None:
    old = run("add", "He should have asked", "--scanned", "--story", SECRET, *place)

    kept = run("edit", "-t", "deploy", *place)
    wrong = run("edit", "--lesson", SECRET, *place)
    wanted = run("edit", "--lesson", SECRET, "--scanned", *place)

    assert 0 == old.status
    assert (0, "") == (kept.status, kept.err)
    assert refused(wrong)
    assert 0 == wanted.status
    (entry,) = team.entries()
    assert (("deploy",), SECRET) == (entry.tags, entry.lessons[0].text)


@pytest.mark.skipif(sys.platform == "win32", reason="the editor of this test is a shell script")
def test_an_edit_in_the_editor_is_looked_at_and_its_text_kept(
    team: Journal, place: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = team.add("Pushed", author="Ana Ruiz <ana@corp.io>")
    editor = tmp_path / "editor"
    editor.write_text(
        f'#!{sys.executable}\nimport sys\nopen(sys.argv[-1], "a").write(\'went_well = "{SECRET}"\\n\')\n'
    )
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))

    done = run("edit", entry.id, *place)

    assert 1 == done.status
    assert "looks like a secret: went_well" in done.err
    assert "your text is kept in" in done.err
    assert entry == team.get(entry.id)
    assert 0 == run("edit", entry.id, "--scanned", *place).status


def test_an_answer_for_the_team_is_looked_at_and_a_note_of_ones_own_is_not(team: Journal) -> None:
    entry = team.add("Pushed", author="Ana Ruiz <ana@corp.io>")
    into_field = Question("q.1", "q", "What happened?", entry.id, "story")

    with pytest.raises(SecretFound):
        team.answer(into_field, f"I pushed {SECRET}")
    team.answer(into_field._replace(fills=""), f"I pushed {SECRET}")

    assert entry == team.get(entry.id)
    assert "I pushed" in team.answer(into_field, "I pushed it").story  # type: ignore[union-attr]


def test_a_public_export_with_a_secret_is_refused_and_nothing_is_written(
    team: Journal, place: tuple[str, str], tmp_path: Path
) -> None:
    entry = team.add("Pushed", story=SECRET)
    team.record(Commented(entry.id, text=f"mine is {SECRET}x"))
    out = tmp_path / "out.json"

    done = run("export", "json", "--public", "-o", str(out), *place)
    plain = run("export", "json", "-o", str(tmp_path / "plain.json"), *place)

    assert refused(done)
    assert f"{entry.id[-6:]}: story" in done.err
    assert not out.exists()
    assert 0 == plain.status
    assert 0 == run("export", "json", "--public", "--scanned", "-o", str(out), *place).status
    assert out.exists()


def test_a_public_export_tells_of_names_and_goes_on(team: Journal, place: tuple[str, str]) -> None:
    team.add("Asked @bo", author="Ana Ruiz <ana@corp.io>")

    done = run("export", "json", "--public", *place)

    assert 0 == done.status
    assert "@bo" in done.err
    assert "Asked @bo" in done.out


def test_what_is_private_is_never_for_strangers(place: tuple[str, str], team: Journal) -> None:
    team.add("Pushed")

    assert 2 == run("export", "json", "--public", "--private", *place).status
    assert 2 == run("export", "json", "--public", "--backup", *place).status


# doctor


def test_doctor_lists_secrets_and_names_of_a_teams_journal_and_no_suggestions(
    team: Journal, place: tuple[str, str]
) -> None:
    entry = team.add("He should have asked @bo", story=SECRET)
    event = team.record(Commented(entry.id, text="ask @li"))
    team.delete(team.add("gone", story=SECRET).id)

    found = json.loads(run("doctor", "--json", *place).out)

    ours = [
        (row["where"].partition(": ")[0], row["message"].partition(":")[0])
        for row in found
        if row["kind"] == "plugin"
    ]
    assert {entry.id[-6:], event.id[-6:]} <= {handle for handle, _ in ours}
    assert 2 == sum(message.startswith("a secret") for _, message in ours)
    assert 2 == sum(message.startswith("somebody") for _, message in ours)
    assert SECRET not in json.dumps(found)


def test_doctor_says_nothing_of_a_personal_journal(journal: Journal) -> None:
    journal.add("Pushed", story=SECRET)

    assert [] == list(problems(journal))


def test_the_memory_of_doctor_does_not_grow_with_the_journal(team: Journal) -> None:
    def peak() -> int:
        tracemalloc.start()
        assert 0 == sum(1 for _ in problems(team))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    for number in range(150):
        team.put(team.draft(f"Deployed {number}", story="word " * 4000))
    peak()
    few = peak()
    for number in range(450):
        team.put(team.draft(f"Deployed {number}", story="word " * 4000))

    assert peak() < 2 * few  # the texts alone have grown four times, by nine megabytes


# gitleaks and trufflehog

GITLEAKS = """#!{python}
import json, sys
text = sys.stdin.read()
assert "leaked" not in " ".join(sys.argv)
word = next((word for word in text.split() if word.startswith("leaked")), "")
print(json.dumps([{{"RuleID": "odd-token", "Secret": word}}] if word else []))
"""
TRUFFLEHOG = GITLEAKS.replace(
    'json.dumps([{{"RuleID": "odd-token", "Secret": word}}] if word else [])',
    'json.dumps({{"DetectorName": "Odd", "Raw": word}}) if word else ""',
)


def tool(folder: Path, name: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a program that keeps to the tool's input and report on the path."""
    if os.name == "nt":
        pytest.skip("the program of this test is a script with a first line that Windows does not read")
    path = folder / name
    path.write_text(code.format(python=sys.executable), encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.parametrize(("name", "code"), [("gitleaks", GITLEAKS), ("trufflehog", TRUFFLEHOG)])
def test_a_tool_that_is_installed_is_asked_by_its_standard_input(
    name: str, code: str, team: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, name, code, monkeypatch)

    found = scan(team, team.draft("Pushed leaked-abc", story="and leaked-abc", tags=["clean"]))

    assert ["title", "story"] == [one.where for one in found.stopping]
    assert "leaked-abc" not in repr(found)
    assert (7, 17) == found.stopping[0][2:4]


@pytest.mark.parametrize("code", ["print('no json')", "import sys; sys.exit(3)", "print('[' * 100000)"])
def test_a_tool_that_fails_hides_nothing_and_is_named(
    code: str, team: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, "gitleaks", f"#!{{python}}\n{code}", monkeypatch)

    found = scan(team, team.draft(f"Pushed {SECRET}"))

    assert ("tools",) == found.unscanned
    assert 1 == len(found.stopping)


def test_a_tool_that_takes_too_long_is_given_up(
    team: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, "gitleaks", "#!{python}\nimport time\ntime.sleep(60)", monkeypatch)
    monkeypatch.setattr(tools, "SECONDS", 0.2)

    with pytest.raises(MistakesError, match="TimeoutExpired"):
        list(tools.scan([Passage("title", "x")], ScanOccasion((team,))))


def test_a_tool_in_the_current_folder_is_not_run(
    team: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, "gitleaks", GITLEAKS, monkeypatch)
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "bin"]))
    monkeypatch.chdir(tmp_path)

    assert tools.installed() is None


def test_a_tool_gets_no_configuration_of_the_folder_it_is_called_in(
    team: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "#!{python}\nimport os\nassert not os.listdir() and 'GITLEAKS_CONFIG' not in os.environ\nprint('[]')"
    )
    tool(tmp_path, "gitleaks", code, monkeypatch)
    monkeypatch.setenv("GITLEAKS_CONFIG", "x")
    monkeypatch.chdir(tmp_path)

    assert [] == list(tools.scan([Passage("title", "x")], ScanOccasion((team,))))


def test_doctor_asks_a_tool_once_for_many_entries(
    team: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(
        tmp_path,
        "gitleaks",
        GITLEAKS.replace("import json", f"open({str(tmp_path / 'ran')!r}, 'a').write('x')\nimport json"),
        monkeypatch,
    )
    for number in range(20):
        team.add(f"Deployed {number}", lessons=[Lesson("Read")])
    leaked = team.add("Pushed leaked-abc")

    found = list(problems(team))

    assert "x" == (tmp_path / "ran").read_text()
    assert [f"{leaked.id[-6:]}: title"] == [fault.path for fault in found]


def test_switched_off_it_looks_at_nothing(team: Journal, place: tuple[str, str]) -> None:
    team.settings.set("plugins.disable", "guard")

    from mistakes import plugins

    plugins.installed.cache_clear()
    assert 0 == run("add", f"Pushed {SECRET}", *place).status
