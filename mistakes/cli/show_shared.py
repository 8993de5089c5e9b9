"""Below the page of an entry: with whom it is shared, or whose the copy is that one reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mistakes.cli.sharing_words import Words

if TYPE_CHECKING:
    from mistakes.cli.session import Session
    from mistakes.model import Mistake
    from mistakes.sharing.told import Whereabouts


def show_shared(session: Session, entry: Mistake, found: Whereabouts) -> None:
    """Write where an entry is shared, and as what, or which entry it is a copy of."""
    lines = list(_lines(session, entry, found))
    if lines:
        session.out.line()
    for line in lines:
        session.out.text(line, "  ", "", style=session.out.paint.dim)


def _lines(session: Session, entry: Mistake, found: Whereabouts) -> Iterator[str]:
    words, known = Words(session.settings), session.known()
    for copy in found.copies:
        name = "was shared" if copy.taken_back else "is shared"
        yield words(name, journal=copy.journal, id=known.handle(copy.id), day=copy.taken_back)
    if found.original is None:
        return
    if found.original.journal:
        original = known.handle(found.original.id)
        yield words("is copy", id=original, journal=found.original.journal)
    else:
        yield words("is others", author=entry.author.partition("<")[0].strip() or entry.author)
