"""What may go wrong with the files of one computer, each test named after its fault's number.

Faults 5, 8 to 10 and 14 to 44 need git, and are beside its plugin in `tests/plugins/test_git_*.py`.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest
from faults import Disk, Fault, lasting, plant, run, tree

from mistakes import Journal
from mistakes.errors import AlreadyExists
from mistakes.index import walk
from mistakes.layout import TEMPORARY
from mistakes.testing import run as program

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork a child to kill")
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody without rights"
)
ADD = """
import sys
from mistakes import Journal
journal = Journal.open(sys.argv[1])
for number in range(int(sys.argv[3])):
    made = journal.change(sys.argv[2], **{sys.argv[4]: f"{sys.argv[4]} {number}"})
"""


def leftovers(journal: Journal) -> list[Path]:
    """Return the temporary files below a journal."""
    return [path for path in journal.root.rglob("*") if path.name.startswith(TEMPORARY)]


def titles(journal: Journal, query: str = "") -> list[str]:
    """Return the titles that a fresh look at the journal finds."""
    return [entry.title for entry in Journal.open(journal.root).search(query)]


def at_the(name: str, journal: Journal, work: Callable[[], str]) -> int:
    """Return which of the calls that a piece of work makes is the first of a kind; the journal is put back."""
    before = tree(journal.root)
    calls = run(work, [journal.root]).calls
    plant(before, journal.root)
    return next(number for number, call in enumerate(calls, 1) if call.name == name)


@needs_fork
def test_fault_01_a_kill_before_the_new_name_leaves_the_old_text_and_a_file_that_is_cleared_away(
    journal: Journal,
) -> None:
    made = journal.add("Before")
    text = journal.raw_text(made.id)

    def work() -> str:
        return Journal.open(journal.root).change(made.id, title="After").title

    at = at_the("rename", journal, work)
    assert run(work, [journal.root], Fault("kill", at)).killed

    (left,) = leftovers(journal)
    assert text == journal.raw_text(made.id)
    assert ["Before"] == titles(journal)
    subprocess.run(["git", "init", "-q", str(journal.root)], check=True)
    status = ["git", "-C", str(journal.root), "status", "--porcelain", "-uall"]
    assert left.name not in subprocess.run(status, capture_output=True, check=True, text=True).stdout
    program("doctor", "--fix", "-j", str(journal.root))
    assert left.exists()  # its writer may be alive
    os.utime(left, (left.stat().st_mtime - 4000,) * 2)
    program("doctor", "--fix", "-j", str(journal.root))
    assert not left.exists()


@needs_fork
def test_fault_02_a_kill_before_the_index_knows_is_seen_by_the_next_reader_once(journal: Journal) -> None:
    first = journal.add("Old words")
    assert ["Old words"] == titles(journal)

    def work() -> str:
        own = Journal.open(journal.root)
        own.change(first.id, title="New words")
        own.add("Another entry")
        os.kill(os.getpid(), signal.SIGKILL)
        return ""

    assert run(work, []).killed

    assert ["Another entry", "New words"] == sorted(titles(journal))
    assert [] == titles(journal, "old")
    assert ["New words"] == titles(journal, "words")


@needs_fork
def test_fault_03_a_power_failure_leaves_the_old_text_or_the_new_and_no_empty_file(journal: Journal) -> None:
    made = journal.add("Before")
    before = tree(journal.root)

    def work() -> str:
        return Journal.open(journal.root).change(made.id, title="After").title

    disk = Disk(before, journal.root).play(run(work, [journal.root]).calls)
    found = set()
    for at in disk.crash_points():
        for state in disk.states(at):
            assert all(data for data in lasting(state).values() if data is not None)
            plant(state, journal.root)
            found.add(*titles(journal))
    assert {"Before", "After"} == found


def test_fault_03_an_empty_file_is_told_as_broken_and_brought_back_from_git(journal: Journal) -> None:
    made = journal.add("As it was")
    git = ["git", "-C", str(journal.root), "-c", "user.name=A", "-c", "user.email=a@example.com"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "kept"]):
        subprocess.run([*git, *command], check=True)
    journal.path(made.id).write_bytes(b"")

    assert [] == titles(journal)
    told = program("doctor", "--json", "-j", str(journal.root)).json
    assert ("empty-file", made.id) in [(one["kind"], Path(one["path"]).stem) for one in told]
    program("doctor", "--fix", "-j", str(journal.root))
    assert ["As it was"] == titles(journal)


@needs_fork
def test_fault_04_a_disk_that_is_full_is_told_with_the_path_and_changes_nothing(journal: Journal) -> None:
    made = journal.add("Before")
    before = tree(journal.root)

    def work() -> str:
        return Journal.open(journal.root).change(made.id, title="After").title

    outcome = run(work, [journal.root], Fault("ENOSPC", at_the("write", journal, work), lasting=True))

    assert str(journal.path(made.id)) in outcome.refused
    assert "full" in outcome.refused
    assert lasting(before) == lasting(tree(journal.root))
    assert [] == leftovers(journal)


@needs_fork
def test_fault_04_what_was_typed_in_an_editor_is_kept_elsewhere(
    journal: Journal, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mistakes.cli.editor import Draft

    made = journal.add("Before")
    typed = journal.raw_text(made.id).replace("Before", "Typed for an hour")

    def work() -> str:
        draft = Draft(made.id[-6:], typed)
        Journal.open(journal.root).save_text(made.id, journal.raw_text(made.id), typed)
        draft.done()
        return ""

    at = at_the("write", journal, work)
    outcome = run(work, [journal.root], Fault("ENOSPC", at, lasting=True))

    assert "full" in outcome.refused
    kept = [path for path in home.rglob("*.toml") if "drafts" in path.parts]
    assert any("Typed for an hour" in path.read_text(encoding="utf-8") for path in kept)


def test_fault_06_two_programs_that_edit_one_entry_keep_what_both_wrote(journal: Journal) -> None:
    made = journal.add("Both")
    command = [sys.executable, "-P", "-c", ADD, str(journal.root), made.id, "15"]
    both = [subprocess.Popen([*command, field]) for field in ("story", "expected")]

    assert [0, 0] == [one.wait() for one in both]
    now = Journal.open(journal.root).get(made.id)
    assert ("story 14", "expected 14") == (now.story, now.expected)
    assert () == now.conflict
    assert 31 == now.rev


def test_fault_06_who_read_before_another_wrote_loses_neither_text(journal: Journal) -> None:
    made = journal.add("Both", story="one\ntwo\nthree\n")
    journal.change(made.id, story="one, mine\ntwo\nthree\n")

    joined = journal.save_text(
        made.id,
        journal.raw_text(made.id).replace("one, mine", "one"),
        journal.raw_text(made.id).replace("one, mine", "one").replace("three", "three, yours"),
    )

    assert "one, mine\ntwo\nthree, yours" == joined.story.strip()


def test_fault_07_of_two_programs_that_create_both_entries_are_there(journal: Journal) -> None:
    script = "import sys; from mistakes import Journal; Journal.open(sys.argv[1]).add(sys.argv[2])"
    made = [subprocess.Popen([sys.executable, "-P", "-c", script, str(journal.root), name]) for name in "ab"]

    assert [0, 0] == [one.wait() for one in made]
    assert ["a", "b"] == sorted(titles(journal))


def test_fault_07_an_id_that_is_there_is_never_overwritten(journal: Journal) -> None:
    first = journal.add("First")
    with pytest.raises(AlreadyExists):
        journal.put(attrs.evolve(first, title="Second"))
    assert "First" == journal.get(first.id).title


@needs_fork
@needs_root
def test_fault_11_without_permission_nothing_changes_and_the_file_is_named(journal: Journal) -> None:
    made = journal.add("Mine")
    for path in [journal.root, *journal.root.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    for parent in [*journal.root.parents][:3]:
        parent.chmod(parent.stat().st_mode | 0o011)
    before = tree(journal.root)

    def as_nobody() -> str:
        os.setgid(65534)
        os.setuid(65534)
        return Journal.open(journal.root).change(made.id, title="Theirs").title

    outcome = run(as_nobody, [])

    assert "no permission" in outcome.refused, outcome
    assert made.id in outcome.refused
    assert before == tree(journal.root)


@pytest.mark.parametrize("days", [0, -1, -3650])
@pytest.mark.parametrize("doubt", [True, False], ids=["a coarse clock", "a fine clock"])
def test_fault_12_a_rewrite_of_the_same_size_is_seen_whatever_its_time_says(
    journal: Journal, days: int, doubt: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the clock is fine the file's state tells; where it may be coarse, what is young is read again."""
    if not doubt:
        monkeypatch.setattr(walk, "RACY", 0)
    path = journal.path(journal.add("deploy").id)
    assert ["deploy"] == titles(journal)
    state = path.stat()

    with path.open("r+b") as file:
        file.write(path.read_bytes().replace(b"deploy", b"friday"))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + days * 86_400_000_000_000))

    assert ["friday"] == titles(journal, "friday")
    assert [] == titles(journal, "deploy")


@pytest.mark.parametrize("what", ["corrupt", "deleted", "newer", "a folder", "no place"])
def test_fault_13_an_index_in_any_state_is_made_anew_or_gone_around(
    journal: Journal, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.add("Still found")
    assert ["Still found"] == titles(journal)
    path = journal.cache_path()
    assert path is not None
    if what == "newer":
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA user_version = 999999")
        database.close()
    elif what == "corrupt":
        path.write_bytes(b"rubbish" * 5000)
    elif what == "no place":
        monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/nowhere")
    else:
        path.unlink()
    if what == "a folder":
        path.mkdir()

    assert ["Still found"] == titles(journal, "found")
    added = journal.add("Added")
    assert ["Added", "Still found"] == sorted(titles(journal))
    assert "Added" == Journal.open(journal.root).get(added.id).title
