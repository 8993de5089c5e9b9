"""Whatever kills a writer or fails under it, what was acknowledged stays and every entry is whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from itertools import combinations, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import attrs
import pytest
from faults import NO_FAULT, Disk, Fault, Outcome, Tree, lasting, plant, run, tree
from foreign_files import foreign_files

from mistakes import Applied, Commented, Journal, Mistake, Retracted
from mistakes.codec import write_entry
from mistakes.errors import MistakesError
from mistakes.events import BadLine, effective, read_all
from mistakes.exchange import Candidate

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork a child to kill")
OLD = datetime(2019, 5, 4, 12, tzinfo=UTC)
ERRORS = ("ENOSPC", "EIO", "EACCES", "EROFS")
Told = tuple[dict[str, tuple[Any, ...]], list[tuple[str, ...]]]


class Operation(NamedTuple):
    """Something a person does to a journal that holds `kept` and `worked on`; `first` is done before it."""

    name: str
    work: Callable[[Journal], object]
    first: Callable[[Journal], object] = lambda _: None


def _worked_on(journal: Journal) -> Mistake:
    return next(entry for entry in journal.entries(deleted=True) if entry.title.startswith("worked on"))


def _change(journal: Journal) -> Mistake:
    return journal.change(_worked_on(journal).id, story="a new story\n", tags={"b", "c"})


def _delete(journal: Journal) -> Mistake:
    return journal.delete(_worked_on(journal).id, why="a duplicate")


def _comment(journal: Journal) -> Commented:
    return journal.record(Commented(_worked_on(journal).id, text="it came back"))


def _import(journal: Journal) -> object:
    records = [
        Candidate(f"record {n}", {"title": f"record {n}", "source": f"old:{n}", "logged": OLD})
        for n in range(3)
    ]
    return journal.import_records(records)


def _import_event(journal: Journal) -> object:
    entry = journal.draft("with an event")
    event = Applied(
        entry.id, id=entry.id, at=entry.logged, day=OLD.date(), by="ana-0123456789ab", situation="x"
    )
    return journal.import_records([Candidate("one", entry=entry, events=(event,))])


OPERATIONS = (
    Operation("add", lambda journal: journal.add("added", story="how it went\n")),
    Operation("add-in-a-new-month", lambda journal: journal.add("added", logged=OLD)),
    Operation("edit", _change),
    Operation("delete", _delete),
    Operation("restore", lambda journal: journal.restore(_worked_on(journal).id), _delete),
    Operation("undo-an-add", Journal.undo),
    Operation("undo-an-edit", Journal.undo, _change),
    Operation("undo-an-event", Journal.undo, _comment),
    Operation("record", _comment),
    Operation("record-the-first-event", lambda journal: journal.record(Commented(text="first"))),
    Operation("import", _import),
    Operation("import-with-an-event", _import_event),
)
FOLLOWING: dict[str, Callable[[Journal], object]] = {
    "add-in-a-new-month": lambda journal: journal.add("following", logged=OLD),
    "record-the-first-event": lambda journal: journal.record(Commented(text="following")),
    "record": lambda journal: journal.record(Commented(text="following")),
}
BY_NAME = {operation.name: operation for operation in OPERATIONS}
sweep = pytest.mark.parametrize("name", list(BY_NAME))


class Bench:
    """A journal with its state folder, put back before each run of one operation."""

    def __init__(self, journal: Journal, state: Path, operation: Operation) -> None:
        self.root, self.state = journal.root, state
        self.operation = operation
        operation.first(journal)
        self.before = tree(self.root)
        self.state_before = tree(state)
        self.old = told(self.root)
        operation.work(journal)  # loads what the children would load again and again
        self.undisturbed = self.run(NO_FAULT)
        self.after = tree(self.root)
        self.new = told(self.root)
        assert self.undisturbed.acknowledged, self.undisturbed
        assert self.old != self.new

    @property
    def imports(self) -> bool:
        return self.operation.name.startswith("import")

    @property
    def allowed(self) -> list[Told]:
        """What the journal may tell before the acknowledgement: all of the operation or nothing of it.

        An import is done record by record, each of them whole.
        """
        if not self.imports:
            return [self.old, self.new]
        titles = [title for title in self.new[0] if title not in self.old[0]]
        some = [choice for n in range(len(titles) + 1) for choice in combinations(titles, n)]
        begun = [self.old[0] | {title: self.new[0][title] for title in choice} for choice in some]
        return [(entries, events) for entries in begun for events in (self.old[1], self.new[1])]

    def run(self, fault: Fault, work: Callable[[Journal], object] | None = None) -> Outcome:
        """Do the operation, or other work, once, on the journal as it was before."""
        plant(self.before, self.root)
        plant(self.state_before, self.state)
        return self.then(work or self.operation.work, fault)

    def then(self, work: Callable[[Journal], object], fault: Fault = NO_FAULT) -> Outcome:
        """Do something in a child process, on the journal as it is now."""

        def acknowledged() -> str:
            done = work(Journal.open(self.root))
            return done if isinstance(done, str) else "saved"

        return run(acknowledged, [self.root, self.state], fault)

    def check(self, outcome: Outcome, context: object) -> Told:
        """Hold the journal against what must be true after any fault, and return what it tells."""
        found = told(self.root)
        assert not outcome.crash, (context, outcome.crash)
        assert found in ([self.new] if outcome.acknowledged else self.allowed), context
        _check_others(self.before, tree(self.root), found == self.old, context)
        return found


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory, where there is one: thousands of runs write there."""
    with TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture
def bench(memory: Path, home: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """The operation of that name, on a journal of two entries and an event.

    Nothing is synced for real: a kill does not reach the disk, and a power failure is played back.
    """
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    monkeypatch.setenv("XDG_STATE_HOME", str(memory / "state"))
    journal = Journal.create(memory / "journal", name="test")
    (home / "xdg_config_home" / "mistakes").mkdir(parents=True)
    settings = home / "xdg_config_home" / "mistakes" / "config.toml"
    settings.write_text('author = "Ana <ana@example.org>"\nwho = "ana-0123456789ab"\n', encoding="utf-8")
    settings.chmod(0o600)
    kept = journal.add("kept", story="as it was\n", logged=datetime(2026, 1, 2, tzinfo=UTC))
    if not name.endswith("first-event"):
        journal.record(Commented(kept.id, text="kept"))
    journal.add("worked on", story="the story\n", tags={"a", "b"})
    return Bench(journal, memory / "state", BY_NAME[name])


def told(root: Path) -> Told:
    """Return all that a journal tells, without what differs from run to run: ids, times, names."""
    journal = Journal.open(root)
    entries = list(journal.entries(deleted=True))
    assert [] == journal.unreadable
    assert [] == list(foreign_files(root))
    shown = {
        entry.title: (entry.story, entry.tags, entry.rev, entry.deleted is not None) for entry in entries
    }
    assert len(entries) == len(shown)
    bad: list[BadLine] = []
    events = effective(read_all(root, bad))
    assert [] == bad
    return shown, sorted(
        (event.do, getattr(event, "text", "")) for event in events if not isinstance(event, Retracted)
    )


def _check_others(before: Tree, after: Tree, unchanged: bool, context: object) -> None:
    """Check that no file differs but the one that was worked on, and the log that was appended to."""
    for path, data in lasting(before).items():
        there = after.get(path)
        if there != data:
            is_log = path.endswith(".jsonl")
            assert there is not None, (context, path)
            assert there.startswith(data or b"") if is_log else b'title = "worked on"' in (data or b""), (
                context,
                path,
            )
    if unchanged:
        entries = {path: data for path, data in lasting(before).items() if path.endswith(".toml")}
        assert entries.items() <= lasting(after).items(), context


def _check_it_goes_on(bench: Bench, found: Told, context: object) -> None:
    """Check that the next writer finds everything in order, and that nothing vanishes when it writes."""
    journal = Journal.open(bench.root)
    journal.add("afterwards")
    journal.record(Commented(text="afterwards"))
    entries, events = told(bench.root)
    assert {**found[0], "afterwards": ("", (), 1, False)} == entries, context
    assert sorted([*found[1], ("commented", "afterwards")]) == events, context


@needs_fork
@sweep
def test_a_writer_killed_at_any_call_leaves_the_old_or_the_new(bench: Bench) -> None:
    for at, call in enumerate(bench.undisturbed.calls, 1):
        for kind in ("kill", "tear") if call.name == "write" else ("kill",):
            outcome = bench.run(Fault(kind, at))
            assert outcome.killed, (kind, at, outcome)
            found = bench.check(outcome, (kind, at))
            _check_it_goes_on(bench, found, (kind, at))


@needs_fork
@sweep
def test_a_disk_that_fails_at_any_call_gives_an_error_and_the_old(bench: Bench) -> None:
    for code, (at, call) in product(ERRORS, enumerate(bench.undisturbed.calls, 1)):
        outcome = bench.run(Fault(code, at))
        found = bench.check(outcome, (code, at))
        assert outcome.acknowledged or outcome.refused, (code, at)
        after = tree(bench.root)
        if outcome.refused and not bench.imports:
            assert bench.old == found, (code, at, outcome)
            assert _logs(bench.before) == _logs(after), (code, at)
        if call.name != "unlink":
            files = {path for path, data in after.items() if data is not None}
            assert files == set(lasting(after)), (code, at)


@needs_fork
@sweep
def test_a_disk_that_stays_full_or_broken_gives_an_error_and_no_half_of_anything(bench: Bench) -> None:
    for code, at in product(("ENOSPC", "EIO"), range(1, len(bench.undisturbed.calls) + 1)):
        outcome = bench.run(Fault(code, at, lasting=True))
        found = bench.check(outcome, (code, at))
        assert outcome.acknowledged or outcome.refused, (code, at)
        if code == "ENOSPC" and outcome.refused and not bench.imports:
            assert _logs(bench.before) == _logs(tree(bench.root)), at
        _check_it_goes_on(bench, found, (code, at))


@needs_fork
@sweep
def test_a_write_that_takes_only_half_is_continued(bench: Bench) -> None:
    for at, call in enumerate(bench.undisturbed.calls, 1):
        if call.name == "write":
            outcome = bench.run(Fault("short", at))
            assert outcome.acknowledged, (at, outcome)
            bench.check(outcome, at)


@needs_fork
@sweep
def test_the_recorded_calls_are_all_that_changed_the_disk(bench: Bench) -> None:
    disk = Disk(bench.before, bench.root).play(_on(bench.root, bench.undisturbed))

    assert lasting(bench.after) in [lasting(state) for state in disk.states(disk.crash_points()[-1])]


@needs_fork
@sweep
def test_the_power_may_fail_at_any_moment(bench: Bench) -> None:
    disk = Disk(bench.before, bench.root).play(_on(bench.root, bench.undisturbed))
    for at in disk.crash_points():
        done = at == disk.crash_points()[-1]
        for state in disk.states(at):
            plant(state, bench.root)
            assert told(bench.root) in ([bench.new] if done else bench.allowed), (at, state.keys())
            _check_others(bench.before, state, False, at)


@needs_fork
@pytest.mark.parametrize("name", list(FOLLOWING))
def test_what_a_killed_writer_left_unsynced_harms_nobody_who_writes_after_it(bench: Bench) -> None:
    calls = _on(bench.root, bench.undisturbed)
    for at in range(len(calls)):
        bench.run(Fault("kill", at + 1))
        following = bench.then(FOLLOWING[bench.operation.name])
        assert following.acknowledged
        disk = Disk(bench.before, bench.root).play(calls[:at]).play(_on(bench.root, following))
        for state in disk.states(disk.crash_points()[-1]):
            plant(state, bench.root)
            entries, events = told(bench.root)
            assert "following" in entries or ("commented", "following") in events, (at, state.keys())


@needs_fork
@pytest.mark.parametrize("name", ["delete"])
@pytest.mark.parametrize("command", ["add", "edit", "delete", "undo"])
def test_the_program_tells_a_failing_disk_in_one_line(bench: Bench, command: str) -> None:
    entry = _worked_on(Journal.open(bench.root)).id
    arguments = {"add": ["x"], "edit": [entry, "--title", "worked on it"], "delete": [entry], "undo": []}
    work = _by_the_program([command, *arguments[command]])
    undisturbed = bench.run(NO_FAULT, work)
    assert 0 == json.loads(undisturbed.acknowledged)[0], undisturbed

    for code, at in product(("ENOSPC", "EACCES"), range(1, len(undisturbed.calls) + 1)):
        outcome = bench.run(Fault(code, at), work)
        assert not outcome.crash, outcome.crash
        status, out, err = json.loads(outcome.acknowledged)
        assert (status, bool(out), err.count("\n")) in [(0, True, 0), (1, False, 1)], (code, at, err)
        if status:
            assert bench.old == told(bench.root), (code, at)
            assert str(bench.root) in err


def _by_the_program(arguments: list[str]) -> Callable[[Journal], str]:
    def work(journal: Journal) -> str:
        from mistakes.cli import run as run_program

        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = run_program(["-j", str(journal.root), *arguments])
        return json.dumps([status, out.getvalue(), err.getvalue()])

    return work


def _on(root: Path, outcome: Outcome) -> list[Any]:
    inside = os.path.realpath(root)
    return [call for call in outcome.calls if call.path.startswith(inside)]


def _logs(what: Tree) -> Tree:
    return {path: data for path, data in what.items() if path.endswith(".jsonl") and data}


def _program(root: Path, *arguments: str, redirect: str = "", **environment: str) -> Any:
    """Run the program on a journal with its streams redirected as a shell would."""
    command = [
        "sh",
        "-c",
        f'exec "$@" {redirect}',
        "sh",
        sys.executable,
        "-P",
        "-m",
        "mistakes",
        "-j",
        str(root),
    ]
    return subprocess.run(
        [*command, *arguments],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env=os.environ | environment,
        timeout=60,
        check=False,
    )


needs_shell = pytest.mark.skipif(
    sys.platform == "win32", reason="the redirections are those of a POSIX shell"
)


@needs_shell
@pytest.mark.parametrize(
    "arguments", [["list"], ["add", "x"], ["list", "--json"], ["--version"], ["--help"]], ids=" ".join
)
def test_output_that_cannot_be_written_is_told_in_one_line(journal: Journal, arguments: list[str]) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full")
    journal.add("kept")

    done = _program(journal.root, *arguments, redirect=">/dev/full")

    assert (1, 1) == (done.returncode, done.stderr.count(b"\n"))
    assert b"full" in done.stderr
    assert ["kept", *(["x"] if "add" in arguments else [])] == [entry.title for entry in journal.entries()]


@needs_shell
def test_a_pipe_whose_reader_has_seen_enough_is_no_error(journal: Journal) -> None:
    journal.add("y" * 200)
    for number in range(700):
        plant_copy(journal, number)
    script = '"$@" | head -1; exit "${PIPESTATUS[0]}"'
    command = [sys.executable, "-P", "-m", "mistakes", "-j", str(journal.root), "list"]

    done = subprocess.run(
        ["bash", "-c", script, "bash", *command], capture_output=True, timeout=60, check=False
    )

    assert (b"", 1) == (done.stderr, done.stdout.count(b"\n"))
    assert done.returncode in (0, 1)


def plant_copy(journal: Journal, number: int) -> None:
    """Put a copy of the only old entry into a journal, unsynced, since nothing fails here."""
    first = next(journal.entries())
    copy = attrs.evolve(first, id=f"{first.id[:20]}{number:06}")
    journal.path(copy.id).write_text(write_entry(copy))


@needs_shell
@pytest.mark.parametrize("redirect", ["<&-", "2>&-", "2>/dev/full"])
def test_a_stream_that_is_closed_and_not_needed_is_no_error(journal: Journal, redirect: str) -> None:
    added = _program(journal.root, "add", "x", redirect=redirect)
    listed = _program(journal.root, "list", redirect=redirect)

    assert (0, b"") == (added.returncode, added.stderr)
    assert (0, b"") == (listed.returncode, listed.stderr)
    assert listed.stdout.endswith(b"\tx\t\n")


@needs_shell
@pytest.mark.parametrize("redirect", ["2>&-", "2>/dev/full"])
def test_an_error_that_nobody_can_read_still_has_its_status(journal: Journal, redirect: str) -> None:
    done = _program(journal.root, "show", "zzzzzz", redirect=redirect)

    assert (1, b"", b"") == (done.returncode, done.stdout, done.stderr)


@needs_shell
@pytest.mark.parametrize(
    ("arguments", "redirect"), [(["list"], ">&-"), (["add", "x"], ">&-"), (["add", "-"], "<&-")]
)
def test_a_stream_that_is_closed_and_needed_is_told_in_one_line(
    journal: Journal, arguments: list[str], redirect: str
) -> None:
    done = _program(journal.root, *arguments, redirect=redirect)

    assert done.returncode != 0
    assert 1 == done.stderr.count(b"\n")
    assert b"Error" not in done.stderr


@needs_shell
def test_text_of_any_language_comes_through_in_the_c_locale(journal: Journal) -> None:
    done = _program(journal.root, "add", "部署 в пятницу", LC_ALL="C")
    listed = _program(journal.root, "list", "--json", LC_ALL="C")

    assert (0, b"", 0, b"") == (done.returncode, done.stderr, listed.returncode, listed.stderr)
    assert ["部署 в пятницу"] == [entry["title"] for entry in json.loads(listed.stdout)]
    assert ["部署 в пятницу"] == [entry.title for entry in journal.entries()]


@needs_shell
def test_text_that_a_plain_c_locale_cannot_say_is_refused_or_shown_as_it_can(journal: Journal) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    made = journal.add("部署 в пятницу")

    refused = _program(journal.root, "add", "部署", **plain)
    listed = _program(journal.root, "list", "--json", **plain)

    assert (2, b"", 1) == (refused.returncode, refused.stdout, refused.stderr.count(b"\n"))
    assert (0, made.title) == (listed.returncode, json.loads(listed.stdout)[0]["title"])
    assert [made] == list(journal.entries())


def test_a_user_without_a_home_can_use_a_journal_that_is_named(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    pwd = pytest.importorskip("pwd", reason="Windows knows homes in another way")
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name)
    monkeypatch.setattr(pwd, "getpwuid", {}.__getitem__)
    homeless = Journal.open(journal.root)

    made = homeless.add("x", author="Ana <ana@example.org>")
    changed = homeless.change(made.id, title="y")

    assert [changed] == list(homeless.entries())
    with pytest.raises(MistakesError):
        homeless.undo()
