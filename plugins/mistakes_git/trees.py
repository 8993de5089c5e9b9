"""What two commits differ in, and reading and writing what they hold, many at a time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from mistakes.records import NamedTuple
from mistakes_git.git import Git

REGULAR = "100644"
_ABSENT = "000000"
_FEW_PATHS = 200


class Blob(NamedTuple):
    """A file in a tree: its mode and the name of its content."""

    mode: str
    name: str


class Change(NamedTuple):
    """What two trees have at one path; None where there is nothing."""

    before: Blob | None
    after: Blob | None


def changes(git: Git, before: str, after: str) -> dict[str, Change]:
    """Return what changed from one commit or tree to another, by path from the top."""
    flags = ("-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff", "--ignore-submodules=none")
    said = git.run("diff-tree", *flags, "--end-of-options", before, after)
    return _by_path(said.out)


def staged(git: Git, before: str) -> dict[str, Change]:
    """Return what is staged in the index against a commit or tree, by path from the top."""
    flags = ("--cached", "-z", "--raw", "--no-renames", "--no-abbrev", "--ignore-submodules=none")
    return _by_path(git.run("diff-index", *flags, "--end-of-options", before).out)


def listed(git: Git, commit: str, paths: Sequence[str], tree: str) -> dict[str, Blob]:
    """Return those of some files below `tree` that a commit has; of many all are listed in one go.

    To ask for each by its path takes hours where a hundred thousand lie in one folder.
    """
    wanted = frozenset(paths)
    if not wanted:
        return {}
    asked = sorted(wanted) if len(wanted) <= _FEW_PATHS else [tree]
    said = git.run("ls-tree", "-r", "-z", commit, "--", *asked, more={"GIT_LITERAL_PATHSPECS": "1"}).fields
    rows = [(row.partition("\t")[2], row.split(" ", 2)) for row in said]
    return {path: Blob(about[0], about[2].partition("\t")[0]) for path, about in rows if path in wanted}


def stage(git: Git, edits: Mapping[str, Blob | None], width: int) -> None:
    """Put blobs into the index, None taking a path out; `width` is the length of a name, such as 40."""
    lines = (_index_line(path, blob, width) for path, blob in edits.items())
    git.run("update-index", "-z", "--index-info", data="".join(lines).encode("utf-8", "surrogateescape"))


def _by_path(said: bytes) -> dict[str, Change]:
    fields = said.decode("utf-8", "surrogateescape").split("\0")
    return {path: _change(raw) for raw, path in zip(fields[::2], fields[1::2], strict=False)}


def empty_tree(git: Git) -> str:
    """Return the name of the tree with nothing in it, which the repository holds afterwards."""
    return git.run("mktree").text


def sizes(git: Git, names: Iterable[str]) -> dict[str, int]:
    """Return the size in bytes of blobs, or of `commit:path`; what is not there is left out."""
    wanted = list(dict.fromkeys(names))
    if not wanted:
        return {}
    asked = "".join(f"{name}\n" for name in wanted).encode("utf-8", "surrogateescape")
    lines = git.run("cat-file", "--batch-check=%(objecttype) %(objectsize)", data=asked).text.split("\n")
    found = {}
    for name, line in zip(wanted, lines, strict=True):
        kind, _, size = line.rpartition(" ")
        if kind in ("blob", "tree", "commit"):
            found[name] = int(size)
    return found


def contents(git: Git, names: Iterable[str]) -> dict[str, bytes]:
    """Return what blobs hold; the caller has looked at their sizes before."""
    wanted = list(dict.fromkeys(names))
    if not wanted:
        return {}
    data = git.run("cat-file", "--batch", data="".join(f"{name}\n" for name in wanted).encode()).out
    found, at = {}, 0
    for name in wanted:
        end = data.index(b"\n", at)
        size = int(data[at:end].rsplit(b" ", 1)[1])
        found[name] = data[end + 1 : end + 1 + size]
        at = end + 2 + size
    return found


def store(git: Git, folder: str, texts: Sequence[bytes]) -> list[str]:
    """Store contents as blobs and return their names; `folder` is for the files in between."""
    if not texts:
        return []
    os.makedirs(folder, exist_ok=True)
    paths = [os.path.join(folder, f"blob-{number}") for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        with open(path, "wb") as file:
            file.write(text)
    try:
        asked = "".join(f"{path}\n" for path in paths).encode("utf-8", "surrogateescape")
        names = git.run("hash-object", "-w", "--no-filters", "--stdin-paths", data=asked).text.split("\n")
    finally:
        for path in paths:
            os.unlink(path)
    return names


def tree_with(git: Git, index: str, base: str, edits: Mapping[str, Blob | None]) -> str:
    """Return the tree that a commit has after some edits, made in an index of its own; None removes."""
    _discard(index)
    apart = git.with_index(index)
    try:
        apart.run("read-tree", "--end-of-options", base)
        stage(apart, edits, len(base))
        return apart.run("write-tree").text
    finally:
        _discard(index)


def _index_line(path: str, blob: Blob | None, width: int) -> str:
    mode, name = blob or ("0", "0" * width)
    return f"{mode} {name}\t{path}\0"


def _discard(index: str) -> None:
    for path in (index, f"{index}.lock"):
        if os.path.lexists(path):
            os.unlink(path)


def _change(raw: str) -> Change:
    before_mode, after_mode, before, after, _ = raw.removeprefix(":").split(" ")
    old = None if before_mode == _ABSENT else Blob(before_mode, before)
    new = None if after_mode == _ABSENT else Blob(after_mode, after)
    return Change(old, new)
