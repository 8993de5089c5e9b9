"""The fields of an entry that an answer can go to: their names, what they take, which ones are told.

A name is that of the field in the entry's file, with a dot for what lies within: `price.hours`,
`lessons.when`, `conditions.team`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import get_args

from mistakes.model import ConditionKind, Lesson, Mistake

TEXTS = (
    *("story", "expected", "believed", "went_well", "lucky", "overcame", "feeling", "goal", "stretch"),
    *("customer_effect", "harm_to_others", "price.note", "links.borrowed_from"),
    *("decision.chosen", "decision.prediction", "decision.outcome"),
)
SCALES = {
    **{"process": (1, 5), "result": (1, 5), "confidence": (0, 100), "decision.confidence": (0, 100)},
    **{"price.trust": (0, 3), "q.iq": (0, 3), "q.eq": (0, 3), "q.lq": (0, 3)},
}
TRUTHS = ("right_thing", "done_right", "price.reversible")
LISTS = (
    *("tags", "links.evidence", "decision.options", "decision.views"),
    *("lessons.applies.words", "lessons.applies.tags", "lessons.applies.paths", "lessons.applies.commands"),
)
CONDITION_KINDS: tuple[str, ...] = get_args(ConditionKind)
CONDITIONS = ("conditions", *(f"conditions.{kind}" for kind in CONDITION_KINDS))
LESSONS = ("lessons.text", "lessons.when", "lessons.then", "lessons.check")
OTHERS = ("price", "price.hours", "price.money", "q", "heard_from", "lead", "actions", "links.like")
DAYS = ("decision.review_on",)
TARGETS = frozenset(
    (*TEXTS, *SCALES, *TRUTHS, *LISTS, *CONDITIONS, *LESSONS, *OTHERS, *DAYS),
)

# What makes an entry climb the ladder, in the order in which it is told best.
STEPS = {
    **dict.fromkeys(("story", "conditions", "lessons.text"), "understood"),
    **dict.fromkeys(("lessons.when", "lessons.then"), "planned"),
    "overcame": "applied",
}


def told(entry: Mistake) -> frozenset[str]:
    """Return the names of the fields that the entry tells already."""
    return frozenset(name for name, tells in _TELLS.items() if tells(entry))


def next_gap(known: frozenset[str], *, planned: bool, applied: bool) -> str:
    """Return the field with which the entry's earliest empty step begins, "" if nothing is empty.

    `known` are the fields that are told; with `planned` the entry has a plan of another kind, such as
    an action with owner and day; what is told for the book is asked once a lesson was `applied`.
    """
    for name, step in STEPS.items():
        if name not in known and not (step == "planned" and planned) and (step != "applied" or applied):
            return name
    return ""


def _value(entry: Mistake, name: str) -> object:
    head, _, rest = name.partition(".")
    found = getattr(entry, head)
    return getattr(found, rest) if rest else found


def _is_set(name: str) -> Callable[[Mistake], bool]:
    return lambda entry: _value(entry, name) not in (None, "", ())


def _any_lesson(tells: Callable[[Lesson], object]) -> Callable[[Mistake], bool]:
    return lambda entry: any(bool(tells(lesson)) for lesson in entry.lessons)


def _has_condition(kind: str) -> Callable[[Mistake], bool]:
    return lambda entry: any(condition.kind == kind for condition in entry.conditions)


def _any_of(names: tuple[str, ...]) -> Callable[[Mistake], bool]:
    return lambda entry: any(_value(entry, name) not in (None, "") for name in names)


def _tells() -> Iterator[tuple[str, Callable[[Mistake], bool]]]:
    simple = (*TEXTS, *SCALES, *TRUTHS, *DAYS, "price.hours", "price.money", "heard_from", "lead", "actions")
    for name in (*simple, "links.like", *(name for name in LISTS if not name.startswith("lessons"))):
        yield name, _is_set(name)
    yield "price", _any_of(("price.hours", "price.money", "price.trust", "price.note"))
    yield "q", _any_of(("q.iq", "q.eq", "q.lq"))
    yield "conditions", lambda entry: any(condition.kind != "person" for condition in entry.conditions)
    for kind in CONDITION_KINDS:
        yield f"conditions.{kind}", _has_condition(kind)
    yield "lessons.text", _any_lesson(lambda lesson: lesson.text)
    yield "lessons.when", _any_lesson(lambda lesson: lesson.when)
    yield "lessons.then", _any_lesson(lambda lesson: lesson.then)
    yield "lessons.check", _any_lesson(lambda lesson: lesson.check)
    yield "lessons.applies.words", _any_lesson(lambda lesson: lesson.applies.words)
    yield "lessons.applies.tags", _any_lesson(lambda lesson: lesson.applies.tags)
    yield "lessons.applies.paths", _any_lesson(lambda lesson: lesson.applies.paths)
    yield "lessons.applies.commands", _any_lesson(lambda lesson: lesson.applies.commands)


_TELLS = dict(_tells())
