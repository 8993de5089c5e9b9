"""What was found out about entries that may be chapters, remembered by the content of their files.

Nothing in it is trusted more than the journal: it is brought up to date before it is asked.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from mistakes.identity import who_of
from mistakes.index.schema import transaction
from mistakes.records import NamedTuple
from mistakes_game.chapters import sketch

if TYPE_CHECKING:
    from collections.abc import Callable

    from mistakes.model import Mistake

TABLES = """
CREATE TABLE about(formula TEXT, scanned TEXT);
CREATE TABLE entries(id TEXT PRIMARY KEY, content BLOB, who TEXT, repeat_of TEXT, lacks TEXT, found TEXT, words TEXT,
  sketch BLOB) WITHOUT ROWID;
CREATE TABLE months(month TEXT PRIMARY KEY, looks TEXT) WITHOUT ROWID;
CREATE TABLE echoes(id TEXT PRIMARY KEY, first TEXT) WITHOUT ROWID;
CREATE TABLE bands(band INTEGER, id TEXT, PRIMARY KEY (band, id)) WITHOUT ROWID;
CREATE INDEX bands_id ON bands(id);
CREATE INDEX echoes_first ON echoes(first);
"""


class Known(NamedTuple):
    """What is known of an entry by itself.

    Its author's `who`, what it repeats, what it lacks to be a chapter, what a scan found that must not stand
    in one, a digest of its words, and the sketch of its text, empty for what lacks something.
    """

    who: str
    repeat_of: str
    lacks: tuple[str, ...]
    found: tuple[str, ...]
    words: str
    sketch: bytes


NO_ENTRY = Known("", "", ("story",), (), "", b"")


def know(entry: Mistake, scan: Callable[[Mistake], tuple[str, ...]]) -> Known:
    """Return what there is to know of an entry; only what lacks nothing is scanned and sketched."""
    from mistakes.readiness import missing  # it takes long to import, and most pages have no entry to look at

    who, repeat_of = who_of(entry.author), entry.links.repeat_of or ""
    lacks = missing(entry)
    if lacks or entry.deleted:
        return Known(who, repeat_of, lacks, (), "", b"")
    said = sketch.words(sketch.text_of(entry))
    return Known(who, repeat_of, (), scan(entry), sketch.digest_of(said), sketch.sketch(said))


def contents(db: sqlite3.Connection) -> dict[str, bytes]:
    """Return the digest of each entry's file as it was when it was looked at, by id."""
    return dict(db.execute("SELECT id, content FROM entries"))


def looks(db: sqlite3.Connection) -> dict[str, str]:
    """Return what each month of entries looked like when it was looked at."""
    return dict(db.execute("SELECT month, looks FROM months"))


def keep_looks(db: sqlite3.Connection, now: Mapping[str, str]) -> None:
    """Remember what each month of entries looks like."""
    db.execute("DELETE FROM months")
    db.executemany("INSERT INTO months VALUES (?, ?)", now.items())


def keep(db: sqlite3.Connection, rows: Iterable[tuple[str, bytes, Known]]) -> None:
    """Remember what was found out about entries, under the content of their files."""
    plain = (
        (name, content, *known[:2], json.dumps(known.lacks), json.dumps(known.found), *known[4:])
        for name, content, known in rows
    )
    db.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)", plain)


def forget(db: sqlite3.Connection, ids: Collection[str]) -> None:
    """Forget entries that are gone, or no longer asked for."""
    db.executemany("DELETE FROM entries WHERE id = ?", [(name,) for name in ids])


def known_of(db: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Known]:
    """Return what is known of some entries; those that nothing is known of are left out."""
    sql = "SELECT id, who, repeat_of, lacks, found, words, sketch FROM entries WHERE id = ?"
    each = (db.execute(sql, [name]).fetchone() for name in ids)
    return {name: _known(*rest) for name, *rest in filter(None, each)}


def whole(db: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    """Return of each entry that is a chapter as far as it tells itself what it repeats, and a digest of its words."""
    sql = "SELECT id, repeat_of, words FROM entries WHERE length(sketch) > 0 AND found = '[]'"
    return {name: (repeat_of, words) for name, repeat_of, words in db.execute(sql)}


def settle(db: sqlite3.Connection, formula: str, scanned: str) -> None:
    """Forget what was found out by another formula, and look again at chapters that were scanned otherwise."""
    found = db.execute("SELECT formula, scanned FROM about").fetchall()
    if found == [(formula, scanned)]:
        return
    with transaction(db):
        if found and found[0][0] == formula:
            db.execute("UPDATE entries SET content = x'' WHERE length(sketch) > 0")
        else:
            for table in ("entries", "months", "echoes", "bands"):
                db.execute(f"DELETE FROM {table}")  # noqa: S608
        db.execute("DELETE FROM about")
        db.execute("INSERT INTO about VALUES (?, ?)", [formula, scanned])


def _known(who: str, repeat_of: str, lacks: str, found: str, words: str, sketched: bytes) -> Known:
    return Known(who, repeat_of, tuple(json.loads(lacks)), tuple(json.loads(found)), words, sketched)
