"""What lies in a journal's folders and is none of its files, told by names and places alone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from mistakes.ids import is_id, month_of
from mistakes.layout import ENTRIES, EVENTS, PURGED, TEMPORARY, is_who


def foreign_files(root: Path) -> Iterator[Path]:
    """Yield everything under entries, events and purged whose name or place is not ours."""
    for kind, ending, known in (
        (ENTRIES, ".toml", is_id),
        (EVENTS, ".jsonl", is_who),
        (PURGED, ".toml", is_id),
    ):
        for folder, directories, names in os.walk(root / kind):
            place = os.path.relpath(folder, root / kind).replace(os.sep, "/")
            expected = re.fullmatch(r"[0-9]{4}/(0[1-9]|1[0-2])", place)
            for name in sorted(names):
                stem, dot = name[: -len(ending)], name.endswith(ending)
                right = expected and dot and known(stem) and (kind == EVENTS or month_of(stem) == place)
                if not right and not name.startswith(TEMPORARY):
                    yield Path(folder) / name
            directories.sort()
