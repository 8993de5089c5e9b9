"""By what a change of the entries of a month can be told."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistakes.journal import Journal


def looks_by_month(journal: Journal) -> dict[str, str]:
    """Return for each month of entries by what a change of them can be told."""
    found = journal.index.month_digests()
    for month, looks in found.items():
        if not looks:  # files that were written just now may change again and look the same
            contents = sorted(journal.index.contents(month).items())
            found[month] = blake2b(repr(contents).encode(), digest_size=16).hexdigest()
    return found
