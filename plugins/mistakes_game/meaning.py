"""What the game means for the person at the keyboard, in one place: badges, the week's quest, the balance.

    earned, ahead = badges_of(play)    # badges.Earned by day; the nearest badges.Ahead
    offer = quest_of(play)             # quests.Offer of this week, None if there is none
    found = balance_of(play)           # balance.Balance; balance.balance_line tells it
    goal.progress(journal)             # the road of one journal
    reports.gladness(play)             # whom lessons helped and so on, for `stats`

Each may be asked several times: what was gathered is remembered until something changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mistakes_game.badges import Ahead, Earned, earned, next_badges
from mistakes_game.balance import Balance, balance
from mistakes_game.gathering import gathered
from mistakes_game.quests import Offer, offer

if TYPE_CHECKING:
    from mistakes_game.play import Play

AT_ONCE = 60  # entries that a page looks at at most, so that it is quick on a journal it has never seen


def badges_of(play: Play, *, most: int | None = None) -> tuple[list[Earned], list[Ahead]]:
    """Return the badges one has earned by the day of a game, and those that are nearest.

    At most so many entries that changed are looked at; None looks at all, see `AT_ONCE`.
    """
    counts = gathered(play, most=most).counts
    return earned(counts), next_badges(counts)


def quest_of(play: Play, *, most: int | None = None) -> Offer | None:
    """Return the quest of the week; its `how` tells if it was taken, refused or is done.

    It is kept in one's own journal by `quests.accept` and `quests.refuse`.
    """
    found = gathered(play, most=most)
    seed = play.personal.header.id if play.personal else play.me.who
    return offer(found.counts, found.situation, balance(found.qs).lowest, found.told, play.day, seed)


def balance_of(play: Play, *, most: int | None = None) -> Balance:
    """Return the balance of the three Qs over one's last lessons."""
    return balance(gathered(play, most=most).qs)
