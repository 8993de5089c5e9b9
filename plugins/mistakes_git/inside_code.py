"""A journal inside a code repository: its files are committed if that is wished; code goes its own way."""

from __future__ import annotations

from mistakes.journal import Journal
from mistakes.syncing import SyncReport
from mistakes_git.committing import Waiting, commit, status_arguments, waiting
from mistakes_git.outgoing import without_secrets
from mistakes_git.preparing import prepare
from mistakes_git.repository import Repository, refuse_foreign_state
from mistakes_git.tally import Tally


def commit_inside(
    journal: Journal, repository: Repository, *, hooks: bool, dry_run: bool, scanned: bool = False
) -> SyncReport:
    """Commit the journal's files if the setting `git.commit` is true, else say which there are to commit.

    Nothing is fetched, merged or pushed: the branch is the code's, and people's own.
    """
    tally = Tally()
    git = repository.git
    if not dry_run:
        refuse_foreign_state(repository)
        prepare(journal, repository, git)
    found = waiting(journal, repository, git.run(*status_arguments(repository)).out)
    found = found if scanned else without_secrets(journal, repository, found)
    tally.left = found.left
    if journal.settings.flag("git.commit") and found.all and not dry_run:
        with journal.lock():
            commit(journal, repository, found, hooks=hooks)
        number = len(found.all)
        what = "1 file; push it" if number == 1 else f"{number:,} files; push them"
        tally.notes.append(f"committed {what} with the code")
    else:
        tally.notes.append(_advice(repository, found))
    return tally.report("git", repository.shown_url)


def _advice(repository: Repository, found: Waiting) -> str:
    if not found.all:
        return "the journal lies in a code repository, and all of it is committed; git pull and push as for the code"
    folder = repository.inner.rstrip("/")
    number = len(found.all)
    waiting = "1 file waits" if number == 1 else f"{number:,} files wait"
    return (
        f"{waiting} to be committed with the code: git add {folder} && git commit -- {folder} "
        "(or let sync do it: mistakes config set git.commit true)"
    )
