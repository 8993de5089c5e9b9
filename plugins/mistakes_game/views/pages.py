"""The sections of `today`: what is new, the road and the quest; each in a line or two."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mistakes.practice import Occasion, Shown
from mistakes_game.caches.cache_file import path_of
from mistakes_game.chapters.roads import proven_of, road_json, road_line, roads_of
from mistakes_game.meaning.overall import CHAPTERS_AT_ONCE
from mistakes_game.views.celebrated import known, once, place
from mistakes_game.views.seen import seen
from mistakes_game.views.viewing import CALM, OPEN, calm_line, is_calm, weeks_line, words_of
from mistakes_game.words.view_words import WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mistakes.journal import Journal
    from mistakes_game.chapters.roads import Road
    from mistakes_game.reading.play import Play

_PATIENCE = timedelta(days=90)


def news(occasion: Occasion) -> Shown:
    """Return the line that celebrates a level or a badge, where a person sits at a terminal; it comes once."""
    nothing = Shown((), made_of=(str(place()),))
    own = next((journal for journal in occasion.journals if journal.private), None)
    if occasion.columns is None or own is None or is_calm(own.settings):
        return nothing
    from mistakes_game.views.celebration import line_of

    found = seen(occasion)
    line = line_of(found.play, found.badges, occasion.language)
    return Shown((line,), None, WORDS[occasion.language]["new"]) if line else nothing


def road(occasion: Occasion) -> Shown:
    """Return the three numbers of each journal and the quest of the week; where it is calm, two numbers."""
    if not occasion.journals:
        return Shown(())
    found = seen(occasion)
    play = found.play
    roads = roads_of(occasion.journals, most=CHAPTERS_AT_ONCE)
    words, made_of = words_of(occasion.language, play.settings), _made_of(play, occasion.journals)
    if play.personal is not None and is_calm(play.personal.settings):
        return _calm(play, roads, words)._replace(made_of=made_of)
    quest = found.quest and found.quest[occasion.language]
    lines = [road_line(one, words, one.journal if len(roads) > 1 else "") for one in roads]
    lines += [*_quest(quest, words), *(_audit(play, occasion) or _offer(play, occasion))]
    data: dict[str, Any] = {"road": [road_json(one) for one in roads], "quest": quest}
    return Shown(tuple(lines), data, words["today"], made_of=made_of)


def _made_of(play: Play, journals: Sequence[Journal]) -> tuple[str, ...] | None:
    """Return what the page is made of beside journals; None where another journal of one's own may have changed.

    What was left as too much changed is looked at by others, and then the caches are no longer as they were;
    who brought which event can change with what is committed.
    """
    if len(play.journals) > len(journals):
        return None
    caches = [path_of("counts", journals[0].root), *(path_of("chapters", one.root) for one in journals)]
    commits = [str(one.root / ".git" / "logs" / "HEAD") for one in journals if not one.private]
    return (str(place()), *caches, *commits)


def _calm(play: Play, roads: list[Road], words: dict[str, str]) -> Shown:
    streak, proven = play.streak(), proven_of(roads)
    is_known = not any(one.goal.unseen for one in roads)
    said = calm_line(streak, proven, words) if is_known else weeks_line(streak, words)
    data = {"mode": CALM, "weeks": streak.total, "proven": proven if is_known else None}
    return Shown((said,), data, words["today"])


def _quest(quest: dict[str, Any] | None, words: dict[str, str]) -> list[str]:
    if quest is None or quest["how"] not in OPEN:
        return []
    return [words["quest today"].format(quest=words["quest"].format(name=quest["name"]))]


def _audit(play: Play, occasion: Occasion) -> list[str]:
    """Return the look back of the month, on one day only."""
    name = f"audit {occasion.day:%Y-%m}"
    if occasion.columns is None or play.personal is None or not _may_say(play.personal, name, occasion.day):
        return []
    from mistakes_game.views.audit_view import claim, question

    found = claim(play)
    if found is None or not once(play.personal.root, name, occasion.day):
        return []
    words = WORDS[occasion.language]
    return [words["audit today"].format(question=question(play, found, words))]


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
