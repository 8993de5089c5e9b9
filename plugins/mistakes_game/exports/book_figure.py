"""The year of learning as a figure of the book: in the one of a personal journal, as others read a team's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistakes.journal import Journal

_YEAR = 366


def year(journals: Sequence[Journal], day: date, language: str) -> str:
    """Return the map of the year that ends on a day, or on the last one of learning if that is later.

    "" in a team's book, where the game is calm, and for a year without any recall or application.
    """
    from mistakes_game.drawings.heatmap import heat
    from mistakes_game.drawings.svg_year import year_svg
    from mistakes_game.views.viewing import is_calm, year_told
    from mistakes_game.words.view_words import WORDS

    own = [journal for journal in journals if journal.private]
    if len(own) != len(journals) or any(is_calm(journal.settings) for journal in own):
        return ""
    reviews, applied = (_days(own, do, day) for do in ("reviewed", "applied"))
    found, words = heat(reviews, applied, max([day, *reviews, *applied])), WORDS[language]
    return year_svg(found, words, year_told(found, words), styled=False) if found.active else ""


def _days(journals: Sequence[Journal], do: str, day: date) -> list[date]:
    """Return the days on which something was done, none a year or more after the book's: its clock was wrong."""
    found = []
    for journal in journals:
        with journal.settled():
            days = (deed.day for deed in journal.index.deeds() if deed.do == do)
            found += [date.fromordinal(one) for one in days if one < day.toordinal() + _YEAR]
    return found
