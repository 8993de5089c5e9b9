"""A celebration: one line at a new level or badge, once; it comes after the work, and only where a person is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mistakes_game.views.celebrated import News, after, keep, known, news
from mistakes_game.words.view_words import WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mistakes_game.meaning.badges import Badge
    from mistakes_game.reading.play import Play

_NAMED = 3  # so many badges are called by name


def line_of(play: Play, badges: Sequence[Badge], language: str) -> str:
    """Return the line that celebrates what is new, "" if nothing is; what it says is remembered at once.

    It is for a terminal only, as it comes but once.
    """
    if play.personal is None:
        return ""
    said = news(known(play.personal.root), play.level().number, [one.id for one in badges])
    if not said or not _is_kept(play.personal.root, said):
        return ""
    fresh = [one for one in badges if one.id in said.badges]
    return " · ".join(part for part in (_level(play, said, language), _badges(fresh, language)) if part)


def _is_kept(root: Path, said: News) -> bool:
    return keep(root, lambda now: after(now, said))


def _level(play: Play, said: News, language: str) -> str:
    """Return the new level with its name, and what one wants to become."""
    if said.level is None or play.personal is None:
        return ""
    words, level = WORDS[language], play.level()
    line = words["celebrate level"].format(level=level.number, name=level.name(language))
    star = play.personal.header.north_star.strip()
    return f"{line} · {words['north star'].format(text=star)}" if star else line


def _badges(fresh: Sequence[Badge], language: str) -> str:
    words, names = WORDS[language], [one.name.said(language) for one in fresh]
    if not fresh:
        return ""
    if len(fresh) == 1:
        return words["celebrate badge"].format(name=names[0], text=fresh[0].text.said(language))
    if len(fresh) <= _NAMED:
        return words["celebrate badges"].format(count=len(fresh), names=words["comma"].join(names))
    return words["celebrate many"].format(count=len(fresh))
