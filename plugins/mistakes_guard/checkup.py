"""What `mistakes doctor` should know of a team's journal: secrets and names that everybody can read there.

The entries are read one by one, and their texts handed to a tool such as gitleaks in batches.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from mistakes.errors import Fault, MistakesError
from mistakes.events import read_all
from mistakes.locales import language
from mistakes.scanning import (
    Finding,
    Passage,
    ScanOccasion,
    by_writer,
    event_passages,
    named,
    passages,
    with_handles,
)
from mistakes_guard import names, secrets, tools
from mistakes_guard.people import known_people

if TYPE_CHECKING:
    from mistakes import Journal

BATCH = 500  # entries handed to a tool at once, about half a mebibyte
Text: TypeAlias = tuple[str, list[Passage]]


def problems(journal: Journal) -> Iterator[Fault]:
    """Yield the secrets and names in a team's entries, also in deleted ones, and in its events.

    Nothing is said of a personal journal. Memory does not grow with the journal.
    """
    if journal.private:
        return
    occasion = ScanOccasion((journal,), language=_language(journal))
    known = known_people(occasion.journals)
    for author, own in by_writer(_texts(journal)):
        about = occasion._replace(author=author)
        found = [*secrets.scan(own, about), *names.find(own, about, known)]
        yield from map(_fault, with_handles([journal], found))
    if tools.installed():
        yield from _from_tool(journal, occasion)


def _texts(journal: Journal) -> Iterator[Text]:
    """Yield the writer of each entry and of each shared event with its passages, named by its id."""
    for entry in journal.entries(deleted=True):
        yield entry.author, named(entry.id, passages(entry))
    for event in read_all(journal.root, shared=True):
        yield event.by, named(event.id, event_passages(event))


def _from_tool(journal: Journal, occasion: ScanOccasion) -> Iterator[Fault]:
    """Yield what a tool finds beyond our own rules; the journal is read once more for it."""
    texts = _texts(journal)
    try:
        while batch := [passage for _, own in islice(texts, BATCH) for passage in own]:
            ours = {(one.where, one.start) for one in secrets.scan(batch, occasion)}
            found = tools.scan(batch, occasion)
            new = (one for one in found if (one.where, one.start) not in ours)
            yield from map(_fault, with_handles([journal], new))
    except MistakesError as error:
        yield Fault("", error.message, error.hint)


def _fault(finding: Finding) -> Fault:
    what = {"secret": "a secret that everybody here can read", "name": "somebody is named"}
    reason = f"{what[finding.kind]}: {finding.shown}"
    return Fault(finding.where, reason, finding.advice, suggestion=not finding.stops)


def _language(journal: Journal) -> str:
    try:
        return language(journal.settings)
    except MistakesError:
        return "en"
