"""`mistakes export`: write entries in another format."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import UsageError

if TYPE_CHECKING:
    from mistakes.exchange import Selection
    from mistakes.hooks import Exporter, Importer
    from mistakes.query import Query


@make(name="export", query=True)
@click.argument("format", required=False)
@click.argument("query", nargs=-1)
@click.option("-o", "target", metavar="FILE|-", default="-", help="Where to; stdout unless said.")
@click.option("--private", is_flag=True, help="Include what is private (feeling).")
@click.option("--backup", is_flag=True, help="Everything: private fields, deleted entries, all events.")
def command(
    session: Session, format: str | None, query: tuple[str, ...], target: str, private: bool, backup: bool
) -> None:
    """Write the entries that match QUERY, oldest first, in FORMAT; without FORMAT, list the formats."""
    formats = session.plugins.exporters()
    if format is None:
        return show_formats(session, formats)
    if format not in formats:
        raise UsageError(
            f"there is no export format {format!r}", f"Formats are: {', '.join(sorted(formats))}"
        )
    write = session.plugins.load(formats[format].target)
    selection = session.one_reading().selection(_query(query), private=private, backup=backup)
    if target == "-":
        sys.stdout.flush()
        _write(write, selection, sys.stdout.buffer)
        return None
    _replace_file(target, write, selection)
    session.out.line(f"written to {target}")
    return None


def show_formats(session: Session, formats: Mapping[str, Exporter | Importer]) -> None:
    """Write the names and summaries of formats."""
    from mistakes.cli.columns import Cell

    rows = sorted(formats.values())
    if session.json:
        return session.out.json({row.name: row.summary for row in rows})
    session.out.rows([Cell(row.name, session.out.paint.cyan), Cell(row.summary, flex=True)] for row in rows)
    return None


def _query(words: tuple[str, ...]) -> Query | str:
    from datetime import datetime

    from mistakes.query import parse

    return parse(words, now=datetime.now().astimezone()) if words else ""


def _write(write: Callable[[Selection, BinaryIO], None], selection: Selection, out: BinaryIO) -> None:
    write(selection, out)
    out.flush()


def _replace_file(target: str, write: Callable[[Selection, BinaryIO], None], selection: Selection) -> None:
    """Write the export beside its place and move it there when it is whole, readable by its owner only."""
    temporary = f"{target}.{os.getpid()}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, 0o600), "wb") as out:
            _write(write, selection, out)
            os.fsync(out.fileno())
        os.replace(temporary, target)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
