"""Where the user's own files lie: journal, settings, cache, state; made private when first needed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from mistakes.errors import MistakesError

APP = "mistakes"
_XDG = {
    "user_data_path": ("XDG_DATA_HOME", "~/.local/share"),
    "user_config_path": ("XDG_CONFIG_HOME", "~/.config"),
    "user_cache_path": ("XDG_CACHE_HOME", "~/.cache"),
    "user_state_path": ("XDG_STATE_HOME", "~/.local/state"),
}


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


def index_path(root: Path) -> Path:
    """Return the file in which the index of one journal folder is kept, whether it exists or not."""
    return cache_folder() / f"{journal_key(root)}.sqlite"


def journal_key(root: Path) -> str:
    """Return the file name under which cache and state of one journal folder are kept."""
    from hashlib import sha256

    return sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:24]


def _folder(which: str) -> Path:
    folder = _by_xdg(*_XDG[which]) if _follows_xdg() else _by_platform(which)
    if folder is None or not folder.is_absolute():
        message = "no home directory is known for this user"
        raise MistakesError(message, "Set HOME, or name a journal with -j and MISTAKES_JOURNAL.")
    return folder


def _follows_xdg() -> bool:
    return sys.platform == "linux" and "ANDROID_ROOT" not in os.environ


def _by_xdg(variable: str, usual: str) -> Path:
    """Return what platformdirs would on Linux, without the time it takes to import it."""
    base = os.environ.get(variable, "")
    if not base.strip():
        base = usual.replace("~", _home(), 1) if os.environ.get("HOME") == "" else os.path.expanduser(usual)
    return Path(base, APP)


def _home() -> str:
    """Return the home directory that the system knows of this user, for one whose HOME is empty; "" if none."""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return ""


def _by_platform(which: str) -> Path | None:
    import platformdirs

    try:
        folder: Path = getattr(platformdirs, which)(APP, appauthor=False)
    except RuntimeError:
        return None
    return folder
