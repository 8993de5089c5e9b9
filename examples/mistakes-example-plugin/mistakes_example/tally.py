"""A tally of what was done, one word a line, in a file of the user's own and never in a journal."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from mistakes.places import state_folder


def note(what: str) -> None:
    """Add a line to the tally; appending one short line is safe with several programs at once."""
    path = _path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{what}\n")


def counted() -> dict[str, int]:
    """Return how often each thing was done, empty if nothing was."""
    try:
        return Counter(_path().read_text(encoding="utf-8").split())
    except FileNotFoundError:
        return {}


def _path() -> Path:
    return state_folder() / "example" / "tally.txt"
