"""Copies that a team purged: what is known of them, so that none comes back without a word."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from mistakes import files, tomltext
from mistakes.errors import MistakesError
from mistakes.layout import PURGED, purged_path
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from mistakes.journal import Journal


class Purged(NamedTuple):
    """A copy that is gone for ever from a team's journal: its id, who purged it and on which day, as far as known."""

    id: str
    by: str = ""
    day: date | None = None


class WasPurged(MistakesError):
    """A team purged the copy of what is to be shared; nothing is shared again unless somebody says so."""

    kind = "was-purged"

    def __init__(self, purged: Purged, team: str) -> None:
        when = f" on {purged.day}" if purged.day else ""
        message = (
            f"nothing was shared: {team} had it as {purged.id[-6:]}, and it was purged{when}{_by(purged)}"
        )
        super().__init__(message, "Ask why first. To share it all the same: --again")
        self.purged = purged


def purged_copy(to: Journal, original: str, digest: str) -> Purged | None:
    """Return the copy of one's own entry that was purged last from a team's journal, None if there is none.

    Which copy was whose is told by the note that was made when it was shared: by its `original`, or, as older
    notes have none, by the `digest` of what is to be shared, if not a word of that has changed.
    """
    if not (to.root / PURGED).is_dir():
        return None
    from mistakes.events import Shared
    from mistakes.identity import who

    own = who(to.settings, to.name)
    ids = {
        event.entry
        for event in to.index.told(Shared.do)
        if isinstance(event, Shared) and event.by == own and event.entry
        if event.original == original or (not event.original and event.digest == digest)
    }
    found = [_read(path, copy) for copy in sorted(ids) if (path := purged_path(to.root, copy)).exists()]
    return max(found, key=lambda one: (one.day or date.min, one.id), default=None)


def _read(path: Path, copy: str) -> Purged:
    """Return what a tombstone says; one that cannot be read says that much all the same."""
    try:
        said = tomltext.parse(files.safe_read(path)).get("purged")
    except (ValueError, OSError, MistakesError):
        said = None
    about = said if isinstance(said, dict) else {}
    by, at = about.get("by"), about.get("at")
    day = at.astimezone().date() if isinstance(at, datetime) else None
    return Purged(copy, by[:120] if isinstance(by, str) else "", day)


def _by(purged: Purged) -> str:
    name = purged.by.partition("<")[0].strip()
    return f" by {name}" if name else ""
