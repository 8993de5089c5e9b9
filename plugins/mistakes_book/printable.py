"""An entry as the book may print it: in the book's language, and without names where it goes to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeGuard

import attrs

from mistakes.model import PRIVATE_FIELDS, Lesson, Links, Mistake

if TYPE_CHECKING:
    from mistakes_book.outline import Wish

_LESSON_TEXTS = ("text", "when", "then")
_TEXTS = ("title", "story", "expected", "believed", "went_well", "lucky", "overcame")
_NAMES: dict[str, Any] = {"author": "", "heard_from": (), "source": None, "conflict": (), "extra": {}}


def printable(entry: Mistake, wish: Wish) -> Mistake:
    """Return the entry in the language of the wish, and without what a public book leaves out.

    A public book has no authors, sources, evidence, nor names in `heard_from`, of owners, helpers, those
    whose views a decision asked for or from whom it was borrowed, nor what is private (`feeling`).
    Names inside of told text stay: nobody but a reader can find them.
    """
    translated = in_language(entry, wish.language)
    return without_names(translated) if wish.public else translated


def in_language(entry: Mistake, language: str) -> Mistake:
    """Return the entry with the texts it has in a second language (`[also.zh]`) in place of the first ones.

    That table holds texts under the names of fields, and lessons under `lessons`: by their key, as a text
    or as a table of `text`, `when` and `then`; a lesson's key may also stand in the table itself.
    """
    second = entry.also.get(language)
    if not isinstance(second, Mapping):
        return entry
    texts: dict[str, Any] = {name: second[name] for name in _TEXTS if _is_text(second.get(name))}
    return attrs.evolve(entry, **texts, lessons=_lessons(entry.lessons, second))


def without_names(entry: Mistake) -> Mistake:
    """Return the entry without anything that names a person or a place outside of its told text."""
    plain: dict[str, Any] = _NAMES | dict.fromkeys(PRIVATE_FIELDS, "")
    return attrs.evolve(
        entry,
        **plain,
        actions=tuple(attrs.evolve(one, owner="", helper="", evidence="") for one in entry.actions),
        decision=attrs.evolve(entry.decision, views=()),
        links=Links(repeat_of=entry.links.repeat_of, like=entry.links.like),
    )


def _lessons(lessons: tuple[Lesson, ...], second: Mapping[str, Any]) -> tuple[Lesson, ...]:
    tables = second.get("lessons")
    by_key = tables if isinstance(tables, Mapping) else second
    return tuple(_lesson(lesson, by_key.get(lesson.key or "")) for lesson in lessons)


def _lesson(lesson: Lesson, second: object) -> Lesson:
    if _is_text(second):
        return attrs.evolve(lesson, text=second)
    if not isinstance(second, Mapping):
        return lesson
    return attrs.evolve(
        lesson, **{name: second[name] for name in _LESSON_TEXTS if _is_text(second.get(name))}
    )


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value.strip())
