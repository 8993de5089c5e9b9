"""Playing a log again: what everybody's acts come to under the rules, as a pure function.

The order of the events, events that are there twice, and where a log is cut in two do not matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from mistakes.garbage import without_collector
from mistakes_game.acts import FIRSTS, LOOKED_AT, NOTHING, Act, First, Known, Refused, acts_of
from mistakes_game.deeds import Deed, deeds_of, deeds_of_entry
from mistakes_game.facts import EntryFacts
from mistakes_game.rules import AHEAD, RULES, Rules, in_force
from mistakes_game.state import State
from mistakes_game.tally import Store, Tally

if TYPE_CHECKING:
    from mistakes.events import Event

_Key: TypeAlias = tuple[str, str]  # a person and an entry
RESTS = frozenset(("rested", "retracted"))
_NOTED, _WRONG, _NEVER = ("reflected", "capture", "repeated"), ("mistake", "near-miss"), 1 << 31
_DAYS = "days\t"
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
    ) -> None:
        """Take deeds in; `again` names entries of which more is known than before.

        Deeds that lie too far ahead of `now`, and those of which something lacks, are kept until that changes.
        """
        came = self._not_ahead(deeds, now)
        firsts = _Firsts(self.store)
        changed = firsts.note(deed for deed in came if deed.do in FIRSTS)
        changed |= {tuple(key) for entry in again for key in self.store.get(f"{_MISSED}{entry}", ())}
        waited = {key: several for key in changed if (several := self._waiting(key))}
        waiting: dict[_Key, dict[Deed, Refused]] = {key: {} for key in waited}
        all_deeds = chain(came, *({*several} for several in waited.values())) if waited else came
        past = _Days(self.store, entries)
        self.tally.add(past.noted(self._acts(all_deeds, Known(entries, firsts.get), waiting)))
        past.keep(deed for deed in came if deed.do in RESTS)
        for key, refused in waiting.items():
            self._wait(key, refused, again=key in waited)

    def _not_ahead(self, deeds: Iterable[Deed], now: datetime) -> list[Deed]:
        latest = (now + AHEAD).timestamp() * 1000
        before = [Deed(*one) for one in self.store.get(_AHEAD, ())]
        came = [*before, *deeds]
        ahead = [deed for deed in came if deed.at > latest]
        if ahead or before:
            self.store[_AHEAD] = tuple(sorted({*ahead}))
        return [deed for deed in came if deed.at <= latest] if ahead else came

    def _acts(
        self, deeds: Iterable[Deed], known: Known, waiting: dict[_Key, dict[Deed, Refused]]
    ) -> Iterator[Act]:
        """Yield the acts that deeds are; those that are none yet are added to `waiting`."""
        for deed in deeds:
            found = acts_of(deed, known)
            if isinstance(found, list):
                yield from found
            elif found and not found.final:
                waiting.setdefault((deed.by, deed.entry), {})[deed] = found

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
        before: dict[_Key, First] = {}
        for deed in deeds:
            key = (deed.by, deed.entry)
            first = self.get(*key)
            before.setdefault(key, first)
            self._fresh[key] = first.with_deed(deed)
        changed = {key for key, first in before.items() if self._fresh[key] != first}
        for key in changed:
            self._store[_name(_FIRST, key)] = self._fresh[key]
        return changed


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


class _Days:
    """The days that the streak looks at, noted while acts pass by, over a store that keeps them."""

    def __init__(self, store: Store, entries: Mapping[str, EntryFacts]) -> None:
        self._store = store
        self._entries = entries
        self._days: dict[str, set[int]] = {}

    def noted(self, acts: Iterable[Act]) -> Iterator[Act]:
        """Yield the acts as they are."""
        first: dict[str, int] = {}
        for act in acts:
            if act.day < first.get(act.who, _NEVER):
                first[act.who] = act.day
            if act.rule in _NOTED:
                self._note(act)
            yield act
        for who, day in first.items():
            known = self._store.get(f"{_DAYS}first\t{who}", ())
            self._store[f"{_DAYS}first\t{who}"] = (min((*known, day)),)
        for name, days in self._days.items():
            self._store[name] = tuple(sorted({*self._store.get(name, ()), *days}))

    def keep(self, deeds: Iterable[Deed]) -> None:
        """Keep rests, and what was taken back."""
        by_name: dict[str, set[Deed]] = {}
        for deed in deeds:
            by_name.setdefault(f"{_DAYS}{deed.do}\t{deed.by}", set()).add(deed)
        for name, several in by_name.items():
            known = {Deed(*one) for one in self._store.get(name, ())}
            self._store[name] = tuple(sorted(known | several))

    def _note(self, act: Act) -> None:
        if act.rule == "capture" and self._entries[act.deed.entry].kind not in _WRONG:
            return
        kind = "reflected" if act.rule == "reflected" else "wrong"
        self._days.setdefault(f"{_DAYS}{kind}\t{act.who}", set()).add(act.day)


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
    found: Iterable[Deed] = deeds_of(events, LOOKED_AT | RESTS)
    if checkpoint is None:
        found = chain(found, of_entries(entries.values(), rules))
    with without_collector():
        made.take(found, entries, now)
    return made


def of_entries(entries: Collection[EntryFacts], rules: Mapping[int, Rules]) -> Iterator[Deed]:
    """Yield what follows from entries alone, under the rules that were in force when they were logged."""
    versions = {day: in_force(day, rules) for day in {entry.day for entry in entries}}
    for entry in entries:
        yield from deeds_of_entry(entry, versions[entry.day])


def _name(kind: str, key: tuple[str, str]) -> str:
    return f"{kind}{key[0]}\t{key[1]}"
