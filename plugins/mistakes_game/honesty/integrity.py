"""What `mistakes doctor` says of events that the rules pay nothing for as they contradict themselves.

Lines that are no events, and those in another's name, of the future, or private in a team's log are found
by the program itself and not told again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from mistakes.errors import Fault
from mistakes.events import KINDS, Unknown, read_line
from mistakes.files import open_log
from mistakes.ids import is_id
from mistakes.layout import EVENT_LINE_LIMIT, event_files, purged_path
from mistakes_game.points.acts import NOTHING, Known, Refused, acts_of
from mistakes_game.points.deeds import Deed, read_deed
from mistakes_game.points.rules import RULES
from mistakes_game.reading.known_facts import facts_in

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes_game.points.facts import EntryFacts

_GIVEN_AWAY = "and counts for nobody as long as that is so"
_PUT_BACK = "Put the first author back: git log -p of the file tells who that was"
_ABOUT_NOTHING = "is about something that no journal here has"
_WITH_ITEMS = frozenset("reviewed checked action-done decided scored".split())
_ABOUT_ENTRIES = frozenset("understood planned applied repeated compared borrowed".split())
_LONGEST_REST = 366  # days
_CURE = "It pays nothing. Correct the line in an editor or take it out; all other lines count"


def problems(journal: Journal) -> Iterator[Fault]:
    """Yield events of a journal that pay nothing as something about them cannot be, each with file and line."""
    entries, doubted = _facts(journal), journal.unvouched()
    # whether a decision was scored too soon, or not sealed, is no contradiction: `game why` tells that
    known = Known(entries, lambda *_: NOTHING)
    for path in event_files(journal.root):
        for number, line in _lines(path):
            reason = _reason(line, path.stem, known, doubted)
            if reason and not _is_of_a_purged_entry(journal, line):
                place = "/".join(path.parts[-4:])
                yield Fault(f"{place} line {number}", reason, _CURE)
    yield from _given_away(journal, entries, doubted)


def _given_away(
    journal: Journal, entries: Mapping[str, EntryFacts], doubted: frozenset[str]
) -> Iterator[Fault]:
    """Yield the entries that have another author than they had when they were added."""
    for entry in sorted(doubted & entries.keys()):
        place = "/".join(journal.path(entry).parts[-4:])
        yield Fault(place, f"has another author than when it was added, {_GIVEN_AWAY}", _PUT_BACK)


def _is_of_a_purged_entry(journal: Journal, line: bytes) -> bool:
    """Tell whether an event is about an entry that was purged here: nobody can do anything about that."""
    deed = read_deed(line)
    return deed is not None and is_id(deed.entry) and purged_path(journal.root, deed.entry).exists()


def _reason(line: bytes, writer: str, known: Known, doubted: frozenset[str]) -> str:
    """Return why an event pays nothing; "" if it may, or if the program itself says so."""
    deed = read_deed(line)
    if deed is None:
        return _contradiction(line, writer)
    if deed.by != writer or deed.id in doubted:
        return ""  # what somebody else brought is named, with its commit, by the plugin it is shared through
    if deed.rules not in RULES:
        return f"{_named(deed)} is of rules {deed.rules}, which this version does not know"
    if deed.do == "rested" and _days(deed) not in range(1, _LONGEST_REST + 1):
        return f"{_named(deed)} is a rest without its days, that ends before it begins, or longer than a year"
    if deed.do in _ABOUT_ENTRIES and deed.entry not in known.entries:
        return f"{_named(deed)} {_ABOUT_NOTHING}"
    found = acts_of(deed, known) if deed.do in _WITH_ITEMS else None
    if isinstance(found, Refused) and found.note == "no-entry":
        return f"{_named(deed)} {_ABOUT_NOTHING}"
    return ""


def _days(rested: Deed) -> int:
    """Return how many days a rest has, 0 or less if it ends before it begins, or lacks a day."""
    try:
        first, last = (date.fromisoformat(text).toordinal() for text in (rested.key, rested.text))
    except ValueError:
        return 0
    return last - first + 1


def _contradiction(line: bytes, writer: str) -> str:
    try:
        event = read_line(line.decode("utf-8"))
    except ValueError:
        return ""
    if event.by != writer:
        return ""
    name = f"event {event.id}"
    if isinstance(event, Unknown) and event.name not in KINDS:
        return f"{name} is of a kind that this version does not know: {event.name[:40]}"
    if not event.rules:
        return f"{name} is of rules 0, which never were"
    if event.do == "reviewed" and getattr(event, "grade", "") not in ("had", "missed"):
        return f"{name} has a grade that is neither had nor missed"
    return f"{name} has a day that cannot be that of its time"


def _named(deed: Deed) -> str:
    return f"event {deed.id} ({deed.do})"


def _facts(journal: Journal) -> Mapping[str, EntryFacts]:
    """Return the facts of all entries that are read here: of this journal, and of those beside it."""
    from mistakes.identity import who_of
    from mistakes_game.reading.play import of

    found: dict[str, EntryFacts] = {}
    for one in {str(one.root): one for one in (journal, *of([journal]).journals)}.values():
        for outline in one.index.outlines():
            found.setdefault(outline.id, facts_in(outline, who_of))
    return found


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with open_log(path) as file:
        for number, line in enumerate(file or (), 1):
            if line.strip() and len(line) <= EVENT_LINE_LIMIT:
                yield number, line
