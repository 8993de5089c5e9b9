"""Texts that wait on disk until it is their turn, so that a long book needs little memory."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import IO, Self


class Spool:
    """A temporary file of texts by name, readable by nobody else and gone when closed."""

    def __init__(self) -> None:
        """Open an empty one; use it as a context manager."""
        self._file: IO[bytes] = TemporaryFile()  # noqa: SIM115
        self._places: dict[str, tuple[int, int]] = {}

    def put(self, name: str, text: str) -> None:
        """Keep a text under a name; a second one under the same name replaces it."""
        data = text.encode("utf-8", "surrogatepass")
        start = self._file.seek(0, 2)
        self._file.write(data)
        self._places[name] = (start, len(data))

    def get(self, name: str) -> str:
        """Return the text kept under a name; raises `KeyError` if there is none."""
        start, length = self._places[name]
        self._file.seek(start)
        return self._file.read(length).decode("utf-8", "surrogatepass")

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
