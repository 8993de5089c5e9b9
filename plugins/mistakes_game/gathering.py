"""What somebody's acts and entries have come to beyond points: counts, what is there now, the last Qs.

It is gathered from all journals that are read, month by month of their entries; of what was gathered only
months are done again that changed, or about whose entries something was done.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from mistakes.ids import is_id, month_of
from mistakes_game import cache_file, glance, reports
from mistakes_game.counting import AHEAD, Self, counts, self_of
from mistakes_game.deeds import Deed, read_deed
from mistakes_game.growth import Counts, Growth
from mistakes_game.knowing import looks_by_month
from mistakes_game.logs import LogState, Rewritten, deeds_in, looks_of, paths_of, read_on
from mistakes_game.parts import Together, part_of, together
from mistakes_game.quests import Told

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes_game.glance import Glance
    from mistakes_game.play import Play

# To be counted up whenever the same journals would come to something else: caches remember it.
_FORMULA = 1
_TABLES = """
CREATE TABLE about(made_of TEXT);
CREATE TABLE logs(name TEXT PRIMARY KEY, state TEXT) WITHOUT ROWID;
CREATE TABLE deeds(month TEXT, deed TEXT, PRIMARY KEY (month, deed)) WITHOUT ROWID;
CREATE TABLE months(journal INTEGER, month TEXT, digest TEXT, PRIMARY KEY (journal, month)) WITHOUT ROWID;
CREATE TABLE changed(month TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE parts(month TEXT PRIMARY KEY, part TEXT) WITHOUT ROWID;
"""
# Those first that were never looked at.
_LEFT = "SELECT month FROM changed LEFT JOIN parts USING (month) ORDER BY part IS NOT NULL, month DESC"
# What others do about entries that a team's journal tells; thanks are read with one's own deeds.
_OF_OTHERS = frozenset(("commented", "read", "applied", "action-done", "shared"))


class Gathered(NamedTuple):
    """What one has come to: growths by count (see `counting.COUNTS`), what is there now, iq, eq, lq newest first.

    `told` says which quests were taken and refused, `glad` is for `reports`; in `unseen` months nothing was
    looked at yet, so that counts may be more.
    """

    counts: Counts
    situation: Mapping[str, int]
    qs: list[tuple[int, int, int]]
    told: list[Told]
    glad: reports.Plain
    unseen: int = 0


def gathered(play: Play, *, most: int | None = None) -> Gathered:
    """Return what one has come to on the day of a game.

    At most so many entries that changed, and the rest of their month, are looked at; None looks at all.
    """
    home = play.personal or next(iter(play.journals), None)
    if home is None:
        return _of_plain([{}, {}, [], [], reports.NOTHING, 0])
    with ExitStack() as settled:
        for journal in play.journals:
            settled.enter_context(journal.settled())
        return _of_plain(_remembered(play, home, most))


def oneself(play: Play) -> Self:
    """Return the person at the keyboard, by every `who` and the names of the settings."""
    from email.utils import parseaddr

    from mistakes.identity import author

    names = [author(play.settings).text, *play.settings.table("authors").values()]
    spelled = [part for name in names for part in parseaddr(name)]
    return self_of({play.me.who, *play.me.addresses}, [*spelled, *play.settings.texts("aliases")])


def _remembered(play: Play, home: Journal, most: int | None) -> Any:
    """Return what was gathered before, a step further if not all was seen."""
    name = f"game gathered {_FORMULA} {glance.FORMULA} {play.day} {_state(play, home)}"
    for step in count():
        worked: list[Any] = []

        def work(worked: list[Any] = worked) -> Any:
            worked.append(True)
            return _gather(play, home, most)

        found = home.index.remembered(f"{name} {step}", work)
        if worked or not found[-1]:
            return found
    raise AssertionError


def _gather(play: Play, home: Journal, most: int | None) -> Any:
    def asked(db: sqlite3.Connection) -> Any:
        try:
            unseen = _update(db, play, most)
        except Rewritten:  # a log is not what it was, so that what came of it is not either
            _clear(db)
            unseen = _update(db, play, most)
        parts = (json.loads(part) for (part,) in db.execute("SELECT part FROM parts"))
        return _plain(together(parts, lambda ids: _known(play, ids)), play, unseen)

    return cache_file.ask(cache_file.path_of("counts", home.root), _TABLES, asked)


def _update(db: sqlite3.Connection, play: Play, most: int | None) -> int:
    """Bring the parts up to date; return how many months are left."""
    one = oneself(play)
    _settle(db, play, one)
    with cache_file.transaction(db):
        months = {deed_month for deed_month, _ in _new_deeds(db, play)} | set(_changed_months(db, play))
        db.executemany("INSERT OR IGNORE INTO changed VALUES (?)", [(month,) for month in months])
        left = [month for (month,) in db.execute(_LEFT)]
        looked = 0
        while left and (most is None or looked < most):
            month = left.pop(0)
            looked += _renew(db, play, one, month)
            db.execute("DELETE FROM changed WHERE month = ?", [month])
    return len(left)


def _renew(db: sqlite3.Connection, play: Play, one: Self, month: str) -> int:
    """Work out what a month comes to; return how many entries it has."""
    glances: dict[str, Glance] = {}
    team: set[str] = set()
    for journal in play.journals if month else ():
        found = {sheet.id: glance.glance(sheet, _who) for sheet in journal.index.sheets(month)}
        glances = found | glances  # of an entry in several journals the first counts
        team |= set() if journal.private else found.keys()
    rows = db.execute("SELECT deed FROM deeds WHERE month = ?", [month])
    deeds = [Deed(*json.loads(row)) for (row,) in rows]
    part = json.dumps(part_of(month, deeds, glances, one, team))
    db.execute("INSERT OR REPLACE INTO parts VALUES (?, ?)", [month, part])
    return len(glances)


def _new_deeds(db: sqlite3.Connection, play: Play) -> Iterator[tuple[str, Deed]]:
    """Take in and yield the deeds on lines that were not read yet, each with the month of its entry."""
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
            month = month_of(deed.entry) if is_id(deed.entry) else ""
            db.execute(
                "INSERT OR IGNORE INTO deeds VALUES (?, ?)", [month, json.dumps(deed, ensure_ascii=False)]
            )
            yield month, deed


def _deeds(lines: Collection[bytes], writer: str, play: Play, journal: Journal) -> Iterator[Deed]:
    """Yield one's own deeds and the thanks of others, and what others did that a team's journal tells."""
    yield from deeds_in(lines, writer, play.me, private=journal.private)
    if writer not in play.me and not journal.private:
        for deed in map(read_deed, lines):
            if deed is not None and deed.by == writer and deed.do in _OF_OTHERS:
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
    about = [_FORMULA, glance.FORMULA, sorted(one.persons), sorted(one.names), journals]
    made_of = json.dumps(about)
    if db.execute("SELECT made_of FROM about").fetchall() != [(made_of,)]:
        _clear(db)
        db.execute("INSERT INTO about VALUES (?)", [made_of])


def _clear(db: sqlite3.Connection) -> None:
    with cache_file.transaction(db):
        for table in ("about", "logs", "deeds", "months", "changed", "parts"):
            db.execute(f"DELETE FROM {table}")  # noqa: S608


@cache
def _who(author: str) -> str:
    from mistakes.identity import who_of

    return who_of(author)


def _known(play: Play, ids: Collection[str]) -> set[str]:
    return {name for journal in play.journals for name in journal.index.standings(sorted(ids))}


def _state(play: Play, home: Journal) -> str:
    """Return what changes when the other journals do, or the person does."""
    others = [
        journal.index.remembered("game state", lambda: uuid4().hex)
        for journal in play.journals
        if journal is not home
    ]
    one = oneself(play)
    return f"{sorted(one.persons)} {sorted(one.names)} {sorted(others)}"


def _plain(found: Together, play: Play, unseen: int) -> Any:
    """Return what all months come to by the day of a game, as plain values of JSON."""
    named, last = counts(found.days, play.day), play.day.toordinal() + AHEAD
    grown: dict[str, Any] = {}
    for name in sorted({*found.added, *named}):
        pairs = [pair for pair in found.added.get(name, ()) if 0 < pair[0] <= last]
        more = named[name].pairs if name in named else ()
        grown[name] = Growth([*pairs, *more]).pairs
    told = [told.plain() for told in found.told]
    qs = [row[1:] for row in found.qs]
    return [grown, dict(found.situation), qs, told, found.glad, unseen]


def _of_plain(plain: Any) -> Gathered:
    pairs, situation, qs, told, glad, unseen = plain
    return Gathered(
        {name: Growth.in_order(several) for name, several in pairs.items()},
        situation,
        [(iq, eq, lq) for iq, eq, lq in qs],
        [Told.of_plain(row) for row in told],
        glad,
        unseen,
    )
