"""Changing an entry safely: compare and swap under the journal's lock, merge if somebody was quicker."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from mistakes import codec, files, tomltext
from mistakes.errors import (
    Busy,
    Fault,
    InvalidEntry,
    InvalidFields,
    NewerFormat,
    NotFound,
    PrivateField,
    UsageError,
)
from mistakes.ids import month_of
from mistakes.layout import entry_path, purged_path
from mistakes.model import FORMAT, PRIVATE_FIELDS, Mistake
from mistakes.records import NamedTuple
from mistakes.tomltext import Table

IMMUTABLE = ("id", "format", "logged", "author", "source")
_STAMPS = ("rev", "updated")
_ATTEMPTS = 3
_STAMP_LINE = {name: re.compile(rf"^{name}[ \t]*=[^\n]*$", re.MULTILINE) for name in _STAMPS}


class Saved(NamedTuple):
    """A change that is on disk: the entry before and after, and both texts."""

    before: Mistake
    after: Mistake
    old_text: str
    new_text: str


def read(root: Path, entry_id: str) -> tuple[str, Mistake]:
    """Return an entry's text and value; raises `NotFound`, `UnreadableFile` or `InvalidEntry`."""
    path = entry_path(root, entry_id)
    try:
        text = files.safe_read(path)
    except FileNotFoundError:
        raise _missing(root, entry_id) from None
    mistake = codec.read_entry(text, str(path))
    if mistake.id != entry_id:
        fault = Fault("id", f"is {mistake.id}, but the file is named {entry_id}")
        raise InvalidEntry(str(path), (fault,), "Rename the file or correct the id.")
    return text, mistake


def refuse_private(mistake: Mistake, *, team: bool) -> None:
    """Raise `PrivateField` if an entry for a team journal holds what is private."""
    held = [name for name in PRIVATE_FIELDS if getattr(mistake, name)]
    if team and held:
        hint = "Keep it in your personal journal: leave out -T and -j, or clear the field."
        raise PrivateField(f"{', '.join(held)} is private and is not written into a team journal", hint)


class Writer(NamedTuple):
    """What a change needs to know of its journal: folder, kind, and how to hold the lock.

    `unsynced` is that of `files.create`, for a caller that changes many entries.
    """

    root: Path
    team: bool
    lock: Callable[[], AbstractContextManager[int]]
    unsynced: set[Path] | None = None

    def update(self, entry_id: str, edit: Callable[[Mistake], Mistake], now: datetime) -> Saved | None:
        """Apply `edit` to the entry as it is on disk now; None if that changes nothing."""

        def once() -> Saved | None:
            text, current = read(self.root, entry_id)
            return self._write(text, current, codec.to_table(edit(current)), now)

        return self._locked(once)

    def merge(self, base: Mistake, edited: Mistake, now: datetime) -> Saved | None:
        """Save an edit of `base`; where the file has changed since, both changes are kept.

        A field that both changed differently keeps one value, and the other in `[[conflict]]`.
        """

        def once() -> Saved | None:
            text, current = read(self.root, base.id)
            before, wanted, there = map(codec.to_table, (base, edited, current))
            if not tomltext.same(before, there):
                wanted = _merged(before, wanted, there, now)
            return self._write(text, current, wanted, now)

        return self._locked(once)

    def save_text(self, base_text: str, typed: str, entry_id: str, now: datetime) -> Saved | None:
        """Save an entry's file as typed in an editor, its stamps aside; raises before it writes.

        Raises `UnreadableFile` or `InvalidEntry` for text that is no valid entry.
        """
        edited = codec.read_entry(typed, "The edited text")
        with self.lock():
            text, current = read(self.root, entry_id)
            _refuse_fixed(current, edited, "The edited text")
            if text == base_text:
                with suppress(Busy):
                    return self._write(text, current, codec.to_table(edited), now, keep=typed)
        return self.merge(codec.read_entry(base_text, entry_id), edited, now)

    def mend(self, entry_id: str, broken: str, typed: str) -> Saved:
        """Put a valid text in the place of a broken one; see `Journal.mend`."""
        after = codec.read_entry(typed, "The edited text")
        if after.id != entry_id:
            raise InvalidEntry("The edited text", (Fault("id", f"has to be {entry_id}"),), "Put it back.")
        refuse_private(after, team=self.team)
        with self.lock():
            path = entry_path(self.root, entry_id)
            files.replace(self.root, path, typed, private=not self.team, expected=broken)
        return Saved(after, after, broken, typed)

    def take_back(self, before: Table, after: Table, entry_id: str, now: datetime) -> Saved | None:
        """Undo the change from `before` to `after` in the entry as it is now."""
        from mistakes.merge import undo_change

        def once() -> Saved | None:
            text, current = read(self.root, entry_id)
            return self._write(text, current, undo_change(before, after, codec.to_table(current), now), now)

        return self._locked(once)

    def _locked(self, once: Callable[[], Saved | None]) -> Saved | None:
        """Read, change and write under the lock; again if an editor, which knows no lock, was quicker."""
        with self.lock():
            for _ in range(_ATTEMPTS):
                with suppress(Busy):
                    return once()
            return once()

    def _write(
        self, text: str, current: Mistake, table: Table, now: datetime, keep: str = ""
    ) -> Saved | None:
        if current.format > FORMAT:
            raise NewerFormat(
                f"{current.id} was written by a newer version of mistakes", "Update to change it."
            )
        if _content(table) == _content(codec.to_table(current)) and not (keep and keep != text):
            return None
        table |= {"rev": current.rev + 1, "updated": _after(current.updated, now)}
        after = codec.checked(table)
        _refuse_fixed(current, after)
        refuse_private(after, team=self.team)
        ordered = codec.to_table(after)
        new_text = _restamped(keep, ordered) if keep else tomltext.replace_data(text, ordered)
        if len(new_text.encode()) > files.ENTRY_LIMIT:
            raise UsageError("the entry would be larger than 256 KiB", "Shorten it; nothing was changed.")
        path = entry_path(self.root, current.id)
        files.replace(self.root, path, new_text, private=not self.team, expected=text, unsynced=self.unsynced)
        return Saved(current, after, text, new_text)


def _missing(root: Path, entry_id: str) -> NotFound:
    if purged_path(root, entry_id).exists():
        return NotFound(f"{entry_id} was purged from this journal", "It is not coming back.")
    return NotFound(
        f"there is no entry {entry_id} in {root}", f"It would lie in entries/{month_of(entry_id)}."
    )


def _merged(base: Table, ours: Table, theirs: Table, now: datetime) -> Table:
    """Merge an edit made now with what is on disk; the stamp says that the edit is the newer one."""
    from mistakes.merge import merge_entries

    stamped = ours | {"rev": max(ours["rev"], theirs["rev"]) + 1, "updated": now}
    return merge_entries(base, stamped, theirs)


def _after(before: datetime, now: datetime) -> datetime:
    try:
        return max(now, before + timedelta(milliseconds=1))
    except OverflowError:
        return before  # a clock, or somebody, said the last millisecond of the year 9999


def _content(table: Table) -> Any:
    return tomltext.dump({key: value for key, value in table.items() if key not in _STAMPS})


def _refuse_fixed(current: Mistake, edited: Mistake, where: str = "") -> None:
    changed = [name for name in IMMUTABLE if getattr(current, name) != getattr(edited, name)]
    faults = tuple(Fault(name, "never changes once it is written") for name in changed)
    if faults and where:
        raise InvalidEntry(where, faults, "Put the old value back.")
    if faults:
        raise InvalidFields(faults)


def _restamped(typed: str, table: Table) -> str:
    """Return the text as typed with the new `rev` and `updated`; canonical if that cannot be done."""
    text = typed.removeprefix("\ufeff").replace("\r\n", "\n").rstrip("\n") + "\n"
    for name, pattern in _STAMP_LINE.items():
        line = tomltext.dump({name: table[name]}).rstrip("\n")
        text = pattern.sub(lambda _, line=line: line, text, count=1)  # type: ignore[misc]
    try:
        same = codec.to_table(codec.read_entry(text, "")) == table
    except (InvalidEntry, ValueError):
        same = False
    return text if same else tomltext.replace_data(typed, table)
