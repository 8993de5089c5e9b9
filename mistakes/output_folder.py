"""A folder that an export writes: changed in one go, and only where something changed.

What is new is first written beside the old output, in the folder `STAGING`; only when all of it is on
disk does it take its place, so that a full disk or an error leaves the old output as it was.
A manifest remembers each file and what it was made from, so that the next export can keep it.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from mistakes.errors import AlreadyExists, MistakesError, NotSaved
from mistakes.records import NamedTuple

MANIFEST = ".mistakes-export.json"
STAGING = ".mistakes-export.tmp"
_VERSION = 1
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_FORBIDDEN = frozenset('<>:"|?*\\')
_LONGEST_PART = 200


class _Made(NamedTuple):
    """One file of an output: the size it was written with, and the key of what it was made from."""

    size: int
    key: str


class OutputFolder:
    """The folder an export goes to; `files` that are neither written nor kept are gone afterwards.

    Use it as a context manager: leaving it puts everything in place, an exception puts nothing there.
    Files in the folder that no export made are never touched.
    A new folder can be entered by its owner only; one that is there keeps its mode.
    """

    def __init__(self, path: Path | str, form: str, *, force: bool = False) -> None:
        """Look at the folder for the format `form`; nothing is written yet.

        Raises `AlreadyExists` if something is there that no export of this format made, unless `force`.
        """
        self.path = Path(os.path.abspath(path))
        self.form = form
        self.written = 0
        known = self._remembered()
        self._before = known or {}
        self._after: dict[str, _Made] = {}
        self._taken: set[str] = set()
        self._staged: list[str] = []
        if not force and known is None:
            self._refuse_foreign()

    def write(self, name: str, data: bytes, key: str = "") -> None:
        """Write a file; `name` has `/` between folders, `key` tells what it was made from.

        Raises `MistakesError` for a name that leads out of the folder or that some system cannot hold,
        or that was written already, also in other letters; `NotSaved` if the disk refuses.
        """
        self._claim(name, _Made(len(data), key))
        staged = self.path / STAGING / name
        try:
            staged.parent.mkdir(parents=True, exist_ok=True)
            _write_new(staged, data)
        except OSError as error:
            raise _unsaved(self.path, error) from error
        self._staged.append(name)
        self.written += 1

    def keep(self, name: str, key: str) -> bool:
        """Keep a file as the last export made it, if that was from the same `key`; tell whether it was."""
        made = self._before.get(name)
        if not key or made is None or made.key != key or not self._is_there(name, made):
            return False
        self._claim(name, made)
        return True

    def __enter__(self) -> Self:
        self._clear_staging()
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.path / STAGING).mkdir()
        except OSError as error:
            raise _unsaved(self.path, error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._put_in_place()
        finally:
            self._clear_staging()
            if kind is not None:
                with suppress(OSError):
                    self.path.rmdir()

    def _put_in_place(self) -> None:
        """Let the new files take their places, so that being killed at any point leaves no wrong memory."""
        staged = set(self._staged)
        kept = {name: made for name, made in self._after.items() if name not in staged}
        gone = self._before.keys() - self._after.keys()
        unsure = {name: made._replace(key="") for name, made in {**self._before, **self._after}.items()}
        try:
            # all that needs room on the disk comes first
            self._stage_manifest("unsure", unsure | kept)
            self._stage_manifest("sure", self._after)
            for name in self._staged:
                (self.path / name).parent.mkdir(parents=True, exist_ok=True)
            self._take_manifest("unsure")
            for name in self._staged:
                os.replace(self.path / STAGING / name, self.path / name)
            for name in gone:
                self._remove(name)
            self._take_manifest("sure")
        except OSError as error:
            raise _unsaved(self.path, error) from error

    def _claim(self, name: str, made: _Made) -> None:
        if not _is_safe(name):
            raise MistakesError(f"{name!r:.80} cannot be the name of a file", "Nothing was written.")
        folded = name.casefold()
        if folded in self._taken:
            raise MistakesError(f"{name} would be written twice", "Nothing was written.")
        self._taken.add(folded)
        self._after[name] = made

    def _is_there(self, name: str, made: _Made) -> bool:
        path = self.path / name
        return path.is_file() and not path.is_symlink() and path.stat().st_size == made.size

    def _remove(self, name: str) -> None:
        """Remove a file that an earlier export made, and the folders that are empty without it."""
        with suppress(FileNotFoundError):
            os.unlink(self.path / name)
        for folder in Path(name).parents[:-1]:
            with suppress(OSError):
                (self.path / folder).rmdir()

    def _remembered(self) -> dict[str, _Made] | None:
        """Return what the last export of this format made here, None if that is not plainly said."""
        try:
            stored = json.loads((self.path / MANIFEST).read_bytes())
            if (stored["version"], stored["format"]) != (_VERSION, self.form):
                return None
            files: dict[str, list[Any]] = stored["files"]
            made = {name: _Made(int(size), str(key)) for name, (size, key) in files.items()}
            return made if all(map(_is_safe, made)) else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def _stage_manifest(self, which: str, files: dict[str, _Made]) -> None:
        text = json.dumps({"version": _VERSION, "format": self.form, "files": files}, sort_keys=True)
        _write_new(self.path / STAGING / f"{which}{MANIFEST}", f"{text}\n".encode())

    def _take_manifest(self, which: str) -> None:
        os.replace(self.path / STAGING / f"{which}{MANIFEST}", self.path / MANIFEST)

    def _refuse_foreign(self) -> None:
        try:
            found = sorted(set(os.listdir(self.path)) - {STAGING})
        except FileNotFoundError:
            return
        except OSError as error:
            raise AlreadyExists(f"{self.path} is no folder to write to", "Name another one.") from error
        if found:
            what = f"{self.path} holds something else already ({found[0]!r:.60})"
            hint = "Name an empty folder; --force writes beside what is there and replaces equal names."
            raise AlreadyExists(what, hint)

    def _clear_staging(self) -> None:
        staging = self.path / STAGING
        if staging.is_symlink():
            staging.unlink()
        shutil.rmtree(staging, ignore_errors=True)


def _write_new(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)


def _is_safe(name: str) -> bool:
    """Tell whether every system can hold a file of this name, and it lies in the folder."""
    parts = name.split("/")
    return parts[0] not in (MANIFEST, STAGING) and all(map(_is_safe_part, parts))


def _is_safe_part(part: str) -> bool:
    plain = part.strip(" ") == part and not part.endswith(".") and part.isprintable()
    fits = 0 < len(part.encode("utf-8", "replace")) <= _LONGEST_PART
    return plain and fits and not _FORBIDDEN & set(part) and part.split(".")[0].lower() not in _RESERVED


def _unsaved(path: Path, error: OSError) -> NotSaved:
    message = f"{path} could not be written: {error.strerror or error}"
    return NotSaved(message, "What was there is as it was; make room, or name another folder.")
