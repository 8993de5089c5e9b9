"""Where things lie inside a journal directory, and the walks over them.

A path follows from an id alone, so nothing is ever renamed.
Walks go by name only and follow no links; newest first means by id, which is by time.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from mistakes.ids import is_id, month_of

JOURNAL_FILE = "journal.toml"
ENTRIES = "entries"
EVENTS = "events"
PURGED = "purged"
TEMPORARY = ".mistakes-"
EVENT_LINE_LIMIT = 16 * 1024
GIT_FILES = {
    ".gitattributes": "* -text\n*.toml text eol=lf merge=mistakes\n*.jsonl text eol=lf merge=union\n",
    ".gitignore": f"{TEMPORARY}*.tmp\n.DS_Store\n",
}
_YEAR = re.compile(r"[0-9]{4}")
_MONTH = re.compile(r"0[1-9]|1[0-2]")
_WHO = re.compile(r"[a-z0-9][a-z0-9-]{0,80}")


def entry_path(root: Path, entry_id: str) -> Path:
    """Return the one path an entry may have."""
    return root / f"{ENTRIES}/{month_of(entry_id)}/{entry_id}.toml"


def events_path(root: Path, event_id: str, who: str) -> Path:
    """Return the file one person's event belongs to, by the month of the event's id."""
    return root / EVENTS / month_of(event_id) / f"{who}.jsonl"


def purged_path(root: Path, entry_id: str) -> Path:
    """Return the path of the tombstone of a purged entry."""
    return root / PURGED / month_of(entry_id) / f"{entry_id}.toml"


def is_who(text: str) -> bool:
    """Tell whether the text may name a person in a file name."""
    return _WHO.fullmatch(text) is not None


def months(root: Path, kind: str = ENTRIES) -> list[str]:
    """Return the months that have a folder, such as `2026/11`, newest first."""
    base = os.path.join(root, kind)
    found = []
    for year in _directories(base, _YEAR):
        found += [f"{year}/{month}" for month in _directories(os.path.join(base, year), _MONTH)]
    return sorted(found, reverse=True)


def entry_ids(root: Path) -> Iterator[str]:
    """Yield the ids of all entry files, newest first, by their names only."""
    for month in months(root):
        yield from ids_in(root, month)


def ids_ending(root: Path, end: str) -> Iterator[str]:
    """Yield the ids of all entry files that end so, newest first; quicker than looking at each id."""
    for month in months(root):
        ids = [name[:-5] for name in _names(root, month) if name.endswith(f"{end}.toml")]
        yield from sorted((one for one in ids if is_id(one) and month_of(one) == month), reverse=True)


def ids_with_ends(root: Path, ends: Collection[str]) -> Iterator[str]:
    """Yield the ids of all entry files whose last characters, six of them, are among these; by names only."""
    for month in months(root):
        names = [name for name in _names(root, month) if name[-11:-5] in ends and name.endswith(".toml")]
        yield from (name[:-5] for name in names if is_id(name[:-5]) and month_of(name[:-5]) == month)


def ids_in(root: Path, month: str) -> list[str]:
    """Return the ids of the entry files that belong into one month's folder and lie there, newest first."""
    return entries_in(root, month)[0]


def entries_in(root: Path, month: str) -> tuple[list[str], list[str]]:
    """Return the ids of the entry files in one month's folder: those that belong there, and the others."""
    names = _names(root, month)
    ids = sorted((name[:-5] for name in names if name.endswith(".toml") and is_id(name[:-5])), reverse=True)
    # ids sort by time, so the first and the last one speak for those between them
    if not ids or month_of(ids[0]) == month == month_of(ids[-1]):
        return ids, []
    at_home = [entry_id for entry_id in ids if month_of(entry_id) == month]
    return at_home, [entry_id for entry_id in ids if month_of(entry_id) != month]


def _names(root: Path, month: str) -> list[str]:
    try:
        return os.listdir(os.path.join(root, ENTRIES, month))
    except OSError:
        return []


def closed_folders(root: Path | str) -> Iterator[tuple[str, str]]:
    """Yield what is named like a folder of ours and is not walked: its path in the journal, and the reason."""
    for kind in (ENTRIES, EVENTS):
        if os.path.lexists(os.path.join(root, kind)):
            yield from _closed(root, kind, (_YEAR, _MONTH))


def _closed(root: Path | str, place: str, below: tuple[re.Pattern[str], ...]) -> Iterator[tuple[str, str]]:
    folder = os.path.join(root, place)
    if not below:
        if not os.access(folder, os.R_OK | os.X_OK):
            yield place, "cannot be opened"
        return
    try:
        with os.scandir(folder) as found:
            items = [item for item in found if below[0].fullmatch(item.name)]
    except OSError as error:
        yield place, f"cannot be opened ({error.strerror})"
        return
    for item in sorted(items, key=lambda item: item.name):
        path = f"{place}/{item.name}"
        if item.is_dir(follow_symlinks=False):
            yield from _closed(root, path, below[1:])
        else:
            yield path, "is a link, which is not followed" if item.is_symlink() else "is not a folder"


def event_files(root: Path, since: str = "") -> Iterator[Path]:
    """Yield the event files of all persons, oldest month first; from a month on, such as `2026/11`, if given."""
    for month in reversed(months(root, EVENTS)):
        if month < since:
            continue
        folder = os.path.join(root, EVENTS, month)
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            continue
        logs = (name for name in names if name.endswith(".jsonl") and is_who(name[:-6]))
        yield from (Path(os.path.join(folder, name)) for name in logs)


def _directories(base: str, pattern: re.Pattern[str]) -> list[str]:
    try:
        with os.scandir(base) as found:
            return [
                item.name
                for item in found
                if pattern.fullmatch(item.name) and item.is_dir(follow_symlinks=False)
            ]
    except OSError:
        return []
