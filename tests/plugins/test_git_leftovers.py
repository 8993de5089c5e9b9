"""What a sync leaves behind that is killed, or whose git is: the next one is none the worse for it. Fault 14."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest
from git_scene import copied, made, require_all, sync, sync_killed
from git_team import Shim, git, is_clean, titles, tree

from mistakes import Journal
from mistakes.settings import Settings
from mistakes_git import leftovers
from mistakes_git.errors import GitFailed, NotShared
from mistakes_git.repository import find

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and shell scripts")

WRITES = [
    ("open", "mistakes/running", 1),
    ("os.remove", "mistakes/running", 1),
    *(("open", "mistakes/new-index", time) for time in (1, 2)),
    *(("os.link", "/index.lock", time) for time in (1, 2)),
    *(("os.rename", ".git/index", time) for time in (1, 2)),
    *(("os.remove", "mistakes/new-index", time) for time in (2, 4)),
    ("os.rename", "mistakes/step.json", 1),
    ("os.remove", "mistakes/step.json", 1),
]
HALF_WRITTEN = """case "$*" in *read-tree*-u*)
  rm -f "$SHIM_OLD"; printf 'format = 1\\nid = "' > "$SHIM_NEW"; kill -9 $PPID; exit 1;;
esac"""
KILLED_ALONE = """case "$*" in *" $SHIM_CALL "*)
  mkdir "$SHIM_FOLDER/killed" 2>/dev/null && { mkdir -p "${SHIM_LOCK%/*}"; touch "$SHIM_LOCK"; kill -9 $$; };;
esac"""
WRITES_ON = """case "$*" in
  *" read-tree "*) if mkdir "$SHIM_FOLDER/alone" 2>/dev/null; then
    kill -9 $PPID; while [ ! -e "$SHIM_FOLDER/go" ]; do sleep 0.01; done
    PATH="$SHIM_REST" git "$@"; touch "$SHIM_FOLDER/done"; exit 0
  fi;;
  *" write-tree"*) touch "$SHIM_FOLDER/go"; while [ ! -e "$SHIM_FOLDER/done" ]; do sleep 0.01; done;;
esac"""

PAUSES = """case "$*" in *read-tree*-u*)
  if mkdir "$SHIM_FOLDER/alone" 2>/dev/null; then
    kill -9 $PPID; while [ ! -e "$SHIM_FOLDER/go" ]; do sleep 0.01; done
    for after; do :; done; PATH="$SHIM_REST" exec git read-tree --reset -u "$after"  # has looked at all files before
  fi;;
esac"""
STAYS = """case "$*" in *read-tree*-u*)
  if [ "$SHIM_ALWAYS" ] || mkdir "$SHIM_FOLDER/open" 2>/dev/null; then
    cp -p "$SHIM_STAYS" "$SHIM_FOLDER/copy"; PATH="$SHIM_REST" git "$@" || exit $?
    cp -p "$SHIM_FOLDER/copy" "$SHIM_STAYS"
    echo "warning: unable to unlink 'entries/x.toml': Device or resource busy" >&2; exit 0
  fi;;
esac"""


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people, each with changes that the other lacks, and some on the same entry; Bo has not synced yet."""
    return made(tmp_path_factory.mktemp("scene"))


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else syncs here, so that a lock need not be watched for long."""
    monkeypatch.setattr(leftovers, "STALE_SECONDS", 0.05)


@pytest.mark.parametrize(("event", "end", "times"), WRITES)
def test_fault_14_a_sync_that_is_killed_before_any_write_of_its_own_is_made_good(
    scene: Path, tmp_path: Path, event: str, end: str, times: int
) -> None:
    shared = copied(scene, tmp_path / "team")

    assert sync_killed(shared.clones[1], event, end, times)

    require_all(shared)
    assert [] == in_between(shared.clones[1])


def test_fault_14_a_new_file_that_is_half_there_is_taken_back(scene: Path, tmp_path: Path) -> None:
    shared = copied(scene, tmp_path / "team")
    ana, bo = shared.clones
    paths = {
        entry.title: ana.path(entry.id).relative_to(ana.root) for entry in ana.entries() if not entry.deleted
    }
    shim = Shim(tmp_path / "shim", HALF_WRITTEN)
    where = {"SHIM_OLD": bo.root / paths["Ana's"], "SHIM_NEW": bo.root / paths["New of Ana"]}

    status = sync(bo, **shim.environment(**{name: str(path) for name, path in where.items()}))

    assert -signal.SIGKILL == status
    require_all(shared)


@pytest.mark.parametrize(
    ("call", "lock", "is_made_good"),
    [("commit", "HEAD.lock", True), ("fetch", "refs/remotes/origin/main.lock", False)],
)
def test_fault_14_the_lock_of_a_git_that_was_killed_alone_is_in_nobodys_way(
    scene: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, lock: str, is_made_good: bool
) -> None:
    """As where memory runs out: we live on, and see that git has ended."""
    shared = copied(scene, tmp_path / "team")
    _, bo = shared.clones
    shim = Shim(tmp_path / "shim", KILLED_ALONE)
    environment = shim.environment(SHIM_CALL=call, SHIM_LOCK=str(bo.root / ".git" / lock))

    with monkeypatch.context() as killing:
        for name, value in environment.items():
            killing.setenv(name, value)
        if is_made_good:
            bo.sync()
        else:
            with pytest.raises(NotShared):
                bo.sync()

    require_all(shared)


def test_fault_14_nobody_changes_a_file_that_a_git_without_its_starter_is_about_to_replace(
    scene: Path, tmp_path: Path
) -> None:
    """Between git's look at a file and its writing there is time, on a busy computer a good deal of it."""
    shared = copied(scene, tmp_path / "team")
    ana, bo = shared.clones
    common = next(entry for entry in bo.entries() if "base" in entry.tags)
    shim = Shim(tmp_path / "shim", PAUSES)
    assert -signal.SIGKILL == sync(bo, **shim.environment())
    changing = threading.Thread(target=lambda: bo.change(common.id, believed="that it is safe"))

    changing.start()
    changing.join(0.3)  # who does not wait for git is done by then
    (tmp_path / "shim" / "go").touch()
    changing.join()

    require_all(shared)
    assert "that it is safe" == ana.get(common.id).believed


@pytest.mark.parametrize("always", [False, True])
def test_a_file_that_git_could_not_remove_is_not_added_anew(
    scene: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, always: bool
) -> None:
    """As where another program has it open on Windows; git itself takes that for no error."""
    shared = copied(scene, tmp_path / "team")
    _, bo = shared.clones
    gone = next(entry for entry in bo.entries() if entry.title == "To be deleted")
    shim = Shim(tmp_path / "shim", STAYS)
    environment = shim.environment(SHIM_STAYS=str(bo.path(gone.id)), SHIM_ALWAYS="yes" if always else "")

    with monkeypatch.context() as open_elsewhere:
        for name, value in environment.items():
            open_elsewhere.setenv(name, value)
        if always:
            with pytest.raises(GitFailed, match="unable to unlink"):
                bo.sync()
        else:
            bo.sync()

    require_all(shared)


def test_fault_14_what_a_git_writes_after_its_starter_was_killed_is_not_taken_for_ours(
    scene: Path, tmp_path: Path
) -> None:
    shared = copied(scene, tmp_path / "team")
    ana, bo = shared.clones
    shim = Shim(tmp_path / "shim", WRITES_ON)
    environment = shim.environment()
    assert -signal.SIGKILL == sync(bo, **environment)
    bo.add("Later")

    assert 0 == sync(bo, **environment)

    ana.sync()
    assert "Later" in titles(ana)
    assert tree(ana) == tree(bo)
    bo.sync()
    assert [] == in_between(bo)


def test_fault_10_an_old_lock_of_another_program_is_named_and_stays(scene: Path, tmp_path: Path) -> None:
    bo = copied(scene, tmp_path / "team").clones[1]
    lock = bo.root / ".git" / "HEAD.lock"
    lock.touch()
    os.utime(lock, (1_700_000_000, 1_700_000_000))

    for _ in range(2):
        with pytest.raises(GitFailed, match=r"left its lock behind \(.*HEAD\.lock") as caught:
            bo.sync()
        assert "remove that file" in caught.value.hint
        assert lock.exists()


def test_fault_14_what_was_being_written_beside_the_tree_is_taken_away(scene: Path, tmp_path: Path) -> None:
    shared = copied(scene, tmp_path / "team")
    bo = shared.clones[1]
    repository = find(bo)
    assert repository is not None
    own = Path(repository.own_folder)
    names = [
        ".mistakes-0123456789abcdef.tmp",
        "copy-1",
        "copy-1.lock",
        "merge-index-1",
        "scratch/blob-0",
        "running",
    ]
    for name in names:
        (own / name).parent.mkdir(exist_ok=True)
        (own / name).write_text("half")

    bo.sync()

    assert [] == in_between(bo)


def test_fault_14_in_a_code_repository_the_next_sync_takes_our_lock_away(tmp_path: Path) -> None:
    code = tmp_path / "code"
    code.mkdir()
    git(code, "init", "-q", "-b", "main", ".")
    made_there = Journal.create(code / "mistakes-journal", name="payments", kind="team")
    who = {"author": "Ana <ana@example.com>", "who": "ana-0123456789ab", "git": {"commit": True}}
    journal = Journal.open(made_there.root, Settings(tmp_path / "ana.toml", who))
    journal.add("Kept")

    assert sync_killed(journal, "os.rename", ".git/index")
    assert (code / ".git" / "index.lock").exists()
    journal.sync()

    assert is_clean(journal)
    git(code, "commit", "-q", "--allow-empty", "-m", "their own work goes on")
    assert not (code / ".git" / "mistakes" / "running").exists()


def in_between(journal: Journal) -> list[str]:
    """Return the files that are there only while a sync is at work."""
    lasting = {"authorship.json", "in-step", "lock", "writing", "scratch"}
    own = journal.root / ".git" / "mistakes"
    return sorted(
        {*os.listdir(own), *(os.listdir(own / "scratch") if (own / "scratch").exists() else ())} - lasting
    )
