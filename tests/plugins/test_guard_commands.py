"""What must hold where the scan is used: `add -T`, `edit`, `reflect`, `export --public`, `doctor`, other tools."""

from __future__ import annotations

import json
import os
import random
import shutil
import string
import sys
import tracemalloc
from pathlib import Path

import pytest

from mistakes import Commented, Journal, Lesson, Thanked
from mistakes.cli.scanned import look_through_event
from mistakes.cli.session import Session
from mistakes.errors import MistakesError, SecretFound
from mistakes.exchange import Candidate
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


# imports into a team's journal


def test_an_import_by_the_library_holds_back_what_has_a_secret_too(team: Journal) -> None:
    records = [Candidate("1", {"title": "Fine"}), Candidate("2", {"title": "Key", "story": SECRET})]

    first = team.import_records(records)
    seen = team.import_records(records[1:], scanned=True)

    assert ["Fine"] == [team.get(one).title for one in first.added]
    (refused,) = first.refused
    assert "2" == refused.where
    assert "looks like a secret: story" in refused.reason
    assert SECRET not in refused.reason
    assert ["Key"] == [team.get(one).title for one in seen.added]


def test_an_import_into_ones_own_journal_is_looked_through_by_nobody(journal: Journal) -> None:
    assert () == journal.import_records([Candidate("1", {"title": "Key", "story": SECRET})]).refused


def written(tmp_path: Path, *records: dict[str, object]) -> str:
    path = tmp_path / "in.json"
    path.write_text(json.dumps([*records]), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("command", [("import", "json"), ("add", "--from-json")])
def test_an_import_for_a_team_holds_back_what_has_a_secret_and_adds_the_rest(
    command: tuple[str, ...], team: Journal, place: tuple[str, str], tmp_path: Path
) -> None:
    records = [{"title": "Pushed", "story": f"it was {SECRET}"}, {"title": "He should have asked"}]
    path = written(tmp_path, *records)

    done = run(*command, path, *place)

    assert 1 == done.status
    assert ["He should have asked"] == entries(team)
    assert "1 added, 0 known already, 0 not understood, 1 held back" in done.out
    assert "looks like a secret" in done.err
    assert "--scanned" in done.err
    assert "suggestion: " in done.err
    assert SECRET not in done.out + done.err
    assert 0 == run(*command, path, "--scanned", *place).status
    assert 1 == sum(title == "Pushed" for title in entries(team))


def test_an_import_of_oneself_is_not_looked_at(journal: Journal, tmp_path: Path) -> None:
    path = written(tmp_path, {"title": "Pushed", "story": SECRET})

    done = run("import", "json", path, "-j", str(journal.root))

    assert (0, ["Pushed"]) == (done.status, entries(journal))
    assert "secret" not in done.err


def test_what_was_imported_before_is_known_and_not_looked_at_again(
    team: Journal, place: tuple[str, str], tmp_path: Path
) -> None:
    source = {"format": "pager", "ref": "8841"}
    path = written(tmp_path, {"title": "Pushed", "story": SECRET, "source": source})
    run("import", "json", path, "--scanned", *place)

    again = run("import", "json", path, "--json", *place)

    assert (0, []) == (again.status, again.json["refused"])
    assert 1 == len(again.json["known"])


def test_all_or_nothing_is_nothing_if_there_is_a_secret_and_a_dry_run_says_so(
    team: Journal, place: tuple[str, str], tmp_path: Path
) -> None:
    path = written(tmp_path, {"title": "Fine"}, {"title": "Pushed", "story": SECRET})

    atomic = run("import", "json", path, "--atomic", "--json", *place)
    dry = run("import", "json", path, "--dry-run", "--json", *place)

    assert "not-imported" == json.loads(atomic.err)["error"]["kind"]
    assert SECRET not in atomic.err
    assert (1, 1) == (len(dry.json["would_add"]), len(dry.json["refused"]))
    assert [] == entries(team)
    assert 0 == run("import", "json", path, "--atomic", "--scanned", *place).status
    assert 2 == len(entries(team))


def test_events_that_come_with_an_import_are_looked_at(
    team: Journal, place: tuple[str, str], tmp_path: Path, journal: Journal
) -> None:
    other = Journal.create(tmp_path / "other", name="other", kind="team")
    other.record(Commented(other.add("Deployed").id, text=f"it was {SECRET}"))
    backup = tmp_path / "backup.json"
    run("export", "json", "--backup", "-o", str(backup), "-j", str(other.root))

    done = run("import", "json", str(backup), *place)

    assert refused_many(done)
    assert [] == team.events()


def refused_many(done: Result) -> bool:
    return done.status == 1 and "looks like a secret" in done.err and SECRET not in done.out + done.err


def test_many_suggestions_of_an_import_are_told_in_few_lines(place: tuple[str, str], tmp_path: Path) -> None:
    path = written(tmp_path, *({"title": f"He should have asked {number}"} for number in range(150)))

    done = run("import", "json", path, *place)

    assert 0 == done.status
    assert 20 == done.err.count("suggestion: ")
    assert "and more like them" in done.err


# doctor


def test_doctor_lists_secrets_and_names_of_a_teams_journal_and_no_words_that_blame(
    team: Journal, place: tuple[str, str]
) -> None:
    entry = team.add("He should have asked @bo", story=SECRET)
    event = team.record(Commented(entry.id, text="ask @li"))
    team.delete(team.add("gone", story=SECRET).id)

    found = json.loads(run("doctor", "--json", *place).out)

    ours = [
        (row["where"].partition(": ")[0], row["message"].partition(":")[0])
        for row in found
        if row["kind"] in ("plugin", "suggestion")
    ]
    assert {entry.id[-6:], event.id[-6:]} <= {handle for handle, _ in ours}
    assert 2 == sum(message.startswith("a secret") for _, message in ours)
    assert 2 == sum(message.startswith("somebody") for _, message in ours)
    assert SECRET not in json.dumps(found)


def test_whom_thanks_go_to_is_meant_to_be_named(team: Journal, place: tuple[str, str]) -> None:
    entry = team.add("Left the pump open", author="Ana Ruiz <ana@corp.io>")
    team.record(Thanked(entry.id, "Ana Ruiz", "It saved me an evening"))
    told = team.record(Thanked(entry.id, "Ana Ruiz", "Ana Ruiz saved me an evening"))
    team.index.refresh()

    found = json.loads(run("doctor", "--json", *place).out)

    assert [f"{told.id[-6:]}: text"] == [row["where"] for row in found if row["kind"] == "suggestion"]


@pytest.mark.parametrize("how", [(), ("--ci",)])
def test_a_name_is_suggested_to_be_a_role_and_fails_only_who_is_strict(
    how: tuple[str, ...], team: Journal, place: tuple[str, str], home: Path
) -> None:
    team.add("Asked @bo")

    found = json.loads(run("doctor", *how, "--json", *place).out)
    shown = run("doctor", *how, *place)

    assert [("suggestion", "suggestion")] == [(row["kind"], row["severity"]) for row in found]
    assert 0 == shown.status
    assert "  suggestion  " in shown.out
    assert "No problems, 1 suggestion: 1 entry" in shown.out
    assert 1 == run("doctor", *how, "--strict", *place).status


def test_a_secret_fails_a_pipeline(team: Journal, place: tuple[str, str]) -> None:
    team.add("Pushed", story=f"{SECRET} of @bo")

    done = run("doctor", "--ci", *place)

    assert 1 == done.status
    assert "1 problem and 1 suggestion: " in done.out


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

REAL = {name: shutil.which(name) for name in ("gitleaks", "trufflehog")}
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

    with pytest.raises(MistakesError, match="took longer"):
        list(tools.scan([Passage("title", "x")], ScanOccasion((team,))))


def test_a_tool_in_the_current_folder_is_not_run(
    team: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, "gitleaks", GITLEAKS, monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here").symlink_to(tmp_path)

    for folders in (["", ".", "bin"], [str(tmp_path)], [str(tmp_path / "here")], [f"{tmp_path}/x/.."]):
        monkeypatch.setenv("PATH", os.pathsep.join(folders))
        assert tools.installed() is None, folders


def asked(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str = "gitleaks") -> list[str]:
    """Return where a tool of that code finds something in two passages."""
    tool(tmp_path, name, "#!{python}\n" + code, monkeypatch)
    passages = [Passage("title", "Pushed"), Passage("story", "it was leaked-abcdef, really")]
    return [one.where for one in tools.scan(passages, ScanOccasion(()))]


# as documented: report/finding.go of gitleaks, pkg/output/json.go of trufflehog
GITLEAKS_ROW = """{
 "RuleID": "generic-api-key", "Description": "Detected a Generic API Key", "StartLine": 4, "EndLine": 4,
 "StartColumn": 8, "EndColumn": 20, "Match": "was leaked-abcdef", "Secret": "leaked-abcdef", "File": "",
 "SymlinkFile": "", "Commit": "", "Entropy": 3.5, "Author": "", "Email": "", "Date": "", "Message": "",
 "Tags": [], "Fingerprint": ":generic-api-key:4"
}"""
TRUFFLEHOG_ROW = (
    '{"SourceMetadata":{"Data":{"Stdin":{}}},"SourceID":1,"SourceType":9,"SourceName":"trufflehog - stdin",'
    '"DetectorType":17,"DetectorName":"URI","DetectorDescription":"","DecoderName":"PLAIN","Verified":false,'
    '"VerificationFromCache":false,"Raw":"leaked-abcdef","RawV2":"","Redacted":"","ExtraData":null,'
    '"StructuredData":null,"SecretParts":null}'
)


@pytest.mark.parametrize(
    ("name", "report"),
    [
        ("gitleaks", f"[{GITLEAKS_ROW}]"),
        ("gitleaks", f"[{GITLEAKS_ROW}, {GITLEAKS_ROW}]"),
        ("trufflehog", f"{TRUFFLEHOG_ROW}\n{TRUFFLEHOG_ROW}\n"),
    ],
)
def test_the_reports_that_the_tools_document_are_understood(
    name: str, report: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ["story"] == asked(
        f"print({report!r})".replace("{", "{{").replace("}", "}}"), tmp_path, monkeypatch, name
    )


@pytest.mark.parametrize("report", ["[]", "null", "", "\n"])
def test_nothing_found_is_nothing(report: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [] == asked(f"print({report!r})", tmp_path, monkeypatch)


def test_a_report_that_goes_to_a_file_named_as_standard_output_is_read_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is what gitleaks 8.19 to 8.21.2 do with --report-path=-."""
    code = f"open('-', 'w').write({f'[{GITLEAKS_ROW}]'!r})".replace("{", "{{").replace("}", "}}")

    assert ["story"] == asked(code, tmp_path, monkeypatch)


def test_a_secret_that_the_tool_has_decoded_is_found_where_it_is_encoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from base64 import b64encode

    text = f"it was {b64encode(b'the key leaked-abcdef').decode()}, really"
    tool(
        tmp_path,
        "gitleaks",
        '#!{python}\nprint(\'[{{"RuleID": "x", "Secret": "leaked-abcdef"}}]\')',
        monkeypatch,
    )

    (one,) = tools.scan([Passage("title", "Pushed"), Passage("story", text)], ScanOccasion(()))
    (elsewhere,) = tools.scan([Passage("title", "Pushed"), Passage("story", "hidden")], ScanOccasion(()))

    assert ("story", 7, True) == (one.where, one.start, one.stops)
    assert ("title", True) == (elsewhere.where, elsewhere.stops)


def test_a_gitleaks_from_before_its_command_for_standard_input_is_asked_by_the_older_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian 13 has 8.16, which reads its standard input by `detect --pipe`, and overlooks lines on demand."""
    old = f"""import sys
if sys.argv[1:2] == ["stdin"]:
    sys.exit(1)
if "--help" not in sys.argv:
    assert "--pipe" in sys.argv and "gitleaks:allow" not in sys.stdin.read()
    open("-", "w").write({f"[{GITLEAKS_ROW}]"!r})"""
    tool(tmp_path, "gitleaks", "#!{python}\n" + old.replace("{", "{{").replace("}", "}}"), monkeypatch)

    (found,) = tools.scan([Passage("story", "it was leaked-abcdef # gitleaks:allow")], ScanOccasion(()))

    assert ("story", 7, True) == (found.where, found.start, found.stops)


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("remark", ["", " # gitleaks:allow"])
def test_the_real_tool_finds_a_real_token(
    name: str, remark: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if (path := REAL[name]) is None:
        pytest.skip(f"{name} is not installed")
    (tmp_path / name).symlink_to(path)
    monkeypatch.setenv("PATH", str(tmp_path))
    token = "ghp_" + "".join(random.Random(4).choices(string.ascii_letters + string.digits, k=36))

    try:
        told = tools.ask(*tools.installed(), f"Pushed {token}{remark}")  # type: ignore[misc]
    except tools.TooOld:
        pytest.skip(f"this {name} is too old to be asked")

    assert [token] == [secret for secret, _ in told]


def test_a_tool_that_is_too_old_is_as_good_as_none_and_stops_nobody(
    team: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = "import sys\nsys.exit(1 if sys.argv[1] in ('stdin', 'detect') else 0)"

    assert [] == asked(old, tmp_path, monkeypatch)
    assert () == scan(team, team.draft("Pushed")).unscanned
    assert ["story"] == asked(
        f"print({TRUFFLEHOG_ROW!r})".replace("{", "{{").replace("}", "}}"),
        tmp_path,
        monkeypatch,
        "trufflehog",
    )
    assert tools.installed()[0].name == "gitleaks"  # type: ignore[index]


@pytest.mark.parametrize(
    "code",
    [
        "import time\nprint('[', flush=True)\ntime.sleep(60)",
        "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])",
        "import os, time\nos.close(1)\ntime.sleep(60)",
        "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(60)",
    ],
    ids=["half an answer", "a child that stays", "closed and stays", "deaf"],
)
def test_a_tool_that_hangs_is_ended_with_all_it_has_started(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools, "SECONDS", 1)

    with pytest.raises(MistakesError, match="took longer"):
        asked(code, tmp_path, monkeypatch)


def test_a_tool_that_never_stops_writing_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MistakesError, match="wrote too much"):
        asked("while True: print('x' * 65536)", tmp_path, monkeypatch)


def test_a_tool_that_reads_nothing_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool(tmp_path, "gitleaks", "#!{python}\nprint('[]')", monkeypatch)

    assert [] == list(tools.scan([Passage("story", "word " * 400_000)], ScanOccasion(())))


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
