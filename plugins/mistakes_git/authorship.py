"""Who brought what: commits whose author is not the person that their events and new entries name.

Git lets anybody write any name, so this finds mix-ups and clumsy forgery; signed commits find the rest.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from mistakes import tomltext
from mistakes.errors import Fault
from mistakes.files import ENTRY_LIMIT
from mistakes.identity import who_of
from mistakes_git.git import Git
from mistakes_git.paths import place_of
from mistakes_git.repository import Repository
from mistakes_git.trees import contents, sizes

BASE_VARIABLE = "MISTAKES_BASE"
_DIGITS = 12  # of the address's digest at the end of a person's file name


class _Brought(NamedTuple):
    """A file that a commit added or changed: who made the commit, where it lies, and its content's name."""

    commit: str
    author: str
    path: str
    blob: str
    is_new: bool


def forged(repository: Repository) -> Iterator[Fault]:
    """Yield events and new entries in another person's name among the commits that are proposed.

    The commits are those after the one that the variable `MISTAKES_BASE` names, or, without it, those that
    the remote's branch does not have; merges are left out, as they bring what others wrote.
    """
    git, base = repository.git, _base(repository)
    if not base:
        return
    brought = list(_brought(git, repository.inner, base))
    yield from _events(brought)
    yield from _entries(git, [one for one in brought if one.is_new])


def _base(repository: Repository) -> str:
    """Return the commit that what is proposed goes on from, "" if none is known here."""
    named = os.environ.get(BASE_VARIABLE, "") or repository.tracking
    asked = ("rev-parse", "-q", "--verify", "--end-of-options", f"{named}^{{commit}}")
    return repository.git.run(*asked, ok=(0, 1, 128)).text if repository.head else ""


def _brought(git: Git, inner: str, base: str) -> Iterator[_Brought]:
    flags = ("--no-merges", "--raw", "--no-renames", "--no-abbrev", "-r", "-z", "--format=%h%x00%an <%ae>")
    said = git.run("log", *flags, "--end-of-options", f"{base}..HEAD", "--", inner or ".")
    fields = iter(said.fields)
    commit = author = ""
    for field in fields:
        raw = field.lstrip("\n")
        if not raw.startswith(":"):
            commit, author = raw, next(fields, "")
            continue
        blob, status = raw.split(" ")[3:]
        yield _Brought(commit, author, next(fields, "").removeprefix(inner), blob, status == "A")


def _events(brought: list[_Brought]) -> Iterator[Fault]:
    for one in brought:
        place = place_of(one.path)
        if place is None or place.kind != "events":
            continue
        person = one.path.rpartition("/")[2].removesuffix(".jsonl")
        if person[-_DIGITS:] != _address(one.author):
            reason = f"holds what {person} did, and was committed by {one.author} ({one.commit})"
            yield Fault(one.path, reason, "Let its writer commit it.")


def _entries(git: Git, added: list[_Brought]) -> Iterator[Fault]:
    entries = [one for one in added if (place := place_of(one.path)) and place.kind == "entries"]
    known = sizes(git, [one.blob for one in entries])
    small = [one for one in entries if known.get(one.blob, ENTRY_LIMIT + 1) <= ENTRY_LIMIT]
    texts = contents(git, [one.blob for one in small])
    for one in small:
        author = _author(texts[one.blob])
        if author and _address(author) != _address(one.author):
            reason = f"is by {author}, and was committed by {one.author} ({one.commit})"
            yield Fault(one.path, reason, "Let its writer commit it, or share it under one's own name.")


def _author(data: bytes) -> str:
    """Return the author that an entry names, "" if it cannot be read: others say so."""
    try:
        author = tomltext.parse(data.decode("utf-8")).get("author")
    except ValueError:
        return ""
    return author if isinstance(author, str) else ""


def _address(author: str) -> str:
    return who_of(author)[-_DIGITS:]
