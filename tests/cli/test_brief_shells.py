"""The lines that the how-to gives for shells and agents work there, in the real shells."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mistakes import Applies, Journal, Lesson
from mistakes.briefing.trust import trust
from mistakes.settings import Settings

pty = pytest.importorskip("pty", reason="needs a pseudo-terminal")
select = pytest.importorskip("select")

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "be-reminded.md"
PATIENCE = 60  # seconds; a shell that is slower is stuck


@pytest.fixture
def tools(tmp_path: Path, team: Journal) -> Path:
    """A folder of programs: ours, and a `psql` that says that it ran; and a lesson that fits it."""
    plan = Lesson(when="I open psql", then="I read the host name", applies=Applies(commands=("psql",)))
    team.add("Dropped a table", lessons=[plan])
    trust(Settings.load(), team.root)
    folder = tmp_path / "tools"
    folder.mkdir()
    for name, text in {
        "mistakes": f'exec "{sys.executable}" -P -m mistakes "$@"',
        "psql": 'echo "psql ran with $*"',
    }.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return folder


def block(language: str) -> str:
    """Return the lines that the page gives in a language."""
    (found,) = re.findall(rf"(?ms)^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"))
    return str(found)


def typed(command: list[str], lines: list[str], environment: dict[str, str]) -> str:
    """Type lines into a program on a terminal, each as soon as the one before has been answered."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe(command[0], command, environment)
    said = b""
    try:
        for line in lines:
            said += until(terminal, b"READY> ")
            os.write(terminal, line.encode() + b"\r")
        said += until(terminal, b"\0never")
    finally:
        os.close(terminal)
        os.waitpid(pid, 0)
    return re.sub(
        r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[=>(].?)", "", said.decode("utf-8", "replace")
    )


def until(terminal: int, end: bytes) -> bytes:
    """Return what comes from a terminal up to an end, or all that comes."""
    said = b""
    deadline = time.monotonic() + PATIENCE
    while end not in said and time.monotonic() < deadline:
        ready, _, _ = select.select([terminal], [], [], 1)
        try:
            data = os.read(terminal, 65_536) if ready else b""
        except OSError:
            return said
        if ready and not data:
            return said
        said += data
    return said


def surroundings(tools: Path, **more: str) -> dict[str, str]:
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    return dict(os.environ) | {"PATH": path, "TERM": "dumb", "LC_ALL": "C.UTF-8"} | more


def check(said: str) -> None:
    """Say that the lesson came once, before the command ran, and at no other command."""
    assert 1 == said.count("remember 1: When I open psql, then I read the host name"), said
    assert said.index("remember 1") < said.index("psql ran with -h db-1")
    assert 2 == said.count("psql ran with"), said


LINES = ["echo psql", "psql -h db-1", "psql -h db-2", "exit"]


def shell(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"the shell {name} is not installed")
    return found


def bash_with_prompts() -> str:
    bash = shell("bash")
    version = subprocess.run(
        [bash, "-c", "echo ${BASH_VERSINFO[0]}${BASH_VERSINFO[1]}"], capture_output=True, check=True
    )
    if int(version.stdout) < 44:
        pytest.skip("bash before 4.4 has no PS0")
    return bash


def in_shell(name: str, folder: Path, lines: list[str], environment: dict[str, str]) -> str:
    """Return what a shell with the lines of the page says to what is typed into it."""
    if name == "bash":
        rc = folder / "bashrc"
        rc.write_text(f"PS1='READY> '\n{block('bash')}")
        return typed([bash_with_prompts(), "--noprofile", "--rcfile", str(rc), "-i"], lines, environment)
    if name == "zsh":
        (folder / ".zshrc").write_text(f"PS1='READY> '\nunsetopt zle\n{block('zsh')}")
        return typed([shell("zsh"), "-d", "-i"], lines, environment | {"ZDOTDIR": str(folder)})
    start = folder / "start.fish"
    start.write_text(f"function fish_prompt; echo -n 'READY> '; end\nset -g fish_greeting\n{block('fish')}")
    # what is typed is drawn again and again, so only what commands say is counted
    return typed(
        [shell("fish"), "--no-config", "-i", "-C", f"source {start}"], lines, environment | {"TERM": "xterm"}
    )


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_a_shell_reminds_before_a_command(name: str, tools: Path, tmp_path: Path) -> None:
    check(in_shell(name, tmp_path, LINES, surroundings(tools)))


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_where_the_program_is_missing_a_shell_says_nothing_of_it(
    name: str, tools: Path, tmp_path: Path
) -> None:
    shell(name)
    (tools / "mistakes").unlink()

    said = in_shell(name, tmp_path, LINES, surroundings(tools) | {"PATH": f"{tools}{os.pathsep}{os.defpath}"})

    assert 2 == said.count("psql ran with"), said
    assert not re.search(r"(?i)not found|unknown command", said), said


def test_the_example_for_an_agent_runs_and_hands_on_what_was_learned(tools: Path, tmp_path: Path) -> None:
    script = tmp_path / "before_a_tool.py"
    script.write_text(block("python"))
    done = subprocess.run(
        [sys.executable, str(script)],
        input=json.dumps({"command": "psql -h db-1", "path": "a.sql"}),
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
        env=surroundings(tools),
        timeout=PATIENCE,
    )

    assert (
        "Lesson from an earlier mistake: When I open psql, then I read the host name (Dropped a table)\n"
        == done.stdout
    )


def test_the_example_of_an_answer_has_the_keys_of_a_real_one(tools: Path) -> None:
    from mistakes.testing import run

    (shown,) = json.loads(block("json"))
    (real,) = run("brief", "--json", "--command", "psql").json

    assert set() == set(shown) - set(real)


def test_vim_is_told_when_it_opens_a_file(tools: Path, tmp_path: Path, team: Journal) -> None:
    vim = shutil.which("nvim") or shutil.which("vim")
    if vim is None:
        pytest.skip("neither Neovim nor Vim is installed")
    team.add("Edited by hand", lessons=[Lesson("Generate it.", applies=Applies(paths=("*.lock",)))])
    (tmp_path / "vimrc").write_text(block("vim"))
    (tmp_path / "a.lock").write_text("x\n")
    said = tmp_path / "said"
    ending = ["-c", f"redir! > {said} | silent messages | redir END | qa!"]
    subprocess.run(
        [vim, "-u", str(tmp_path / "vimrc"), "-es", *ending, str(tmp_path / "a.lock")],
        capture_output=True,
        check=False,
        env=surroundings(tools),
        timeout=PATIENCE,
    )

    assert "remember 1: Generate it." in said.read_text(encoding="utf-8")
