"""`mistakes game`: where one stands in the game, and its parts by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import UsageError

if TYPE_CHECKING:
    from mistakes_game.views.viewing import Viewing

VIEWS = ("streak", "badges", "quest", "why", "rest", "audit")
_BELONGS = {"--all": "badges", "--refuse": "quest", "--list": "rest", "-n": "why"}
_WITH_WORDS = ("rest", "audit", "why")


@make(name="game")
@click.argument("view", type=click.Choice(VIEWS), metavar=f"[{'|'.join(VIEWS)}]", required=False)
@click.argument("words", nargs=-1, metavar="[FROM TO | TEXT | ID]")
@click.option("--all", "everything", is_flag=True, help="badges: all of them, also those still ahead.")
@click.option("--refuse", is_flag=True, help="quest: not this one, which is free.")
@click.option("--list", "listed", is_flag=True, help="rest: what is planned, and how much is left.")
@click.option("-n", "limit", type=click.IntRange(1), help="why: the newest N.")
def command(
    session: Session,
    view: str | None,
    words: tuple[str, ...],
    everything: bool,
    refuse: bool,
    listed: bool,
    limit: int | None,
) -> None:
    """Show where you stand: level, streak, quest, balance, the road to 1,001.

    `streak` shows a year of learning, `badges` what you have earned, `quest` the one of this week, `why`
    every point with its reason, `why ID` those of one entry and what it still wants to be a chapter of
    the book; `rest FROM TO` plans a rest, in which the streak waits; `audit` looks back
    at one time a lesson helped.
    """
    given = {"--all": everything, "--refuse": refuse, "--list": listed, "-n": limit}
    _refuse_strays(view, given, words)
    if view == "rest":
        from mistakes_game.views import rest_view

        return rest_view.plan(session, words) if words else rest_view.show(session)
    with _viewing(session) as found:
        return _show(found, view, words, everything=everything, refuse=refuse, limit=limit)


def _show(
    found: Viewing,
    view: str | None,
    words: tuple[str, ...],
    *,
    everything: bool,
    refuse: bool,
    limit: int | None,
) -> None:
    if found.is_calm:
        from mistakes_game.views import calm_view

        return calm_view.show(found)
    if view == "streak":
        from mistakes_game.views import streak_view

        return streak_view.show(found)
    if view == "badges":
        from mistakes_game.views import badges_view

        return badges_view.show(found, everything=everything)
    if view == "quest":
        from mistakes_game.views import quest_view

        return quest_view.refuse(found) if refuse else quest_view.show(found)
    if view == "why":
        from mistakes_game.views import why_view

        return why_view.of_entry(found, words, limit) if words else why_view.show(found, limit)
    if view == "audit":
        from mistakes_game.views import audit_view

        return audit_view.note(found, words) if words else audit_view.show(found)
    from mistakes_game.views import overview

    return overview.show(found)


def _refuse_strays(view: str | None, given: Mapping[str, object], words: tuple[str, ...]) -> None:
    """Raise `UsageError` for an option, or words, that belong to another view."""
    for name, value in given.items():
        if value and _BELONGS[name] != view:
            owner = f"mistakes game {_BELONGS[name]}"
            raise UsageError(f"{name} belongs to {owner}", f"Run: {owner} {name}")
    if words and view not in _WITH_WORDS:
        raise UsageError(f"game {view} takes no words", "Run: mistakes game --help")
    if given["--list"] and words:
        raise UsageError("--list shows what is planned, days plan a rest", "Give one of them.")


@contextmanager
def _viewing(session: Session) -> Iterator[Viewing]:
    """Yield what a view needs, over journals that are looked at once."""
    from mistakes.cli.listing import waiting
    from mistakes.days import learning_day
    from mistakes.locales import language
    from mistakes_game.reading.play import of
    from mistakes_game.views.viewing import Viewing, is_calm

    journals = session.reading()
    with waiting("Reading entries") as progress, journals.settled(progress):
        play = of(journals, learning_day())
        yield Viewing(session, journals, play, language(session.settings), is_calm(session.settings))
