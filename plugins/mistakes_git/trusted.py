"""Which programs a repository's own settings name, and whether somebody here agreed to run them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from mistakes.briefing.trust import is_trusted
from mistakes.journal import Journal
from mistakes.syncing import NeedsTrust
from mistakes_git.address import masked
from mistakes_git.repository import Repository, Setting

_COMMANDS = re.compile(
    r"core\.(?:sshcommand|gitproxy|askpass|alternaterefscommand)|credential\.(?:.*\.)?helper"
    r"|filter\..*\.(?:clean|smudge|process)|gpg\.(?:.*\.)?(?:program|defaultkeycommand)"
    r"|remote\..*\.(?:uploadpack|receivepack|vcs|proxy)|uploadpack\.packobjectshook|hook\..*\.command"
)


def require_trust(journal: Journal, repository: Repository) -> bool:
    """Return whether hooks may run; raise `NeedsTrust` if settings name programs and nobody agreed.

    Hooks and file-system monitors are simply not run where nobody agreed.
    """
    if is_agreed(journal):
        return True
    commands = list(named_commands(repository))
    if commands:
        hint = (
            f"Look at {repository.common_folder}/config; if you agree: mistakes journals trust {journal.root}"
        )
        if journal.private:
            hint = f"Look at {repository.common_folder}/config, and take out what you did not put there."
        raise NeedsTrust(os.fspath(journal.root), commands, hint)
    return False


def named_commands(repository: Repository) -> Iterator[str]:
    """Yield the settings of the repository itself that name programs, as `name = value`."""
    for setting in repository.settings:
        if setting.scope in ("local", "worktree") and _names_a_program(setting):
            yield f"{masked(setting.name)} = {masked(setting.value)[:80]}"


def hooks_of(repository: Repository) -> list[str]:
    """Return the names of the hooks of a repository that a commit or a push would run."""
    folder = repository.setting("core.hookspath") or os.path.join(repository.common_folder, "hooks")
    folder = os.path.join(repository.top, os.path.expanduser(folder))
    wanted = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "pre-push")
    return [name for name in wanted if os.access(os.path.join(folder, name), os.X_OK)]


def is_agreed(journal: Journal) -> bool:
    """Tell whether somebody here agreed to what a journal's repository runs, or made it oneself."""
    if is_trusted(journal.settings, journal.root):
        return True
    from mistakes.whereabouts import personal_root

    own = os.path.realpath(personal_root(journal.settings))
    return journal.private and os.path.realpath(journal.root) == own


def _names_a_program(setting: Setting) -> bool:
    return bool(setting.value) and _COMMANDS.fullmatch(setting.name.lower()) is not None
