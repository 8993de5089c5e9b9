"""The formats plugin offers its formats and costs nothing until one is used."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest

import mistakes_formats

OFFERED = [*mistakes_formats.exporters(), *mistakes_formats.importers()]


def target(name: str) -> Any:
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


def test_the_formats_are_named_as_scripts_rely_on() -> None:
    assert ["json"] == [exporter.name for exporter in mistakes_formats.exporters()]
    assert ["json", "lines", "markdown"] == [importer.name for importer in mistakes_formats.importers()]


@pytest.mark.parametrize("offer", OFFERED, ids=lambda offer: offer.target)
def test_every_target_is_there_and_takes_what_the_hook_promises(offer: Any) -> None:
    wanted = ["selection", "out"] if offer.target.endswith(":write") else ["path"]
    assert wanted == list(inspect.signature(target(offer.target)).parameters)
    assert offer.summary
    assert len(offer.summary) <= 60


def test_naming_the_formats_imports_none_of_them() -> None:
    code = (
        "import sys, mistakes_formats as f; f.exporters(); f.importers();"
        "print(sorted(m for m in sys.modules if m.startswith('mistakes_formats.')"
        " or m in ('json', 'yaml', 'attrs', 'cattrs', 'mistakes.model')))"
    )
    environment = {"PYTHONPATH": ":".join(filter(None, sys.path)), "PATH": ""}
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert "[]\n" == ran.stdout
