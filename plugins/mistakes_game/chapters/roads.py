"""The roads of several journals: how far each is, one's own first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from mistakes.records import NamedTuple
from mistakes_game.chapters.goal import Goal, progress

if TYPE_CHECKING:
    from mistakes.journal import Journal


class Road(NamedTuple):
    """How far a journal, by its name, is on its road."""

    journal: str
    goal: Goal


def roads_of(journals: Sequence[Journal], *, most: int | None = None) -> list[Road]:
    """Return how far journals are; of each at most `most` files that changed are read, None reads all."""
    return [Road(journal.name, progress(journal, most=most)) for journal in journals]


def proven_of(roads: Iterable[Road]) -> int:
    """Return how many lessons have proven themselves in all journals."""
    return sum(road.goal.proven for road in roads)


def road_line(road: Road, words: dict[str, str], name: str = "") -> str:
    """Return the three numbers of a journal in one line, under a name if there is one.

    While not all entries were looked at, two of them would be too small, and are not told.
    """
    goal = road.goal
    line = words["road counting" if goal.unseen else "road"].format(
        collected=goal.collected, ready=goal.chapter_ready, proven=goal.proven
    )
    return words["road named"].format(name=name, numbers=line) if name else line


def road_json(road: Road) -> dict[str, Any]:
    """Return the three numbers of a journal, its goal and its next milestone as plain values."""
    goal = road.goal
    numbers = {"collected": goal.collected, "ready": goal.chapter_ready, "proven": goal.proven}
    ahead = {"goal": goal.goal, "milestone": goal.milestone, "unseen": goal.unseen}
    return {"journal": road.journal} | numbers | ahead
