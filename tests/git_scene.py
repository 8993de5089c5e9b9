"""Two people with changes that the other lacks, and a sync in a process of its own: for tests that kill it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from git_team import Team, git, is_clean, titles, tree

from mistakes import Commented, Journal
from mistakes.testing import own_home

SYNC = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background has it ignored
from mistakes import Journal
from mistakes.settings import Settings
from pathlib import Path
settings = Settings(Path("none"), {"author": "Bo <bo@example.com>", "who": "bo-0123456789ab"})
try:
    Journal.open(sys.argv[1], settings).sync()
except KeyboardInterrupt:
    sys.exit(130)
"""


def made(folder: Path) -> Path:
    """Let two people each have changes that the other lacks, some on the same entry; Bo has not synced yet."""
    with own_home(folder / "home"):
        shared = Team(folder / "team")
        ana, bo = shared.pair()
        made, gone = ana.add("Common", story="s", tags={"base"}), ana.add("To be deleted")
        shared.settle()
        ana.change(made.id, title="Ana's", tags={"base", "ana"})
        ana.path(gone.id).unlink()
        ana.add("New of Ana")
        ana.record(Commented(made.id, text="Ana says"))
        ana.sync()
        bo.change(made.id, title="Bo's", tags={"base", "bo"})
        bo.add("New of Bo")
        bo.record(Commented(made.id, text="Bo says"))
    return folder / "team"


def copied(scene: Path, folder: Path) -> Team:
    """Return the scene in a folder of its own."""
    shutil.copytree(scene, folder, symlinks=True)
    shared = Team.__new__(Team)
    shared.folder, shared.remote, shared.name = folder, folder / "remote.git", "payments"
    shared.clones = [Journal.open(folder / who, shared.settings(who)) for who in ("ana", "bo")]
    for journal in shared.clones:
        git(journal.root, "remote", "set-url", "origin", str(shared.remote))
    return shared


def sync(journal: Journal, **environment: str) -> int:
    """Sync in a process of its own and return its exit status."""
    path = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", SYNC, str(journal.root)],
        env=os.environ | {"PYTHONPATH": path} | environment,
        capture_output=True,
        check=False,
        timeout=120,
    )
    return done.returncode


def require_all(shared: Team) -> None:
    """Check that everything both wrote is there for both."""
    shared.settle()
    ana, bo = shared.clones
    expected = ["New of Ana", "New of Bo"]
    assert expected == [title for title in titles(ana) if title.startswith("New")]
    assert tree(ana) == tree(bo)
    common = next(entry for entry in bo.entries() if "base" in entry.tags)
    assert {"base", "ana", "bo"} == set(common.tags)
    assert {"Ana's", "Bo's"} == {common.title, *(row.value for row in common.conflict)}
    assert 3 == len(titles(bo))
    assert {"Ana says", "Bo says"} == {getattr(event, "text", "") for event in ana.events()}
    assert 1 == len(shared.heads())
    assert is_clean(ana)
    assert is_clean(bo)
    for journal in shared.clones:
        assert "" == git(journal.root, "fsck", "--no-dangling")
        assert [] == list((journal.root / ".git").glob("*.lock"))


def sync_killed(journal: Journal, event: str, end: str, times: int = 1) -> bool:
    """Sync in a process that is killed just before it does that to a file; return whether it came so far.

    `event` is what Python calls it for audits, such as "os.rename", and `end` the end of a path; `times` tells
    which of several it is.
    """
    child = os.fork()
    if not child:
        left = iter(range(times - 1))

        def kill(what: str, arguments: tuple[object, ...]) -> None:
            paths = [
                os.fsdecode(path) for path in arguments[:2] if isinstance(path, str | bytes | os.PathLike)
            ]
            if what == event and any(path.endswith(end) for path in paths) and next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(kill)
        try:
            journal.sync()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
