"""What must hold for the pages on plugins: every hook is told of, and every line of code is a real one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from plugin_site import EXAMPLE

from mistakes import hooks, hookspecs

ROOT = Path(__file__).resolve().parents[2]
HOOKS = (ROOT / "docs" / "reference" / "hooks.md").read_text(encoding="utf-8")
HOW_TO = (ROOT / "docs" / "how-to" / "write-a-plugin.md").read_text(encoding="utf-8")
SPECS = ast.parse(Path(hookspecs.__file__).read_text(encoding="utf-8"))
ARGUMENTS = {
    node.name: [argument.arg for argument in node.args.args]
    for node in SPECS.body
    if isinstance(node, ast.FunctionDef)
}

RECORDS = [hooks.Command, hooks.Exporter, hooks.Importer, hooks.Ability, hooks.Section, hooks.Packs]
HOOK_OF = {"Ability": "abilities", "Packs": "packs"}


def sections(page: str) -> dict[str, str]:
    """Return the text below each heading of the second level."""
    parts = re.split(r"^## (.+)$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def code_blocks(page: str) -> list[tuple[str, str]]:
    """Return the code of each fenced block with the file that the line before it names, "" for none."""
    return re.findall(r"^(?:`([^`\n]+)`:\n\n)?```\w+\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)


def test_the_page_has_a_section_for_every_hook_and_no_other() -> None:
    assert list(ARGUMENTS) == list(sections(HOOKS))


@pytest.mark.parametrize("hook", ARGUMENTS)
def test_a_hooks_section_tells_when_it_is_called_each_argument_and_the_result(hook: str) -> None:
    text = sections(HOOKS)[hook]

    assert "\nWhen: " in text
    assert "\nResult: " in text
    told = text.partition("Arguments:")[2].partition("Result:")[0]
    assert ARGUMENTS[hook] == re.findall(r"^- `(\w+)` \(`", told, flags=re.MULTILINE)


@pytest.mark.parametrize("record", RECORDS)
def test_every_field_of_what_a_hook_returns_is_told(record: type[hooks.Command]) -> None:
    text = sections(HOOKS)[HOOK_OF.get(record.__name__, f"{record.__name__.lower()}s")]

    assert [] == [field for field in record._fields if f"`{field}`" not in text]


def test_the_code_of_the_how_to_is_the_code_of_the_example_plugin() -> None:
    blocks = code_blocks(HOW_TO)

    assert 7 <= len(blocks)
    for file, code in blocks:
        assert file, code
        assert code in (EXAMPLE / file).read_text(encoding="utf-8")


def test_the_example_plugin_uses_every_hook_and_names_its_files_in_its_readme() -> None:
    tree = ast.parse((EXAMPLE / "mistakes_example" / "__init__.py").read_text(encoding="utf-8"))
    readme = (EXAMPLE / "README.md").read_text(encoding="utf-8")

    assert set(ARGUMENTS) == {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert [] == [path.name for path in EXAMPLE.glob("mistakes_example/*.py") if path.name not in readme]
