"""Times the program beside its peers on journals of several sizes, and prints a table of ratios.

    python tests/bench/run.py --entries 1000 10000 100000 --jrnl PATH

Peers that are not installed are left out: jrnl, taskwarrior (task), ripgrep (rg), git.
Nothing of the user's own is read or written.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

from timing import Command, Ratio, Timing, pair, run, several

WORD = "zanzibar"


class Line(NamedTuple):
    """One row of the table: what was timed, at how many entries, against what, and the bar."""

    what: str
    entries: int
    against: str
    bar: str
    ratio: Ratio | None
    alone: Timing | None = None


class Bench:
    """One run of the benchmark: the folder it works in and the peers it found."""

    def __init__(self, work: Path, runs: int, jrnl: str | None) -> None:
        self.work = work
        self.runs = runs
        self.jrnl = jrnl or shutil.which("jrnl")
        self.python = sys.executable
        self.program = str(Path(sys.executable).with_name("mistakes"))

    def journal(self, entries: int) -> Path:
        """Return a generated journal in a git repository with everything committed."""
        root = self.work / f"journal-{entries}"
        if not root.exists():
            script = str(Path(__file__).with_name("generate.py"))
            subprocess.run(
                [sys.executable, script, str(entries), str(root)], check=True, stdout=subprocess.DEVNULL
            )
            for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"], ["gc", "-q"]):
                identity = [
                    "-c",
                    "user.name=bench",
                    "-c",
                    "user.email=bench@example.com",
                    "-c",
                    "gc.auto=0",
                    "-c",
                    "maintenance.auto=0",
                ]
                subprocess.run(["git", *identity, *arguments], cwd=root, check=True)
        return root

    def ours(self, root: Path, *arguments: str) -> Command:
        """Return a command of ours on a journal."""
        return Command([self.program, *arguments], self.environment(root))

    def environment(self, root: Path) -> dict[str, str]:
        """Return an environment of the benchmark's own; the journal is the personal one."""
        names = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")
        own = {name: str(self.work / "home" / name.lower()) for name in names}
        home = self.work / "home"
        settings = home / "xdg_config_home" / "mistakes" / "config.toml"
        settings.parent.mkdir(parents=True, exist_ok=True)
        # as the program itself writes it when a journal begins
        settings.write_text('author = "Kim Adler <kim@example.com>"\n')
        return own | {"HOME": str(home), "MISTAKES_JOURNAL": str(root), "PYTHONDONTWRITEBYTECODE": ""}

    def jrnl_on(self, entries: int, *arguments: str) -> Command | None:
        """Return a jrnl command on a journal of its own with as many entries, None without jrnl."""
        if not self.jrnl:
            return None
        home = self.work / f"jrnl-{entries}"
        if not home.exists():
            _write_jrnl(home, entries)
        own = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "XDG_DATA_HOME": str(home)}
        return Command([self.jrnl, *arguments], own)

    def task_on(self, entries: int, *arguments: str) -> Command | None:
        """Return a taskwarrior command on as many tasks, None without taskwarrior."""
        if not shutil.which("task"):
            return None
        home = self.work / f"task-{entries}"
        if not home.exists():
            _write_tasks(home, entries)
        own = {"HOME": str(home), "TASKRC": str(home / "taskrc"), "TASKDATA": str(home / "data")}
        return Command(["task", "rc.confirmation=no", "rc.gc=off", *arguments], own)

    def start_up(self) -> Iterator[Line]:
        """Yield the times of starting, against importing Click."""
        click = Command([self.python, "-c", "import click"])
        root = self.journal(100)
        for option, bar in (("--version", "≤ 1.3"), ("--help", "≤ 2")):
            yield Line(
                f"`mistakes {option}`",
                0,
                "`import click`",
                bar,
                pair(self.ours(root, option), click, self.runs),
            )

    def adding(self, sizes: list[int]) -> Iterator[Line]:
        """Yield the times of adding: against jrnl at 1,000, and against itself at 100."""
        small = self._add(100)
        if peer := self.jrnl_on(1000, "today: deployed on a friday."):
            yield Line("`add`", 1000, "`jrnl` adding", "≤ 0.6", pair(self._add(1000), peer, self.runs))
        if peer := self.task_on(1000, "add", "deployed on a friday"):
            yield Line("`add`", 1000, "`task add`", "", pair(self._add(1000), peer, self.runs))
        for size in sizes:
            yield Line(
                "`add`", size, "`add` at 100", "0.85 … 1.15", pair(self._add(size), small, 2 * self.runs)
            )

    def adding_to_an_index(self, sizes: list[int]) -> Iterator[Line]:
        """Yield the times of adding while the index is warm, which asks what the entry looks like."""
        for size in {100, 1000, *sizes}:
            run(self.ours(self.journal(size), "search", WORD, "-n", "1"))
        what, small = "`add`, warm index", self._add(100)
        if peer := self.jrnl_on(1000, "today: deployed on a friday."):
            yield Line(what, 1000, "`jrnl` adding", "≤ 0.6", pair(self._add(1000), peer, 2 * self.runs))
        for size in sizes:
            yield Line(
                what, size, "the same at 100", "0.85 … 1.15", pair(self._add(size), small, 2 * self.runs)
            )

    def _add(self, size: int) -> Command:
        return self.ours(self.journal(size), "add", "Deployed on a Friday", "-t", "bench")

    def listing(self, sizes: list[int]) -> Iterator[Line]:
        """Yield the times of the newest ten, against the same at 100."""
        small = self.ours(self.journal(100), "list", "-n", "10")
        for size in sizes:
            ours = self.ours(self.journal(size), "list", "-n", "10")
            yield Line("`list -n 10`", size, "`list -n 10` at 100", "≤ 1.2", pair(ours, small, 2 * self.runs))
            if peer := self.jrnl_on(size, "-n", "10"):
                yield Line("`list -n 10`", size, "`jrnl -n 10`", "", pair(ours, peer, 5))

    def indexing(self, size: int) -> Line:
        """Return the time of the first index, against parsing the same files with tomli."""
        root = self.journal(size)
        cache = self.work / "home" / "xdg_cache_home" / "mistakes"
        script = f"import shutil,subprocess; shutil.rmtree({str(cache)!r}, True); "
        script += f"subprocess.run([{self.program!r}, 'search', {WORD!r}, '-n', '1'])"
        ours = Command([self.python, "-c", script], self.environment(root))
        parse = "import os,sys,tomli\nfor f,_,n in os.walk(sys.argv[1]):\n for x in n:\n"
        parse += "  if x.endswith('.toml'):\n   tomli.loads(open(os.path.join(f,x),encoding='utf-8').read())"
        peer = Command([self.python, "-c", parse, str(root / "entries")])
        return Line("first index", size, "parsing with tomli", _at_scale(size, "≤ 1.2"), pair(ours, peer, 5))

    def searching(self, size: int) -> Iterator[Line]:
        """Yield the times of searching, filtering and counting with a warm index."""
        root = self.journal(size)
        status = Command(["git", "status", "--porcelain"], folder=str(root))
        rg = Command(["rg", "-l", WORD, str(root / "entries")])
        asked = {
            f"`search {WORD}`": self.ours(root, "search", WORD, "-n", "20"),
            "`list tag:deploy happened:2020`": self.ours(
                root, "list", "tag:deploy", "happened:2020", "-n", "20"
            ),
            "`stats`": self.ours(root, "stats"),
        }
        for what, command in asked.items():
            yield Line(what, size, "`git status`", _at_scale(size, "≤ 2"), pair(command, status, self.runs))
        if shutil.which("rg"):
            first = next(iter(asked.items()))
            yield Line(
                first[0], size, f"`rg -l {WORD}`", _at_scale(size, "≤ 1"), pair(first[1], rg, self.runs)
            )
        if size <= 10_000 and (peer := self.jrnl_on(size, "-contains", WORD)):
            yield Line(
                f"`search {WORD}`", size, "`jrnl -contains`", "", pair(next(iter(asked.values())), peer, 3)
            )

    def whole(self, size: int) -> Iterator[Line]:
        """Yield what has no peer, for its memory."""
        root = self.journal(size)
        for what, arguments in (("`list` of everything", ["list"]), ("`export json`", ["export", "json"])):
            yield Line(what, size, "", "", None, several(self.ours(root, *arguments), 1))


def _at_scale(entries: int, bar: str) -> str:
    """Return the bar, which is for 100,000 entries: fewer are found before Python has started."""
    return bar if entries >= 100_000 else ""


def table(lines: Iterator[Line]) -> Iterator[str]:
    """Yield the lines of a Markdown table, each as soon as it was measured."""
    yield "| what | entries | time | peak | against | its time | ratio (wall) | ratio (CPU) | bar |"
    yield "|---|--:|--:|--:|---|--:|--:|--:|---|"
    for line in lines:
        ours = line.ratio.ours if line.ratio else line.alone
        assert ours is not None
        cells = [
            line.what,
            f"{line.entries:,}" if line.entries else "",
            f"{ours.wall * 1000:.0f} ms",
            f"{ours.peak:.0f} MiB",
        ]
        if line.ratio:
            peer = f"{line.ratio.peer.wall * 1000:.0f} ms"
            cells += [line.against, peer, f"{line.ratio.wall:.2f}", f"{line.ratio.cpu:.2f}", line.bar]
        yield "| " + " | ".join(cells) + " |"


def _write_jrnl(home: Path, entries: int) -> None:
    random.seed(entries)
    words = [f"word{number}" for number in range(3000)]
    (home / "config" / "jrnl").mkdir(parents=True)
    (home / "config" / "jrnl" / "jrnl.yaml").write_text(
        f"version: v4.6\njournals:\n  default:\n    journal: {home}/journal.txt\neditor: ''\nencrypt: false\n"
        "template: false\ndefault_hour: 9\ndefault_minute: 0\ntimeformat: '%F %r'\ntagsymbols: '@'\n"
        "highlight: true\nlinewrap: 79\nindent_character: '|'\n"
        "colors:\n  body: none\n  date: none\n  tags: none\n  title: none\n"
    )
    at = datetime(2016, 1, 1, 9)
    with (home / "journal.txt").open("w") as file:
        for number in range(entries):
            at += timedelta(days=3650 / entries)
            mark = WORD if number % 200 == 0 else "plain"
            file.write(f"[{at:%Y-%m-%d %I:%M:%S %p}] {' '.join(random.choices(words, k=6))} {mark}.\n")
            file.write(f"{' '.join(random.choices(words, k=55))}\n\n")


def _write_tasks(home: Path, entries: int) -> None:
    (home / "data").mkdir(parents=True)
    (home / "taskrc").write_text("")
    with (home / "data" / "pending.data").open("w") as file:
        for number in range(entries):
            uuid = f"00000000-0000-4000-8000-{number:012}"
            file.write(
                f'[description:"task {number} {WORD if number % 200 == 0 else ""}" entry:"15000{number:05}" status:"pending" uuid:"{uuid}"]\n'
            )


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entries", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--jrnl", help="the jrnl program; otherwise the one on PATH")
    parser.add_argument(
        "--work", type=Path, help="a folder to keep the journals in; otherwise a temporary one"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mistakes-bench-") as temporary:
        work = given.work or Path(temporary)
        os.makedirs(work, exist_ok=True)
        for line in table(_lines(Bench(work, given.runs, given.jrnl), given.entries)):
            print(line, flush=True)


def _lines(bench: Bench, sizes: list[int]) -> Iterator[Line]:
    yield from bench.start_up()
    yield from bench.adding(sizes)
    yield from bench.listing(sizes)
    for size in sizes:
        yield bench.indexing(size)
        yield from bench.searching(size)
        if size <= 10_000:
            yield from bench.whole(size)
    yield from bench.adding_to_an_index(sizes)


if __name__ == "__main__":
    main()
