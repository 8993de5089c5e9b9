"""Short digests of what something is made from, to tell whether it must be made again."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b


def digest_of(*texts: str) -> str:
    """Return 32 hexadecimal digits that differ whenever one of the texts does; any text will do."""
    return _of(text.encode("utf-8", "surrogatepass") for text in texts)


def digest_of_files(contents: Iterable[tuple[str, bytes]]) -> str:
    """Return such a digest of files by their names and bytes, in the order given."""
    return _of(part for name, data in contents for part in (name.encode(), data))


def _of(parts: Iterable[bytes]) -> str:
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
