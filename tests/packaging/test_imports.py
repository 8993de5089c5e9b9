"""What must hold for imports: what a command does not need, it does not load."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from mistakes.plugins import installed

ROOT = Path(__file__).resolve().parents[2]
RUN = "from mistakes.cli import run; run({!r})"
# runs the code, then writes what it imported where the program's own output does not get in the way
WATCH = """
import sys
before = set(sys.modules)
try:
    exec(sys.argv[2])
finally:
    open(sys.argv[1], "w").write(" ".join(set(sys.modules) - before))
"""
HEAVY = {"attrs", "cattrs", "pluggy", "sqlite3", "importlib.metadata", "tomlkit", "dataclasses", "asyncio"}
MOST_OF_VERSION = 8

Loaded = Callable[[str], set[str]]


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loaded:
    """Return a function that runs code in a new Python and returns the modules it imported."""
    monkeypatch.setenv("MISTAKES_JOURNAL", str(tmp_path / "journal"))
    noted = tmp_path / "modules"

    def run(code: str) -> set[str]:
        command = [sys.executable, "-P", "-c", WATCH, str(noted), code]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return set(noted.read_text().split())

    return run


def own(modules: Collection[str]) -> set[str]:
    return {name for name in modules if name.partition(".")[0].startswith("mistakes")}


def module_names() -> list[str]:
    """Return the names of all modules of the library and its plugins, from the files there are."""
    found = [(path, ROOT) for path in (ROOT / "mistakes").rglob("*.py")]
    found += [(path, ROOT / "plugins") for path in (ROOT / "plugins").rglob("*.py")]
    parts = (path.relative_to(root).with_suffix("").parts for path, root in found)
    return sorted(".".join(part).removesuffix(".__init__") for part in parts)


def command_modules() -> set[str]:
    """Return the modules behind the commands of our own plugins, with those that need the command line too."""
    found = {row[2].partition(":")[0] for row in installed().command_rows()}
    texts = {
        ".".join(path.relative_to(ROOT / "plugins").with_suffix("").parts): path.read_text(encoding="utf-8")
        for path in (ROOT / "plugins").rglob("*.py")
    }
    size = 0
    while size < len(found):
        size = len(found)
        needed = "|".join(map(re.escape, ["mistakes.cli", *sorted(found)]))
        top = re.compile(rf"^(?:from|import) (?:{needed})\b", re.MULTILINE)
        beside = {name for name, text in texts.items() if name.partition(".")[0] in map(_package, found)}
        found |= {name for name in beside if top.search(texts[name])}
    return found


def _package(module: str) -> str:
    return module.partition(".")[0]


def test_importing_mistakes_imports_none_of_its_modules(loaded: Loaded) -> None:
    assert {"mistakes"} == loaded("import mistakes") - loaded("import __future__, typing")


def test_the_names_of_the_library_are_found_without_the_command_line(loaded: Loaded) -> None:
    modules = loaded("import mistakes\nfor name in mistakes.__all__: getattr(mistakes, name)")

    assert set() == modules & {"click", "pluggy", "sqlite3", "importlib.metadata", "tomlkit", "mistakes.cli"}


def test_version_imports_click_and_next_to_nothing_else(loaded: Loaded) -> None:
    modules = loaded(RUN.format(["--version"]))

    more = modules - loaded("import click")
    assert {"mistakes", "mistakes.cli", "mistakes.cli.session"} == own(modules)
    assert set() == modules & (HEAVY | {"json", "pathlib"})
    assert MOST_OF_VERSION >= len(more), sorted(more)


def test_help_imports_nothing_heavy_once_the_plugins_are_known(loaded: Loaded) -> None:
    loaded(RUN.format(["--help"]))

    modules = loaded(RUN.format(["--help"]))

    assert set() == modules & (
        HEAVY | {"subprocess", "mistakes.journal", "mistakes_demo", "mistakes_formats"}
    )


@pytest.fixture
def ready(loaded: Loaded) -> Loaded:
    """The same, once there is a journal with an author, and the plugins are known."""
    loaded(RUN.format(["config", "set", "author", "Mei <mei@example.com>"]))
    loaded(RUN.format(["add", "Signed unread"]))
    return loaded


NEVER_IN_ADD = {"pluggy", "importlib.metadata", "cattrs", "tomlkit", "zoneinfo", "subprocess", "email"}


def test_add_imports_nothing_it_does_not_need(ready: Loaded) -> None:
    modules = ready(RUN.format(["add", "Signed unread again"]))

    ours = {"mistakes.events", "mistakes.merge", "mistakes.query", "mistakes.index", "mistakes.importing"}
    assert set() == modules & (NEVER_IN_ADD | ours | {"sqlite3", "mistakes.hookspecs"})
    assert {"mistakes"} == {name.partition(".")[0] for name in own(modules)}


def test_add_looks_into_a_warm_index_and_still_imports_no_plugin(ready: Loaded) -> None:
    ready(RUN.format(["search", "signed"]))

    modules = ready(RUN.format(["add", "Signed unread again"]))

    assert {"sqlite3", "mistakes.index"} <= modules
    assert set() == modules & (NEVER_IN_ADD | {"mistakes.hookspecs"})
    assert {"mistakes"} == {name.partition(".")[0] for name in own(modules)}


def test_list_imports_no_index_and_no_plugins(ready: Loaded) -> None:
    modules = ready(RUN.format(["list", "-n", "10"]))

    assert set() == modules & {"pluggy", "importlib.metadata", "tomlkit", "sqlite3", "subprocess"}
    assert set() == modules & {"mistakes.index", "mistakes.query", "mistakes.plugins", "mistakes.recall"}


def test_every_module_outside_the_command_line_is_imported_without_click(loaded: Loaded) -> None:
    names = [name for name in module_names() if not name.startswith("mistakes.cli")]
    without = [name for name in names if name not in command_modules()]
    code = "import sys, importlib\nsys.modules['click'] = None\n"

    assert set(without) <= loaded(f"{code}for name in {without}: importlib.import_module(name)")


@pytest.mark.parametrize("module", ["mistakes.cli", "mistakes_demo.demo"])
def test_only_the_command_line_and_the_commands_of_plugins_need_click(module: str, loaded: Loaded) -> None:
    with pytest.raises(AssertionError, match="import of click halted"):
        loaded(f"import sys\nsys.modules['click'] = None\nimport {module}")


def test_every_module_is_imported_on_its_own(loaded: Loaded) -> None:
    """An import cycle may hide behind the order in which other modules happen to be imported."""
    code = "import importlib, sys\nfor name in {!r}:\n"
    code += "    for known in [n for n in sys.modules if n.startswith('mistakes')]: del sys.modules[known]\n"
    code += "    importlib.import_module(name)"

    loaded(code.format(module_names()))


def test_no_module_of_the_library_is_imported_with_an_optional_library(loaded: Loaded) -> None:
    names = [name for name in module_names() if name.startswith("mistakes.")]
    extras = {"yaml", "tomlkit", "jinja2", "sqlalchemy", "markdown_it", "fsrs"}

    modules = loaded(f"import importlib\nfor name in {names}: importlib.import_module(name)")

    assert set() == modules & extras


def test_every_record_is_made_the_quick_way() -> None:
    """Those of `typing` compile each annotation; see `mistakes.records`."""
    slow = re.compile(r"^from typing import (?:[^\n(]*|\([^)]*)\bNamedTuple\b", re.MULTILINE)
    paths = [path for folder in ("mistakes", "plugins") for path in (ROOT / folder).rglob("*.py")]

    found = {path.name for path in paths if slow.search(path.read_text(encoding="utf-8"))}

    assert set() == found
