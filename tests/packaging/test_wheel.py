"""What must hold for the package: it holds what it should, and runs where the sources are not."""

from __future__ import annotations

import ast
import configparser
import email
import importlib.metadata
import importlib.util
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import mistakes

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SAMPLE = ROOT / "examples" / "sample-journal"
EXAMPLE = ROOT / "examples" / "mistakes-example-plugin"
PIP = importlib.util.find_spec("pip") is not None
PLUGINS = sorted(path.parent.name for path in (ROOT / "plugins").glob("*/__init__.py"))
IN_THE_SDIST = {
    *("mistakes", "plugins", "examples", "tests", "docs", "pyproject.toml", "PKG-INFO", ".gitignore"),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", ".gitattributes"),
}

Outcome = subprocess.CompletedProcess[str]


def built(kind: str, source: Path, target: Path) -> Path:
    """Build a project with the hatchling of this environment and return the file."""
    pytest.importorskip("hatchling", reason="hatchling is not installed; it is in the extra `test`")
    command = [sys.executable, "-P", "-m", "hatchling", "build", "-t", kind, "-d", str(target)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (found,) = target.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return found


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, built from this checkout."""
    return built("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def unpacked(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that is in the source distribution."""
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    return folder / sdist.name.removesuffix(".tar.gz")


@pytest.fixture(scope="module")
def wheel(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution as an installer would."""
    return built("wheel", unpacked, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment with the wheel in it, and the libraries of this one beside."""
    folder = tmp_path_factory.mktemp("elsewhere") / "environment"
    venv.create(folder, with_pip=not PIP)
    scripts, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    install(folder / scripts / name, wheel)
    (packages,) = {path.parent for path in folder.rglob("mistakes/__init__.py") if "sample" not in path.parts}
    # a path named in a .pth file is searched last, and the .pth files in it are not read: no sources
    libraries = {str(importlib.metadata.distribution(name).locate_file("")) for name in declared()}
    (packages.parent / "libraries.pth").write_text("\n".join(libraries), encoding="utf-8")
    return folder / scripts / name


def install(python: Path, wheel: Path) -> None:
    """Install a wheel and nothing else, without a network."""
    # with the pip of this environment, if it has one, the new one need not install its own first
    pip = [sys.executable, "-m", "pip", "--python", str(python)] if PIP else [str(python), "-m", "pip"]
    command = [*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=False)
    assert done.returncode == 0, done.stderr


def environment() -> dict[str, str]:
    """Return this environment without what could show the sources to another Python."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }


@pytest.fixture
def run(python: Path, tmp_path: Path) -> Callable[..., Outcome]:
    """Return a function that runs a program of the new environment in an empty folder."""
    (empty := tmp_path / "empty").mkdir()

    def run(program: str, *arguments: str) -> Outcome:
        command = [str(python.with_name(program)), *arguments]
        own = environment() | {"MISTAKES_JOURNAL": str(tmp_path / "journal")}
        return subprocess.run(
            command, cwd=empty, env=own, capture_output=True, text=True, encoding="utf-8", check=False
        )

    return run


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def about(wheel: Path, file: str) -> str:
    with zipfile.ZipFile(wheel) as archive:
        (found,) = (name for name in archive.namelist() if name.endswith(f".dist-info/{file}"))
        return archive.read(found).decode()


def files(folder: Path) -> set[str]:
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if "__pycache__" not in path.parts}


def test_the_source_distribution_holds_the_project_and_nothing_of_the_machine(unpacked: Path) -> None:
    top = {path.name for path in unpacked.iterdir()}

    assert {"mistakes", "plugins", "tests", "pyproject.toml", "LICENSE", "README.md"} <= top
    assert set() == top - IN_THE_SDIST
    assert [] == list(unpacked.rglob("*.pyc"))


def test_the_wheel_of_the_checkout_is_that_of_the_source_distribution(wheel: Path, tmp_path: Path) -> None:
    assert names(built("wheel", ROOT, tmp_path)) == names(wheel)


def test_the_wheel_holds_all_of_the_library_and_its_plugins_and_nothing_else(wheel: Path) -> None:
    modules = {f"mistakes/{name}" for name in files(ROOT / "mistakes")} | files(ROOT / "plugins")
    sample = {f"mistakes_demo/sample_journal/{name}" for name in files(SAMPLE)}

    packed = {name for name in names(wheel) if ".dist-info/" not in name}

    assert modules | sample == packed
    assert {"mistakes", *PLUGINS} == {name.partition("/")[0] for name in packed}


def test_every_package_in_the_wheel_says_that_it_is_typed(wheel: Path) -> None:
    assert set() == {f"{package}/py.typed" for package in ("mistakes", *PLUGINS)} - names(wheel)


def test_the_wheel_names_its_version_licence_and_python(wheel: Path) -> None:
    metadata = email.message_from_string(about(wheel, "METADATA"))

    assert mistakes.__version__ == metadata["Version"]
    assert ">=3.11" == metadata["Requires-Python"]
    assert "MIT" == metadata["License-Expression"]
    assert any(name.endswith("licenses/LICENSE") for name in names(wheel))


def test_every_plugin_has_an_entry_point_whose_module_is_in_the_wheel(wheel: Path) -> None:
    points = configparser.ConfigParser(delimiters="=")
    points.read_string(about(wheel, "entry_points.txt"))

    assert PLUGINS == sorted(points["mistakes"].values())
    assert {"mistakes", "oops"} == set(points["console_scripts"])


def test_every_library_that_is_imported_is_declared() -> None:
    """Those that the extras bring are for plugins; the library itself has to do without them."""
    extras = {normal(found) for group in PROJECT["optional-dependencies"].values() for found in group}

    assert set() == distributions(ROOT / "mistakes") - declared()
    assert set() == distributions(ROOT / "plugins") - declared() - extras


def declared() -> set[str]:
    return {normal(requirement) for requirement in PROJECT["dependencies"]}


def normal(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower().replace("_", "-")


def distributions(folder: Path) -> set[str]:
    """Return the names of the distributions that the modules in a folder import, in functions too."""
    known = importlib.metadata.packages_distributions()
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").partition(".")[0])
    foreign = {name for name in found - sys.stdlib_module_names if not name.startswith("mistakes")}
    return {known.get(name, [name])[0].lower().replace("_", "-") for name in foreign}


def test_installed_elsewhere_the_program_says_its_version(run: Callable[..., Outcome]) -> None:
    done = run("mistakes", "--version")

    assert (0, f"mistakes {mistakes.__version__}\n", "") == (done.returncode, done.stdout, done.stderr)


def test_installed_elsewhere_no_source_of_the_checkout_is_used(run: Callable[..., Outcome]) -> None:
    code = f"import {', '.join(['mistakes', *PLUGINS])}; print({', '.join(f'{p}.__file__' for p in PLUGINS)})"

    done = run("python", "-c", code + "; print(mistakes.__file__)")

    assert 0 == done.returncode, done.stderr
    assert str(ROOT) not in done.stdout
    assert 1 + len(PLUGINS) == done.stdout.count("__init__.py")


def test_installed_elsewhere_the_demo_runs_on_the_sample_journal(run: Callable[..., Outcome]) -> None:
    done = run("mistakes", "demo")

    assert 0 == done.returncode, done.stderr
    assert "Read the wrong clause of the lease" in done.stdout
    assert "Traceback" not in done.stderr


def test_installed_elsewhere_the_module_and_oops_record_a_mistake(run: Callable[..., Outcome]) -> None:
    added = run("python", "-m", "mistakes", "add", "Signed unread")
    noted = run("oops", "Lost", "the", "notes")
    listed = run("mistakes", "list")

    assert [0, 0, 0] == [done.returncode for done in (added, noted, listed)], added.stderr
    assert {"Signed unread", "Lost the notes"} == {line.split("\t")[2] for line in listed.stdout.splitlines()}


def test_a_plugin_that_is_installed_beside_it_works_at_once(
    python: Path, run: Callable[..., Outcome], tmp_path: Path
) -> None:
    run("mistakes", "add", "Signed unread", "--lesson", "Read what you sign")
    before: Any = run("mistakes", "dice")

    install(python, built("wheel", EXAMPLE, tmp_path / "wheel"))
    after = run("mistakes", "dice")

    assert (2, 0) == (before.returncode, after.returncode)
    assert "Read what you sign" in after.stdout
