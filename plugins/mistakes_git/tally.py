"""Counting what goes either way while a sync runs, for its report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mistakes.errors import Fault
from mistakes.syncing import Gone, Moved, Quarantined, SyncReport
from mistakes_git.committing import Waiting
from mistakes_git.git import Git
from mistakes_git.paths import place_of
from mistakes_git.repository import Repository
from mistakes_git.trees import Change, changes, empty_tree


class Tally:
    """What was sent and received so far, by path, and what is to be told of it."""

    def __init__(self) -> None:
        self.sent: dict[str, str] = {}
        self.received: dict[str, str] = {}
        self.joined: dict[str, None] = {}
        self.conflicts: dict[str, None] = {}
        self.renamed: dict[tuple[str, str], None] = {}
        self.quarantined: dict[str, Quarantined] = {}
        self.left: tuple[Fault, ...] = ()
        self.notes: list[str] = []
        self.doubtful: dict[Quarantined, None] = {}
        self.gone: dict[Gone, None] = {}
        self.kept = False

    def arrived(self, edits: Iterable[str], arriving: Mapping[str, Change]) -> None:
        """Note what changes here."""
        for path in edits:
            self.received[path] = _verb(arriving[path]) if path in arriving else "changed"

    def was_sent(self, git: Git, before: str, after: str) -> None:
        """Note what the remote got by a push."""
        base = before or empty_tree(git)
        self.sent |= {path: _verb(change) for path, change in changes(git, base, after).items()}

    def would_send(self, repository: Repository, found: Waiting) -> None:
        """Note what waits to be committed and what was committed and not pushed."""
        if repository.head:
            shared = repository.git.run("rev-parse", "-q", "--verify", repository.tracking, ok=(0, 1)).text
            base = repository.git.run("merge-base", repository.head, shared, ok=(0, 1)).text if shared else ""
            self.was_sent(repository.git, base, repository.head)
        self.sent |= dict.fromkeys(found.gone, "removed")
        self.sent |= {path: self.sent.get(path, "changed") for path in found.present}

    def report(self, backend: str, remote: str) -> SyncReport:
        """Return the report."""
        return SyncReport(
            backend,
            remote,
            _moved(self.sent),
            _moved(self.received),
            tuple(self.joined),
            tuple(self.conflicts),
            tuple(self.renamed),
            tuple(self.quarantined.values()),
            self.left,
            tuple(dict.fromkeys(self.notes)),
            doubtful=tuple(self.doubtful),
            gone=tuple(self.gone),
            kept=self.kept,
        )


def _verb(change: Change) -> str:
    if change.before is None:
        return "added"
    return "removed" if change.after is None else "changed"


def _moved(paths: Mapping[str, str]) -> Moved:
    groups: dict[str, list[str]] = {"added": [], "changed": [], "removed": [], "files": []}
    for path, verb in sorted(paths.items()):
        place = place_of(path)
        is_entry = place is not None and place.kind == "entries"
        groups[verb if is_entry else "files"].append(place.name if place and is_entry else path)
    return Moved(**{name: tuple(found) for name, found in groups.items()})
