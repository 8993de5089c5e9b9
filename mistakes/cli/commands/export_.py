"""`mistakes export`: write entries in another format."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, cast

import attrs
import click

from mistakes.cli.command import command as make
from mistakes.cli.entry_options import scanned_option
from mistakes.cli.format_options import FormatQueryCommand, chosen
from mistakes.cli.listing import waiting
from mistakes.cli.output import say
from mistakes.cli.session import Session
from mistakes.errors import NotSaved, UsageError
from mistakes.exchange import Selection, count

if TYPE_CHECKING:
    from mistakes.hooks import Exporter, Importer
    from mistakes.journal import Journal
    from mistakes.journals import Journals
    from mistakes.query import Query

Writer: TypeAlias = Callable[[Selection, BinaryIO], str | None]


@make(name="export", kind=FormatQueryCommand)
@click.argument("format", required=False)
@click.argument("query", nargs=-1)
@click.option(
    "-o",
    "target",
    metavar="FILE|DIR|-",
    default="-",
    help="Where to; stdout unless said. A folder ends in /.",
)
@click.option("--private", is_flag=True, help="Include what is private (feeling).")
@click.option("--backup", is_flag=True, help="Everything: private fields, deleted entries, all events.")
@click.option(
    "--and", "others", multiple=True, metavar="PLACE", help="Take the entries of this journal as well."
)
@click.option(
    "--public", is_flag=True, help="For strangers: look for secrets and names before it is written."
)
@scanned_option
@click.option("--force", is_flag=True, help="Write into a folder that holds something else.")
def command(
    session: Session,
    format: str | None,
    query: tuple[str, ...],
    target: str,
    private: bool,
    backup: bool,
    others: tuple[str, ...],
    public: bool,
    scanned: bool,
    force: bool,
    **given: Any,
) -> None:
    """Write the entries that match QUERY, oldest first, in FORMAT; without FORMAT, list the formats."""
    formats = session.plugins.exporters()
    if format is None:
        return show_formats(session, formats)
    if format not in formats:
        session.require_settings()
        raise UsageError(
            f"there is no export format {format!r}", f"Formats are: {', '.join(sorted(formats))}"
        )
    form = formats[format]
    options = chosen(form, given)
    if public and any(option.name == "public" for option in form.options):
        options["public"] = True  # a format may have a meaning of its own for the same word
    journals = session.exported(others)
    selection = journals.selection(_query(query), private=private, backup=backup)
    _keep_out(journals, target)
    if public:
        _look_through(session, journals, selection, scanned=scanned)
    if _is_folder(form, target):
        with _counted(selection) as entries:
            load = session.plugins.load(form.folder)
            written, told = _write_folder(load, entries, form, target, options, force)
        _say_written(session, target, written)
    else:
        write = partial(session.plugins.load(form.target), **options)
        told = _write_file(session, write, selection, target)
    if told:
        session.note(told)
    return None


def _look_through(session: Session, journals: Journals, selection: Selection, *, scanned: bool) -> None:
    """Raise `SecretFound` if strangers would read a secret, and tell what else they would."""
    from mistakes.cli.scanned import settle_many
    from mistakes.locales import language
    from mistakes.scanning import scan_selection

    if selection.private:
        raise UsageError(
            "what is private is not for strangers", "Leave out --private and --backup, or --public."
        )
    with waiting("Scanning") as progress:
        spoken = language(session.settings)
        scans = list(scan_selection(journals, selection, language=spoken, progress=progress))
    settle_many(session, scans, scanned=scanned)


def _keep_out(journals: Iterable[Journal], target: str) -> None:
    """Raise `UsageError` if an export would go into a journal, where it could replace what it reads."""
    for journal in journals:
        root, where = os.path.realpath(journal.root), os.path.realpath(target)
        if target != "-" and (where == root or where.startswith(root + os.sep)):
            hint = "Name a place outside of it; nothing was written."
            raise UsageError(f"{target} is inside the journal {journal.name}", hint)


def _is_folder(form: Exporter, target: str) -> bool:
    """Tell whether the format is to write several files; raises `UsageError` if it cannot go there."""
    named = target.endswith(("/", os.sep)) or (target != "-" and os.path.isdir(target))
    if form.folder and (named or not form.target):
        if target == "-":
            raise UsageError(
                f"{form.name} writes a folder", f"For example: mistakes export {form.name} -o {form.name}/"
            )
        return True
    if named:
        raise UsageError(f"{target} is a folder, and {form.name} writes one file", "Name a file with -o.")
    return False


@contextmanager
def _counted(selection: Selection) -> Iterator[Selection]:
    """Yield the selection, with a progress line that counts the entries as they are read."""
    seen = 0

    def advance(number: int) -> None:
        nonlocal seen
        seen = max(seen, number)
        progress(number)

    with waiting("Exporting") as progress:
        yield attrs.evolve(selection, entries=lambda: count(selection.entries(), advance))
    if not seen:
        say("no entry was exported: there is none that matches")


def _write_folder(
    write: Callable[..., str | None],
    selection: Selection,
    form: Exporter,
    target: str,
    options: Mapping[str, Any],
    force: bool,
) -> tuple[int, str | None]:
    from mistakes.output_folder import OutputFolder

    with OutputFolder(target, form.name, force=force) as folder:
        told = write(selection, folder, **options)
    return folder.written, told


def _write_file(session: Session, write: Writer, selection: Selection, target: str) -> str | None:
    if target == "-":
        sys.stdout.flush()
        out = _Screen(sys.stdout.buffer) if sys.stdout.isatty() else sys.stdout.buffer
        return _write(write, selection, cast(BinaryIO, out))
    try:
        with _counted(selection) as entries:
            told = _replace_file(target, write, entries)
    except OSError as error:
        message = f"{target} could not be written: {error.strerror or error}"
        hint = "The journal is as it was; name another place, or make room."
        raise NotSaved(message, hint) from error
    _say_written(session, target, 1)
    return told


class _Screen:
    """A terminal, on which nothing but text is written."""

    def __init__(self, screen: BinaryIO) -> None:
        self._screen = screen
        self.flush = screen.flush

    def write(self, data: bytes) -> int:
        """Write text; raises `UsageError` for anything else."""
        if b"\0" in data:
            raise UsageError("this format is no text for a terminal", "Name a file: -o FILE")
        return self._screen.write(data)

    def writelines(self, lines: Iterable[bytes]) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)


def _say_written(session: Session, target: str, files: int) -> None:
    if session.json:
        return session.out.json({"written": target, "files": files})
    new = "nothing in it changed" if not files else "1 file" if files == 1 else f"{files} files"
    session.out.line(f"written to {target}" + (f" ({new})" if os.path.isdir(target) else ""))
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


def _write(write: Writer, selection: Selection, out: BinaryIO) -> str | None:
    told = write(selection, out)
    out.flush()
    return told


def _replace_file(target: str, write: Writer, selection: Selection) -> str | None:
    """Write the export beside its place and move it there when it is whole, readable by its owner only.

    A link leads to the file that is replaced; what is no file, as a pipe or a device, is written to.
    """
    if os.path.exists(target) and not os.path.isfile(target):
        with open(target, "wb") as out:
            return _write(write, selection, out)
    target = os.path.realpath(target)
    temporary = f"{target}.{os.getpid()}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, 0o600), "wb") as out:
            told = _write(write, selection, out)
            os.fsync(out.fileno())
        os.replace(temporary, target)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
    return told
