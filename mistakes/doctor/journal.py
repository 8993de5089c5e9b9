"""What may be wrong with a journal as a whole: its `journal.toml`, its folder, its files for git."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

from mistakes import files, tomltext
from mistakes.doctor.entries import empty, is_newer, not_toml, text_problems
from mistakes.doctor.problem import Problem, problem
from mistakes.errors import MistakesError, UnreadableFile
from mistakes.header import FIRST_STEPS, Header, JournalKind, read_header
from mistakes.ids import is_id
from mistakes.layout import JOURNAL_FILE
from mistakes.model import FORMAT
from mistakes.tomltext import Table

OTHERS = 0o077  # the bits of a folder's mode that let anybody but its owner in
GIT_FILES = (".gitattributes", ".gitignore")
_Check = tuple[str, Callable[[Any], bool], str]
_NEEDED: tuple[_Check, ...] = (
    ("format", lambda value: type(value) is int, "expected a whole number"),
    ("id", lambda value: type(value) is str and is_id(value), "expected a full id of 26 characters"),
    ("name", lambda value: type(value) is str, "expected text"),
    ("kind", lambda value: value in get_args(JournalKind), "expected personal or team"),
)
_OPTIONAL: tuple[_Check, ...] = (
    ("goal", lambda value: type(value) is int and value > 0, "expected a whole number above 0"),
    ("charter", lambda value: type(value) is dict, "expected a table"),
    ("first_step", lambda value: value in FIRST_STEPS, f"expected one of {', '.join(FIRST_STEPS)}"),
    ("north_star", lambda value: type(value) is str, "expected text"),
)


def header_of(root: Path) -> Header | None:
    """Return what `journal.toml` says, None if it cannot be used."""
    try:
        return read_header(root)
    except MistakesError:
        return None


def header_problems(root: Path) -> Iterator[Problem]:
    """Yield everything that is wrong with `journal.toml`."""
    path = root / JOURNAL_FILE
    try:
        text = files.safe_read(path)
    except (FileNotFoundError, NotADirectoryError):
        yield problem("journal-file", path, "is missing, so nothing here is read")
    except UnreadableFile as error:
        yield problem("journal-file", path, error.reason)
    else:
        yield from _text_problems(path, text) if text else [empty(root, path)]


def folder_problems(root: Path, team: bool | None) -> Iterator[Problem]:
    """Yield what is wrong with the folder: who may look into it, who may write, what git needs."""
    mode = stat.S_IMODE(os.stat(root).st_mode)
    if os.name == "posix" and team is False and mode & OTHERS:
        yield problem(
            "permissions", root, f"other people of this machine can look in (mode {mode:o})", fixable=True
        )
    if not os.access(root, os.W_OK):
        yield problem("read-only", root, "cannot be written by you")
    for name in GIT_FILES:
        if not os.path.lexists(root / name):
            yield problem(
                "git-file", root / name, "is missing, which git needs for tidy merges", fixable=True
            )


def _text_problems(path: Path, text: str) -> Iterator[Problem]:
    try:
        table = tomltext.parse(text)
    except tomltext.NotToml as error:
        yield from text_problems(path, text, fixable=False)
        yield not_toml(path, str(error))
        return
    yield from text_problems(path, text, fixable=not is_newer(table))
    if is_newer(table):
        yield problem("newer-format", path, f"has format {table['format']}; this version knows {FORMAT}")
    yield from _value_problems(path, table)


def _value_problems(path: Path, table: Table) -> Iterator[Problem]:
    for name, is_right, expected in _NEEDED:
        if not is_right(table.get(name)):
            yield problem("journal-file", path, expected if name in table else "is missing", where=name)
    for name, is_right, expected in _OPTIONAL:
        if name in table and not is_right(table[name]):
            yield problem("journal-value", path, expected, where=name)
