"""Where the game left off: what one's logs have come to, kept in the user's cache, and brought up to date.

Only what is new is read. On any doubt (a log that was rewritten or is gone, an entry that lost something,
other rules, another person) everything is played again; so it is without a cache folder.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from mistakes import places
from mistakes.errors import MistakesError
from mistakes.garbage import without_collector
from mistakes.identity import who_of
from mistakes.ids import is_id, month_of
from mistakes.records import NamedTuple
from mistakes_game.caches.shards import OWN_PART, Shards
from mistakes_game.points.acts import LOOKED_AT
from mistakes_game.points.deeds import Deed, deeds_of_entry
from mistakes_game.points.facts import EntryFacts
from mistakes_game.points.replay import RESTS, Checkpoint, Past, past_of
from mistakes_game.points.rules import RULES, in_force
from mistakes_game.points.state import State
from mistakes_game.points.tally import Sum, Tally
from mistakes_game.reading.known_facts import facts_in, from_plain, only_grew
from mistakes_game.reading.logs import LogState, Rewritten, deeds_in, looks_of, paths_of, read_on
from mistakes_game.reading.vouched import named

if TYPE_CHECKING:
    from mistakes.index.outlines import Outline
    from mistakes.journal import Journal
    from mistakes_game.reading.me import Me

_FORMAT = 5  # of what is kept; another one is made anew
# what a damaged cache may lead to
_DAMAGE = (sqlite3.Error, ValueError, TypeError, KeyError, AttributeError, IndexError)


class _Changed(Exception):
    """What was kept no longer holds."""


class _Month(NamedTuple):
    """A month of entries that is not as it was kept: its journal by number and itself, and the month's name."""

    number: int
    journal: Journal
    name: str


class Standing(NamedTuple):
    """What one person's logs have come to, and what the streak looks at of them."""

    state: State
    past: Past


def up_to_date(journals: Sequence[Journal], me: Me, now: datetime) -> Standing:
    """Return what the logs and entries of journals have come to for one person, as known at a moment."""
    shards = Shards(_path(journals))
    try:
        with without_collector():
            return _standing(shards, journals, me, now)
    finally:
        shards.close()


def _standing(shards: Shards, journals: Sequence[Journal], me: Me, now: datetime) -> Standing:
    try:
        if shards.about.get("made of") != _made_of(journals, me):
            raise _Changed
        made = _brought_on(shards, journals, me, now)
        found = Standing(made.tally.state(), past_of(made, me.who))
    except (_Changed, Rewritten, *_DAMAGE):
        shards.clear()
        shards.about = {"made of": _made_of(journals, me)}
        made = _brought_on(shards, journals, me, now)
        found = Standing(made.tally.state(), past_of(made, me.who))
    shards.about["sums"] = [[*key, count] for key, count in made.tally.sums.items()]
    shards.save()
    return found


def all_deeds(journals: Iterable[Journal], me: Me) -> Iterator[Deed]:
    """Yield every deed of a person, and the thanks that others gave, from the files as they are."""
    for journal in journals:
        doubted = journal.unvouched()
        yield from (deed for deed in _deeds_of(journal, me) if deed.id not in doubted)


def doubted_deeds(journals: Iterable[Journal], me: Me) -> Iterator[Deed]:
    """Yield the deeds that are left out, as somebody else than their writer brought them."""
    for journal in journals:
        if doubted := journal.unvouched():
            yield from (deed for deed in _deeds_of(journal, me) if deed.id in doubted)


def _deeds_of(journal: Journal, me: Me) -> Iterator[Deed]:
    for path in paths_of(journal).values():
        yield from deeds_in(read_on(path, None, ())[1], path.stem, me, private=journal.private)


def all_facts(journals: Iterable[Journal], me: Me) -> dict[str, EntryFacts]:
    """Return the facts of all entries by id; of an entry in several journals those of the first."""
    who = _named(me)
    found: dict[str, EntryFacts] = {}
    for journal in journals:
        for facts in _facts(journal, journal.index.outlines(), who):
            found.setdefault(facts.id, facts)
    return found


def _facts(journal: Journal, outlines: Iterable[Outline], who: Callable[[str], str]) -> Iterator[EntryFacts]:
    """Yield the facts of entries; one that was given another author is nobody's."""
    doubted = journal.unvouched()
    for outline in outlines:
        facts = facts_in(outline, who)
        yield facts._replace(author="") if facts.id in doubted else facts


class _KeptFacts(Mapping[str, EntryFacts]):
    """The facts of entries as they are kept in the cache, month by month, each month read when first needed."""

    def __init__(self, shards: Shards, journals: Sequence[Journal]) -> None:
        self._shards = shards
        self._journals = range(len(journals))
        self._months: dict[str, Mapping[str, Any]] = {}  # rows by entry
        self._anew: dict[str, EntryFacts] | None = {} if shards.is_fresh else None

    def __getitem__(self, entry: str) -> EntryFacts:
        found: EntryFacts | None = self.get(entry)
        if found is None:
            raise KeyError(entry)
        return found

    def get(self, entry: str, default: Any = None) -> Any:
        """Return the facts of an entry, or `default`."""
        if self._anew is not None:
            return self._anew.get(entry, default)
        if is_id(entry):
            month = month_of(entry)
            for journal in self._journals:
                if row := self._rows(journal, month).get(entry):
                    return from_plain([entry, *row])
        return default

    def of_month(self, journal: int, month: str) -> dict[str, EntryFacts]:
        """Return the facts of one month's entries in one journal."""
        rows = self._rows(journal, month)
        return {entry: from_plain([entry, *row]) for entry, row in rows.items()}

    def elsewhere(self, entry: str, month: str, journal: int) -> list[int]:
        """Return the other journals that have an entry."""
        return [one for one in self._journals if one != journal and entry in self._rows(one, month)]

    def keep(self, journal: int, month: str, facts: Mapping[str, EntryFacts]) -> None:
        """Put new facts of a month in the place of those that were kept."""
        name = f"{OWN_PART}{journal}\t{month}"
        self._months[name] = self._shards[name] = {entry: one[1:] for entry, one in facts.items()}
        if self._anew is not None:
            for entry, one in facts.items():
                self._anew.setdefault(entry, one)  # the first journal that has an entry counts

    def _rows(self, journal: int, month: str) -> Mapping[str, Any]:
        name = f"{OWN_PART}{journal}\t{month}"
        if name not in self._months:
            self._months[name] = self._shards.get(name, {})
        return self._months[name]

    def __iter__(self) -> Iterator[str]:
        raise NotImplementedError("facts are asked for by id")

    def __len__(self) -> int:
        raise NotImplementedError("facts are asked for by id")


def _brought_on(shards: Shards, journals: Sequence[Journal], me: Me, now: datetime) -> Checkpoint:
    """Return the checkpoint that is kept, with all that is new; raises `_Changed` if it does not hold."""
    facts = _KeptFacts(shards, journals)
    kept = shards.about.get("sums", [])
    if type(kept) is not list:
        raise _Changed
    sums = {Sum(*key): count for *key, count in kept}
    made = Checkpoint(Tally(RULES, shards, sums))
    changed = [
        month for number in range(len(journals)) for month in _changed_months(shards, journals, number)
    ]
    gained = [pair for month in changed for pair in _taken(facts, month, me, is_fresh=shards.is_fresh)]
    from_entries = [deed for before, after in gained for deed in _gained(before, after)]
    deeds = [*_new_deeds(shards, journals, me), *from_entries]
    again = [] if shards.is_fresh else [after.id for _, after in gained]
    made.take(deeds, facts, now, again)
    return made


def _changed_months(shards: Shards, journals: Sequence[Journal], number: int) -> Iterator[_Month]:
    index = journals[number].index
    known: dict[str, Any] = shards.about.setdefault("months", {}).setdefault(str(number), {})
    digests = index.month_digests()
    if known.keys() - digests.keys():
        raise _Changed
    for name, looks in digests.items():
        if not looks or looks != known.get(name):
            known[name] = looks
            yield _Month(number, journals[number], name)


def _taken(
    facts: _KeptFacts, month: _Month, me: Me, *, is_fresh: bool
) -> Iterator[tuple[EntryFacts | None, EntryFacts]]:
    """Keep the facts of a month and yield those that are new, each with those from before."""
    number, journal, name = month
    before = facts.of_month(number, name)
    after = {one.id: one for one in _facts(journal, journal.index.outlines(name), _named(me))}
    if before.keys() - after.keys():
        raise _Changed
    if before == after:
        return
    facts.keep(number, name, after)
    for entry, one in after.items():
        old = before.get(entry)
        if old == one:
            continue
        elsewhere = facts.elsewhere(entry, name, number)
        if not is_fresh and (elsewhere or (old and not only_grew(old, one))):
            raise _Changed
        if not any(other < number for other in elsewhere):
            yield old, one


def _gained(before: EntryFacts | None, after: EntryFacts) -> list[Deed]:
    if before is not None and before.checks == after.checks:
        return []
    return deeds_of_entry(after, in_force(after.day))


def _new_deeds(shards: Shards, journals: Sequence[Journal], me: Me) -> Iterator[Deed]:
    """Yield the deeds on lines that were not read yet, and note that they are."""
    for number, journal in enumerate(journals):
        known: dict[str, Any] = shards.about.setdefault("logs", {}).setdefault(str(number), {})
        paths = paths_of(journal)
        if known.keys() - paths.keys():
            raise Rewritten
        now_ns, doubted = time.time_ns(), journal.unvouched()
        for name, path in paths.items():
            before = LogState(*known[name]) if name in known else None
            looks = looks_of(path, now_ns)
            if before and looks and looks == tuple(before.looks):
                continue
            known[name], lines = read_on(path, before, looks)
            found = deeds_in(lines, path.stem, me, private=journal.private, unvouched=doubted)
            for deed in found:
                if deed.do in LOOKED_AT or deed.do in RESTS:
                    yield deed


def _named(me: Me) -> Any:
    """Return what gives an author's `who`, under the one name of the person at the keyboard."""

    @cache
    def who(author: str) -> str:
        return me.named(who_of(author))

    return who


def _made_of(journals: Sequence[Journal], me: Me) -> list[Any]:
    """Return what a checkpoint depends on beside files, as plain values."""
    import unicodedata

    rules = sha256(repr(sorted(RULES.items())).encode()).hexdigest()
    about = [
        [str(journal.root), journal.header.id, journal.private, named(journal.unvouched())]
        for journal in journals
    ]
    return [_FORMAT, rules, unicodedata.unidata_version, me.who, sorted(me.addresses), about]


def _path(journals: Sequence[Journal]) -> Any:
    if not journals:
        return None
    try:
        return places.cache_folder() / f"game-{places.journal_key(journals[0].root)}.sqlite"
    except MistakesError:
        return None
