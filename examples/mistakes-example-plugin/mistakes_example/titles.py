"""Export and import of a text file with one title a line."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from mistakes import Source
from mistakes.exchange import Candidate, Refusal, Selection


def write(selection: Selection, out: BinaryIO) -> None:
    """Write the title of each entry on a line of its own, in UTF-8."""
    out.writelines(f"{entry.title}\n".encode() for entry in selection.entries())


def read(path: Path) -> Iterator[Candidate | Refusal]:
    """Yield a record for each line that is not blank; what is no UTF-8 is refused by its number."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _record(f"line {number}", line.strip())


def _record(where: str, line: bytes) -> Candidate | Refusal:
    try:
        title = line.decode()
    except UnicodeDecodeError:
        return Refusal(where, "is not UTF-8")
    # the same source is never imported twice, wherever the line stands by then
    source = Source("titles", sha256(line).hexdigest()[:32])
    return Candidate(where, {"title": title, "source": source})
