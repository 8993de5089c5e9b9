"""Kills writers at random moments for a while, and counts what was lost. Run by hand:

    python tests/soak/kill.py --seconds 120

Three writers at a time add, change and record in one journal, each saying what it has been acknowledged;
all are killed together, hundreds of times a minute. It ends with status 1 if anything acknowledged is gone.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

WRITERS = 3


class Promised:
    """What was acknowledged: entries by id, the number last written into some of them, events by id."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}
        self.numbers: dict[tuple[str, str], int] = {}
        self.events: dict[str, str] = {}
        self.count: Counter[str] = Counter()

    def hear(self, said: bytes) -> None:
        """Note whole lines only: half a line was not acknowledged."""
        for line in said.decode().split("\n")[:-1]:
            kind, made, *rest = line.split("\t")
            self.count[kind] += 1
            if kind == "add":
                self.entries[made] = rest[0]
            elif kind == "change":
                self.numbers[made, rest[0]] = int(rest[1])
            else:
                self.events[made] = rest[0]

    def missing(self, journal: Any) -> list[str]:
        """Return what the journal does not hold as it was promised."""
        there = {entry.id: entry for entry in journal.entries(deleted=True)}
        events = {event.id: getattr(event, "text", "") for event in journal.events()}
        lost = [f"unreadable: {error}" for error in journal.unreadable]
        lost += [f"entry {made}" for made, title in self.entries.items() if _title(there, made) != title]
        lost += [f"event {made}" for made, text in self.events.items() if events.get(made) != text]
        for (made, writer), number in self.numbers.items():
            if int(there[made].extra.get("x", {}).get(writer, -1)) < number:
                lost.append(f"change {number} of {made} by {writer}")
        return lost


def _title(there: dict[str, Any], made: str) -> str | None:
    return there[made].title if made in there else None


def write_until_killed(
    root: Path, writer: str, first: int, shared: str, tell: Callable[[str], object]
) -> None:
    """Add, change and record without end, telling what was acknowledged."""
    import attrs

    from mistakes import Commented, Journal

    journal, number = Journal.open(root), first
    while True:
        number += 1
        made = journal.add(f"{writer} {number}", story="what happened\n" * (number % 50))
        tell(f"add\t{made.id}\t{made.title}\n")

        def count_up(entry: Any, number: int = number) -> Any:
            return attrs.evolve(entry, extra={"x": {**entry.extra.get("x", {}), writer: number}})

        journal.edit(shared, count_up)
        tell(f"change\t{shared}\t{writer}\t{number}\n")
        event = journal.record(Commented(made.id, text=f"{writer} {number}"))
        tell(f"event\t{event.id}\t{event.text}\n")


def start(root: Path, writer: str, first: int, shared: str) -> tuple[int, int]:
    """Start a writer; return its process id and the end of the pipe on which it tells."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    os.close(reading)
    try:
        write_until_killed(root, writer, first, shared, lambda line: os.write(writing, line.encode()))
    except BaseException as error:
        os.write(2, f"{writer}: {type(error).__name__}: {error}\n".encode())
    os._exit(3)


def soak(root: Path, seconds: float, patience: float) -> tuple[Promised, int, list[str]]:
    """Kill writers until the time is over; return what they promised, the kills, and what went wrong."""
    from mistakes import Journal

    journal = Journal.create(root, name="soak")
    shared = journal.add("shared").id
    promised, kills, end = Promised(), 0, time.monotonic() + seconds
    wrong: list[str] = []
    while time.monotonic() < end and not wrong:
        running = [start(root, f"w{number}", kills * 1000, shared) for number in range(WRITERS)]
        time.sleep(random.uniform(0, patience))
        for child, _ in running:
            os.kill(child, signal.SIGKILL)
        for child, pipe in running:
            status = os.waitpid(child, 0)[1]
            if not os.WIFSIGNALED(status):
                wrong.append("a writer failed before it was killed")
            with os.fdopen(pipe, "rb") as said:
                promised.hear(said.read())
            kills += 1
        if kills % (100 * WRITERS) == 0:
            wrong += promised.missing(journal)
            print(f"{kills} kills, {promised.count.total()} acknowledged, {len(wrong)} lost", flush=True)
    return promised, kills, wrong + promised.missing(journal)


def main() -> int:
    """Run the soak and say what it found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument(
        "--patience", type=float, default=0.06, help="the longest life of a writer in seconds"
    )
    parser.add_argument("--folder", help="where to write; otherwise a temporary folder")
    options = parser.parse_args()
    with TemporaryDirectory(dir=options.folder) as folder:
        for name in ("CONFIG", "CACHE", "STATE", "DATA"):
            os.environ[f"XDG_{name}_HOME"] = str(Path(folder) / name.lower())
        promised, kills, wrong = soak(Path(folder) / "journal", options.seconds, options.patience)
        leftovers = sum(1 for path in Path(folder, "journal").rglob(".mistakes-*"))
    print(f"{kills} kills; acknowledged: {dict(promised.count)}; temporary files left: {leftovers}")
    print(f"lost or wrong: {len(wrong)}", *wrong[:20], sep="\n  ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
