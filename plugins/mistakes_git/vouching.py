"""Which events somebody else than their writer committed, and which entries got another author, for each commit.

As long as the branch stays where it is, one small file of the repository's own folder is read and git is not
asked; later only the commits that are new are looked at. Nothing here fails: what cannot be known is left out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mistakes.errors import MistakesError

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes_git.git import Git
    from mistakes_git.persons import Known, Strange
    from mistakes_git.repository import Repository

_FORMAT = 2
_FILE = "authorship.json"
_LARGEST = 64 * 1024 * 1024


def unvouched(journal: Journal) -> frozenset[str] | None:
    """Return the ids of the events that somebody else than their writer committed, and of entries given away.

    An entry is given away if it has another author than it had when it was added.

    None says that the journal lies in no repository of its own, where that can be told. The set is empty in
    a personal journal, and in a clone whose history is shallow: nobody is suspected of what cannot be seen.
    """
    from mistakes_git.branch import branch_at

    if journal.private:
        return frozenset()
    try:
        where = branch_at(journal)
        if where is None:
            return None
        kept = _kept(where.folder)
        if where.head and kept.get("head") == where.head and not where.is_shallow:
            return frozenset([*kept["events"], *kept["entries"]])
        return _asked(journal)
    except (MistakesError, OSError, ValueError, KeyError, TypeError, RecursionError):
        return frozenset()


def doubtful(repository: Repository) -> list[Strange]:
    """Return the events of the branch that somebody else than their writer committed, with their commits."""
    from mistakes_git.persons import counting, foreign

    known = known_at(repository, repository.git, repository.head)
    return [] if known is None else counting(repository.git, repository.head, foreign(known))


def known_at(repository: Repository, git: Git, head: str) -> Known | None:
    """Return what the history says up to a commit, None where it cannot be told; it is remembered."""
    from mistakes_git.persons import Known, advanced, counting, foreign
    from mistakes_git.renamed import disowned, renamed

    if not head or repository.inner or repository.is_shallow:
        return None
    kept = _kept(repository.git_folder)
    before = _read(kept) if _goes_on(git, str(kept.get("head", "")), head) else Known()
    known = advanced(git, before, (head,))
    if kept.get("head") != head:
        events = sorted({one.event for one in counting(git, head, foreign(known))})
        firsts = renamed(git, kept["renamed"] if before.heads else {}, "".join(before.heads), head)
        about = {"head": head, "events": events, "renamed": firsts, "entries": disowned(git, firsts, head)}
        _keep(repository.git_folder, {**about, **_written(known)})
    return known


def _asked(journal: Journal) -> frozenset[str]:
    from mistakes_git.repository import find

    repository = find(journal)
    if repository is None:
        return frozenset()
    return frozenset([*(one.event for one in doubtful(repository)), *_given_away(repository)])


def _given_away(repository: Repository) -> list[str]:
    """Return the ids of the entries that have another author than they had when they were added."""
    from mistakes_git.renamed import disowned, renamed

    git, head = repository.git, repository.head
    kept = _kept(repository.git_folder)
    if kept.get("head") == head:
        return list(kept["entries"])
    if not head or repository.inner or repository.is_shallow:
        return []
    return disowned(git, renamed(git, {}, "", head), head)


def _goes_on(git: Git, before: str, head: str) -> bool:
    """Tell whether a commit comes after the one that is remembered: a history may have been rewritten."""
    return before == head or (
        bool(before) and not git.run("merge-base", "--is-ancestor", before, head, ok=(0, 1, 128)).status
    )


def _kept(folder: str) -> Mapping[str, Any]:
    try:
        with open(os.path.join(folder, "mistakes", _FILE), encoding="utf-8") as file:
            kept = json.loads(file.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        return {}
    is_whole = isinstance(kept, dict) and kept.get("format") == _FORMAT
    lists = is_whole and all(isinstance(kept.get(name), list) for name in ("events", "entries"))
    return kept if lists and isinstance(kept.get("renamed"), dict) else {}


def _read(kept: Mapping[str, Any]) -> Known:
    from mistakes_git.persons import Known, Strange

    try:
        return Known(
            (str(kept["head"]),),
            {str(person): dict(firsts) for person, firsts in kept["firsts"].items()},
            {str(person): dict(counts) for person, counts in kept["writers"].items()},
            frozenset((str(old), str(new)) for old, new in kept["given"]),
            tuple(Strange(*map(str, row)) for row in kept["strange"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return Known()


def _written(known: Known) -> dict[str, Any]:
    told = {"firsts": dict(known.firsts), "writers": dict(known.writers)}
    return told | {"given": sorted(known.given), "strange": known.strange}


def _keep(folder: str, kept: Mapping[str, Any]) -> None:
    """Remember it; a repository that cannot be written is asked again each time."""
    from contextlib import suppress

    from mistakes import files

    own = Path(folder, "mistakes")
    with suppress(OSError, MistakesError, ValueError):
        files.make_folder(own, private=True)
        text = json.dumps({"format": _FORMAT, **kept})
        files.replace(own, own / _FILE, text, private=True)
