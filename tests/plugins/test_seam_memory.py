"""What must hold for what is remembered of plugins: it saves imports and is never wrong."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from plugin_site import Run, Site, offers, warnings

NEVER_TWICE = {
    "pluggy",
    "importlib.metadata",
    "mistakes.hookspecs",
    "plug_good",
    "mistakes_formats",
    "mistakes_demo",
}


@pytest.mark.parametrize("arguments", [("--help",), ("add", "Signed unread"), ("plugins",), ("export",)])
def test_the_second_run_imports_no_plugin_nor_what_finds_them(
    arguments: tuple[str, ...], site: Site, imported: Callable[..., set[str]]
) -> None:
    site.install("good", offers("good"))

    first, second = imported(*arguments), imported(*arguments)

    assert first >= {"pluggy", "importlib.metadata", "plug_good"}
    assert set() == second & NEVER_TWICE


def test_using_one_plugin_imports_no_other_and_no_pluggy(
    site: Site, mistakes: Run, imported: Callable[..., set[str]]
) -> None:
    site.install("good", offers("good"))
    site.install("other", "")
    mistakes("add", "Signed unread")

    modules = imported("export", "shout")

    assert "plug_good" in modules
    assert set() == modules & {"plug_other", "mistakes_formats", "pluggy", "importlib.metadata"}


def test_a_changed_plugin_is_noticed_at_once(site: Site, mistakes: Run) -> None:
    site.install("good", offers("good"))
    assert "wave" in mistakes("--help").out

    site.write("plug_good", (site.folder / "plug_good.py").read_text().replace('"wave"', '"bow"'))

    assert "bow" in mistakes("--help").out
    assert "wave" not in mistakes("--help").out


def test_a_change_in_a_module_inside_the_plugin_is_noticed_at_once(site: Site, mistakes: Run) -> None:
    (site.folder / "packed").mkdir()
    site.write("packed/__init__", "from packed.inner import commands")
    code = """
        from mistakes.hooks import Command, hookimpl

        @hookimpl
        def commands():
            return [Command("wave", "Wave once.", "packed.inner:wave")]
    """
    site.write("packed/inner", code)
    site.register("packed", "packed")
    assert "wave" in mistakes("--help").out

    site.write("packed/inner", code.replace("wave", "bow"))

    assert "bow" in mistakes("--help").out


def test_a_repaired_plugin_is_noticed_at_once(site: Site, mistakes: Run) -> None:
    site.install("bad", "from repaired import commands")
    assert 1 == len(warnings(mistakes("--help").err))

    site.write("repaired", "")
    site.write("plug_bad", "import repaired")

    assert [] == warnings(mistakes("--help").err)


def test_a_plugin_that_breaks_is_noticed_at_once(site: Site, mistakes: Run) -> None:
    path = site.install("good", offers("good"))
    mistakes("--help")

    path.unlink()

    done = mistakes("--help")
    assert 1 == len(warnings(done.err))
    assert "wave" not in done.out


def test_a_newly_installed_an_updated_and_a_removed_plugin_are_noticed_at_once(
    site: Site, mistakes: Run
) -> None:
    def versions() -> dict[str, str]:
        rows = json.loads(mistakes("plugins", "--json").out)["plugins"]
        return {row["name"]: row["version"] for row in rows if row["distribution"] != "mistakes-journal"}

    assert {} == versions()
    site.install("good", "")
    assert {"good": "1.0"} == versions()
    (site.folder / "mistakes_good-1.0.dist-info").rename(site.folder / "gone")
    site.register("good", "plug_good", "1.1")
    assert {"good": "1.1"} == versions()
    (site.folder / "mistakes_good-1.1.dist-info").rename(site.folder / "gone too")
    assert {} == versions()


def remembered(home: Path) -> list[Path]:
    return list(home.rglob("plugins-*.json"))


def with_value(at: int, value: Any) -> Callable[[dict[str, Any]], bytes]:
    """Return what replaces one value of each remembered plugin."""

    def damage(stored: dict[str, Any]) -> bytes:
        rows = [[*row[:at], value, *row[at + 1 :]] for row in stored["plugins"]]
        return json.dumps(stored | {"plugins": rows}).encode()

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        lambda stored: b"",
        lambda stored: b'{"key": [',
        lambda stored: b"[]",
        lambda stored: b"\xff\xfe",
        lambda stored: b"[" * 100_000,
        lambda stored: json.dumps(stored | {"plugins": 3}).encode(),
        lambda stored: json.dumps(stored | {"plugins": [["good"]]}).encode(),
        *(with_value(at, value) for at, value in ((0, 7), (4, 7), (5, ["a"]), (6, [[1, 2]]), (9, ["a"]))),
    ],
)
def test_a_damaged_cache_is_ignored_and_replaced(
    damage: Callable[[Any], bytes], site: Site, mistakes: Run, home: Path
) -> None:
    site.install("good", offers("good"))
    mistakes("--help")
    (path,) = remembered(home)
    stored = json.loads(path.read_bytes())
    path.write_bytes(damage(stored))

    done = mistakes("wave")

    assert (0, "good waves\n", "") == (done.status, done.out, done.err)
    assert stored == json.loads(path.read_bytes())


def test_without_a_cache_folder_that_can_be_written_all_works(
    site: Site, mistakes: Run, tmp_path: Path
) -> None:
    site.install("good", offers("good"))
    (tmp_path / "file").write_text("in the way")

    done = mistakes("wave", XDG_CACHE_HOME=str(tmp_path / "file" / "cache"))

    assert (0, "good waves\n", "") == (done.status, done.out, done.err)


def test_two_environments_do_not_overwrite_what_is_remembered_of_each_other(
    site: Site, imported: Callable[..., set[str]], tmp_path: Path, home: Path
) -> None:
    site.install("good", offers("good"))
    (tmp_path / "other").mkdir()
    other = os.pathsep.join([str(tmp_path / "other"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    imported("--help")
    imported("--help", PYTHONPATH=other)

    assert set() == imported("--help") & NEVER_TWICE
    assert set() == imported("--help", PYTHONPATH=other) & NEVER_TWICE
    assert 2 == len(remembered(home))
