"""`mistakes import`: take in entries from another format."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mistakes.cli.command import command as make
from mistakes.cli.format_options import FormatCommand, chosen
from mistakes.cli.session import Session
from mistakes.errors import NotFound, UsageError

if TYPE_CHECKING:
    from mistakes.exchange import Report

_LARGEST_INPUT = 64 * 1024 * 1024
_NAMED = 20


@make(name="import", kind=FormatCommand)
@click.argument("format", required=False)
@click.argument("path", required=False)
@click.option("--dry-run", is_flag=True, help="Show what would happen; change nothing.")
@click.option("--atomic", is_flag=True, help="All or nothing: add only if every record is understood.")
def command(
    session: Session, format: str | None, path: str | None, dry_run: bool, atomic: bool, **given: Any
) -> None:
    """Take in the entries at PATH (a file, a folder, or - for stdin); without FORMAT, list the formats.

    Good records are added and bad ones named; what was imported before is left as it is.
    """
    if format is None:
        from mistakes.cli.commands.export_ import show_formats

        return show_formats(session, session.plugins.importers())
    if path is None:
        raise UsageError("say what to import", f"For example: mistakes import {format} notes/")
    import_from(session, format, path, dry_run=dry_run, atomic=atomic, **given)
    return None


def import_from(
    session: Session, format: str, path: str, *, dry_run: bool = False, atomic: bool = False, **given: Any
) -> None:
    """Import and say what happened; the exit status is 1 if a record was not understood."""
    from mistakes.cli.listing import waiting

    formats = session.plugins.importers()
    if format not in formats:
        raise UsageError(
            f"there is no import format {format!r}", f"Formats are: {', '.join(sorted(formats))}"
        )
    form = formats[format]
    read = partial(session.plugins.load(form.target), **chosen(form, given))
    journal = session.writing()
    with _given(path) as source, waiting("Importing") as progress:
        report = journal.import_records(read(source), dry_run=dry_run, atomic=atomic, progress=progress)
    _say(session, report, journal.name)
    session.status = 1 if report.refused else 0


@contextmanager
def _given(path: str) -> Iterator[Path]:
    """Yield the path to read: the one given, or a private file that holds what stdin said."""
    if path != "-":
        if not os.path.lexists(path):
            raise NotFound(f"{path} is not there", "Name a file or a folder.")
        yield Path(path)
        return
    with tempfile.TemporaryDirectory(prefix="mistakes-") as folder:
        data = sys.stdin.buffer.read(_LARGEST_INPUT + 1)
        if len(data) > _LARGEST_INPUT:
            raise UsageError("stdin holds more than 64 MiB", "Import it in parts.")
        source = Path(folder) / "stdin"
        source.write_bytes(data)
        yield source


def _say(session: Session, report: Report, name: str) -> None:
    if session.json:
        refused = [{"source": item.where, "reason": item.reason} for item in report.refused]
        return session.out.json(
            {"added": list(report.added), "known": list(report.known), "refused": refused}
        )
    count = len(report.would_add)
    added = f"{count} would be added" if count else f"{len(report.added)} added"
    session.out.line(
        f"{added}, {len(report.known)} known already, {len(report.refused)} not understood ({name})"
    )
    for item in report.refused[:_NAMED] if session.out.is_terminal else report.refused:
        session.note(f"  {item.where}: {item.reason}")
    if session.out.is_terminal and len(report.refused) > _NAMED:
        session.note(f"  and {len(report.refused) - _NAMED} more; all of them with --json")
    return None
