"""Files of the user's cache and the like: they can be made again or done without, so nobody waits for the disk."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def keep(path: Path, text: str) -> None:
    """Write such a file, readable by its owner only; readers see the old text or the new one.

    After a power cut it may be empty or gone, so whoever reads it must be able to do without.
    Raises `OSError`, and `UnicodeEncodeError` for text that is none.
    """
    data = text.encode("utf-8")
    os.makedirs(path.parent, mode=0o700, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise
