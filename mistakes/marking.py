"""Marking many entries as deleted, or taking the mark off, as one change that `undo` takes back as one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import attrs

from mistakes import files, history
from mistakes.errors import NewerFormat, NotSaved
from mistakes.model import FORMAT, Deleted, Mistake
from mistakes.writing import Writer

if TYPE_CHECKING:
    from mistakes.journal import Journal


class Marking:
    """A run over entries, each safe as it is marked; what is needed once is done once.

    Leaving it brings the folders to disk and tells the plugins. `why` is the reason that is written down;
    with `only` marks of another reason stay.
    Raises `NewerFormat`.
    """

    def __init__(self, journal: Journal, why: str = "", *, only: bool = False) -> None:
        if journal.header.format > FORMAT:
            raise NewerFormat(
                f"{journal.root} was written by a newer version of mistakes", "Update to write to it."
            )
        self._journal = journal
        self._why = why
        self._only = only
        # to know who one is may ask git
        self._mark = Deleted(at=datetime.now(UTC).replace(microsecond=0), by=journal.author(), why=why)
        self._unsynced: set[Path] = set()
        self._writer = Writer(journal.root, not journal.private, journal.lock, self._unsynced)
        self._marked: list[str] = []

    def __enter__(self) -> Marking:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._sync()
        else:
            with suppress(NotSaved):
                self._sync()
        if self._marked:
            self._tell()

    def mark(self, entry_id: str, *, deleted: bool) -> bool:
        """Mark an entry as deleted, or take the mark off; tell whether that changed it.

        Raises `NotFound`, `UnreadableFile`, `InvalidEntry`, `NotSaved`.
        """

        def edit(entry: Mistake) -> Mistake:
            if entry.deleted and (deleted or (self._only and entry.deleted.why != self._why)):
                return entry
            return attrs.evolve(entry, deleted=self._mark if deleted else None)

        saved = self._writer.update(entry_id, edit, datetime.now().astimezone().replace(microsecond=0))
        if saved:
            self._marked.append(entry_id)
        return saved is not None

    def _sync(self) -> None:
        try:
            files.sync_folders(self._unsynced)
        except NotSaved as error:
            message = f"{len(self._marked)} entries were written, but the disk does not confirm them"
            raise NotSaved(f"{message}: {error.message}", "Do it again once the disk is well.") from error

    def _tell(self) -> None:
        """Tell the plugins, if one wants to know, of the entries as they are on disk."""
        self._journal.sync_later()
        plugins = self._journal.plugins
        if not any("entry_saved" in plugin.hooks for plugin in plugins.enabled()):
            return
        for entry in filter(None, map(self._journal.readable, self._marked)):
            before = attrs.evolve(entry, deleted=None if entry.deleted else self._mark)
            plugins.notify("entry_saved", journal=self._journal, before=before, after=entry)


def mark_all(journal: Journal, ids: Sequence[str], *, deleted: bool, why: str = "") -> list[str]:
    """Mark entries as deleted, or bring them back, as one change; return those that were changed.

    Raises as `Journal.delete`; what was changed before an error stays so, and can be taken back.
    """
    if len(ids) == 1:
        return _mark_one(journal, ids[0], deleted=deleted, why=why)
    marked: list[str] = []
    try:
        with Marking(journal, why) as marking:
            for entry_id in ids:
                marked += [entry_id] if marking.mark(entry_id, deleted=deleted) else []
    finally:
        if marked:
            deed = "deleted" if deleted else "restored"
            history.remember(journal.root, history.Change(marked[-1], added=tuple(marked), deed=deed))
    return marked


def _mark_one(journal: Journal, entry_id: str, *, deleted: bool, why: str) -> list[str]:
    is_so = (journal.get(entry_id).deleted is not None) == deleted
    if not is_so:
        _ = journal.delete(entry_id, why) if deleted else journal.restore(entry_id)
    return [] if is_so else [entry_id]
