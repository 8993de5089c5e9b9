"""Many clones of one journal, written and synced at once, killed at random instants; counts what was lost. By hand:

    python tests/bench/sync_stress.py --clones 8 --operations 200 --seeds 20

Each clone has a process that adds, changes, records and syncs, and notes what it was acknowledged. It is killed
again and again, alone or with all it started, and goes on. In the end all clones sync until they are in step: then
every acknowledged entry, tag, line and event must be in every clone, all trees the same, and `git fsck` clean.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

ROUNDS = 12


class Outcome(NamedTuple):
    """What one run came to: acknowledged facts, kills, rounds until all were in step, what is wrong."""

    facts: int
    kills: int
    rounds: int
    wrong: list[str]


def opened(root: Path) -> Any:
    """Open a clone as a person of its own."""
    from mistakes import Journal
    from mistakes.settings import Settings

    name = root.name
    who = {"author": f"{name} <{name}@example.com>", "who": f"{name}-0123456789ab"}
    return Journal.open(root, Settings(root.parent / f"{name}.toml", who))


def work(root: Path, seed: int, operations: int, log: Path) -> None:
    """Do random operations until there were enough, noting each once it is acknowledged."""
    journal = opened(root)
    done = len(operations_in(log.read_text(encoding="utf-8"))) if log.exists() else 0
    dice = random.Random(f"{seed} {root.name} {done} {os.getpid()}")
    with open(log, "a", encoding="utf-8") as acknowledged:
        while done < operations:
            note(acknowledged, operate(journal, dice, f"{root.name}-{done}-{os.getpid()}", acknowledged))
            done += 1


def operations_in(text: str) -> list[str]:
    """Return the lines that tell of an operation done; what is noted before one is no line of its own."""
    return [line for line in text.splitlines() if not line.startswith("unlink\t")]


def note(acknowledged: Any, line: str) -> None:
    """Note a line, so that it stands there whoever is killed next."""
    acknowledged.write(f"{line}\n")
    acknowledged.flush()


def operate(journal: Any, dice: random.Random, mark: str, acknowledged: Any) -> str:
    """Do one thing and return the line that tells of it."""
    from mistakes import Commented
    from mistakes.errors import MistakesError
    from mistakes.layout import entry_ids

    ids = list(entry_ids(journal.root))
    choice = dice.random()
    if choice < 0.2:
        try:
            journal.sync()
        except MistakesError as error:
            return f"sync\t{error.kind}\t{error.message}"
        return "sync\tdone\t"
    try:
        if choice < 0.45 or not ids:
            return f"add\t{journal.add(f'Entry {mark}', story='first line').id}\t{mark}"
        chosen = dice.choice(sorted(ids)[:6] if dice.random() < 0.6 else ids)
        if choice < 0.6:
            return f"event\t{journal.record(Commented(chosen, text=mark)).id}\t{mark}"
        return changed(journal, chosen, dice, mark, acknowledged)
    except MistakesError as error:
        return f"none\t{error.kind}\t{error.message}"


def changed(journal: Any, chosen: str, dice: random.Random, mark: str, acknowledged: Any) -> str:
    """Change one entry and return the line that tells of it."""
    import attrs

    choice = dice.random()
    if choice < 0.4:
        journal.edit(chosen, lambda entry: attrs.evolve(entry, tags=(*entry.tags, mark)))
        return f"tag\t{chosen}\t{mark}"
    if choice < 0.7:
        journal.edit(chosen, lambda entry: attrs.evolve(entry, story=f"{entry.story}\nline {mark}"))
        return f"line\t{chosen}\t{mark}"
    if choice < 0.9:
        journal.change(chosen, title=f"Title {mark}")
        return f"title\t{chosen}\t{mark}"
    if choice < 0.95:
        gone = journal.delete(chosen, mark).deleted
        return f"{'delete' if gone and gone.why == mark else 'none'}\t{chosen}\t{mark}"
    # noted before: who is killed in between may have removed it all the same, and that is no loss
    note(acknowledged, f"unlink\t{chosen}\t{mark}")
    journal.path(chosen).unlink(missing_ok=True)
    return f"none\tunlinked\t{mark}"


def run(folder: Path, clones: int, operations: int, seed: int, patience: float) -> Outcome:
    """Run one team to its end."""
    roots = begin(folder, clones)
    kills = struggle(folder, roots, operations, seed, patience)
    rounds, wrong = settle(roots)
    logs = [(folder / f"{root.name}.log").read_text(encoding="utf-8") for root in roots]
    facts = [line.split("\t") for log in logs for line in log.splitlines()]
    strange = [
        fact for fact in facts if fact[0] == "sync" and fact[1] not in ("done", "offline", "not-shared")
    ]
    wrong += [f"a sync said: {fact[1:]}" for fact in strange if fact[1] not in ("locked", "moved")]
    return Outcome(
        sum(len(operations_in(log)) for log in logs),
        kills,
        rounds,
        wrong + [lost for root in roots for lost in missing(root, facts)],
    )


def begin(folder: Path, clones: int) -> list[Path]:
    """Make the remote and the clones."""
    from mistakes import Journal
    from mistakes_git.publishing import clone, publish

    remote = folder / "remote.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(remote)], check=True)
    Journal.create(folder / "c0", name="stress", kind="team")
    first = opened(folder / "c0")
    for number in range(6):
        first.add(f"Hot {number}", story="first line")
    publish(first, str(remote))
    roots = [folder / f"c{number}" for number in range(clones)]
    for root in roots[1:]:
        clone(str(remote), root, opened(roots[0]).settings)
    return roots


def struggle(folder: Path, roots: list[Path], operations: int, seed: int, patience: float) -> int:
    """Let all work at once, killing one or the other, until each has done its operations."""
    dice = random.Random(seed)
    running = {root: start(folder, root, operations, seed) for root in roots}
    ends = {root: time.monotonic() + dice.uniform(0.2, patience) for root in roots}
    kills = 0
    while running:
        time.sleep(0.01)
        for root, process in list(running.items()):
            status = process.poll()
            if status == 0:
                del running[root]
            elif status is not None or time.monotonic() > ends[root]:
                if status is None:
                    kill(process.pid, everything=dice.random() < 0.5)
                    process.wait()
                    kills += 1
                elif status != -signal.SIGKILL:
                    raise RuntimeError(f"{root.name} ended with {status}")
                running[root] = start(folder, root, operations, seed)
                ends[root] = time.monotonic() + dice.uniform(0.2, patience)
    return kills


def start(folder: Path, root: Path, operations: int, seed: int) -> subprocess.Popen[bytes]:
    """Start the process of one clone."""
    log = folder / f"{root.name}.log"
    arguments = [
        "--work",
        str(root),
        "--operations",
        str(operations),
        "--seeds",
        str(seed),
        "--log",
        str(log),
    ]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, __file__, *arguments], env=environment)


def kill(pid: int, *, everything: bool) -> None:
    """Kill a process at once, or it and all that it started."""
    doomed = [pid, *(descendants(pid) if everything else [])]
    for one in doomed:
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            continue


def descendants(pid: int) -> Iterator[int]:
    """Yield the processes that one started, and those that these did."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in map(int, children):
        # what receives a push belongs to the server, which lives on
        if b"receive-pack" not in _command(child):
            yield from (child, *descendants(child))


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def settle(roots: list[Path]) -> tuple[int, list[str]]:
    """Sync all clones until they are in step; return how many rounds that took, and what went wrong."""
    rounds = 0
    while rounds < ROUNDS and (not rounds or len({said(root, "rev-parse", "HEAD") for root in roots}) > 1):
        for root in roots:
            opened(root).sync()
        rounds += 1
    wrong = [f"{root.name} is not in step" for root in roots[1:] if files(root) != files(roots[0])]
    wrong += [f"{root.name} is not clean" for root in roots if said(root, "status", "--porcelain", "-uall")]
    wrong += [f"{root.name}: {lock}" for root in roots for lock in (root / ".git").rglob("*.lock")]
    wrong += [f"{root.name}: fsck" for root in roots if said(root, "fsck", "--no-dangling", "--no-progress")]
    return rounds, wrong


def missing(root: Path, facts: list[list[str]]) -> Iterator[str]:
    """Yield what a clone does not hold as it was acknowledged."""
    journal = opened(root)
    there = {entry.id: entry for entry in journal.entries(deleted=True)}
    yield from (f"{root.name}: unreadable: {error}" for error in journal.unreadable)
    texts = {entry_id: repr(entry) for entry_id, entry in there.items()}
    events = {getattr(event, "text", "") for event in journal.events()}
    removed = {made for kind, made, *_ in facts if kind == "unlink"}
    for kind, made, mark in facts:
        if kind == "event" and mark not in events:
            yield f"{root.name}: event {mark}"
        elif kind == "add" and made not in there and made not in removed:
            yield f"{root.name}: entry {mark}"
        elif kind in ("tag", "line", "delete") and made not in removed and mark not in texts.get(made, ""):
            yield f"{root.name}: {kind} {mark} of {made}"


def files(root: Path) -> dict[str, bytes]:
    """Return all files of a clone, git's own left out."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
        and ".git" not in path.relative_to(root).parts
        and not path.name.startswith(".mistakes-")  # what a killed writer leaves; `doctor` takes it away
    }


def said(root: Path, *arguments: str) -> str:
    """Return what git says of a clone."""
    done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
    return (done.stdout + done.stderr).decode().strip()


def main() -> int:
    """Run the stress and say what it found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--clones", type=int, default=8)
    parser.add_argument("--operations", type=int, default=200)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument(
        "--patience", type=float, default=6.0, help="the longest life of a process in seconds"
    )
    parser.add_argument("--folder", help="where to write; otherwise a temporary folder")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--log", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.work, options.seeds, options.operations, options.log)
        return 0
    failed = 0
    for seed in range(options.first_seed, options.first_seed + options.seeds):
        with TemporaryDirectory(dir=options.folder) as folder:
            for name in ("CONFIG", "CACHE", "STATE", "DATA"):
                os.environ[f"XDG_{name}_HOME"] = str(Path(folder) / name.lower())
            begun = time.monotonic()
            found = run(Path(folder), options.clones, options.operations, seed, options.patience)
        failed += bool(found.wrong)
        took = time.monotonic() - begun
        print(
            f"seed {seed}: {found.facts} acknowledged, {found.kills} kills, in step after {found.rounds} rounds, "
            f"{took:.0f} s, wrong: {len(found.wrong)}",
            *found.wrong[:10],
            sep="\n  ",
            flush=True,
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
