"""`mistakes import`: take in entries from another format."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mistakes.cli.command import command as make
from mistakes.cli.entry_options import scanned_option
from mistakes.cli.format_options import FormatCommand, chosen
from mistakes.cli.session import Session
from mistakes.errors import NotFound, UsageError

if TYPE_CHECKING:
    from mistakes.exchange import Record, Report
    from mistakes.journal import Journal

_LARGEST_INPUT = 2 * 1024**3
_CHUNK = 1024 * 1024
_NAMED = 20
_UNDATED = "{:,} have no date of their own and are"


@make(name="import", kind=FormatCommand)
@click.argument("format", required=False)
@click.argument("path", required=False)
@click.option("--dry-run", is_flag=True, help="Show what would happen; change nothing.")
@click.option("--atomic", is_flag=True, help="All or nothing: add only if every record is understood.")
@scanned_option
def command(
    session: Session,
    format: str | None,
    path: str | None,
    dry_run: bool,
    atomic: bool,
    scanned: bool,
    **given: Any,
) -> None:
    """Take in the entries at PATH (a file, a folder, or - for stdin); without FORMAT, list the formats.

    Good records are added and bad ones named; what was imported before is left as it is. What goes into
    a team's journal is looked through first, and a record that holds a secret is held back.
    """
    if format is None:
        from mistakes.cli.commands.export_ import show_formats

        return show_formats(session, session.plugins.importers())
    if path is None:
        raise UsageError("say what to import", f"For example: mistakes import {format} notes/")
    import_from(session, format, path, dry_run=dry_run, atomic=atomic, scanned=scanned, **given)
    return None


def import_from(
    session: Session,
    format: str,
    path: str,
    *,
    dry_run: bool = False,
    atomic: bool = False,
    scanned: bool = False,
    **given: Any,
) -> None:
    """Import and say what happened; the exit status is 1 if a record was not understood, or held back."""
    from mistakes.cli.listing import waiting
    from mistakes.cli.scanned import import_look, tell_look
    from mistakes.cli.stopped import import_stopped
    from mistakes.cli.taken_back import deleted_among, tell_deleted
    from mistakes.importing import import_records

    formats = session.plugins.importers()
    if format not in formats:
        session.require_settings()
        raise UsageError(
            f"there is no import format {format!r}", f"Formats are: {', '.join(sorted(formats))}"
        )
    form = formats[format]
    read = partial(session.plugins.load(form.target), **chosen(form, given))
    with (
        _target(session, dry_run) as journal,
        import_stopped(journal),
        _given(path) as source,
        waiting("Importing") as progress,
    ):
        look = import_look(session, journal, scanned=scanned)
        how: dict[str, Any] = {"dry_run": dry_run, "atomic": atomic, "progress": progress, "look": look}
        report = import_records(journal, _Records(read, source), **how)
        deleted = deleted_among(journal, report.known)
    _say(session, report, journal.name, dry_run=dry_run, held=look.held if look else 0, deleted=deleted)
    tell_deleted(session, journal, deleted)
    if look:
        tell_look(session, look)
    session.status = 1 if report.refused else 0


@contextmanager
def _target(session: Session, dry_run: bool) -> Iterator[Journal]:
    """Yield the journal to import into; a dry run does not begin one, but looks at an empty one instead."""
    if not dry_run or session.reading():
        yield session.writing()
        return
    from mistakes.journal import Journal

    with tempfile.TemporaryDirectory(prefix="mistakes-") as folder:
        yield Journal.create(Path(folder) / "journal", name="personal")


class _Records:
    """The records of a source, read anew whenever one goes through them."""

    def __init__(self, read: Callable[[Path], Iterator[Record]], source: Path) -> None:
        self._read = read
        self._source = source

    def __iter__(self) -> Iterator[Record]:
        return self._read(self._source)


@contextmanager
def _given(path: str) -> Iterator[Path]:
    """Yield the path to read: the one given, or a private file that holds what stdin said."""
    if path != "-":
        if not os.path.lexists(path):
            raise NotFound(f"{path} is not there", "Name a file or a folder.")
        yield Path(path)
        return
    with tempfile.TemporaryDirectory(prefix="mistakes-") as folder:
        source = Path(folder) / "stdin"
        _keep_stdin(source)
        yield source


def _keep_stdin(path: Path) -> None:
    left = _LARGEST_INPUT
    with path.open("xb") as file:
        while data := sys.stdin.buffer.read(_CHUNK):
            left -= len(data)
            if left < 0:
                raise UsageError("stdin holds more than 2 GiB", "Import it in parts.")
            file.write(data)


def _say(
    session: Session, report: Report, name: str, *, dry_run: bool, held: int, deleted: list[str]
) -> None:
    if session.json:
        refused = [{"source": item.where, "reason": item.reason} for item in report.refused]
        would_add = {"would_add": list(report.would_add)} if dry_run else {}
        found = {"added": list(report.added), "known": list(report.known), "refused": refused}
        counts = {"undated": report.undated, "ahead": report.ahead}
        return session.out.json(found | counts | {"deleted": deleted} | would_add)
    added = f"{len(report.would_add)} would be added" if dry_run else f"{len(report.added)} added"
    wrong = f"{len(report.refused) - held} not understood" + (f", {held} held back" if held else "")
    session.out.line(f"{added}, {len(report.known)} known already, {wrong} ({name})")
    if report.undated:
        told = "1 has no date of its own and is" if report.undated == 1 else _UNDATED.format(report.undated)
        session.out.text(f"{told} filed under now; mend one with: mistakes edit ID --happened WHEN")
    if report.ahead:
        told = "1 is dated" if report.ahead == 1 else f"{report.ahead:,} are dated"
        session.note(f'{told} in the future; if that is a slip: mistakes list "happened:tomorrow.."')
    for item in report.refused[:_NAMED] if session.out.is_terminal else report.refused:
        session.note(f"  {item.where}: {item.reason}")
    if session.out.is_terminal and len(report.refused) > _NAMED:
        session.note(f"  and {len(report.refused) - _NAMED} more; all of them with --json")
    return None
