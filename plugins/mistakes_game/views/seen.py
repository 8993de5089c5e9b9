"""What the sections of one page look at together, so that it is looked at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from mistakes.discovery import state
from mistakes_game.caches import cache_file
from mistakes_game.counts.present import CACHE
from mistakes_game.meaning.overall import AT_ONCE, new_badges, quest_told
from mistakes_game.reading.play import Play, of
from mistakes_game.views.celebrated import known

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.practice import Occasion
    from mistakes_game.meaning.badges import Badge

_State: TypeAlias = "list[object]"


class Seen:
    """The game at one moment, as far as it is known without looking at many entries that changed."""

    def __init__(self, play: Play) -> None:
        self.play = play

    @cached_property
    def badges(self) -> list[Badge]:
        """The badges that were not celebrated yet; none as long as too much changed to be looked at for a page."""
        personal = self.play.personal
        return new_badges(self.play, known(personal.root).badges, most=AT_ONCE) if personal else []

    @cached_property
    def quest(self) -> dict[str, Any] | None:
        """The quest of the week in every language, None if there is none or it is not known."""
        return quest_told(self.play, most=AT_ONCE)


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
    # what was left as too much changed may have been counted since, here or by another process
    counted = [state(cache_file.path_of(CACHE, journal.root)) for journal in journals]
    return [*about, counted, *(journal.index.remembered("game seen", new_id) for journal in journals)]
