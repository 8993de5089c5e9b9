"""`mistakes export badge`: a drawing for a README, as SVG: the road, one's own level, streak, balance or year.

A team's journal has the road only: the numbers of a person are not for others to see.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from mistakes.errors import UsageError
from mistakes_game.drawings.svg_badge import Bar, badge_svg, bars_svg
from mistakes_game.views.viewing import heat_of, is_calm, streak_line, weeks_said, words_of, year_told
from mistakes_game.words.view_words import WORDS

if TYPE_CHECKING:
    from mistakes.exchange import Selection
    from mistakes.journal import Journal
    from mistakes_game.reading.play import Play

ROAD = "road"


def write(selection: Selection, out: BinaryIO, *, which: str = ROAD, lang: str = "") -> None:
    """Write one drawing of a journal as UTF-8: the road unless `which` names another.

    `lang` is en or zh, by default the language one is spoken to. Raises `UsageError` for a name that is
    none, for several journals, for the numbers of a person in a team's journal, and for what a calm game
    does not show.
    """
    from mistakes.locales import language
    from mistakes.settings import Settings

    if which not in (ROAD, *_OWN):
        raise UsageError(f"there is no badge {which[:40]!r}", f"There are: {', '.join((ROAD, *_OWN))}")
    journal = _journal(selection)
    if which != ROAD and not journal.private:
        hint = "Leave out --which; or leave out -j and -T for your own journal."
        raise UsageError(f"a team's badge shows the road, no {which} of a person", hint)
    settings = Settings.load()
    if which not in (ROAD, "streak") and is_calm(settings):
        raise UsageError("the game is calm", "For this badge: mistakes config set game full")
    spoken = lang if lang in WORDS else language(settings)
    with journal.settled():
        svg = _road(journal, spoken) if which == ROAD else _of_oneself(journal, which, spoken)
    # the export counts what is read, and says so if it was nothing
    for _ in islice(selection.entries(), 2):
        pass
    out.write(svg.encode("utf-8"))


def _journal(selection: Selection) -> Journal:
    from mistakes.journal import Journal

    if len(selection.roots) != 1:
        raise UsageError("a badge is of one journal", "Leave out --and.")
    return Journal.open(selection.roots[0])


def _road(journal: Journal, spoken: str) -> str:
    from mistakes_game.chapters.goal import progress

    goal, words = progress(journal), WORDS[spoken]
    numbers = {
        "collected": goal.collected,
        "ready": goal.chapter_ready,
        "proven": goal.proven,
        "goal": goal.goal,
    }
    right, told = words["badge road"].format(**numbers), words["road goal"].format(**numbers)
    return badge_svg(words["badge left"], right, told, goal.chapter_ready / max(goal.goal, 1))


def _of_oneself(journal: Journal, which: str, spoken: str) -> str:
    from mistakes_game.reading.play import of

    return _OWN[which](of([journal]), spoken)


def _level(play: Play, spoken: str) -> str:
    level, points, words = play.level(), play.mine().points, WORDS[spoken]
    about = {"level": level.number, "name": level.name(spoken)}
    share = (points - level.begins) / (level.next - level.begins)
    return badge_svg(
        words["badge left"], words["badge level"].format(**about), words["level"].format(**about), share
    )


def _streak(play: Play, spoken: str) -> str:
    streak, words = play.streak(), words_of(spoken, play.settings)
    right = words["badge streak"].format(weeks=weeks_said(words, streak.total))
    begun = right if streak.total else words["badge begins"]
    return badge_svg(words["badge left"], begun, streak_line(streak, words))


def _balance(play: Play, spoken: str) -> str:
    from mistakes_game.counts.balance import balance_line
    from mistakes_game.meaning.overall import balance_of

    found, words = balance_of(play), WORDS[spoken]
    bars = [Bar(words[name], found.share(name), f"{found.share(name):.0%}") for name in ("iq", "eq", "lq")]
    return bars_svg(words["badge balance"], balance_line(found, spoken), bars)


def _year(play: Play, spoken: str) -> str:
    from mistakes_game.drawings.svg_year import year_svg

    year, words = heat_of(play), WORDS[spoken]
    return year_svg(year, words, year_told(year, words))


_OWN: dict[str, Callable[[Play, str], str]] = {
    "level": _level,
    "streak": _streak,
    "balance": _balance,
    "year": _year,
}
