"""What the teams' journals that one does not stand in have said: the entries, and whether they helped.

Nothing is opened before an entry is asked for that lies nowhere else, and no index is: of each team one
entry is read, and one's own log. `looked_at` are the files that this was made of.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mistakes.layout import EVENTS, JOURNAL_FILE

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.model import Mistake
    from mistakes.settings import Settings

_DAY = timedelta(days=1)


class Elsewhere:
    """The teams' journals that one has joined or trusts, beside those that a page is about.

    There are none if that page is about other journals than one reads without naming any.
    """

    def __init__(self, journals: Sequence[Journal], day: date) -> None:
        self._here = journals
        self._day = day
        self._files: dict[str, None] = {}

    @property
    def looked_at(self) -> tuple[str, ...]:
        """The files that all answers so far were made of, those too that were not there."""
        return tuple(self._files)

    @cached_property
    def journals(self) -> Sequence[Journal]:
        """The journals, opened by now."""
        from mistakes.journals import for_reading, joined_or_trusted

        here = _roots(self._here)
        if here != _roots(for_reading(self._settings)):
            return ()
        self._files |= dict.fromkeys(_headers(self._settings))
        return [team for team in joined_or_trusted(self._settings) if os.path.realpath(team.root) not in here]

    def entry(self, entry_id: str, since: date) -> Mistake | None:
        """Return an entry of a team, None if there is none, or one has told the team since that it helped."""
        for journal in self.journals:
            path = journal.path(entry_id)
            self._files[str(path)] = None
            entry = journal.readable(entry_id) if os.path.exists(path) else None
            if entry is not None and entry.deleted is None:
                return None if self._helped(journal, entry_id, since) else entry
        return None

    @cached_property
    def _settings(self) -> Settings:
        from mistakes.settings import Settings

        return next((journal.settings for journal in self._here), None) or Settings.load()

    def _helped(self, journal: Journal, entry_id: str, since: date) -> bool:
        from mistakes.events import Applied, effective, read_log

        logs = list(self._own_logs(journal.root, since))
        self._files |= dict.fromkeys(map(str, logs))
        there = [log for log in logs if os.path.exists(log)]
        with suppress(OSError):
            noted = effective(event for log in there for event in read_log(log, about=entry_id))
            applied = [event for event in noted if isinstance(event, Applied) and event.entry == entry_id]
            return any(event.day is not None and event.day >= since for event in applied)
        return False

    def _own_logs(self, root: Path, since: date) -> Iterator[Path]:
        """Yield one's own logs of the months from a day on, as any clock may see it; none without any event."""
        who, days = self._settings.text("who"), (self._day - since).days + 3
        months = dict.fromkeys((since + (number - 1) * _DAY).strftime("%Y/%m") for number in range(days))
        return (root / EVENTS / month / f"{who}.jsonl" for month in months if who)


def _roots(journals: Sequence[Journal]) -> set[str]:
    return {os.path.realpath(journal.root) for journal in journals}


def _headers(settings: Settings) -> Iterator[str]:
    """Yield the files that make a journal of each folder that one has joined or trusts."""
    from mistakes.briefing.trust import chosen
    from mistakes.whereabouts import IN_A_REPOSITORY

    for root in chosen(settings):
        yield os.path.join(root, JOURNAL_FILE)
        yield os.path.join(root, IN_A_REPOSITORY, JOURNAL_FILE)
