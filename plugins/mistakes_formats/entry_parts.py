"""What an entry tells, part by part and in the order one reads it, for every format that is made to be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias

from mistakes.amounts import format_hours, format_money
from mistakes.exchange import Selection
from mistakes.model import Action, Lesson, Mistake, Price
from mistakes.records import NamedTuple
from mistakes_formats.plain_text import cleaned, iso

Naming: TypeAlias = Callable[[str], str]

_TRUST = ("none", "a little", "much", "all")
HEADINGS = {
    "story": "What happened",
    "expected": "What was expected",
    "believed": "What was believed",
    "went_well": "What went well",
    "lucky": "Where we got lucky",
    "customer_effect": "Impact",
    "harm_to_others": "Harm to others",
    "feeling": "How it felt",
    "overcame": "How it was overcome",
}
ACTION_COLUMNS = ("Action", "Owner", "Due", "Status", "Evidence")


class Item(NamedTuple):
    """An item of a list, with notes below it."""

    text: str
    notes: tuple[str, ...] = ()


class Part(NamedTuple):
    """A part of an entry under its heading: a text, items of a list, or rows of a table under `columns`."""

    heading: str
    text: str = ""
    items: tuple[Item, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def kept(selection: Selection) -> Iterator[Mistake]:
    """Yield the entries of a selection that are not marked as deleted, which a backup holds too."""
    return (entry for entry in selection.entries() if entry.deleted is None)


def parts(entry: Mistake, named: Naming = str) -> Iterator[Part]:
    """Yield the parts that hold something; `named` tells how another entry is called, by its id."""
    told = (
        *_texts(entry, "story", "expected", "believed"),
        Part("Contributing conditions", items=tuple(map(Item, _conditions(entry)))),
        *_texts(entry, "went_well", "lucky", "customer_effect", "harm_to_others", "feeling"),
        Part("Price", items=_items(_price(entry.price))),
        Part("Decision", items=_items(_decision(entry))),
        Part("Lessons learned", items=tuple(_lesson(lesson) for lesson in entry.lessons)),
        Part("Action items", columns=ACTION_COLUMNS, rows=tuple(map(_action, entry.actions))),
        *_texts(entry, "overcame"),
        Part("Details", items=_items(_details(entry))),
        Part("Links", items=_items(_links(entry, named))),
    )
    return (part for part in told if cleaned(part.text).strip() or part.items or part.rows)


def _texts(entry: Mistake, *fields: str) -> Iterator[Part]:
    return (Part(HEADINGS[field], getattr(entry, field)) for field in fields)


def _conditions(entry: Mistake) -> Iterator[str]:
    return (f"{part.kind}: {part.text}" if part.kind else part.text for part in entry.conditions)


def _lesson(lesson: Lesson) -> Item:
    notes = (("When", lesson.when), ("Then", lesson.then), ("Check", lesson.check))
    return Item(lesson.text, tuple(f"{name}: {text}" for name, text in notes if text))


def _action(action: Action) -> tuple[str, ...]:
    due = iso(action.due) if action.due else ""
    return action.text, action.owner, due, "done" if action.done else "", action.evidence


def _price(price: Price) -> Iterator[tuple[str, str]]:
    yield "Hours", format_hours(price.hours) if price.hours is not None else ""
    yield "Money", format_money(price.money, price.currency or "") if price.money is not None else ""
    yield "Trust lost", _TRUST[price.trust] if price.trust is not None else ""
    yield "Can be undone", _yes_or_no(price.reversible)
    yield "Note", price.note


def _decision(entry: Mistake) -> Iterator[tuple[str, str]]:
    decision = entry.decision
    yield from (("Option", option) for option in decision.options)
    yield "Chosen", decision.chosen
    yield "Prediction", decision.prediction
    yield "Confidence", _percent(decision.confidence)
    yield "Look at it again", iso(decision.review_on) if decision.review_on else ""
    yield from (("View", view) for view in decision.views)
    yield "Outcome", decision.outcome


def _details(entry: Mistake) -> Iterator[tuple[str, str]]:
    yield "Confidence in what was believed", _percent(entry.confidence)
    yield from (("Heard from", name) for name in entry.heard_from)
    yield "Goal it served", entry.goal
    yield "Led", entry.lead or ""
    yield "Who tried something new", entry.stretch
    yield "Process", _of(entry.process, 5)
    yield "Result", _of(entry.result, 5)
    yield "The right thing", _yes_or_no(entry.right_thing)
    yield "Done right", _yes_or_no(entry.done_right)
    yield "To know", _of(entry.q.iq, 3)
    yield "To feel", _of(entry.q.eq, 3)
    yield "To care", _of(entry.q.lq, 3)


def _links(entry: Mistake, named: Naming) -> Iterator[tuple[str, str]]:
    links = entry.links
    yield "Repeat of", named(links.repeat_of) if links.repeat_of else ""
    yield from (("Like", named(other)) for other in links.like)
    yield "Borrowed from", links.borrowed_from
    yield from (("Evidence", evidence) for evidence in links.evidence)


def _items(labelled: Iterable[tuple[str, Any]]) -> tuple[Item, ...]:
    return tuple(Item(f"{label}: {text}") for label, text in labelled if text)


def _of(number: int | None, highest: int) -> str:
    return "" if number is None else f"{number} of {highest}"


def _percent(number: int | None) -> str:
    return "" if number is None else f"{number} %"


def _yes_or_no(answer: bool | None) -> str:
    return "" if answer is None else "yes" if answer else "no"
