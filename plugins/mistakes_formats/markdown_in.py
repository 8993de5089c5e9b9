"""Import of Markdown: one page, or all pages of a folder; each post-mortem or lesson is one entry."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from mistakes.errors import NotFound, UnreadableFile
from mistakes.exchange import Candidate, Record, Refusal
from mistakes.model import Source
from mistakes_formats import front_matter, postmortem
from mistakes_formats.markdown_page import parse
from mistakes_formats.record import conflict_line, digest, handed_over, read_file

LIMIT = 1024 * 1024
_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".txt")
_NUMBER = re.compile(r"[A-Z]{2,8}-?\d{4}-\d{1,4}(?!-?\d)")
# names that say nothing are told apart by their folder
_COMMON = ("readme", "index", "postmortem", "post-mortem", "incident", "report", "notes", "lesson")


def read(path: Path) -> Iterator[Record]:
    """Yield one record for each file, those of a folder in the order of their names.

    Links and hidden files are not followed into; a file is named by its path inside the folder.
    Raises `NotFound`, and `MissingPlugin` at the first front matter if PyYAML is not installed.
    """
    if not os.path.lexists(path):
        raise NotFound(f"{path} is not there", "Check the path and try again.")
    seen: dict[str, str] = {}
    for file, where in _files(path):
        yield _once(_page(file, where), seen)


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    """Yield all files with their names, without following links: a link to a folder counts as a file."""
    if path.is_symlink() or not path.is_dir():
        yield path, path.name
        return
    waiting = [path]
    while waiting:
        folder = waiting.pop()
        try:
            found = [folder / name for name in sorted(os.listdir(folder)) if not name.startswith(".")]
        except OSError:
            yield folder, folder.relative_to(path).as_posix()  # reading it says why it cannot be read
            continue
        yield from ((file, file.relative_to(path).as_posix()) for file in found if not _is_folder(file))
        waiting += [file for file in reversed(found) if _is_folder(file)]


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _page(path: Path, where: str) -> Record:
    if path.is_symlink():
        return Refusal(where, "is a link, which is not followed")
    try:
        text, data = read_file(path, LIMIT)
    except (UnreadableFile, NotFound) as error:
        return Refusal(where, error.reason if isinstance(error, UnreadableFile) else "is not there any more")
    if line := conflict_line(text):
        return Refusal(where, f"line {line} is a git conflict marker; finish the merge first")
    ref = _ref(path)
    try:
        front = front_matter.split(text)
        told = postmortem.Told(parse(front.body), front, ref)
        fields = postmortem.fields(told, datetime.now().astimezone())
    except (front_matter.NotRead, postmortem.Unfit) as error:
        return Refusal(where, str(error))
    return handed_over(where, fields | {"source": Source("markdown", ref, digest(data))})


def _ref(path: Path) -> str:
    """Return the number of a page (`PM2021-006`), else its name without the ending."""
    name = path.stem if path.suffix.lower() in _SUFFIXES else path.name
    name = unicodedata.normalize("NFC", name.encode("utf-8", "backslashreplace").decode())
    if number := _NUMBER.match(name):
        return number[0]
    return f"{path.absolute().parent.name}/{name}" if name.casefold() in _COMMON else name


def _once(record: Record, seen: dict[str, str]) -> Record:
    """Refuse a second file of the same name, which would pass for the first one imported again."""
    if not isinstance(record, Candidate):
        return record
    ref = record.fields["source"].ref
    first = seen.setdefault(ref, record.where)
    if first == record.where:
        return record
    return Refusal(record.where, f"has the same name as {first}, {ref}; rename one of them")
