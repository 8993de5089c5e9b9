"""Repositories in every state that people leave them in, and everything that goes wrong with a remote.

Faults 16, 29 to 31, 37, 38 and 41; journals in code repositories, linked working trees, sub-modules, sparse checkouts.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from git_team import Shim, Team, git, is_clean, titles

from mistakes import Journal
from mistakes.briefing.trust import trust
from mistakes.errors import MistakesError
from mistakes.settings import Settings
from mistakes.syncing import status
from mistakes_git.errors import (
    BranchProtected,
    GitFailed,
    HookRefused,
    NeedsAttention,
    NotAllowed,
    NotShared,
    Offline,
    ServerFailed,
)
from mistakes_git.publishing import begin_repository


@pytest.fixture
def shared(tmp_path: Path) -> Team:
    """A team of two."""
    team = Team(tmp_path / "team")
    team.pair()
    return team


class Server:
    """A web server that answers everything with one status."""

    def __init__(self, code: int) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(code)
                if code == 401:
                    self.send_header("WWW-Authenticate", 'Basic realm="x"')
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.calls = 0
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.http.server_address[1]}/x.git"


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A web server that answers with the status that is asked for."""
    made = Server(request.param)
    yield made
    made.http.shutdown()
    made.http.server_close()


# 16: the other side


def test_fault_16_a_remote_that_is_gone_is_one_clear_line_and_all_is_saved(shared: Team) -> None:
    ana = shared.clones[0]
    ana.add("Kept")
    shared.remote.rename(shared.folder / "away")

    with pytest.raises(Offline) as caught:
        ana.sync()

    assert 4 == caught.value.exit_status
    assert is_clean(ana)
    assert "\n" not in caught.value.message
    assert "mistakes sync" in caught.value.hint
    (shared.folder / "away").rename(shared.remote)
    ana.sync()
    shared.clones[1].sync()
    assert ["Kept"] == titles(shared.clones[1])


def test_fault_16_a_name_that_cannot_be_found_means_offline(shared: Team) -> None:
    ana = shared.clones[0]
    git(ana.root, "config", "remote.origin.url", "https://nowhere.invalid/x.git")
    ana.add("Kept")

    with pytest.raises(Offline):
        ana.sync()
    assert is_clean(ana)


@pytest.mark.parametrize(
    "said",
    [
        "server certificate verification failed. CAfile: x CRLfile: none",
        "SSL certificate problem: self-signed certificate",
    ],
)
def test_fault_16_a_certificate_that_cannot_be_checked_is_told_with_the_cure(said: str) -> None:
    from mistakes_git.git import Done, failure

    error = failure(
        Done(b"", f"fatal: unable to access 'https://me:hunter2@host/x.git/': {said}", 128), "fetch"
    )

    assert isinstance(error, Offline)
    assert "http.sslCAInfo" in error.hint
    assert "hunter2" not in str(vars(error))


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (
            "git@host: Permission denied (publickey).\nfatal: Could not read from remote repository.",
            NotAllowed,
        ),
        ("ERROR: Permission to a/b.git denied to c.\nfatal: Could not read from remote.", NotAllowed),
        ("remote: error: insufficient permission for adding an object to ./objects", NotAllowed),
        (
            "error: insufficient permission for adding an object to repository database .git/objects",
            GitFailed,
        ),
        ("fatal: Unable to create '/j/.git/refs/heads/main.lock': Permission denied", GitFailed),
        ("error: unable to append to '.git/logs/HEAD': Permission denied", GitFailed),
    ],
)
def test_fault_11_a_file_here_that_git_may_not_write_is_not_said_of_the_remote(
    said: str, kind: type[MistakesError]
) -> None:
    from mistakes_git.git import Done, failure

    error = failure(Done(b"", said, 128), "fetch")

    assert kind is type(error)
    assert ("remote" in error.message.partition("(")[0]) == (kind is NotAllowed)


@pytest.mark.parametrize(
    ("server", "kind"),
    [(401, NotAllowed), (403, NotAllowed), (404, Offline), (500, ServerFailed)],
    indirect=["server"],
)
def test_fault_16_what_a_web_server_answers_has_an_error_of_its_own(
    shared: Team, server: Server, kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = shared.clones[0]
    # the test server speaks no TLS; what git says of an answer is the same
    monkeypatch.setitem(__import__("mistakes_git.git").git._ENVIRONMENT, "GIT_ALLOW_PROTOCOL", "http")
    monkeypatch.setattr("mistakes_git.address.SCHEMES", ("http",))
    address = server.address.replace("//", "//me:hunter2@").replace("/x.git", "/401/403/x.git")
    git(ana.root, "config", "remote.origin.url", address)  # its digits say nothing, as those of a port
    ana.add("Kept")

    with pytest.raises(kind) as caught:
        ana.sync()

    assert "hunter2" not in str(vars(caught.value))
    assert 4 == caught.value.exit_status  # type: ignore[attr-defined]
    assert is_clean(ana)


@pytest.mark.parametrize(
    ("says", "kind"),
    [("no entries on Fridays", HookRefused), ("GH006: Protected branch update failed", BranchProtected)],
)
def test_fault_16_a_hook_of_the_remote_that_declines_is_told_once(
    shared: Team, says: str, kind: type[NotShared]
) -> None:
    hook = shared.remote / "hooks" / "pre-receive"
    hook.write_text(f'#!/bin/sh\necho x >> calls\necho "{says}" >&2\nexit 1\n')
    hook.chmod(0o755)
    ana = shared.clones[0]
    ana.add("Kept")

    with pytest.raises(kind, match=says.split(":")[0]) as caught:
        ana.sync()

    assert 4 == caught.value.exit_status
    assert "x\n" == (shared.remote / "calls").read_text()
    hook.unlink()
    assert 1 == len(ana.sync().sent.added)


def test_fault_16_a_remote_that_may_not_be_written_is_told(shared: Team) -> None:
    ana = shared.clones[0]
    git(shared.remote, "config", "receive.denyCurrentBranch", "refuse")
    git(shared.remote, "config", "core.bare", "false")
    ana.add("Kept")

    with pytest.raises(NotShared):
        ana.sync()
    assert is_clean(ana)


# 29 and 30: states


def begin_a(what: str, journal: Journal) -> None:
    """Leave the repository in the middle of something."""
    root = journal.root
    for name, text in (("side", "a"), ("main", "b")):
        git(root, "switch", "-q", "-C" if name == "side" else "-f", name) if name == "side" else git(
            root, "switch", "-q", name
        )
        (root / "README.md").write_text(text)
        git(root, "add", "README.md")
        git(root, "commit", "-q", "-m", text)
    commands = {
        "merge": ["merge", "side"],
        "rebase": ["rebase", "side"],
        "cherry-pick": ["cherry-pick", "side"],
    }
    commands["bisection"] = ["bisect", "start"]
    git(root, *commands[what], ok=False)


@pytest.mark.parametrize("what", ["merge", "rebase", "cherry-pick", "bisection"])
def test_fault_29_what_a_person_has_not_finished_is_theirs_to_finish(shared: Team, what: str) -> None:
    ana = shared.clones[0]
    begin_a(what, ana)
    made = ana.add("Saved all the same")
    before = git(ana.root, "status", "--porcelain")

    with pytest.raises(NeedsAttention, match=what) as caught:
        ana.sync()

    assert 3 == caught.value.exit_status
    assert "git" in caught.value.hint
    assert before == git(ana.root, "status", "--porcelain")
    assert ana.get(made.id) == made
    found = status(ana)
    assert found is not None
    assert what in found.trouble


def test_fault_30_a_detached_head_is_explained(shared: Team) -> None:
    ana = shared.clones[0]
    git(ana.root, "switch", "-q", "--detach")
    ana.add("Kept")

    with pytest.raises(NeedsAttention, match="detached HEAD") as caught:
        ana.sync()
    assert "git switch main" in caught.value.hint


def test_fault_30_another_branch_is_not_pushed_by_chance(shared: Team) -> None:
    ana = shared.clones[0]
    git(ana.root, "switch", "-q", "-c", "idea")
    ana.add("Kept")

    with pytest.raises(NeedsAttention, match="idea"):
        ana.sync()
    assert "idea" not in git(shared.remote, "branch")


def test_fault_30_a_repository_without_a_commit_or_a_remote_is_only_committed(journal: Journal) -> None:
    begin_repository(journal)
    journal.add("First")

    report = journal.sync()

    assert is_clean(journal)
    assert "no remote" in report.notes[0]


def test_fault_30_a_branch_without_an_upstream_goes_to_the_only_remote(shared: Team) -> None:
    ana, bo = shared.clones
    for key in ("branch.main.remote", "branch.main.merge"):
        git(ana.root, "config", "--unset", key)
    ana.add("Goes")
    ana.sync()
    bo.sync()

    assert ["Goes"] == titles(bo)


def test_fault_30_a_linked_working_tree_syncs_like_the_first(shared: Team) -> None:
    ana, bo = shared.clones
    ana.add("Old")
    ana.sync()
    git(ana.root, "switch", "-q", "--detach")
    git(ana.root, "worktree", "add", "-q", "-f", str(shared.folder / "linked"), "main")
    linked = Journal.open(shared.folder / "linked", shared.settings("ana"))
    linked.add("From the linked one")
    linked.sync()
    bo.sync()

    assert ["From the linked one", "Old"] == titles(bo)
    assert is_clean(linked)


def test_fault_30_a_submodule_on_a_branch_syncs_and_a_detached_one_says_so(shared: Team) -> None:
    ana, bo = shared.clones
    bo.add("Old")
    bo.sync()
    outer = shared.folder / "outer"
    git(shared.folder, "init", "-q", "-b", "main", str(outer))
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(shared.remote), "log")
    inner = Journal.open(outer / "log", shared.settings("cy"))
    inner.add("From within")
    inner.sync()
    ana.sync()
    assert ["From within", "Old"] == titles(ana)
    git(inner.root, "switch", "-q", "--detach")
    with pytest.raises(NeedsAttention, match="detached"):
        inner.sync()


def test_fault_30_a_bare_repository_is_no_place_for_a_journal(shared: Team, tmp_path: Path) -> None:
    ana = shared.clones[0]
    git(ana.root, "config", "core.bare", "true")

    with pytest.raises(Exception, match="shared through nothing"):
        ana.sync()


@pytest.mark.parametrize("options", [[], ["--sparse-index"]], ids=["full index", "sparse index"])
def test_fault_30_a_sparse_checkout_takes_and_sends_what_lies_outside_of_it(
    shared: Team, options: list[str]
) -> None:
    from datetime import UTC, datetime

    ana, bo = shared.clones
    old, new = datetime(2020, 5, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    ancient, recent = ana.add("Ancient", logged=old), ana.add("Recent", logged=new)
    shared.settle()
    git(bo.root, "sparse-checkout", "set", "--cone", *options, "entries/2026")
    assert not bo.path(ancient.id).exists()
    ana.change(ancient.id, story="more")
    ana.change(recent.id, story="more")
    other = bo.add("Ancient too", logged=old)
    bo.change(recent.id, expected="Bo's")
    shared.settle()

    assert ["Ancient", "Ancient too", "Recent"] == titles(ana)
    assert ("more", "Bo's") == (bo.get(recent.id).story, ana.get(recent.id).expected)
    assert "more" == ana.get(ancient.id).story
    assert ana.get(other.id) == other


# journals in code repositories


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A code repository with a commit."""
    root = tmp_path / "code"
    git(tmp_path, "init", "-q", "-b", "main", str(root))
    (root / "main.py").write_text("print()\n")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "code")
    return root


def inside(code: Path, commit: bool) -> Journal:
    """Return a team's journal in the code repository."""
    Journal.create(code / "mistakes-journal", name="payments", kind="team")
    table = {"author": "Ana <ana@example.com>", "who": "ana-0123456789ab", "git": {"commit": commit}}
    return Journal.open(code / "mistakes-journal", Settings(code.parent / "x.toml", table))


def test_in_a_code_repository_sync_only_says_what_to_commit(code: Path) -> None:
    journal = inside(code, commit=False)
    journal.add("Beside the code")
    before = git(code, "status", "--porcelain", "-uall")

    report = journal.sync()

    assert before == git(code, "status", "--porcelain", "-uall")
    assert "4 files wait" in report.notes[0]
    assert "git add mistakes-journal" in report.notes[0]


def test_in_a_code_repository_sync_commits_its_own_files_if_that_is_wished(code: Path) -> None:
    journal = inside(code, commit=True)
    made = journal.add("Beside the code")
    (code / "main.py").write_text("staged\n")
    git(code, "add", "main.py")
    (code / "mistakes-journal" / "notes.txt").write_text("not ours\n")

    report = journal.sync()

    assert "committed 4 files" in report.notes[0]
    named = git(code, "show", "--name-only", "--format=", "HEAD").splitlines()
    assert f"mistakes-journal/{journal.path(made.id).relative_to(journal.root).as_posix()}" in named
    assert 4 == len(named)
    assert "M  main.py\n?? mistakes-journal/notes.txt" == git(code, "status", "--porcelain", "-uall")


def test_a_personal_journal_that_lies_in_a_repository_by_chance_stays_out_of_it(code: Path) -> None:
    journal = Journal.create(code / "private", name="mine")
    journal.add("Private")

    assert status(journal) is None
    with pytest.raises(Exception, match="shared through nothing"):
        journal.sync()
    assert "1" == git(code, "rev-list", "--count", "HEAD")


def test_entries_in_a_code_repository_are_joined_by_a_plain_git_pull(code: Path, tmp_path: Path) -> None:
    journal = inside(code, commit=True)
    made = journal.add("Both", tags={"base"})
    journal.sync()
    git(tmp_path, "clone", "-q", str(code), "other")
    other = Journal.open(tmp_path / "other" / "mistakes-journal", journal.settings)
    other.sync()
    other.change(made.id, title="Theirs", tags={"base", "theirs"})
    other.sync()
    journal.change(made.id, expected="Ours", tags={"base", "ours"})
    journal.sync()
    git(code, "pull", "-q", "--no-rebase", str(tmp_path / "other"), "main")

    entry = journal.get(made.id)
    assert ("Theirs", "Ours", {"base", "ours", "theirs"}) == (entry.title, entry.expected, set(entry.tags))


# 37, 38 and 41


def test_fault_37_a_repository_that_is_repacked_meanwhile_is_read_all_the_same(shared: Team) -> None:
    ana, bo = shared.clones
    stop = threading.Event()

    def repack() -> None:
        while not stop.is_set():
            subprocess.run(["git", "-C", str(bo.root), "gc", "-q"], capture_output=True, check=False)

    busy = threading.Thread(target=repack)
    busy.start()
    try:
        for number in range(5):
            ana.add(f"Ana {number}")
            ana.sync()
            bo.add(f"Bo {number}")
            bo.sync()
    finally:
        stop.set()
        busy.join()
    shared.settle()

    assert 10 == len(titles(ana)) == len(titles(bo))
    git(bo.root, "fsck")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for git")
@pytest.mark.parametrize("command", ["fetch", "cat-file", "read-tree", "status"])
def test_fault_37_what_fails_once_while_packs_are_replaced_is_tried_again(
    shared: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    ana, bo = shared.clones
    made = ana.add("Both")
    shared.settle()
    ana.change(made.id, story="Of Ana")
    ana.sync()
    bo.change(made.id, expected="Of Bo")
    words = "fatal: packfile ./objects/pack/pack-1.pack cannot be accessed"
    shim = Shim(
        tmp_path / "shim",
        f'case " $* " in *" {command} "*) [ -e "$SHIM_FOLDER/failed" ] || '
        f'{{ touch "$SHIM_FOLDER/failed"; echo "{words}" >&2; exit 128; }};; esac',
    )
    for name, value in shim.environment().items():
        monkeypatch.setenv(name, value)

    bo.sync()

    assert (tmp_path / "shim" / "failed").exists()
    assert ("Of Ana", "Of Bo") == (bo.get(made.id).story, bo.get(made.id).expected)


def test_fault_38_a_hook_that_refuses_leaves_the_entry_saved_and_is_quoted(shared: Team) -> None:
    ana = shared.clones[0]
    trust(ana.settings, ana.root)
    hook = ana.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\necho "spelling: teh" >&2\nexit 1\n')
    hook.chmod(0o755)
    made = ana.add("teh entry")

    with pytest.raises(HookRefused, match="spelling: teh") as caught:
        ana.sync()

    assert 4 == caught.value.exit_status
    assert ana.get(made.id) == made
    assert "1" == git(ana.root, "rev-list", "--count", "HEAD")
    hook.unlink()
    ana.sync()
    assert is_clean(ana)


def test_fault_38_a_hook_before_the_push_that_refuses_is_quoted(shared: Team) -> None:
    ana = shared.clones[0]
    trust(ana.settings, ana.root)
    hook = ana.root / ".git" / "hooks" / "pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\necho "not on Fridays" >&2\nexit 1\n')
    hook.chmod(0o755)
    ana.add("Kept")

    with pytest.raises(HookRefused, match="not on Fridays"):
        ana.sync()
    assert is_clean(ana)


def test_fault_38_what_a_hook_sets_in_the_environment_does_not_lead_us_astray(
    shared: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, bo = shared.clones
    git(tmp_path, "init", "-q", "elsewhere")
    for name, value in {
        "GIT_DIR": str(tmp_path / "elsewhere" / ".git"),
        "GIT_WORK_TREE": str(tmp_path / "elsewhere"),
        "GIT_INDEX_FILE": str(tmp_path / "elsewhere" / "index"),
        "GIT_OBJECT_DIRECTORY": str(tmp_path / "elsewhere" / "objects"),
        "GIT_CONFIG_PARAMETERS": "'core.bare=true'",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.bare",
        "GIT_CONFIG_VALUE_0": "true",
        "GIT_TRACE": "1",
        "GIT_AUTHOR_NAME": "Somebody Else",
    }.items():
        monkeypatch.setenv(name, value)
    ana.add("Here")
    ana.sync()
    bo.sync()
    monkeypatch.undo()

    assert ["Here"] == titles(bo)
    assert "Ana" == git(ana.root, "log", "-1", "--format=%an")
    assert not (tmp_path / "elsewhere" / "index").exists()


@pytest.mark.parametrize("rules", [True, False])
def test_fault_41_line_ends_stay_as_they_are_whatever_git_is_set_to(shared: Team, rules: bool) -> None:
    ana, bo = shared.clones
    for journal in (ana, bo):
        git(journal.root, "config", "core.autocrlf", "true")
    if not rules:
        (ana.root / ".gitattributes").write_text("# none\n")
    made = ana.add("Lines", story="one\ntwo\nthree")
    shared.settle()
    bo.change(made.id, expected="x")
    shared.settle()

    assert b"\r" not in ana.path(made.id).read_bytes() + bo.path(made.id).read_bytes()
    changed = git(ana.root, "diff", "--numstat", "HEAD~1", "HEAD").split("\t")
    assert int(changed[1]) <= 2
    assert is_clean(ana) if rules else True


def test_personal_files_that_arrive_are_for_nobody_elses_eyes(tmp_path: Path) -> None:
    shared = Team(tmp_path / "own", "personal")
    one = shared.begin("ana", kind="personal")
    made = one.add("Mine", feeling="ashamed")
    one.sync()
    two = shared.join("laptop")
    later = one.add("Later")
    one.sync()
    two.sync()

    assert "ashamed" == two.get(made.id).feeling
    assert (
        0
        == (two.root.stat().st_mode | two.path(made.id).stat().st_mode | two.path(later.id).stat().st_mode)
        & 0o077
    )
