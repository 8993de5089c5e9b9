"""What the game means for the person at the keyboard, in one place: badges, the week's quest, the balance.

    earned, ahead = badges_of(play)    # badges.Earned by day; the nearest badges.Ahead
    offer = quest_of(play)             # quests.Offer of this week, None if there is none
    found = balance_of(play)           # balance.Balance; balance.balance_line tells it
    goal.progress(journal)             # the road of one journal
    gladness.gladness(play)            # whom lessons helped and so on, for `stats`

Each may be asked several times: what was gathered is remembered until something changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mistakes_game.counts.present import present, remembered, settled

if TYPE_CHECKING:
    from mistakes_game.counts.balance import Balance
    from mistakes_game.counts.growth import Counts
    from mistakes_game.counts.present import Present
    from mistakes_game.meaning.badges import Ahead, Earned
    from mistakes_game.meaning.quests import Offer
    from mistakes_game.reading.play import Play

# As many entries that changed are looked at for a page: with more of them, as in a journal that was never
# looked at, they are left to `mistakes game`. For the chapters each has to be read and scanned.
AT_ONCE, CHAPTERS_AT_ONCE = 200, 12


def badges_of(play: Play, *, most: int | None = None) -> tuple[list[Earned], list[Ahead]]:
    """Return the badges one has earned by the day of a game, and those that are nearest.

    If more entries than `most` changed, they are left for another time; None looks at all, see `AT_ONCE`.
    """
    from mistakes_game.counts.gathering import gathered
    from mistakes_game.meaning.badges import earned, next_badges

    counts = gathered(play, most=most).counts
    return earned(counts), next_badges(counts)


def quest_of(play: Play, *, most: int | None = None) -> Offer | None:
    """Return the quest of the week; its `how` tells if it was taken, refused or is done.

    It is kept in one's own journal by `quests.accept` and `quests.refuse`.
    """
    from mistakes_game.counts.gathering import gathered

    found = gathered(play, most=most)
    return _quest(play, found.counts, found.present)


def _quest(play: Play, counts: Counts, now: Present) -> Offer | None:
    from mistakes_game.counts.balance import balance
    from mistakes_game.meaning.quests import offer

    seed = play.personal.header.id if play.personal else play.me.who
    return offer(counts, now.situation, balance(now.qs).lowest, now.told, play.day, seed)


def quest_told(play: Play, *, most: int | None = None) -> dict[str, Any] | None:
    """Return the quest of the week in every language, as `as_json.quest_json` has it, remembered until something changes.

    None if there is none, or if more entries than `most` changed.
    """
    with settled(play) as home:
        if home is None:
            return None
        found = remembered(play, home, most)
        if found.unseen:
            return None

        def work() -> list[Any]:
            from mistakes_game.counts.gathering import counts_of
            from mistakes_game.meaning.as_json import quest_json

            quest = _quest(play, counts_of(play, home, found, most), found.present)
            return [quest and {language: quest_json(quest, language) for language in ("en", "zh")}]

        told: dict[str, Any] | None = home.index.remembered(f"{found.name} quest", work)[0]
        return told


def balance_of(play: Play, *, most: int | None = None) -> Balance:
    """Return the balance of the three Qs over one's last lessons."""
    from mistakes_game.counts.balance import balance

    return balance(present(play, most=most).qs)
