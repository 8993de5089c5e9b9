"""`mistakes game` where it is calm: the weeks of learning in all, and the lessons that have proven themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mistakes_game.chapters.roads import proven_of, roads_of
from mistakes_game.views.viewing import CALM, calm_line

if TYPE_CHECKING:
    from mistakes_game.views.viewing import Viewing


def show(view: Viewing) -> None:
    """Write the two numbers; every view is this one where it is calm."""
    streak, proven = view.play.streak(), proven_of(roads_of(view.journals))
    if view.session.json:
        return view.session.out.json({"mode": CALM, "weeks": streak.total, "proven": proven})
    return view.session.out.text(calm_line(streak, proven, view.words))
