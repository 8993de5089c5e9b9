"""What was found out about the plugins of this Python, remembered in the user's cache.

It is right until an installed package or a plugin's own file changes; without it all works, slower.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from mistakes import places
from mistakes.discovery import WIDTHS, Plugin, describe, find, is_sound, search_path, state
from mistakes.errors import MistakesError

VERSION = 7
ALL = "all"


def described(off: Collection[str]) -> tuple[Plugin, ...]:
    """Return all plugins, those whose names are not in `off` with what they offer.

    One that is off is never imported. What failed is not remembered, so that a repair is noticed at once.
    """
    key = _environment()
    kept = _kept(key)
    found = find() if kept is None else kept
    plugins = tuple(
        plugin if is_off(plugin, off) or _is_known(plugin) else describe(plugin) for plugin in found
    )
    lasting = tuple(old if new.problem else new for old, new in zip(found, plugins, strict=True))
    if lasting != kept:
        _keep(key, lasting)
    return plugins


def is_off(plugin: Plugin, off: Collection[str]) -> bool:
    """Tell whether a plugin is switched off: by its name, or with all of them."""
    return plugin.name in off or ALL in off


def _is_known(plugin: Plugin) -> bool:
    """Tell whether a plugin needs no look into it: it is unusable as found, or its files are as they were."""
    unchanged = plugin.files and all(state(file[0]) == file for file in plugin.files)
    return bool(plugin.problem or unchanged)


def _environment() -> list[Any]:
    """Return what changes when a package is installed, updated or removed."""
    return [VERSION, sys.version, sys.prefix, *(state(folder)[:2] for folder in search_path())]


def _file(key: list[Any]) -> Path:
    """Return the file for this environment, so that several of them do not overwrite each other's."""
    from zlib import crc32

    where = repr([*key[:3], *(folder for folder, _ in key[3:])])
    return places.cache_folder() / f"plugins-{crc32(where.encode('utf-8', 'surrogatepass')):08x}.json"


def _kept(key: list[Any]) -> tuple[Plugin, ...] | None:
    """Return what was remembered of this environment, None if that is nothing or not right any more."""
    import json

    try:
        stored = json.loads(_file(key).read_bytes())
        plugins = tuple(Plugin(*map(_frozen, row)) for row in stored["plugins"])
        return plugins if _frozen(stored["key"]) == tuple(key) and all(map(_is_known_form, plugins)) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, MistakesError):
        return None


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _is_known_form(plugin: Plugin) -> bool:
    rows = [(row, width) for kind, width in WIDTHS.items() for row in getattr(plugin, kind)]
    texts = [*plugin[:4], plugin.problem, *plugin.hooks, *(file[0] for file in plugin.files)]
    wide = all(len(row) == width and is_sound(row) for row, width in rows)
    return wide and all(isinstance(text, str) for text in texts)


def _keep(key: list[Any], plugins: tuple[Plugin, ...]) -> None:
    import json
    from contextlib import suppress

    from mistakes import cache_files

    with suppress(OSError, MistakesError):
        cache_files.keep(_file(key), json.dumps({"key": key, "plugins": plugins}))
