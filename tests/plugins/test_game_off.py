"""With `game = off` nothing anywhere differs from a program without the game, and none of it is imported."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from whole_program import lines, world

from mistakes import Journal
from mistakes.model import Condition, Lesson
from mistakes.testing import run

COMMANDS = (
    ("today",),
    ("today", "--json"),
    ("stats", "--json"),
    ("--help",),
    ("plugins",),
    ("export", "--help"),
    ("doctor",),
    ("game",),
)


@pytest.fixture
def own(home: Path) -> Journal:
    """A personal journal with some history."""
    from mistakes.journals import begin_personal
    from mistakes.settings import Settings

    settings = Settings.load()
    settings.set("author", "Mei Lin <mei@example.com>")
    journal = begin_personal(settings)
    for title in ("Typed before reading", "Sent it to everybody"):
        journal.add(
            title,
            story="The prompt was red",
            conditions=[Condition("no host", "tool")],
            lessons=[Lesson("Read first", when="I type", then="I read")],
        )
    return journal


WITHOUT = """
import importlib.metadata as metadata
real = metadata.EntryPoints
import mistakes.discovery as discovery
found = discovery._of
discovery._of = lambda package: [plugin for plugin in found(package) if plugin.name != "game"]
"""
RUN = """
import sys, json
from mistakes.cli import run
status = run(json.loads(sys.argv[1]))
game = sorted(name for name in sys.modules if name.startswith("mistakes_game"))
print(f"game: {game} status: {status}", file=sys.stderr)
"""


def said(command: tuple[str, ...], code: str = RUN) -> tuple[str, str]:
    """Return what a command says on both streams, in a Python of its own."""
    argument = json.dumps(command)
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, argument], capture_output=True, check=False, timeout=60
    )
    return done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_says_what_it_says_without_the_game(own: Journal, command: tuple[str, ...]) -> None:
    assert 0 == run("config", "set", "game", "off").status

    # each from a warm index and with the list of plugins made anew
    said(("stats",))
    off = said(command)
    from mistakes import places

    for kept in places.cache_folder().glob("plugins-*.json"):
        kept.unlink()
    without = said(command, WITHOUT + RUN)
    for kept in places.cache_folder().glob("plugins-*.json"):
        kept.unlink()

    assert without == off
    assert "game: []" in off[1]


ALL = """
import io, os, sys, json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from mistakes.cli import program, run
from mistakes.cli.completing import complete
import click

def pipe():
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace", newline="")

def said(work):
    out, err = pipe(), pipe()
    with redirect_stdout(out), redirect_stderr(err):
        status = work()
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())
    return [status, *texts]

given = json.loads(Path(sys.argv[1]).read_text())
found = [[line, *said(lambda line=line: run(line))] for line in given]
names = program.list_commands(click.Context(program))
for name in names:
    found.append([[name, "--help"], *said(lambda name=name: run([name, "--help"]))])
for line in ("mistakes ", "mistakes g", "mistakes export ", "mistakes export b", "mistakes config set ga", "mistakes config set game "):
    os.environ |= {"COMP_LINE": line, "_MISTAKES_COMPLETE": "bash_complete"}
    found.append([[line], *said(lambda: complete(program, "mistakes"))])
game = sorted(name for name in sys.modules if name.startswith("mistakes_game"))
sys.stdout.write(json.dumps({"found": found, "game": game, "names": names}))
"""
# what is made by chance, or by the clock, is another each time: ids, handles and keys, moments, digests
_CHANCE = re.compile(
    r"[0-9a-hjkmnp-tv-z]{26}|[0-9a-hjkmnp-tv-z]{6}(?![a-z])|[0-9a-f]{8,64}|\d\d:\d\d(:\d\d)?|[\d.,]+ m?s\\b"
)


def test_no_command_says_or_writes_anything_else_than_without_the_game(home: Path, tmp_path: Path) -> None:
    """Each command of the program in a small world of four people, its help page, and what TAB offers."""
    folder = tmp_path / "world"
    made = world(folder)
    run("config", "set", "game", "off")
    every = [line for one in lines(made, folder) for line in _both_ways(one)]
    (tmp_path / "lines.json").write_text(json.dumps(every), encoding="utf-8")
    keep = [home, folder]
    for number, place in enumerate(keep):
        shutil.copytree(place, tmp_path / f"kept {number}", symlinks=True)

    told = []
    for code in (ALL, WITHOUT + ALL):
        for number, place in enumerate(keep):
            shutil.rmtree(place)
            shutil.copytree(tmp_path / f"kept {number}", place, symlinks=True)
        command = [sys.executable, "-P", "-c", code, str(tmp_path / "lines.json")]
        done = subprocess.run(command, capture_output=True, check=False, timeout=300)
        assert 0 == done.returncode, done.stderr.decode()
        answer = json.loads(done.stdout[done.stdout.index(b'{"found"') :])
        told.append((answer, _written(folder / "out")))

    (off, files), (without, others) = told
    assert [] == off["game"] == without["game"]
    assert {line[0] for line in every} == {*off["names"], "game"}, "each command was run"
    assert "game" not in off["names"]
    for mine, theirs in zip(off["found"], without["found"], strict=True):
        assert _CHANCE.sub("*", json.dumps(theirs)) == _CHANCE.sub("*", json.dumps(mine))
    assert others == files
    assert 12 < len(files)


def _both_ways(line: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return a line, and the same for machines where it changes nothing."""
    looks = {"today", "stats", "list", "search", "show", "brief", "similar", "digest", "journals", "config"}
    return [line, (*line, "--json")] if line[0] in looks | {"plugins", "doctor", "packs", "game"} else [line]


def _written(folder: Path) -> dict[str, str]:
    """Return what was written by exports: texts without what chance made, of all else that it is there."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        name = _CHANCE.sub("*", path.relative_to(folder).as_posix())
        found[name] = _CHANCE.sub("*", data.decode()) if b"\0" not in data else "bytes"
    return found


def test_without_the_setting_the_game_is_there(own: Journal) -> None:
    assert "game" in said(("--help",))[0]
    assert "game" in said(("plugins",))[0]
    assert 0 == run("game").status


def test_changing_an_entry_imports_nothing_of_it_either(own: Journal) -> None:
    run("config", "set", "game", "off")
    out = said(("add", "Typed again", "--lesson", "Read", "--if", "I type", "--then", "I read"))

    assert "game: []" in out[1]


def test_a_plain_entry_does_not_import_the_game_even_if_it_is_on(own: Journal) -> None:
    said(("plugins",))

    assert "game: []" in said(("add", "Typed again"))[1]


@pytest.mark.parametrize("value", ["full", "calm", "off", ""])
def test_the_setting_has_three_values(value: str) -> None:
    assert 0 == run("config", "set", "game", value).status


@pytest.mark.parametrize(("name", "value"), [("game", "of"), ("game", "OFF"), ("streak", "month")])
def test_another_value_is_refused_with_what_it_may_be(name: str, value: str) -> None:
    done = run("config", "set", name, value)

    assert 2 == done.status
    assert name in done.err
    assert all(one in done.err for one in {"game": ("full", "calm", "off"), "streak": ("week", "day")}[name])


def test_any_plugin_whose_own_setting_is_off_is_as_good_as_not_installed(own: Journal) -> None:
    from mistakes.plugins import Plugins
    from mistakes.settings import Settings

    settings = Settings.load()
    there = {plugin.name for plugin in Plugins.installed(settings).found}
    settings.set("game", "off")

    assert there - {plugin.name for plugin in Plugins.installed(settings).found} == {"game"}


def test_what_is_recorded_does_not_depend_on_the_game(own: Journal, program: Callable[..., Any]) -> None:
    run("config", "set", "game", "off")
    before = len(own.events())
    own.add("Again", lessons=[Lesson("x", when="I type", then="I read")])

    assert before + 1 == len(own.events())
