"""The road to 1,001: how many mistakes were collected, are ready for the book, and have proven their worth.

A count alone can be filled with anything. So an entry is ready only when it lacks nothing of its own
(`mistakes.readiness`), holds no name of a person and no secret, says something that no earlier one says
(or is linked as a repeat, told anew), is a day old, and was read by somebody else; in one's own journal,
by oneself a week after it was written. Proven is what is ready and was applied or built in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from mistakes.discovery import state
from mistakes.identity import who_of
from mistakes.ids import month_of, time_of
from mistakes.ladder import STEPS, Standing, standing
from mistakes.records import NamedTuple
from mistakes.today import road
from mistakes_game.chapters import entry_cache
from mistakes_game.chapters.echoes import originals_of
from mistakes_game.chapters.entry_cache import Known, know, known_of
from mistakes_game.chapters.knowing import ask, path_of, scanned_by, scanner
from mistakes_game.reading.vouched import named
from mistakes_game.words.wording import words

if TYPE_CHECKING:
    from mistakes.index.plans import Voice
    from mistakes.journal import Journal
    from mistakes.model import Mistake

# To be counted up whenever the same journal would have another goal: caches remember it.
_FORMULA = 6
OLD_ENOUGH = timedelta(hours=24)
AGAIN = timedelta(days=7)
READ_BY_OTHERS = ("thanked", "commented", "read", "applied")
READ_AGAIN = ("reviewed", "read", "applied", "compared")
PROVEN = frozenset(("applied", "built in"))


class Goal(NamedTuple):
    """How far a journal is on its road, in entries; `milestone` is the next one for what is ready.

    `unseen` is the number of entries that were not looked at yet, so that ready may be more.
    """

    collected: int
    chapter_ready: int
    proven: int
    goal: int
    milestone: int
    unseen: int = 0


class Lack(NamedTuple):
    """Something that keeps an entry from being a chapter yet: its name, and what to do in kind words."""

    name: str
    text: str


def progress(journal: Journal, now: datetime | None = None, *, most: int | None = None) -> Goal:
    """Return how far a journal is at a moment (the present one).

    What is known of entries is remembered in the user's cache, so that only files that changed are read: none
    of them if they are more than `most`; None reads all. Nothing is read if nothing changed.
    """
    at = (now or datetime.now(UTC)).timestamp()
    with journal.settled():
        ready, proven, later, unseen, collected = _found(journal, most)
    ready += sum(moment <= at for moment, _ in later)
    proven += sum(is_proven for moment, is_proven in later if moment <= at)
    step = road(ready, journal.header.goal)
    return Goal(collected, ready, proven, step.goal, step.milestone, unseen)


def why_not(
    journal: Journal, entry: Mistake, language: str = "en", now: datetime | None = None
) -> tuple[Lack, ...]:
    """Return what an entry still wants to be a chapter, in the order in which to do it; () if nothing.

    That it says what another one says is told once it has been read.
    """
    with journal.settled():
        names, first = _lacking(journal, entry, now or datetime.now(UTC))
    said, short = words(language), journal.handles({entry.id, first or entry.id}, walk=False)
    about = {"id": short[entry.id], "first": short.get(first, "")}
    return tuple(Lack(name, said[f"lack {name}"].format(**about)) for name in names)


def _lacking(journal: Journal, entry: Mistake, at: datetime) -> tuple[list[str], str]:
    """Return the names of what an entry lacks, and the id of an earlier one that it is like."""
    doubted = journal.unvouched()
    voices = _vouched(journal, month_of(entry.id), doubted)
    read = readings({entry.id: who_of(entry.author)}, voices, private=journal.private).get(entry.id)
    known = know(entry, scanner(journal))
    (first, earlier), _ = ask(journal, _ids(_read(journal, doubted)), lambda db: _first(db, entry.id))
    names = [*known.lacks, *known.found]
    names += ["echo"] if earlier and not is_told_anew(known.repeat_of, known.words, earlier.words) else []
    names += ["young"] if time_of(entry.id) > at - OLD_ENOUGH else []
    if read is None or (read > at and "young" not in names):
        names.append("reread" if journal.private else "reader")
    return names, first


def is_told_anew(repeat_of: str, words: str, first: str) -> bool:
    """Tell whether what is near to an earlier entry may be a chapter all the same.

    It is if it is linked as a repeat and does not say the very same; `words` and `first` are digests.
    """
    return bool(repeat_of) and words != first


def readings(authors: Mapping[str, str], voices: Iterable[Voice], *, private: bool) -> dict[str, datetime]:
    """Return from when on each entry is old enough and read; what nobody has read is left out.

    `authors` are the `who` of entries by id. In a team's journal an entry is read by another than its
    author; in one's own by oneself, a week later.
    """
    found: dict[str, datetime] = {}
    kinds = READ_AGAIN if private else READ_BY_OTHERS
    for event, do, entry, who in voices:
        if entry not in authors or do not in kinds:
            continue
        at, written = time_of(event), time_of(entry)
        if at >= written + AGAIN if private else not _is_same(who, authors[entry]):
            moment = max(at, written + OLD_ENOUGH)
            found[entry] = min(moment, found.get(entry, moment))
    return found


def _found(journal: Journal, most: int | None) -> Any:
    """Return what the journal comes to, from memory if nothing changed."""
    doubted = journal.unvouched()
    name = f"game goal {_FORMULA} {scanned_by(journal)} {named(doubted)}"
    if most is not None:  # what was left before may have been looked at since
        name = f"{name} {most} {state(path_of(journal))}"
    return journal.index.remembered(name, lambda: _come_to(journal, most, doubted))


def _come_to(journal: Journal, most: int | None, doubted: frozenset[str]) -> list[Any]:
    """Return how many are ready and proven now, the moments at which others will be, and what is unseen."""
    read = _read(journal, doubted)
    whole, unseen = ask(journal, _ids(read), _whole, most)
    now = datetime.now(UTC).timestamp()
    found = [(at, is_proven) for rows in read.values() for name, at, is_proven in rows if name in whole]
    later = sorted([at, is_proven] for at, is_proven in found if at > now)
    ready = [is_proven for at, is_proven in found if at <= now]
    return [len(ready), sum(ready), later, unseen, journal.index.kept]


def _read(journal: Journal, doubted: frozenset[str]) -> dict[str, list[tuple[str, float, bool]]]:
    """Return by month the entries that were read and have come far enough, as no others need a look.

    Each with the time (seconds since 1970) from which it is old enough and read, and whether it has proven
    itself.
    """

    concerned = cache(lambda: _concerned(journal, doubted))

    def standings(ids: Collection[str]) -> dict[str, Standing]:
        found = journal.index.standings(ids)
        return found | {name: _standing(journal, name, doubted) for name in concerned() & found.keys()}

    def work(month: str) -> Any:
        voices = _vouched(journal, month, doubted)
        outlines = journal.index.outlines(month) if voices else ()
        authors = {one.id: who_of(one.author) for one in outlines if one.id not in doubted}
        moments = readings(authors, voices, private=journal.private)
        reached = {
            name: {*STEPS[: STEPS.index(where.status) + 1], *where.ahead}
            for name, where in standings(moments).items()
        }
        rows = [
            [name, moments[name].timestamp(), not PROVEN.isdisjoint(steps)]
            for name, steps in reached.items()
            if _may_be_whole(steps)
        ]
        return [month, rows]

    name = f"game read {_FORMULA} {journal.private} {named(doubted)}"
    return {
        month: [(name, at, ok) for name, at, ok in rows] for month, rows in journal.index.by_month(name, work)
    }


def _vouched(journal: Journal, month: str, doubted: frozenset[str]) -> list[Voice]:
    """Return who read, thanked and so on, without what somebody else brought in their name."""
    return [one for one in journal.index.voices(_kinds(journal), month) if one.id not in doubted]


def _concerned(journal: Journal, doubted: frozenset[str]) -> set[str]:
    """Return the entries about which somebody brought events in another person's name."""
    told = journal.events() if doubted else ()
    return {event.entry or "" for event in told if event.id in doubted}


def _standing(journal: Journal, name: str, doubted: frozenset[str]) -> Standing:
    return standing(journal.get(name), [event for event in journal.events(name) if event.id not in doubted])


def _ids(read: Mapping[str, Iterable[tuple[str, float, bool]]]) -> dict[str, list[str]]:
    return {month: [name for name, _, _ in rows] for month, rows in read.items()}


def _may_be_whole(steps: Collection[str]) -> bool:
    """Tell whether an entry that has reached these steps of the ladder may lack nothing to be a chapter."""
    return "understood" in steps and ("planned" in steps or "built in" in steps)


def _first(db: sqlite3.Connection, name: str) -> tuple[str, Known | None]:
    """Return the entry that one is like, "" for none, and what is known of it."""
    first = originals_of(db, name).get(name, "")
    return first, known_of(db, [first]).get(first)


def _whole(db: sqlite3.Connection) -> set[str]:
    """Return the entries that are chapters as far as they themselves tell."""
    found, first = entry_cache.whole(db), originals_of(db)
    words = {name: known.words for name, known in known_of(db, set(first.values())).items()}
    return {
        name
        for name, (repeat_of, said) in found.items()
        if name not in first or is_told_anew(repeat_of, said, words[first[name]])
    }


def _kinds(journal: Journal) -> tuple[str, ...]:
    return READ_AGAIN if journal.private else READ_BY_OTHERS


def _is_same(one: str, other: str) -> bool:
    """Tell whether two `who` are of one address, however the name was spelled."""
    return one.rpartition("-")[2] == other.rpartition("-")[2]
