"""Bringing what is known of entries that may be chapters up to date: only files that changed are read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

from mistakes import __version__
from mistakes.errors import MistakesError
from mistakes.index.schema import transaction
from mistakes_game.caches import cache_file
from mistakes_game.chapters import echoes, entry_cache, sketch
from mistakes_game.chapters.entry_cache import NO_ENTRY, Known
from mistakes_game.reading.looks import looks_by_month

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.model import Mistake

T = TypeVar("T")
FOUND = ("secret", "name")  # what must not stand in a chapter; all else of a scan is a suggestion
_FORMULA = 2  # to be counted up whenever the same entry would be known otherwise


def ask(
    journal: Journal,
    months: Mapping[str, Collection[str]],
    question: Callable[[sqlite3.Connection], T],
    most: int | None = None,
) -> tuple[T, int]:
    """Return the answer to a question about what is known of some entries, brought up to date.

    `months` holds their ids by the month of each. With the answer comes how many of them have changed and were
    left: if they are more than `most`, none of their files is read; None reads all. Of other entries nothing
    is known then.
    """

    def asked(db: sqlite3.Connection) -> tuple[T, int]:
        unseen = _update(journal, db, months, most)
        return question(db), unseen

    return cache_file.ask(path_of(journal), entry_cache.TABLES, asked)


def path_of(journal: Journal) -> str:
    """Return the file in which it is kept, "" if the user has no cache folder."""
    return cache_file.path_of("chapters", journal.root)


def scanner(journal: Journal) -> Callable[[Mistake], tuple[str, ...]]:
    """Return what tells the kinds of `FOUND` that the scanners see in an entry; nothing without a scanner."""
    from mistakes.scanning import scan

    def found(entry: Mistake) -> tuple[str, ...]:
        kinds = {finding.kind for finding in scan(journal, entry, quick=True).findings}
        return tuple(kind for kind in FOUND if kind in kinds)

    return found if journal.plugins.scanners() else _nothing


def known_now(journal: Journal, name: str, scan: Callable[[Mistake], tuple[str, ...]]) -> Known:
    """Return what there is to know of an entry, from its file; `NO_ENTRY` if that is none."""
    try:
        return entry_cache.know(journal.get(name), scan)
    except MistakesError:
        return NO_ENTRY


def scanned_by(journal: Journal) -> str:
    """Return what the result of a scan depends on besides the entry: the scanners, and the names they know."""
    about = (__version__, journal.plugins.scanners(), dict(journal.header.extra), journal.index.authors())
    return blake2b(repr(about).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _nothing(_: Mistake) -> tuple[str, ...]:
    return ()


def _update(
    journal: Journal, db: sqlite3.Connection, months: Mapping[str, Collection[str]], most: int | None
) -> int:
    """Look at what changed; return how many entries that leaves."""
    entry_cache.settle(db, f"{_FORMULA} {sketch.FORMULA}", scanned_by(journal))
    before = entry_cache.contents(db)
    unknown = sum(not before.get(name) for ids in months.values() for name in ids)
    if most is not None and unknown > most:
        return unknown
    looks, seen = looks_by_month(journal), entry_cache.looks(db)
    changed: dict[str, bytes] = {}
    for month, ids in months.items():
        if seen.get(month) != looks.get(month) or not all(before.get(name) for name in ids):
            contents = journal.index.contents(month)
            changed |= {
                name: contents.get(name, b"") for name in ids if before.get(name) != contents.get(name, b"")
            }
    gone = before.keys() - {name for ids in months.values() for name in ids}
    if not gone and not changed and seen == looks:
        return 0
    if most is not None and len(changed) > most:
        return len(changed)
    scan = scanner(journal)
    fresh = {name: known_now(journal, name, scan) for name in changed}
    with transaction(db):
        touched = [*gone, *changed]
        old = {name: known.sketch for name, known in entry_cache.known_of(db, touched).items()}
        entry_cache.forget(db, touched)
        entry_cache.keep(db, ((name, changed[name], known) for name, known in fresh.items()))
        echoes.update(db, old, {name: known.sketch for name, known in fresh.items()})
        entry_cache.keep_looks(db, looks)
    return 0
