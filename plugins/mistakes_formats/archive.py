"""Archives read member by member: nothing is ever unpacked to a disk, and no bomb goes off in memory.

A member's name is used to know it by, never as a place. Members that are links, encrypted, larger or more
tightly packed than notes can be are refused by name.
"""

from __future__ import annotations

import stat
import struct
import tarfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from mistakes.errors import UnreadableFile
from mistakes.records import NamedTuple
from mistakes_formats.reading import LARGEST, ByteFile, opened

# with photos and films an archive may be large; they are never read
LARGEST_ARCHIVE = 64 * 1024**3
MOST_MEMBERS = 200_000
LARGEST_READ = 8 * 1024 * 1024  # the list of a zip's members is read at once
MOST_TIGHTLY = 100  # text is packed to a tenth, bombs to a thousandth
_RATIO_COUNTS_FROM = 16 * 1024 * 1024
_ENCRYPTED = 0x1
# members of a tar archive that only say more about the next one
_ABOUT_OTHERS = (
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
)
_BROKEN = (
    *(BadZipFile, tarfile.TarError, EOFError, OSError, ValueError, RuntimeError, NotImplementedError),
    *(struct.error, zlib.error, OverflowError, IndexError, KeyError),
)

Wanted: TypeAlias = Callable[[str], bool]


class Member(NamedTuple):
    """A file in an archive, open until the next one comes; `fault` says why it is not."""

    name: str
    file: ByteFile | None = None
    fault: str = ""


def zip_members(path: Path, wanted: Wanted) -> Iterator[Member]:
    """Yield the files of a zip archive whose names are wanted; the others are never opened.

    Raises `UnreadableFile` if it is no zip archive or its list of members is larger than 8 MiB.
    """
    with opened(path, LARGEST_ARCHIVE) as file:
        try:
            archive = ZipFile(_Careful(file))
        except UnreadableFile:
            raise UnreadableFile(str(path), "holds too many files; unpack it and import the folder") from None
        except _BROKEN:
            raise UnreadableFile(str(path), "is no zip archive, or a damaged one") from None
        with archive:
            yield from _zipped(archive, wanted)


def tar_members(path: Path, wanted: Wanted, limit: int) -> Iterator[Member]:
    """Yield the files of a tar archive that is not compressed, of those whose names are wanted.

    One that is larger than `limit` bytes is a fault. Raises `UnreadableFile` if it is no such archive,
    and where it breaks off.
    """
    with opened(path, LARGEST_ARCHIVE) as file:
        seen: set[str] = set()
        for info in _headers(file):
            if not wanted(info.name):
                continue
            fault = _name_fault(info.name, seen) or _tar_fault(info, limit)
            yield Member(info.name, None if fault else BytesIO(file.read(info.size)), fault)


def is_zip(path: Path) -> bool:
    """Tell whether a file begins as zip archives do; raises as `opened` does."""
    with opened(path, LARGEST_ARCHIVE) as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


def _zipped(archive: ZipFile, wanted: Wanted) -> Iterator[Member]:
    seen: set[str] = set()
    size = 0
    for info in archive.infolist():
        if info.is_dir() or not wanted(info.filename):
            continue
        fault = _name_fault(info.filename, seen) or _zip_fault(info)
        size += 0 if fault else info.file_size
        fault = fault or (_too_large(LARGEST) if size > LARGEST else "")
        if fault:
            yield Member(info.filename, fault=fault)
            continue
        try:
            with archive.open(info) as file:
                yield Member(info.filename, _Careful(file))
        except _BROKEN:
            yield Member(info.filename, fault="is damaged")


def _zip_fault(info: ZipInfo) -> str:
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted; export it again without a password"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link, which is not followed"
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "is packed in a way that is not read; pack it as an ordinary zip archive"
    if info.file_size > LARGEST:
        return _too_large(LARGEST)
    if info.file_size > max(MOST_TIGHTLY * info.compress_size, _RATIO_COUNTS_FROM):
        return f"would unpack to more than {MOST_TIGHTLY} times its size, as no notes do"
    return ""


def _headers(file: ByteFile) -> Iterator[tarfile.TarInfo]:
    """Yield what stands before each member, with the file at the member's first byte.

    Only the blocks that every tar archive has are looked at; those that only say more about a member
    would have to be trusted first.
    """
    end, at = file.seek(0, 2), 0
    for _ in range(MOST_MEMBERS):
        file.seek(at)
        block = file.read(tarfile.BLOCKSIZE)
        if not block.strip(b"\0") and at:
            return
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "backslashreplace")
        except _BROKEN:
            raise UnreadableFile("", "is no tar archive, or one that is compressed or damaged") from None
        at += tarfile.BLOCKSIZE * (1 - -info.size // tarfile.BLOCKSIZE)
        if not 0 <= info.size <= end or at > end:
            raise UnreadableFile("", "breaks off; what came before was read")
        if info.type not in _ABOUT_OTHERS:
            yield info
    raise UnreadableFile("", f"holds more than {MOST_MEMBERS:,} files; export it in parts")


def _tar_fault(info: tarfile.TarInfo, limit: int) -> str:
    if info.issym() or info.islnk():
        return "is a link, which is not followed"
    if not info.isreg():
        return "is not a regular file"
    return _too_large(limit) if info.size > limit else ""


def _name_fault(name: str, seen: set[str]) -> str:
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in name:
        return "has a name that leads out of the archive"
    if name in seen:
        return "is there twice; the first one is read"
    seen.add(name)
    return ""


def _too_large(limit: int) -> str:
    return f"is larger than {limit // 1024} KiB"


class _Careful:
    """A file that never gives more than eight MiB at once, and whose damages are `UnreadableFile`."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to `size` bytes, all that is left if it is negative."""
        return self._taken(self._file.read, LARGEST_READ + 1 if size is None or size < 0 else size)

    def readline(self, size: int = -1, /) -> bytes:
        """Return a line, or its first `size` bytes."""
        return self._taken(self._file.readline, LARGEST_READ if size < 0 else size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place in the file."""
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        """Return the place in the file."""
        return int(self._file.tell())

    def seekable(self) -> bool:
        """Tell that one can go to any place."""
        return True

    def _taken(self, take: Callable[[int], bytes], size: int) -> bytes:
        if size > LARGEST_READ + 1:
            raise UnreadableFile("", "is too large inside")
        try:
            data = take(size)
        except UnreadableFile:
            raise
        except _BROKEN:
            raise UnreadableFile("", "is damaged") from None
        if len(data) > LARGEST_READ:
            raise UnreadableFile("", "is too large inside")
        return data
