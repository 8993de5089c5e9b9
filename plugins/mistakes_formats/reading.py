"""Files to import, opened safely and read in parts, so that a large one never lies in memory as a whole."""

from __future__ import annotations

import os
import stat
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Protocol

from mistakes.errors import NotFound, UnreadableFile
from mistakes.files import open_log
from mistakes.records import NamedTuple

LARGEST = 2 * 1024**3  # two million entries; memory does not depend on it, only patience does
CHUNK = 64 * 1024
_BOM = "\ufeff"
_SAVE_AS_UTF8 = "save it as UTF-8"


class ByteFile(Protocol):
    """What importers read: a file, or a member of an archive."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, at most `size`."""

    def readline(self, size: int = -1, /) -> bytes:
        """Return the next line, at most `size` bytes of it."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place in the file."""


class Line(NamedTuple):
    """A line of a text with its number, counted from 1, and without its end.

    `fault` says why it could not be read; then the text is "".
    """

    number: int
    text: str
    fault: str = ""


@contextmanager
def opened(path: Path, limit: int = LARGEST) -> Iterator[BinaryIO]:
    """Open a regular file of at most `limit` bytes; links, pipes and folders are not followed or waited for.

    Raises `UnreadableFile` with the reason, and `NotFound` if nothing is there.
    """
    where = os.fspath(path)
    try:
        state = os.lstat(path)
    except FileNotFoundError:
        raise NotFound(f"{path} is not there", "Check the path and try again.") from None
    except OSError as error:
        raise UnreadableFile(where, f"cannot be read ({error.strerror})") from None
    if reason := _irregular(where, state.st_mode):
        raise UnreadableFile(where, reason)
    if state.st_size > limit:
        raise UnreadableFile(where, f"is larger than {limit // 1024} KiB")
    with open_log(path) as file:
        if file is None:
            raise UnreadableFile(where, "cannot be read; look at its permissions")
        yield file


def _irregular(path: str, mode: int) -> str:
    """Return why what lies there is not read, "" if it is a regular file; a shell's `<(…)` links to a pipe."""
    if stat.S_ISDIR(mode):
        return "is a folder; name a file in it"
    if stat.S_ISFIFO(mode) or (stat.S_ISLNK(mode) and _leads_to_pipe(path)):
        return "is a pipe; send it to stdin, and write - for its name"
    if stat.S_ISLNK(mode):
        return "is a link, which is not followed"
    return "" if stat.S_ISREG(mode) else "is not a regular file"


def _leads_to_pipe(path: str) -> bool:
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)
    except OSError:
        return False


def chunks(file: ByteFile) -> Iterator[str]:
    """Yield the text of a file in parts of about 64 KiB, without byte order mark.

    It is UTF-8, or UTF-16 if it begins with the mark of that, as files do that PowerShell writes.
    Raises `UnreadableFile` at the place that is no text, after all that comes before it.
    """
    data = file.read(CHUNK).removeprefix(BOM_UTF8)
    encoding = "UTF-16" if is_utf16(data) else "UTF-8"
    decoder = getincrementaldecoder(encoding)()
    line = 1
    while True:
        try:
            text = decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(error.encoding).removeprefix(_BOM)
            if before:
                yield before
            line += before.count("\n")
            raise UnreadableFile("", f"line {line} is not {encoding} text; {_SAVE_AS_UTF8}") from None
        if "\0" in text:
            raise UnreadableFile("", "is not text (it holds a NUL)")
        line += text.count("\n")
        if text:
            yield text
        if not data:
            return
        data = file.read(CHUNK)


def lines(file: ByteFile, longest: int) -> Iterator[Line]:
    """Yield the lines; one that is no text, or too long, is told and hides no other.

    `longest` counts bytes of UTF-8. Raises `UnreadableFile` where UTF-16 breaks off.
    """
    first = file.read(CHUNK)
    if is_utf16(first):
        file.seek(0)
        parts: Iterable[bytes] = (text.encode() for text in chunks(file))
    else:
        parts = chain([first.removeprefix(BOM_UTF8)], iter(partial(file.read, CHUNK), b""))
    for number, line in enumerate(_split(parts, longest), 1):
        if line is None:
            yield Line(number, "", f"is longer than {longest // 1024} KiB")
        else:
            yield _line(number, line)


def is_utf16(start: bytes) -> bool:
    """Tell whether a file that begins so is UTF-16, by its byte order mark."""
    return start.startswith((BOM_UTF16_LE, BOM_UTF16_BE))


def _line(number: int, data: bytes) -> Line:
    try:
        text = data.decode().removesuffix("\r")
    except UnicodeDecodeError:
        return Line(number, "", f"is not UTF-8 text; {_SAVE_AS_UTF8}")
    return Line(number, "", "is not text (it holds a NUL)") if "\0" in text else Line(number, text)


def _split(parts: Iterable[bytes], longest: int) -> Iterator[bytes | None]:
    """Yield the lines of a file without their ends, None for one that is too long to keep."""
    rest: bytes | None = b""
    for part in parts:
        head, *others = part.split(b"\n")
        rest = _fitting(rest, head, longest)
        for piece in others:
            yield rest
            rest = _fitting(b"", piece, longest)
    yield rest


def _fitting(start: bytes | None, end: bytes, longest: int) -> bytes | None:
    return None if start is None or len(start) + len(end) > longest else start + end
