"""Entries that somebody gave another author after they were added: who wrote something never changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mistakes.files import ENTRY_LIMIT
from mistakes.identity import who_of
from mistakes.layout import ENTRIES
from mistakes.records import NamedTuple
from mistakes_git.doubtful import author_in
from mistakes_git.git import Git
from mistakes_git.paths import place_of
from mistakes_git.trees import contents, sizes
from mistakes_git.walking import touches

_DIGITS = 12  # of the address's digest at the end of a person's name
_LINE = "^author *="


class First(NamedTuple):
    """The author that an entry had before its author was first changed, by the path of its file."""

    path: str
    author: str


def renamed(git: Git, before: Mapping[str, str], since: str, head: str) -> dict[str, str]:
    """Return the first author of each entry whose author was ever changed up to a commit, by path.

    `before` is what was found up to the commit `since`, "" for none. What a merge decided is left out.
    """
    flags = ("--no-merges", "--topo-order", "--reverse", "--diff-filter=M", "--format=%H", f"-G{_LINE}")
    span = f"{since}..{head}" if since else head
    commits = git.run("log", *flags, "--end-of-options", span, "--", ENTRIES).text.split()
    found = dict(before)
    for one in _changes(git, commits):
        found.setdefault(one.path, one.author)
    return found


def disowned(git: Git, firsts: Mapping[str, str], head: str) -> list[str]:
    """Return the ids of the entries that have another author at a commit than the first one, by address."""
    found = []
    for path, author in firsts.items():
        said = git.run("cat-file", "blob", f"{head}:{path}", ok=(0, 1, 128))
        now = author_in(said.out) if not said.status else ""
        place = place_of(path)
        if now and place and _address(now) != _address(author):
            found.append(path.rpartition("/")[2].removesuffix(".toml"))
    return sorted(found)


def _changes(git: Git, commits: list[str]) -> Iterator[First]:
    """Yield what the author was before each of the commits that changed one."""
    for commit in commits:
        plain = [one for one in touches(git, [commit], [ENTRIES]) if len(one.before) == 1 and one.before[0]]
        wanted = [name for one in plain if one.after for name in (one.before[0], one.after)]
        texts = contents(git, (name for name, size in sizes(git, wanted).items() if size <= ENTRY_LIMIT))
        for one in plain:
            old, new = (author_in(texts.get(name, b"")) for name in (one.before[0], one.after))
            if old and new and old != new:
                yield First(one.path, old)


def _address(author: str) -> str:
    return who_of(author)[-_DIGITS:]
