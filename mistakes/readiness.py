"""What an entry still lacks before it can be a chapter of the book: facts, conditions, a lesson, a plan.

These are the rules that need only the entry itself. That it is a day old, that somebody else has read it,
and that it holds no name or secret is judged elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mistakes.platitudes import is_platitude

if TYPE_CHECKING:
    from mistakes.model import Lesson, Mistake

__all__ = ["KINDS", "SHORTEST_STORY", "is_platitude", "missing"]

KINDS = ("story", "condition", "lesson", "platitude", "plan")
SHORTEST_STORY = 40
# A Chinese character says about as much as two and a half letters.
_LETTERS_OF_A_CHARACTER = 2.5
_HAN = "[\u3400-\u9fff\uf900-\ufaff]"


def missing(entry: Mistake) -> tuple[str, ...]:
    """Return what the entry lacks to be a chapter, as names from `KINDS` in their order; () if nothing.

    `story`: fewer than 40 letters of what happened (a Chinese character counts as two and a half).
    `condition`: nothing contributed but persons. `lesson`: none is written down.
    `platitude`: every lesson only asks to be more careful. `plan`: no lesson has both `when` and `then`
    or names a check, and no action has an owner and a day.
    """
    said = [lesson for lesson in entry.lessons if _text_of(lesson)]
    holds = {
        "story": _length(entry.story) >= SHORTEST_STORY,
        "condition": any(one.text.strip() and one.kind != "person" for one in entry.conditions),
        "lesson": bool(said),
        "platitude": not said or any(map(_says_something, said)),
        "plan": _is_planned(entry),
    }
    return tuple(kind for kind in KINDS if not holds[kind])


def _text_of(lesson: Lesson) -> str:
    return f"{lesson.text}{lesson.when}{lesson.then}{lesson.check}".strip()


def _says_something(lesson: Lesson) -> bool:
    said = (lesson.text, lesson.then)
    return bool(lesson.check.strip()) or any(text.strip() and not is_platitude(text) for text in said)


def _is_planned(entry: Mistake) -> bool:
    plans = any(lesson.is_plan or lesson.check for lesson in entry.lessons)
    return plans or any(action.owner and action.due for action in entry.actions)


def _length(story: str) -> float:
    characters = 0 if story.isascii() else len(re.findall(_HAN, story))
    return len(story.strip()) + characters * (_LETTERS_OF_A_CHARACTER - 1)
