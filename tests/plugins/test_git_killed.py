"""A sync that is killed or stopped at any git call: the next one ends where it would have. Faults 5, 10, 14."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from git_scene import SYNC, copied, made, require_all, sync
from git_team import Shim, Team, git, is_clean, titles, tree

from mistakes import Journal
from mistakes_git import leftovers, steps
from mistakes_git.errors import GitFailed, IndexLocked
from mistakes_git.git import Git
from mistakes_git.repository import Repository, find

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and shell scripts")

BEFORE = '[ "$n" = "$SHIM_AT" ] && { kill -9 $PPID; exit 1; }'
AFTER = '[ "$n" = "$SHIM_AT" ] && { PATH="$SHIM_REST" git "$@"; kill -9 $PPID; exit 0; }'
STOPPED = '[ "$n" = "$SHIM_AT" ] && { kill -INT $PPID; sleep 5; exit 1; }'


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people, each with changes that the other lacks, and some on the same entry; nobody synced yet."""
    return made(tmp_path_factory.mktemp("scene"))


@pytest.mark.parametrize("action", [BEFORE, AFTER, STOPPED], ids=["before", "after", "interrupted"])
def test_fault_14_a_sync_that_ends_at_any_git_call_is_made_good_by_the_next(
    scene: Path, tmp_path: Path, action: str
) -> None:
    shim = Shim(tmp_path / "shim", action)
    shared = copied(scene, tmp_path / "whole")
    assert 0 == sync(shared.clones[1], **shim.environment(SHIM_AT="0"))
    calls = shim.calls
    assert calls > 12

    every = 1 if os.environ.get("MISTAKES_SOAK") else 5  # all of them take minutes
    for at in range(1 + (BEFORE, AFTER, STOPPED).index(action) * (every > 1), calls + 1, every):
        shared = copied(scene, tmp_path / f"at-{at}")
        status = sync(shared.clones[1], **shim.environment(SHIM_AT=str(at)))
        assert status in (-signal.SIGKILL, 130), f"call {at} of {calls} ended with {status}"
        require_all(shared)
        shutil.rmtree(shared.folder)


@pytest.mark.parametrize("state", ["torn", "empty", "missing", "written", "half"])
def test_fault_14_a_checkout_that_was_torn_apart_is_taken_back_and_done_again(
    scene: Path, tmp_path: Path, state: str
) -> None:
    shared = copied(scene, tmp_path / "team")
    ana, bo = shared.clones
    git(bo.root, "stash", "-q", "-u")
    before, after = git(bo.root, "rev-parse", "HEAD"), git(ana.root, "rev-parse", "HEAD")
    git(bo.root, "fetch", "-q", "origin")
    common = next(entry for entry in ana.entries() if "base" in entry.tags)
    new = next(entry for entry in ana.entries() if entry.title.startswith("New"))
    whole = ana.path(common.id).read_bytes()
    if state == "missing":
        bo.path(common.id).unlink()
    else:
        bo.path(common.id).write_bytes({"torn": whole[:50], "empty": b""}.get(state, whole))
    if state != "half":
        bo.path(new.id).write_bytes(ana.path(new.id).read_bytes()[: 20 if state == "torn" else None])
    note = bo.root / ".git" / "mistakes" / "step.json"
    note.write_text(json.dumps({"branch": "main", "before": before, "after": after}))

    bo.sync()

    assert tree(ana) == tree(bo)
    assert after == git(bo.root, "rev-parse", "HEAD")
    assert is_clean(bo)


def test_fault_14_what_a_person_wrote_after_a_crash_stays(scene: Path, tmp_path: Path) -> None:
    shared = copied(scene, tmp_path / "team")
    ana, bo = shared.clones
    before, after = git(bo.root, "rev-parse", "HEAD"), git(ana.root, "rev-parse", "HEAD")
    git(bo.root, "fetch", "-q", "origin")
    note = bo.root / ".git" / "mistakes" / "step.json"
    note.write_text(json.dumps({"branch": "main", "before": before, "after": after}))

    require_all(shared)


def test_fault_14_an_index_that_was_in_place_before_the_kill_is_gone_on_from(
    scene: Path, tmp_path: Path
) -> None:
    shared = copied(scene, tmp_path / "team")
    ana, bo = shared.clones
    git(bo.root, "stash", "-q", "-u")
    before, after = git(bo.root, "rev-parse", "HEAD"), git(ana.root, "rev-parse", "HEAD")
    git(bo.root, "fetch", "-q", "origin")
    git(bo.root, "read-tree", "-m", "-u", before, after)
    note = bo.root / ".git" / "mistakes" / "step.json"
    note.write_text(json.dumps({"branch": "main", "before": before, "after": after}))
    count = git(bo.root, "rev-list", "--count", after)

    bo.sync()

    assert after == git(bo.root, "rev-parse", "HEAD")
    assert count == git(bo.root, "rev-list", "--count", "HEAD")
    assert is_clean(bo)


def test_fault_14_a_note_that_the_branch_has_gone_beyond_takes_nothing_back(
    scene: Path, tmp_path: Path
) -> None:
    shared = copied(scene, tmp_path / "team")
    _, bo = shared.clones
    before = git(bo.root, "rev-parse", "HEAD")
    bo.sync()
    after = git(bo.root, "rev-parse", "HEAD")
    git(bo.root, "update-ref", "refs/heads/main", commit_beside(bo))
    note = bo.root / ".git" / "mistakes" / "step.json"
    note.write_text(json.dumps({"branch": "main", "before": before, "after": after}))
    torn = next(entry for entry in bo.entries() if entry.title == "New of Ana")
    bo.path(torn.id).write_bytes(bo.path(torn.id).read_bytes()[:30])

    bo.sync()

    assert is_clean(bo)
    require_all(shared)


def test_fault_14_a_branch_that_moves_on_just_before_it_is_moved_loses_nothing(
    scene: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = copied(scene, tmp_path / "team")
    _, bo = shared.clones
    move_branch, others = steps._move_branch, iter([True])

    def beaten(by: Git, step: steps.Step) -> None:
        if next(others, False):
            git(bo.root, "update-ref", "refs/heads/main", commit_beside(bo))
        move_branch(by, step)

    monkeypatch.setattr(steps, "_move_branch", beaten)

    bo.sync()

    assert "of somebody else" in git(bo.root, "log", "--format=%s")
    assert "Bo" not in authors_of_what_ana_wrote(bo)
    require_all(shared)


def test_fault_14_what_a_git_commits_after_its_starter_was_killed_is_seen(
    scene: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, bo = copied(scene, tmp_path / "team").clones
    git(bo.root, "stash", "-q", "-u")
    repository = find(bo)
    assert repository is not None
    Path(repository.own_folder, "running").touch()
    waited_for, writing = threading.Event(), threading.Event()
    clear_away, move_branch = leftovers.clear_away, steps._move_branch
    moves: list[bool] = []

    def note_wait(where: Repository) -> None:
        waited_for.set()
        clear_away(where)

    def note_move(by: Git, step: steps.Step) -> None:
        moves.append(step.before == git(bo.root, "rev-parse", "refs/heads/main"))
        move_branch(by, step)

    def write_on() -> None:
        with leftovers.guard(repository):
            writing.set()
            assert waited_for.wait(20)
            git(bo.root, "update-ref", "refs/heads/main", commit_beside(bo))

    monkeypatch.setattr(leftovers, "clear_away", note_wait)
    monkeypatch.setattr(steps, "_move_branch", note_move)
    orphan = threading.Thread(target=write_on)
    orphan.start()
    assert writing.wait(20)

    bo.sync()

    orphan.join()
    ana.sync()
    assert [True] == moves
    assert tree(ana) == tree(bo)


def test_fault_14_a_checkout_that_git_gives_up_half_way_removes_nothing(
    scene: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk that is full: git has taken the old file away, and cannot write the new one."""
    shared = copied(scene, tmp_path / "team")
    _, bo = shared.clones
    common = next(entry for entry in bo.entries() if "base" in entry.tags)
    half_way = """case "$*" in
      *read-tree*-u*) rm -f "$SHIM_VICTIM"; echo "error: unable to write file" >&2; exit 1;;
    esac"""
    shim = Shim(tmp_path / "shim", half_way)
    environment = shim.environment(SHIM_VICTIM=str(bo.path(common.id)))

    with monkeypatch.context() as full:
        for name, value in environment.items():
            full.setenv(name, value)
        with pytest.raises(GitFailed):
            bo.sync()

    require_all(shared)


def commit_beside(journal: Journal) -> str:
    """Return a new commit on the branch with the same files, as another program makes one."""
    return git(journal.root, "commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "of somebody else")


def authors_of_what_ana_wrote(journal: Journal) -> str:
    """Return who committed the entry that Ana added."""
    new = next(entry for entry in journal.entries() if entry.title == "New of Ana")
    path = journal.path(new.id).relative_to(journal.root).as_posix()
    return git(journal.root, "log", "--no-merges", "--format=%an", "--", path)


@pytest.mark.parametrize("content", [b"", b"half an index"])
def test_fault_14_a_lock_of_ours_that_a_kill_left_is_taken_away(
    scene: Path, tmp_path: Path, content: bytes
) -> None:
    shared = copied(scene, tmp_path / "team")
    bo = shared.clones[1]
    twin, lock = bo.root / ".git" / "mistakes" / "new-index", bo.root / ".git" / "index.lock"
    twin.write_bytes(content or (bo.root / ".git" / "index").read_bytes())
    os.link(twin, lock)

    bo.sync()

    require_all(shared)


def test_fault_10_a_lock_that_another_program_left_is_waited_for_and_named(
    scene: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mistakes_git.indexes.LOCK_SECONDS", 0.2)
    shared = copied(scene, tmp_path / "team")
    bo = shared.clones[1]
    lock = bo.root / ".git" / "index.lock"
    lock.touch()
    old = time.time() - 3600
    os.utime(lock, (old, old))

    with pytest.raises(IndexLocked, match=r"index\.lock \(36\d\d s old\)") as caught:
        bo.sync()

    assert 5 == caught.value.exit_status
    assert lock.exists()
    lock.unlink()
    require_all(shared)


def test_fault_09_who_is_killed_in_a_sync_lets_the_next_one_in_at_once(scene: Path, tmp_path: Path) -> None:
    shared = copied(scene, tmp_path / "team")
    bo = shared.clones[1]
    shim = Shim(tmp_path / "shim", '[ "$n" = 4 ] && { touch "$SHIM_FOLDER/there"; sleep 60; }')
    held = subprocess.Popen(
        [sys.executable, "-c", SYNC, str(bo.root)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | shim.environment(),
        start_new_session=True,
    )
    while not (tmp_path / "shim" / "there").exists():
        assert held.poll() is None
    held.kill()
    held.wait()

    bo.sync()
    require_all(shared)


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    """A disk of four megabytes, for whoever may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if os.name != "posix" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted by this user")
    return folder


def fill(disk: Path, *, left_blocks: int) -> None:
    with open(disk / "filler", "wb", buffering=0) as filler:
        with suppress(OSError):
            while filler.write(bytes(4096)) == 4096:
                pass
        filler.truncate(max(filler.tell() // 4096 - left_blocks, 0) * 4096)


def test_fault_05_a_disk_that_runs_full_in_a_fetch_leaves_all_as_it_was(
    small_disk: Path, tmp_path: Path
) -> None:
    """Whatever is left on it: from not a byte, to too little for what comes in."""
    from mistakes_git.errors import GitFailed
    from mistakes_git.publishing import clone

    try:
        shared = Team(tmp_path / "team")
        ana = shared.begin()
        bo = clone(str(shared.remote), small_disk / "bo", shared.settings("bo"))
        ana.add("Large", story=os.urandom(100_000).hex())
        ana.sync()
        bo.add("Mine")
        for left in (0, 1, 3, 6, 10):
            fill(small_disk, left_blocks=left)
            with pytest.raises(GitFailed) as told:
                bo.sync()
            assert "the disk is full" in told.value.message
            assert ["Mine"] == titles(bo)
            (small_disk / "filler").unlink()
        bo.sync()
        assert ["Large", "Mine"] == titles(bo)
        assert is_clean(bo)
    finally:
        subprocess.run(["umount", str(small_disk)], check=False)
