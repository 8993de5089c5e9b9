"""What must hold for the shape of the code: who may import whom, what is said of it, how long it may be."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
# a longer file is a smell to answer for: its name, and why it is one all the same
ANSWERED: dict[str, str] = {
    "mistakes.cli.catalogue_zh": "one table of sentences, in which a missing one is looked for in one place",
    "mistakes.events": "the kinds of events stand one below the other, as in the format's table",
    "mistakes.files": "the only writer is read as a whole, together with its lock",
    "mistakes.journal": "the face of the library; half of it is what its methods promise",
    "mistakes.merge": "the rules of merging are one argument, from the table of fields to the last tie",
}
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@cache
def sources() -> dict[str, Path]:
    """Return the file of each module of the library and its plugins, by the module's name."""
    found = {}
    for base, folder in ((ROOT, "mistakes"), (ROOT / "plugins", ".")):
        for path in sorted((base / folder).rglob("*.py")):
            parts = path.relative_to(base).with_suffix("").parts
            found[".".join(parts).removesuffix(".__init__")] = path
    return found


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(sources()[name].read_text(encoding="utf-8"))


def top_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run when a module is imported, so neither functions nor type checking."""
    for node in body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        if isinstance(node, ast.If | ast.Try | ast.With):
            yield from top_level(
                [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]
            )


def imports(name: str, nodes: Iterator[ast.AST]) -> set[str]:
    """Return what the nodes import, as full dotted names of modules and of names in them."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: a relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def module_of(imported: str) -> str:
    """Return the module among ours that an imported name lies in, "" if it is none of ours."""
    while imported and imported not in sources():
        imported = imported.rpartition(".")[0]
    return imported


@cache
def needs(name: str) -> set[str]:
    """Return the modules of ours that are imported when this one is: those it names, and their packages."""
    named = {module_of(imported) for imported in imports(name, top_level(tree(name).body))}
    # the package a module lies in is there already, so only naming it counts
    packages = {package for module in named for package in starts(module)} - starts(name)
    return (named | packages) & sources().keys() - {name}


@cache
def everywhere(name: str) -> set[str]:
    """Return what a module imports anywhere, in functions and for types too."""
    return imports(name, ast.walk(tree(name)))


def cycle_from(name: str, path: tuple[str, ...], done: set[str]) -> tuple[str, ...]:
    """Return the first cycle that is met on the way down from a module, empty if there is none."""
    if name in path:
        return (*path[path.index(name) :], name)
    if name in done:
        return ()
    for needed in sorted(needs(name)):
        if found := cycle_from(needed, (*path, name), done):
            return found
    done.add(name)
    return ()


def starts(dotted: str) -> set[str]:
    """Return a dotted name and all packages it lies in."""
    parts = dotted.split(".")
    return {".".join(parts[:end]) for end in range(1, len(parts) + 1)}


def plugin_of(name: str) -> str:
    package = name.partition(".")[0]
    return package if package != "mistakes" else ""


def definitions(node: ast.AST) -> Iterator[Definition]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Definition):
            yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from definitions(child)


def public(node: ast.AST) -> Iterator[Definition]:
    """Yield the functions, classes and methods that others may use."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Definition) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from public(child)


def overriding(name: str) -> set[Definition]:
    """Return the methods of classes that come from Click's, which has documented them already."""
    classes = [node for node in ast.walk(tree(name)) if isinstance(node, ast.ClassDef)]
    from_click: list[ast.ClassDef] = []
    for node in classes:
        bases = {ast.unparse(base) for base in node.bases}
        if any(base.startswith("click.") for base in bases) or bases & {known.name for known in from_click}:
            from_click.append(node)
    return {child for node in from_click for child in node.body if isinstance(child, Definition)}


def first_line(node: ast.Module | Definition) -> str:
    return (ast.get_docstring(node) or "").split("\n")[0]


def lines(name: str) -> int:
    return len(sources()[name].read_text(encoding="utf-8").splitlines())


MODULES = sorted(sources())
PLUGINS = [name for name in MODULES if plugin_of(name)]
COMMAND_LINE = ("mistakes.cli", "mistakes.__main__")
LIBRARY = [name for name in MODULES if not plugin_of(name) and not name.startswith(COMMAND_LINE)]


def test_the_sources_are_found() -> None:
    assert {"mistakes", "mistakes.journal", "mistakes.cli", "mistakes_demo.demo"} <= set(MODULES)
    assert "mistakes.model" in needs("mistakes.journal")
    assert "mistakes.index.index" in {module_of(found) for found in everywhere("mistakes.journal")}


def test_no_module_needs_itself_to_be_imported() -> None:
    done: set[str] = set()

    assert [] == [cycle for name in MODULES if (cycle := cycle_from(name, (), done))]


def test_the_library_imports_neither_the_command_line_nor_a_plugin() -> None:
    forbidden = {"click", "mistakes.cli", *map(plugin_of, PLUGINS)}

    # what helps in tests runs the program, when it is asked to
    modules = [name for name in LIBRARY if name != "mistakes.testing"]
    wrong = [(name, found) for name in modules for found in everywhere(name) if forbidden & starts(found)]

    assert [] == wrong


def test_a_plugin_imports_public_names_and_no_other_plugin() -> None:
    found = [(name, imported) for name in PLUGINS for imported in everywhere(name)]

    hidden = [row for row in found if row[1].startswith("mistakes.") and re.search(r"\._(?!_)", row[1])]
    assert [] == hidden
    assert [] == [row for row in found if plugin_of(module_of(row[1])) not in ("", plugin_of(row[0]))]


def test_no_private_name_of_one_module_is_imported_by_another() -> None:
    found = [(name, imported) for name in MODULES for imported in everywhere(name)]

    assert [] == [row for row in found if re.search(r"^mistakes.*\._[a-z]", row[1])]


def test_a_plugin_reads_no_private_attribute_of_what_is_not_its_own() -> None:
    found = [
        (name, node) for name in PLUGINS for node in ast.walk(tree(name)) if isinstance(node, ast.Attribute)
    ]
    private = [(name, ast.unparse(node)) for name, node in found if re.match(r"_[a-z]", node.attr)]

    assert [] == [
        row
        for row in private
        if not re.match(r"(self|cls)\._\w+$|.*\._(replace|asdict|make|fields)$", row[1])
    ]


def test_every_module_begins_with_a_sentence_on_its_purpose() -> None:
    firsts = {name: first_line(tree(name)) for name in MODULES}

    assert {} == {name: first for name, first in firsts.items() if not re.fullmatch(r"[A-Z0-9`].*\.", first)}


def test_every_public_name_is_described_by_a_first_sentence() -> None:
    nodes = [(name, node) for name in MODULES for node in set(public(tree(name))) - overriding(name)]
    firsts = {f"{name}.{node.name}": first_line(node) for name, node in nodes}

    assert {} == {name: first for name, first in firsts.items() if not re.fullmatch(r"[A-Z`].*\.", first)}


def test_a_file_has_at_most_400_lines_unless_there_is_an_answer_why() -> None:
    long = {name: lines(name) for name in MODULES if lines(name) > LONGEST_FILE}

    assert {} == {name: length for name, length in long.items() if name not in ANSWERED}
    assert [] == [name for name in ANSWERED if name not in long]


def test_a_function_has_at_most_50_lines() -> None:
    nodes = [(name, node) for name in MODULES for node in definitions(tree(name))]
    lengths = {
        f"{name}.{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for name, node in nodes
        if not isinstance(node, ast.ClassDef)
    }

    assert {} == {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION}


def test_annotations_cost_nothing_as_a_module_is_imported() -> None:
    assert [] == [name for name in MODULES if "__future__.annotations" not in everywhere(name)]
