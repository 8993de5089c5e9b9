"""What must hold without a usable home, and with settings that cannot be read: the cause is said first, and once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mistakes.testing import run

COMMANDS = [
    ("list",),
    ("add", "x"),
    ("review",),
    ("game", "why"),
    ("reflect", "--json"),
    ("export", "json"),
    ("import", "jsonl", "nothing.jsonl"),
    ("init", "--team", "payments"),
    ("config", "get", "author"),
    ("today",),
]
NOWHERE = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"), "")


@pytest.fixture
def broken() -> Path:
    """The user's settings, which are no TOML."""
    path = Path(os.environ["XDG_CONFIG_HOME"]) / "mistakes" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text("= broken", encoding="utf-8")
    return path


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_broken_settings_are_said_first_and_once(broken: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)

    assert 1 == result.status
    assert 1 == result.err.count(str(broken)), result.err
    assert 1 == result.err.count("\n"), result.err
    assert "no command" not in result.err
    assert "" == result.out


def test_what_needs_no_settings_works_without_them_and_warns(broken: Path) -> None:
    for arguments in (("--help",), ("plugins",)):
        result = run(*arguments)

        assert 0 == result.status
        assert 1 == result.err.count(str(broken))


@pytest.mark.skipif(os.name == "nt", reason="there is no /dev/null on Windows")
@pytest.mark.parametrize("command", ["list", "review", "today", "show", "journals"])
def test_a_home_that_is_no_folder_holds_no_settings_and_no_journal(
    program: Callable[..., Any], command: str
) -> None:
    done = program(command, HOME="/dev/null", **NOWHERE)

    assert done.status in (0, 1)
    assert not {"config.toml", "Traceback", "plugins"} & set(done.err.split())
    assert "/dev/null" not in done.err
    assert "mistakes add" in done.out + done.err or command in ("list", "journals")


@pytest.mark.skipif(os.name == "nt", reason="there is no /dev/null on Windows")
def test_without_a_home_a_journal_that_is_named_is_kept_all_the_same(
    program: Callable[..., Any], tmp_path: Path
) -> None:
    named = {"HOME": "/dev/null", "MISTAKES_JOURNAL": str(tmp_path / "journal"), **NOWHERE}

    added = program("add", "Signed unread", **named)
    failed = program("add", "Signed unread", HOME="/dev/null", **NOWHERE)

    assert 0 == added.status, added.err
    assert "Signed unread" in program("list", **named).out
    assert 1 == failed.status
    assert "/dev/null" in failed.err
    assert 1 == failed.err.count("\n")
