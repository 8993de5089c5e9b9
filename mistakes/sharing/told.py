"""Where an entry is shared, and where a shared copy comes from, as far as the reader's own journals tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from mistakes.errors import MistakesError
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.model import Mistake
    from mistakes.settings import Settings


class SharedCopy(NamedTuple):
    """A copy of an entry in a team's journal; `taken_back` is the day it was, "" while others can read it."""

    journal: str
    id: str
    taken_back: str = ""


class Original(NamedTuple):
    """The entry that a copy comes from; `journal` is where the reader has it, "" if only its writer does."""

    id: str
    journal: str = ""


class Whereabouts(NamedTuple):
    """The copies that an entry has, and the original that it is a copy of, if it is one."""

    copies: tuple[SharedCopy, ...] = ()
    original: Original | None = None

    def as_json(self) -> dict[str, Any]:
        """Return both for machines, as `shared_with` and `original`."""
        copies = [copy._asdict() for copy in self.copies]
        return {"shared_with": copies, "original": self.original._asdict() if self.original else None}


def whereabouts(settings: Settings, journal: Journal, entry: Mistake) -> Whereabouts:
    """Return where an entry is shared, or what it is a copy of; journals that cannot be read are left out.

    The indexes of the teams' journals are taken as they were left, so that this costs next to nothing.
    """
    if entry.links.shared_from:
        return Whereabouts((), Original(entry.links.shared_from, _home(settings, entry.links.shared_from)))
    return Whereabouts(tuple(_copies(settings, entry.id)) if journal.private else ())


def _copies(settings: Settings, entry_id: str) -> Iterator[SharedCopy]:
    from mistakes.journals import teams

    joined: list[Journal] = []
    with suppress(MistakesError):
        joined = teams(settings)
    for team in joined:
        with suppress(MistakesError):
            index = team.warm_index()
            links = index.links_to(entry_id) if index else []
            if copy := next((team.readable(other) for kind, other in links if kind == "shared_from"), None):
                day = copy.deleted.at.date().isoformat() if copy.deleted else ""
                yield SharedCopy(team.name, copy.id, day)


def _home(settings: Settings, entry_id: str) -> str:
    from mistakes.journals import personal

    with suppress(MistakesError):
        own = personal(settings)
        return own.name if own and own.path(entry_id).exists() else ""
    return ""
