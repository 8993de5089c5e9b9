"""The game: it pays for closing the loop, cannot be lost, and can be switched off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mistakes.hooks import Command, Exporter, Figure, Option, Section, hookimpl

if TYPE_CHECKING:
    from mistakes.errors import Fault
    from mistakes.journal import Journal

_BADGE = (
    Option("which", "which drawing", "road|level|streak|balance|year"),
    Option("lang", "the language of its own words", "en|zh"),
)


@hookimpl
def commands() -> list[Command]:
    """Offer `mistakes game`."""
    summary = "Level, streak, badges, quest, and why."
    return [Command("game", summary, "mistakes_game.views.command:command", "where I stand")]


@hookimpl
def exporters() -> list[Exporter]:
    """Offer drawings for a README."""
    return [
        Exporter(
            "badge",
            "a drawing for a README (SVG)",
            "mistakes_game.exports.badge_export:write",
            options=_BADGE,
        )
    ]


@hookimpl
def figures() -> list[Figure]:
    """Offer the year of learning to the book."""
    return [Figure("learning", "A year of learning", "mistakes_game.exports.book_figure:year")]


@hookimpl
def sections() -> list[Section]:
    """Add the road and the quest to `mistakes today`, a year of learning to `mistakes stats`."""
    return [
        Section("news", "New", "mistakes_game.views.pages:news", "today", "02"),
        Section("road", "The road", "mistakes_game.views.pages:road", "today", "65"),
        Section("game", "New", "mistakes_game.views.pages:news", "closing", "50"),
        Section("learning", "A year of learning", "mistakes_game.views.stats_pages:learning", "stats", "22"),
        Section("course", "Lessons and repeats", "mistakes_game.views.stats_pages:course", "stats", "24"),
        Section("qs", "The three Qs", "mistakes_game.views.stats_pages:qs", "stats", "26"),
        Section("gladness", "To be glad of", "mistakes_game.views.stats_pages:gladness", "stats", "28"),
    ]


@hookimpl
def problems(journal: Journal) -> Iterator[Fault]:
    """Name the events of a journal that can earn nothing as they contradict themselves."""
    from mistakes_game.honesty.integrity import problems as found

    return found(journal)
