"""`brief` on the command line: readable, silent when there is nothing to say, never in the way."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest

from mistakes import Action, Applies, Journal, Lesson, places
from mistakes.briefing.reminders import Reminder
from mistakes.briefing.trust import trust
from mistakes.cli.columns import width
from mistakes.cli.output import Output
from mistakes.cli.reminding import show
from mistakes.settings import Settings
from mistakes.testing import Result

Cli = Callable[..., Result]
PLAN = Lesson(
    "Make the target visible.",
    when="I open a psql shell",
    then="I read the host name in the prompt aloud",
    applies=Applies(paths=("migrations/**",), commands=("psql *",)),
)


@pytest.fixture
def own(home: Path) -> Journal:
    """The personal journal, with a few entries."""
    journal = Journal.create(places.data_folder() / "journal", name="personal")
    journal.add(
        "Ran the migration against production", lessons=[PLAN], actions=[Action("Show the host name")]
    )
    journal.add(
        "Certificate of the mail server expired", story="Nobody renewed it.", lessons=[Lesson("Renew.")]
    )
    journal.add("服务器忘了续费", story="到期以后被停机。", lessons=[Lesson("提前一个月续费，写进日历。")])
    return journal


@pytest.fixture
def trusted(team: Journal) -> Journal:
    """A trusted journal of a team with one lesson."""
    team.add("Dropped the table of a customer", lessons=[PLAN])
    trust(Settings.load(), team.root)
    return team


# Asked by hand


def test_a_lesson_is_numbered_and_tells_entry_plan_open_action_and_reason(own: Journal, cli: Cli) -> None:
    done = cli("brief", "--path", "db/migrations/host.sql")
    lines = done.out.splitlines()

    assert (0, "") == (done.status, done.err)
    assert lines[0].startswith(
        f"1  {own.find(lines[0].split()[1])[-6:]}  Ran the migration against production ("
    )
    assert [
        "   When I open a psql shell, then I read the host name in the prompt aloud",
        "   still open: Show the host name",
        "   path migrations/** · migrations · host.sql",
    ] == lines[1:]


def test_in_chinese_a_plan_its_age_and_the_reason_are_chinese(own: Journal, cli: Cli) -> None:
    cli("config", "set", "language", "zh")
    lesson = Lesson(when="收到陌生链接", then="先核对网址", applies=Applies(words=("钓鱼",)))
    own.add("点了钓鱼邮件", lessons=[lesson])

    first, plan, why = cli("brief", "培训", "钓鱼").out.splitlines()

    assert first.endswith("点了钓鱼邮件（今天）") or "（刚刚）" in first
    assert "   如果：收到陌生链接，就：先核对网址" == plan
    assert why.startswith("   词 钓鱼")
    (found,) = cli("brief", "培训", "钓鱼", "--json", "-j", "personal").json
    assert "如果：收到陌生链接，就：先核对网址" == found["advice"]


def test_nothing_relevant_prints_nothing(own: Journal, cli: Cli) -> None:
    assert (0, "", "") == cli("brief", "bake", "a", "cake")
    assert (0, "[]\n", "") == cli("brief", "bake a cake", "--json", "-j", "personal")


def test_without_any_journal_there_is_nothing_to_say(cli: Cli) -> None:
    assert (0, "", "") == cli("brief", "anything")


def test_saying_nothing_is_asked_to_say_something(own: Journal, cli: Cli) -> None:
    done = cli("brief")

    assert 2 == done.status
    assert "mistakes brief" in done.err


def test_words_may_come_from_stdin_and_tags_and_commands_from_options(own: Journal, cli: Cli) -> None:
    assert "Certificate" in cli("brief", "-", stdin="renew the certificate\nof the mail server\n").out
    assert "Ran the migration" in cli("brief", "--command", "sudo psql -h x").out
    assert "" == cli("brief", "-t", "nothing").out


def test_the_numbers_are_kept_for_what_comes_after(own: Journal, cli: Cli) -> None:
    cli("brief", "--command", "psql -h x")
    entry = next(one for one in own.entries() if one.title.startswith("Ran"))
    kept = places.state_folder() / "last-brief.json"

    assert [[entry.id, entry.lessons[0].key]] == json.loads(kept.read_text())
    assert 0o600 == kept.stat().st_mode & 0o777 or os.name == "nt"
    cli("brief", "bake a cake")
    assert [] == json.loads(kept.read_text())


def test_strict_ends_with_1_if_there_is_a_lesson(own: Journal, cli: Cli) -> None:
    assert 1 == cli("brief", "--strict", "--command", "psql x").status
    assert 0 == cli("brief", "--strict", "bake a cake").status


def at_a_width(columns: int, found: Sequence[Reminder]) -> list[str]:
    """Return the lines that reminders take on a terminal of so many columns."""

    class Terminal(StringIO):
        encoding = "utf-8"

        def isatty(self) -> bool:
            return True

    stream = Terminal()
    show(Output(stream, {"COLUMNS": str(columns), "NO_COLOR": "1"}), found, datetime.now().astimezone())
    return stream.getvalue().splitlines()


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_twelve_lines_hold_three_lessons_at_any_width(own: Journal, columns: int) -> None:
    long = Lesson("Renew the certificate of the server in time, 提前一个月续费并且写进日历里面, " * 5)
    action = Action("Write a script that renews the certificate of the mail server " * 5)
    for number in range(3):
        own.add(f"Certificate of mail server {number} expired", lessons=[long], actions=[action])
    found = own.brief("renew the certificate of the mail server 续费")
    lines = at_a_width(columns, found)

    assert 3 == len(found)
    assert 3 <= len(lines) <= 12
    assert max(map(width, lines)) <= columns
    assert ["1", "2", "3"] == [line[0] for line in lines if not line.startswith(" ")]


LONG_TITLE = "Certificate of the mail server has expired again in"
LONG_ACTION = "Write a script that renews the certificate thirty days before it ends"


@pytest.mark.parametrize("count", [1, 2, 3])
def test_on_a_narrow_terminal_nothing_is_cut_that_twelve_lines_can_hold(own: Journal, count: int) -> None:
    actions = [Action(LONG_ACTION)] if count < 3 else []
    for place in ("Lyon", "Oslo", "Rome")[:count]:
        own.add(f"{LONG_TITLE} {place}", lessons=[Lesson("Renew it early.")], actions=actions)
    found = own.brief("certificate of the mail server in Oslo, Lyon or Rome again", limit=count)
    lines = at_a_width(40, found)

    said = " ".join(" ".join(line for line in lines if " · " not in line).split())
    assert (count, True) == (len(found), len(lines) <= 12)
    assert all(said.count(one.entry.title) == 1 for one in found)
    assert "…" not in said
    assert said.count(LONG_ACTION) == len(actions) * count


def test_a_block_leaves_the_lines_that_it_does_not_need_to_the_others(own: Journal) -> None:
    own.add("Certificate expired", lessons=[Lesson("Renew it.")])
    own.add("Certificate ended", lessons=[Lesson("Renew it.")])
    own.add(f"{LONG_TITLE} Lyon", lessons=[Lesson("Renew it early.")], actions=[Action(LONG_ACTION)])
    lines = at_a_width(40, own.brief("renew the certificate of the mail server in Lyon"))

    said = " ".join(" ".join(lines).split())
    assert len(lines) <= 12
    assert (1, 1) == (said.count(f"{LONG_TITLE} Lyon"), said.count(LONG_ACTION))


def test_the_age_goes_before_the_title_is_cut(own: Journal) -> None:
    own.add("Certificate of the mail server expired in Lyon", lessons=[Lesson("Renew it early. " * 30)])
    found = [one for one in own.brief("certificate of the mail server in Lyon") if "Lyon" in one.entry.title]

    assert at_a_width(60, found * 3)[0].endswith("mail server expired in Lyon")
    assert at_a_width(40, found * 3)[1] == "   server expired in Lyon (just now)"
    assert at_a_width(88, found * 3)[0].endswith("(just now)")


def test_what_a_terminal_would_obey_is_shown_as_an_escape(own: Journal, cli: Cli) -> None:
    own.add("Certificate \x1b[31mred\x07", lessons=[Lesson("\x1b]52;c;x\x07 renew\u202e")])

    for arguments in (["brief", "red certificate"], ["brief", "red certificate", "--json", "-j", "personal"]):
        done = cli(*arguments)
        assert "ertificate" in done.out
        assert set() == set(done.out) & {"\x1b", "\x07", "\u202e"}


# Which journals answer


def test_json_without_a_terminal_is_answered_by_trusted_teams_only(
    own: Journal, trusted: Journal, cli: Cli
) -> None:
    need = ("brief", "--json", "--command", "psql x")

    assert ["Dropped the table of a customer"] == [one["title"] for one in cli(*need).json]
    assert "personal" in cli(*need).err
    assert ["Ran the migration against production"] == [
        one["title"] for one in cli(*need, "-j", "personal").json
    ]
    cli("config", "set", "brief.private", "true")
    assert 2 == len(cli(*need).json)
    assert "" == cli(*need).err
    cli("journals", "distrust", str(trusted.root))
    assert ["Ran the migration against production"] == [one["title"] for one in cli(*need).json]


def test_by_hand_ones_own_journal_and_the_trusted_ones_answer(
    own: Journal, trusted: Journal, cli: Cli
) -> None:
    done = cli("brief", "--command", "psql x")

    assert "Ran the migration" in done.out
    assert "Dropped the table" in done.out


def test_json_tells_score_reasons_and_what_is_meant(own: Journal, cli: Cli) -> None:
    (found,) = cli("brief", "--json", "-j", "personal", "--path", "migrations/host.sql").json
    entry = own.get(found["id"])

    assert 0.8 < found["score"] <= 1
    assert "path migrations/**" == found["why"][0]
    assert (entry.lessons[0].key, entry.actions[0].key) == (found["lesson"], found["action"])
    assert "When I open a psql shell, then I read the host name in the prompt aloud" == found["advice"]
    assert "feeling" not in found
    assert str(own.path(entry.id)) == found["path"]


# Unasked


def test_unasked_one_line_a_lesson_and_once_a_week(trusted: Journal, cli: Cli) -> None:
    first = cli("brief", "--hook", "--command", "psql x")

    assert (0, "") == (first.status, first.err)
    assert first.out.startswith(
        "remember 1: When I open a psql shell, then I read the host name in the prompt aloud ("
    )
    assert 1 == first.out.count("\n")
    assert (0, "", "") == cli("brief", "--hook", "--command", "psql x")


def test_unasked_in_chinese(trusted: Journal, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    assert cli("brief", "--hook", "--command", "psql x").out.startswith("记得 1: ")


def test_unasked_strict_stops_once(trusted: Journal, cli: Cli) -> None:
    assert 1 == cli("brief", "--hook", "--strict", "--command", "psql x").status
    assert 0 == cli("brief", "--hook", "--strict", "--command", "psql x").status


@pytest.mark.parametrize(
    ("option", "odd", "found"),
    [
        ("--path", "db/migrations/caf\udce9.sql", 1),
        ("--command", "psql caf\udce9", 1),
        ("--tag", "caf\udce9", 0),
    ],
)
def test_bytes_of_another_encoding_in_a_need_are_no_trouble(
    trusted: Journal, cli: Cli, option: str, odd: str, found: int
) -> None:
    assert (0, "") == ((done := cli("brief", "-j", str(trusted.root), option, odd)).status, done.err)
    assert found == done.out.count("1  ")
    assert (0, "") == ((done := cli("brief", "--hook", option, odd)).status, done.err)
    assert found == done.out.count("remember 1")


def test_unasked_no_fault_of_the_program_is_worth_a_failure(
    trusted: Journal, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("mistakes.briefing.unasked.reminders", broken)
    done = cli("brief", "--hook", "--command", "psql x")

    assert (0, "", "mistakes: by zero\n") == (done.status, done.out, done.err)


@pytest.mark.parametrize("arguments", [["--staged"], ["--diff", "nowhere"], ["--diff", "-x"], []])
def test_unasked_no_trouble_is_worth_a_failure(
    trusted: Journal, cli: Cli, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = cli("brief", "--hook", *arguments)

    assert (0, "") == (done.status, done.out)
    assert done.err.count("\n") <= 1


def test_unasked_broken_settings_are_one_line(trusted: Journal, cli: Cli) -> None:
    (places.config_folder() / "config.toml").write_text("trusted = 3\n")
    done = cli("brief", "--hook", "--command", "psql x")

    assert (0, "") == (done.status, done.out)
    assert 1 == done.err.count("\n")


def test_what_is_hushed_comes_no_more_unasked_but_is_found(trusted: Journal, cli: Cli) -> None:
    entry = next(trusted.entries())
    done = cli("brief", "--hush", entry.id[-6:], "-j", str(trusted.root))

    assert 0 == done.status
    assert (0, "", "") == cli("brief", "--hook", "--command", "psql x")
    assert "Dropped" in cli("brief", "--command", "psql x").out
    assert {"hushed": f"{entry.id}:{entry.lessons[0].key}"} == cli(
        "brief", "--hush", str(entry.lessons[0].key), "-j", str(trusted.root), "--json"
    ).json


# Trust


def test_trust_is_shown_given_and_taken(team: Journal, cli: Cli) -> None:
    assert "may speak unasked" in cli("journals", "trust", str(team.root)).out
    assert "as before" in cli("journals", "trust", str(team.root)).out
    cli("config", "set", "journals.pay", str(team.root))
    assert [True] == [
        one["trusted"] for one in cli("journals", "--json").json["journals"] if one["name"] == "pay"
    ]
    assert {"path": os.path.realpath(team.root), "trusted": True, "changed": True} == cli(
        "journals", "distrust", "pay", "--json"
    ).json
    assert 2 == cli("journals", "trust").status
    assert 1 == cli("journals", "trust", "nowhere").status


# Triggers


def test_triggers_are_told_as_a_lesson_is_written_and_added_later(own: Journal, cli: Cli) -> None:
    handle = cli(
        "add", "Deleted a namespace", "--lesson", "Read its name.", "--on", "command: kubectl delete *"
    ).handle
    cli("edit", handle, "--on", "path: k8s/**", "--on", "Word:  name space ", "--on", "tag: cluster")
    applies = own.get(own.find(handle)).lessons[-1].applies

    assert Applies(("k8s/**",), ("kubectl delete *",), ("name space",), ("cluster",)) == applies
    assert "Deleted a namespace" in cli("brief", "--command", "kubectl delete ns x").out
    assert "Deleted a namespace" in cli("brief", "--path", "deploy/k8s/x.yaml").out
    for wrong in ("nothing", "path:", "paths: x", ": x"):
        assert 2 == cli("edit", handle, "--on", wrong).status


def test_triggers_are_told_in_the_editor_as_the_page_says(
    own: Journal, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "be-reminded.md"
    table = re.search(r"(?s)    \[lessons\.applies\]\n.*?\n\n", page.read_text(encoding="utf-8"))
    assert table
    handle = cli("add", "Deleted a namespace", "--lesson", "Read its name.").handle
    editor = tmp_path / "editor.py"
    editor.write_text(f"import sys\nopen(sys.argv[1], 'a').write({table[0].replace('    ', '')!r})\n")
    monkeypatch.setenv("VISUAL", f"{sys.executable} {editor}")

    assert 0 == cli("edit", handle).status
    assert ("psql *", "git push --force*") == own.get(own.find(handle)).lessons[-1].applies.commands


# In git


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository without commits, in which the test stands."""
    folder = tmp_path / "code"
    folder.mkdir()
    monkeypatch.chdir(folder)
    git("init", "-q", "-b", "main")
    git("config", "user.name", "Mei")
    git("config", "user.email", "mei@example.com")
    return folder


def git(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    command = ["git", *arguments]
    return subprocess.run(command, capture_output=True, check=check, timeout=60, text=True, encoding="utf-8")


def commit(repository: Path, name: str, text: str = "x\n") -> subprocess.CompletedProcess[str]:
    (repository / name).parent.mkdir(parents=True, exist_ok=True)
    (repository / name).write_text(text)
    git("add", ".")
    return git("commit", "-m", name, check=False)


def hook(repository: Path) -> Path:
    return repository / ".git" / "hooks" / "pre-commit"


def test_what_is_staged_and_what_changed_brings_lessons(own: Journal, repository: Path, cli: Cli) -> None:
    commit(repository, "readme.md")
    (repository / "migrations").mkdir()
    (repository / "migrations" / "7.sql").write_text("renew the certificate of the mail server\n")
    assert "" == cli("brief", "--staged").out
    git("add", ".")

    done = cli("brief", "--staged")
    assert "Ran the migration" in done.out
    assert "Certificate of the mail server" in done.out
    git("commit", "-qm", "x")
    assert "" == cli("brief", "--staged").out
    assert done.out == cli("brief", "--diff", "HEAD~1..HEAD").out


def test_trouble_with_git_is_an_error_if_one_asked(
    own: Journal, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = cli("brief", "--staged")

    assert (1, "") == (done.status, done.out)
    assert "no git repository" in done.err


needs_sh = pytest.mark.skipif(os.name == "nt", reason="git's own sh runs hooks on Windows; tested elsewhere")


@needs_sh
def test_the_hook_speaks_before_a_commit_and_never_blocks(
    trusted: Journal, repository: Path, cli: Cli
) -> None:
    assert f"installed: {hook(repository)}" in cli("brief", "--install-git-hook").out

    done = commit(repository, "migrations/1.sql")
    assert 0 == done.returncode
    assert "remember 1: When I open a psql shell" in done.stderr
    assert "remember" not in commit(repository, "migrations/2.sql").stderr
    assert "there already" in cli("brief", "--install-git-hook").out


@needs_sh
def test_a_strict_hook_stops_once(trusted: Journal, repository: Path, cli: Cli) -> None:
    cli("brief", "--install-git-hook", "--strict")

    first = commit(repository, "migrations/1.sql")
    assert 0 != first.returncode
    assert "commit again" in first.stderr
    assert 0 == git("commit", "-m", "again").returncode


@needs_sh
def test_a_hook_that_is_there_runs_first_decides_and_comes_back(
    trusted: Journal, repository: Path, cli: Cli
) -> None:
    hook(repository).parent.mkdir(exist_ok=True)
    earlier = '#!/bin/sh\necho "earlier: $# $0" >&2\ntest ! -e forbidden\n'
    hook(repository).write_text(earlier)
    hook(repository).chmod(0o755)

    assert "runs first" in cli("brief", "--install-git-hook").out
    cli("brief", "--install-git-hook", "--strict")
    cli("brief", "--install-git-hook")
    done = commit(repository, "migrations/1.sql")
    assert "earlier: 0" in done.stderr
    assert "remember 1" in done.stderr
    assert 0 != commit(repository, "forbidden").returncode

    assert "is back" in cli("brief", "--uninstall-git-hook").out
    assert earlier == hook(repository).read_text()
    assert 0o755 == hook(repository).stat().st_mode & 0o777
    assert 1 == cli("brief", "--uninstall-git-hook").status
    assert ["pre-commit"] == [
        path.name for path in hook(repository).parent.iterdir() if ".sample" not in path.name
    ]


@needs_sh
def test_an_earlier_hook_may_be_a_program_or_a_link_and_is_never_touched(
    trusted: Journal, repository: Path, cli: Cli, tmp_path: Path
) -> None:
    target = tmp_path / "shared hook.py"
    target.write_text(f"#!{sys.executable}\nimport sys\nprint('from python', file=sys.stderr)\n")
    target.chmod(0o755)
    hook(repository).parent.mkdir(exist_ok=True)
    hook(repository).symlink_to(target)
    before = target.read_bytes()

    cli("brief", "--install-git-hook")
    assert "from python" in commit(repository, "a.txt").stderr
    cli("brief", "--uninstall-git-hook")
    assert hook(repository).is_symlink()
    assert before == target.read_bytes()


@needs_sh
def test_a_folder_of_hooks_that_git_ignores_is_not_called_part_of_the_repository(
    trusted: Journal, repository: Path, cli: Cli
) -> None:
    husky = repository / ".husky" / "_"
    husky.mkdir(parents=True)
    git("config", "core.hooksPath", ".husky/_")
    told = cli("brief", "--install-git-hook").out
    cli("brief", "--uninstall-git-hook")
    (husky / ".gitignore").write_text("*\n")

    ignored = cli("brief", "--install-git-hook").out

    assert (True, False) == ("part of the repository" in told, "part of the repository" in ignored)
    assert "remember 1" in commit(repository, "migrations/1.sql").stderr


@needs_sh
def test_a_hook_that_was_changed_by_hand_is_left_alone(repository: Path, cli: Cli) -> None:
    cli("brief", "--install-git-hook")
    with hook(repository).open("a") as file:
        file.write("make lint\n")
    changed = hook(repository).read_text()

    done = cli("brief", "--uninstall-git-hook")
    assert 1 == done.status
    assert "by hand" in done.err
    assert changed == hook(repository).read_text()


@needs_sh
def test_two_hooks_in_the_way_are_not_guessed_at(repository: Path, cli: Cli) -> None:
    hook(repository).parent.mkdir(exist_ok=True)
    hook(repository).write_text("one\n")
    hook(repository).with_name("pre-commit.before-mistakes").write_text("two\n")

    assert 1 == cli("brief", "--install-git-hook").status
    assert "one\n" == hook(repository).read_text()


@needs_sh
def test_a_worktree_shares_the_hook_of_its_repository(
    trusted: Journal, repository: Path, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repository, "a.txt")
    git("worktree", "add", "-q", "--detach", str(tmp_path / "tree"))
    monkeypatch.chdir(tmp_path / "tree")
    assert {"hook": str(hook(repository)), "state": "installed", "earlier": None, "snippet": None} == cli(
        "brief", "--install-git-hook", "--json"
    ).json

    assert "remember 1" in commit(tmp_path / "tree", "migrations/1.sql").stderr


@needs_sh
def test_the_folder_that_git_is_told_to_use_is_used(trusted: Journal, repository: Path, cli: Cli) -> None:
    git("config", "core.hooksPath", ".githooks")
    done = cli("brief", "--install-git-hook")
    text = (repository / ".githooks" / "pre-commit").read_text()

    assert "part of the repository" in done.out
    assert sys.executable not in text
    assert str(repository) not in text


@needs_sh
def test_a_commit_succeeds_where_the_program_is_gone(repository: Path, cli: Cli) -> None:
    git("config", "core.hooksPath", ".githooks")
    cli("brief", "--install-git-hook", "--strict")
    tools = repository.parent / "tools"
    tools.mkdir()
    for name in ("git", "dirname"):
        (tools / name).symlink_to(shutil.which(name) or name)
    (repository / "a.txt").write_text("a\n")
    git("add", "a.txt")
    done = subprocess.run(
        [str(tools / "git"), "commit", "-m", "x"],
        env=os.environ | {"PATH": str(tools)},
        capture_output=True,
        check=False,
    )

    assert (0, b"") == (done.returncode, done.stderr)


@pytest.mark.parametrize("strict", [False, True])
def test_the_pre_commit_framework_gets_what_to_add(repository: Path, cli: Cli, strict: bool) -> None:
    import yaml

    (repository / ".pre-commit-config.yaml").write_text("repos: []\n")
    options = ["--strict"] if strict else []
    found = cli("brief", "--install-git-hook", "--json", *options).json

    assert not hook(repository).exists()
    ((repo,),) = ([*yaml.safe_load(found["snippet"])],)
    (told,) = repo["hooks"]
    assert ("local", f"mistakes brief --hook --staged{' --strict' if strict else ''}") == (
        repo["repo"],
        told["entry"],
    )
    assert told["verbose"]
    assert not told["pass_filenames"]
    assert found["snippet"] in cli("brief", "--install-git-hook", *options).out


@needs_sh
def test_the_pre_commit_framework_runs_what_it_was_given(
    trusted: Journal, repository: Path, cli: Cli, tmp_path: Path
) -> None:
    framework = shutil.which("pre-commit")
    if framework is None:
        pytest.skip("the program pre-commit is not installed")
    (repository / ".pre-commit-config.yaml").write_text("")
    snippet = cli("brief", "--install-git-hook", "--json").json["snippet"]
    program = f"{sys.executable} -P -m mistakes brief"
    (repository / ".pre-commit-config.yaml").write_text(
        f"repos:\n{snippet.replace('mistakes brief', program, 1)}"
    )
    commit(repository, ".gitignore")
    (repository / "migrations").mkdir()
    (repository / "migrations" / "1.sql").write_text("x\n")
    git("add", ".")
    done = subprocess.run(
        [framework, "run"], capture_output=True, check=False, text=True, encoding="utf-8", timeout=120
    )

    assert 0 == done.returncode, done.stdout + done.stderr
    assert "remember 1" in done.stdout


def test_outside_of_a_repository_no_hook_is_installed(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert 1 == cli("brief", "--install-git-hook").status
    git("init", "-q", "--bare", "bare.git")
    monkeypatch.chdir(tmp_path / "bare.git")
    assert 1 == cli("brief", "--install-git-hook").status


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that cannot be written")
def test_a_folder_that_cannot_be_written_is_named(repository: Path, cli: Cli) -> None:
    hook(repository).parent.mkdir(exist_ok=True)
    hook(repository).parent.chmod(0o500)
    done = cli("brief", "--install-git-hook")
    hook(repository).parent.chmod(0o700)

    assert 1 == done.status
    assert str(hook(repository)) in done.err
