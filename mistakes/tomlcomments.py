"""The comments of a TOML text woven into the text of its changed data, each near what it stood at.

A comment belongs to the key, header or element that it stands above, beside or below. Items of lists are
known again by their `key`, else by what they hold. What is gone leaves its comments to what stood before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from mistakes.records import NamedTuple
from mistakes.tomlscan import Comment, Path, Place, Scanned, Thing, scan

_INDENT = "    "
_TOP = -1


class Moved(NamedTuple):
    """A comment, and the path of what it is near from now on: () is the top of the text."""

    text: str
    path: Path
    place: Place


def keeps_all(old: str, old_data: Any, new: str, new_data: Any) -> bool:
    """Tell whether a new text has every comment of the old one where it belongs."""
    wanted = moved(scan(old), old_data, new_data)
    there = scan(new)
    paths = {number: thing.path for number, thing in enumerate(there.things)}
    found = [Moved(one.text, paths.get(one.thing, ()), one.place) for one in there.comments]
    return sorted(wanted, key=repr) == sorted(found, key=repr)


def weave(old: str, old_data: Any, new: str, new_data: Any) -> str:
    """Return the new text, which has no comments, with those of the old one."""
    there = scan(new)
    loom = _Loom(new.split("\n"), there.things)
    for comment in moved(scan(old), old_data, new_data):
        loom.put(comment)
    return loom.text()


def moved(old: Scanned, old_data: Any, new_data: Any) -> list[Moved]:
    """Return the comments of a text with the paths of what they are near once its data has changed."""
    ways = _Ways(old_data, new_data)
    paths = [ways.path(thing.path) for thing in old.things]
    return [_moved(comment, paths) for comment in old.comments]


def _moved(comment: Comment, paths: Sequence[Path | None]) -> Moved:
    if comment.thing == _TOP:
        return Moved(comment.text, (), "below")
    path = paths[comment.thing]
    if path is not None:
        return Moved(comment.text, path, comment.place)
    before = next((path for path in reversed(paths[: comment.thing]) if path is not None), ())
    return Moved(comment.text, before, "below")


class _Ways:
    """Where each part of the old data is in the new; lists are compared once."""

    def __init__(self, old: Any, new: Any) -> None:
        self._old = old
        self._new = new
        self._known: dict[Path, dict[int, int]] = {}

    def path(self, path: Path) -> Path | None:
        """Return the new path of what had this one, None if it is gone."""
        old, new = self._old, self._new
        found: list[str | int] = []
        for at, step in enumerate(path):
            following = self._step(path[:at], step, old, new)
            if not _has(new, following):
                return None
            found.append(following)
            old, new = old[step], new[following]
        return tuple(found)

    def _step(self, path: Path, step: str | int, old: Any, new: Any) -> str | int:
        if isinstance(step, str) or not isinstance(new, list):
            return step
        if path not in self._known:
            self._known[path] = counterparts(old, new)
        return self._known[path].get(step, -1)


def _has(value: Any, step: str | int) -> bool:
    if isinstance(step, int):
        return isinstance(value, list) and 0 <= step < len(value)
    return isinstance(value, dict) and step in value


def counterparts(old: Sequence[Any], new: Sequence[Any]) -> dict[int, int]:
    """Return the places of a list's items in the list that it became.

    Items are the same if their `key` is, else if they hold the same; of those that are left, the ones that
    had no key stay in their order.
    """
    found: dict[int, int] = {}
    for identity in (_key, repr):
        _match(old, new, identity, found)
    taken = set(found.values())
    left = [at for at in range(len(new)) if at not in taken]
    keyless = [at for at, item in enumerate(old) if at not in found and _key(item) is None]
    return found | dict(zip(keyless, left, strict=False))


def _match(old: Sequence[Any], new: Sequence[Any], identity: Any, found: dict[int, int]) -> None:
    taken = set(found.values())
    places: dict[Any, list[int]] = defaultdict(list)
    for at in reversed(range(len(new))):
        if at not in taken and (name := identity(new[at])) is not None:
            places[name].append(at)
    for at, item in enumerate(old):
        if at not in found and (several := places.get(identity(item))):
            found[at] = several.pop()


def _key(item: Any) -> str | None:
    key = item.get("key") if isinstance(item, dict) else None
    return key if isinstance(key, str) else None


class _Loom:
    """The lines of a text, and the comments that are to stand before, behind and beside them."""

    def __init__(self, lines: list[str], things: Iterable[Thing]) -> None:
        self._lines = lines
        self._before: dict[int, list[str]] = defaultdict(list)
        self._after: dict[int, list[str]] = defaultdict(list)
        self._beside: dict[int, str] = {}
        self._top: list[str] = []
        self._things: dict[Path, Thing] = {}
        for thing in things:
            for length in range(len(thing.path), 0, -1):
                self._things.setdefault(thing.path[:length], thing)
        self._things |= {thing.path: thing for thing in things}

    def put(self, comment: Moved) -> None:
        """Note where a comment is to stand."""
        thing = self._things.get(comment.path)
        if thing is None:
            self._top.append(comment.text)
            return
        line = thing.first if comment.place == "opening" else thing.last
        is_there = thing.path == comment.path
        if comment.place in ("beside", "opening") and is_there and line not in self._beside:
            self._beside[line] = comment.text
        elif comment.place == "below" and is_there:
            self._after[thing.last].append(self._indented(comment.text, thing))
        else:
            self._before[thing.first].append(self._indented(comment.text, thing))

    def text(self) -> str:
        """Return the lines with the comments."""
        lines = [*self._top, ""] if self._top else []
        for number, line in enumerate(self._lines):
            beside = f"  {self._beside[number]}" if number in self._beside else ""
            lines += [*self._before[number], line + beside, *self._after[number]]
        return "\n".join(lines)

    def _indented(self, text: str, thing: Thing) -> str:
        return _INDENT + text if self._lines[thing.first].startswith(" ") else text
