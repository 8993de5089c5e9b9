"""Who is known in a journal: the authors of its entries and events, by what a person types; what oneself wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mistakes.errors import Ambiguous, NotFound, UsageError
from mistakes.identity import who_of
from mistakes.layout import event_files
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.model import Mistake

_HASH = 13  # a hyphen and twelve digits


class Somebody(NamedTuple):
    """A person as events name one (`who`), and the name that people read."""

    who: str
    name: str


def author_of(text: str) -> Somebody:
    """Return the person that an author is, as `Name <address>`."""
    return Somebody(who_of(text), text.partition("<")[0].strip() or text)


def is_own(journal: Journal, entry: Mistake) -> bool:
    """Tell whether an entry is one's own: every one of a personal journal, and what one wrote for a team."""
    if journal.private:
        return True
    me = {journal.author(), *(f"<{address.strip('<>')}>" for address in journal.settings.texts("aliases"))}
    return _address(entry.author) in set(map(_address, me))


def known(journal: Journal) -> dict[str, Somebody]:
    """Return everybody who wrote an entry or an event, by `who`."""
    found = {path.stem: Somebody(path.stem, _readable(path.stem)) for path in event_files(journal.root)}
    for text in journal.index.authors():
        person = author_of(text)
        found[person.who] = person
    return found


def name_of(who: str, people: Mapping[str, Somebody]) -> str:
    """Return the name that people read for a person of the events."""
    return people[who].name if who in people else _readable(who)


def find_person(journal: Journal, typed: str) -> Somebody:
    """Return the one person whose name or address holds what was typed, in capitals or not.

    A full `Name <address>` need not be known yet. Raises `NotFound`, `Ambiguous`, `UsageError` if empty.
    """
    wanted = typed.strip().casefold()
    if not wanted:
        raise UsageError("whom?", "Give a name, or the id of an entry.")
    if wanted.endswith(">") and "@" in wanted:
        return author_of(typed.strip())
    named = {text: author_of(text) for text in journal.index.authors() if wanted in text.casefold()}
    people = {person.who: person for person in named.values()}
    if not people:
        people = {who: one for who, one in known(journal).items() if wanted in f"{who} {one.name.casefold()}"}
    if not people:
        hint = 'Give the whole of it: "Name <name@example.com>"'
        raise NotFound(f"nobody in {journal.name} is called {typed.strip()[:60]!r}", hint)
    exact = [person for person in people.values() if person.name.casefold() == wanted]
    if len(people) > 1 and len(exact) != 1:
        shown = ", ".join(sorted(person.name for person in people.values())[:8])
        raise Ambiguous(f"{typed.strip()[:60]!r} may be: {shown}", "Type more of the name.", tuple(people))
    return exact[0] if exact else next(iter(people.values()))


def _readable(who: str) -> str:
    return who[:-_HASH].replace("-", " ").title() if len(who) > _HASH else who


def _address(author: str) -> str:
    """Return the part of a person's name for event files that depends on the address alone."""
    return who_of(author)[-_HASH:]
