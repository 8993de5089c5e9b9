"""Lessons that come unasked: of trusted journals only, if plainly meant, each at most once a week.

The common case is that there is nothing to say, and it has to be found out in no time: the index is
taken as it was left unless files came, went or were replaced, and no entry is read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mistakes import places
from mistakes.errors import MistakesError
from mistakes.quiet import Quiet, keep, known
from mistakes.recall.need import Need, Wanted
from mistakes.shortlist import Candidate, shortlist

if TYPE_CHECKING:
    from mistakes.brief import Reminder
    from mistakes.index.index import Index
    from mistakes.journal import Journal
    from mistakes.settings import Settings

MOST = 3
_RACY = 2_000_000_000  # nanoseconds; the coarsest clock of a file system still in use


class _Found(NamedTuple):
    """A candidate, the folder of its journal, and what the need looks for there."""

    root: str
    wanted: Wanted
    candidate: Candidate


def reminders(
    settings: Settings, need: Need, roots: Iterable[str], day: date, *, limit: int = MOST
) -> list[Reminder]:
    """Return what is worth saying unasked, best first, and note that it was said on this day.

    `roots` are the folders of the journals that may speak, see `mistakes.trust.speaking`. A lesson is
    left out for a week after it was said, and for ever if it is hushed; a journal that cannot be read
    says nothing. The note is kept in the user's state folder.
    """
    if need.is_empty or limit < 1:
        return []
    quiet = known()
    hushed = frozenset(settings.texts("brief.hushed"))
    found = [item for root in roots for item in _plainly_meant(root, need, quiet)]
    loud = [item for item in found if not _is_silent(item.candidate, quiet, hushed, day)]
    return _said(settings, loud, day, hushed, limit) if loud else []


def hush(settings: Settings, entry_id: str, lesson: str | None = None) -> str:
    """Let an entry, or one lesson of it, never come unasked again; return what is kept in the settings."""
    name = f"{entry_id}:{lesson}" if lesson else entry_id
    settings.set_texts("brief.hushed", sorted({*settings.texts("brief.hushed"), name}))
    return name


def _plainly_meant(root: str, need: Need, quiet: Quiet) -> list[_Found]:
    try:
        index = _index(root, quiet)
        if index is None:
            return []
        with index:
            wanted, found = shortlist(index, need, strong=True)
    except (MistakesError, OSError):
        return []
    return [_Found(root, wanted, candidate) for candidate in found]


def _index(root: str, quiet: Quiet) -> Index | None:
    """Return the index as it was left if no file has come, gone or been replaced since, else a fresh one."""
    from mistakes.index.index import Index, warm

    state, key = _state_of(root), places.journal_key(Path(root))
    cache = places.cache_folder() / f"{key}.sqlite"
    if state and quiet.seen.get(key) == state and (index := warm(root, cache)):
        return index
    index = Index.open(root, cache)
    index.refresh()
    with suppress(MistakesError, OSError):
        keep(lambda now: now.with_seen(key, state))
    return index


def _state_of(root: str) -> str:
    """Return what stands for the folders of a journal's entries, "" if they changed a moment ago.

    A folder changes whenever a file in it comes, goes or is replaced, as this program, git and most
    editors do it; a file that is overwritten in place is not noticed.
    """
    import time
    from hashlib import blake2b

    from mistakes.layout import ENTRIES, months

    digest, looked = blake2b(digest_size=16), time.time_ns()
    for folder in [f"{ENTRIES}/{month}" for month in months(Path(root))]:
        with suppress(OSError):
            state = os.stat(os.path.join(root, folder))
            if state.st_mtime_ns > looked - _RACY:
                return ""
            digest.update(f"{folder} {state.st_mtime_ns} {state.st_ino}\n".encode())
    return digest.hexdigest()


def _is_silent(candidate: Candidate, quiet: Quiet, hushed: frozenset[str], day: date) -> bool:
    """Tell whether nothing that the candidate may say is to be said today."""
    names = [f"{candidate.entry}:{lesson}" for lesson in candidate.lessons]
    said = [quiet.rests(name, day) or name in hushed for name in names]
    if candidate.entry in hushed or quiet.is_settled(candidate.entry, day):
        return True
    return all(said) if said else quiet.rests_altogether(candidate.entry, day)


def _said(
    settings: Settings, found: Sequence[_Found], day: date, hushed: frozenset[str], limit: int
) -> list[Reminder]:
    """Read the entries, choose what is said, and note it; what another process says now is left to it."""
    from mistakes.brief import Listed, in_order
    from mistakes.brief import reminders as from_files
    from mistakes.journal import Journal

    journals = {root: Journal.open(root, settings) for root in dict.fromkeys(item.root for item in found)}
    listed = in_order(Listed(journals[item.root], item.wanted, item.candidate) for item in found)
    logs = [*journals.values(), *_mine(settings, journals)]
    for journal in logs:
        journal.refreshed()
    told = [one for one in from_files(listed, list(journals.values()), logs) if one.advice]
    silent = {item.candidate.entry for item in found} - {one.entry.id for one in told}
    chosen: list[Reminder] = []

    def note(now: Quiet) -> Quiet:
        chosen[:] = [one for one in told if not _rests(one, now, hushed, day)][:limit]
        return now.with_said([name_of(one) for one in chosen], silent, day)

    with suppress(MistakesError, OSError):
        keep(note)
    return chosen


def name_of(reminder: Reminder) -> str:
    """Return by what a reminder is remembered: the ids of its entry and of its lesson."""
    key = reminder.lesson.key if reminder.lesson else ""
    return f"{reminder.entry.id}:{key or ''}"


def _rests(reminder: Reminder, quiet: Quiet, hushed: frozenset[str], day: date) -> bool:
    name = name_of(reminder)
    return quiet.rests(name, day) or name in hushed or reminder.entry.id in hushed


def _mine(settings: Settings, journals: dict[str, Journal]) -> list[Journal]:
    """Return the personal journal for its events, unless it is among the others or cannot be read."""
    from mistakes.journals import personal

    with suppress(MistakesError):
        journal = personal(settings)
        if journal is not None and os.path.realpath(journal.root) not in journals:
            return [journal]
    return []
