"""Several journals read as one, and which journals a person means.

Where an entry lies decides who can read it, so the choice is made in one place: writing goes to the
personal journal unless a team journal is named; reading covers the personal journal and the team
journal one stands in.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, overload

from mistakes.errors import AlreadyExists, Ambiguous, MistakesError, NotAJournal, NotFound, UsageError
from mistakes.ids import handles, is_id
from mistakes.journal import Journal
from mistakes.layout import ENTRIES, GIT_FILES, JOURNAL_FILE, TEMPORARY, entry_ids
from mistakes.model import Mistake
from mistakes.records import NamedTuple
from mistakes.settings import Settings
from mistakes.whereabouts import IN_A_REPOSITORY as IN_A_REPOSITORY
from mistakes.whereabouts import is_journal, journal_above
from mistakes.whereabouts import personal_root as personal_root

if TYPE_CHECKING:
    from mistakes.exchange import Progress, Selection
    from mistakes.query import Query

PERSONAL = "personal"


class Found(NamedTuple):
    """An entry and the journal it lies in; `score` is its relevance where that was asked for."""

    journal: Journal
    entry: Mistake
    score: float = 0.0


class Journals(Sequence[Journal]):
    """Several journals that are read together, in the order given."""

    def __init__(self, journals: Sequence[Journal]) -> None:
        self._journals = tuple(journals)

    def __len__(self) -> int:
        return len(self._journals)

    @overload
    def __getitem__(self, index: int) -> Journal: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Journal]: ...
    def __getitem__(self, index: int | slice) -> Journal | Sequence[Journal]:
        return self._journals[index]

    def find(self, typed: str) -> tuple[Journal, str]:
        """Return the journal and the full id of the one entry that ends as typed.

        Raises as `Journal.find` does; an end that fits entries of two journals is `Ambiguous`.
        """
        found: list[tuple[Journal, str]] = []
        for journal in self:
            try:
                found.append((journal, journal.find(typed)))
            except NotFound:
                continue
        if not found and not any(True for journal in self for _ in entry_ids(journal.root)):
            raise NotFound("there are no entries yet", 'Begin with: mistakes add "what happened"')
        if not found:
            raise NotFound(f"no entry ends in {typed[:40]}", "See them with: mistakes list")
        if len({entry_id for _, entry_id in found}) > 1:
            ids = tuple(entry_id for _, entry_id in found)
            shown = ", ".join(handles(ids).values())
            raise Ambiguous(f"{typed[:40]} fits several entries: {shown}", "Type more characters.", ids)
        return found[0]

    def handle(self, entry_id: str) -> str:
        """Return the end of an id that names no other entry of these journals: six characters or more."""
        return self.handles([entry_id])[entry_id]

    def handles(self, ids: Collection[str], *, walk: bool = True) -> dict[str, str]:
        """Return what `handle` does for several ids, in one look; without `walk` at warm indexes only."""
        from mistakes.handles import handles_among

        return handles_among(self, ids, walk=walk)

    def newest(self, limit: int | None = None) -> Iterator[Found]:
        """Yield the entries of all journals, newest id first; needs no index.

        A shared copy is left out where its original is among them: both are one item.
        """
        streams = [self._stream(journal) for journal in self]
        found = merge(*streams, key=lambda found: found.entry.id, reverse=True)
        return islice((one for one in found if not self._is_copy(one.entry)), limit)

    def search(
        self,
        query: Query,
        *,
        limit: int | None = None,
        order: str = "relevance",
        fresh: bool = False,
    ) -> Iterator[Found]:
        """Yield the entries that match in all journals, best first, or newest id first for `time`.

        Each entry is read from its file at the moment it is yielded; `fresh` tells that `refresh` was
        called a moment ago. A shared copy is left out where its original is among the journals.
        """
        if not fresh and len(self) > 1:
            self.refresh()
        fresh = fresh or len(self) > 1
        copies = self.copies(fresh=True)
        most = None if limit is None else limit + len(copies)
        streams = [self._hits(journal, query, most, order, fresh) for journal in self]
        key: Callable[[tuple[Journal, str, float]], tuple[float, str]]
        key = (lambda hit: (0.0, hit[1])) if order == "time" else (lambda hit: (hit[2], hit[1]))
        hits = (hit for hit in merge(*streams, key=key, reverse=True) if hit[1] not in copies)
        for journal, entry_id, score in islice(hits, limit):
            entry = journal.readable(entry_id)
            if entry:
                yield Found(journal, entry, score)

    def copies(self, *, fresh: bool = False) -> set[str]:
        """Return the ids of shared copies whose original is an entry of these journals, and not deleted.

        `fresh` tells that `refresh` was called a moment ago.
        """
        if len(self) < 2:
            return set()
        indexes = [journal.warm_index() if fresh else journal.index for journal in self]
        pairs = [pair for index in indexes if index for pair in index.shared_copies()]
        return {copy for original, copy in pairs if self._has(original)}

    def _is_copy(self, entry: Mistake) -> bool:
        original = entry.links.shared_from
        return bool(original and len(self) > 1 and is_id(original) and self._has(original))

    def _has(self, entry_id: str) -> bool:
        """Tell whether an entry lies in one of the journals and can be read there."""
        homes = (journal for journal in self if is_id(entry_id) and journal.path(entry_id).exists())
        entries = (journal.readable(entry_id) for journal in homes)
        return any(entry is not None and entry.deleted is None for entry in entries)

    def refresh(self, progress: Progress | None = None) -> None:
        """Bring the indexes of all journals up to date; `progress` is told how many files were read."""
        for journal in self:
            journal.refreshed(progress)

    @contextmanager
    def settled(self, progress: Progress | None = None) -> Iterator[None]:
        """Look at every file once, and answer all questions within from what was seen then."""
        with ExitStack() as stack:
            for journal in self:
                stack.enter_context(journal.settled(progress))
            yield

    def count(self, query: Query, progress: Progress | None = None) -> int:
        """Return how many entries match in all journals; a shared copy and its original count as one.

        That holds as far as both match: a copy that says something else is counted where only it does.
        """
        total = sum(journal.refreshed(progress).count(query) for journal in self)
        if copies := self.copies(fresh=True):
            total -= sum(hit.id in copies for journal in self for hit in journal.index.search(query))
        return total

    def selection(self, query: str | Query = "", *, private: bool = False, backup: bool = False) -> Selection:
        """Return what an exporter gets of all journals; a shared copy and its original are one entry."""
        from mistakes.exporting import selection

        return selection(self, query, private=private, backup=backup)

    @property
    def unreadable(self) -> list[MistakesError]:
        """The errors of the files and folders that were left out of whatever was read so far."""
        return [error for journal in self for error in journal.left_out.values()]

    def _stream(self, journal: Journal) -> Iterator[Found]:
        return (Found(journal, entry) for entry in journal.entries(newest_first=True))

    def _hits(
        self, journal: Journal, query: Query, limit: int | None, order: str, fresh: bool
    ) -> Iterator[tuple[Journal, str, float]]:
        hits = journal.hits(query, limit=limit, order=order, fresh=fresh)
        return ((journal, entry_id, score) for entry_id, score in hits)


def personal(settings: Settings) -> Journal | None:
    """Return the personal journal, None if it was not begun yet.

    Raises `UsageError` if the folder holds a team journal, `NotAJournal` if it holds something else.
    """
    root = personal_root(settings)
    if not is_journal(root) and not os.path.lexists(root / JOURNAL_FILE):
        _refuse_strangers(root)
        return None
    journal = Journal.open(root, settings)
    if not journal.private:
        hint = (
            "Let MISTAKES_JOURNAL, or the setting `personal`, name a personal journal; use -j for this one."
        )
        raise UsageError(f"{root} is a team journal, not a personal one", hint)
    return journal


def begin_personal(settings: Settings) -> Journal:
    """Make the personal journal where it belongs; raises rather than mix it into other files.

    If another process begins it at the same moment, that one is opened.
    """
    root = personal_root(settings)
    if not is_journal(root):
        _refuse_strangers(root)
    from mistakes.identity import keep_author

    with suppress(AlreadyExists):
        Journal.create(root, name=PERSONAL)
    with suppress(MistakesError):
        keep_author(settings)
    return Journal.open(root, settings)


def _refuse_strangers(root: Path) -> None:
    """Raise `NotAJournal` for a place that holds something which is not on its way to become a journal."""
    if os.path.lexists(root) and not os.path.isdir(root):
        raise NotAJournal(
            f"{root} is not a folder", "Let MISTAKES_JOURNAL, or the setting `personal`, name one."
        )
    names = os.listdir(root) if os.path.isdir(root) else []
    if is_journal(root):  # begun by another process meanwhile
        return
    if ENTRIES in names:
        hint = "Bring that file back, from a copy or from git; all entries are as they were."
        raise NotAJournal(f"{root} holds entries, but its {JOURNAL_FILE} is missing", hint)
    if any(name not in (JOURNAL_FILE, *GIT_FILES) and not name.startswith(TEMPORARY) for name in names):
        hint = f"Begin one there: mistakes init {root}"
        raise NotAJournal(f"{root} holds other files and no journal", hint)


def named(place: str, settings: Settings) -> Journal:
    """Return the journal that `-j` names: a name from the settings, `personal`, or a path."""
    path = settings.table("journals").get(place)
    if path is None and place == PERSONAL:
        path = str(personal_root(settings))
    root = Path(os.path.abspath(os.path.expanduser(path or place)))
    if path is None and not root.is_dir():
        known = ", ".join(sorted({PERSONAL, *settings.table("journals")}))
        raise NotAJournal(f"there is no journal {place!r}", f"Name a path, or one of: {known}")
    inner = root / IN_A_REPOSITORY
    return Journal.open(inner if is_journal(inner) and not is_journal(root) else root, settings)


def team_here(settings: Settings, start: Path | None = None) -> Journal | None:
    """Return the team journal one stands in, found by walking up from `start` or the current folder."""
    root = journal_above(os.fspath(start or ""))
    journal = Journal.open(root, settings) if root else None
    return journal if journal and not journal.private else None


def for_reading(settings: Settings, place: str = "", *, team: bool = False) -> Journals:
    """Return the journals to read: the one that is named, or the personal one and the team's one stands in."""
    if place and not _is_own(place, settings):
        return Journals([named(place, settings)])
    if place:
        return Journals([journal for journal in [personal(settings)] if journal])
    here = team_here(settings)
    if team:
        return Journals([_standing(here)])
    return Journals([journal for journal in (personal(settings), here) if journal])


def for_writing(settings: Settings, place: str = "", *, team: bool = False) -> tuple[Journal, bool]:
    """Return the journal to write to, and whether it was begun by this call."""
    if place and not _is_own(place, settings):
        return named(place, settings), False
    if team and not place:
        return _standing(team_here(settings)), False
    existing = personal(settings)
    return (existing, False) if existing else (begin_personal(settings), True)


def _is_own(place: str, settings: Settings) -> bool:
    """Tell whether `-j` names one's own journal, which is begun when first written to."""
    return place == PERSONAL and place not in settings.table("journals")


def for_sharing(settings: Settings, place: str = "") -> Journal:
    """Return the team's journal to share with: the named one, the one stood in, or the only one joined.

    Raises `NotAJournal` if there is none, `Ambiguous` if there are several, `UsageError` for a personal one.
    """
    if place:
        journal = named(place, settings)
        if journal.private:
            raise UsageError(f"{journal.name} is a personal journal", "Name a team's.")
        return journal
    if here := team_here(settings):
        return here
    joined = dict(_teams(settings))
    if not joined:
        hint = "Begin one: mistakes init --team NAME, or join one: mistakes join URL"
        raise NotAJournal("there is no team to share with yet", hint)
    if len(joined) > 1:
        shown = ", ".join(sorted(joined))
        raise Ambiguous(f"there are several teams: {shown}", "Name one.", tuple(joined))
    return next(iter(joined.values()))


def teams(settings: Settings) -> list[Journal]:
    """Return the team journals that one stands in or has joined, each once."""
    here = team_here(settings)
    found = [*([here] if here else []), *(journal for _, journal in _teams(settings))]
    return list({os.path.realpath(journal.root): journal for journal in found}.values())


def joined_or_trusted(settings: Settings) -> list[Journal]:
    """Return the team journals that one stands in, has joined or trusts, each once."""
    from mistakes.briefing.trust import speaking

    found = teams(settings)
    known = {os.path.realpath(journal.root) for journal in found}
    for root in speaking(settings):
        with suppress(MistakesError):
            journal = Journal.open(root, settings)
            if root not in known and not journal.private:
                found.append(journal)
    return found


def _teams(settings: Settings) -> Iterator[tuple[str, Journal]]:
    """Yield the team journals that were joined, by the names that they have in the settings."""
    for name, path in settings.table("journals").items():
        with suppress(MistakesError):
            journal = named(path, settings)
            if not journal.private:
                yield name, journal


def _standing(here: Journal | None) -> Journal:
    if here is None:
        raise NotAJournal("there is no team journal here or above", "Go into its folder, or name it with -j.")
    return here
