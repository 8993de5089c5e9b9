"""What git has staged is read, whatever its names hold, and nothing that a repository names is run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mistakes.briefing import changes
from mistakes.briefing.changes import hooks_folder, since, staged, top_of
from mistakes.errors import MistakesError, UsageError


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit, in which the test stands."""
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    git("init", "-q", "-b", "main")
    git("config", "user.name", "Mei")
    git("config", "user.email", "mei@example.com")
    (folder / "kept.txt").write_text("one\ntwo\n")
    git("add", ".")
    git("commit", "-qm", "first")
    return folder


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], capture_output=True, check=True, timeout=60)
    return done.stdout.decode("utf-8", "replace")


def test_what_is_staged_is_its_paths_and_the_lines_it_adds(repository: Path) -> None:
    (repository / "kept.txt").write_text("one\nthree\n++ four\n")
    (repository / "new").mkdir()
    (repository / "new" / "数据.sql").write_text("ALTER TABLE x;\n")
    git("add", ".")
    (repository / "kept.txt").write_text("not staged\n")

    found = staged()

    assert ("kept.txt", "new/数据.sql") == found.paths
    assert ["three", "++ four", "ALTER TABLE x;"] == found.added.split("\n")


def test_paths_count_from_the_top_wherever_one_stands(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "a" / "b").mkdir(parents=True)
    (repository / "a" / "b" / "c.txt").write_text("c\n")
    git("add", ".")
    monkeypatch.chdir(repository / "a" / "b")

    assert ("a/b/c.txt",) == staged().paths
    assert str(repository) == top_of(".")


def test_nothing_staged_is_nothing(repository: Path) -> None:
    assert changes.Changes((), "") == staged()


def test_the_very_first_commit_is_read_as_well(tmp_path: Path) -> None:
    git("init", "-q", str(tmp_path / "empty"))
    (tmp_path / "empty" / "a.txt").write_text("first line\n")
    git("-C", str(tmp_path / "empty"), "add", ".")

    assert changes.Changes(("a.txt",), "first line") == staged(str(tmp_path / "empty"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file names")
def test_hostile_names_and_binary_files_are_data(repository: Path) -> None:
    names = ["new\nline", "escape\x1b[31m", "-dash", ":(glob)*", 'quo"te', "tab\t", "@@ -1 +1 @@"]
    for name in names:
        (repository / name).write_bytes(b"+++ b/other\n")
    (repository / "binary").write_bytes(bytes(range(256)) * 20)
    git("add", "-A")

    found = staged()

    assert {*names, "binary"} == set(found.paths)
    assert {"+++ b/other"} == set(found.added.split("\n"))


def test_of_a_huge_change_only_the_beginning_is_read(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "LARGEST", 100_000)
    (repository / "huge.txt").write_text("a line of text\n" * 100_000)
    git("add", ".")

    found = staged()

    assert ("huge.txt",) == found.paths
    assert 1000 < found.added.count("\n") < 10_000


def test_what_changed_since_a_branch_was_left_is_compared_with_where_they_parted(repository: Path) -> None:
    git("checkout", "-qb", "feature")
    (repository / "feature.txt").write_text("feature\n")
    git("add", ".")
    git("commit", "-qm", "feature")
    git("checkout", "-q", "main")
    (repository / "main.txt").write_text("main\n")
    git("add", ".")
    git("commit", "-qm", "main")
    git("checkout", "-q", "feature")
    (repository / "staged.txt").write_text("staged\n")
    git("add", ".")

    assert ("feature.txt", "staged.txt") == since("main").paths
    assert ("feature.txt",) == since("main...HEAD").paths
    assert ("feature.txt", "main.txt") == since("main..HEAD").paths


@pytest.mark.parametrize("revision", ["", "-O/etc/passwd", "--output=x", "a\nb", "\x1b[31m", "x" * 300])
def test_what_cannot_be_a_revision_never_reaches_git(repository: Path, revision: str) -> None:
    with pytest.raises(UsageError):
        since(revision)


def test_what_git_does_not_know_is_told_in_its_words(repository: Path, tmp_path: Path) -> None:
    with pytest.raises(MistakesError, match="nowhere"):
        since("nowhere")
    with pytest.raises(MistakesError, match="no git repository"):
        staged(str(tmp_path))


def test_without_git_it_is_said(repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(MistakesError, match="git is not installed"):
        staged()


def test_a_detached_worktree_is_read_as_any(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("worktree", "add", "-q", "--detach", str(tmp_path / "tree"))
    monkeypatch.chdir(tmp_path / "tree")
    (tmp_path / "tree" / "a.txt").write_text("a\n")
    git("add", ".")

    assert ("a.txt",) == staged().paths
    assert str(repository / ".git" / "hooks") == hooks_folder()


def test_the_index_that_git_hands_to_a_hook_is_the_one_that_is_read(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`git commit FILE` makes an index of its own and names it in the environment."""
    (repository / "a.txt").write_text("a\n")
    monkeypatch.setenv("GIT_INDEX_FILE", str(repository / ".git" / "other"))
    git("read-tree", "HEAD")
    git("add", "a.txt")
    assert ("a.txt",) == staged().paths
    monkeypatch.delenv("GIT_INDEX_FILE")

    assert () == staged().paths


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are shell scripts")
def test_nothing_that_a_repository_names_is_run(repository: Path, tmp_path: Path) -> None:
    alarm = tmp_path / "alarm"
    script = tmp_path / "run-me"
    script.write_text(f'#!/bin/sh\necho "$0 $*" >> "{alarm}"\ncat\n')
    script.chmod(0o755)
    (repository / "staged.txt").write_text("staged\n")
    git("add", ".")
    for name in (
        *("core.fsmonitor", "core.pager", "pager.diff", "diff.external", "core.sshCommand", "core.editor"),
        *("diff.evil.command", "diff.evil.textconv", "filter.evil.clean", "filter.evil.smudge"),
        *("filter.evil.process", "credential.helper", "gpg.program", "core.gitProxy", "core.askPass"),
        *(
            "alias.diff",
            "remote.origin.uploadpack",
            "core.alternateRefsCommand",
            "uploadpack.packObjectsHook",
        ),
    ):
        git("config", name, f"!{script}" if name.startswith("alias") else str(script))
    git("config", "remote.origin.url", f"ext::{script}")
    git("config", "extensions.partialClone", "origin")
    git("config", "core.repositoryFormatVersion", "1")
    (repository / ".gitattributes").write_text("* diff=evil filter=evil\n")
    hooks = repository / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("post-index-change", "pre-commit", "reference-transaction", "fsmonitor-watchman"):
        (hooks / hook).write_bytes(script.read_bytes())
        (hooks / hook).chmod(0o755)
    os.utime(repository / "kept.txt")

    assert ("staged.txt",) == staged().paths
    assert "staged.txt" in since("HEAD").paths
    assert () == since("HEAD..HEAD").paths
    assert not alarm.exists(), alarm.read_text()

    # and the alarm does ring for somebody who asks carelessly
    subprocess.run(["git", "--paginate", "diff"], capture_output=True, check=False, timeout=60)
    assert alarm.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are shell scripts")
def test_objects_that_are_missing_are_not_fetched(repository: Path, tmp_path: Path) -> None:
    alarm = tmp_path / "alarm"
    (repository / "big.txt").write_text("big\n")
    git("add", ".")
    blob = git("rev-parse", ":big.txt").strip()
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    (repository / "big.txt").unlink()
    script = tmp_path / "run-me"
    script.write_text(f"#!/bin/sh\ntouch '{alarm}'\n")
    script.chmod(0o755)
    git("config", "remote.origin.url", f"ext::{script}")
    git("config", "protocol.ext.allow", "always")
    git("config", "remote.origin.promisor", "true")
    git("config", "core.repositoryFormatVersion", "1")
    git("config", "extensions.partialClone", "origin")

    with pytest.raises(MistakesError):
        staged()
    assert not alarm.exists()

    # and the alarm does ring for somebody who asks carelessly
    subprocess.run(["git", "diff", "--cached"], capture_output=True, check=False, timeout=60)
    assert alarm.exists()
