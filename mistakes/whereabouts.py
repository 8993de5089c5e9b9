"""Which folders hold the journals that a person means: their own, and the one they stand in; none is opened."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mistakes.layout import JOURNAL_FILE
from mistakes.places import data_folder

if TYPE_CHECKING:
    from mistakes.settings import Settings

IN_A_REPOSITORY = "mistakes-journal"


def personal_root(settings: Settings) -> Path:
    """Return the folder of the personal journal: MISTAKES_JOURNAL, the setting, or the data folder."""
    chosen = os.environ.get("MISTAKES_JOURNAL") or settings.text("personal")
    return Path(os.path.abspath(os.path.expanduser(chosen))) if chosen else data_folder() / "journal"


def journal_above(start: str = "") -> str:
    """Return the folder of the journal that a folder (the current one) lies in, "" if it lies in none."""
    try:
        here = os.path.abspath(start or os.getcwd())
    except OSError:
        return ""
    while True:
        for root in (here, os.path.join(here, IN_A_REPOSITORY)):
            if is_journal(root):
                return root
        above = os.path.dirname(here)
        if above == here:
            return ""
        here = above


def is_journal(root: Path | str) -> bool:
    """Tell whether a folder is a journal."""
    return os.path.isfile(os.path.join(root, JOURNAL_FILE))
