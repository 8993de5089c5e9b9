"""Levels: the root of the points, with a name for every five."""

from __future__ import annotations

from math import isqrt

from mistakes.records import NamedTuple

_STEP = 20
_EVERY = 5
NAMES = (
    {"en": "Newcomer", "zh": "初来者"},
    {"en": "Noticer", "zh": "留心者"},
    {"en": "Asker", "zh": "发问者"},
    {"en": "Owner", "zh": "担当者"},
    {"en": "Planner", "zh": "谋划者"},
    {"en": "Practiser", "zh": "践行者"},
    {"en": "Sharer", "zh": "分享者"},
    {"en": "Coach", "zh": "引路人"},
    {"en": "Gardener", "zh": "园丁"},
    {"en": "Storyteller", "zh": "讲述者"},
)


class Level(NamedTuple):
    """A level: its number from 0, the points at which it begins, and those at which the next one does."""

    number: int
    begins: int
    next: int

    def name(self, language: str = "en") -> str:
        """Return its name in `en` or `zh`: one for every five levels, the last one for all beyond."""
        names = NAMES[min(self.number // _EVERY, len(NAMES) - 1)]
        return names.get(language, names["en"])


def level_of(points: int) -> Level:
    """Return the level that so many points make: floor(sqrt(points / 20)); points below 0 make level 0."""
    number = isqrt(max(points, 0) // _STEP)
    return Level(number, _STEP * number**2, next_at(number))


def next_at(number: int) -> int:
    """Return the points at which the level after a level begins: 20 (number + 1)²."""
    return _STEP * (number + 1) ** 2
