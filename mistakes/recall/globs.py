"""Globs of paths and of command lines, matched in time that no pattern can make explode.

A star never goes back: each fixed piece of a pattern is looked for once, from left to right.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence
from functools import lru_cache

LONGEST = 500
DEEPEST = 64
_WILD = re.compile(r"[*?\[]")


def path_parts(path: str) -> tuple[str, ...]:
    """Return the components of a path, with either kind of slash; `.` and empty ones are left out.

    Accents are one character with their letter, whatever the file system makes of them.
    """
    if not path.isascii():
        import unicodedata

        path = unicodedata.normalize("NFC", path)
    parts = path.replace("\\", "/").split("/")
    return tuple(part for part in parts if part not in ("", "."))


def path_fits(pattern: str, parts: Sequence[str]) -> bool:
    """Tell whether a path, given by its components, or a folder above it fits a glob.

    `*`, `?` and `[a-z]` stay within a component, `**` is any number of them. A pattern may begin at any
    folder, unless it begins with a slash. Patterns of more than 500 characters fit nothing.
    """
    wanted = _wanted(pattern)
    return bool(wanted) and _in_a_row(wanted, parts[:DEEPEST])


def command_fits(pattern: str, command: str) -> bool:
    """Tell whether a command line with single spaces fits a glob.

    A star is any text. A pattern without any wildcard is the beginning of a command, by whole words; so
    is what stands before a last ` *`. Patterns of more than 500 characters fit nothing.
    """
    pattern = " ".join(pattern.split())
    start = pattern.removesuffix(" *")
    if not start or len(pattern) > LONGEST:
        return False
    if not is_wild(start):
        return command == start or command.startswith(f"{start} ")
    return fits(pattern, command) or (start != pattern and fits(start, command))


def fits(pattern: str, text: str) -> bool:
    """Tell whether a whole text fits a glob of one piece, case mattering."""
    return _compiled(pattern).match(text) is not None if is_wild(pattern) else pattern == text


def is_wild(pattern: str) -> bool:
    """Tell whether a pattern has a wildcard."""
    return _WILD.search(pattern) is not None


def _in_a_row(wanted: Sequence[str], parts: Sequence[str]) -> bool:
    """Match components greedily; only the last `**` ever has to be tried with one component more."""
    at = part = 0
    star, resume = -1, 0
    while part < len(parts):
        if at < len(wanted) and wanted[at] == "**":
            star, resume = at, part
            at += 1
        elif at < len(wanted) and fits(wanted[at], parts[part]):
            at, part = at + 1, part + 1
        elif star >= 0:
            at, resume = star + 1, resume + 1
            part = resume
        else:
            return False
    return all(piece == "**" for piece in wanted[at:])


@lru_cache(maxsize=1 << 12)
def _wanted(pattern: str) -> tuple[str, ...]:
    """Return the components that a path must have in a row, () if nothing can fit."""
    wanted = path_parts(pattern)
    if not wanted or len(pattern) > LONGEST or len(wanted) > DEEPEST:
        return ()
    anywhere = () if pattern.startswith(("/", "\\")) else ("**",)
    return (*anywhere, *wanted, "**")


@lru_cache(maxsize=1 << 12)
def _compiled(pattern: str) -> re.Pattern[str]:
    # fnmatch lets each star take the first place that fits, and keeps it there (atomic groups)
    try:
        return re.compile(fnmatch.translate(pattern))
    except re.error:
        return re.compile(re.escape(pattern) + r"\Z")
