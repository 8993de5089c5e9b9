"""The sections of `today`: what is new, the road and the quest; each in a line or two."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mistakes.practice import Occasion, Shown
from mistakes_game.as_json import quest_json
from mistakes_game.celebrated import known, once, place
from mistakes_game.celebration import line_of
from mistakes_game.meaning import AT_ONCE
from mistakes_game.roads import proven_of, road_json, road_line, roads_of
from mistakes_game.seen import seen
from mistakes_game.view_words import WORDS, words_of
from mistakes_game.viewing import CALM, OPEN, calm_line, is_calm

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes_game.play import Play
    from mistakes_game.quests import Offer
    from mistakes_game.roads import Road

_PATIENCE = timedelta(days=90)


def news(occasion: Occasion) -> Shown:
    """Return the line that celebrates a level or a badge, where a person sits at a terminal; it comes once."""
    nothing = Shown((), made_of=(str(place()),))
    own = next((journal for journal in occasion.journals if journal.private), None)
    if occasion.columns is None or own is None or is_calm(own.settings):
        return nothing
    found = seen(occasion)
    line = line_of(found.play, found.badges, occasion.language)
    return Shown((line,), None, WORDS[occasion.language]["new"]) if line else nothing


def road(occasion: Occasion) -> Shown:
    """Return the three numbers of each journal and the quest of the week; where it is calm, two numbers."""
    found = seen(occasion)
    play = found.play
    roads = roads_of(occasion.journals, most=AT_ONCE)
    words = words_of(occasion.language, play.settings)
    if play.personal is not None and is_calm(play.personal.settings):
        return _calm(play, roads, words)
    quest = found.quest
    lines = [road_line(one, words, one.journal if len(roads) > 1 else "") for one in roads]
    lines += [*_quest(quest, occasion.language), *(_audit(play, occasion) or _offer(play, occasion))]
    data: dict[str, Any] = {
        "road": [road_json(one) for one in roads],
        "quest": quest_json(quest, occasion.language),
    }
    return Shown(tuple(lines), data, words["today"], made_of=_made_of(play, roads))


def _made_of(play: Play, roads: list[Road]) -> tuple[str, ...] | None:
    """Return what the page is made of; None where it has to be made anew.

    So it is as long as not all entries were looked at, or another journal of one's own may have changed.
    """
    is_partial = any(one.goal.unseen for one in roads)
    return None if is_partial or len(play.journals) > len(roads) else (str(place()),)


def _calm(play: Play, roads: list[Road], words: dict[str, str]) -> Shown:
    streak, proven = play.streak(), proven_of(roads)
    data = {"mode": CALM, "weeks": streak.total, "proven": proven}
    return Shown((calm_line(streak, proven, words),), data, words["today"], made_of=())


def _quest(quest: Offer | None, language: str) -> list[str]:
    words = WORDS[language]
    if quest is None or quest.how not in OPEN:
        return []
    line = words["quest"].format(name=quest.quest.name.said(language))
    return [words["quest today"].format(quest=line)]


def _audit(play: Play, occasion: Occasion) -> list[str]:
    """Return the look back of the month, on one day only."""
    from mistakes_game.audit_view import claim, question

    name = f"audit {occasion.day:%Y-%m}"
    if occasion.columns is None or play.personal is None or not _may_say(play.personal, name, occasion.day):
        return []
    found = claim(play)
    if found is None or not once(play.personal.root, name, occasion.day):
        return []
    words = WORDS[occasion.language]
    return [words["audit today"].format(question=question(found, words))]


def _offer(play: Play, occasion: Occasion) -> list[str]:
    """Return the offer to make it calm: on one day, when somebody has played for three months."""
    if occasion.columns is None or play.personal is None or not _may_say(play.personal, CALM, occasion.day):
        return []
    first = play.past().first
    if first is None or first + _PATIENCE.days > occasion.day.toordinal():
        return []
    is_due = once(play.personal.root, CALM, occasion.day)
    return [WORDS[occasion.language]["calm offer"]] if is_due else []


def _may_say(journal: Journal, name: str, day: date) -> bool:
    """Tell whether something that is said on one day only was not said on another; quick."""
    return known(journal.root).offered.get(name, day) == day
