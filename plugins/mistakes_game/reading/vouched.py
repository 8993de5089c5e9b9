"""Events that somebody else than their writer brought, and entries that were given another author: none counts."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistakes.journal import Journal


def of_all(journals: Iterable[Journal]) -> frozenset[str]:
    """Return the ids of such events and entries of all journals."""
    return frozenset().union(*(journal.unvouched() for journal in journals))


def named(ids: frozenset[str]) -> str:
    """Return a text by which a change of such ids can be told, "" for none."""
    return blake2b(" ".join(sorted(ids)).encode(), digest_size=12).hexdigest() if ids else ""
