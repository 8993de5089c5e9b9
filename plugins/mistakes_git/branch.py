"""Where the branch of a journal's own repository stands, read from git's files without starting git."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from mistakes.briefing.changes import top_of
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.journal import Journal

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LARGEST_REFS = 16 * 1024 * 1024


class Branch(NamedTuple):
    """The folder of git's own files for a working tree, and the commit that is checked out.

    `head` is "" before the first commit, and where only git itself can tell.
    """

    folder: str
    head: str
    is_shallow: bool


def branch_at(journal: Journal) -> Branch | None:
    """Return where the branch of a journal stands, None if it lies in no repository of its own."""
    top = top_of(os.fspath(journal.root))
    if not top or os.path.realpath(top) != os.path.realpath(journal.root):
        return None
    folder = os.path.join(top, ".git")
    if os.path.isfile(folder):
        folder = os.path.normpath(os.path.join(top, line_of(folder).removeprefix("gitdir: ")))
    common = os.path.normpath(os.path.join(folder, line_of(os.path.join(folder, "commondir"))))
    is_shallow = os.path.exists(os.path.join(common, "shallow"))
    return Branch(folder, _commit_at(folder, common), is_shallow)


def line_of(path: str) -> str:
    """Return the first line of a small file, "" if there is none."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.readline(4096).rstrip("\r\n")
    except OSError:
        return ""


def commit_of(common: str, ref: str) -> str:
    """Return the commit that a ref such as `refs/heads/main` is at, "" if its files do not tell."""
    found = line_of(os.path.join(common, ref)) or _packed(common, ref)
    return found if _COMMIT.fullmatch(found) else ""


def _commit_at(folder: str, common: str) -> str:
    named = line_of(os.path.join(folder, "HEAD"))
    if not named.startswith("ref: refs/heads/"):
        return named if _COMMIT.fullmatch(named) else ""
    return commit_of(common, named.removeprefix("ref: "))


def _packed(common: str, ref: str) -> str:
    with suppress(OSError), open(os.path.join(common, "packed-refs"), "rb") as file:
        end = b" " + os.fsencode(ref)
        for line in file.read(_LARGEST_REFS).splitlines():
            if line.endswith(end):
                return line.removesuffix(end).decode("ascii", "replace")
    return ""
