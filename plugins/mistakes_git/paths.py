"""Which paths of a repository belong to a journal, and which must never be checked out."""

from __future__ import annotations

import re
import unicodedata

from mistakes.ids import is_id, month_of
from mistakes.layout import ENTRIES, EVENTS, JOURNAL_FILE, PURGED, TEMPORARY, is_who
from mistakes.records import NamedTuple

TOP_FILES = (JOURNAL_FILE, ".gitattributes", ".gitignore")
TREES = (ENTRIES, EVENTS, PURGED)
_MONTH = re.compile(r"[0-9]{4}/(?:0[1-9]|1[0-2])")
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.IGNORECASE
)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')
_GIT_NAMES = (".gitattributes", ".gitignore", ".gitkeep", ".github", ".gitlab", ".gitlab-ci.yml", ".gitea")
_LONGEST = 200


class Place(NamedTuple):
    """What a path is to a journal: `entries`, `events`, `purged`, `journal`, `git` (its files for git), `other`.

    `name` is the id or the person that the file is named after.
    """

    kind: str
    name: str = ""


def place_of(path: str) -> Place | None:
    """Return what a path within the journal's folder is; None for one in our trees that is not ours."""
    tree, _, rest = path.partition("/")
    if path == JOURNAL_FILE:
        return Place("journal")
    if path in TOP_FILES:
        return Place("git")
    if tree not in TREES:
        return Place("other")
    month, _, name = rest.rpartition("/")
    ending = ".jsonl" if tree == EVENTS else ".toml"
    stem = name.removesuffix(ending)
    if stem == name or not _MONTH.fullmatch(month):
        return None
    if tree == EVENTS:
        return Place(tree, stem) if is_who(stem) else None
    return Place(tree, stem) if is_id(stem) and month_of(stem) == month else None


def is_ours(path: str) -> bool:
    """Tell whether a path is one that a journal writes, and so may be committed by a sync."""
    place = place_of(path)
    return place is not None and place.kind != "other"


def entry_path(entry_id: str) -> str:
    """Return the path of an entry within the journal's folder."""
    return f"{ENTRIES}/{month_of(entry_id)}/{entry_id}.toml"


def tombstone_path(entry_id: str) -> str:
    """Return the path of a purged entry's tombstone within the journal's folder."""
    return f"{PURGED}/{month_of(entry_id)}/{entry_id}.toml"


def fault_of(path: str) -> str:
    """Return why a path must not be checked out, "" if it may be."""
    parts = path.split("/")
    if len(path) > _LONGEST or path.startswith("/"):
        return "is no path for a journal's repository"
    if any(fault := _part_fault(part) for part in parts):
        return fault
    if _folded(parts[0]) in (*TREES, *TOP_FILES) and parts[0] not in (*TREES, *TOP_FILES):
        return f"looks like {_folded(parts[0])} to some computers"
    place = place_of(path)
    if place is None:
        return "is not a place where a journal keeps anything"
    return "is a file below one of the journal's files" if parts[0] in TOP_FILES and len(parts) > 1 else ""


def twin_key(path: str) -> str:
    """Return what two paths share that some file systems take for one."""
    return _folded(path)


def _part_fault(part: str) -> str:
    if part in ("", ".", "..") or _FORBIDDEN.search(part) or part != part.rstrip(". "):
        return "has a name that not every computer can hold"
    if part.startswith("-"):
        return "has a name that programs take for an option"
    if not part.isprintable() or any(0xD800 <= ord(letter) < 0xE000 for letter in part):
        return "has characters in its name that cannot be seen"
    low = _folded(part)
    if (low.startswith(".git") and part not in _GIT_NAMES) or re.match(r"git~[0-9]", low):
        return "has a name that is git's own"
    if _RESERVED.fullmatch(part):
        return "has a name that Windows keeps for devices"
    return "is a temporary file" if part.startswith(TEMPORARY) else ""


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
