"""What the tests of importers share: every importer by its name, and what its candidates become."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import mistakes_formats
from mistakes import Journal, codec
from mistakes.exchange import Candidate, Record, Refusal
from mistakes.model import Mistake

Read = Callable[..., Iterator[Record]]


def importers() -> dict[str, Read]:
    """Return the reader of each format."""
    return {form.name: _loaded(form.target) for form in mistakes_formats.importers()}


def only(records: list[Record]) -> dict[str, Any]:
    """Return the fields of the one record there is, which was understood."""
    (record,) = records
    assert isinstance(record, Candidate), record
    return dict(record.fields)


def candidates(records: list[Record]) -> list[dict[str, Any]]:
    """Return the fields of the records that were understood."""
    return [dict(record.fields) for record in records if isinstance(record, Candidate)]


def refused(records: list[Record]) -> list[tuple[str, str]]:
    """Return place and reason of the records that were not."""
    return [(record.where, record.reason) for record in records if isinstance(record, Refusal)]


def stored(journal: Journal, record: Candidate) -> Mistake:
    """Return a candidate as it is after it was written to a file and read again."""
    entry = record.entry or journal.draft(**record.fields)
    return codec.read_entry(journal.text_of(entry), record.where)


def _loaded(target: str) -> Any:
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)


def write(path: Path, content: str | bytes) -> Path:
    """Write a file to import, and the folders it lies in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
