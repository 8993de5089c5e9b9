"""What the sections of one page look at together, so that it is looked at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from mistakes_game.balance import balance
from mistakes_game.gathering import Gathered, gathered
from mistakes_game.meaning import AT_ONCE
from mistakes_game.play import Play, of
from mistakes_game.quests import Offer, offer

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.practice import Occasion
    from mistakes_game.badges import Earned

_State: TypeAlias = "list[object]"


class Seen:
    """The game at one moment, and what was gathered for it, from a limited number of entries that changed."""

    def __init__(self, play: Play) -> None:
        self.play = play

    @cached_property
    def gathered(self) -> Gathered:
        """What the person has come to."""
        return gathered(self.play, most=AT_ONCE)

    @property
    def badges(self) -> list[Earned]:
        """The badges that are earned."""
        from mistakes_game.badges import earned

        return earned(self.gathered.counts)

    @property
    def quest(self) -> Offer | None:
        """The quest of the week."""
        found, play = self.gathered, self.play
        seed = play.personal.header.id if play.personal else play.me.who
        return offer(found.counts, found.situation, balance(found.qs).lowest, found.told, play.day, seed)


# what was seen last, with the state in which all was then; a page has several sections
_LAST: list[tuple[_State, Seen]] = []


def seen(occasion: Occasion) -> Seen:
    """Return what the sections of a page look at, the same until something changes."""
    play = of(occasion.journals, occasion.day)
    state = _state(play.journals, play)
    if not _LAST or _LAST[0][0] != state:
        _LAST[:] = [(state, Seen(play))]
    return _LAST[0][1]


def _state(journals: Sequence[Journal], play: Play) -> _State:
    from mistakes.ids import new_id

    about = [play.day, play.me.who, sorted(play.me.addresses), sorted(play.settings.all().items())]
    return [*about, *(journal.index.remembered("game seen", new_id) for journal in journals)]
