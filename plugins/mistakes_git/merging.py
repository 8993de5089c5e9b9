"""Which two commits a `git merge` or `git rebase` that is at work brings together, for the merge driver.

Git hands a driver three files and no commit, so what it keeps meanwhile is asked. Where it keeps nothing, as
in a cherry-pick of one commit or `git stash pop`, nobody is named.
"""

from __future__ import annotations

import os
import re

from mistakes.errors import MistakesError
from mistakes_git.branch import line_of
from mistakes_git.changers import Changers
from mistakes_git.git import Git

_MERGED = re.compile(r"GITHEAD_([0-9a-f]{40,64})")  # set by git merge, for the labels of a conflict
_PICKED = re.compile(r"(?:pick|p|reword|r|edit|e|squash|s|fixup(?: -[cC])?|f) ([0-9a-f]{7,64})")
_LARGEST_LIST = 4 * 1024 * 1024


def who_changed(path: str) -> tuple[str, str]:
    """Return who changed a file last on our side and on theirs, as `Name <address>`, "" where git does not tell.

    The working tree's top is the current folder, as it is when git calls a driver. Never raises.
    """
    try:
        changers = _at_work(Git(os.getcwd()))
        return changers.of([path])[path] if changers else ("", "")
    except (MistakesError, OSError):
        return "", ""


def _at_work(git: Git) -> Changers | None:
    theirs = [found[1] for name in os.environ if (found := _MERGED.fullmatch(name))]
    if len(theirs) == 1:
        return _sides(git, theirs[0], git.run("merge-base", "--all", "HEAD", theirs[0], ok=(0, 1)).text)
    if picked := _picked(git):
        return _sides(git, picked, git.run("rev-parse", "-q", "--verify", f"{picked}^", ok=(0, 1)).text)
    return None


def _sides(git: Git, theirs: str, bases: str) -> Changers:
    ours = git.run("rev-parse", "--verify", "HEAD^{commit}").text
    return Changers(git, (ours, theirs), tuple(bases.split()))


def _picked(git: Git) -> str:
    """Return the commit that a rebase is replaying now: the last one of its list of what was begun."""
    folder = git.run("rev-parse", "--absolute-git-dir").text
    path = os.path.join(folder, "rebase-merge", "done")
    if not line_of(path) or os.path.getsize(path) > _LARGEST_LIST:
        return ""
    with open(path, encoding="utf-8", errors="replace") as file:
        found = _PICKED.match(file.read().rstrip("\n").rpartition("\n")[2])
    return found[1] if found else ""
