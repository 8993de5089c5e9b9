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

from mistakes_game.counts.present import kept, present, settled

if TYPE_CHECKING:
    from collections.abc import Collection

    from mistakes.journal import Journal
    from mistakes_game.counts.balance import Balance
    from mistakes_game.counts.growth import Counts
    from mistakes_game.counts.present import Present
    from mistakes_game.meaning.badges import Ahead, Badge, Earned
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

    def work(home: Journal) -> list[Any]:
        from mistakes_game.counts.gathering import gathered_lately
        from mistakes_game.meaning.as_json import quest_json
        from mistakes_game.meaning.quests import looked_at

        found = gathered_lately(play, home, looked_at(), most)
        quest = None if found.unseen else _quest(play, found.counts, found.present)
        return [quest and {language: quest_json(quest, language) for language in ("en", "zh")}]

    with settled(play) as home:
        if home is None:
            return None
        told: dict[str, Any] | None = kept(play, home, most, "quest", lambda: work(home))[1][0]
        return told


def new_badges(play: Play, before: Collection[str], *, most: int | None = None) -> list[Badge]:
    """Return the badges that one has earned, in the order of the data, but for those with the ids `before`.

    None if more entries than `most` changed.
    """
    from mistakes_game.meaning.badges import badges

    ahead = [badge for badge in badges() if badge.id not in before]

    def work(home: Journal) -> list[str]:
        from mistakes_game.counts.gathering import gathered_lately
        from mistakes_game.meaning.badges import earned

        names = {need.what for badge in ahead for need in badge.needs}
        counts = gathered_lately(play, home, names, most).counts if names else {}
        return [one.badge.id for one in earned(counts, ahead)]

    with settled(play) as home:
        if home is None:
            return []
        what = " ".join(["badges", *sorted(badge.id for badge in ahead)])
        found = kept(play, home, most, what, lambda: work(home))[1]
        return [badge for badge in ahead if badge.id in found]


def balance_of(play: Play, *, most: int | None = None) -> Balance:
    """Return the balance of the three Qs over one's last lessons."""
    from mistakes_game.counts.balance import balance

    return balance(present(play, most=most).qs)
