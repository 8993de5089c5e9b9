"""Playing a log again: what everybody's acts come to under the rules, as a pure function.

The order of the events, events that are there twice, and where a log is cut in two do not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

from mistakes.garbage import without_collector
from mistakes.records import NamedTuple
from mistakes_game.points.acts import FIRSTS, LOOKED_AT, MAKERS, NOTHING, Act, First, Known, Refused, captured
from mistakes_game.points.deeds import Deed, deeds_of, deeds_of_entry, noon_of
from mistakes_game.points.facts import EntryFacts
from mistakes_game.points.rules import AHEAD, RULES, Rules, in_force
from mistakes_game.points.state import State
from mistakes_game.points.tally import About, Store, Tally

if TYPE_CHECKING:
    from mistakes.events import Event

_Key: TypeAlias = tuple[str, str]  # a person and an entry
RESTS = frozenset(("rested", "retracted"))
_NOTED, _WRONG, _NEVER = ("reflected", "capture", "repeated"), ("mistake", "near-miss"), 1 << 31
_DAYS = "days\t"
_DAY = attrgetter("day")
_FIRST, _WAITING, _MISSED, _AHEAD = "first\t", "waiting\t", "missed\t", "ahead"


class Checkpoint:
    """What a log has come to so far: the tally of its acts, and the deeds that may yet become acts.

    Everything lies in the tally's store, under plain values.
    """

    def __init__(self, tally: Tally) -> None:
        self.tally = tally

    @property
    def store(self) -> Store:
        """Where values lie by their keys."""
        return self.tally.store

    def grown(self) -> Checkpoint:
        """Return a checkpoint that can grow without changing this one."""
        return Checkpoint(self.tally.grown())

    def take(
        self,
        deeds: Iterable[Deed],
        entries: Mapping[str, EntryFacts],
        now: datetime,
        again: Iterable[str] = (),
        logged: Collection[EntryFacts] = (),
    ) -> None:
        """Take deeds in; `again` names entries of which more is known than before, `logged` are new ones.

        Deeds that lie too far ahead of `now`, and those of which something lacks, are kept until that changes.
        """
        captures, held = _of_entries(logged, self.tally.rules, _latest(now))
        came = self._not_ahead(chain(deeds, held), now)
        firsts = _Firsts(self.store)
        changed = firsts.note(deed for deed in came if deed.do in FIRSTS)
        changed |= {tuple(key) for entry in again for key in self.store.get(f"{_MISSED}{entry}", ())}
        waited = {key: several for key in changed if (several := self._waiting(key))}
        waiting: dict[_Key, dict[Deed, Refused]] = {key: {} for key in waited}
        all_deeds = chain(came, *({*several} for several in waited.values())) if waited else came
        acts = _acts_by_rule(all_deeds, Known(entries, firsts.get), waiting, captures)
        self.tally.add(acts)
        _note_days(self.store, acts, entries)
        _keep_rests(self.store, (deed for deed in came if deed.do in RESTS))
        for key, refused in waiting.items():
            self._wait(key, refused, again=key in waited)

    def _not_ahead(self, deeds: Iterable[Deed], now: datetime) -> list[Deed]:
        latest = _latest(now)
        before = [Deed(*one) for one in self.store.get(_AHEAD, ())]
        came = [*before, *deeds]
        ahead = [deed for deed in came if deed.at > latest]
        if ahead or before:
            self.store[_AHEAD] = tuple(sorted({*ahead}))
        return [deed for deed in came if deed.at <= latest] if ahead else came

    def _waiting(self, key: _Key) -> list[Deed]:
        return [Deed(*one) for one in self.store.get(_name(_WAITING, key), ())]

    def _wait(self, key: _Key, refused: Mapping[Deed, Refused], *, again: bool) -> None:
        """Keep deeds until more is known, and under each entry of which that is, whose they are.

        `again` tells that those which waited before are among them, if they still wait.
        """
        before = () if again else self._waiting(key)
        self.store[_name(_WAITING, key)] = tuple(sorted({*before, *refused}))
        for entry in {one.misses or key[1] for one in refused.values()}:
            known = {(by, about) for by, about in self.store.get(f"{_MISSED}{entry}", ())}
            if key not in known:
                self.store[f"{_MISSED}{entry}"] = tuple(sorted({*known, key}))


def _latest(now: datetime) -> float:
    """Return up to when deeds count at a moment, in ms since 1970."""
    return (now + AHEAD).timestamp() * 1000


def _of_entries(
    entries: Collection[EntryFacts], rules: Mapping[int, Rules], latest: float
) -> tuple[list[Act], list[Deed]]:
    """Return the acts that entries are by themselves, and as deeds what has to be looked at."""
    versions = {day: in_force(day, rules) for day in {entry.day for entry in entries}}
    ahead = {day for day in versions if noon_of(day) > latest}
    captures, deeds = [], []
    for entry in entries:
        if entry.checks or entry.day in ahead:
            deeds += deeds_of_entry(entry, versions[entry.day])
        elif entry.author and not entry.imported:
            captures.append(captured(entry, versions[entry.day]))
    return captures, deeds


def _acts_by_rule(
    deeds: Iterable[Deed],
    known: Known,
    waiting: dict[_Key, dict[Deed, Refused]],
    captures: Iterable[Act],
) -> Mapping[About, list[Act]]:
    """Return the acts that deeds are, by whose they are, version and rule; what is none yet is added to `waiting`."""
    found: defaultdict[About, list[Act]] = defaultdict(list)
    for act in captures:
        found[act[:3]].append(act)
    for deed in deeds:
        make = MAKERS.get(deed.do)
        made = make(deed, known) if make else None
        if type(made) is Act:
            found[made[:3]].append(made)
        elif type(made) is list:
            for act in made:
                found[act[:3]].append(act)
        elif type(made) is Refused and not made.final:
            waiting.setdefault((deed.by, deed.entry), {})[deed] = made
    return found


class _Firsts:
    """What each person did first about each entry, over a store that keeps it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._fresh: dict[_Key, First] = {}

    def get(self, by: str, entry: str) -> First:
        """Return what a person did first about an entry."""
        key = (by, entry)
        if key in self._fresh:
            return self._fresh[key]
        found = self._store.get(_name(_FIRST, key))
        return First(*found) if found else NOTHING

    def note(self, deeds: Iterable[Deed]) -> set[_Key]:
        """Note deeds and keep what they add; return the persons and entries of which more is known."""
        for deed in deeds:
            key = (deed.by, deed.entry)
            before = self.get(*key)
            after = before.with_deed(deed)
            if after is not before:
                self._fresh[key] = after
        self._store.update({_name(_FIRST, key): first for key, first in self._fresh.items()})
        return {*self._fresh}


class Past(NamedTuple):
    """What the streak looks at of one person's acts: days as ordinals, `first` that of the first act.

    `reflected` are days on which a reflection was completed, `wrong` those on which a mistake or a repeat
    was noted; `rested` are the rests that were not taken back.
    """

    first: int | None
    reflected: frozenset[int]
    wrong: frozenset[int]
    rested: tuple[Deed, ...]


def past_of(checkpoint: Checkpoint, who: str) -> Past:
    """Return what the streak of one person looks at."""
    get = checkpoint.store.get
    first, reflected, wrong = (get(f"{_DAYS}{kind}\t{who}", ()) for kind in ("first", "reflected", "wrong"))
    back = {Deed(*one).key for one in get(f"{_DAYS}retracted\t{who}", ())}
    rested = (Deed(*one) for one in get(f"{_DAYS}rested\t{who}", ()))
    kept = tuple(deed for deed in rested if deed.id not in back)
    return Past(min(first, default=None), frozenset(reflected), frozenset(wrong), kept)


def _note_days(store: Store, acts: Mapping[About, Sequence[Act]], entries: Mapping[str, EntryFacts]) -> None:
    """Note the days of acts that the streak looks at."""
    first: dict[str, int] = {}
    noted: dict[str, set[int]] = {}
    for (who, _, rule), several in acts.items():
        first[who] = min(first.get(who, _NEVER), *map(_DAY, several))
        if rule in _NOTED:
            kind = "reflected" if rule == "reflected" else "wrong"
            noted.setdefault(f"{_DAYS}{kind}\t{who}", set()).update(_days_of(several, entries))
    for who, day in first.items():
        known = store.get(f"{_DAYS}first\t{who}", ())
        store[f"{_DAYS}first\t{who}"] = (min((*known, day)),)
    for name, days in noted.items():
        if days:
            store[name] = tuple(sorted({*store.get(name, ()), *days}))


def _days_of(acts: Iterable[Act], entries: Mapping[str, EntryFacts]) -> set[int]:
    """Return the days of acts, leaving out captures of what was no mistake."""
    days: set[int] = set()
    for act in acts:
        day = act.day
        if day not in days and (act.rule != "capture" or entries[act.thing].kind in _WRONG):
            days.add(day)
    return days


def _keep_rests(store: Store, deeds: Iterable[Deed]) -> None:
    """Keep rests, and what was taken back."""
    by_name: dict[str, set[Deed]] = {}
    for deed in deeds:
        by_name.setdefault(f"{_DAYS}{deed.do}\t{deed.by}", set()).add(deed)
    for name, several in by_name.items():
        known = {Deed(*one) for one in store.get(name, ())}
        store[name] = tuple(sorted(known | several))


def replay(
    events: Iterable[Event],
    entries: Mapping[str, EntryFacts],
    rules: Mapping[int, Rules] = RULES,
    *,
    now: datetime,
    checkpoint: Checkpoint | None = None,
) -> State:
    """Return the state after events, as it is known at a moment (aware).

    With a `checkpoint`, the state after what it was made of as well; it was made under the same rules and
    of the same entries.
    """
    with without_collector():  # until what is not returned is gone as well
        return checkpoint_of(events, entries, rules, now=now, checkpoint=checkpoint).tally.state()


def checkpoint_of(
    events: Iterable[Event],
    entries: Mapping[str, EntryFacts],
    rules: Mapping[int, Rules] = RULES,
    *,
    now: datetime,
    checkpoint: Checkpoint | None = None,
) -> Checkpoint:
    """Return what `replay` goes on from; the checkpoint that is given stays as it is."""
    made = checkpoint.grown() if checkpoint else Checkpoint(Tally(rules))
    logged = entries.values() if checkpoint is None else ()
    with without_collector():
        made.take(deeds_of(events, LOOKED_AT | RESTS), entries, now, logged=logged)
    return made


def of_entries(entries: Collection[EntryFacts], rules: Mapping[int, Rules]) -> Iterator[Deed]:
    """Yield what follows from entries alone, under the rules that were in force when they were logged."""
    versions = {day: in_force(day, rules) for day in {entry.day for entry in entries}}
    for entry in entries:
        yield from deeds_of_entry(entry, versions[entry.day])


def _name(kind: str, key: tuple[str, str]) -> str:
    return f"{kind}{key[0]}\t{key[1]}"
