"""What our plugins import of the library is public: it stands in the reference, and says what it is."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "modules.md"
DESIGN = ROOT / "docs" / "explanation" / "design.md"


@cache
def imported() -> dict[str, set[str]]:
    """Return the names that plugins import from each module of the library."""
    found: dict[str, set[str]] = {}
    for path in sorted(ROOT.glob("plugins/**/*.py")):
        for module, name in _imports(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(module, set()).add(name)
    return found


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "mistakes":
            for alias in node.names:
                if (ROOT / f"{node.module}.{alias.name}".replace(".", "/")).with_suffix(".py").exists():
                    yield f"{node.module}.{alias.name}", ""
                else:
                    yield str(node.module), alias.name


@cache
def documented() -> dict[str, set[str]]:
    """Return the names that the page lists for each module."""
    rows = re.findall(
        r"^\| `(mistakes[\w.]*)` \|[^|\n]*\|([^|\n]*)\|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    return {module: set(re.findall(r"`(\w+)`", names)) for module, names in rows}


@pytest.mark.parametrize("module", sorted(imported()))
def test_what_a_plugin_of_ours_imports_stands_in_the_reference(module: str) -> None:
    names = imported()[module] - {""}

    assert module in documented()
    assert set() == names - documented()[module]
    assert [] == [name for name in names if name.startswith("_") and not name.endswith("__")]


def test_the_reference_lists_only_what_is_there() -> None:
    missing = [
        f"{module}.{name}"
        for module, names in documented().items()
        for name in names
        if not hasattr(importlib.import_module(module), name)
    ]
    assert [] == missing


@pytest.mark.parametrize("module", sorted(imported()))
def test_what_a_plugin_of_ours_imports_says_what_it_is(module: str) -> None:
    home = importlib.import_module(module)
    silent = [
        name
        for name in imported()[module] - {""}
        if (inspect.isfunction(thing := getattr(home, name)) or inspect.isclass(thing)) and not thing.__doc__
    ]
    assert home.__doc__
    assert [] == silent


def test_every_room_of_the_library_is_shown_in_the_design() -> None:
    plan = DESIGN.read_text(encoding="utf-8").partition("The rooms")[2].partition("plugins/")[0]
    files = {path.name for path in (ROOT / "mistakes").glob("*.py") if not path.name.startswith("__")}
    folders = {f"{path.parent.name}/" for path in (ROOT / "mistakes").glob("*/__init__.py")}

    assert files | folders == set(re.findall(r"(\w+\.py|\w+/)(?=\s)", plan)) - {"mistakes/"}
