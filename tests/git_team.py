"""A team that shares a journal through a bare repository, for the tests of git: real git, real files."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path

from mistakes import Journal, Mistake
from mistakes.settings import Settings
from mistakes.syncing import SyncReport
from mistakes_git.publishing import clone, publish

SHIM = """\
#!/bin/sh
n=1
while ! mkdir "$SHIM_FOLDER/call-$n" 2>/dev/null; do n=$((n + 1)); done
{action}
PATH="$SHIM_REST" exec git "$@"
"""


def git(folder: Path | str, *arguments: str, data: bytes = b"", ok: bool = True, **environment: str) -> str:
    """Run git as a person would, with an identity, and return what it says."""
    who = {f"GIT_{role}_EMAIL": "mal@example.com" for role in ("AUTHOR", "COMMITTER")}
    who |= {f"GIT_{role}_NAME": "Mal" for role in ("AUTHOR", "COMMITTER")}
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        input=data,
        capture_output=True,
        env=os.environ | who | environment,
        check=False,
    )
    assert not ok or done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")


class Team:
    """A bare repository and the clones of those who share it."""

    def __init__(self, folder: Path, name: str = "payments") -> None:
        self.folder = folder
        self.remote = folder / "remote.git"
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(self.remote)], check=True)
        self.name = name
        self.clones: list[Journal] = []

    def settings(self, who: str) -> Settings:
        """Return the settings of one person."""
        table = {"author": f"{who.title()} <{who}@example.com>", "who": f"{who}-0123456789ab"}
        return Settings(self.folder / f"{who}.toml", table)

    def begin(self, who: str = "ana", kind: str = "team") -> Journal:
        """Begin the journal in one person's folder and share it."""
        made = Journal.create(self.folder / who, name=self.name, kind=kind)
        journal = Journal.open(made.root, self.settings(who))
        publish(journal, str(self.remote))
        self.clones.append(journal)
        return journal

    def join(self, who: str = "bo", **options: bool) -> Journal:
        """Clone the journal into another person's folder."""
        journal = clone(str(self.remote), self.folder / who, self.settings(who), **options)
        self.clones.append(journal)
        return journal

    def pair(self) -> tuple[Journal, Journal]:
        """Return the journals of two people who share one."""
        return self.begin(), self.join()

    def settle(self) -> None:
        """Sync everybody until all must be in step: there and back."""
        for journal in (*self.clones, *self.clones):
            journal.sync()

    def heads(self) -> set[str]:
        """Return the commits that the clones and the remote are at."""
        return {git(journal.root, "rev-parse", "HEAD") for journal in self.clones} | {
            git(self.remote, "rev-parse", "main")
        }

    def strange_commit(self, files: Mapping[str, bytes], modes: Mapping[str, str] | None = None) -> str:
        """Push a commit that no sync of ours would make, with plumbing, so that any name and mode will do.

        Names may hold anything git's objects can; a file without content is removed.
        """
        work = self.folder / "strange.git"
        if not work.exists():
            subprocess.run(["git", "clone", "-q", "--bare", str(self.remote), str(work)], check=True)
        git(work, "fetch", "-q", "origin", "+refs/heads/main:refs/heads/main")
        root = git(work, "rev-parse", "main^{tree}")
        for path, content in files.items():
            blob = git(work, "hash-object", "-w", "--stdin", data=content) if content is not None else ""
            mode = (modes or {}).get(path, "100644")
            if mode == "160000":
                blob = git(work, "rev-parse", "main")
            root = _with(work, root, path.split("/"), mode, blob)
        commit = git(work, "commit-tree", "-p", "main", "-m", "strange", root)
        git(work, "push", "-q", "origin", f"{commit}:refs/heads/main")
        return commit


def _with(work: Path, tree: str, parts: list[str], mode: str, blob: str) -> str:
    """Return the tree with one path set, made line by line, as git's own commands refuse strange names."""
    rows = {}
    said = git(work, "ls-tree", "-z", tree) if tree else ""
    for row in filter(None, said.split("\0")):
        about, _, name = row.partition("\t")
        rows[name] = about.split(" ")
    name, rest = parts[0], parts[1:]
    if rest:
        below = rows.get(name, ["", "", ""])
        inner = below[2] if below[1] == "tree" else ""
        rows[name] = ["040000", "tree", _with(work, inner, rest, mode, blob)]
    elif blob:
        rows[name] = [mode, "commit" if mode == "160000" else "blob", blob]
    else:
        rows.pop(name, None)
    return _tree(work, rows)


def _tree(work: Path, rows: Mapping[str, list[str]]) -> str:
    def order(item: tuple[str, list[str]]) -> bytes:
        return item[0].encode("utf-8", "surrogateescape") + (b"/" if item[1][1] == "tree" else b"")

    data = b"".join(
        f"{mode.lstrip('0')} ".encode() + name.encode("utf-8", "surrogateescape") + b"\0" + bytes.fromhex(sha)
        for name, (mode, _, sha) in sorted(rows.items(), key=order)
    )
    return git(work, "hash-object", "-w", "-t", "tree", "--literally", "--stdin", data=data)


class Shim:
    """A program named git that counts its calls, and does something at one of them before the real one."""

    def __init__(self, folder: Path, action: str = "") -> None:
        self.folder = folder
        (folder / "bin").mkdir(parents=True)
        path = folder / "bin" / "git"
        path.write_text(SHIM.format(action=action))
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment that lets a program find this git first."""
        rest = os.environ["PATH"]
        for call in self.folder.glob("call-*"):
            call.rmdir()
        return {"PATH": f"{self.folder / 'bin'}{os.pathsep}{rest}", "SHIM_REST": rest} | {
            "SHIM_FOLDER": str(self.folder),
            **more,
        }

    @property
    def calls(self) -> int:
        """How often git was called."""
        return len(list(self.folder.glob("call-*")))


def titles(journal: Journal) -> list[str]:
    """Return the titles of a journal's entries, sorted."""
    return sorted(entry.title for entry in journal.entries(deleted=True))


def tree(journal: Journal) -> dict[str, bytes]:
    """Return every file of a journal's folder with its content, git's own left out."""
    found = {}
    for path in sorted(journal.root.rglob("*")):
        if ".git" not in path.relative_to(journal.root).parts and path.is_file() and not path.is_symlink():
            found[path.relative_to(journal.root).as_posix()] = path.read_bytes()
    return found


def is_clean(journal: Journal) -> bool:
    """Tell whether git finds nothing changed, staged or new."""
    return git(journal.root, "status", "--porcelain", "-uall") == ""


def commits(journal: Journal) -> int:
    """Return how many commits there are."""
    return int(git(journal.root, "rev-list", "--count", "HEAD"))


def write(journal: Journal, entry: Mistake, text: str) -> None:
    """Write an entry's file as an editor would."""
    journal.path(entry.id).write_text(text, encoding="utf-8", newline="")


def received(report: SyncReport) -> int:
    """Return how many entries a sync brought or changed."""
    return sum(len(part) for part in report.received[:3])
