"""What somebody began to type and did not finish: kept by name, offered again, dropped when it is used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mistakes import files, places
from mistakes.errors import MistakesError

_LONGEST_NAME = 120  # characters


def keep(name: str, text: str) -> Path:
    """Keep a draft in the place of an older one of that name, readable by its owner only; return its path."""
    path = path_of(name)
    files.make_folder(path.parent, private=True)
    # what a terminal sends need not be UTF-8
    readable = text.encode("utf-8", "replace").decode("utf-8")
    files.replace(path.parent, path, readable, private=True)
    return path


def find(name: str) -> str:
    """Return the text of a draft, "" if there is none that can be read."""
    try:
        return files.safe_read(path_of(name))
    except (FileNotFoundError, MistakesError):
        return ""


def drop(name: str) -> None:
    """Remove a draft that was used; raises `MistakesError` if it stays."""
    files.remove(path_of(name))


def names(beginning: str) -> Iterator[str]:
    """Yield the names of the drafts that begin so, in order."""
    for path in sorted((places.state_folder() / "drafts").glob(f"{beginning}*.toml")):
        yield path.stem


def path_of(name: str) -> Path:
    """Return where a draft of that name lies, whether it is there or not."""
    safe = "".join(one if one.isalnum() or one in "-." else "-" for one in name)
    return places.state_folder() / "drafts" / f"{safe[:_LONGEST_NAME]}.toml"
