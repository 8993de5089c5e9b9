"""Lessons that come unasked: of trusted journals only, if plainly meant, each at most once a week.

The common case is that there is nothing to say, and it has to be found out in no time: the index is
taken as it was left unless files came, went or were replaced, and no entry is read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from mistakes.briefing.glance import entries_state, events_state
from mistakes.briefing.quiet import Quiet, keep, known
from mistakes.briefing.shortlist import Candidate, shortlist
from mistakes.errors import MistakesError
from mistakes.recall.need import Need, Wanted
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.briefing.reminders import Reminder
    from mistakes.index.index import Index
    from mistakes.journal import Journal
    from mistakes.settings import Settings

MOST = 3


class _Found(NamedTuple):
    """A candidate, the folder of its journal, and what the need looks for there."""

    root: str
    wanted: Wanted
    candidate: Candidate


def reminders(
    settings: Settings,
    need: Need | Callable[[], Need],
    roots: Iterable[str],
    day: date,
    *,
    limit: int = MOST,
) -> list[Reminder]:
    """Return what is worth saying unasked, best first, and note that it was said on this day.

    `need` may be a function, called once the indexes are open. `roots` are the folders of the journals
    that may speak, see `mistakes.briefing.trust.speaking`. A lesson is left out for a week after it was said, and
    for ever if it is hushed; a journal that cannot be read says nothing. The note is kept in the user's
    state folder.
    """
    quiet, roots = known(), list(roots)
    with ExitStack() as stack:
        opened = {root: _as_left(root, quiet, stack) for root in roots}
        asked = need if isinstance(need, Need) else need()
        if asked.is_empty or limit < 1:
            return []
        found = [item for root in roots for item in _plainly_meant(root, opened[root], asked)]
    hushed = frozenset(settings.texts("brief.hushed"))
    state = cache(lambda: _state(settings, roots))
    loud = [item for item in found if not _is_silent(item.candidate, quiet, hushed, day, state)]
    return _said(settings, loud, day, hushed, limit, state) if loud else []


def hush(settings: Settings, entry_id: str, lesson: str | None = None) -> str:
    """Let an entry, or one lesson of it, never come unasked again; return what is kept in the settings."""
    name = f"{entry_id}:{lesson}" if lesson else entry_id
    settings.set_texts("brief.hushed", sorted({*settings.texts("brief.hushed"), name}))
    return name


def _as_left(root: str, quiet: Quiet, stack: ExitStack) -> Index | None:
    """Return the index as it was left, None if files have come, gone or been replaced since."""
    from mistakes import places
    from mistakes.index.index import warm

    with suppress(MistakesError, OSError):
        seen, state = quiet.seen.get(root), entries_state(root)
        if state and seen and seen.state == state:
            index = warm(root, places.cache_folder() / f"{os.path.basename(seen.key)}.sqlite")
            return stack.enter_context(index) if index else None
    return None


def _plainly_meant(root: str, index: Index | None, need: Need) -> list[_Found]:
    try:
        with index or _brought_up_to_date(root) as fresh:
            wanted, found = shortlist(fresh, need, strong=True)
    except (MistakesError, OSError):
        return []
    return [_Found(root, wanted, candidate) for candidate in found]


def _brought_up_to_date(root: str) -> Index:
    """Return the index after a look at every file, and note what the folders looked like before."""
    from pathlib import Path

    from mistakes import places
    from mistakes.index.index import Index

    state, key = entries_state(root), places.journal_key(Path(root))
    index = Index.open(root, places.index_path(Path(root)))
    index.refresh()
    with suppress(MistakesError, OSError):
        keep(lambda now: now.with_seen(root, state, key))
    return index


def _state(settings: Settings, roots: Iterable[str]) -> str:
    """Return what the journals look like whose entries and events count, "" if one changed a moment ago."""
    from mistakes.whereabouts import personal_root

    folders = [*roots, os.path.realpath(personal_root(settings))]
    entries = [entries_state(root) for root in folders]
    return " ".join([*entries, *map(events_state, folders)]) if all(entries) else ""


def _is_silent(
    candidate: Candidate, quiet: Quiet, hushed: frozenset[str], day: date, state: Callable[[], str]
) -> bool:
    """Tell whether nothing that the candidate may say is to be said today."""
    names = [f"{candidate.entry}:{lesson}" for lesson in candidate.lessons]
    said = [quiet.rests(name, day) or name in hushed for name in names]
    if candidate.entry in hushed or quiet.is_settled(candidate.entry, day, state):
        return True
    return all(said) if said else quiet.rests_altogether(candidate.entry, day)


def _said(
    settings: Settings,
    found: Sequence[_Found],
    day: date,
    hushed: frozenset[str],
    limit: int,
    state: Callable[[], str],
) -> list[Reminder]:
    """Read the entries, choose what is said, and note it; what another process says now is left to it."""
    from mistakes.briefing.reminders import Listed, in_order
    from mistakes.briefing.reminders import reminders as from_files
    from mistakes.journal import Journal

    before = state()
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
        said = now.with_said([name_of(one) for one in chosen], day)
        return said.with_settled(silent, day, before)

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
