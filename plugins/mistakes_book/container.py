"""The container of an EPUB: a zip file of the form that reading systems ask for, with the same bytes each time.

EPUB Open Container Format 3.2, section 4: `mimetype` comes first, stored, without an extra field.
"""

from __future__ import annotations

import shutil
import zipfile
from datetime import date
from tempfile import TemporaryFile
from typing import IO, BinaryIO, Self

from mistakes.records import NamedTuple

MIMETYPE = b"application/epub+zip"
FOLDER = "EPUB/"
PACKAGE = "package.opf"
XHTML = "application/xhtml+xml"
_CONTAINER = f"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="{FOLDER}{PACKAGE}" media-type="application/oebps-package+xml" />
</rootfiles>
</container>
"""
_FIRST_YEAR, _LAST_YEAR = 1980, 2107
_READABLE = 0o644 << 16
_UNIX = 3


class Item(NamedTuple):
    """A file of the book in its manifest; `is_read` tells whether it stands in the reading order."""

    href: str
    media_type: str = XHTML
    properties: str = ""
    is_read: bool = True
    key: str = ""

    @property
    def id(self) -> str:
        """Its id in the manifest: the key, or the name without its suffix."""
        return self.key or self.href.partition(".")[0]


class Container:
    """An EPUB on its way to a file that may be a pipe; every file in it has the date `day`."""

    def __init__(self, out: BinaryIO, day: date | None) -> None:
        """Begin with what every EPUB begins with; use it as a context manager."""
        self._out = out
        # a pipe cannot be gone back in, and an EPUB for it has to be the same
        self._file: IO[bytes] = out if out.seekable() else TemporaryFile()  # noqa: SIM115
        self._zip = zipfile.ZipFile(self._file, "w")
        self._day = day or date(_FIRST_YEAR, 1, 1)
        self._put("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        self._put("META-INF/container.xml", _CONTAINER.encode())

    def write(self, name: str, content: str | bytes) -> None:
        """Add a file to the book's folder; text is written as UTF-8."""
        self._put(FOLDER + name, content.encode() if isinstance(content, str) else content)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._zip.close()
        if self._file is not self._out:
            if kind is None:
                self._file.seek(0)
                shutil.copyfileobj(self._file, self._out)
            self._file.close()

    def _put(self, name: str, data: bytes, method: int = zipfile.ZIP_DEFLATED) -> None:
        year = min(max(self._day.year, _FIRST_YEAR), _LAST_YEAR)
        info = zipfile.ZipInfo(name, (year, self._day.month, self._day.day, 0, 0, 0))
        info.compress_type, info.external_attr, info.create_system = method, _READABLE, _UNIX
        self._zip.writestr(info, data)
