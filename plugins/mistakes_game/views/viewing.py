"""What the views of the game share: the game at hand, the language, and lines that several of them say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mistakes.records import NamedTuple
from mistakes_game.reading.units import unit_of
from mistakes_game.words.view_words import BY_DAY, WORDS, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mistakes.cli.session import Session
    from mistakes.journal import Journal
    from mistakes.settings import Settings
    from mistakes_game.drawings.heatmap import Heat
    from mistakes_game.points.state import Streak
    from mistakes_game.reading.play import Play

CALM = "calm"
OPEN = ("offered", "accepted")  # how a quest is that may still be taken or refused
SHADE_OF = {"held": "█", "repaired": "▓", "reserve": "▓", "quiet": "▒", "rest": "░"}


class Viewing(NamedTuple):
    """What a view needs: the session it is shown in, the game, the language, and if it is to be calm.

    `journals` are those that are read; the game covers the others of the person as well.
    """

    session: Session
    journals: Sequence[Journal]
    play: Play
    language: str
    is_calm: bool

    @property
    def words(self) -> dict[str, str]:
        """The words of the language."""
        return words_of(self.language, self.session.settings)


def words_of(language: str, settings: Settings) -> dict[str, str]:
    """Return the words of a language, `en` or `zh`; they speak of days where the streak is one of days."""
    return WORDS[language] | BY_DAY[language] if unit_of(settings) == 1 else WORDS[language]


def is_calm(settings: Settings) -> bool:
    """Tell whether the person wants it quiet: no points, no badges, no quests."""
    return settings.text("game") == CALM


def heat_of(play: Play) -> Heat:
    """Return one's own year of learning, from what one recalled and applied."""
    from mistakes_game.drawings.heatmap import heat

    mine = [deed for deed in play.deeds() if deed.by in play.me]
    reviews, applied = ([deed.day for deed in mine if deed.do == do] for do in ("reviewed", "applied"))
    return heat(map(date.fromordinal, reviews), map(date.fromordinal, applied), play.day)


def weeks_said(words: dict[str, str], count: int) -> str:
    """Return a number of weeks."""
    return counted(words, "week", "weeks", count)


def streak_line(streak: Streak, words: dict[str, str]) -> str:
    """Return the streak in one line: what there is, never what there is not."""
    if not streak.total:
        return words["streak none"]
    if streak.total == 1:
        return words["streak one"]
    parts = []
    if streak.current > 1:
        parts.append(words["streak"].format(weeks=weeks_said(words, streak.current)))
    if streak.best > max(streak.current, 1):
        parts.append(words["streak best"].format(best=streak.best))
    if streak.total > streak.current:
        parts.insert(
            0 if streak.current < 2 else 1, words["streak all"].format(weeks=weeks_said(words, streak.total))
        )
    if streak.weeks and streak.weeks[-1].how == "held":
        parts.append(words["held"])
    if streak.reserves:
        parts.append(counted(words, "reserve", "reserves", streak.reserves))
    return " · ".join(parts)


def year_told(year: Heat, words: dict[str, str]) -> str:
    """Return in one sentence what a year of learning shows, for those who cannot see it."""
    from mistakes_game.drawings.heatmap import warmest_month

    month = warmest_month(year)
    if month is None:
        return words["year none"]
    told = words["year told"].format(
        first=year.first.isoformat(),
        reviews=counted(words, "recall", "recalls", sum(year.reviews.values())),
        applied=counted(words, "application", "applications", sum(year.applied.values())),
        days=counted(words, "day", "day count", year.active),
    )
    name = words["months"].split()[month.month - 1]
    return told + words["most in"].format(month=f"{name} {month.year}" if name.isascii() else name)


def calm_line(streak: Streak, proven: int, words: dict[str, str]) -> str:
    """Return all that a calm game says: the weeks in all, and the lessons proven."""
    lessons = counted(words, "proven one", "proven", proven)
    if not streak.total:
        return words["calm none"].format(proven=lessons)
    return words["calm"].format(weeks=weeks_said(words, streak.total), proven=lessons)


def weeks_line(streak: Streak, words: dict[str, str]) -> str:
    """Return all weeks of learning, which is what a calm game says where the lessons are not counted yet."""
    return (
        words["streak all"].format(weeks=weeks_said(words, streak.total))
        if streak.total
        else words["streak none"]
    )
