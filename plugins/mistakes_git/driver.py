"""The merge driver that git calls for an entry: `python -m mistakes_git.driver BASE OURS THEIRS PATH`.

It writes the result over OURS. Exit status 1 leaves the file as it is and tells git that it is in conflict:
if the two are different entries, or one of them cannot be read.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence

from mistakes import tomltext
from mistakes.errors import MistakesError
from mistakes.files import ENTRY_LIMIT
from mistakes.ids import is_id
from mistakes_git.joining import join_entries, join_headers

_REFUSED = 1
_WRONG_USE = 129


def main(arguments: Sequence[str] | None = None) -> int:
    """Join three files as git hands them over and return the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != 4:
        sys.stderr.write("mistakes: the merge driver gets BASE OURS THEIRS PATH\n")
        return _WRONG_USE
    try:
        base, ours, theirs = (_read(path) for path in given[:3])
        data = _joined(given[3], base, ours, theirs)
    except (OSError, ValueError, MistakesError) as error:
        sys.stderr.write(f"mistakes: not joined: {error}\n")
        return _REFUSED
    with open(given[1], "wb") as file:
        file.write(data)
    return 0


def _joined(path: str, base: bytes, ours: bytes, theirs: bytes) -> bytes:
    name = os.path.basename(path)
    if name == "journal.toml":
        data = join_headers(base or None, ours, theirs)
    else:
        entry_id = _one_id(ours, theirs)
        if re.fullmatch(r"[0-9a-z]{26}\.toml", name) and name != f"{entry_id}.toml":
            raise ValueError(f"{path} would get the entry {entry_id}")
        joined = join_entries(entry_id, base or None, ours, theirs)
        if joined.has_conflict:
            from mistakes_git.merging import who_changed

            joined = join_entries(entry_id, base or None, ours, theirs, who_changed(path))
        if joined.trouble or joined.second:
            raise ValueError(joined.trouble or "two entries have one id")
        data = joined.data
    if data is None:
        raise ValueError("nothing is left")
    return data


def _one_id(ours: bytes, theirs: bytes) -> str:
    ids = {str(tomltext.parse(side.decode("utf-8")).get("id")) for side in (ours, theirs)}
    if len(ids) > 1 or not is_id(min(ids)):
        raise ValueError(f"these are different entries: {', '.join(sorted(ids))[:80]}")
    return ids.pop()


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        data = file.read(ENTRY_LIMIT + 1)
    if len(data) > ENTRY_LIMIT:
        raise ValueError(f"{path} is larger than {ENTRY_LIMIT // 1024} KiB")
    return data


if __name__ == "__main__":
    sys.exit(main())
