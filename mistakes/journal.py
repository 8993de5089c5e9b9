"""The journal: open one, add and change entries, find them, record what was done about them.

A `Journal` holds no entries in memory and no lock between calls; several of them, in several
threads or processes, may be open on one folder at once.
Writers wait up to ten seconds for each other and then raise `Busy`; readers never wait.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, TypeVar, Unpack

import attrs

from mistakes import codec, files, header, history, layout, places, writing
from mistakes.errors import (
    AlreadyExists,
    Ambiguous,
    InvalidEntry,
    MistakesError,
    NewerFormat,
    NotFound,
    UnreadableFile,
    UsageError,
)
from mistakes.fields import Changes, Fields, settled
from mistakes.header import Header
from mistakes.ids import handle_typed, handles, is_id, month_of, new_id
from mistakes.model import FORMAT, Deleted, Mistake
from mistakes.practice import Practice
from mistakes.sharing.member import Member

if TYPE_CHECKING:
    from mistakes.briefing.reminders import Reminder
    from mistakes.events import Event
    from mistakes.exchange import Progress, Record, Report, Selection
    from mistakes.index.index import Index
    from mistakes.index.totals import Totals
    from mistakes.ladder import Standing
    from mistakes.plugins import Plugins
    from mistakes.query import Query
    from mistakes.recall import Match, Need
    from mistakes.settings import Settings
    from mistakes.tomltext import Table

E = TypeVar("E", bound="Event")


class Journal(Practice, Member):
    """A journal directory.

    `root` is its folder, `header` what its `journal.toml` says; `unreadable` collects the errors of
    files that a walk over the entries had to leave out. `own` gives the personal journal of whoever changes
    a team's entries, for what is private about that; `beside` gives the journals that are read together with it.
    """

    def __init__(self, root: Path, about: Header, settings: Settings | None = None) -> None:
        self.root = root
        self.header = about
        self.unreadable: list[MistakesError] = []
        self.own: Callable[[], Journal] | None = None
        self.beside: Callable[[], Iterable[Journal]] | None = None
        self._settings = settings
        self._plugins: Plugins | None = None
        self._of_thread = local()

    @classmethod
    def open(cls, path: Path | str, settings: Settings | None = None) -> Journal:
        """Open a journal; nothing is written. Raises `NotAJournal` or `UnreadableFile`."""
        root = Path(os.path.abspath(path))
        return cls(root, header.read_header(root), settings)

    @classmethod
    def create(
        cls,
        path: Path | str,
        *,
        name: str,
        kind: str = "personal",
        goal: int = header.DEFAULT_GOAL,
        charter: Mapping[str, str] | None = None,
    ) -> Journal:
        """Make a new journal in `path`, which may exist; raises `AlreadyExists` if it is one already.

        A personal journal can be read by its owner only; `charter` are a team's own words, by name.
        """
        root = Path(os.path.abspath(path))
        about = attrs.evolve(header.new_header(name, kind, goal), charter=dict(charter or {}))
        files.make_folder(root, private=about.private)
        try:
            files.create(root, root / layout.JOURNAL_FILE, header.header_text(about), private=about.private)
        except AlreadyExists:
            raise AlreadyExists(f"{root} is a journal already", "Nothing was changed.") from None
        for name_, text in layout.GIT_FILES.items():
            with suppress(AlreadyExists):
                files.create(root, root / name_, text, private=about.private)
        return cls(root, about)

    @property
    def name(self) -> str:
        """The journal's name."""
        return self.header.name

    @property
    def private(self) -> bool:
        """Tell whether it is a personal journal."""
        return self.header.private

    @property
    def settings(self) -> Settings:
        """The user's settings, read when first needed."""
        if self._settings is None:
            from mistakes.settings import Settings

            self._settings = Settings.load()
        return self._settings

    @property
    def plugins(self) -> Plugins:
        """The installed plugins, found when first needed."""
        if self._plugins is None:
            from mistakes.plugins import installed

            self._plugins = installed()
        return self._plugins

    def path(self, entry_id: str) -> Path:
        """Return the file of an entry, whether it exists or not."""
        return layout.entry_path(self.root, entry_id)

    def add(self, title: str, **fields: Unpack[Fields]) -> Mistake:
        """Add an entry and return it once it is safely on disk.

        `happened` is now and `author` the user unless given; `logged` in the past gives the id that
        time. With a `source` that the journal knows, the existing entry is returned and nothing is
        written.
        Raises `InvalidEntry` with every fault, `PrivateField`, `NotSaved`.
        """
        entry = self.draft(title, **fields)
        if entry.source and (known := self.with_source(entry.source.format, entry.source.ref)):
            return known
        return self.put(entry)

    def draft(self, title: str, **fields: Unpack[Fields]) -> Mistake:
        """Return the entry that `add` would write, with an id of its own, without writing it."""
        now = _now()
        values = settled(fields, now)
        logged = values.setdefault("logged", now)
        values.setdefault("happened", now)
        if "author" not in values:
            values["author"] = self.author()
        made = new_id(None if logged is now else logged)
        return Mistake(id=made, title=title, rev=1, updated=now, **values)

    def put(self, entry: Mistake) -> Mistake:
        """Write a whole entry with its own id, as an import of a backup does.

        Raises `AlreadyExists` if the id is there, and as `add` does.
        """
        text = self.write_new(entry)
        history.remember(self.root, history.Change(entry.id, after=text))
        self.tell(None, entry)
        return entry

    def write_new(self, entry: Mistake, unsynced: set[Path] | None = None) -> str:
        """Write a new entry's file and return its text, telling nobody yet; `put` is what you want.

        `unsynced` is that of `files.create`, for a caller that adds many.
        """
        text = self.text_of(entry)
        path = self.path(entry.id)
        files.create(self.root, path, text, private=self.private, unsynced=unsynced)
        return text

    def text_of(self, entry: Mistake) -> str:
        """Return the text that `put` would write; raises what it would raise before it writes."""
        self._refuse_newer(entry.format)
        writing.refuse_private(entry, team=not self.private)
        text = codec.write_entry(entry)
        if len(text.encode()) > files.ENTRY_LIMIT:
            raise UsageError("the entry is larger than 256 KiB", "Shorten it, or link to a file as evidence.")
        return text

    def get(self, entry_id: str) -> Mistake:
        """Return the entry with this full id; raises `NotFound`, `UnreadableFile`, `InvalidEntry`."""
        return self.read(entry_id)[1]

    def read(self, entry_id: str) -> tuple[str, Mistake]:
        """Return an entry's text and its value; raises as `get` does."""
        if not is_id(entry_id):
            raise UsageError(
                f"{entry_id[:40]!r} is not an id", "Ids have 26 characters, handles four or more."
            )
        return writing.read(self.root, entry_id)

    def find(self, typed: str) -> str:
        """Return the full id of the entry whose id, or the key of one of its items, ends as typed.

        At least four characters; `o` counts as `0`, `i` and `l` as `1`.
        Raises `UsageError` if it cannot be an id, `NotFound`, or `Ambiguous` with the candidates.
        """
        end = handle_typed(typed)
        if not end:
            raise UsageError(f"{typed[:40]!r} is not an id", "Type the last four or more characters of one.")
        if is_id(end) and self.path(end).exists():
            return end
        found = list(layout.ids_ending(self.root, end))
        if not found:
            found = list(dict.fromkeys(self.index.ids_with_key(end)))
        if not found:
            raise NotFound(f"no entry ends in {end}", "See them with: mistakes list")
        if len(found) > 1:
            shown = ", ".join(sorted(handles(found).values())[:8])
            raise Ambiguous(f"{end} fits several entries: {shown}", "Type more characters.", tuple(found))
        return found[0]

    def handle(self, entry_id: str, *, walk: bool = True) -> str:
        """Return the end of an id that names no other entry here, nor `beside`: six characters or more.

        Without `walk` only a warm index is asked, so that it costs nothing in a large journal.
        """
        return self.handles([entry_id], walk=walk)[entry_id]

    def handles(self, ids: Collection[str], *, walk: bool = True) -> dict[str, str]:
        """Return what `handle` does for several ids, by id, in one look; one that is nowhere has a handle too."""
        from mistakes.handles import handles_among

        beside = self.beside() if self.beside else ()
        return handles_among([self, *(one for one in beside if one.root != self.root)], ids, walk=walk)

    def latest(self) -> str:
        """Return the id of the newest entry that is not deleted; raises `NotFound` in an empty journal."""
        for entry in self.entries(newest_first=True):
            return entry.id
        raise NotFound("there are no entries yet", 'Begin with: mistakes add "what happened"')

    def entries(self, *, newest_first: bool = False, deleted: bool = False) -> Iterator[Mistake]:
        """Yield the entries in id order as they are read; `deleted` includes those marked deleted.

        A file that cannot be read is left out and its error added to `unreadable`.
        """
        is_settled = getattr(self._of_thread, "is_settled", False)
        closed = self.index.closed_folders if is_settled else layout.closed_folders(self.root)
        self.unreadable[:] = [UnreadableFile(str(self.root / place), why) for place, why in closed]
        months = layout.months(self.root)
        for month in months if newest_first else reversed(months):
            ids, astray = layout.entries_in(self.root, month)
            self.unreadable += [self._astray(month, entry_id) for entry_id in astray]
            for entry_id in ids if newest_first else reversed(ids):
                entry = self.readable(entry_id)
                if entry and (deleted or entry.deleted is None):
                    yield entry

    def change(self, entry_id: str, **changes: Unpack[Changes]) -> Mistake:
        """Replace fields of an entry and return it; a value replaces what was there.

        The change is applied to the entry as it is on disk at that moment, under the journal's lock,
        so that two changes of different fields never undo each other.
        """
        now = _now()
        values = settled(changes, now)
        fixed = [name for name in writing.IMMUTABLE if name in values]
        if fixed:
            raise UsageError(f"{', '.join(fixed)} never changes once it is written")
        return self.edit(entry_id, lambda entry: attrs.evolve(entry, **values))

    def edit(self, entry_id: str, edit: Callable[[Mistake], Mistake]) -> Mistake:
        """Change an entry by a function of the entry as it is on disk; raises as `change` does."""
        return self._saved(entry_id, self._writer().update(entry_id, edit, _now()))

    def save(self, base: Mistake, edited: Mistake) -> Mistake:
        """Save an edit of `base`, an entry read earlier; what others changed since is kept too.

        Where both changed one field, one value wins and the other stays in `conflict`.
        """
        return self._saved(base.id, self._writer().merge(base, edited, _now()))

    def save_text(self, entry_id: str, base_text: str, typed: str) -> Mistake:
        """Save an entry's file as typed in an editor, with the layout and comments it has.

        `base_text` is what the editor was given. Raises before anything is written.
        """
        return self._saved(entry_id, self._writer().save_text(base_text, typed, entry_id, _now()))

    def raw_text(self, entry_id: str) -> str:
        """Return the text of an entry's file as it is, valid or not; raises `UnreadableFile`."""
        return files.safe_read(self.path(entry_id))

    def mend(self, entry_id: str, broken: str, typed: str) -> Mistake:
        """Replace an entry's file that could not be read, if it still holds the text `broken`.

        Raises `InvalidEntry` if the new text is no valid entry of that id, and `Busy` if the file
        was changed meanwhile; nothing is written then.
        """
        return self._saved(entry_id, self._writer().mend(entry_id, broken, typed))

    def delete(self, entry_id: str, why: str = "") -> Mistake:
        """Mark an entry as deleted; it stays on disk and `restore` brings it back."""
        mark = Deleted(at=_now().astimezone(UTC), by=self.author(), why=why)
        return self.edit(
            entry_id, lambda entry: entry if entry.deleted else attrs.evolve(entry, deleted=mark)
        )

    def restore(self, entry_id: str) -> Mistake:
        """Take the deleted mark off an entry."""
        return self.edit(entry_id, lambda entry: attrs.evolve(entry, deleted=None))

    def take_back(self, before: Table, after: Table, entry_id: str, now: datetime) -> Mistake:
        """Take back the change from one table of an entry to another, whatever came after it."""
        return self._saved(entry_id, self._writer().take_back(before, after, entry_id, now))

    def undo(self) -> tuple[history.Change, Mistake | None]:
        """Take back the last change made on this machine: an entry's, or an event.

        An entry that was added is marked as deleted. Returns the change and the entry as it is now,
        None for an event. Raises `NotFound` if no change is known, or if what it changed is gone: then it is
        forgotten. `mistakes.undo.undo_last` tells more, and `redo_last` does it again.
        """
        from mistakes.undo import undo_last

        return undo_last(self)[:2]

    def record(self, event: E) -> E:
        """Append an event to the log and return it with its stamp, once it is safely on disk.

        Raises `PrivateField` for an event of one's own learning in a team journal, `UsageError` for
        one that is too long, that has no such grade, or that is about what is no id. Raises `NotFound`
        for a lesson or action that the entry does not have, and in a team's journal for an entry that
        is not there; a personal one may tell of entries that lie elsewhere.
        """
        from mistakes.recording import record

        return record(self, event)

    def events(self, about: str = "") -> list[Event]:
        """Return the events that count, by id; with `about`, only those about one entry."""
        from mistakes.events import effective, read_all

        found = effective(read_all(self.root, about=about))
        return [event for event in found if event.entry == about] if about else found

    def standings(self, ids: Iterable[str]) -> dict[str, Standing]:
        """Return where several entries stand, from the index; quicker than one by one."""
        wanted = list(ids)
        known = (self._index or self.index).standings(wanted)
        missing = [entry_id for entry_id in wanted if entry_id not in known]
        return known | {entry_id: self.standing(self.get(entry_id)) for entry_id in missing}

    def standing(self, entry: Mistake) -> Standing:
        """Return where an entry stands on the ladder, from this journal's events whose day has come."""
        from mistakes.days import learning_day
        from mistakes.ladder import arrived, standing

        return standing(entry, arrived(self.events(entry.id), learning_day()))

    def author(self) -> str:
        """Return who writes entries here, as `Name <address>`."""
        from mistakes.identity import author

        return author(self.settings, self.name).text

    @property
    def _index(self) -> Index | None:
        """The index that this thread has open; SQLite's connections stay with the thread that made them."""
        return getattr(self._of_thread, "index", None)

    @_index.setter
    def _index(self, index: Index | None) -> None:
        self._of_thread.index = index

    @property
    def index(self) -> Index:
        """The index of this journal, brought up to date with the files."""
        return self.refreshed()

    def refreshed(self, progress: Progress | None = None) -> Index:
        """Return the index after a look at every file; `progress` is told how many were read."""
        index = self._index
        if index is None:
            from mistakes.index.index import Index

            index = self._index = Index.open(self.root, self.cache_path())
        if not getattr(self._of_thread, "is_settled", False):
            index.refresh(progress)
        return index

    @contextmanager
    def settled(self, progress: Progress | None = None, *, index: Index | None = None) -> Iterator[None]:
        """Look at every file once, and answer all questions within from what was seen then.

        It is for pages that ask many questions of this thread; changes made meanwhile are not seen.
        `index` is this journal's own if the caller brought it up to date a moment ago.
        """
        if index is not None:
            self._index = index
        else:
            self.refreshed(progress)
        before = getattr(self._of_thread, "is_settled", False)
        self._of_thread.is_settled = True
        try:
            yield
        finally:
            self._of_thread.is_settled = before

    def cache_path(self) -> Path | None:
        """Return where this journal's index is kept, None if the user has no cache folder."""
        try:
            return places.index_path(self.root)
        except MistakesError:
            return None

    def search(
        self,
        query: str | Query,
        *,
        limit: int | None = None,
        order: str = "relevance",
        progress: Progress | None = None,
    ) -> Iterator[Mistake]:
        """Yield the entries that match, best first, or by `order="time"` newest first.

        The language is that of docs/reference/query.md; raises `QueryError`.
        """
        for entry_id, _ in self.hits(query, limit=limit, order=order, progress=progress):
            entry = self.readable(entry_id)
            if entry:
                yield entry

    @property
    def left_out(self) -> dict[str, MistakesError]:
        """The errors of the files and folders that were left out of whatever was read so far, by their paths."""
        errors = [*(self._unread(self._index) if self._index else ()), *self.unreadable]
        return {getattr(error, "path", getattr(error, "where", str(error))): error for error in errors}

    def _unread(self, index: Index) -> list[MistakesError]:
        left_out = {problem.path: problem.reason for problem in index.problems() if not problem.line}
        return [UnreadableFile(str(self.root / path), why) for path, why in left_out.items()]

    def _astray(self, month: str, entry_id: str) -> UnreadableFile:
        reason = f"belongs into entries/{month_of(entry_id)}, by the time in its id"
        path = self.root / layout.ENTRIES / month / f"{entry_id}.toml"
        return UnreadableFile(str(path), reason, "Move it there, or away; mistakes doctor tells more.")

    def hits(
        self,
        query: str | Query,
        *,
        limit: int | None = None,
        order: str = "relevance",
        progress: Progress | None = None,
        fresh: bool = False,
    ) -> Iterator[tuple[str, float]]:
        """Yield id and score of the entries that match, as `search` does, without reading them.

        `fresh` tells that the index was brought up to date a moment ago.
        """
        index = self._index if fresh and self._index else self.refreshed(progress)
        self.unreadable = self._unread(index)
        for hit in index.search(self.parsed(query), limit=limit, order=order):
            yield hit.id, hit.score

    def parsed(self, query: str | Query) -> Query:
        """Return the query that a text is, read against the present moment; raises `QueryError`."""
        from mistakes.query import parse

        return parse(query, now=_now()) if isinstance(query, str) else query

    def with_source(self, form: str, ref: str) -> Mistake | None:
        """Return the entry that was imported from this source, None if there is none."""
        entry_id = self.index.lookup(form, ref)
        return self.readable(entry_id) if entry_id else None

    def similar(self, entry_id: str, *, limit: int = 5) -> list[Match]:
        """Return the entries that look most like one, best first, each with its score and why."""
        from mistakes.likeness import similar_entries

        return similar_entries(self, self.get(entry_id), limit)

    def brief(self, need: Need | str, *, limit: int = 3) -> list[Reminder]:
        """Return the lessons that matter for what somebody is about to do, best first; few or none.

        `mistakes.briefing.reminders.brief` does the same for several journals, and for retired lessons of a team.
        """
        from mistakes.briefing.reminders import brief

        return brief([self], need, limit=limit)

    def looks_like(self, title: str, story: str = "") -> Match | None:
        """Return an earlier entry that a new one resembles, None if none does or the index is cold.

        It looks at a warm index only, and there at few words and entries, however large the journal is.
        """
        index = self.warm_index()
        if index is None:
            return None
        from mistakes.likeness import earlier_entry

        return earlier_entry(self, index, title, story)

    def warm_index(self) -> Index | None:
        """Return the index as it was left, without a look at the files; None if there is none."""
        if self._index is None and (cache := self.cache_path()) and cache.exists():
            from mistakes.index.index import warm

            self._index = warm(self.root, cache)
        return self._index

    def totals(self, query: str | Query = "", progress: Progress | None = None) -> Totals:
        """Return what the entries that match cost, where they stand, and what came again."""
        return self.refreshed(progress).totals(self.parsed(query))

    def import_records(
        self,
        records: Iterable[Record],
        *,
        dry_run: bool = False,
        atomic: bool = False,
        progress: Progress | None = None,
        scanned: bool = False,
    ) -> Report:
        """Add what an importer read: good records are added, known ones left, bad ones named.

        With `atomic` nothing is added unless all records are good. In a team's journal a record that looks like
        it holds a secret is refused, unless `scanned` says that somebody has looked.
        """
        from mistakes.importing import import_records

        return import_records(
            self, records, dry_run=dry_run, atomic=atomic, progress=progress, scanned=scanned
        )

    def selection(self, query: str | Query = "", *, private: bool = False, backup: bool = False) -> Selection:
        """Return what an exporter gets: the entries that match, in id order, without private fields.

        The events that are shared go with them. With `backup` everything goes out: private fields,
        deleted entries, and all events.
        """
        from mistakes.exporting import selection

        return selection([self], query, private=private, backup=backup)

    def readable(self, entry_id: str) -> Mistake | None:
        """Return an entry, or None after adding the reason to `unreadable`."""
        try:
            return self.get(entry_id)
        except (UnreadableFile, InvalidEntry, NotFound) as error:
            self.unreadable.append(error)
            return None

    def _writer(self) -> writing.Writer:
        self._refuse_newer(FORMAT)
        return writing.Writer(self.root, not self.private, self.lock)

    def lock(self) -> AbstractContextManager[int]:
        """Hold the journal's lock and give its file; blocks up to ten seconds, then raises `Busy`."""
        return files.locked(
            self.root, lambda: places.state_folder() / f"{places.journal_key(self.root)}.lock"
        )

    def _saved(self, entry_id: str, saved: writing.Saved | None) -> Mistake:
        if saved is None:
            return self.get(entry_id)
        history.remember(self.root, history.Change(entry_id, saved.old_text, saved.new_text))
        self.tell(saved.before, saved.after)
        return saved.after

    def tell(self, before: Mistake | None, after: Mistake) -> None:
        """Note the entry in a warm index, and what it reached, and tell the plugins; it is safe whatever they do."""
        if index := self.warm_index():
            index.note(after.id, codec.write_entry(after))
        if after.lessons or after.actions:
            from mistakes.recording import record_steps

            record_steps(self, before, after)
        self.plugins.notify("entry_saved", journal=self, before=before, after=after)
        self.sync_later()

    def sync_later(self) -> None:
        """Sync in the background once this process ends, if the setting `sync.auto` asks for it."""
        with suppress(MistakesError):
            if self.settings.flag("sync.auto"):
                from mistakes.syncing import sync_soon

                sync_soon(self)

    def _refuse_newer(self, entry_format: int) -> None:
        if max(self.header.format, entry_format) > FORMAT:
            raise NewerFormat(
                f"{self.root} was written by a newer version of mistakes", "Update to write to it."
            )


def _now() -> datetime:
    return datetime.now().astimezone().replace(microsecond=0)
