"""An answer in the words of a person as the value of a field: pure functions from an entry to an entry.

What the field has no room for is returned beside the entry, so that the caller keeps it; what does not
fit at all is a `UsageError` that says what would.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs

from mistakes.amounts import Hours, parse_amount
from mistakes.answers import number_in, percent_in, truth_in
from mistakes.errors import UsageError
from mistakes.fields import settled
from mistakes.model import Action, Condition, Lesson, Mistake, Price
from mistakes.records import NamedTuple
from mistakes_prompts import targets
from mistakes_prompts.phrases import NOBODY, clauses, names_in, q_in

LEADS = {
    **{"self": "self", "myself": "self", "me": "self", "自己": "self", "我": "self", "自我": "self"},
    **{"people": "people", "person": "people", "team": "people", "人": "people", "带人": "people"},
    **{"团队": "people", "business": "business", "work": "business", "事": "business", "业务": "business"},
    **{"做事": "business", "带事": "business"},
}
_KINDS = {
    **{"人": "person", "任务": "task", "工具": "tool", "团队": "team", "环境": "environment"},
    **{"假设": "assumption"},
}
_AROUND_A_NUMBER = r"[\d.,~≈%％\s]|percent|about|around|roughly|maybe|hours?|百分之|小时|大约|大概|约|差不多"
_IDEA = re.compile(
    r"(?:perhaps|maybe|possibly|probably|could|should|would|might|we (?:could|should|need)|i (?:could|should|need)|"
    r"none|no|not|nothing|n/a|an? \w+ (?:could|would|might|should))\b(?![-_./])"
    r"|也许|或许|可能|可以|应该|应当|最好|没有|还没|暂无|无|想"
)
_PERCENT = 100
_LONGEST_UNIT, _LONGEST_HAN = 4, 4  # characters


class Placed(NamedTuple):
    """An entry with an answer in it; `rest` is the answer if the field holds only a part of it."""

    entry: Mistake
    rest: str = ""


def placed(entry: Mistake, field: str, text: str, now: datetime) -> Placed:
    """Return the entry with an answer in one of its fields, a name of `targets.TARGETS`.

    Lists and texts grow; a value that is there already stays, and the answer is the rest. `now` is when
    a new lesson is added. Raises `UsageError` if the text does not fit the field.
    """
    answer = text.strip()
    if not answer:
        raise UsageError("the answer is empty", "Write something, or skip the question.")
    made = _how(field)(entry, field, answer)
    lists = {name: getattr(made.entry, name) for name in ("conditions", "lessons", "actions")}
    return made._replace(entry=attrs.evolve(made.entry, **settled(lists, now)))


def accepts(field: str) -> str:
    """Return in a few words what a field takes, "" if it takes any text."""
    if field in targets.SCALES:
        least, most = targets.SCALES[field]
        return {"confidence": "0–100 %"}.get(field.rpartition(".")[2], f"{least}–{most}")
    if field in targets.TRUTHS:
        return "yes / no"
    usual = {"price.hours": "3h, 90min", "price.money": "200 EUR", "price": "3h, 200 EUR, …"}
    return (usual | {"lead": "self / people / business", "decision.review_on": "2026-12-01"}).get(field, "")


def _how(field: str) -> Callable[[Mistake, str, str], Placed]:
    if field in _HOW:
        return _HOW[field]
    for names, how in _GROUPS:
        if field in names:
            return how
    raise UsageError(f"there is no field {field!r:.40} that an answer could go to")


def _text(entry: Mistake, field: str, answer: str) -> Placed:
    there = str(_get(entry, field) or "")
    if answer in there:
        return Placed(entry)
    return Placed(_with(entry, field, f"{there.rstrip()}\n\n{answer}" if there.strip() else answer))


def _scale(entry: Mistake, field: str, answer: str) -> Placed:
    least, most = targets.SCALES[field]
    found = percent_in(answer) if most == _PERCENT else number_in(answer, most=most)
    if found is None or found != int(found) or not least <= found <= most:
        hint = f"Begin with it, such as: {most - 1}. More words may follow." if most < 10 else "Such as: 80"
        raise UsageError(f"this takes a whole number from {least} to {most}", hint)
    return _single(entry, field, int(found), answer)


def _truth(entry: Mistake, field: str, answer: str) -> Placed:
    value = truth_in(answer)
    if value is None:
        raise UsageError("this takes yes or no", "Begin with it; more words may follow.")
    return _single(entry, field, value, answer)


def _hours(entry: Mistake, field: str, answer: str) -> Placed:
    number = number_in(answer)
    is_bare = number is not None and re.fullmatch(r"[\d.,\s]+", answer, re.ASCII) is not None
    amount = Hours(float(number)) if is_bare and number is not None else parse_amount(_first(answer))
    if not isinstance(amount, Hours):
        raise UsageError(f"{_first(answer)!r:.40} is money, and this asks for time", "Such as: 3h or 90min")
    return _single(entry, field, amount.hours, answer)


def _money(entry: Mistake, _: str, answer: str) -> Placed:
    amount = parse_amount(_first(answer))
    if isinstance(amount, Hours):
        raise UsageError(f"{_first(answer)!r:.40} is time, and this asks for money", "Such as: 200 EUR")
    if entry.price.money is not None:
        return Placed(entry, answer)
    price = attrs.evolve(entry.price, money=amount.amount, currency=amount.currency)
    return Placed(attrs.evolve(entry, price=price), _more_than(answer, amount.amount))


def _price(entry: Mistake, _: str, answer: str) -> Placed:
    """Take amounts as amounts and everything else as the note."""
    price = entry.price
    words = []
    for part in clauses(answer) or [answer]:
        priced = _priced(price, part)
        if priced is None:
            words.append(part)
        price = priced or price
    note = "; ".join(part for part in (price.note, *words) if part)
    return Placed(attrs.evolve(entry, price=attrs.evolve(price, note=note)))


def _priced(price: Price, part: str) -> Price | None:
    trust = re.fullmatch(
        r"(?:trust|信任)\D{0,4}([0-3])(?:/3)?|([0-3])\s*(?:of\s+)?trust", part, re.IGNORECASE
    )
    if trust and price.trust is None:
        return attrs.evolve(price, trust=int(trust[1] or trust[2]))
    try:
        amount = parse_amount(part)
    except UsageError:
        return None
    if isinstance(amount, Hours):
        return attrs.evolve(price, hours=(price.hours or 0) + amount.hours)
    if price.currency not in (None, amount.currency):
        return None
    return attrs.evolve(price, money=(price.money or 0) + amount.amount, currency=amount.currency)


def _qs(entry: Mistake, _: str, answer: str) -> Placed:
    found = q_in(answer)
    if not found:
        raise UsageError("this takes iq (know), eq (feel) or lq (care)", "Such as: eq, or: iq 1, lq 2")
    missing: dict[str, Any] = {name: value for name, value in found.items() if getattr(entry.q, name) is None}
    return Placed(attrs.evolve(entry, q=attrs.evolve(entry.q, **missing)), answer)


def _condition(entry: Mistake, field: str, answer: str) -> Placed:
    kind, _, rest = answer.replace("：", ":").partition(":")
    named = _KINDS.get(kind.strip(), kind.strip().lower())
    condition = Condition(answer, field.partition(".")[2] or None)  # type: ignore[arg-type]
    if rest.strip() and named in targets.CONDITION_KINDS:
        condition = Condition(rest.strip(), named)  # type: ignore[arg-type]
    if any(one.text == condition.text for one in entry.conditions):
        return Placed(entry)
    return Placed(attrs.evolve(entry, conditions=(*entry.conditions, condition)))


def _lesson(entry: Mistake, field: str, answer: str) -> Placed:
    """Put a part of a lesson into the last one that lacks it, or into a new one."""
    part = field.partition(".")[2]
    said: dict[str, Any] = {part: answer}
    if any(getattr(lesson, part) == answer for lesson in entry.lessons):
        return Placed(entry)
    number = _lacking(entry.lessons, part)
    if number is None:
        return Placed(attrs.evolve(entry, lessons=(*entry.lessons, Lesson(**said))))
    lesson = attrs.evolve(entry.lessons[number], **said)
    return Placed(_with_lesson(entry, number, lesson))


def _check(entry: Mistake, field: str, answer: str) -> Placed:
    """Take the check that is there; an idea of one holds nothing, and must not count as built in."""
    if _IDEA.match(answer.casefold()):
        hint = f'An idea is an action: mistakes edit {entry.id[-6:]} --action "…"'
        raise UsageError("this takes the name or path of a check that is there today", hint)
    return _lesson(entry, field, answer)


def _lacking(lessons: tuple[Lesson, ...], part: str) -> int | None:
    """Return which lesson a part belongs to: half a plan first, then the last one without it."""
    without = [number for number, lesson in enumerate(lessons) if not getattr(lesson, part)]
    other = {"when": "then", "then": "when"}.get(part)
    halves = [number for number in without if other and getattr(lessons[number], other)]
    fitting = halves or without
    return fitting[-1] if fitting else None


def _applies(entry: Mistake, field: str, answer: str) -> Placed:
    if not _items(answer):
        return Placed(entry, answer)
    name = field.rpartition(".")[2]
    lessons = entry.lessons or (Lesson(),)
    there = getattr(lessons[-1].applies, name)
    grown = (*there, *(item for item in _items(answer) if item not in there))
    changed: dict[str, Any] = {name: grown}
    lesson = attrs.evolve(lessons[-1], applies=attrs.evolve(lessons[-1].applies, **changed))
    return Placed(_with_lesson(attrs.evolve(entry, lessons=lessons), len(lessons) - 1, lesson))


def _action(entry: Mistake, _: str, answer: str) -> Placed:
    if any(action.text == answer for action in entry.actions):
        return Placed(entry)
    return Placed(attrs.evolve(entry, actions=(*entry.actions, Action(answer))))


def _heard_from(entry: Mistake, _: str, answer: str) -> Placed:
    """Take the names among the words; a longer answer is kept whole beside them."""
    if answer.casefold().strip(" .。!！") in NOBODY:
        return Placed(entry, answer)
    names, is_all = names_in(answer)
    grown = (*entry.heard_from, *(name for name in names if name not in entry.heard_from))
    return Placed(attrs.evolve(entry, heard_from=grown), "" if is_all else answer)


def _lead(entry: Mistake, field: str, answer: str) -> Placed:
    first = re.split(r"[\s,.;:，。；：]", answer.casefold(), maxsplit=1)[0]
    if first not in LEADS:
        raise UsageError("this takes self, people or business", "Begin with it; more words may follow.")
    return _single(entry, field, LEADS[first], answer)


def _day(entry: Mistake, field: str, answer: str) -> Placed:
    from mistakes.when import parse_due

    return _single(entry, field, parse_due(answer, datetime.now().astimezone()), answer)


def _list(entry: Mistake, field: str, answer: str) -> Placed:
    items = _items(answer.replace("#", "") if field == "tags" else answer)
    there: tuple[str, ...] = _get(entry, field)
    new = [item for item in items if item not in there]
    return Placed(_with(entry, field, (*there, *new))) if items else Placed(entry, answer)


def _lines(entry: Mistake, field: str, answer: str) -> Placed:
    """Add what somebody says as one item, commas and all."""
    there: tuple[str, ...] = _get(entry, field)
    return Placed(entry if answer in there else _with(entry, field, (*there, answer)))


def _single(entry: Mistake, field: str, value: object, answer: str) -> Placed:
    """Set a value that there can be one of; what was said beside it, or too late, is the rest."""
    there = _get(entry, field)
    if there is not None and there != value:
        return Placed(entry, answer)
    return Placed(_with(entry, field, value), _more_than(answer, value))


def _more_than(answer: str, value: object) -> str:
    """Return the answer if it says more than the value alone."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        left = re.sub(_AROUND_A_NUMBER, "", answer.casefold())
        return answer if len(left) > _LONGEST_UNIT else ""
    is_one_word = re.fullmatch(r"[\w-]+[.!。！]?", answer) and (
        answer.isascii() or len(answer) <= _LONGEST_HAN
    )
    return "" if is_one_word else answer


def _with_lesson(entry: Mistake, number: int, lesson: Lesson) -> Mistake:
    lessons = (*entry.lessons[:number], lesson, *entry.lessons[number + 1 :])
    return attrs.evolve(entry, lessons=lessons)


def _get(entry: Mistake, field: str) -> Any:
    head, _, rest = field.partition(".")
    found = getattr(entry, head)
    return getattr(found, rest) if rest else found


def _with(entry: Mistake, field: str, value: object) -> Mistake:
    head, _, rest = field.partition(".")
    changed: Any = attrs.evolve(getattr(entry, head), **{rest: value}) if rest else value
    return attrs.evolve(entry, **{head: changed})


def _items(answer: str) -> list[str]:
    return [item.strip() for item in re.split(r"[,;\n，；、]", answer) if item.strip()]


def _first(answer: str) -> str:
    return (clauses(answer) or [answer])[0]


_GROUPS: tuple[tuple[Any, Callable[[Mistake, str, str], Placed]], ...] = (
    (("decision.views",), _lines),
    (targets.TEXTS, _text),
    (targets.SCALES, _scale),
    (targets.TRUTHS, _truth),
    (targets.CONDITIONS, _condition),
    (("lessons.check",), _check),
    (targets.LESSONS, _lesson),
    (targets.DAYS, _day),
)
_HOW: dict[str, Callable[[Mistake, str, str], Placed]] = {
    **dict.fromkeys((name for name in targets.LISTS if name.startswith("lessons.applies")), _applies),
    **dict.fromkeys(("tags", "links.evidence", "decision.options"), _list),
    **{"price": _price, "price.hours": _hours, "price.money": _money, "q": _qs},
    **{"heard_from": _heard_from, "lead": _lead, "actions": _action},
}
