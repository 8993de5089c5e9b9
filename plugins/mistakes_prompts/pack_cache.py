"""The packs as they were read last, kept in the user's cache: reading them anew costs more than a greeting.

What is kept is right until a file of a pack, or of this plugin, changes; without it all works, slower.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from mistakes import cache_files, files, places
from mistakes.errors import MistakesError
from mistakes.records import NamedTuple
from mistakes_prompts.pack import Needs, Pack, Prompt, Tip

VERSION = 1
LARGEST = 4 * 1024 * 1024
_CODE = ("pack.py", "reading.py", "targets.py", "texts.py")
_NEEDS, _TIPS = map(Prompt._fields.index, ("needs", "tips"))
Files = list[tuple[Path, str]]


class Cached(NamedTuple):
    """The packs that can be used, and for each thing that is wrong: path, line, problem, refused."""

    packs: tuple[Pack, ...]
    findings: tuple[tuple[str, int, str, bool], ...]


def kept(chosen: Files) -> Cached | None:
    """Return what was kept of these files, None if that is nothing or not right any more."""
    try:
        stored = json.loads(files.safe_read(_place(), LARGEST))
        if stored["key"] != _key(chosen):
            return None
        packs = tuple(map(_pack, stored["packs"]))
        return Cached(packs, tuple((*row,) for row in stored["findings"]))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, MistakesError):
        return None


def keep(chosen: Files, found: Cached) -> None:
    """Keep what was read of these files; never fails."""
    with suppress(OSError, ValueError, MistakesError):
        rows = [_row(pack) for pack in found.packs]
        text = json.dumps(
            {"key": _key(chosen), "packs": rows, "findings": found.findings}, ensure_ascii=False
        )
        if len(text.encode()) <= LARGEST:
            cache_files.keep(_place(), text)


def _place() -> Path:
    return places.cache_folder() / "packs.json"


def _key(chosen: Files) -> list[Any]:
    here = Path(__file__).parent
    code = [_state(here / name) for name in _CODE]
    return [VERSION, code, [[_state(path), origin] for path, origin in chosen]]


def _state(path: Path) -> list[Any]:
    """Return by which a file is known to be unchanged: path, mtime in ns, size; zeros if it is not there."""
    try:
        found = os.stat(path, follow_symlinks=False)
    except OSError:
        return [str(path), 0, 0]
    return [str(path), found.st_mtime_ns, found.st_size]


def _row(pack: Pack) -> dict[str, Any]:
    prompts = [[*prompt[:-2], [tip.id for tip in prompt.tips], prompt.distanced] for prompt in pack.prompts]
    return pack._asdict() | {"tips": [[tip.id, tip.text] for tip in pack.tips], "prompts": prompts}


def _pack(row: dict[str, Any]) -> Pack:
    tips = {name: Tip(name, text) for name, text in row.pop("tips")}
    lists: dict[str, Any] = {name: tuple(row.pop(name)) for name in ("source", "audience")}
    prompts = tuple(_prompt(fields, tips) for fields in row.pop("prompts"))
    return Pack(**row, **lists, prompts=prompts, tips=tuple(tips.values()))


def _prompt(row: list[Any], tips: dict[str, Tip]) -> Prompt:
    """Return a prompt of its fields in order, lists as tuples again."""
    fields: list[Any] = [tuple(field) if isinstance(field, list) else field for field in row]
    fields[_NEEDS] = Needs(*map(tuple, fields[_NEEDS]))
    fields[_TIPS] = tuple(tips[str(name)] for name in fields[_TIPS])
    return Prompt(*fields)
