"""Setting a repository up for a journal: the merge driver, the branch, the rules for git."""

from __future__ import annotations

from contextlib import suppress

from mistakes import files
from mistakes.errors import AlreadyExists, MistakesError
from mistakes.journal import Journal
from mistakes.layout import GIT_FILES
from mistakes_git.driver_settings import DRIVER, SUMMARY, command_line, is_our_driver, python_of
from mistakes_git.git import Git
from mistakes_git.repository import BRANCH_SETTING, Repository

_EARLIER_RULES = "* -text\n*.toml text eol=lf\n*.jsonl text eol=lf merge=union\n"


def prepare(journal: Journal, repository: Repository, git: Git) -> bool:
    """Set up what is not yet: driver, branch, rules; return whether git's settings changed."""
    bring_rules_up_to_date(journal)
    wanted = dict(driver_settings(repository))
    if not repository.inner and repository.branch and not repository.setting(BRANCH_SETTING):
        wanted[BRANCH_SETTING] = repository.branch
    for name, value in wanted.items():
        git.run("config", "--local", name, value)
    return bool(wanted)


def driver_settings(repository: Repository) -> dict[str, str]:
    """Return the settings of the merge driver that are missing or do not work; empty if all is well."""
    if not driver_trouble(repository):
        return {}
    return {f"merge.{DRIVER}.name": SUMMARY, f"merge.{DRIVER}.driver": command_line()}


def driver_trouble(repository: Repository) -> str:
    """Return what is wrong with the merge driver, "" if it works."""
    import shutil

    value = repository.setting(f"merge.{DRIVER}.driver")
    if not value:
        return "is not set up"
    if not is_our_driver(value):
        return "is set to another program"
    return "" if shutil.which(python_of(value)) else "names a Python that is gone"


def bring_rules_up_to_date(journal: Journal) -> None:
    """Write the rules for git where they are missing, or as an earlier version wrote them."""
    for name, text in GIT_FILES.items():
        path = journal.root / name
        with suppress(AlreadyExists, MistakesError):
            try:
                there = files.safe_read(path)
            except FileNotFoundError:
                files.create(journal.root, path, text, private=journal.private)
            else:
                if name == ".gitattributes" and there == _EARLIER_RULES:
                    files.replace(journal.root, path, text, private=journal.private, expected=there)
