"""The index of a journal: a disposable cache that answers queries, and is never trusted more than the files.

It lies in the user's cache folder; anything odd about it, and it is made anew.
Where it cannot be kept (a full disk, no cache folder, another process writing for long) an index that
lives only as long as the process does the same work.
An `Index` belongs to the thread that opened it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from mistakes.ids import is_key, month_of
from mistakes.index import schema
from mistakes.index.cache import WAIT, Statement
from mistakes.index.marks import batched, standing_of
from mistakes.index.recalling import Recalling
from mistakes.index.row import NotAnEntry, row_of
from mistakes.ladder import Standing
from mistakes.layout import ENTRIES, closed_folders
from mistakes.query.words import fold
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from mistakes.events import Event
    from mistakes.index.balance import Balance
    from mistakes.index.condition import Condition
    from mistakes.index.day import Decision, Week
    from mistakes.index.outlines import Outline
    from mistakes.index.plans import Deed, Item, Plan, Voice
    from mistakes.index.sheets import Sheet
    from mistakes.index.sql import Filter
    from mistakes.index.totals import Late, Totals
    from mistakes.query import Query

T = TypeVar("T")

_WEIGHTS = "10.0, 5.0, 3.0, 1.0, 4.0, 1.0, 1.0"  # title, lessons, conditions, story, tags, feeling, other


class Hit(NamedTuple):
    """An entry that matches: its relevance, greater is better, 0 where nothing ranks; where it stands."""

    id: str
    score: float
    facts: int
    marks: int

    @property
    def standing(self) -> Standing:
        """Where the entry stands, from its journal's events."""
        return standing_of(self.facts, self.marks)


class Problem(NamedTuple):
    """A file that is left out of the index: its path in the journal, the line if it is one, the reason."""

    path: str
    line: int
    reason: str


class Index(Recalling):
    """The index of one journal; call `refresh` before asking, unless what was so a while ago will do."""

    @classmethod
    def open(cls, root: Path | str, cache: Path | str | None) -> Index:
        """Open the index of a journal kept in the file `cache`; nothing is read or built yet.

        None, or a file that cannot be used, means an index that is kept nowhere.
        """
        return cls(os.path.realpath(root), os.path.abspath(cache) if cache else "", WAIT)

    def search(self, query: Query, *, limit: int | None = None, order: str = "relevance") -> Iterator[Hit]:
        """Yield what matches, best first; with `order="time"` newest id first.

        What has no words to rank by comes newest first; so does what ranks alike.
        """

        def statement() -> Statement:
            chosen = self._chosen(query)
            ranks = order == "relevance" and chosen.words is not None
            score = f"-bm25(words, {_WEIGHTS})" if ranks else "0.0"
            sql, parameters = (chosen._replace(words=chosen.ranking) if ranks else chosen).source
            select = f"SELECT e.id, {score} AS score, e.facts, e.marks {sql}"
            return f"{select} ORDER BY score DESC, e.id DESC LIMIT ?", (
                *parameters,
                -1 if limit is None else limit,
            )

        return (Hit(*row) for row in self._rows(statement))

    def count(self, query: Query) -> int:
        """Return how many entries match."""

        def statement() -> Statement:
            sql, parameters = self._chosen(query).source
            return f"SELECT count(*) {sql}", parameters

        return int(next(self._rows(statement))[0])

    def totals(self, query: Query) -> Totals:
        """Return the sums that `stats` shows over the entries that match."""
        from mistakes.index import totals

        def work() -> Any:
            sums = self._summed(totals.NAME, totals.sums, totals.added, query)
            return sums, totals.plain_late(self._late(query))

        sums, late = self.remembered(f"{totals.NAME} {query.today} {query.root!r}", work)
        return totals.totals_of(sums, totals.late_of(late))

    def balance(self, query: Query) -> Balance:
        """Return how the entries that match came about: luck, right things, hands, conditions."""
        from mistakes.index import balance

        def work() -> Any:
            return self._summed("balance", balance.sums, balance.added, query)

        return balance.balance_of(self.remembered(f"balance {query.today} {query.root!r}", work))

    def owners(self) -> list[int]:
        """Return how many open actions each person has, most first, without names."""
        from mistakes.index.balance import owners

        return self._sure(lambda: owners(self._db))

    def late(self, today: date) -> Late:
        """Return how many open actions were due before a day, and the oldest of them."""
        from mistakes.index import totals

        return self._sure(lambda: totals.late(self._db, today))

    def decisions(self) -> list[Decision]:
        """Return the decisions of the journal: when to look at each again, and whether its outcome is known."""
        from mistakes.index import day

        return self._sure(lambda: list(day.decisions(self._db)))

    def told(self, kind: str) -> list[Event]:
        """Return the events of one kind that count, by id."""
        from mistakes.index import day

        return self._sure(lambda: day.told(self._db, self._root, kind))

    def on_this_day(self, today: date) -> list[str]:
        """Return the ids of what happened on this day of earlier years, the dearest first."""
        from mistakes.index import day

        return self._sure(lambda: day.on_this_day(self._db, today))

    def week(self, since: date, until: date) -> Week:
        """Return what was written and done from one day to another, both included."""
        from mistakes.index import day

        return self._sure(lambda: day.week(self._db, since, until))

    def standings(self, ids: Iterable[str]) -> dict[str, Standing]:
        """Return where entries stand, from this journal's events; ids that are no entries are left out."""
        found: dict[str, Standing] = {}
        for several in batched(ids, 500):
            marks = ", ".join("?" * len(several))
            sql = f"SELECT id, facts, marks FROM entries WHERE id IN ({marks})"  # noqa: S608
            found |= {entry: standing_of(facts, marks) for entry, facts, marks in self._all(sql, several)}
        return found

    def authors(self) -> list[str]:
        """Return everybody who has ever written an entry here, as `Name <address>`."""
        return [str(row[0]) for row in self._all("SELECT name FROM authors ORDER BY name")]

    def sources(self) -> dict[tuple[str, str], str]:
        """Return the id of the oldest entry that came from each source, by format and ref."""
        sql = "SELECT s.format, s.ref, e.id FROM sources s JOIN entries e USING (n) ORDER BY e.id DESC"
        return {(form, ref): entry_id for form, ref, entry_id in self._all(sql)}

    def lookup(self, form: str, ref: str) -> str | None:
        """Return the id of the oldest entry that came from this source, None if none did."""
        sql = "SELECT min(e.id) FROM sources s JOIN entries e USING (n) WHERE s.ref = ? AND s.format = ?"
        found: str | None = self._all(sql, (ref, form))[0][0]
        return found

    def ids_with_key(self, end: str) -> list[str]:
        """Return the ids of entries in which the key of a lesson or an action ends so."""
        sql = "SELECT e.id FROM {} i JOIN entries e USING (n) WHERE substr(i.key, ?) = ?"
        both = " UNION ".join(sql.format(table) for table in ("lessons", "actions"))
        return [row[0] for row in self._all(both, (-len(end), end) * 2)] if is_key(end) else []

    def ids_called(self, begun: str, limit: int = -1) -> list[str] | None:
        """Return the ids whose last six characters begin so, newest first; None if nothing is known."""
        with suppress(sqlite3.Error):
            sql = "SELECT id FROM entries WHERE substr(id, 21) BETWEEN ? AND ? ORDER BY id DESC LIMIT ?"
            return [row[0] for row in self._db.execute(sql, (begun, f"{begun}~", limit))]
        return None

    def tags(self, begun: str, limit: int) -> list[str] | None:
        """Return the tags that begin so, those of most entries first, as far as is known; None if nothing is."""
        with suppress(sqlite3.Error):
            sql = "SELECT min(tag) FROM tags WHERE folded >= ? AND folded < ? GROUP BY folded ORDER BY count(*) DESC"
            both = (fold(begun), fold(begun) + "\U0010ffff")
            return [row[0] for row in self._db.execute(f"{sql} LIMIT ?", (*both, limit))]
        return None

    def items(self, end: str) -> list[Item]:
        """Return the lessons and actions whose key ends so."""
        from mistakes.index import plans

        return self._sure(lambda: plans.items(self._db, end)) if is_key(end) else []

    def plans(self, month: str | None = None) -> list[Plan]:
        """Return the lessons that say when and what then, of entries that are not deleted.

        With a month such as `2026/11` they are those of the entries that belong to it, see `by_month`.
        """
        from mistakes.index import plans

        return self._sure(lambda: plans.plans(self._db, month))

    def deeds(self, month: str | None = None) -> list[Deed]:
        """Return what was done about lessons, in no order: reviews, applications, repeats and the like.

        With a month it is what was done, at any time, about the entries of the journal that belong to it.
        """
        from mistakes.index import plans

        return self._sure(lambda: plans.deeds(self._db, month))

    def voices(self, kinds: Sequence[str], month: str) -> list[Voice]:
        """Return who did something of some kinds about the entries of a month such as `2026/11`, in no order.

        What stands in another person's log is left out.
        """
        from mistakes.index import plans

        return self._sure(lambda: plans.voices(self._db, kinds, month))

    def outlines(self, month: str | None = None) -> list[Outline]:
        """Return who wrote each entry and when, its title and the keys of its items; of a month or of all."""
        from mistakes.index import outlines

        return self._sure(lambda: outlines.outlines(self._db, month))

    def month_digests(self) -> dict[str, str]:
        """Return for each month of entries a digest of how its files look; "" for one that is still changing."""
        from mistakes.index import outlines

        return self._sure(lambda: outlines.digests(self._db))

    def sheets(self, month: str) -> list[Sheet]:
        """Return all that is known here of each entry of a month such as `2026/11`, in no order."""
        from mistakes.index import sheets

        return self._sure(lambda: list(sheets.sheets(self._db, month)))

    def contents(self, month: str) -> dict[str, bytes]:
        """Return a digest of the content of each entry's file of a month, valid or not, by the entry's id."""
        from mistakes.index import refreshing

        return self._sure(lambda: refreshing.contents(self._db, month))

    def remembered(self, name: str, work: Callable[[], T]) -> T:
        """Return what some work came to, without doing it again as long as nothing in the journal changes.

        `name` says what it is, with everything else that it depends on; the result is plain values of JSON.
        """
        from mistakes.index import keeping

        def answer() -> T:
            db, stamp = self._db, keeping.stamp(self._db)
            found: T | None = keeping.kept(db, stamp, name)
            if found is None:
                found = work()
                if db is self._db:
                    keeping.keep(db, stamp, name, found)
            return found

        return self._sure(answer)

    def by_month(self, name: str, work: Callable[[str], T]) -> list[T]:
        """Return what some work came to for each month, doing it again only for months that changed.

        An entry belongs to the month (such as `2026/11`) in which its id was made. `work` may look at its
        entries and at what was done about them, and at nothing else; the result is plain values of JSON.
        `name` says what it is; each name is kept for good, so it holds no query and no day.
        """
        from mistakes.index import months

        return self._sure(lambda: months.by_month(self._db, name, work))

    def from_months(
        self, name: str, work: Callable[[str], Any], about: str, make: Callable[[list[Any]], T]
    ) -> T:
        """Return what `make` came to with what `by_month` returns for `name` and `work`, kept until that is another.

        So a change of an entry that matters to no month's result costs next to nothing. `about` says what else
        it depends on, such as a day; only what was made last is kept. The result is plain values of JSON, or
        None, which is not kept.
        """
        from mistakes.index import months

        made: T = self._sure(lambda: months.from_months(self._db, name, work, about, make))
        return made

    def links_to(self, entry_id: str) -> list[tuple[str, str]]:
        """Return what links to an entry: the kind of link (`repeat_of`, `like`, `shared_from`), and the id."""
        sql = "SELECT l.kind, e.id FROM links l JOIN entries e USING (n) WHERE l.other = ? ORDER BY e.id"
        return self._all(sql, (entry_id,))

    def shared_copies(self) -> list[tuple[str, str]]:
        """Return the id of each original with the id of its shared copy; the original may lie elsewhere."""
        sql = "SELECT l.other, e.id FROM links l JOIN entries e USING (n) WHERE l.kind = 'shared_from'"
        return self._all(sql)

    def problems(self) -> list[Problem]:
        """Return the files, folders, and lines of logs, that could not be read, and why."""
        rows = self._all("SELECT folder || '/' || name, line, reason FROM problems ORDER BY 1, 2")
        closed = (Problem(path, 0, reason) for path, reason in self.closed_folders)
        return [*closed, *(Problem(*row) for row in rows)]

    @property
    def closed_folders(self) -> list[tuple[str, str]]:
        """What `layout.closed_folders` says, looked at once after each refresh."""
        if self._closed is None:
            self._closed = [*closed_folders(self._root)]
        return self._closed

    @property
    def kept(self) -> int:
        """The number of entries that are not marked as deleted."""
        return int(self._all("SELECT count(*) FROM entries WHERE NOT deleted")[0][0])

    def note(self, entry_id: str, text: str) -> None:
        """Take in an entry that was just written, if that can be done at once; never fails."""
        with suppress(sqlite3.Error, schema.NotOurs, NotAnEntry):
            self._db.execute("PRAGMA busy_timeout = 0")
            if self.is_warm():
                from mistakes.index.store import Store

                data = text.encode()
                row = row_of(data, entry_id)
                with schema.transaction(self._db):
                    store = Store(self._db, fresh=False)
                    store.put_row(f"{ENTRIES}/{month_of(entry_id)}", f"{entry_id}.toml", row, data)
                    store.close()
                    schema.count_change(self._db)

    def _summed(
        self,
        name: str,
        sums: Callable[[sqlite3.Connection, Condition], Any],
        add: Callable[[Sequence[Any]], Any],
        query: Query,
    ) -> Any:
        """Return sums over the entries that match; those over all are added up from what is kept of each month."""
        from mistakes.index import months, totals

        chosen, db = self._chosen(query), self._db
        if not totals.is_everything(chosen):
            return sums(db, totals.source_of(db, chosen))
        return months.together(db, name, lambda month: sums(db, totals.source_of_month(month)), add)

    def _late(self, query: Query) -> Late:
        from mistakes.index import totals

        chosen = self._chosen(query)
        if totals.is_everything(chosen):
            return totals.late(self._db, query.today)
        return totals.late_among(self._db, totals.source_of(self._db, chosen), query.today)

    def _chosen(self, query: Query) -> Filter:
        from mistakes.index.condition import Checks
        from mistakes.index.sql import Compiler

        if self._checks is None:
            self._checks = Checks()
            self._checks.serve(self._db)
        return Compiler(self._db, self._checks).compile(query)


def warm(root: Path | str, cache: Path | str | None) -> Index | None:
    """Return the index as it was left, without a look at the files; None if it was never built."""
    if cache is None or not os.path.exists(cache):
        return None
    with suppress(sqlite3.Error, OSError, schema.NotOurs):
        index = Index(os.path.realpath(root), os.path.abspath(cache), seconds=0)
        if index.is_warm():
            return index
        index.close()
    return None
