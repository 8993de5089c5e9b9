"""Acts: what a deed is in the eyes of the rules, joined with what is known of the entry it is about.

An act is only refused for what later deeds can mend, never for what they bring: a deed that is an act
stays one, whatever comes later, or earlier.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TypeAlias

from mistakes.records import NamedTuple
from mistakes_game.points.deeds import CAPTURED, HELD, Deed
from mistakes_game.points.facts import EntryFacts, alike, exact, said
from mistakes_game.points.rules import HOMEWORK, LEAST_ANSWER

_new = tuple.__new__  # makes a NamedTuple in half the time
SENTENCE = 10  # letters
COOLING = 24 * 3_600_000  # ms


class Act(NamedTuple):
    """Something that a rule pays: whose act, under which version, which rule, and what the limits look at.

    `thing` is what is paid once (or once in a while), `text` what it says as `facts.alike` has it, `pair`
    the two persons of a thanks; `review` is twice the day of a review, plus 1 if the lesson was not recalled.
    """

    who: str
    version: int
    rule: str
    day: int
    week: int
    thing: str
    text: str
    pair: str
    review: int = 0


class First(NamedTuple):
    """When one person first understood an entry, planned, and sealed it as a decision, in ms; None for never."""

    understood: int | None = None
    planned: int | None = None
    decided: int | None = None

    def with_deed(self, deed: Deed) -> First:
        """Return it with what a deed adds."""
        place = _PLACES[deed.do]
        before = self[place]
        if before is not None and before <= deed.at:
            return self
        return _new(First, (*self[:place], deed.at, *self[place + 1 :]))


_PLACES = {name: place for place, name in enumerate(First._fields)}
FIRSTS = frozenset(_PLACES)
NOTHING = First()


class Known(NamedTuple):
    """What is known beside a deed: the facts of entries, and what each person did first about each entry."""

    entries: Mapping[str, EntryFacts]
    firsts: Callable[[str, str], First]

    def first(self, deed: Deed) -> First:
        """Return what the person of a deed did first about its entry."""
        return self.firsts(deed.by, deed.entry)


class Refused(NamedTuple):
    """Why a deed pays nothing (yet), as `state.Paid.note` has it, and by which rule it would.

    `final` tells that nothing that comes later can change it; `misses` is the entry of which more has to
    be known, "" for the one that the deed is about.
    """

    rule: str
    note: str
    final: bool = False
    misses: str = ""


Found: TypeAlias = "Act | list[Act] | Refused | None"


def acts_of(deed: Deed, known: Known) -> list[Act] | Refused | None:
    """Return the acts that a deed is, why it is none, or None if no rule ever looks at such a deed."""
    make = MAKERS.get(deed.do)
    found = make(deed, known) if make else None
    return [found] if isinstance(found, Act) else found


def _act(
    deed: Deed, rule: str, thing: str, text: str = "", *, who: str = "", pair: str = "", review: int = 0
) -> Act:
    day = deed.day
    week = (day - 1) // 7  # the first day of the calendar was a Monday
    return _new(Act, (who or deed.by, deed.rules, rule, day, week, thing, text, pair, review))


def captured(entry: EntryFacts, version: int) -> Act:
    """Return the act that an own entry is by itself, as its deed `CAPTURED` is one."""
    day = entry.day
    return _new(Act, (entry.author, version, "capture", day, (day - 1) // 7, entry.id, entry.text, "", 0))


def _captured(deed: Deed, known: Known) -> Found:
    return captured(known.entries[deed.entry], deed.rules)


def _held(deed: Deed, known: Known) -> Found:
    is_there = deed.entry in known.entries
    return _act(deed, "checked", f"{deed.entry} {deed.key}", deed.text) if is_there else None


def _planned(deed: Deed, known: Known) -> Found:
    entry = known.entries.get(deed.entry)
    if entry is None:
        return Refused("reflected", "no-entry")
    if known.first(deed).understood is None:
        return Refused("", "")
    return _act(deed, "reflected", deed.entry, entry.text)


def _reviewed(deed: Deed, known: Known) -> Found:
    _, _, day, by, _, about, rules, key, _, grade = deed
    entry = known.entries.get(about)
    if entry is None:
        return Refused("reviewed", "no-entry")
    for lesson, _, planned in entry.plans:
        if lesson == key and planned < day:
            review = day * 2 + (grade == "missed")
            return _new(Act, (by, rules, "reviewed", day, (day - 1) // 7, f"{about} {key}", "", "", review))
    return Refused("reviewed", "not-due")


def _compared(deed: Deed, known: Known) -> Found:
    if said(deed.text) < SENTENCE:
        return Refused("compared", "short", final=True)
    if deed.entry == deed.key:
        return Refused("compared", "own", final=True)
    if absent := [one for one in (deed.entry, deed.key) if one not in known.entries]:
        return Refused("compared", "no-entry", misses=absent[0])
    return _act(deed, "compared", " ".join(sorted((deed.entry, deed.key))), alike(deed.text))


def _applied(deed: Deed, known: Known) -> Found:
    told = deed.text
    if said(told) < SENTENCE and said(told := deed.more) < SENTENCE:
        return Refused("applied", "no-evidence", final=True)
    entry = known.entries.get(deed.entry)
    key = _lesson(deed, entry)
    if entry is None or not key:
        return Refused("applied", "no-entry")
    latest = deed.at - COOLING
    if not any([plan.key == key and plan.made <= latest for plan in entry.plans]):
        planned = known.first(deed).planned
        if planned is None or planned > latest:
            return Refused("applied", "too-soon")
    return _act(deed, "applied", f"{deed.entry} {key}", alike(told))


def _lesson(deed: Deed, entry: EntryFacts | None) -> str:
    """Return the key of the lesson that is meant: the first plan, or lesson, where none is named."""
    if entry is None:
        return ""
    if deed.key:
        return deed.key if deed.key in entry.lessons else ""
    return next((plan.key for plan in entry.plans), next(iter(entry.lessons), ""))


def _done(deed: Deed, known: Known) -> Found:
    entry = known.entries.get(deed.entry)
    return _with_evidence(deed, "action-done", entry.actions if entry else ())


def _checked(deed: Deed, known: Known) -> Found:
    entry = known.entries.get(deed.entry)
    return _with_evidence(deed, "checked", entry.lessons if entry else ())


def _with_evidence(deed: Deed, rule: str, keys: Collection[str]) -> Found:
    """Return the act on an item of an entry, by its key among those it has, if there is evidence for it."""
    if not deed.text.strip():
        return Refused(rule, "no-evidence", final=True)
    if deed.key not in keys:
        return Refused(rule, "no-entry")
    return _act(deed, rule, f"{deed.entry} {deed.key}", exact(deed.text))


def _repeated(deed: Deed, known: Known) -> Found:
    if absent := [one for one in (deed.entry, deed.key) if one and one not in known.entries]:
        return Refused("repeated", "no-entry", misses=absent[0])
    repeat = known.entries.get(deed.key) if deed.key != deed.entry else None
    is_told = repeat is not None and repeat.author == deed.by and not repeat.imported
    # what is told by nothing but the command is the same each time on a day
    text = repeat.text if repeat and is_told else f"day {deed.day}"
    return _act(deed, "repeated", deed.entry, text)


def _decided(deed: Deed, known: Known) -> Found:
    entry = known.entries.get(deed.entry)
    if entry is None or entry.kind != "decision":
        return Refused("decided", "no-entry")
    return _act(deed, "decided", deed.entry, entry.text)


def _scored(deed: Deed, known: Known) -> Found:
    entry = known.entries.get(deed.entry)
    if entry is None or entry.kind != "decision":
        return Refused("scored", "no-entry")
    sealed = known.first(deed).decided
    if sealed is None or sealed >= deed.at:
        return Refused("scored", "not-sealed")
    is_early = deed.at - sealed < COOLING if entry.review_on is None else deed.day < entry.review_on
    return Refused("scored", "too-soon") if is_early else _act(deed, "scored", deed.entry, entry.text)


def _borrowed(deed: Deed, known: Known) -> Found:
    entry = known.entries.get(deed.entry)
    if entry is None or entry.kind != "borrowed" or not deed.key:
        return Refused("borrowed", "no-entry")
    if not entry.plans and known.first(deed).planned is None:
        return Refused("borrowed", "no-plan")
    source = known.entries.get(deed.key)
    if source is not None and source.author == deed.by:
        return Refused("borrowed", "own", final=True)
    return _act(deed, "borrowed", deed.key)


def _thanked(deed: Deed, known: Known) -> Found:
    entry = known.entries.get(deed.entry)
    if not deed.key:
        return _kudos(deed, entry)
    if entry is None or deed.key not in entry.lessons:
        return Refused("thanked", "no-entry")
    if not entry.author or entry.author == deed.by:
        return Refused("thanked", "own", final=True)
    if deed.more not in ("", entry.author):
        return _kudos(deed, entry)
    pair = " ".join(sorted((deed.by, entry.author)))
    thing = f"{deed.by} {deed.entry} {deed.key}"
    return [_act(deed, "thanked", thing, who=who, pair=pair) for who in (deed.by, entry.author)]


def _kudos(deed: Deed, entry: EntryFacts | None) -> Found:
    to = deed.more.strip() or (entry.author if entry else "")
    if said(deed.text) < SENTENCE:
        return Refused("kudos", "short", final=True)
    if to == deed.by:
        return Refused("kudos", "own", final=True)
    if not to:
        return Refused("kudos", "no-entry")
    return _act(deed, "kudos", to, pair=to)


def _answered(deed: Deed, known: Known) -> Found:  # noqa: ARG001  an answer stands for itself
    if deed.key not in HOMEWORK:
        return None
    if said(deed.text) < LEAST_ANSWER:
        return Refused("homework", "short", final=True)
    return _act(deed, "homework", deed.key, alike(deed.text))


# What an act is, by the kind of deed; of all other kinds none is.
MAKERS: Mapping[str, Callable[[Deed, Known], Found]] = {
    CAPTURED: _captured,
    HELD: _held,
    "planned": _planned,
    "reviewed": _reviewed,
    "compared": _compared,
    "applied": _applied,
    "action-done": _done,
    "checked": _checked,
    "repeated": _repeated,
    "decided": _decided,
    "scored": _scored,
    "borrowed": _borrowed,
    "thanked": _thanked,
    "answered": _answered,
}
LOOKED_AT = frozenset((*MAKERS, *FIRSTS))
