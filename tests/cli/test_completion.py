"""What must hold for TAB: what is offered fits and is safe on a command line, and nothing ever goes wrong aloud."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from mistakes import Journal
from mistakes.cli import program as click_program
from mistakes.cli.completing import MOST, complete
from mistakes.testing import run

Offered = Callable[..., list[str]]


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Offered:
    """Return a function that returns what is offered where a line ends."""

    def ask(line: str, name: str = "mistakes") -> list[str]:
        monkeypatch.setenv("COMP_LINE", line)
        monkeypatch.setenv(f"_{name.upper()}_COMPLETE", "bash_complete")
        with redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")) as out:
            assert complete(click_program, name) == 0
        out.seek(0)
        return [row.partition(",")[2] for row in out.read().splitlines() if row]

    return ask


def add(*words: str) -> str:
    """Record something and return its handle."""
    result = run("add", *words)
    assert result.status == 0, result.err
    return result.handle


def test_entries_are_offered_newest_first_and_only_a_few(offered: Offered) -> None:
    handles = [add(f"Number {number}") for number in range(MOST + 3)]

    assert handles[::-1][:MOST] == offered("mistakes show ")
    assert MOST == len(offered("mistakes edit "))


@pytest.mark.parametrize("warm", [False, True])
def test_a_handle_that_is_begun_is_finished_whatever_its_age(offered: Offered, *, warm: bool) -> None:
    handle = add("The oldest")
    for number in range(MOST + 1):
        add(f"Number {number}")
    if warm:
        run("search", "number")

    assert handle not in offered("mistakes show ")
    assert [handle] == offered(f"mistakes show {handle[:5]}")
    assert [handle] == offered(f"mistakes link {handle} --like {handle[:5].upper()}")


def test_what_stands_there_already_is_not_offered_again(offered: Offered) -> None:
    one, two = add("One"), add("Two")

    assert [one] == offered(f"mistakes delete {two} ")


def test_deleted_entries_are_offered_to_those_who_want_them(offered: Offered) -> None:
    gone, here = add("Gone"), add("Here")
    run("delete", gone)

    assert [gone] == offered("mistakes restore ")
    assert [here] == offered("mistakes edit ")
    assert {gone, here} == set(offered("mistakes show "))


def test_commands_formats_kinds_settings_and_fields_are_offered(offered: Offered) -> None:
    assert ["export"] == offered("mistakes exp")
    assert "reflect" in offered("mistakes ")
    assert {"json", "jsonl"} == set(offered("mistakes export js"))
    assert "jrnl" in offered("mistakes import ")
    assert ["near-miss"] == offered("mistakes add x --kind n")
    assert ["game"] == offered("mistakes config set ga")
    assert {"full", "calm", "off"} == set(offered("mistakes config set game "))
    assert ["story", "stretch"] == offered("mistakes edit --clear st")
    assert "--scanned" in offered("mistakes add --s")


def test_journals_are_offered_by_name_and_folders_to_whoever_types_a_path(
    offered: Offered, team: Journal
) -> None:
    run("config", "set", "journals.payments", str(team.root))

    assert ["payments", "personal"] == offered("mistakes -j ")
    assert ["payments", "personal"] == offered("mistakes list -j p")
    assert ["payments"] == offered("mistakes share 4sn0 --to ")
    assert ["./"] == offered("mistakes -j ./")


@pytest.mark.parametrize("warm", [False, True])
def test_tags_are_offered_and_after_a_field_its_values(offered: Offered, *, warm: bool) -> None:
    add("One", "-t", "deploy", "-t", "ops")
    add("Two", "-t", "deploy", "-t", "数据库")
    if warm:
        run("search", "one")

    assert ["deploy"] == offered("mistakes add -t d")
    assert {"deploy", "ops", "数据库"} == set(offered("mistakes edit 4sn0 --tag "))
    assert ["tag:"] == offered("mistakes list ta")
    assert ["tag:deploy"] == offered("mistakes list tag:d")
    assert ["kind:near-miss"] == offered("mistakes search deploy kind:n")
    assert ["deploy"] == offered("oops -t de", "oops")


def test_what_could_be_a_command_or_another_word_is_not_put_on_a_command_line(
    offered: Offered, monkeypatch: pytest.MonkeyPatch, team: Journal
) -> None:
    for tag in ("$(id)", "two words", "`id`", "a;b", "\x1b[31m", "*", "good"):
        team.add("x", tags=[tag])
    monkeypatch.chdir(team.root)

    assert ["good"] == offered("mistakes add -T -t ")
    assert ["tag:good"] == offered("mistakes list -T tag:")


def test_nothing_of_ones_own_is_offered_where_only_a_team_is_meant(
    offered: Offered, monkeypatch: pytest.MonkeyPatch, team: Journal
) -> None:
    mine = add("Mine", "-t", "secret")
    theirs = team.add("Theirs", tags=["open"]).id[-6:]
    monkeypatch.chdir(team.root)

    assert {mine, theirs} == set(offered("mistakes show "))
    assert [theirs] == offered("mistakes -T show ")
    assert [theirs] == offered("mistakes show -T ")
    assert ["open"] == offered("mistakes -T add -t ")
    for command in ("thank", "comment", "borrow", "unshare"):
        assert [theirs] == offered(f"mistakes {command} ")
    assert [mine] == offered("mistakes share ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("line", ["mistakes show ", "mistakes list tag:"])
def test_trouble_is_never_told_in_the_middle_of_a_line(
    shell: str, line: str, program: Any, home: Path, journal: Journal
) -> None:
    journal.add("x")
    journal.path(journal.latest()).write_bytes(b"\x00 = [")
    words = {"COMP_WORDS": line, "COMP_CWORD": "2", "_MISTAKES_COMPLETE": f"{shell}_complete"}

    healthy = program(**words, MISTAKES_JOURNAL=str(journal.root))
    config = Path(os.environ["XDG_CONFIG_HOME"]) / "mistakes" / "config.toml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text("= broken", encoding="utf-8")
    broken = program(**words)
    homeless = program(**words, HOME="/dev/null", **dict.fromkeys(_XDG, ""))

    assert "" == healthy.err == broken.err == homeless.err


def test_what_no_shell_asks_is_refused_in_one_line(program: Any) -> None:
    done = program("list", _MISTAKES_COMPLETE="tcsh_source")

    assert (2, "") == (done.status, done.out)
    assert "'tcsh_source'" in done.err
    assert 1 == done.err.count("\n")


_XDG = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")


# In the shells themselves


@pytest.fixture
def shell(tmp_path: Path) -> Callable[..., str]:
    """Return a function that runs a script in a shell which finds the program by its name."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, start in (("mistakes", "main"), ("oops", "oops")):
        code = f"import sys; sys.argv[0] = {name!r}; from mistakes.cli import {start}; {start}()"
        (folder / name).write_text(
            f'#!/bin/sh\nexec {sys.executable} -P -c "{code}" "$@"\n', encoding="utf-8"
        )
        (folder / name).chmod(0o755)

    def run_in(program: str, *arguments: str) -> str:
        found = shutil.which(program)
        if found is None:
            pytest.skip(f"{program} is not installed")
        path = f"{folder}{os.pathsep}{os.environ['PATH']}"
        environment = os.environ | {"PATH": path, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            [found, *arguments], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        return done.stdout

    return run_in


IN_BASH = """
eval "$(_MISTAKES_COMPLETE=bash_source mistakes)"
compopt() {{ :; }}
COMP_LINE={line!r} COMP_POINT=${{#COMP_LINE}} COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
COMP_LINE={line!r}; COMP_POINT=${{#COMP_LINE}}
_mistakes_completion mistakes
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
IN_ZSH = """
compdef() {{ :; }}
compadd() {{ print -rl -- ${{(P)@[-1]}}; }}
_describe() {{ print -rl -- ${{(P)3}}; }}
eval "$(_MISTAKES_COMPLETE=zsh_source mistakes)"
words=({words}); CURRENT={count}
_mistakes_completion
"""


def test_bash_gets_what_follows_the_last_colon(shell: Callable[..., str]) -> None:
    handle = add("Signed unread", "-t", "deploy")

    def answer(line: str) -> list[str]:
        return shell("bash", "--norc", "-c", IN_BASH.format(line=line)).split()

    assert [handle] == answer("mistakes show ")
    assert ["deploy"] == answer("mistakes list tag:d")
    assert ["deploy"] == answer("mistakes add --tag=d")
    assert ["export"] == answer("mistakes exp")


def test_zsh_gets_titles_with_colons_and_backslashes_whole(shell: Callable[..., str]) -> None:
    handle = add("Read: C:\\temp %F{red}, \x1b[31mred", "-t", "deploy")

    def answer(*words: str) -> list[str]:
        quoted = " ".join(f"'{word}'" for word in words)
        return shell("zsh", "-f", "-c", IN_ZSH.format(words=quoted, count=len(words))).splitlines()

    assert [f"{handle}:Read: C:\\\\temp %F{{red}}, \\\\x1b[31mred"] == answer("mistakes", "show", "")
    assert ["tag:deploy"] == answer("mistakes", "list", "tag:d")
    assert ["tag:"] == answer("mistakes", "list", "ta")


def test_fish_gets_titles_with_commas_whole(shell: Callable[..., str]) -> None:
    handle = add("Mixed up a, b and c", "-t", "deploy")

    def answer(line: str) -> list[str]:
        script = f"_MISTAKES_COMPLETE=fish_source mistakes | source; complete -C '{line}'"
        return shell("fish", "--no-config", "-c", script).splitlines()

    assert [f"{handle}\tMixed up a, b and c"] == answer("mistakes show ")
    assert ["tag:deploy"] == answer("mistakes list tag:d")
    assert ["--tag=deploy"] == answer("mistakes add --tag=d")
