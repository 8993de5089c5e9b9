"""What `delete` and `restore` share: several entries at once, each named when it is safe."""

from __future__ import annotations

from collections.abc import Sequence

from mistakes.cli.session import Session
from mistakes.journal import Journal
from mistakes.model import Mistake
from mistakes.records import NamedTuple


class Marked(NamedTuple):
    """An entry as it is now, and whether that is new."""

    journal: Journal
    entry: Mistake
    is_new: bool


def mark(session: Session, typed: Sequence[str], *, deleted: bool, why: str = "") -> list[Marked]:
    """Mark the entries that were typed as deleted, or take the mark off; nothing is done if one is not found.

    Those of one journal are one change for `undo`.
    """
    from mistakes.marking import mark_all

    journals = session.reading()
    found = list(dict.fromkeys(journals.find(one) for one in typed))
    marked: set[str] = set()
    for journal in dict.fromkeys(journal for journal, _ in found):
        ids = [entry_id for home, entry_id in found if home is journal]
        marked.update(mark_all(journal, ids, deleted=deleted, why=why))
    return [Marked(journal, journal.get(entry_id), entry_id in marked) for journal, entry_id in found]


def show(session: Session, marked: Sequence[Marked], verb: str) -> None:
    """Acknowledge each entry, or write one as an object and several as an array."""
    from mistakes.cli.show import acknowledge, entry_json

    if not session.json:
        for journal, entry, is_new in marked:
            acknowledge(session.out, journal, entry, verb if is_new else "not changed:")
        return
    objects = [entry_json(journal, entry, journal.standing(entry)) for journal, entry, _ in marked]
    if len(objects) == 1:
        session.out.json(objects[0])
    else:
        session.out.json_array(objects)


def way_back(session: Session, marked: Sequence[Marked]) -> str:
    """Say how deleted entries come back."""
    from mistakes.cli.taken_back import place_option
    from mistakes.cli.undo_words import words

    ids = " ".join(one.journal.handle(one.entry.id) for one in marked) + place_option(session)
    return words(session.settings)["one back" if len(marked) == 1 else "some back"].format(id=ids)
