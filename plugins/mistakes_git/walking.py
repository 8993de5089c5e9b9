"""Going through the commits of a history and what each of them did to some files, in two calls of git."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mistakes.records import NamedTuple
from mistakes_git.git import Git
from mistakes_git.trees import contents, sizes

_HEADER = re.compile(r"\x01([0-9a-f]{40,64})")
_AT_ONCE = 40  # so many files are held in memory, each before and after
_LITERALLY = {"GIT_LITERAL_PATHSPECS": "1"}


class Touch(NamedTuple):
    """A file that a commit added, changed or removed.

    `before` has the content's name in each parent, `after` that in the commit, "" where there is none.
    `author` is `Name <address>`. A merge touches what is like none of its parents.
    """

    commit: str
    author: str
    path: str
    before: tuple[str, ...]
    after: str

    @property
    def address(self) -> str:
        """The address of the commit's author, without the name."""
        return address_in(self.author)


def address_in(author: str) -> str:
    """Return the address of a `Name <address>`."""
    return author.rpartition("<")[2].removesuffix(">")


def commits_between(
    git: Git, tips: Sequence[str], known: Sequence[str], paths: Sequence[str] = ()
) -> dict[str, tuple[str, ...]]:
    """Return the commits that the tips have and the known ones have not, each with its parents.

    Parents come before their children, in an order that follows from the history alone. With `paths` only
    those that touch them are told, from all branches of the history.
    """
    asked = "".join(f"{one}\n" for one in (*tips, *(f"^{one}" for one in known)))
    flags = ("--topo-order", "--reverse", "--parents", *(("--full-history",) if paths else ()), "--stdin")
    said = git.run("rev-list", *flags, "--", *paths, data=asked.encode(), more=_LITERALLY)
    lines = (line.split(" ") for line in said.text.split("\n") if line)
    return {commit: tuple(parents) for commit, *parents in lines}


def touches(git: Git, commits: Iterable[str], paths: Sequence[str]) -> Iterator[Touch]:
    """Yield what commits did to the files at or below some paths, commit by commit in the order given."""
    asked = "".join(f"{commit}\n" for commit in commits)
    flags = ("--root", "-r", "-c", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff")
    form = "--format=%x01%H%x00%an <%ae>"
    if not asked:
        return
    said = git.run("diff-tree", "--stdin", *flags, form, "--", *paths, data=asked.encode(), more=_LITERALLY)
    fields = iter(said.fields)
    commit = author = ""
    for field in fields:
        text = field.lstrip("\n")
        if header := _HEADER.fullmatch(text):
            commit, author = header[1], next(fields, "")
        elif text.startswith(":"):
            yield _touch(commit, author, text, next(fields, ""))


def added_lines(git: Git, found: Iterable[Touch], largest: int) -> Iterator[tuple[Touch, list[bytes]]]:
    """Yield each touch with the lines that the file has after it and had in no parent, as they stand there.

    Files of more than `largest` bytes are passed over.
    """
    rest = [touch for touch in found if touch.after]
    while rest:
        some, rest = rest[:_AT_ONCE], rest[_AT_ONCE:]
        known = sizes(git, (name for touch in some for name in (touch.after, *touch.before) if name))
        texts = contents(git, (name for name, size in known.items() if size <= largest))
        for touch in some:
            old = {line for name in touch.before for line in _lines(texts, name)}
            yield touch, [line for line in _lines(texts, touch.after) if line not in old]


def by_commit(found: Iterable[Touch]) -> Mapping[str, list[Touch]]:
    """Return touches by their commits."""
    groups: dict[str, list[Touch]] = {}
    for touch in found:
        groups.setdefault(touch.commit, []).append(touch)
    return groups


def _lines(texts: Mapping[str, bytes], name: str) -> list[bytes]:
    return [line for line in texts.get(name, b"").split(b"\n") if line.strip()]


def _touch(commit: str, author: str, raw: str, path: str) -> Touch:
    parents = len(raw) - len(raw.lstrip(":"))
    names = [_name(name) for name in raw.lstrip(":").split(" ")[parents + 1 : -1]]
    return Touch(commit, author, path, tuple(names[:-1]), names[-1])


def _name(name: str) -> str:
    return name if name.strip("0") else ""
