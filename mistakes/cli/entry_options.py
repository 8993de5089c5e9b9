"""The options that say what is in an entry, shared by `add` and `edit`, and what they amount to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast, get_args

import attrs
import click

from mistakes.errors import UsageError
from mistakes.field_text import with_field
from mistakes.fields import settled
from mistakes.model import (
    LONGEST_TITLE,
    Action,
    Applies,
    Condition,
    ConditionKind,
    Kind,
    Lesson,
    Mistake,
    Price,
)

_TRIGGERS = ("path", "command", "word", "tag")
_OPTIONS = (
    click.option("--story", help="What happened, in facts a camera would show."),
    click.option("--happened", metavar="WHEN", help='Such as "yesterday 15:00", "3 days ago", 2026-11-20.'),
    click.option("--kind", type=click.Choice(get_args(Kind)), help="What it was; a mistake unless said."),
    click.option("-t", "--tag", "tags", multiple=True, help="A tag; may be given several times."),
    click.option(
        "--condition", "conditions", multiple=True, metavar="[KIND:] TEXT", help="What contributed."
    ),
    click.option("--lesson", "lessons", multiple=True, help="What you take from it."),
    click.option("--if", "when", metavar="SITUATION", help="The plan of the lesson: when this happens …"),
    click.option("--then", metavar="DEED", help="… I will do this."),
    click.option(
        *("--on", "triggers"),
        multiple=True,
        metavar="KIND: PATTERN",
        help='What brings the lesson to mind: "path: *.sql", "command: psql *", "word: rollback", "tag: db".',
    ),
    click.option("--action", "actions", multiple=True, help="Something to do about it."),
    click.option("--owner", help="Who does the action."),
    click.option("--helper", help="Who helps with the action."),
    click.option("--due", metavar="DATE", help="By when, such as friday or 2026-12-01."),
    click.option(
        "--cost", "costs", multiple=True, metavar="AMOUNT", help="3h, 2d, 200EUR; time and money add up."
    ),
    click.option("--win", is_flag=True, help="It went well: kind is success."),
    click.option(
        "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Any other field, such as process=2."
    ),
)

scanned_option = click.option(
    "--scanned", is_flag=True, help="Go on although it looks like a secret: you have seen that it is none."
)


def entry_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of an entry's fields to a command."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def amend(entry: Mistake, given: dict[str, Any], now: datetime) -> Mistake:
    """Return the entry with what the options say; fields that hold several values grow.

    `given` has the options by name. Raises `UsageError` for a value that does not fit.
    """
    changes: dict[str, Any] = {}
    for name in ("title", "story", "kind"):
        if given.get(name) is not None:
            changes[name] = given[name]
    if given.get("win"):
        changes["kind"] = "success"
    if given.get("happened"):
        changes["happened"] = _moment(given["happened"], now)
    changes["tags"] = (*entry.tags, *(tag for tag in _tags(given) if tag not in entry.tags))
    changes["conditions"] = (*entry.conditions, *map(_condition, _said(given, "conditions")))
    changes["lessons"] = _lessons(entry, given)
    changes["actions"] = _actions(entry, given, now)
    changes["price"] = _price(entry.price, given.get("costs") or ())
    amended = attrs.evolve(entry, **settled(changes, now))
    for setting in given.get("settings") or ():
        key, equals, value = setting.partition("=")
        if not equals:
            raise UsageError(f"--set {setting[:40]!r} has no value", "Write --set KEY=VALUE.")
        amended = with_field(amended, key.strip(), value.strip())
    return amended


def title_and_story(text: str, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Take the first line as the title; what is too long for one, or follows it, goes into the story."""
    title, _, rest = text.strip().partition("\n")
    story = [part for part in (given["story"], rest.strip()) if part]
    if len(title) > LONGEST_TITLE:
        story.insert(0, title)
        title = title[: LONGEST_TITLE - 1].rpartition(" ")[0] or title[: LONGEST_TITLE - 1]
        title += "…"
    return title, given | {"story": "\n\n".join(story) or None}


def _moment(text: str, now: datetime) -> Any:
    from mistakes.when import parse_moment

    return parse_moment(text, now)


def _tags(given: dict[str, Any]) -> list[str]:
    typed = (tag for text in given.get("tags") or () for tag in text.split(","))
    tags = [" ".join(tag.split()).lstrip("#") for tag in typed]
    return list(dict.fromkeys(tag for tag in tags if tag))


def _said(given: dict[str, Any], name: str) -> list[str]:
    """Return the texts that were given; an empty one, as of a variable that is not set, is as good as none."""
    return [text for text in given.get(name) or () if text.strip()]


def _condition(text: str) -> Condition:
    kind, colon, rest = text.partition(":")
    if colon and kind.strip().lower() in get_args(ConditionKind):
        return Condition(rest.strip(), cast(ConditionKind, kind.strip().lower()))
    return Condition(text.strip())


def _lessons(entry: Mistake, given: dict[str, Any]) -> tuple[Lesson, ...]:
    """Return the lessons with the new ones; plan and triggers belong to the last one."""
    lessons = [*entry.lessons, *map(Lesson, _said(given, "lessons"))]
    plan = {name: given[name] for name in ("when", "then") if given.get(name)}
    triggers = given.get("triggers") or ()
    if not plan and not triggers:
        return tuple(lessons)
    *before, last = lessons or [Lesson()]
    return (*before, attrs.evolve(last, **plan, applies=_applies(last.applies, triggers)))


def _applies(applies: Applies, triggers: Sequence[str]) -> Applies:
    """Return what a lesson applies to with the triggers that were typed, such as `path: *.sql`."""
    for text in triggers:
        kind, _, pattern = (part.strip() for part in text.partition(":"))
        if kind.lower() not in _TRIGGERS or not pattern:
            hint = 'Write "path: migrations/**", "command: psql *", "word: rollback" or "tag: database".'
            raise UsageError(f"{text[:40]!r} is no trigger", hint)
        name = f"{kind.lower()}s"
        several = dict.fromkeys([*getattr(applies, name), pattern])
        change: Any = {name: tuple(several)}
        applies = attrs.evolve(applies, **change)
    return applies


def _actions(entry: Mistake, given: dict[str, Any], now: datetime) -> tuple[Action, ...]:
    new = [*map(Action, _said(given, "actions"))]
    details: dict[str, Any] = {name: given[name] for name in ("owner", "helper") if given.get(name)}
    if given.get("due"):
        from mistakes.when import parse_due

        details["due"] = parse_due(given["due"], now)
    if details and not new:
        if not entry.actions:
            raise UsageError("--owner, --helper and --due belong to an action", 'Add one with --action "…".')
        return (*entry.actions[:-1], attrs.evolve(entry.actions[-1], **details))
    return (*entry.actions, *(attrs.evolve(action, **details) for action in new))


def _price(price: Price, costs: tuple[str, ...]) -> Price:
    from mistakes.amounts import Hours, parse_amounts

    for amount in (amount for cost in costs for amount in parse_amounts(cost)):
        if isinstance(amount, Hours):
            price = attrs.evolve(price, hours=(price.hours or 0) + amount.hours)
        elif price.currency not in (None, amount.currency):
            raise UsageError(f"the price is in {price.currency} already", "Convert it to one currency.")
        else:
            total = amount.amount + (price.money or 0)
            price = attrs.evolve(price, money=total, currency=amount.currency)
    return price
