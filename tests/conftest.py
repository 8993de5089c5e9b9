"""What all tests share: a home of their own, a journal in it, and the program as users run it."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from mistakes import Journal
from mistakes.testing import own_home

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"

settings.register_profile("default", deadline=None)
settings.load_profile("default")


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Iterator[Path]:
    """Give each test its own home, so that nothing of the machine's user is read or written."""
    with own_home(tmp_path / "home") as folder:
        yield folder


@pytest.fixture(autouse=True)
def garbage() -> Iterator[None]:
    """Let each test collect garbage as Python does, whatever the program that ran in it has chosen."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A personal journal, empty."""
    return Journal.create(tmp_path / "journal", name="test")


@pytest.fixture
def team(tmp_path: Path) -> Journal:
    """A team's journal, empty."""
    return Journal.create(tmp_path / "team", name="payments", kind="team")


class Done:
    """A finished run of the program: its exit status and what it wrote."""

    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.status = done.returncode
        self.out = done.stdout.decode("utf-8", "backslashreplace")
        self.err = done.stderr.decode("utf-8", "backslashreplace")


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., Done]:
    """Return a function that runs the installed program in a process of its own."""

    def run(*arguments: str | bytes, stdin: bytes = b"", cwd: Path | None = None, **environment: str) -> Done:
        command: list[Any] = [sys.executable, "-P", "-m", "mistakes", *arguments]
        done = subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            cwd=cwd or tmp_path,
            env=os.environ | environment,
            timeout=120,
            check=False,
        )
        return Done(done)

    return run


@pytest.fixture
def dfds() -> Path:
    """The folder of real post-mortems, where it is at hand."""
    folder = DATA / "dfds-postmortems"
    if not folder.is_dir():
        pytest.skip("the post-mortems are not at hand (../shared/data/dfds-postmortems)")
    return folder
