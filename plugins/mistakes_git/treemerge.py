"""Joining two histories at the level of whole trees: only what both sides changed is opened and joined.

Git's own merge is not used: it takes one entry for another (they are all alike) and asks no driver where
one side removed a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mistakes.records import NamedTuple
from mistakes.syncing import Quarantined
from mistakes_git import joining
from mistakes_git.changers import Changers
from mistakes_git.errors import NeedsAttention
from mistakes_git.git import Git
from mistakes_git.incoming import LARGEST_LOG
from mistakes_git.joining import Joined
from mistakes_git.paths import Place, entry_path, place_of, tombstone_path
from mistakes_git.trees import REGULAR, Blob, Change, contents, sizes, store

Changes = Mapping[str, Change]
Edits = dict[str, Blob | None]


class Sides(NamedTuple):
    """What the base and both sides have at one path."""

    base: Blob | None
    ours: Blob | None
    theirs: Blob | None


class Join(NamedTuple):
    """What has to be changed in our tree to hold both, and what is to be told of it."""

    edits: Edits
    joined: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    troubles: tuple[Quarantined, ...] = ()


def join(
    git: Git,
    scratch: str,
    changers: Changers,
    ours: Sequence[Changes],
    theirs: Sequence[Changes],
) -> Join:
    """Return how our tree becomes one that holds both sides.

    `ours` and `theirs` are what each side changed since each common base, in the same order; `changers` knows
    the two commits and who made them, `scratch` is a folder for files in between. Raises `NeedsAttention` for files that are not the
    journal's and that both sides changed.
    """
    edits: Edits = {}
    both: dict[str, Sides] = {}
    for path in dict.fromkeys(path for side in theirs for path in side):
        sides = _sides(path, ours, theirs)
        if sides.ours == sides.theirs:
            continue
        if not any(path in side for side in ours):
            edits[path] = sides.theirs
        else:
            both[path] = sides
    made = _joined(git, scratch, both, changers)
    edits |= made.edits
    restored = _tombstones(git, changers.tips, edits, ours, theirs)
    return made._replace(edits=edits | restored)


def _sides(path: str, ours: Sequence[Changes], theirs: Sequence[Changes]) -> Sides:
    """Return what lies at a path; several bases that differ there are as good as none."""
    mine = [side[path] for side in ours if path in side]
    other = [side[path] for side in theirs if path in side]
    bases = {change.before for change in (*mine, *other)}
    base = bases.pop() if len(bases) == 1 else None
    after = mine[0].after if mine else base
    return Sides(base, after, other[0].after)


def _joined(git: Git, scratch: str, both: Mapping[str, Sides], changers: Changers) -> Join:
    if not both:
        return Join({})
    names = [blob.name for sides in both.values() for blob in sides if blob]
    known = sizes(git, names)
    small = [name for name in names if known.get(name, 0) <= LARGEST_LOG]
    texts = contents(git, small)
    results = {path: _join_one(path, sides, texts, scratch, git) for path, sides in both.items()}
    for path, who in _names(changers, results).items():
        base, ours, theirs = (texts[blob.name] if blob else None for blob in both[path])
        results[path] = joining.join_entries(_id_of(path), base, ours, theirs, who)
    return _stored(git, scratch, results)


def _names(changers: Changers, results: Mapping[str, Joined]) -> dict[str, tuple[str, str]]:
    """Return who changed the entries last in which a value lost, for the row that keeps it."""
    paths = [path for path, joined in results.items() if joined.has_conflict]
    return changers.of(paths) if paths else {}


def _join_one(path: str, sides: Sides, texts: Mapping[str, bytes], scratch: str, git: Git) -> Joined:
    place = place_of(path) or Place("other")
    if any(blob and blob.name not in texts for blob in sides):
        return Joined(_either(sides, texts), "is too large to be joined")
    base, ours, theirs = (texts[blob.name] if blob else None for blob in sides)
    if place.kind == "entries":
        return joining.join_entries(place.name, base, ours, theirs)
    if place.kind == "events":
        return Joined(joining.join_logs(base, ours, theirs))
    if place.kind == "purged":
        return Joined(base if base is not None else min(filter(None, (ours, theirs)), default=None))
    if place.kind == "journal":
        return Joined(joining.join_headers(base, ours, theirs))
    if place.kind == "git":
        return Joined(joining.join_rules(ours, theirs))
    return Joined(_text_joined(git, scratch, path, base, ours, theirs))


def _either(sides: Sides, texts: Mapping[str, bytes]) -> bytes | None:
    found = [texts[blob.name] for blob in sides[1:] if blob and blob.name in texts]
    return min(found, default=None)


def _text_joined(
    git: Git, scratch: str, path: str, base: bytes | None, ours: bytes | None, theirs: bytes | None
) -> bytes:
    """Return a file that is no part of the journal with the lines of both sides, if they do not meet."""
    import os

    if ours is not None and theirs is not None:
        os.makedirs(scratch, exist_ok=True)
        files = [os.path.join(scratch, f"side-{name}") for name in ("ours", "base", "theirs")]
        for file, data in zip(files, (ours, base or b"", theirs), strict=True):
            with open(file, "wb") as out:
                out.write(data)
        done = git.run("merge-file", "-p", "-q", "--", *files, ok=range(256))
        for file in files:
            os.unlink(file)
        if done.status == 0:
            return done.out
    message = f"{path} is no part of the journal, and both sides changed it"
    raise NeedsAttention(message, "Join it yourself: git pull --no-rebase, then sync again.")


def _stored(git: Git, scratch: str, results: Mapping[str, Joined]) -> Join:
    texts: dict[str, bytes] = {}
    for path, joined in results.items():
        if joined.data is not None:
            texts[path] = joined.data
        if joined.second:
            texts[entry_path(joined.second[0])] = joined.second[1]
    names = store(git, scratch, list(texts.values()))
    edits: Edits = {path: None for path, joined in results.items() if joined.data is None}
    edits |= {path: Blob(REGULAR, name) for path, name in zip(texts, names, strict=True)}
    ids = {path: place.name for path in results if (place := place_of(path)) and place.kind == "entries"}
    return Join(
        edits,
        tuple(ids.values()),
        tuple(ids[path] for path, joined in results.items() if joined.has_conflict and path in ids),
        tuple((ids[path], joined.second[0]) for path, joined in results.items() if joined.second),
        tuple(Quarantined(path, joined.trouble) for path, joined in results.items() if joined.trouble),
    )


def _tombstones(
    git: Git, tips: tuple[str, str], edits: Edits, ours: Sequence[Changes], theirs: Sequence[Changes]
) -> Edits:
    """Return the edits that let every tombstone stand, and remove what it is the tombstone of."""
    restored: Edits = {}
    touched = {path: change for side in (*ours, *theirs) for path, change in side.items()}
    for path, change in touched.items():
        place = place_of(path)
        if place is None or place.kind not in ("purged", "entries"):
            continue
        if place.kind == "purged":
            # nobody takes a tombstone back or rewrites it
            if change.before is not None:
                restored[path] = change.before
            restored[entry_path(place.name)] = None
    return restored | _purged_entries(git, tips, edits)


def _purged_entries(git: Git, tips: tuple[str, str], edits: Mapping[str, Blob | None]) -> Edits:
    """Return the removal of entries that are coming and were purged before."""
    coming = [path for path, blob in edits.items() if blob and _is_entry(path)]
    if not coming or not sizes(git, (f"{tip}:purged" for tip in tips)):
        return {}
    asked = {f"{tip}:{tombstone_path(_id_of(path))}": path for tip in tips for path in coming}
    return {asked[name]: None for name in sizes(git, asked)}


def _is_entry(path: str) -> bool:
    place = place_of(path)
    return place is not None and place.kind == "entries"


def _id_of(path: str) -> str:
    place = place_of(path)
    return place.name if place else ""


def entry_ids(paths: Iterable[str]) -> list[str]:
    """Return the ids of the entries among some paths."""
    return [_id_of(path) for path in paths if _is_entry(path)]
