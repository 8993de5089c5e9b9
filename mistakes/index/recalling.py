"""What recall asks of the index: triggers that may fire, the texts of entries, and what is settled."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import product

from mistakes.index.cache import IndexCache
from mistakes.index.marks import batched
from mistakes.ladder import RETIRING, Mark
from mistakes.query.words import fold, tokens_of
from mistakes.records import NamedTuple

_AT_ONCE = 400
_MOST_TRIGGERS = 2_000
_SHORTEST_BEGINNING = 3
_SETTLING = ", ".join(f"'{kind}'" for kind in ("action-done", *RETIRING))


class TriggerRow(NamedTuple):
    """A trigger of an entry's lesson, by the lesson's key; kind, pattern and head as in recall."""

    entry: str
    lesson: str
    kind: str
    pattern: str
    head: str


class Settled(NamedTuple):
    """An event that settles an entry or an item of it, or opens it again.

    `do` is `action-done`, or a kind that `mistakes.ladder.retired_keys` takes; `key` is that of a lesson
    or an action, None for the whole entry.
    """

    entry: str
    do: str
    key: str | None
    id: str

    @property
    def mark(self) -> Mark:
        """The event as the ladder takes it."""
        return Mark(self.id, self.do, self.key)


class Recalling(IndexCache):
    """The part of an index that recall uses."""

    def triggers(self, heads: Mapping[str, Iterable[str]]) -> list[TriggerRow]:
        """Return the triggers that have one of the heads of their kind, or none; at most 2,000, newest first.

        Whether they fire is for `mistakes.recall.triggers` to tell.
        """
        found: list[TriggerRow] = []
        pairs = [pair for kind, several in heads.items() for pair in product([kind], {"", *several})]
        for start in range(0, len(pairs), _AT_ONCE):
            several = pairs[start : start + _AT_ONCE]
            wanted = ", ".join(["(?, ?)"] * len(several))
            sql = (
                f"WITH wanted(kind, head) AS (VALUES {wanted}) "  # noqa: S608
                "SELECT e.id, l.key, t.kind, t.pattern, t.head "
                "FROM wanted w CROSS JOIN triggers t ON t.head = w.head AND t.kind = w.kind "
                "JOIN entries e USING (n) JOIN lessons l ON l.n = t.n AND l.item = t.lesson WHERE NOT e.deleted ORDER BY e.id DESC LIMIT ?"
            )
            parameters = [text for pair in several for text in pair]
            found += [TriggerRow(*row) for row in self._all(sql, [*parameters, _MOST_TRIGGERS])]
        return found[:_MOST_TRIGGERS]

    def bodies(self, ids: Iterable[str]) -> dict[str, str]:
        """Return what `index.row.pairs` takes apart into the paths and texts of each entry."""
        found: dict[str, str] = {}
        for several in batched(ids, _AT_ONCE):
            marks = ", ".join("?" * len(several))
            sql = f"SELECT e.id, b.body FROM entries e JOIN bodies b USING (n) WHERE e.id IN ({marks})"  # noqa: S608
            found |= dict(self._all(sql, several))
        return found

    def settled(self, ids: Iterable[str]) -> list[Settled]:
        """Return the events of this journal by which entries, of any journal, or items of them are settled.

        With them come those that open what was retired before.
        """
        found: list[Settled] = []
        for several in batched(ids, _AT_ONCE):
            marks = ", ".join("?" * len(several))
            sql = (
                f"SELECT entry, do, key, id FROM events WHERE counts AND do IN ({_SETTLING}) "  # noqa: S608
                f"AND entry IN ({marks})"
            )
            found += [Settled(*row) for row in self._all(sql, several)]
        return found

    @property
    def documents(self) -> int:
        """The number of entries."""
        return int(self._all("SELECT count(*) FROM entries")[0][0])

    def frequency(self, word: str, /) -> int:
        """Return in about how many entries a word stands that begins like this: at most all of them."""
        from mistakes.words import root

        folded = fold(root(word))
        sql = "SELECT total(doc) FROM temp.vocabulary WHERE term >= ? AND term < ?"
        with suppress(sqlite3.Error):
            found = self._db.execute(sql, (folded, folded + "\U0010ffff")).fetchone()
            return min(int(found[0]), self.documents)
        return 0

    def candidates(self, words: Sequence[str], limit: int) -> list[str]:
        """Return the ids of entries that share most with these beginnings of words, best first."""
        from mistakes.words import root

        tokens = [tokens_of(fold(root(word))) for word in words]
        match = " OR ".join(f'"{" ".join(several)}" *' for several in tokens if several)
        source = "FROM words CROSS JOIN entries e ON e.n = words.rowid WHERE words MATCH ? AND NOT e.deleted"
        sql = f"SELECT e.id {source} ORDER BY bm25(words), e.id DESC LIMIT ?"
        with suppress(sqlite3.Error):
            return [row[0] for row in self._db.execute(sql, (match, limit))] if match else []
        return []

    def occurrences(self, word: str) -> int:
        """Return in about how many entries a word stands that begins like this; short ones count whole.

        Of an entry with several such words each counts.
        """
        from mistakes.words import root

        first = fold(root(word))
        is_whole = len(first) < _SHORTEST_BEGINNING and first.isascii()
        last = f"{first}\0" if is_whole else f"{first}\U0010ffff"
        sql = "SELECT total(doc) FROM temp.vocabulary WHERE term >= ? AND term < ?"
        with suppress(sqlite3.Error):
            return int(self._db.execute(sql, (first, last)).fetchone()[0])
        return 0

    def words_like(self, first: str, last: str, length: int) -> list[str]:
        """Return at most ten words that begin and end with these letters and have so many, such as k…s."""
        sql = (
            "SELECT term FROM temp.vocabulary WHERE term >= ? AND term < ? "
            "AND length(term) = ? AND substr(term, -1) = ? ORDER BY doc DESC LIMIT 10"
        )
        with suppress(sqlite3.Error):
            return [row[0] for row in self._db.execute(sql, (first, f"{first}\U0010ffff", length, last))]
        return []
