"""However many write at once, nothing that was acknowledged is lost, and nobody waits for a dead one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
import pytest

from mistakes import Commented, Journal, files
from mistakes.errors import Busy, NotFound
from mistakes.events import read_log
from mistakes.layout import TEMPORARY

BEGIN = """
import sys
from pathlib import Path
import attrs
from mistakes import Commented, Journal, files
from mistakes.errors import NotFound
from mistakes.layout import entry_ids
root, name = sys.argv[1], sys.argv[2]
journal = Journal.open(root)
def ready():
    print("ready", flush=True)
    sys.stdin.readline()
"""
ADD = """
ready()
for number in range(int(sys.argv[3])):
    journal.add(f"{name}-{number}", story="what happened", tags={name})
"""
READ = """
ready()
seen, wanted, searches = set(), int(sys.argv[3]), 0
while len(seen) < wanted:
    before = set(entry_ids(journal.root))
    listed = {entry.id for entry in journal.entries()}
    assert before <= listed and seen <= listed, "an entry was not listed"
    assert not journal.unreadable, journal.unreadable
    found = {entry.id for entry in journal.search("happened")}
    assert before <= found, f"{len(before - found)} of {len(before)} entries were not found"
    assert not journal.unreadable, journal.unreadable
    seen, searches = listed, searches + 1
print(searches)
"""
CHANGE = """
ready()
for number in range(int(sys.argv[4])):
    def edit(entry):
        return attrs.evolve(entry, **{name: f"{name} {number}", "tags": (*entry.tags, f"{name}-{number}")})
    journal.edit(sys.argv[3], edit)
"""
SAVE = """
base = journal.get(sys.argv[3])
ready()
journal.save(base, attrs.evolve(base, title=name, story=base.story + name))
"""
RECORD = """
made = sys.argv[3]
ready()
for number in range(int(sys.argv[4])):
    print(journal.record(Commented(made, text=f"{name} {number}")).id)
"""
UNDO = """
ready()
count = 0
for _ in range(int(sys.argv[3])):
    try:
        journal.undo()
        count += 1
    except NotFound:
        pass
print(count)
"""
HOLD = """
with journal.lock():
    ready()
"""


def together(*works: tuple[Any, ...]) -> list[str]:
    """Run scripts in processes of their own that begin at once; return what each of them said."""
    with _started(works) as processes:
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        said = [process.communicate(timeout=120) for process in processes]
    assert [(0, "")] * len(works) == [
        (process.returncode, err) for process, (_, err) in zip(processes, said, strict=True)
    ]
    return [out for out, _ in said]


@contextmanager
def _started(works: Any) -> Iterator[list[subprocess.Popen[str]]]:
    """Start a process for each script, with its arguments, and wait until all of them are ready."""
    processes: list[subprocess.Popen[str]] = []
    try:
        for script, *arguments in works:
            command = [sys.executable, "-P", "-c", BEGIN + script, *map(str, arguments)]
            pipe = subprocess.PIPE
            processes.append(subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True))
        for process in processes:
            assert process.stdout is not None
            assert "ready\n" == process.stdout.readline(), process.communicate()[1]
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def _leftovers(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.name.startswith(TEMPORARY)]


def test_20_programs_that_add_at_once_keep_20(journal: Journal) -> None:
    command = [sys.executable, "-P", "-m", "mistakes", "-j", str(journal.root), "add"]
    pipe = subprocess.PIPE
    running = [
        subprocess.Popen([*command, f"entry {number}"], stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe)
        for number in range(20)
    ]
    said = [process.communicate(timeout=120) for process in running]

    assert [0] * 20 == [process.returncode for process in running], said
    assert {b""} == {err for _, err in said}
    assert {f"entry {number}" for number in range(20)} == {entry.title for entry in journal.entries()}
    assert [] == _leftovers(journal.root)


def test_8_writers_of_200_entries_keep_1600_while_two_read(journal: Journal) -> None:
    writers = [(ADD, journal.root, f"w{number}", 200) for number in range(8)]
    readers = [(READ, journal.root, f"r{number}", 1600) for number in range(2)]

    said = together(*writers, *readers)

    titles = Counter(entry.title for entry in journal.entries())
    assert {f"w{writer}-{number}": 1 for writer in range(8) for number in range(200)} == titles
    assert [] == journal.unreadable
    assert [] == _leftovers(journal.root)
    assert all(int(searches) > 0 for searches in said[8:])


def test_changes_of_different_fields_by_8_writers_are_all_there(journal: Journal) -> None:
    made = journal.add("x")
    names = ["story", "expected", "believed", "went_well", "lucky", "overcame", "goal", "stretch"]

    together(*((CHANGE, journal.root, name, made.id, 5) for name in names))

    entry = journal.get(made.id)
    assert {name: f"{name} 4" for name in names} == {name: getattr(entry, name) for name in names}
    assert {f"{name}-{number}" for name in names for number in range(5)} == set(entry.tags)
    assert 41 == entry.rev
    assert () == entry.conflict


def test_of_two_who_edit_one_text_both_are_kept(journal: Journal) -> None:
    base = journal.add("old", story="")

    together(*((SAVE, journal.root, name, base.id) for name in ("one", "two")))

    entry = journal.get(base.id)
    lost = {row.path: row.value for row in entry.conflict}
    assert {"one", "two"} == {entry.title, lost["title"]}
    assert all(name in entry.story + lost.get("story", "") for name in ("one", "two"))
    assert 3 == entry.rev


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_who_is_killed_with_the_lock_lets_the_next_one_in_at_once(journal: Journal) -> None:
    made = journal.add("x")
    with _started([(HOLD, journal.root, "holder")]) as (holder,):
        with pytest.raises(Busy), files.locked(journal.root, _no_fallback, seconds=0):
            pass
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
        with files.locked(journal.root, _no_fallback, seconds=0):
            pass
    assert "y" == journal.change(made.id, title="y").title


def test_a_lock_that_is_held_too_long_gives_busy_and_changes_nothing(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = journal.add("x")
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.05)
    command = "from mistakes import files; files.LOCK_SECONDS = 0.05; from mistakes.cli import main; main()"
    with _started([(HOLD, journal.root, "holder")]):
        with pytest.raises(Busy):
            journal.change(made.id, title="y")
        with pytest.raises(Busy):
            journal.record(Commented(made.id, text="y"))
        done = subprocess.run(
            [sys.executable, "-P", "-c", command, "-j", str(journal.root), "delete", made.id],
            capture_output=True,
            text=True,
            check=False,
        )
        added = journal.add("needs no lock")
    assert (5, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))
    assert "in use by another process" in done.stderr
    assert [made, added] == list(journal.entries())
    assert [] == journal.events()


def test_events_of_8_writers_are_whole_lines_with_an_id_each(journal: Journal) -> None:
    made = journal.add("x")

    said = together(*((RECORD, journal.root, f"w{number}", made.id, 40) for number in range(8)))

    acknowledged = [event_id for out in said for event_id in out.split()]
    (path,) = (journal.root / "events").rglob("*.jsonl")
    assert path.read_bytes().endswith(b"\n")
    bad: list[Any] = []
    events = list(read_log(path, bad))
    assert [] == bad
    assert sorted(acknowledged) == sorted(event.id for event in events)
    assert 320 == len(set(acknowledged))
    texts = {getattr(event, "text", "") for event in events}
    assert {f"w{writer} {number}" for writer in range(8) for number in range(40)} == texts


def test_undo_beside_adds_loses_nothing(journal: Journal) -> None:
    writers = [(ADD, journal.root, f"w{number}", 25) for number in range(4)]
    undoers = [(UNDO, journal.root, f"u{number}", 20) for number in range(2)]

    said = together(*writers, *undoers)

    entries = list(journal.entries(deleted=True))
    assert {f"w{writer}-{number}" for writer in range(4) for number in range(25)} == {
        entry.title for entry in entries
    }
    assert 100 == len(entries)
    assert sum(map(int, said[4:])) == sum(entry.deleted is not None for entry in entries)
    assert [] == journal.unreadable


def test_every_undo_takes_back_another_change(journal: Journal) -> None:
    for number in range(12):
        journal.add(f"entry {number}")

    said = together(*((UNDO, journal.root, f"u{number}", 3) for number in range(4)))

    assert ["3\n"] * 4 == said
    assert [] == list(journal.entries())
    with pytest.raises(NotFound):
        journal.undo()


@pytest.mark.parametrize("shared", [True, False], ids=["one journal", "a journal each"])
def test_threads_lose_nothing(journal: Journal, shared: bool) -> None:
    made = journal.add("x")

    def work(name: str) -> None:
        mine = journal if shared else Journal.open(journal.root)
        for number in range(5):
            mine.add(f"{name}-{number}")
            mine.edit(made.id, lambda entry: attrs.evolve(entry, tags=(*entry.tags, f"{name}-{number}")))  # noqa: B023
            mine.record(Commented(made.id, text=f"{name}-{number}"))

    names = [f"t{number}" for number in range(8)]
    _in_threads([lambda name=name: work(name) for name in names])  # type: ignore[misc]

    wanted = {f"{name}-{number}" for name in names for number in range(5)}
    assert wanted == {entry.title for entry in journal.entries()} - {"x"}
    assert wanted == set(journal.get(made.id).tags)
    assert wanted == {getattr(event, "text", "") for event in journal.events(made.id)}
    assert 40 == len({event.id for event in journal.events(made.id)})


def test_a_record_of_changes_that_a_kill_tore_costs_no_other(journal: Journal, home: Path) -> None:
    one = journal.add("one")
    (record,) = (home / "xdg_state_home" / "mistakes" / "history").glob("*.jsonl")
    with record.open("ab") as file:
        file.write(b'["01kah3v8m2e9br5x0p7w4sn02q", "", "tit')
    two = journal.add("two")
    with record.open("ab") as file:
        file.write(b'["01kah3v8m2e9br5x0p7w4sn02q", "", "tit')

    for made in (two, one):
        _, undone = journal.undo()
        assert undone is not None
        assert (made.id, True) == (undone.id, undone.deleted is not None)


def test_the_record_of_changes_stays_small_and_keeps_the_last(journal: Journal, home: Path) -> None:
    made = journal.add("x")
    for number in range(12):
        last = journal.change(made.id, story=f"{number}" + "y" * 240_000)

    folder = home / "xdg_state_home" / "mistakes" / "history"
    assert 5 * 1024 * 1024 > sum(path.stat().st_size for path in folder.iterdir())
    _, undone = journal.undo()
    assert undone is not None
    assert ("10", "11") == (undone.story.rstrip("y"), last.story.rstrip("y"))


def test_what_could_not_be_taken_back_can_be_tried_again(journal: Journal) -> None:
    made = journal.add("x")
    text = journal.raw_text(made.id)
    journal.path(made.id).write_text("title = ")

    with pytest.raises(Exception, match=made.id):
        journal.undo()
    journal.path(made.id).write_text(text)

    assert made.id == journal.undo()[0].entry


def _no_fallback() -> Path:
    raise AssertionError("the folder itself can be locked here")


def _in_threads(works: list[Callable[[], None]]) -> None:
    failed: list[BaseException] = []

    def begin(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=begin, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [] == failed
