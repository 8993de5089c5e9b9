"""How one mistake is told: the sections of a chapter, the same for every output.

A section has its heading in the book's language; its content is Markdown text, lines with a label, or
if-then plans, which each output sets in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mistakes.records import NamedTuple
from mistakes_book.history import NOTHING, Since
from mistakes_book.outline import never_open
from mistakes_book.totals import cost_of

if TYPE_CHECKING:
    from datetime import date

    from mistakes.model import Action, Mistake
    from mistakes_book.language import Language

_HIGHEST_TRUST = 3
_ADDRESS = re.compile(r"https?://[^\s<>\\]+", re.IGNORECASE)
# Sections that are told in other words for some kinds of entries.
_OWN_HEADINGS = {
    "story": ("near-miss", "decision", "borrowed"),
    "conditions": ("success", "decision"),
    "price": ("near-miss", "success"),
    "lucky": ("near-miss",),
    "overcome": ("near-miss", "success", "decision", "borrowed"),
}
_BEFORE = ("story", "goal", "stretch", "expected", "believed")
_AFTER = ("went_well", "lucky", "customer_effect", "harm_to_others", "feeling")


class Line(NamedTuple):
    """A line of a list: `text` is one line of Markdown, `label` and `note` are plain words or ""."""

    text: str
    label: str = ""
    note: str = ""


class Plan(NamedTuple):
    """One lesson: lines of Markdown, "" for what it does not say; `check` names what holds it."""

    text: str
    when: str = ""
    then: str = ""
    check: str = ""


class Section(NamedTuple):
    """A section of a chapter: a heading, and `prose` (Markdown), `lines` or `plans`; `note` is plain text.

    `name` is its kind, such as `story` or `lessons`, the same in all languages and for all kinds of entries.
    """

    name: str
    heading: str
    prose: str = ""
    lines: tuple[Line, ...] = ()
    plans: tuple[Plan, ...] = ()
    note: str = ""


def tell(entry: Mistake, language: Language, since: Since = NOTHING) -> tuple[Section, ...]:
    """Return the sections of a chapter in the order in which they are told.

    `entry` is one that may be printed, as `Book.told` has it, `since` what `Book.since` says of it.
    What happened comes first, then what led to it, its price, the lessons, what is done about it and how it
    was overcome; an entry that should tell that and does not has a section `open` with a note that says so.
    Chapters that repeat this one are not among them: an output links to those by `Book.repeats`.
    """
    return tuple(_Telling(entry, language).sections(since))


def attribution(entry: Mistake, language: Language) -> tuple[str, ...]:
    """Return who told it, from whom it was heard or borrowed, and where it came from, as plain phrases.

    In a public book there are none.
    """
    name = entry.author.partition("<")[0].strip().strip('"')
    source = f"{entry.source.format} {entry.source.ref}" if entry.source else ""
    said = {
        "told_by": {"name": name if "@" not in name else ""},
        "heard_from": {"names": language.listed(filter(None, map(str.strip, entry.heard_from)))},
        "borrowed_from": {"name": entry.links.borrowed_from.strip()},
        "source": {"name": source},
    }
    return tuple(
        language.text(f"chapter.{key}", **values) for key, values in said.items() if any(values.values())
    )


class _Telling:
    """One entry and the language in which it is told."""

    def __init__(self, entry: Mistake, language: Language) -> None:
        self._entry = entry
        self._language = language

    def sections(self, since: Since) -> Iterator[Section]:
        for name in _BEFORE:
            yield from self._prose(name)
        yield from self._lined("decision", self._decision(), self._say("decision.heading"))
        yield from self._lined("conditions", self._conditions())
        for name in _AFTER:
            yield from self._prose(name)
        yield from self._lined("price", self._price())
        yield from self._lessons()
        yield from self._lined("actions", map(self._action, self._entry.actions))
        yield from self._overcome()
        yield from self._later(since)
        yield from self._lined("evidence", map(_linked, self._entry.links.evidence))

    def _say(self, key: str, **values: object) -> str:
        return self._language.text(key, **values)

    def _heading(self, name: str) -> str:
        own = self._entry.kind in _OWN_HEADINGS.get(name, ())
        return self._say(f"chapter.{name}_{self._entry.kind}" if own else f"chapter.{name}")

    def _prose(self, name: str) -> Iterator[Section]:
        text = getattr(self._entry, name)
        if text.strip():
            yield Section(name, self._heading(name), text, note=self._note(name))

    def _note(self, name: str) -> str:
        if name == "believed" and self._entry.confidence is not None:
            percent = self._language.percent(self._entry.confidence)
            return self._say("chapter.confidence", percent=percent)
        return self._say("chapter.was_lucky") if name == "lucky" and self._entry.was_lucky else ""

    def _lined(self, name: str, lines: Iterator[Line], heading: str = "") -> Iterator[Section]:
        kept = tuple(line for line in lines if line.text.strip())
        if kept:
            yield Section(name, heading or self._heading(name), lines=kept)

    def _conditions(self) -> Iterator[Line]:
        for one in self._entry.conditions:
            yield Line(one.text, self._say(f"condition.{one.kind}") if one.kind else "")

    def _price(self) -> Iterator[Line]:
        price, cost = self._entry.price, cost_of(self._entry.price)
        if cost.hours:
            yield Line(self._language.hours(cost.hours), self._say("chapter.hours"))
        for currency, amount in cost.money:
            yield Line(self._language.money(amount, currency), self._say("chapter.money"))
        if price.trust is not None and 0 <= price.trust <= _HIGHEST_TRUST:
            yield Line(self._say(f"chapter.trust_{price.trust}"), self._say("chapter.trust"))
        if price.reversible is not None and (cost or price.trust or price.note):
            yield Line(self._say("chapter.reversible" if price.reversible else "chapter.irreversible"))
        yield Line(price.note)

    def _lessons(self) -> Iterator[Section]:
        found = (Plan(one.text, one.when, one.then, one.check) for one in self._entry.lessons)
        plans = tuple(plan for plan in found if any(text.strip() for text in plan))
        if plans:
            yield Section("lessons", self._say("chapter.lessons", count=len(plans)), plans=plans)

    def _decision(self) -> Iterator[Line]:
        decision, language = self._entry.decision, self._language
        yield from (Line(option, self._say("decision.options")) for option in decision.options)
        yield Line(decision.chosen, self._say("decision.chosen"))
        yield Line(decision.prediction, self._say("decision.prediction"))
        if decision.confidence is not None:
            yield Line(language.percent(decision.confidence), self._say("decision.confidence"))
        yield from (Line(view, self._say("decision.views")) for view in decision.views)
        if decision.review_on and not decision.outcome:
            yield Line(self._say("decision.review_on", day=language.day(decision.review_on)))
        yield Line(decision.outcome, self._say("decision.outcome"))

    def _action(self, action: Action) -> Line:
        said = {
            "action_done": {"day": self._on(action.done)},
            "action_due": {"day": "" if action.done else self._on(action.due)},
            "action_owner": {"name": action.owner.strip()},
            "action_helper": {"name": action.helper.strip()},
        }
        notes = (
            self._say(f"chapter.{key}", **values) for key, values in said.items() if any(values.values())
        )
        return Line(action.text, note=" · ".join(notes))

    def _overcome(self) -> Iterator[Section]:
        if self._entry.overcame.strip():
            yield Section("overcome", self._heading("overcome"), self._entry.overcame)
        elif not never_open(self._entry.kind):
            yield Section("open", self._heading("open"), note=self._say("chapter.open_text"))

    def _later(self, since: Since) -> Iterator[Section]:
        helped = (Line(one.situation, self._on(one.day)) for one in since.helped)
        yield from self._lined("helped", helped, self._say("chapter.helped", count=since.applied))
        again = (Line(self._language.day(day)) for day in since.again)
        yield from self._lined("again", again, self._say("chapter.repeats"))

    def _on(self, day: date | None) -> str:
        return self._language.day(day) if day else ""


def _linked(evidence: str) -> Line:
    """Return evidence as a line, with an address as a link."""
    text = evidence.strip()
    return Line(f"<{text}>" if _ADDRESS.fullmatch(text) else text)
