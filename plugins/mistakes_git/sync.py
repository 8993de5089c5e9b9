"""Bringing a journal and its git remote into step: commit, fetch, join, check out, push, read back.

Nothing that goes wrong on the way undoes what is saved: each step either happens or leaves all as it was.
"""

from __future__ import annotations

import errno
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mistakes import files
from mistakes.errors import Busy, MistakesError
from mistakes.journal import Journal
from mistakes.records import NamedTuple
from mistakes.syncing import SyncReport, SyncStatus
from mistakes_git.committing import Waiting, commit, status_arguments, waiting
from mistakes_git.errors import GitFailed, NotShared
from mistakes_git.exchange import Exchange
from mistakes_git.git import stop
from mistakes_git.leftovers import clear_away, running
from mistakes_git.outgoing import without_secrets
from mistakes_git.preparing import prepare
from mistakes_git.repository import Repository, find, own_folder, refuse_foreign_state
from mistakes_git.steps import Moved, recover
from mistakes_git.tally import Tally
from mistakes_git.trusted import hooks_of, require_trust

if TYPE_CHECKING:
    from mistakes_git.joined import Joining

BUDGET_SECONDS = 60.0
LOCK_SECONDS = 10.0
_CURES = {
    errno.ENOSPC: "Make room, then sync again.",
    errno.EDQUOT: "Make room, then sync again.",
} | dict.fromkeys(
    (errno.EACCES, errno.EPERM), "Let yourself write there (ls -l shows whose it is), then sync again."
)
_MOST_MOVES = 5  # so often a file may change under our hands before we give up


def sync(
    journal: Journal,
    *,
    dry_run: bool = False,
    rejoin: bool = False,
    scanned: bool = False,
    gone: str = "",
) -> SyncReport | None:
    """Bring a journal and its remote into step; None if the journal lies in no repository.

    An entry for a team that looks like it holds a secret stays here, unless it was `scanned` by somebody.
    `gone` says whether to `keep` or to `drop` what the other side removed where that is a question.

    Raises `NeedsTrust`, `NeedsAttention` (exit status 3), `NotShared` (4: saved here), `Busy` (5).
    """
    folder = own_folder(journal)
    if not folder:
        return None
    with _disk_errors_told(folder), sync_lock(folder):
        repository = find(journal)
        if repository is None:
            return None
        hooks = require_trust(journal, repository)
        if repository.inner:
            from mistakes_git.inside_code import commit_inside

            with nullcontext() if dry_run else running(repository):
                return commit_inside(journal, repository, hooks=hooks, dry_run=dry_run, scanned=scanned)
        run = _Sync(journal, repository, _How(hooks, rejoin, scanned, gone))
        if dry_run:
            return run.preview()
        with running(repository) as was_killed:
            if was_killed:
                repository = find(journal) or repository
                run = run.again(repository)
            return _in_two_tries(journal, repository, run)


@contextmanager
def _disk_errors_told(folder: Path) -> Iterator[None]:
    """Tell what the disk refuses in the middle of a sync; each step leaves all as it was until it is whole."""
    try:
        yield
    except OSError as error:
        path = error.filename2 or error.filename or folder
        cure = _CURES.get(error.errno or 0, "Look at that file, then sync again.")
        raise NotShared(f"{path}: {files.unwritable(error)}", cure) from error


def _in_two_tries(journal: Journal, repository: Repository, run: _Sync) -> SyncReport:
    """Run, and once more if git failed in a way that has no name.

    The repository may just have been packed anew by another process, and what was found is elsewhere now;
    or git alone was killed, as where memory runs out, and left a lock.
    """
    try:
        return run.run()
    except GitFailed as error:
        if type(error) is not GitFailed:
            raise
    clear_away(repository)
    return run.again(find(journal) or repository).run()


def status(journal: Journal, *, quick: bool = False) -> SyncStatus | None:
    """Return where a journal stands as far as is known here; None if it lies in no repository.

    With `quick` only the backend, the remote and the branch are told.
    """
    repository = find(journal)
    if repository is None:
        return None
    if quick:
        return SyncStatus("git", repository.shown_url, repository.branch)
    git = repository.git
    found = waiting(journal, repository, git.run(*status_arguments(repository)).out)
    ahead, behind = _distance(repository)
    trouble = ""
    try:
        refuse_foreign_state(repository)
    except MistakesError as error:
        trouble = error.message
    return SyncStatus(
        "git",
        repository.shown_url,
        repository.branch,
        len(found.all),
        ahead,
        behind,
        _last_in_step(repository),
        trouble,
    )


@contextmanager
def sync_lock(folder: Path) -> Iterator[None]:
    """Let one sync at a time be at work in a repository, all its working trees included."""
    files.make_folder(folder, private=True)
    try:
        with files.locked(folder, lambda: folder / "lock", LOCK_SECONDS):
            yield
    except Busy as error:
        if str(folder) in error.message:
            raise Busy("another sync of this journal is still running", "Try again in a moment.") from None
        raise


class _How(NamedTuple):
    """What a run was asked for: `gone` is what to do about entries that the other side removed."""

    hooks: bool
    rejoin: bool = False
    scanned: bool = False
    gone: str = ""


class _Sync:
    """One run: what is known of the repository by now, and what is to be reported."""

    def __init__(self, journal: Journal, repository: Repository, how: _How) -> None:
        self._journal = journal
        self._repository = repository
        self._how = how
        self._git = repository.git._replace(private=journal.private)
        self._tally = Tally()

    def run(self) -> SyncReport:
        self._begin()
        exchange = Exchange(self._repository, self._git, hooks=self._how.hooks)
        known = exchange.seen_again()
        fetching = exchange.start_fetch() if self._repository.url and not known else None
        try:
            self._commit()
        except BaseException:
            if fetching:
                stop(fetching)
            raise
        if not self._repository.url:
            self._tally.notes.append("committed here; the journal has no remote yet")
            return self._report()
        self._share(exchange, exchange.finish_fetch(fetching) if fetching else known)
        return self._report()

    def again(self, repository: Repository) -> _Sync:
        """Return a new run with what the repository is like now."""
        return _Sync(self._journal, repository, self._how)

    def preview(self) -> SyncReport:
        """Return what a run would do: the history is fetched, and nothing else changes."""
        refuse_foreign_state(self._repository)
        exchange = Exchange(self._repository, self._git, hooks=False)
        found = self._waiting()
        self._tally.left = found.left
        theirs = exchange.finish_fetch(exchange.start_fetch()) if self._repository.url else ""
        self._joining().look(self._repository.head, theirs)
        self._tally.would_send(self._repository, found)
        return self._report()._replace(dry_run=True)

    def _begin(self) -> None:
        self._recover()
        refuse_foreign_state(self._repository)
        if prepare(self._journal, self._repository, self._git):
            self._look_again()
        if not self._how.hooks and hooks_of(self._repository):
            self._tally.notes.append(
                f"hooks of this repository did not run; to let them: mistakes journals trust {self._journal.root}"
            )

    def _recover(self) -> None:
        with self._journal.lock():
            was_cut_short = recover(self._repository, self._git)
        if was_cut_short:
            self._look_again()

    def _look_again(self) -> None:
        found = find(self._journal)
        if found is not None:
            self._repository = found

    def _waiting(self) -> Waiting:
        said = self._git.run(*status_arguments(self._repository)).out
        found = waiting(self._journal, self._repository, said)
        return found if self._how.scanned else without_secrets(self._journal, self._repository, found)

    def _commit(self) -> None:
        """Commit what waits; under the journal's lock, so that no half of a line is taken."""
        found = self._waiting()
        self._tally.left = found.left
        if found.all:
            with self._journal.lock():
                head = commit(self._journal, self._repository, found, hooks=self._how.hooks)
            self._repository = self._repository._replace(head=head)
            from mistakes_git.authorship import address_note

            if note := address_note(self._journal, self._repository, found.present):
                self._tally.notes.append(note)

    def _share(self, exchange: Exchange, theirs: str) -> None:
        """Join and push until the remote has what we have, or the time is over."""
        if not theirs and not self._how.rejoin:
            exchange.refuse_lost_branch()
        attempt, deadline = 0, time.monotonic() + BUDGET_SECONDS
        while True:
            self._join(theirs)
            if self._repository.head == theirs:
                return exchange.note_shared(theirs)
            if exchange.push(self._repository.head):
                return self._tally.was_sent(self._git, theirs, self._repository.head)
            attempt += 1
            left = deadline - time.monotonic()
            if left <= 0:
                raise NotShared("others were quicker each time, for a minute")
            time.sleep(min(random.random() * min(2.0, 0.05 * 2**attempt), left))  # noqa: S311  not a secret
            theirs = exchange.finish_fetch(exchange.start_fetch())

    def _join(self, theirs: str) -> None:
        """Bring what arrived into the working tree; again if a file changes under our hands."""
        if not theirs or theirs == self._repository.head:
            return
        for attempt in range(_MOST_MOVES):
            try:
                with self._journal.lock() as lock:
                    head = self._joining().join(self._repository.head, theirs, lock)
            except Moved:
                if attempt == _MOST_MOVES - 1:
                    raise
                self._look_again()
                self._recover()
                self._commit()
            else:
                self._repository = self._repository._replace(head=head)
                return

    def _joining(self) -> Joining:
        # most syncs have nothing to join, and need not load what that takes
        from mistakes_git.joined import Joining

        rejoin, gone = self._how.rejoin, self._how.gone
        return Joining(self._journal, self._repository, self._git, self._tally, rejoin=rejoin, gone=gone)

    def _report(self) -> SyncReport:
        return self._tally.report("git", self._repository.shown_url)


def _distance(repository: Repository) -> tuple[int, int]:
    if not repository.remote or not repository.head:
        return 0, 0
    span = f"{repository.head}...{repository.tracking}"
    counted = ("rev-list", "--count", "--left-right", "--end-of-options", span, "--")
    done = repository.git.run(*counted, ok=(0, 128))
    if done.status:
        alone = repository.git.run("rev-list", "--count", "--end-of-options", repository.head, "--")
        return int(alone.text), 0
    ahead, behind = done.text.split()
    return int(ahead), int(behind)


def _last_in_step(repository: Repository) -> datetime | None:
    path = os.path.join(repository.common_folder, "mistakes", "in-step")
    try:
        return datetime.fromtimestamp(os.stat(path).st_mtime).astimezone()
    except OSError:
        return None
