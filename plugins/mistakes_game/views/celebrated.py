"""What was celebrated and offered already: one small file of the user's own, a part for each journal.

It is a convenience: if it is damaged or gone, a line is said once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from mistakes import files, places
from mistakes.errors import MistakesError
from mistakes.records import NamedTuple

_LARGEST = 1 << 20
_PATIENCE = 0.2


class Celebrated(NamedTuple):
    """The highest level and the badges that were celebrated; the day on which each offer was made."""

    level: int = 0
    badges: frozenset[str] = frozenset()
    offered: Mapping[str, date] = {}


class News(NamedTuple):
    """What is to be celebrated: the level (None if it is no new one), and the new badges in their order."""

    level: int | None
    badges: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.level is not None or bool(self.badges)


def news(before: Celebrated, level: int, badges: Iterable[str]) -> News:
    """Return what is new against what was celebrated."""
    fresh = tuple(badge for badge in badges if badge not in before.badges)
    return News(level if level > before.level else None, fresh)


def after(before: Celebrated, said: News) -> Celebrated:
    """Return what was celebrated, once these news were said."""
    level = before.level if said.level is None else said.level
    return before._replace(level=level, badges=before.badges | {*said.badges})


def known(root: Path) -> Celebrated:
    """Return what was celebrated for the journal in a folder; nothing if that is not known."""
    found = _table().get(places.journal_key(root))
    return _read(found) if isinstance(found, dict) else Celebrated()


def keep(root: Path, change: Callable[[Celebrated], Celebrated]) -> bool:
    """Change what is known of a journal, one process after the other; tell whether it is on disk now.

    False as well if nothing changed, as another process was quicker.
    """
    try:
        return _keep(root, change)
    except (MistakesError, OSError):
        return False  # what cannot be remembered is not said, or it would be said every time


def once(root: Path, name: str, day: date) -> bool:
    """Tell whether to make an offer on a day: on one day only, which is remembered."""
    offered = known(root).offered.get(name)
    if offered is None:
        return keep(root, lambda now: now._replace(offered={name: day, **now.offered}))
    return offered == day


def _keep(root: Path, change: Callable[[Celebrated], Celebrated]) -> bool:
    path, key = place(), places.journal_key(root)
    files.make_folder(path.parent, private=True)
    with files.locked(path.parent, lambda: path.with_suffix(".lock"), _PATIENCE):
        table = _table()
        before = _read(table.get(key))
        now = change(before)
        if now == before:
            return False
        if path.is_symlink():
            path.unlink()  # nothing is written through links
        files.replace(path.parent, path, _written({**table, key: _plain(now)}), private=True)
    return True


def place() -> Path:
    """Return the file in which it is remembered."""
    return places.state_folder() / "game.json"


def _table() -> dict[str, Any]:
    import json

    with suppress(Exception):  # a line of joy is not worth a failure, whatever lies there
        table = json.loads(files.safe_read(place(), _LARGEST))
        return table if isinstance(table, dict) else {}
    return {}


def _read(part: Any) -> Celebrated:
    part = part if isinstance(part, dict) else {}
    level, badges, offered = part.get("level"), part.get("badges"), part.get("offered")
    return Celebrated(
        level if type(level) is int else 0,
        frozenset(name for name in badges if isinstance(name, str))
        if isinstance(badges, list)
        else frozenset(),
        dict(_days(offered)) if isinstance(offered, dict) else {},
    )


def _days(offered: Mapping[str, Any]) -> Iterable[tuple[str, date]]:
    for name, day in offered.items():
        with suppress(ValueError, TypeError):
            yield name, date.fromisoformat(day)


def _plain(known: Celebrated) -> dict[str, Any]:
    offered = {name: day.isoformat() for name, day in known.offered.items()}
    return {"level": known.level, "badges": sorted(known.badges), "offered": offered}


def _written(table: Mapping[str, Any]) -> str:
    import json

    return json.dumps(table) + "\n"
