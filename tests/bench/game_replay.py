"""Times the rules of the game on a long log: all of it at once, and one event more.

    python tests/bench/game_replay.py --events 100000

The events are made up: one person over some years, every kind of act that the rules look at. Nothing is read
or written. The bars are 1 s for 100,000 events at once, and 20 ms for one more; the time is that of the
processor.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from mistakes import events
from mistakes.events import Event
from mistakes.ids import encode
from mistakes_game.points.facts import EntryFacts, Plan, alike
from mistakes_game.points.replay import checkpoint_of, replay

WHO = ("mei-0123456789ab", "ana-ba9876543210")
START = datetime(2016, 1, 4, 12, tzinfo=UTC)
WORDS = "brake lease clause pump signal host index lamp rope valve ledger seal".split()


def identifier(at: datetime, number: int) -> str:
    """Return an id made at a time, told from others by a number."""
    return encode((int(at.timestamp() * 1000) << 80) | (7 << 76) | (2 << 62) | number, 26)


def made_entries(count: int, chance: random.Random) -> Mapping[str, EntryFacts]:
    """Return as many entries, ten a day, each with a lesson that is a plan and an action."""
    found = {}
    for number in range(count):
        at = START + timedelta(days=number // 10, minutes=number % 10)
        day, name = at.toordinal(), identifier(at, number)
        text = alike(" ".join(chance.sample(WORDS, 4)))
        plan = Plan("less01", int(at.timestamp() * 1000), day)
        found[name] = EntryFacts(name, WHO[0], day, "mistake", False, text, ("less01",), (plan,), ("act001",))
    return found


def made_events(count: int, entries: Mapping[str, EntryFacts], chance: random.Random) -> Iterator[Event]:
    """Yield as many events about entries, of all kinds that are paid and of some that are not."""
    every = list(entries.values())
    for number in range(count):
        entry = every[number * len(every) // count]
        at = START + timedelta(days=entry.day - START.toordinal() + chance.randrange(1, 400), seconds=number)
        told = f"It helped with {' '.join(chance.sample(WORDS, 3))}"
        stamp = {"id": identifier(at, number), "at": at, "day": at.date(), "by": WHO[number % 40 == 0]}
        yield _MAKERS[number % len(_MAKERS)](entry.id, told, {**stamp, "rules": 1})


Maker = Callable[[str, str, dict[str, object]], Event]
_MAKERS: tuple[Maker, ...] = (
    *[lambda entry, _, stamp: events.Reviewed(entry, "less01", "had", **stamp)] * 5,
    lambda entry, _, stamp: events.Reviewed(entry, "less01", "missed", **stamp),  # type: ignore[arg-type]
    *[lambda entry, told, stamp: events.Applied(entry, "less01", told, **stamp)] * 2,
    lambda entry, _, stamp: events.Understood(entry, **stamp),  # type: ignore[arg-type]
    lambda entry, _, stamp: events.Planned(entry, **stamp),  # type: ignore[arg-type]
    lambda entry, told, stamp: events.ActionDone(entry, "act001", told, **stamp),  # type: ignore[arg-type]
    lambda entry, told, stamp: events.Checked(entry, "less01", told, **stamp),  # type: ignore[arg-type]
    lambda entry, _, stamp: events.Repeated(entry, "less01", None, **stamp),  # type: ignore[arg-type]
    lambda entry, told, stamp: events.Thanked(entry, "", told, "less01", **stamp),  # type: ignore[arg-type]
    lambda entry, _, stamp: events.Read(entry, **stamp),  # type: ignore[arg-type]
)


def main() -> None:
    """Print the times of both ways, the best of some runs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    chance = random.Random(7)
    entries = made_entries(max(given.events // 3, 1), chance)
    log = list(made_events(given.events, entries, chance))
    now = max(event.at for event in log if event.at) + timedelta(days=1)
    before = checkpoint_of(log[:-1], entries, now=now)
    cold = _best(lambda: replay(log, entries, now=now), given.runs)
    more = _best(lambda: replay(log[-1:], entries, now=now, checkpoint=before), given.runs)
    points = sum(person.points for person in replay(log, entries, now=now).persons.values())
    print(f"{len(log):,} events about {len(entries):,} entries come to {points:,} points")
    print(f"cold         {cold * 1000:8.0f} ms")
    print(f"incremental  {more * 1000:8.1f} ms")


def _best(work: Callable[[], object], runs: int) -> float:
    times = []
    for _ in range(runs):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


if __name__ == "__main__":
    main()
