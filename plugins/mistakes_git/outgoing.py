"""Looking through what a team will read before it is committed: a file with a secret stays here, and is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mistakes import codec
from mistakes.errors import Fault, InvalidEntry, UnreadableFile
from mistakes.journal import Journal
from mistakes.model import Mistake
from mistakes.sharing.offer import was_looked_at
from mistakes_git.committing import Waiting
from mistakes_git.git import Git
from mistakes_git.paths import place_of
from mistakes_git.repository import Repository
from mistakes_git.trees import contents, sizes

_CURE = "Take it out, or if it is no secret: mistakes sync --scanned"


def without_secrets(journal: Journal, repository: Repository, found: Waiting) -> Waiting:
    """Return what there is to commit without the entries whose new text looks like a secret: those are left."""
    held = dict(_held_back(journal, repository.git, repository.inner, found.present))
    present = tuple(path for path in found.present if path not in held)
    return found._replace(present=present, left=(*found.left, *held.values()))


def _held_back(journal: Journal, git: Git, inner: str, paths: Sequence[str]) -> Iterator[tuple[str, Fault]]:
    """Yield the paths of entries whose new text looks like a secret, each with the reason.

    What the last commit holds was looked at before, or was sent all the same, and is not looked at again.
    Nothing is held back in a personal journal.
    """
    places = {path: place_of(path[len(inner) :]) for path in paths}
    entries = {path: place.name for path, place in places.items() if place and place.kind == "entries"}
    if journal.private or not entries:
        return
    from mistakes.scanning import scan

    known = _committed(git, list(entries))
    for path, entry_id in entries.items():
        entry = journal.readable(entry_id)
        if entry is None:
            continue
        secrets = [
            one for one in scan(journal, entry, before=known.get(path)).stopping if one.kind == "secret"
        ]
        if secrets and not was_looked_at(journal, entry):
            where = ", ".join(dict.fromkeys(f"{one.where}: {one.shown}" for one in secrets))
            yield path, Fault(path[len(inner) :], f"looks like a secret ({where}). {_CURE}", _CURE)


def _committed(git: Git, paths: Sequence[str]) -> dict[str, Mistake]:
    """Return the entries as the last commit holds them; those that are new or cannot be read are left out."""
    names = {path: f"HEAD:{path}" for path in paths}
    there = sizes(git, names.values())
    asked = {path: name for path, name in names.items() if name in there}
    texts = contents(git, asked.values())
    found = {}
    for path, name in asked.items():
        try:
            found[path] = codec.read_entry(texts[name].decode("utf-8"), path)
        except (InvalidEntry, UnreadableFile, ValueError):
            continue
    return found
