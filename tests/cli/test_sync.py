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
    shown = person.type(keys, "] ")
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


@pytest.mark.parametrize(
    ("keys", "status", "left"), [("y\n", 0, 30), ("n\n", 0, 3), ("\n", 3, 30), ("perhaps\n", 3, 30)]
)
def test_at_a_terminal_many_removals_are_shown_and_asked_about(
    shared: Team, keys: str, status: int, left: int
) -> None:
    ana, bo = shared.pair()
    for number in range(30):
        ana.add(f"Entry {number:02}")
    shared.settle()
    for path in sorted((bo.root / "entries").rglob("*.toml"))[3:]:
        path.unlink()
    git(bo.root, "commit", "-qam", "tidied up")
    git(bo.root, "push", "-q", "origin", "HEAD:main")
    Settings.load().set("author", "Ana <ana@example.com>")

    person = Terminal("sync", "-j", str(ana.root))
    shown = person.type(keys, ": ")
    ended = person.finish()

    assert status == ended
    assert "27 of 30 entries were removed" in shown
    assert "Mal <mal@example.com>" in shown.replace("\r\n", " ")
    assert "Entry 05" in shown
    assert "and 7 more" in shown
    assert left == len(titles(ana))
    if not status:
        bo.sync()
        assert left == len(titles(bo))


def test_where_nobody_can_be_asked_many_removals_stop_the_sync(shared: Team) -> None:
    ana, bo = shared.pair()
    for number in range(30):
        ana.add(f"Entry {number:02}")
    shared.settle()
    git(bo.root, "rm", "-rq", "entries")
    git(bo.root, "commit", "-qm", "tidied up")
    git(bo.root, "push", "-q", "origin", "HEAD:main")

    done = run("sync", "-j", str(ana.root))

    assert 3 == done.status
    assert "--keep" in done.err
    assert 30 == len(titles(ana))


class TestChinese:
    """What a person reads who has set the language to Chinese; machines get what they always get."""

    @pytest.fixture(autouse=True)
    def chinese(self) -> None:
        Settings.load().set("language", "zh")

    def test_a_sync_tells_what_went_either_way(self, shared: Team) -> None:
        ana, bo = shared.pair()
        place = ("-j", str(ana.root))
        ana.add("周五上线")
        bo.add("忘了备份")
        bo.sync()

        assert "待提交 1 个文件" in run("sync", "--status", *place).out
        assert "将发送 1 条记录，将收到 1 条记录" in run("sync", "--dry-run", *place).out
        assert "已发送 1 条记录，已收到 1 条记录" in run("sync", *place).out
        assert "已同步" in run("sync", *place).out
        assert run("sync", "--json", *place).json["journals"][0]["sent"]["added"] == []

    def test_a_file_that_stays_here_is_named_with_the_reason(self, shared: Team) -> None:
        ana = shared.begin()
        entry = ana.add("周五上线")
        ana.path(entry.id).write_text("", encoding="utf-8")

        assert "未发送" in (said := run("sync", "-j", str(ana.root)).out)
        assert "是空的" in said

    def test_a_conflict_is_listed_shown_and_decided(self, shared: Team) -> None:
        ana, bo = shared.pair()
        made = ana.add("周五上线")
        shared.settle()
        bo.change(made.id, story="没人值班")
        bo.sync()
        ana.change(made.id, story="没有测试")
        place = ("-j", str(ana.root))

        assert "两边都改过" in run("sync", *place).out
        assert "来定：mistakes resolve" in run("conflicts", *place).out
        assert "另一个：" in run("resolve", made.id, *place).out
        assert "已定" in run("resolve", made.id, "--keep", *place).out
        assert "没有等你决定的" in run("resolve", *place).out

    def test_a_newcomer_is_welcomed(self, shared: Team, tmp_path: Path) -> None:
        shared.begin().sync()

        said = run("join", str(shared.remote), str(tmp_path / "joined")).out

        assert "已加入 payments" in said
        assert "保持同步：mistakes sync" in said

    def test_who_begins_a_journal_is_told_how_to_go_on(self, tmp_path: Path) -> None:
        said = run("init", str(tmp_path / "pay"), "--team", "pay").out

        assert "已开始：" in said
        assert "git remote add" in said
        assert 'mistakes add -T "发生了什么"' in said

    def test_what_may_speak_is_told(self, shared: Team) -> None:
        ana = shared.begin()

        assert "可以主动提醒" in run("journals", "trust", str(ana.root)).out
        assert "尚未开始" in run("journals").out


def test_both_languages_of_a_sync_say_the_same_with_the_same_values() -> None:
    from string import Formatter

    from mistakes.cli import sync_words

    english, chinese = sync_words._WORDS["en"], sync_words._WORDS["zh"]

    assert english.keys() == chinese.keys()
    for name, text in english.items():
        values = [{part[1] for part in Formatter().parse(one) if part[1]} for one in (text, chinese[name])]
        assert values[0] == values[1], name


def test_who_named_a_remote_is_not_told_to_name_one(tmp_path: Path) -> None:
    done = run("init", str(tmp_path / "pay"), "--team", "pay", "--git", str(tmp_path / "nowhere.git"))

    assert 4 == done.status
    assert "begun, not shared yet" in done.err
    assert "remote add" not in done.out
