"""The fields a query can name: what each is called, which values of an entry it covers, how it compares.

A value is known by its path, such as `lessons.when`; items of lists share the path of their list.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from mistakes.records import NamedTuple

Comparison: TypeAlias = Literal["text", "exact", "choice", "number", "date", "truth", "id", "cost"]

KINDS = ("mistake", "near-miss", "success", "decision", "borrowed")
STATUSES = ("raw", "understood", "planned", "practised", "applied", "built in")
CONDITION_KINDS = ("person", "task", "tool", "team", "environment", "assumption")
LEADS = ("self", "people", "business")
FLAGS = ("deleted", "repeated", "retired", "lucky", "overdue", "conflict")
PLUGIN_TABLES = "x"


class Field(NamedTuple):
    """A field as queries see it: its values are those at `paths` and beneath them."""

    name: str
    comparison: Comparison
    paths: tuple[str, ...]
    choices: tuple[str, ...] = ()


_TEXTS = (
    *(
        "title",
        "story",
        "expected",
        "believed",
        "went_well",
        "lucky",
        "overcame",
        "feeling",
        "heard_from",
        "goal",
    ),
    *("stretch", "customer_effect", "harm_to_others", "author", "price.note", "conditions.text"),
    *("lessons.text", "lessons.when", "lessons.then", "lessons.check", "lessons.applies"),
    *("lessons.applies.paths", "lessons.applies.commands", "lessons.applies.words", "lessons.applies.tags"),
    *("actions.text", "actions.owner", "actions.helper", "actions.evidence", "decision.options"),
    *("decision.chosen", "decision.prediction", "decision.views", "decision.outcome", "links.borrowed_from"),
    *("links.evidence", "source", "source.format", "source.ref", "source.digest", "also", "deleted.by"),
    *("deleted.why", "conflict", "conflict.path", "conflict.value", "conflict.author", "x"),
)
_EXACT = ("tags", "price.currency", "conditions.key", "lessons.key", "actions.key")
_NUMBERS = (
    *("format", "rev", "confidence", "process", "result", "price.hours", "price.money", "price.trust"),
    *("q.iq", "q.eq", "q.lq", "decision.confidence"),
)
_DATES = (
    *("happened", "logged", "updated", "lessons.added", "actions.due", "actions.done", "decision.review_on"),
    *("deleted.at", "conflict.at"),
)
_TRUTHS = ("right_thing", "done_right", "price.reversible")
_IDS = ("id", "links.repeat_of", "links.like", "links.shared_from")
_CHOICES = {"kind": KINDS, "status": STATUSES, "lead": LEADS, "conditions.kind": CONDITION_KINDS}

LESSON = ("lessons.text", "lessons.when", "lessons.then", "lessons.check")
_DECISION = tuple(f"decision.{name}" for name in ("options", "chosen", "prediction", "views", "outcome"))
_SHORT: dict[str, tuple[str, ...]] = {
    "tag": ("tags",),
    "by": ("author",),
    "lesson": LESSON,
    "lessons": LESSON,
    "condition": ("conditions.text",),
    "conditions": ("conditions.text",),
    "action": ("actions.text",),
    "actions": ("actions.text",),
    "decision": _DECISION,
    "evidence": ("links.evidence", "actions.evidence"),
    "applies": ("lessons.applies",),
    "path": ("lessons.applies.paths",),
    "command": ("lessons.applies.commands",),
    **{path.rpartition(".")[2]: (path,) for path in (*LESSON[1:], *_DECISION)},
    **{name: (f"actions.{name}",) for name in ("owner", "helper", "due", "done")},
    **{name: (f"price.{name}",) for name in ("hours", "money", "currency", "trust", "reversible", "note")},
    **{name: (f"q.{name}",) for name in ("iq", "eq", "lq")},
    **{name: (f"links.{name}",) for name in ("repeat_of", "like", "borrowed_from", "shared_from")},
    "added": ("lessons.added",),
    "review_on": ("decision.review_on",),
    "why": ("deleted.why",),
    "deleted": ("deleted.at",),
}


def field_named(name: str) -> Field | None:
    """Return the field that a person calls by this name, None if there is none."""
    plain = name.lower().replace("-", "_")
    if plain == "cost":
        return Field("cost", "cost", ("price.hours", "price.money"))
    if plain.startswith(f"{PLUGIN_TABLES}.") and len(plain) > 2:
        return Field(name, "text", (name,))
    paths = _SHORT.get(plain) or (plain,)
    comparison = _COMPARISONS.get(paths[0])
    return Field(plain, comparison, paths, _CHOICES.get(paths[0], ())) if comparison else None


def field_names() -> list[str]:
    """Return every name a field has in queries, sorted."""
    return sorted({"cost", *_COMPARISONS, *_SHORT})


_COMPARISONS: dict[str, Comparison] = {
    **dict.fromkeys(_TEXTS, "text"),
    **dict.fromkeys(_EXACT, "exact"),
    **dict.fromkeys(_CHOICES, "choice"),
    **dict.fromkeys(_NUMBERS, "number"),
    **dict.fromkeys(_DATES, "date"),
    **dict.fromkeys(_TRUTHS, "truth"),
    **dict.fromkeys(_IDS, "id"),
}
