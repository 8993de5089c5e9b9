"""What somebody's acts and entries have come to beyond points: counts, what is there now, the last Qs.

It is gathered from all journals that are read, month by month of their entries; of what was gathered only
months are done again that changed, or about whose entries something was done.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from mistakes.index.schema import transaction
from mistakes.records import NamedTuple
from mistakes_game.caches import cache_file
from mistakes_game.counts import glance, lately
from mistakes_game.counts.cells import Cell, cell_of, piece_of
from mistakes_game.counts.counting import AHEAD
from mistakes_game.counts.growth import Counts, Growth
from mistakes_game.counts.parts import Part, growths, joined, part_of
from mistakes_game.counts.parts import present as present_of
from mistakes_game.counts.present import CACHE, FORMULA, Present, Remembered, remembered, settled
from mistakes_game.points.deeds import Deed, read_deed
from mistakes_game.reading.logs import LogState, Rewritten, deeds_in, looks_of, paths_of, read_on
from mistakes_game.reading.looks import looks_by_month
from mistakes_game.reading.oneself import Self, oneself
from mistakes_game.reading.vouched import named, of_all

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes_game.counts.glance import Glance
    from mistakes_game.reading.play import Play

_TABLES = """
CREATE TABLE about(made_of TEXT);
CREATE TABLE logs(name TEXT PRIMARY KEY, state TEXT) WITHOUT ROWID;
CREATE TABLE deeds(month TEXT, piece TEXT, deed TEXT, PRIMARY KEY (month, piece, deed)) WITHOUT ROWID;
CREATE TABLE months(journal INTEGER, month TEXT, digest TEXT, PRIMARY KEY (journal, month)) WITHOUT ROWID;
CREATE TABLE changed(month TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE cells(month TEXT, piece TEXT, looks TEXT, counts TEXT, present TEXT, PRIMARY KEY (month, piece))
  WITHOUT ROWID;
CREATE TABLE parts(month TEXT PRIMARY KEY, counts TEXT, present TEXT) WITHOUT ROWID;
"""
_ALL_TABLES = _TABLES + lately.TABLES
# What others do about entries that a team's journal tells; thanks are read with one's own deeds.
_OF_OTHERS = frozenset(("commented", "read", "applied", "action-done", "shared"))


class Gathered(NamedTuple):
    """What one has come to: growths by count (see `counting.COUNTS`), and what there is now.

    Of `unseen` months it is not known what changed, so that counts may be more.
    """

    counts: Counts
    present: Present
    unseen: int = 0


def gathered(play: Play, *, most: int | None = None) -> Gathered:
    """Return what one has come to on the day of a game.

    If more entries than `most` changed, they are left for another time; with None all are looked at.
    """
    with settled(play) as home:
        if home is None:
            return Gathered({}, Present())
        found = remembered(play, home, most)
        return Gathered(counts_of(play, home, found, most), found.present, found.unseen)


def counts_of(play: Play, home: Journal, found: Remembered, most: int | None) -> Counts:
    """Return how the counts grew that belong to what was remembered."""
    plain = home.index.remembered(f"{found.name} counts", lambda: _gather(play, home, _grown, most))
    return {name: Growth.in_order(list(zip(*rows, strict=True))) for name, rows in plain.items()}


def gathered_lately(play: Play, home: Journal, names: Collection[str], most: int | None) -> Gathered:
    """Return some counts and what there is now, as far as a page of the day asks for it, see `lately`."""

    def found(db: sqlite3.Connection, play: Play, unseen: int) -> Gathered:
        if unseen:
            return Gathered({}, Present(), unseen)
        with transaction(db):
            lately.bring(db, play.day)
        grown = lately.counts_lately(db, names, play.day, lambda ids: _known(play, ids))
        return Gathered(grown, lately.present_lately(db))

    got: Gathered = _gather(play, home, found, most)
    return got


def now(play: Play, home: Journal, most: int | None) -> Any:
    """Return what there is now as plain values of JSON, and how many months are left."""
    return _gather(play, home, _now, most)


def _gather(
    play: Play, home: Journal, found: Callable[[sqlite3.Connection, Play, int], Any], most: int | None
) -> Any:
    """Return what is found in the cache once it is up to date."""

    def asked(db: sqlite3.Connection) -> Any:
        try:
            unseen = _update(db, play, most)
        except Rewritten:  # a log is not what it was, so that what came of it is not either
            _clear(db)
            unseen = _update(db, play, most)
        return found(db, play, unseen)

    return cache_file.ask(cache_file.path_of(CACHE, home.root), _ALL_TABLES, asked)


class _Work(NamedTuple):
    """What a month of which something changed asks for: pieces that changed, with how they look, and that are gone."""

    month: str
    changed: Mapping[str, str]
    gone: Collection[str]


def _update(db: sqlite3.Connection, play: Play, most: int | None) -> int:
    """Bring the parts up to date, unless too much changed; return how many months are left."""
    one = oneself(play)
    _settle(db, play, one)
    with transaction(db):
        touched = {cell_of(deed.entry) for deed in _new_deeds(db, play)}
        db.executemany("DELETE FROM cells WHERE month = ? AND piece = ?", touched)
        months = {cell.month for cell in touched} | set(_changed_months(db, play))
        db.executemany("INSERT OR IGNORE INTO changed VALUES (?)", [(month,) for month in months])
        left = [month for (month,) in db.execute("SELECT month FROM changed ORDER BY month DESC")]
        if (works := _works(db, play, left, most)) is None:
            return len(left)
        for work in works:
            _renew(db, play, one, work)
        if left:
            db.execute("DELETE FROM changed")
    return 0


def _works(db: sqlite3.Connection, play: Play, months: Iterable[str], most: int | None) -> list[_Work] | None:
    """Return what there is to do in months, None if more than `most` entries would have to be looked at."""
    found, entries = [], 0
    for month in months:
        looks = _looks(db, play, month)
        known = dict(db.execute("SELECT piece, looks FROM cells WHERE month = ?", [month]))
        changed = {piece: look for piece, (look, _) in looks.items() if known.get(piece) != look}
        entries += sum(looks[piece][1] for piece in changed)
        if most is not None and entries > most:
            return None
        found.append(_Work(month, changed, known.keys() - looks.keys()))
    return found


def _renew(db: sqlite3.Connection, play: Play, one: Self, work: _Work) -> None:
    """Work out what a month comes to, from those of its cells that changed."""
    month = work.month
    gone = [(month, piece) for piece in work.gone]
    db.executemany("DELETE FROM cells WHERE month = ? AND piece = ?", gone)
    glances, team = _glances(play, month, work.changed)
    for piece, look in work.changed.items():
        rows = db.execute("SELECT deed FROM deeds WHERE month = ? AND piece = ?", [month, piece])
        deeds = [Deed(*json.loads(row)) for (row,) in rows]
        part = part_of(Cell(month, piece), deeds, glances.get(piece, {}), one, team)
        row = [month, piece, look, *map(json.dumps, part)]
        db.execute("INSERT OR REPLACE INTO cells VALUES (?, ?, ?, ?, ?)", row)
    rows = db.execute("SELECT counts, present FROM cells WHERE month = ?", [month])
    together = joined(Part(json.loads(counts), json.loads(present)) for counts, present in rows)
    db.execute("INSERT OR REPLACE INTO parts VALUES (?, ?, ?)", [month, *map(json.dumps, together)])
    lately.forget(db, month)


def _looks(db: sqlite3.Connection, play: Play, month: str) -> dict[str, tuple[str, int]]:
    """Return for each piece of a month by what a change of its entries can be told, and how many they are."""
    rows = db.execute("SELECT DISTINCT piece FROM deeds WHERE month = ?", [month])
    found: dict[str, list[Any]] = {piece: [] for (piece,) in rows}
    for number, journal in enumerate(play.journals if month else ()):
        for entry, content in sorted(journal.index.contents(month).items()):
            found.setdefault(piece_of(entry), []).append((number, entry, content))
    return {
        piece: (blake2b(repr(rows).encode(), digest_size=12).hexdigest(), len(rows))
        for piece, rows in found.items()
    }


def _glances(
    play: Play, month: str, pieces: Collection[str]
) -> tuple[dict[str, dict[str, Glance]], Collection[str]]:
    """Return the glances of some pieces of a month, by piece and id, and which of them a team can read."""
    found: dict[str, dict[str, Glance]] = {}
    team: set[str] = set()
    for journal in play.journals if month and pieces else ():
        doubted = journal.unvouched()
        for sheet in journal.index.sheets(month):
            piece = piece_of(sheet.id)
            if piece in pieces:
                several = found.setdefault(piece, {})
                # of an entry in several journals the first counts; one that was given another author is nobody's
                who = _nobody if sheet.id in doubted else _who
                several.setdefault(sheet.id, glance.glance(sheet, who))
                team |= set() if journal.private else {sheet.id}
    return found, team


def _new_deeds(db: sqlite3.Connection, play: Play) -> Iterator[Deed]:
    """Take in and yield the deeds on lines that were not read yet."""
    known = {name: json.loads(state) for name, state in db.execute("SELECT name, state FROM logs")}
    present = {
        f"{n} {name}": (journal, path)
        for n, journal in enumerate(play.journals)
        for name, path in paths_of(journal).items()
    }
    if known.keys() - present.keys():
        raise Rewritten
    for name, (journal, path) in present.items():
        before = LogState(*known[name]) if name in known else None
        looks = looks_of(path, time.time_ns())
        if before and looks and looks == tuple(before.looks):
            continue
        state, lines = read_on(path, before, looks)
        db.execute("INSERT OR REPLACE INTO logs VALUES (?, ?)", [name, json.dumps(state)])
        for deed in _deeds(lines, path.stem, play, journal):
            row = [*cell_of(deed.entry), json.dumps(deed, ensure_ascii=False)]
            db.execute("INSERT OR IGNORE INTO deeds VALUES (?, ?, ?)", row)
            yield deed


def _deeds(lines: Collection[bytes], writer: str, play: Play, journal: Journal) -> Iterator[Deed]:
    """Yield one's own deeds and the thanks of others, and what others did that a team's journal tells."""
    doubted = journal.unvouched()
    yield from deeds_in(lines, writer, play.me, private=journal.private, unvouched=doubted)
    if writer not in play.me and not journal.private:
        for deed in map(read_deed, lines):
            if deed is not None and deed.by == writer and deed.do in _OF_OTHERS and deed.id not in doubted:
                yield deed


def _changed_months(db: sqlite3.Connection, play: Play) -> Iterator[str]:
    """Yield the months whose entries may have changed, and note how they look now."""
    known = {(n, month): digest for n, month, digest in db.execute("SELECT * FROM months")}
    for number, journal in enumerate(play.journals):
        now = looks_by_month(journal)
        gone = [month for n, month in known if n == number and month not in now]
        changed = [month for month, looks in now.items() if known.get((number, month)) != looks]
        db.executemany(
            "DELETE FROM months WHERE journal = ? AND month = ?", [(number, month) for month in gone]
        )
        rows = [(number, month, now[month]) for month in changed]
        db.executemany("INSERT OR REPLACE INTO months VALUES (?, ?, ?)", rows)
        yield from (*gone, *changed)


def _settle(db: sqlite3.Connection, play: Play, one: Self) -> None:
    """Forget what was gathered for another person, from other journals, or by another formula."""
    journals = [[str(journal.root), journal.header.id, journal.private] for journal in play.journals]
    about = [FORMULA, sorted(one.persons), sorted(one.names), journals, named(of_all(play.journals))]
    made_of = json.dumps(about)
    if db.execute("SELECT made_of FROM about").fetchall() != [(made_of,)]:
        _clear(db)
        db.execute("INSERT INTO about VALUES (?)", [made_of])


def _clear(db: sqlite3.Connection) -> None:
    with transaction(db):
        for table in ("about", "logs", "deeds", "months", "changed", "cells", "parts", "sums", "summed"):
            db.execute(f"DELETE FROM {table}")  # noqa: S608


def _nobody(_: str) -> str:
    return ""


@cache
def _who(author: str) -> str:
    from mistakes.identity import who_of

    return who_of(author)


def _known(play: Play, ids: Collection[str]) -> set[str]:
    return {name for journal in play.journals for name in journal.index.standings(sorted(ids))}


def _now(db: sqlite3.Connection, play: Play, unseen: int) -> Any:
    """Return what there is now as plain values of JSON, and how many months are left."""
    return [
        present_of(_loaded(db.execute("SELECT present FROM parts")), play.day.toordinal() + AHEAD).plain(),
        unseen,
    ]


def _grown(db: sqlite3.Connection, play: Play, _: int) -> Any:
    """Return how the counts of all months grew by the day of a game, as plain values of JSON."""
    found = growths(_loaded(db.execute("SELECT counts FROM parts")), play.day, lambda ids: _known(play, ids))
    return {name: [*map(list, zip(*growth.pairs, strict=True))] or [[], []] for name, growth in found.items()}


def _loaded(rows: Iterable[tuple[str]]) -> list[Any]:
    found: list[Any] = json.loads(f"[{','.join(text for (text,) in rows)}]")
    return found
