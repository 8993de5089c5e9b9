"""The repository a journal lies in: its folders, branch and remote, and whether it is in a state to work with."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from mistakes.briefing.changes import top_of
from mistakes.journal import Journal
from mistakes.records import NamedTuple
from mistakes_git.address import checked, masked
from mistakes_git.branch import commit_of, line_of
from mistakes_git.errors import NeedsAttention
from mistakes_git.git import Git, stop

BRANCH_SETTING = "mistakes.branch"
_UNFINISHED = {
    "rebase-merge": ("a rebase", "git rebase --continue, or git rebase --abort"),
    "rebase-apply": ("a rebase", "git rebase --continue, or git rebase --abort"),
    "MERGE_HEAD": ("a merge", "git commit, or git merge --abort"),
    "CHERRY_PICK_HEAD": ("a cherry-pick", "git cherry-pick --continue, or git cherry-pick --abort"),
    "REVERT_HEAD": ("a revert", "git revert --continue, or git revert --abort"),
    "BISECT_LOG": ("a bisection", "git bisect reset"),
}
_ASKED = ("--show-toplevel", "--absolute-git-dir", "--git-common-dir", "--is-shallow-repository")


class Setting(NamedTuple):
    """One line of git's configuration: where it stands (`local`, `global` …), its name and its value."""

    scope: str
    name: str
    value: str


class Repository(NamedTuple):
    """A repository with a journal in it.

    `root` is the journal's folder, `top` the working tree's; `inner` the former within the latter, with a
    slash at its end, "" if the repository is the journal's own. `branch` is "" for a detached HEAD, `head` ""
    before the first commit. `target` is the remote's branch.
    """

    root: Path
    top: str
    git_folder: str
    common_folder: str
    inner: str
    branch: str
    head: str
    is_shallow: bool
    settings: tuple[Setting, ...]
    remote: str = ""
    url: str = ""
    target: str = ""

    @property
    def git(self) -> Git:
        """Git at the top of the working tree."""
        return Git(self.top)

    @property
    def own_folder(self) -> str:
        """The folder of what a sync keeps in the repository, never in the tree."""
        return os.path.join(self.git_folder, "mistakes")

    @property
    def index_path(self) -> str:
        """The repository's index."""
        return os.path.join(self.git_folder, "index")

    @property
    def tracking(self) -> str:
        """The ref that says where the remote's branch was seen last."""
        return f"refs/remotes/{self.remote}/{self.target}"

    @property
    def shared(self) -> str:
        """The ref that says up to where the history is known to be shared."""
        return f"refs/mistakes/shared/{self.target}"

    @property
    def shown_url(self) -> str:
        """The remote's address without a password."""
        return masked(self.url)

    @property
    def is_partial(self) -> bool:
        """Whether git may have to fetch a file's content in the middle of other work."""
        return bool(self.setting(f"remote.{self.remote}.promisor"))

    def setting(self, name: str) -> str:
        """Return the last value of a setting, "" if it is not set; names are in lower case."""
        values = [setting.value for setting in self.settings if setting.name == name]
        return values[-1] if values else ""


def find(journal: Journal) -> Repository | None:
    """Return the repository a journal lies in, None if it is in none, or only by chance.

    A personal journal below the top of a repository lies there by chance: nothing of it is for others.
    """
    top = top_of(os.fspath(journal.root))
    if not top:
        return None
    git = Git(os.fspath(journal.root))
    listing = git.start("config", "--list", "-z", "--show-scope")
    try:
        told = git.run("rev-parse", *_ASKED, ok=(0, 128))
    except BaseException:  # what stopped us is to be told, and not what became of the other call
        stop(listing)
        raise
    settings = git.finish(listing, "config")
    if told.status:
        _refuse_unusable(git)
        return None
    found = _described(journal, git, told.text.split("\n"), _settings(settings.out))
    return None if found.inner and journal.private else found


def head_of(git: Git, common_folder: str, ref: str) -> str:
    """Return the commit that a ref is at, "" if there is none; most are read without asking git."""
    if ref.startswith("refs/") and (known := commit_of(common_folder, ref)):
        return known
    return git.run("rev-parse", "-q", "--verify", f"{ref}^{{commit}}", ok=(0, 1)).text


def own_folder(journal: Journal) -> Path | None:
    """Return the folder in which syncs of a repository keep what is theirs, None if the journal lies in none.

    All working trees of one repository share it. Git is not asked, so that it can be locked first.
    """
    top = top_of(os.fspath(journal.root))
    if not top:
        return None
    folder = os.path.join(top, ".git")
    if os.path.isfile(folder):
        folder = os.path.join(top, line_of(folder).removeprefix("gitdir: "))
        folder = os.path.join(folder, line_of(os.path.join(folder, "commondir")))
    return Path(os.path.normpath(folder), "mistakes") if os.path.isdir(folder) else None


def refuse_foreign_state(repository: Repository) -> None:
    """Raise `NeedsAttention` while a person is at work in the repository: a rebase, another branch."""
    for name, (what, cure) in _UNFINISHED.items():
        if os.path.exists(os.path.join(repository.git_folder, name)):
            raise NeedsAttention(f"{what} is not finished in {repository.top}", f"Finish it: {cure}.")
    if not repository.branch:
        cure = f"git switch {repository.setting(BRANCH_SETTING) or 'main'}"
        raise NeedsAttention(
            f"no branch is checked out in {repository.top} (a detached HEAD)", f"Run: {cure}"
        )
    usual = repository.setting(BRANCH_SETTING)
    if usual and usual != repository.branch and not repository.inner:
        message = (
            f"{repository.top} is on the branch {repository.branch}, and the journal is shared on {usual}"
        )
        raise NeedsAttention(message, f"Go back: git switch {usual}")


def _refuse_unusable(git: Git) -> None:
    """Do nothing for a bare repository; raise what git says of any other that it cannot work with."""
    inside = git.run("rev-parse", "--is-inside-work-tree", ok=(0, 128))
    if inside.status:
        git.run("rev-parse", "--git-dir")


def _described(journal: Journal, git: Git, told: Sequence[str], settings: tuple[Setting, ...]) -> Repository:
    top, folder, common, shallow = told
    root = Path(os.path.realpath(journal.root))
    inner = os.path.relpath(root, os.path.realpath(top)).replace(os.sep, "/")
    common = os.path.normpath(os.path.join(root, common))
    named = line_of(os.path.join(folder, "HEAD")).removeprefix("ref: ")
    if not named.startswith("refs/heads/") or named.endswith("/.invalid"):  # detached, or refs kept elsewhere
        named = git.run("symbolic-ref", "-q", "HEAD", ok=(0, 1)).text
    branch = named.removeprefix("refs/heads/")
    head = head_of(git, common, named or "HEAD")
    made = Repository(
        root=journal.root,
        top=os.path.normpath(top),
        git_folder=os.path.normpath(folder),
        common_folder=common,
        inner="" if inner == "." else f"{inner}/",
        branch=branch,
        head=head,
        is_shallow=shallow == "true",
        settings=settings,
    )
    return _with_remote(made)


def _settings(said: bytes) -> tuple[Setting, ...]:
    parts = said.decode("utf-8", "surrogateescape").split("\0")
    pairs = zip(parts[::2], parts[1::2], strict=False)
    rows = [(scope, *item.partition("\n")[::2]) for scope, item in pairs]
    return tuple(Setting(scope, name, value) for scope, name, value in rows if scope != "command")


def _with_remote(made: Repository) -> Repository:
    names = _remotes(made.settings)
    chosen = made.setting(f"branch.{made.branch}.remote")
    if chosen not in names:
        chosen = "origin" if "origin" in names else next(iter(names), "")
    if not chosen:
        return made
    merged = made.setting(f"branch.{made.branch}.merge").removeprefix("refs/heads/")
    return made._replace(remote=chosen, url=checked(names[chosen]), target=merged or made.branch)


def _remotes(settings: tuple[Setting, ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for setting in settings:
        if setting.name.startswith("remote.") and setting.name.endswith(".url"):
            found.setdefault(setting.name[7:-4], setting.value)
    return found
