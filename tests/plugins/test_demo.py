"""What must hold for `mistakes demo`: it shows real commands, and touches nothing of the user's own."""

from __future__ import annotations

import json
from pathlib import Path

from plugin_site import Run


def entries(folder: Path) -> int:
    return len(list(folder.rglob("entries/**/*.toml")))


def everything(folder: Path) -> list[Path]:
    """Return what lies in a folder, but for what is remembered of the plugins."""
    return [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("plugins-")]


def test_the_demo_runs_every_step_and_leaves_nothing_behind(
    mistakes: Run, home: Path, tmp_path: Path
) -> None:
    done = mistakes("demo", TMPDIR=str(tmp_path))

    assert (0, "") == (done.status, done.err)
    assert "saved privately as" in done.out
    assert [f"\n{number}. " in done.out for number in range(1, 11)] == [True] * 10
    for command in ("reflect", "review", "brief", "today"):
        assert f"$ mistakes {command}" in done.out
    assert [] == everything(home)
    assert [] == list(tmp_path.glob("mistakes-demo-*"))


def test_a_demo_that_is_kept_lies_in_the_folder_named_and_has_the_new_entry(
    mistakes: Run, tmp_path: Path
) -> None:
    done = mistakes("demo", "--keep", "kept")

    assert 0 == done.status, done.err
    assert 13 == entries(tmp_path / "kept")
    assert str(tmp_path / "kept") in done.out
    found = json.loads(mistakes("-j", str(tmp_path / "kept"), "doctor", "--json").out)
    assert [] == [row for row in found if row["severity"] == "problem"]


def test_a_demo_never_writes_into_a_folder_that_is_there(mistakes: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()

    done = mistakes("demo", "--keep", "mine")

    assert 1 == done.status
    assert "is there already" in done.err
    assert [] == list((tmp_path / "mine").iterdir())
