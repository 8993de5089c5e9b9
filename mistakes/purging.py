"""Purging an entry: its file goes for ever, and a tombstone keeps it from coming back from elsewhere.

It is for what must not be there at all; `delete` only marks. What was shared before is out: clones, their
history and backups keep it until somebody cleans them.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mistakes import files, history, layout, places, tomltext
from mistakes.errors import AlreadyExists, MistakesError, NewerFormat, NotFound
from mistakes.model import FORMAT

if TYPE_CHECKING:
    from mistakes.journal import Journal


def purge(journal: Journal, entry_id: str) -> None:
    """Remove an entry's file, what `undo` knows of it and its drafts, and leave a tombstone without content.

    The tombstone comes first, so that whoever is stopped in between only has to purge once more.
    Events about it stay, as each belongs to who wrote it. Raises `NotFound` if there is no such entry.
    """
    path, stone = journal.path(entry_id), layout.purged_path(journal.root, entry_id)
    if journal.header.format > FORMAT:
        raise NewerFormat(
            f"{journal.root} was written by a newer version of mistakes", "Update to write to it."
        )
    if not path.exists() and not path.is_symlink():
        raise NotFound(f"there is no entry {entry_id} in {journal.name}", "Nothing was changed.")
    with journal.lock():
        with suppress(AlreadyExists):
            files.create(journal.root, stone, tombstone(entry_id, journal.author()), private=journal.private)
        files.remove(path)
    forget(journal, entry_id)


def tombstone(entry_id: str, by: str) -> str:
    """Return the text of a tombstone: that something was purged, when and by whom, and not what."""
    now = datetime.now(UTC).replace(microsecond=0)
    return tomltext.dump({"format": FORMAT, "id": entry_id, "purged": {"at": now, "by": by}})


def forget(journal: Journal, entry_id: str) -> None:
    """Drop what this machine keeps of an entry beside the journal: of undo, drafts, and all caches; never fails.

    A cache may keep words in corners that nobody reads, so it goes as a whole and is made anew.
    """
    with suppress(MistakesError, OSError):
        history.forget(journal.root, entry_id)
    with suppress(OSError, MistakesError):
        for draft in (places.state_folder() / "drafts").glob(f"{entry_id[-6:]}*.toml"):
            files.remove(draft)
    with suppress(OSError, MistakesError):
        folder, key = places.cache_folder(), places.journal_key(journal.root)
        for cache in [*folder.glob(f"*{key}*"), folder / "today.json"]:
            files.remove(cache)
