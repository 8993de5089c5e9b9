"""Entries that the other side removed: many at once are not taken over unasked, and any can be kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mistakes import tomltext
from mistakes.files import ENTRY_LIMIT
from mistakes.layout import ENTRIES, EVENTS
from mistakes.syncing import Gone, ManyRemoved
from mistakes_git.committing import FEW
from mistakes_git.git import Git
from mistakes_git.incoming import LARGEST_LOG
from mistakes_git.joining import join_logs
from mistakes_git.paths import place_of, tombstone_path
from mistakes_git.trees import Blob, Change, contents, listed, sizes, store
from mistakes_git.walking import commits_between, touches

_SHORT = 10
_MOST_NAMED = 3
Changes = Mapping[str, Change]


class Removals:
    """The entries that the other side has no more and we have, for one join; purged ones are not among them."""

    def __init__(self, git: Git, ours: str, theirs: str, arriving: Changes) -> None:
        self._git, self._ours, self._theirs = git, ours, theirs
        self._arriving = arriving
        gone = [path for path, change in arriving.items() if change.before and not change.after]
        entries = [path for path in gone if _kind(path) == ENTRIES] if ours else []
        self._blobs = {path: blob.name for path, blob in listed(git, ours, entries, ENTRIES).items()}
        there = [path for path in entries if path in self._blobs]
        purged = {f"{theirs}:{tombstone_path(_id(path))}": path for path in there}
        self.removed = tuple(there)
        self.paths = tuple(set(there) - {purged[name] for name in sizes(git, purged)}) if there else ()

    def refuse_many(self, options: str) -> None:
        """Raise `ManyRemoved` if most of our entries would go at once, saying who removed them in which commit.

        `options` are those of the command with which a person decides.
        """
        if len(self.removed) <= FEW:
            return
        listed = self._git.run("ls-tree", "-r", "--name-only", "-z", self._ours, "--", ENTRIES).out
        known = listed.count(b"\0")
        if 2 * len(self.removed) > known:
            raise ManyRemoved(len(self.removed), known, list(self._by_whom()), options, self.titles())

    def titles(self) -> Iterator[Gone]:
        """Yield the entries with their titles, as we have them."""
        names = {path: self._blobs[path] for path in sorted(self.paths)}
        known = sizes(self._git, names.values())
        texts = contents(self._git, (name for name, size in known.items() if size <= ENTRY_LIMIT))
        for path, name in names.items():
            yield Gone(_id(path), _title(texts.get(name, b"")))

    def kept(self, scratch: str) -> dict[str, Blob | None]:
        """Return the edits that let the entries stay, and every line of the logs that was there."""
        if not self.paths:
            return {}
        own = self._git.run("ls-tree", "-r", "-z", self._ours, "--", ENTRIES, EVENTS).fields
        blobs = {row.partition("\t")[2]: row.split(" ", 3)[2].partition("\t")[0] for row in own}
        edits: dict[str, Blob | None] = {path: Blob("100644", blobs[path]) for path in self.paths}
        return edits | self._logs(scratch, blobs)

    def _logs(self, scratch: str, blobs: Mapping[str, str]) -> dict[str, Blob | None]:
        logs = [path for path, change in self._arriving.items() if change.before and _kind(path) == EVENTS]
        sides = {path: [*filter(None, (*self._names(path), blobs.get(path, "")))] for path in logs}
        known = sizes(self._git, (name for names in sides.values() for name in names))
        small = {path for path, names in sides.items() if all(known[name] <= LARGEST_LOG for name in names)}
        texts = contents(self._git, (name for path in small for name in sides[path]))
        joined = {path: join_logs(*(texts[name] for name in sides[path])) for path in sorted(small)}
        made = store(self._git, scratch, list(joined.values()))
        return {path: Blob("100644", name) for path, name in zip(joined, made, strict=True)}

    def _names(self, path: str) -> tuple[str, ...]:
        return tuple(blob.name if blob else "" for blob in self._arriving[path])

    def _by_whom(self) -> Iterator[str]:
        """Yield who removed how many entries in which commit, the most first."""
        commits = commits_between(self._git, (self._theirs,), (self._ours,), [ENTRIES])
        counts: dict[tuple[str, str], int] = {}
        for touch in touches(self._git, commits, [ENTRIES]):
            if not touch.after:
                key = (touch.commit, touch.author)
                counts[key] = counts.get(key, 0) + 1
        for (commit, author), count in _most(counts):
            yield f"{count} by {author} (commit {commit[:_SHORT]})"


def _most(counts: Mapping[tuple[str, str], int]) -> Sequence[tuple[tuple[str, str], int]]:
    return sorted(counts.items(), key=lambda item: -item[1])[:_MOST_NAMED]


def _kind(path: str) -> str:
    place = place_of(path)
    return place.kind if place else ""


def _id(path: str) -> str:
    place = place_of(path)
    return place.name if place else ""


def _title(data: bytes) -> str:
    try:
        title = tomltext.parse(data.decode("utf-8")).get("title")
    except ValueError:
        return ""
    return title if isinstance(title, str) else ""
