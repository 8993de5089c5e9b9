"""Tells a person what went wrong: every error has a message and what to do next."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from mistakes import Journal, MistakesError
from mistakes.errors import InvalidEntry, NotFound

with TemporaryDirectory() as folder:
    journal = Journal.create(Path(folder) / "journal", name="diary")
    try:
        journal.add(title="", confidence=120)
    except InvalidEntry as error:
        for fault in error.faults:
            print(fault.path, "-", fault.reason)

    try:
        journal.find("4sn02q")
    except NotFound as error:
        print(error.message, "-", error.hint)

    try:
        Journal.open(folder)
    except MistakesError as error:
        print(error.kind, error.exit_status, "-", error.hint)
