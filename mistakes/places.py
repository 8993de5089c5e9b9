"""Where the user's own files lie: journal, settings, cache, state; made private when first needed."""

from __future__ import annotations

import os
from pathlib import Path

from mistakes.errors import MistakesError

APP = "mistakes"


def data_folder() -> Path:
    """Return the folder of the personal journal, whether it exists or not."""
    return _folder("user_data_path")


def config_folder() -> Path:
    """Return the folder of `config.toml`, whether it exists or not."""
    return _folder("user_config_path")


def cache_folder() -> Path:
    """Return the folder of what can be rebuilt at will, whether it exists or not."""
    return _folder("user_cache_path")


def state_folder() -> Path:
    """Return the folder of drafts, locks and the record for `undo`, whether it exists or not."""
    return _folder("user_state_path")


def journal_key(root: Path) -> str:
    """Return the file name under which cache and state of one journal folder are kept."""
    from hashlib import sha256

    return sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:24]


def _folder(which: str) -> Path:
    import platformdirs

    try:
        folder: Path | None = getattr(platformdirs, which)(APP, appauthor=False)
    except RuntimeError:
        folder = None
    if folder is None or not folder.is_absolute():
        message = "no home directory is known for this user"
        raise MistakesError(message, "Set HOME, or name a journal with -j and MISTAKES_JOURNAL.")
    return folder
