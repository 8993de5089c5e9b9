"""Which quests were taken and refused, as one's own events tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from mistakes.records import NamedTuple

PROMPT = "quest."


class Told(NamedTuple):
    """That a quest was taken or refused (`how` is `accepted` or `refused`) on a day; `at` orders what is told."""

    quest: str
    how: str
    day: date
    at: str = ""

    def plain(self) -> list[Any]:
        """Return it as plain values of JSON."""
        return [self.quest, self.how, self.day.toordinal(), self.at]

    @classmethod
    def of_plain(cls, plain: Sequence[Any]) -> Told:
        """Return what plain values stand for."""
        quest, how, day, at = plain
        return cls(quest, how, date.fromordinal(day), at)


def told_of(deeds: Iterable[Any]) -> list[Told]:
    """Return which quests were taken and refused, from deeds of one's own; what was taken back is left out."""
    every = [deed for deed in deeds if deed.do in ("answered", "skipped", "retracted")]
    gone = {deed.key for deed in every if deed.do == "retracted"}
    return [
        Told(
            deed.key.removeprefix(PROMPT),
            "refused" if deed.do == "skipped" else "accepted",
            date.fromordinal(deed.day),
            deed.id,
        )
        for deed in every
        if deed.do != "retracted" and deed.key.startswith(PROMPT) and deed.id not in gone
    ]
