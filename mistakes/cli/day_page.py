"""The page of the day in values: made of the journals, as far as it is not known how it would be made.

Journals, and with them everything that reads entries, are imported only if somebody has to look into one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, overload

from mistakes.cli import day_memo, sections
from mistakes.cli.day_memo import Memo
from mistakes.cli.rows import Row
from mistakes.cli.session import Session
from mistakes.practice import Occasion, Shown
from mistakes.records import NamedTuple
from mistakes.today import SECTIONS

if TYPE_CHECKING:
    from mistakes.hooks import Section
    from mistakes.index.index import Index
    from mistakes.journal import Journal
    from mistakes.journals import Found, Journals

Progress = Callable[[int], None]
NEWEST, LOOKED_AT = 5, 100
_STATE = "the state of what today shows"


class Page(NamedTuple):
    """What `today` shows: entries by journal, the goal, the newest entries, the sections in their order.

    `handles` names the newest entries by their ids.
    """

    entries: Mapping[str, int]
    goal: int
    newest: Sequence[Row]
    handles: Mapping[str, str]
    sections: Sequence[tuple[Section, Shown]]


class LateJournals(Sequence["Journal"]):
    """The journals that are read, opened when somebody first looks at them, and then settled.

    `roots` are the folders of those that are known already, whose indexes are brought up to date at once,
    so that `state` can tell whether anything in them has changed; "" is the state of none.
    """

    def __init__(self, session: Session, stack: ExitStack, progress: Progress, roots: Sequence[str]) -> None:
        self._session = session
        self._stack = stack
        self._progress = progress
        self._indexes = {root: _refreshed(root, progress) for root in roots}
        self._opened: Journals | None = None
        self.state = _state(self._indexes)

    @property
    def roots(self) -> tuple[str, ...]:
        """The folders of the journals."""
        return tuple(self._indexes)

    @property
    def left_out(self) -> set[str]:
        """The paths of the files that could not be read."""
        problems = ((root, problem) for root, index in self._indexes.items() for problem in index.problems())
        return {os.path.join(root, problem.path) for root, problem in problems if not problem.line}

    @property
    def opened(self) -> Journals:
        """The journals, opened by now."""
        if self._opened is None:
            self._opened = self._session.reading()
            for journal in self._opened:
                root = str(journal.root)
                self._stack.enter_context(journal.settled(self._progress, index=self._indexes.get(root)))
                self._indexes[root] = journal.index
            self.state = _state(self._indexes)
        return self._opened

    def __len__(self) -> int:
        return len(self.opened)

    @overload
    def __getitem__(self, index: int) -> Journal: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Journal]: ...
    def __getitem__(self, index: int | slice) -> Journal | Sequence[Journal]:
        return self.opened[index]


def page(session: Session, day: date, language: str, progress: Progress) -> Page:
    """Return the page of a day; every file is looked at once, `progress` is told how many were read."""
    key, columns = "", sections.columns(session)
    if not (session.place or session.team):
        key = day_memo.key_of(session.settings, session.plugins, day, language, columns)
    with ExitStack() as stack:
        known = day_memo.load(key) if key else None
        journals = LateJournals(session, stack, progress, known.roots if known else ())
        frame = known if known and known.state == journals.state else _frame(key, journals, day)
        occasion = Occasion(journals, day, "", language, columns)
        found = list(sections.shown(session, "today", occasion, SECTIONS, frame.sections))
        session.missed |= journals.left_out
    made = {section.name: shown for section, shown in found if shown.made_of is not None}
    is_new = frame is not known or made.keys() != frame.sections.keys()
    if key and is_new and not session.plugins.warnings:
        day_memo.keep(frame._replace(sections=made))
    shown = [one for one in found if one[1].lines]
    return Page(frame.entries, frame.goal, frame.newest, frame.handles, shown)


def _frame(key: str, journals: LateJournals, day: date) -> Memo:
    """Return what a page shows beside its sections."""
    from mistakes.cli.rows import row_of

    opened = journals.opened
    entries = {journal.name: journal.index.kept for journal in opened}
    newest = tuple(map(row_of, _newest(opened, day)))
    goal = opened[0].header.goal if opened else 1001
    short = opened.handles([row.id for row in newest], walk=False)
    return Memo(key, journals.roots, journals.state, entries, goal, newest, short, {})


def _newest(journals: Journals, day: date) -> Sequence[Found]:
    """Return the newest entries; what a clock set wrong has dated ahead comes last, if it must come at all."""
    from mistakes.index.day import is_ahead

    found: list[Found] = []
    ahead: list[Found] = []
    for one in islice(journals.newest(), LOOKED_AT):
        (ahead if is_ahead(one.entry.id, day) else found).append(one)
        if len(found) == NEWEST:
            break
    return [*found, *ahead][:NEWEST]


def _refreshed(root: str, progress: Progress) -> Index:
    from pathlib import Path

    from mistakes import places
    from mistakes.index.index import Index

    index = Index.open(root, places.index_path(Path(root)))
    index.refresh(progress)
    return index


def _state(indexes: Mapping[str, Index]) -> str:
    """Return a text that is another one as soon as an index has taken in a change."""
    from mistakes.ids import new_id

    return " ".join(index.remembered(_STATE, new_id) for index in indexes.values())
