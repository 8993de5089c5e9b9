"""Beginning to share: a journal gets a repository and a remote, or one is fetched from there."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from mistakes import files
from mistakes.errors import AlreadyExists, MistakesError, NotAJournal
from mistakes.journal import Journal
from mistakes.layout import JOURNAL_FILE
from mistakes.settings import Settings
from mistakes.syncing import SyncReport
from mistakes.whereabouts import IN_A_REPOSITORY
from mistakes_git.address import is_local, masked, settled
from mistakes_git.errors import NotShared, OtherJournal
from mistakes_git.exchange import Exchange, not_shared
from mistakes_git.git import Git, require_version
from mistakes_git.incoming import header, refuse_unsafe
from mistakes_git.indexes import private_index
from mistakes_git.preparing import prepare
from mistakes_git.repository import Repository, find
from mistakes_git.steps import Step, move
from mistakes_git.trees import changes, empty_tree

REMOTE, BRANCH = "origin", "main"
CLONE_SECONDS = 1800.0


def publish(journal: Journal, url: str) -> SyncReport:
    """Share a journal through a remote: make its repository, name the remote, and sync for the first time.

    Raises `BadAddress`, `AlreadyExists` if it is shared through another address, and as `sync` does; the
    repository stays then, and the next sync tries again.
    """
    from mistakes_git.sync import sync

    address = settled(url)
    begin_repository(journal, address)
    report = sync(journal)
    if report is None:
        raise NotAJournal(f"{journal.root} is in no repository of its own", "Move it out of the other one.")
    return report


def begin_repository(journal: Journal, url: str = "") -> None:
    """Make the repository of a journal, if it has none of its own, and name its remote; nothing is sent."""
    require_version()
    git = Git(os.fspath(journal.root), private=journal.private)
    if not os.path.lexists(journal.root / ".git"):
        git.run("init", "-q", "--template=", f"--initial-branch={BRANCH}", ".")
    if url:
        _name_remote(journal, git, settled(url))


def clone(url: str, path: Path | str, settings: Settings | None = None, *, shallow: bool = False) -> Journal:
    """Fetch a journal from a remote into a new folder and return it, once all was looked at.

    Raises `BadAddress`, `AlreadyExists`, `NotAJournal`, `Refused`, `Offline`; nothing is left behind then.
    `shallow` leaves the older history where it is.
    """
    address, root = settled(url), Path(os.path.abspath(os.path.expanduser(path)))
    require_version()
    if root.is_dir() and os.listdir(root):
        raise AlreadyExists(f"{root} is not empty", "Name a folder that is not there yet.")
    was_there = root.is_dir()
    try:
        with files.saving(root):
            return _cloned(address, root, settings, shallow=shallow)
    except BaseException:
        shutil.rmtree(root, ignore_errors=True)
        if was_there:
            with suppress(OSError):
                root.mkdir()
        raise


def _cloned(address: str, root: Path, settings: Settings | None, *, shallow: bool) -> Journal:
    files.make_folder(root, private=True)
    git = Git(os.fspath(root), private=True)
    url = f"file://{address}" if shallow and is_local(address) else address
    options = ("--depth=1",) if shallow else ()
    try:
        git.run(
            *(
                "clone",
                "-q",
                "--no-checkout",
                "--no-tags",
                "--no-recurse-submodules",
                "--template=",
                *options,
            ),
            *("--origin", REMOTE, "--", url, "."),
            seconds=CLONE_SECONDS,
        )
    except MistakesError as error:
        raise _not_got(not_shared(error)) from None
    theirs = _head(git) or _other_branch(git)
    _require_journal(git, theirs, masked(address))
    return _checked_out(root, git, theirs, settings)


def _not_got(error: MistakesError) -> MistakesError:
    """Return why nothing could be fetched, without the words of a sync that everything is saved."""
    if isinstance(error, NotShared):
        error.hint = "Nothing was made here. Check the address, and that git can reach it; then join again."
        error.exit_status = MistakesError.exit_status
    return error


def _checked_out(root: Path, git: Git, theirs: str, settings: Settings | None) -> Journal:
    """Check a fetched journal out after a look at all of it."""
    refuse_unsafe(git, "", theirs, changes(git, empty_tree(git), theirs))
    about = header(git, theirs)
    is_private = about is not None and about.get("kind") == "personal"
    if not is_private:
        os.chmod(root, 0o777 & ~_umask())
    branch = git.run("symbolic-ref", "--short", "HEAD").text
    folder = root / ".git"
    made = Repository(
        root, str(root), str(folder), str(folder), "", branch, theirs, is_shallow=False, settings=()
    )
    with private_index(made) as index:
        move(made, git._replace(private=is_private), Step(branch, "", theirs), index, keep_branch=True)
    journal = Journal.open(root, settings)
    _note(journal, git, theirs)
    return journal


def _head(git: Git) -> str:
    return git.run("rev-parse", "-q", "--verify", "HEAD^{commit}", ok=(0, 1)).text


def _other_branch(git: Git) -> str:
    """Go to the journal's branch where the remote's HEAD names one that is not there, and return its commit.

    It is so in a bare repository whose first branch has another name than the one that was pushed.
    """
    prefix = f"refs/remotes/{REMOTE}/"
    refs = git.run("for-each-ref", "--format=%(refname)", "--", prefix).text.split()
    names = [ref.removeprefix(prefix) for ref in refs]
    branch = BRANCH if BRANCH in names else names[0] if len(names) == 1 else ""
    if not branch:
        return ""
    git.run("update-ref", "--", f"refs/heads/{branch}", f"{prefix}{branch}")
    git.run("symbolic-ref", "HEAD", f"refs/heads/{branch}")
    _track(git, branch)
    return _head(git)


def _require_journal(git: Git, theirs: str, shown: str) -> None:
    """Raise `NotAJournal` with the next step unless a journal that can be read lies at the top."""
    if not theirs:
        hint = f"Begin the journal there: mistakes init --team NAME --git {shown}"
        raise NotAJournal(f"{shown} is empty", hint)
    if header(git, theirs) is not None:
        return
    top = git.run("ls-tree", "-z", "--name-only", "--end-of-options", theirs).fields
    if JOURNAL_FILE in top:
        raise OtherJournal(f"the {JOURNAL_FILE} of {shown} cannot be read", "Ask who changed it last.")
    hint = "Check the address."
    if IN_A_REPOSITORY in top:
        hint = f"Its journal lies in {IN_A_REPOSITORY}/: clone the code with git, and go into it."
    raise NotAJournal(f"{shown} is not a journal (it has no {JOURNAL_FILE} at its top)", hint)


def _note(journal: Journal, git: Git, theirs: str) -> None:
    repository = find(journal)
    if repository is not None:
        prepare(journal, repository, git)
        files.make_folder(Path(repository.own_folder), private=True)
        Exchange(repository, git, hooks=False).note_shared(theirs)


def _name_remote(journal: Journal, git: Git, address: str) -> None:
    known = find(journal)
    if known is None or known.inner:
        raise NotAJournal(f"{journal.root} lies inside another repository", "Move it out, or use --here.")
    if known.url and known.url != address:
        message = f"{journal.name} is shared through {known.shown_url} already"
        raise AlreadyExists(
            message, f"To change that: git -C {journal.root} remote set-url {known.remote} ADDRESS"
        )
    if known.url:
        return
    git.run("remote", "add", "--", REMOTE, address)
    _track(git, known.branch)


def _track(git: Git, branch: str) -> None:
    git.run("config", "--local", f"branch.{branch}.remote", REMOTE)
    git.run("config", "--local", f"branch.{branch}.merge", f"refs/heads/{branch}")


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
