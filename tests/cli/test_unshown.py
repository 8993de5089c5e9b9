"""What must hold when a result cannot be shown: what was saved is named, so that nobody does it twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mistakes.testing import run

FULL = Path("/dev/full")
pytestmark = pytest.mark.skipif(not FULL.exists(), reason="there is no device that is always full here")
Full = Callable[..., tuple[int, str]]


@pytest.fixture
def full(tmp_path: Path) -> Full:
    """Return a function that runs the program with standard output on a full device."""

    def run_it(*arguments: str, stdin: str = "") -> tuple[int, str]:
        command = [sys.executable, "-P", "-m", "mistakes", *arguments]
        with FULL.open("w") as out:
            done = subprocess.run(
                command,
                input=stdin,
                stdout=out,
                stderr=subprocess.PIPE,
                cwd=tmp_path,
                env=os.environ,
                text=True,
                check=False,
            )
        return done.returncode, done.stderr

    return run_it


def newest() -> dict[str, str]:
    found: list[dict[str, str]] = run("list", "-n", "1", "--json").json
    return found[0] if found else {"handle": "none"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "Signed unread again"),
        ("add", "Signed unread again", "--json"),
        ("edit", "--tag", "law"),
        ("delete", "{id}"),
        ("again", "{id}", "once more"),
        ("link", "{id}", "--evidence", "https://example.com"),
        ("undo",),
        ("import", "lines", "-"),
        ("add", "--from-json", "-"),
    ],
    ids=" ".join,
)
def test_what_was_saved_is_named(full: Full, arguments: Sequence[str]) -> None:
    before = run("add", "Signed unread", "--story", "It was late.").handle
    stdin = '[{"title": "one"}]' if "--from-json" in arguments else "one\n"

    status, said = full(*(part.format(id=before) for part in arguments), stdin=stdin)

    assert status == 1
    assert before in said or newest()["handle"] in said
    assert "Do not run it again" in said
    assert said.count("\n") <= 3


def test_for_machines_it_is_an_error_of_its_own(full: Full) -> None:
    _, said = full("add", "Signed unread", "--json")

    error = json.loads(said.splitlines()[-1])["error"]
    assert "not-shown" == error["kind"]
    assert newest()["handle"] in error["message"]


@pytest.mark.parametrize("arguments", [("list",), ("export", "json"), ("--help",)], ids=" ".join)
def test_where_nothing_was_changed_that_is_said(full: Full, arguments: Sequence[str]) -> None:
    run("add", "Signed unread")

    status, said = full(*arguments)

    assert status == 1
    assert "Nothing was changed" in said
    assert 1 == said.count("\n")
