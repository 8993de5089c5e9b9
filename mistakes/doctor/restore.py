"""What git's last commit holds of a file that a crash left empty."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from mistakes import files, tomltext
from mistakes.layout import EVENTS

_LARGEST_LOG = 64 * 1024 * 1024
_SECONDS = 30
_HARMLESS = ("-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false", "-c", "protocol.allow=never")
_OF_ANOTHER_REPOSITORY = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR",
)


def restorable(root: Path, path: Path) -> str:
    """Return the text that git's HEAD holds of a file, "" if there is none worth bringing back.

    TOML must be readable, and an entry must carry the id that its file is named after.
    """
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return ""
    try:
        text = _committed(path).decode("utf-8")
        return text if _is_whole(root, path, text) else ""
    except (OSError, ValueError, subprocess.SubprocessError):
        return ""


def _committed(path: Path) -> bytes:
    """Return the committed bytes, read without filters, hooks or a network; empty if too many."""
    environment = {name: value for name, value in os.environ.items() if name not in _OF_ANOTHER_REPOSITORY}
    environment |= {"LC_ALL": "C", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    name = f"HEAD:./{path.name}"
    limit = files.ENTRY_LIMIT if path.suffix == ".toml" else _LARGEST_LOG
    for what in ("-s", "blob"):
        command = ["git", *_HARMLESS, "-C", os.fspath(path.parent), "cat-file", what, name]
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, env=environment, check=True)
        if what == "-s" and int(done.stdout) > limit:
            return b""
    return done.stdout


def _is_whole(root: Path, path: Path, text: str) -> bool:
    place = path.relative_to(root).parts
    if place[0] == EVENTS:
        return bool(text)
    table = tomltext.parse(text)
    return bool(table) and (len(place) == 1 or table.get("id") == path.stem)
