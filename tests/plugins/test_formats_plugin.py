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
    out = ["json", "jsonl", "csv", "markdown", "atom", "ics", "anki", "obsidian"]
    assert out == [exporter.name for exporter in mistakes_formats.exporters()]
    taken = ["json", "jsonl", "csv", "markdown", "lines", "jrnl", "dayone", "obsidian", "github"]
    assert taken == [importer.name for importer in mistakes_formats.importers()]


@pytest.mark.parametrize("offer", OFFERED, ids=lambda offer: offer.name)
def test_every_target_is_there_and_takes_what_the_hook_promises(offer: Any) -> None:
    wanted = ["selection", "out"] if hasattr(offer, "folder") else ["path"]
    wanted += [option.name.replace("-", "_") for option in offer.options]
    for name in filter(None, [offer.target, getattr(offer, "folder", "")]):
        assert wanted == list(inspect.signature(target(name)).parameters)
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
