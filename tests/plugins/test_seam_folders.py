"""What must hold in any folder: nothing that lies in a journal or in the current folder is code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mistakes import Journal


def evil(folder: Path) -> Path:
    """Fill a folder with what Python might import by accident, and return the file that would tell of it."""
    told = folder / "it ran"
    code = f"open({str(told)!r}, 'a').write(__name__)\n"
    names = ("click", "json", "attrs", "mistakes_evil", "sitecustomize", "usercustomize", "mistakes_formats")
    for name in names:
        (folder / f"{name}.py").write_text(code)
    about = folder / "mistakes_evil-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: mistakes-evil\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[mistakes]\nevil = mistakes_evil\n")
    (folder / "conftest.py").write_text(code)
    (folder / "evil.pth").write_text(f"import mistakes_evil; {code}")
    return told


def launched(command: list[str], arguments: tuple[str, ...], cwd: Path, journal: Path) -> Any:
    environment = os.environ | {"MISTAKES_JOURNAL": str(journal)}
    done = subprocess.run(
        [*command, *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert "unexpected" not in done.stderr
    return done


@pytest.fixture(params=["console script", "python -m"])
def command(request: pytest.FixtureRequest) -> Any:
    """Each of the two ways to start the program."""
    if request.param == "console script":
        return request.getfixturevalue("console")
    return [sys.executable, "-m", "mistakes"]


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("add", "Signed unread"), ("list",), ("export", "json"), ("doctor",), ("stats",)],
    ids=lambda arguments: arguments[0],
)
def test_nothing_that_lies_in_a_journal_is_ever_imported(
    arguments: tuple[str, ...], command: list[str], journal: Journal
) -> None:
    ran = evil(journal.root)

    launched(command, arguments, cwd=journal.root, journal=journal.root)

    assert not ran.exists()


def test_nothing_that_lies_in_a_journal_is_ever_a_plugin(command: list[str], journal: Journal) -> None:
    ran = evil(journal.root)

    done = launched(command, ("plugins",), cwd=journal.root, journal=journal.root)

    assert 0 == done.returncode
    assert "evil" not in done.stdout + done.stderr
    assert not ran.exists()


@pytest.mark.parametrize(
    "arguments", [("--help",), ("add", "Signed unread")], ids=lambda arguments: arguments[0]
)
def test_nothing_that_lies_in_the_current_folder_is_ever_imported(
    arguments: tuple[str, ...], command: list[str], journal: Journal, tmp_path: Path
) -> None:
    (here := tmp_path / "here").mkdir()
    ran = evil(here)

    done = launched(command, arguments, cwd=here, journal=journal.root)

    assert 0 == done.returncode
    assert not ran.exists()
