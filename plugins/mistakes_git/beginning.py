"""What `init` and `join` ask of git: a journal is connected with an address, or got from one."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from mistakes import files
from mistakes.errors import AlreadyExists, UsageError
from mistakes.journal import Journal
from mistakes.layout import TEMPORARY
from mistakes.syncing import SyncReport
from mistakes_git.address import settled
from mistakes_git.errors import NeedsAttention
from mistakes_git.git import require_version
from mistakes_git.publishing import begin_repository, clone, publish
from mistakes_git.repository import find
from mistakes_git.sync import sync

_SLUG = re.compile(r"[^\w.-]+")


def begin(address: str = "") -> Callable[[Journal], SyncReport | None]:
    """Return what connects a new journal with a remote at this address, or "" with none yet.

    Raises `BadAddress`, or `GitMissing`, before anything is made.
    """
    require_version()
    url = settled(address) if address else ""

    def connect(journal: Journal) -> SyncReport | None:
        return _connected(journal, url)

    return connect


def join(address: str, path: Path | None = None) -> Path:
    """Clone the journal at an address into a new folder, that of its name in the current one unless given.

    It appears there whole or not at all. Raises as `publishing.clone` does.
    """
    url = settled(address)
    root = Path(os.path.abspath(path or name_of(url)))
    _require_free(root)
    with files.saving(root):
        root.parent.mkdir(parents=True, exist_ok=True)
    # beside its place, so that it can be moved there in one go
    with tempfile.TemporaryDirectory(prefix=f"{TEMPORARY}join-", dir=root.parent) as folder:
        made = Path(folder, "journal")
        clone(url, made)
        _move(made, root)
    return root


def name_of(url: str) -> str:
    """Return the name of the folder that a journal from this address gets."""
    last = re.split(r"[/\\:]", url.rstrip("/\\"))[-1].removesuffix(".git")
    return _SLUG.sub("-", last).strip("-.") or "journal"


def _connected(journal: Journal, url: str) -> SyncReport | None:
    """Connect a journal; one in a code repository goes its way with the code, and the report says how."""
    there = find(journal)
    if there is not None and there.inner:
        if url:
            message = f"{journal.root} lies in the repository of {there.top} and is shared with it"
            raise UsageError(message, "Leave out --git.")
        return sync(journal)
    if url:
        return publish(journal, url)
    begin_repository(journal)
    return sync(journal)


def _require_free(root: Path) -> None:
    if root.is_symlink() or (root.exists() and (not root.is_dir() or any(root.iterdir()))):
        raise AlreadyExists(f"{root} is there already", "Give another PATH; nothing was changed.")


def _move(made: Path, root: Path) -> None:
    """Move a clone to its place, which is free or an empty folder."""
    try:
        if root.is_dir():
            root.rmdir()
        os.rename(made, root)
    except OSError as error:
        raise NeedsAttention(f"{root} cannot be written ({error.strerror})", "Give another PATH.") from None
