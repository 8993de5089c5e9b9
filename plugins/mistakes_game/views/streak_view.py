"""`mistakes game streak`: the run of learning weeks, and a year of learning as a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mistakes_game.drawings import heatmap
from mistakes_game.drawings.terminal import runs
from mistakes_game.drawings.terminal import year as drawn_year
from mistakes_game.meaning.as_json import streak_json
from mistakes_game.views.viewing import SHADE_OF, heat_of, streak_line, year_told

if TYPE_CHECKING:
    from mistakes_game.points.state import Streak
    from mistakes_game.views.viewing import Viewing

_PIPE = 80
_MARKS = 26


def show(view: Viewing) -> None:
    """Write the streak and the year of learning."""
    streak, year = view.play.streak(), heat_of(view.play)
    out, words = view.session.out, view.words
    if view.session.json:
        weeks = [{"monday": week.monday.isoformat(), "how": week.how} for week in streak.weeks]
        return out.json(streak_json(streak) | {"weeks": weeks, "year": heatmap.as_json(year)})
    out.text(streak_line(streak, words), style=out.paint.bold)
    if streak.repair_until:
        out.text(words["repair"].format(day=streak.repair_until.isoformat()))
    _show_weeks(view, streak)
    out.line()
    for line in drawn_year(year, words, out.columns or _PIPE):
        out.line(*((piece, out.paint.green) if warm else piece for piece, warm in runs(line)))
    return out.text(year_told(year, words))


def _show_weeks(view: Viewing, streak: Streak) -> None:
    """Write a mark for each of the last weeks, with a key."""
    last = streak.weeks[-_MARKS:]
    if any(week.how in SHADE_OF for week in last):
        out, words = view.session.out, view.words
        marks = "".join(SHADE_OF.get(week.how, "·") for week in last)
        said = words["marks one" if len(last) == 1 else "marks"]
        out.text(said.format(count=words["weeks"].format(len(last)), marks=marks))
        out.text(words["marks key"], style=out.paint.dim)
