"""Times `sync` beside git itself on the same history: nothing to do, and 100 entries that somebody else added.

    python tests/bench/sync_speed.py --entries 10000 100000
    python tests/bench/sync_speed.py --entries 10000 --host ssh://git@localhost:2222

Without a host the remote is a folder on this disk, where git has next to nothing to do to reach it.
Nothing of the user's own is read or written.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mistakes import Journal

NEW = 100
_ENTRY = """\
format = 1
id = "{id}"
title = "Entry {id}"
kind = "mistake"
happened = {at}
logged = {at}
author = "Ana <ana@example.com>"
rev = 1
updated = {at}
story = \"\"\"
{story}\"\"\"
"""


class Spent(NamedTuple):
    """What one run took: wall and CPU seconds, those of the processes it started included."""

    wall: float
    cpu: float


class Scene:
    """A remote with three clones: one that adds, ours that syncs, and one that git alone keeps in step."""

    def __init__(self, work: Path, entries: int, host: str) -> None:
        from mistakes import Journal
        from mistakes.settings import Settings
        from mistakes_git.publishing import clone, publish

        remote, peer = work / "remote.git", work / "peer"
        _git(work, "init", "-q", "--bare", "-b", "main", str(remote))
        address = f"{host}{remote}" if host else str(remote)
        settings = Settings(
            work / "none.toml", {"author": "Ana <ana@example.com>", "who": "ana-0123456789ab"}
        )
        Journal.create(work / "adds", name="speed", kind="team")
        self.adds: Journal = Journal.open(work / "adds", settings)
        _write(self.adds.root, entries, days=3650)
        publish(self.adds, address)
        for folder in (self.adds.root, remote):
            _git(folder, "gc", "-q")
        self.ours: Journal = clone(address, work / "ours", settings)
        self.peer = peer
        _git(work, "clone", "-q", address, str(peer))

    def add_elsewhere(self) -> None:
        """Let somebody else add entries of the last weeks and push them."""
        _write(self.adds.root, NEW, days=20)
        for arguments in (["add", "-A"], ["commit", "-qm", "more"], ["push", "-q", "origin", "HEAD"]):
            _git(self.adds.root, *arguments)

    def library(self) -> None:
        """Sync in this process."""
        self.ours.sync()

    def command(self) -> None:
        """Sync with the program."""
        line = [sys.executable, "-m", "mistakes", "-j", str(self.ours.root), "sync"]
        subprocess.run(line, check=True, capture_output=True)

    def fetch(self) -> None:
        """Let git look for something new."""
        _git(self.peer, "fetch", "-q")

    def pull(self) -> None:
        """Let git take over what is new."""
        _git(self.peer, "pull", "-q", "--no-rebase")


def lines(scene: Scene, runs: int) -> Iterator[tuple[str, str, Sequence[tuple[Spent, Spent]]]]:
    """Yield what was timed, against what, and the pairs of timings."""
    for ours in (scene.library, scene.command):
        ours()
        scene.pull()
        pairs = [(_timed(ours), _timed(scene.fetch)) for _ in range(2 * runs)]
        yield f"sync with nothing to do, {ours.__name__}", "`git fetch`", pairs
    for ours in (scene.library, scene.command):
        pairs = []
        for _ in range(runs):
            scene.add_elsewhere()
            pairs.append((_timed(ours), _timed(scene.pull)))
        yield f"sync of {NEW} new, {ours.__name__}", "`git pull`", pairs


def _write(root: Path, entries: int, *, days: int) -> None:
    from mistakes.ids import new_id
    from mistakes.layout import entry_path

    last = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    for _ in range(entries):
        at = last - timedelta(seconds=random.randrange(days * 86_400))
        name = new_id(at)
        path = entry_path(root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        story = "\n".join(f"line {random.random()}" for _ in range(30))
        path.write_text(_ENTRY.format(id=name, at=at.isoformat(), story=story), encoding="utf-8")


def _timed(work: Callable[[], None]) -> Spent:
    begin, cpu = time.perf_counter(), _cpu()
    work()
    return Spent(time.perf_counter() - begin, _cpu() - cpu)


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=bench", "-c", "user.email=bench@example.com")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entries", type=int, nargs="+", default=[10_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--host", default="", help="what stands before the remote's path in its address")
    given = parser.parse_args()
    print(
        "| what | entries | time | against | its time | ratio (wall) | ratio (CPU) |\n|---|--:|--:|---|--:|--:|--:|"
    )
    for entries in given.entries:
        with tempfile.TemporaryDirectory(prefix="mistakes-bench-") as folder:
            _settle(Path(folder))
            for what, against, pairs in lines(Scene(Path(folder), entries, given.host), given.runs):
                print(_row(what, entries, against, pairs), flush=True)


def _settle(work: Path) -> None:
    """Keep every file that is read or written besides the journals below the folder of this run."""
    os.environ["HOME"] = str(work)
    for name in ("CONFIG", "CACHE", "STATE", "DATA"):
        os.environ[f"XDG_{name}_HOME"] = str(work / name.lower())


def _row(what: str, entries: int, against: str, pairs: Sequence[tuple[Spent, Spent]]) -> str:
    ours, peer = (median(one.wall for one in side) * 1000 for side in zip(*pairs, strict=True))
    wall = median(one.wall / other.wall for one, other in pairs)
    cpu = median(one.cpu / max(other.cpu, 1e-4) for one, other in pairs)
    return f"| {what} | {entries:,} | {ours:.0f} ms | {against} | {peer:.0f} ms | {wall:.2f} | {cpu:.2f} |"


if __name__ == "__main__":
    main()
