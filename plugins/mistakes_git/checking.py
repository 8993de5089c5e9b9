"""What `mistakes doctor` says of a journal's repository."""

from __future__ import annotations

from collections.abc import Iterator

from mistakes import files
from mistakes.errors import Fault, MistakesError
from mistakes.journal import Journal
from mistakes_git.authorship import foreign_lines, forged
from mistakes_git.driver_settings import DRIVER
from mistakes_git.preparing import driver_trouble
from mistakes_git.repository import Repository, find, refuse_foreign_state
from mistakes_git.trusted import is_agreed, named_commands


def problems(journal: Journal, *, pipeline: bool = False) -> Iterator[Fault]:
    """Yield what is wrong with the repository that a journal is shared through; nothing is changed.

    In a pipeline it is whose work is proposed that counts, and not the state of its checkout.
    """
    try:
        repository = find(journal)
    except MistakesError as error:
        yield Fault("git", f"{error.message}. {error.hint}")
        return
    if repository is None:
        return
    if pipeline:
        yield from forged(repository)
    elif repository.url or repository.inner:
        yield from _of(journal, repository)
    if not (pipeline or journal.private):
        yield from foreign_lines(repository)


def _of(journal: Journal, repository: Repository) -> Iterator[Fault]:
    trouble = driver_trouble(repository)
    if trouble:
        yield Fault("git merge driver", f"{trouble}, so git pull may leave conflicts; run: mistakes sync")
    if not _names_driver(journal):
        rule = f"*.toml text eol=lf merge={DRIVER}"
        yield Fault(".gitattributes", f"does not name the merge driver; add the line: {rule}")
    try:
        refuse_foreign_state(repository)
    except MistakesError as error:
        yield Fault("git", f"{error.message}. {error.hint}")
    for command in () if is_agreed(journal) else named_commands(repository):
        yield Fault("git config", f"names a program: {command}")


def _names_driver(journal: Journal) -> bool:
    try:
        return f"merge={DRIVER}" in files.safe_read(journal.root / ".gitattributes")
    except (OSError, MistakesError):
        return False
