"""Fetching from the remote and pushing to it; whether a push arrived is asked there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from mistakes.errors import MistakesError
from mistakes_git.address import checked, folder_of, masked
from mistakes_git.branch import commit_of
from mistakes_git.errors import BranchProtected, GitFailed, HookRefused, NeedsAttention, NotArrived, NotShared
from mistakes_git.git import Done, Git
from mistakes_git.repository import Repository, head_of

# enough for a first exchange of a large journal; who does not answer at all is given up sooner, see `git`
FETCH_SECONDS = 300.0
PUSH_SECONDS = 600.0
ASK_SECONDS = 30.0
_FETCH = (
    "fetch",
    "-q",
    "--no-tags",
    "--no-write-fetch-head",
    "--no-recurse-submodules",
    "--no-auto-maintenance",
    "--no-filter",  # what is new is looked at and checked out at once: not one by one, as a blobless clone would
)
_REJECTED = re.compile(r"^!\t[^\t]*\t(.*)$", re.MULTILINE)
_RACES: tuple[str, ...] = (
    "fetch first",
    "non-fast-forward",
    "stale info",
    "failed to update ref",
    "cannot lock ref",
)
_RACES += ("incorrect old value", "failed to lock", "reference already exists", "atomic push failed")


class Exchange:
    """What goes over the network for one repository."""

    def __init__(self, repository: Repository, git: Git, *, hooks: bool) -> None:
        self._repository = repository
        self._git = git
        self._hooks = hooks
        push_url = repository.setting(f"remote.{repository.remote}.pushurl")
        if push_url:
            checked(push_url)

    def seen_again(self) -> str:
        """Return the commit of a remote in a folder if it is where it was seen last, "" where git has to ask.

        One file is read instead of three programs started; whatever is not as usual is left to git.
        """
        repository = self._repository
        folder = "" if self._is_unusual() else folder_of(repository.url)
        there = commit_of(folder, f"refs/heads/{repository.target}") if folder else ""
        return there if there and there == commit_of(repository.common_folder, repository.tracking) else ""

    def _is_unusual(self) -> bool:
        """Tell whether settings lead git elsewhere than the address says."""
        own = f"remote.{self._repository.remote}."
        strange = {f"{own}{name}" for name in ("uploadpack", "vcs", "promisor", "partialclonefilter")}
        return any(one.name in strange or one.name.endswith("insteadof") for one in self._repository.settings)

    def start_fetch(self) -> subprocess.Popen[bytes]:
        """Begin to fetch the remote's branch."""
        target, tracking = self._repository.target, self._repository.tracking
        refspec = f"+refs/heads/{target}:{tracking}"
        return self._git.start(*_FETCH, "--end-of-options", self._repository.remote, refspec)

    def finish_fetch(self, process: subprocess.Popen[bytes]) -> str:
        """Return the commit that the remote's branch is at, "" if it has no such branch yet."""
        try:
            self._git.finish(process, "fetch", FETCH_SECONDS)
        except MistakesError as error:
            if "couldn't find remote ref" in getattr(error, "said", "").lower():
                return ""
            if type(error) is not GitFailed:
                raise
            self._fetch_again()
        found = self._at(self._repository.tracking)
        if not found:
            raise GitFailed("what was fetched cannot be found")
        return found

    def refuse_lost_branch(self) -> None:
        """Raise `NeedsAttention` if a branch that was shared is gone, while the remote has others.

        It may have got another name: to push it anew would leave us there alone. A remote without any branch is
        a new one, or was emptied, and gets all there is.
        """
        repository = self._repository
        if not self._at(repository.shared):
            return
        asked = ("ls-remote", "-q", "--heads", "--end-of-options", repository.remote)
        rows = self._git.run(*asked, seconds=ASK_SECONDS).text.splitlines()
        names = [row.partition("refs/heads/")[2] for row in rows]
        if names:
            raise _lost_branch(repository, names)

    def _at(self, ref: str) -> str:
        return head_of(self._git, self._repository.common_folder, ref)

    def _fetch_again(self) -> None:
        """Fetch once more, as another process may just have packed the repository anew."""
        try:
            self._git.finish(self.start_fetch(), "fetch", FETCH_SECONDS)
        except MistakesError as error:
            raise not_shared(error) from None

    def deepen(self) -> None:
        """Fetch the rest of a shallow history."""
        refspec = f"+refs/heads/{self._repository.target}:{self._repository.tracking}"
        arguments = (*_FETCH, "--unshallow", "--end-of-options", self._repository.remote, refspec)
        try:
            self._git.run(*arguments, seconds=FETCH_SECONDS)
        except MistakesError as error:
            raise not_shared(error) from None

    def push(self, commit: str) -> bool:
        """Push a commit; return whether it arrived, False if somebody else was quicker.

        Raises `HookRefused`, `BranchProtected`, `NotArrived` or another `NotShared`.
        """
        refspec = f"{commit}:refs/heads/{self._repository.target}"
        arguments = (
            "push",
            "--porcelain",
            "--no-follow-tags",
            "--end-of-options",
            self._repository.remote,
            refspec,
        )
        try:
            done = self._git.run(*arguments, ok=(0, 1), seconds=PUSH_SECONDS, hooks=self._hooks)
        except MistakesError as error:
            raise not_shared(error) from None
        if done.status:
            return _refused(done)
        self._require_arrival(commit)
        self.note_shared(commit)
        return True

    def note_shared(self, commit: str) -> None:
        """Remember up to where the history is shared, and when that was."""
        folder = Path(self._repository.common_folder, "mistakes")
        (folder / "in-step").touch()
        if self._at(self._repository.shared) != commit:
            lines = (
                f"update {self._repository.shared} {commit}\nupdate {self._repository.tracking} {commit}\n"
            )
            self._git.run("update-ref", "--stdin", data=lines.encode())

    def _require_arrival(self, commit: str) -> None:
        """Ask the remote where its branch is: at our commit, or at one that came after it."""
        name = f"refs/heads/{self._repository.target}"
        try:
            asked = ("ls-remote", "-q", "--end-of-options", self._repository.remote, name)
            there = self._git.run(*asked, seconds=ASK_SECONDS).text.partition("\t")[0]
        except MistakesError as error:
            raise not_shared(error) from None
        if there == commit:
            return
        later = self.finish_fetch(self.start_fetch()) if there else ""
        tests = ("merge-base", "--is-ancestor", commit, later)
        if not later or self._git.run(*tests, ok=(0, 1)).status:
            raise NotArrived(
                "git said that all was pushed, and the remote does not show it", "Sync again later."
            )


def _lost_branch(repository: Repository, names: list[str]) -> NeedsAttention:
    shown = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
    setting = f"branch.{repository.branch}.merge refs/heads/{names[0]}"
    hint = (
        f"If it is called {names[0]} now: git -C {repository.top} config {setting}, then sync again. "
        f"To send {repository.target} anew: mistakes sync --rejoin -j {repository.root}"
    )
    return NeedsAttention(f"the remote has no branch {repository.target} any more, only {shown}", hint)


def _refused(done: Done) -> bool:
    """Return False if somebody was quicker; raise for every other reason to refuse a push."""
    reason = masked(" ".join(_REJECTED.findall(done.out.decode("utf-8", "replace"))))
    said = masked(done.err)
    low = f"{reason} {said}".lower()
    if reason and any(race in reason.lower() for race in _RACES):
        return False
    told = " ".join(re.findall(r"^remote: ?(.*\S)\s*$", said, re.MULTILINE))[:300]
    if "protected branch" in low or "gh006" in low:
        raise BranchProtected(
            f"the remote takes no direct push to this branch ({told or reason})", "Ask for access."
        )
    if "hook declined" in low:
        raise HookRefused(f"a hook of the remote declined what was sent ({told or reason})")
    if not reason:
        raise HookRefused(f"a hook here stopped the push ({' '.join(said.split())[:300]})")
    raise NotShared(f"the remote refused what was sent ({told or reason})")


def not_shared(error: MistakesError) -> MistakesError:
    """Return the error as one that says that all is saved here."""
    if type(error) is GitFailed:
        return NotShared(error.message, "", error.said, error.status)
    return error
