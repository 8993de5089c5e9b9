"""What the tests of plugins share: a folder of plugins, and the program run with it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from plugin_site import Run, Site

from mistakes import Journal, testing


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An empty folder of installed packages."""
    return Site(tmp_path / "site")


@pytest.fixture
def mistakes(site: Site, program: Run, tmp_path: Path) -> Run:
    """Return a function that runs the program with the plugins of `site` and a personal journal."""
    path = os.pathsep.join([str(site.folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    journal = str(tmp_path / "journal")

    def run(*arguments: str, **environment: Any) -> Any:
        own = {"PYTHONPATH": path, "MISTAKES_JOURNAL": journal, "PYTHONDONTWRITEBYTECODE": "1"}
        return program(*arguments, **own | environment)

    return run


@pytest.fixture
def imported(mistakes: Run, site: Site, tmp_path: Path) -> Callable[..., set[str]]:
    """Return a function that runs the program and returns the names of all modules it imported."""
    noted = tmp_path / "modules"
    note = f"open({str(noted)!r}, 'w').write(' '.join(sys.modules))"
    site.write("sitecustomize", f"import atexit, sys\natexit.register(lambda: {note})")

    def run(*arguments: str, **environment: Any) -> set[str]:
        done = mistakes(*arguments, **environment)
        assert done.status == 0, done.err
        return set(noted.read_text().split())

    return run


@pytest.fixture
def console() -> list[str]:
    """The console script `mistakes` of the running environment, as one types it."""
    found = shutil.which("mistakes", path=os.path.dirname(sys.executable))
    if not found:
        pytest.skip("no console script beside this Python; install the project: pip install -e '.[all,test]'")
    return [found]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Journal:
    """The personal journal, which lies in a folder of the test."""
    monkeypatch.setenv("MISTAKES_JOURNAL", str(tmp_path / "own"))
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    testing.run("config", "set", "author", "Kim <kim@example.com>")
    return Journal.create(tmp_path / "own", name="personal")


@pytest.fixture
def here(team: Journal, monkeypatch: pytest.MonkeyPatch) -> Journal:
    """A team's journal in which one stands."""
    monkeypatch.chdir(team.root)
    return team
