"""Import of Markdown: one page, or all pages of a folder; each post-mortem or lesson is one entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from mistakes.errors import NotFound, UnreadableFile
from mistakes.exchange import Candidate, Record, Refusal
from mistakes.model import Source
from mistakes_formats import front_matter, postmortem
from mistakes_formats.folders import files_in, storable
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
    seen: dict[str, str] = {}
    for file, where in files_in(path):
        yield _once(_page(file, where), seen)


def _page(path: Path, where: str) -> Record:
    if path.is_symlink():
        return Refusal(where, "is a link, which is not followed")
    try:
        text, data = read_file(path, LIMIT)
    except (UnreadableFile, NotFound) as error:
        return Refusal(where, error.reason if isinstance(error, UnreadableFile) else "is not there any more")
    if line := conflict_line(text):
        return Refusal(where, f"line {line} is a git conflict marker; finish the merge first")
    try:
        front = front_matter.split(text)
        ref = postmortem.own_id(front) or _ref(path)
        told = postmortem.Told(parse(front.body), front, ref)
        fields = postmortem.fields(told, datetime.now().astimezone())
    except (front_matter.NotRead, postmortem.Unfit) as error:
        return Refusal(where, str(error))
    return handed_over(where, fields | {"source": Source("markdown", ref, digest(data))})


def _ref(path: Path) -> str:
    """Return the number of a page (`PM2021-006`), else its name without the ending."""
    name = storable(path.stem if path.suffix.lower() in _SUFFIXES else path.name)
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
