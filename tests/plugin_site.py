"""A folder of installed plugins, made by hand as pip would leave it, for the tests of the plugin seam."""

from __future__ import annotations

import json
import os
import shutil
import textwrap
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

Run: TypeAlias = Callable[..., Any]

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "mistakes-example-plugin"
OFFERS = """
    @hookimpl
    def commands():
        return [Command("wave", "Wave once.", "plug_{name}:command", "daily")]

    @hookimpl
    def exporters():
        return [Exporter("shout", "all in capitals", "plug_{name}:write")]

    def write(selection, out):
        out.writelines(entry.title.upper().encode() + b"\\n" for entry in selection.entries())

    def __getattr__(name):
        import click
        return click.Command(name, callback=lambda: click.echo("{name} waves"))
"""


def offers(name: str) -> str:
    """Return the code of the plugin `name`, which offers the command `wave` and the format `shout`."""
    return OFFERS.replace("{name}", name)


def warnings(err: str) -> list[str]:
    """Return the warnings among what the program wrote to stderr."""
    return [line for line in err.splitlines() if line.startswith("warning: ")]


def titles(mistakes: Run, **environment: str) -> list[str]:
    """Return the titles of the journal, newest first."""
    done = mistakes("list", "--json", **environment)
    assert done.status == 0, done.err
    return [entry["title"] for entry in json.loads(done.out)]


class Site:
    """A folder on Python's path with packages in it, beside those of the running environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def write(self, module: str, code: str) -> Path:
        """Write the file of one module, dedented, as changed a second later than anything before."""
        path = self.folder / f"{module}.py"
        later = path.stat().st_mtime_ns + 10**9 if path.exists() else None
        path.write_text(textwrap.dedent(code), encoding="utf-8")
        if later:
            os.utime(path, ns=(later, later))
        return path

    def register(self, name: str, module: str, version: str = "1.0", distribution: str = "") -> Path:
        """Write what pip leaves of a distribution, named after the plugin, and return its folder."""
        distribution = distribution or f"mistakes-{name}"
        about = self.folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
        (about / "entry_points.txt").write_text(f"[mistakes]\n{name} = {module}\n")
        return about

    def install(self, name: str, code: str, version: str = "1.0") -> Path:
        """Install a plugin of one module `plug_NAME` and return the file of the module."""
        self.register(name, f"plug_{name}", version)
        head = "from mistakes.hooks import Command, Exporter, Importer, hookimpl\n"
        return self.write(f"plug_{name}", head + textwrap.dedent(code))

    def install_example(self) -> None:
        """Install the example plugin as its own pyproject.toml describes it."""
        project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        package = "mistakes_example"
        shutil.copytree(
            EXAMPLE / package, self.folder / package, ignore=shutil.ignore_patterns("__pycache__")
        )
        (name, module), *rest = project["entry-points"]["mistakes"].items()
        assert not rest
        self.register(name, module, project["version"], project["name"])
