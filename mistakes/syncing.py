"""Bringing a journal and what it is shared through into step: whose work that is, and what came of it.

The journal on disk stays complete whatever happens; a backend (git, a folder, a database) is a plugin.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mistakes.errors import MissingPlugin, MistakesError, UsageError
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.errors import Fault
    from mistakes.hooks import Backend
    from mistakes.journal import Journal
    from mistakes.plugins import Plugins

__all__ = [
    "Gone",
    "ManyRemoved",
    "Moved",
    "NeedsTrust",
    "NoBackend",
    "Quarantined",
    "SyncReport",
    "SyncStatus",
    "backend_of",
    "begin",
    "join",
    "shared_journals",
    "status",
    "sync",
    "sync_soon",
    "unvouched",
]

_soon: set[str] = set()
_DECISIONS = ("", "keep", "drop")


class Moved(NamedTuple):
    """What went one way: ids of entries that were added, changed and removed, and other files' paths."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """The number of entries and other files."""
        return sum(map(len, self))


class Quarantined(NamedTuple):
    """A file that arrived and is not as it should be: its path, why, and who brought it with what."""

    path: str
    reason: str
    author: str = ""
    commit: str = ""


class Gone(NamedTuple):
    """An entry that was shared before and that the other side has no more: its id and its title."""

    id: str
    title: str = ""


class SyncStatus(NamedTuple):
    """Where a journal stands, without asking the other side.

    `unsaved` files wait to be committed, `ahead` and `behind` count commits (or versions) as far as is
    known; `at` is when both were last in step. `remote` has no password in it; "" is none at all.
    """

    backend: str
    remote: str = ""
    branch: str = ""
    unsaved: int = 0
    ahead: int = 0
    behind: int = 0
    at: datetime | None = None
    trouble: str = ""

    @property
    def in_step(self) -> bool:
        """Tell whether nothing waits to go either way."""
        return not (self.unsaved or self.ahead or self.behind or self.trouble)


class SyncReport(NamedTuple):
    """What a sync did, or with `dry_run` would do.

    `joined` are entries that both sides had changed, `conflicts` those of them where a value lost and is
    kept in `[[conflict]]`, `renamed` pairs of an id that two entries had and the new id of one of them.
    `left` are files of one's own that were not sent, each with the reason; `notes` are short sentences.
    `doubtful` are files in which somebody else changed what is one person's alone: lines of their events, the
    author of an entry, the journal's id. `gone` are entries that a rewritten history lacks; they went with it
    unless `kept` says that they stayed.
    """

    backend: str
    remote: str = ""
    sent: Moved = Moved()
    received: Moved = Moved()
    joined: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    left: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    dry_run: bool = False
    doubtful: tuple[Quarantined, ...] = ()
    gone: tuple[Gone, ...] = ()
    kept: bool = False


class NoBackend(MistakesError):
    """A journal that is shared through nothing yet."""

    kind = "not-shared-anywhere"


class NeedsTrust(MistakesError):
    """A repository whose own settings name programs, which nobody here has agreed to run.

    `root` is the journal's folder, `commands` what would run.
    """

    kind = "not-trusted"
    exit_status = 3

    def __init__(self, root: str, commands: Iterable[str], hint: str) -> None:
        self.root = root
        self.commands = tuple(commands)
        shown = "; ".join(self.commands[:3])
        super().__init__(f"the repository of {root} names programs of its own: {shown}", hint)


class ManyRemoved(MistakesError):
    """The other side removed most of the entries: nothing of it is taken over until somebody decides.

    `removed` of `known` entries would go, in the commits of `by_whom`; `gone` are those of them that can be
    brought back, which are all but purged ones. `options` are those of the command with which one decides.
    """

    kind = "many-removed"
    exit_status = 3

    def __init__(
        self, removed: int, known: int, by_whom: Sequence[str], options: str, gone: Iterable[Gone] = ()
    ) -> None:
        self.removed = removed
        self.known = known
        self.by_whom = tuple(by_whom)
        self.gone = tuple(gone)
        who = f": {'; '.join(by_whom)}" if by_whom else ""
        hint = (
            f"Nothing was removed here. To bring them back for everybody: mistakes sync --keep {options}. "
            f"If they are to go: mistakes sync --drop {options}"
        )
        super().__init__(f"{removed} of {known} entries were removed at the other side{who}", hint)


def backend_of(journal: Journal, *, quick: bool = False) -> tuple[Backend, SyncStatus] | None:
    """Return the backend that a journal is shared through and where it stands; None if there is none.

    With `quick` only `backend` and `remote` of the status are looked up.
    """
    for backend in journal.plugins.backends().values():
        found: SyncStatus | None = journal.plugins.load(backend.status)(journal, quick=quick)
        if found is not None:
            return backend, found
    return None


def status(journal: Journal) -> SyncStatus | None:
    """Return where a journal stands, None if it is shared through nothing; asks no network."""
    found = backend_of(journal)
    return found[1] if found else None


def sync(
    journal: Journal,
    *,
    dry_run: bool = False,
    rejoin: bool = False,
    scanned: bool = False,
    gone: str = "",
) -> SyncReport:
    """Bring a journal and its remote into step; see `Journal.sync`."""
    if gone not in _DECISIONS:
        raise UsageError(f"{gone!r} is no decision", f"Give one of: {', '.join(filter(None, _DECISIONS))}.")
    how = {"dry_run": dry_run, "rejoin": rejoin, "scanned": scanned}
    decided = {"gone": gone} if gone else {}
    for backend in journal.plugins.backends().values():
        report: SyncReport | None = journal.plugins.load(backend.target)(journal, **how, **decided)
        if report is not None:
            _forget_purged(journal, report)
            return report
    raise NoBackend(
        f"{journal.name} ({journal.root}) is shared through nothing yet",
        "To share it through git: mistakes init --help",
    )


def _forget_purged(journal: Journal, report: SyncReport) -> None:
    """Drop what this machine keeps of entries that somebody else has purged."""
    from mistakes.layout import PURGED
    from mistakes.purging import forget

    for path in () if report.dry_run else report.received.files:
        tree, _, rest = path.partition("/")
        if tree == PURGED:
            forget(journal, Path(rest).stem)


def unvouched(journal: Journal) -> frozenset[str]:
    """Return the ids of events that were brought by somebody else than their writer.

    Empty where no backend can tell; a backend that fails knows of none.
    """
    for backend in journal.plugins.backends().values():
        with suppress(MistakesError):
            found = journal.plugins.load(backend.unvouched)(journal) if backend.unvouched else None
            if found is not None:
                return frozenset(found)
    return frozenset()


def begin(plugins: Plugins, backend: str, address: str = "") -> Callable[[Journal], SyncReport | None]:
    """Return what connects a new journal with an address, which is looked at first; "" is none yet.

    Raises `MissingPlugin` if there is no such backend, and what the backend raises for a bad address.
    """
    offered = plugins.backends().get(backend)
    if offered is None or not offered.begin:
        raise MissingPlugin(
            f"no plugin is there that shares through {backend}", "mistakes plugins shows what there is."
        )
    connect: Callable[[Journal], SyncReport | None] = plugins.load(offered.begin)(address)
    return connect


def join(plugins: Plugins, address: str, path: Path | None = None) -> Path:
    """Get a journal from an address into a folder, and return the folder; `path` is one of one's own choice.

    Raises `UsageError` if no backend knows that kind of address, and what the backend raises.
    """
    for backend in plugins.backends().values():
        root: Path | None = plugins.load(backend.join)(address, path) if backend.join else None
        if root is not None:
            return root
    raise UsageError(f"{address[:60]!r} is no address that can be joined", "Give that of a git repository.")


def shared_journals(journals: Iterable[Journal]) -> Iterator[Journal]:
    """Yield the journals that have a remote, each once."""
    seen: set[str] = set()
    for journal in journals:
        real = os.path.realpath(journal.root)
        if real not in seen:
            seen.add(real)
            found = backend_of(journal, quick=True)
            if found and found[1].remote:
                yield journal


def sync_soon(journal: Journal) -> None:
    """Sync a journal in the background once this process ends, if the setting `sync.auto` asks for it.

    It is started once however many changes there were, and nobody waits for it.
    """
    root = os.path.realpath(journal.root)
    if root in _soon or os.environ.get("MISTAKES_NO_AUTO_SYNC"):
        return
    _soon.add(root)
    import atexit

    atexit.register(_start, root)


def _start(root: str) -> None:
    """Start the program anew, apart from this process and its terminal."""
    import subprocess

    command = [sys.executable, "-P", "-m", "mistakes", "sync", "--quietly", "-j", root]
    apart = (
        {"creationflags": 0x00000208}  # DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP
        if sys.platform == "win32"
        else {"start_new_session": True}
    )
    nothing = subprocess.DEVNULL
    with suppress(OSError):
        subprocess.Popen(
            command,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            cwd=root,
            env=os.environ | {"MISTAKES_NO_AUTO_SYNC": "1"},
            **apart,
        )
