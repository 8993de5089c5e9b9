"""What entries are called where people read them: the end of an id, as long as it has to be to name one entry."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain
from typing import TYPE_CHECKING

from mistakes.ids import HANDLE_LENGTH, handles
from mistakes.layout import ids_with_ends

if TYPE_CHECKING:
    from mistakes.journal import Journal


def handles_among(journals: Iterable[Journal], ids: Collection[str], *, walk: bool = True) -> dict[str, str]:
    """Return the handle of each id: six characters or more, which name no other entry of these journals.

    A warm index is asked, as it was left. Without one the names of all files are looked at, or nothing is
    if there is no time to `walk`: of two entries that one writes, one in a thousand million ends like the other.
    """
    ends = {entry_id[-HANDLE_LENGTH:] for entry_id in ids}
    alike = (other for journal in journals for other in _alike(journal, ends, walk=walk))
    found = handles({*ids, *alike})
    return {entry_id: found[entry_id] for entry_id in ids}


def _alike(journal: Journal, ends: set[str], *, walk: bool) -> Iterable[str]:
    index = journal.warm_index()
    known = [index.ids_called(end) for end in ends] if index else [None]
    if None not in known:
        return chain.from_iterable(filter(None, known))
    return ids_with_ends(journal.root, ends) if walk else ()
