"""`mistakes game`: level, streak, quest, balance and the road on a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mistakes.cli.columns import Cell, bar
from mistakes_game.chapters.roads import road_json, road_line, roads_of
from mistakes_game.counts.balance import balance_line
from mistakes_game.meaning.as_json import balance_json, quest_json, streak_json
from mistakes_game.meaning.overall import badges_of, balance_of, quest_of
from mistakes_game.views.viewing import OPEN, streak_line

if TYPE_CHECKING:
    from mistakes_game.counts.balance import Balance
    from mistakes_game.meaning.quests import Offer
    from mistakes_game.views.viewing import Viewing

_WIDEST = 40
_QS = ("iq", "eq", "lq")


def show(view: Viewing) -> None:
    """Write where one stands."""
    if view.session.json:
        return view.session.out.json(_object(view))
    out, words = view.session.out, view.words
    _show_level(view)
    out.text(streak_line(view.play.streak(), words), "  ", "")
    quest = quest_of(view.play)
    if quest and quest.how != "refused":
        out.text(f"{quest_line(quest, view)} · {quest.quest.text.said(view.language)}", "  ", "")
    _show_balance(view, balance_of(view.play))
    roads = roads_of(view.journals)
    for road in roads:
        out.text(road_line(road, words, road.journal if len(roads) > 1 else words["today"]), "  ", "")
    if out.is_terminal:
        out.line()
        _celebrate(view)
        out.text(words["views"], style=out.paint.dim)
    return None


def quest_line(quest: Offer, view: Viewing) -> str:
    """Return a quest in one line: its name, and how far it is if it is begun."""
    done = view.words["quest done" if quest.how == "done" else "quest"]
    far = f" ({quest.have}/{quest.least})" if quest.how in OPEN and quest.least > 1 and quest.have else ""
    return done.format(name=quest.quest.name.said(view.language)) + far


def _show_level(view: Viewing) -> None:
    out, words, level = view.session.out, view.words, view.play.level()
    points = view.play.mine().points
    name = words["level"].format(level=level.number, name=level.name(view.language))
    out.line((name, out.paint.bold))
    if out.columns:
        length = min(out.columns - 2, _WIDEST)
        drawn = bar(points - level.begins, level.next - level.begins, length, ascii_only=out.ascii_only)
        if drawn:
            out.line((drawn, out.paint.green))
    said = words["points"].format(points=points, missing=level.next - points, next=level.number + 1)
    out.text(said if points else words["no points"], "  ", "")


def _show_balance(view: Viewing, found: Balance) -> None:
    out = view.session.out
    out.text(balance_line(found, view.language), "  ", "")
    if out.columns and found.lessons:
        length = min(out.columns // 2, _WIDEST // 2)
        out.rows(_bar(view, found, name, length) for name in _QS)


def _bar(view: Viewing, found: Balance, name: str, length: int) -> list[Cell]:
    out, share = view.session.out, found.share(name)
    drawn = bar(share, 1, length, ascii_only=out.ascii_only)
    return [Cell(f"  {view.words[name]}"), Cell(f"{share:.0%}", align="right"), Cell(drawn, out.paint.cyan)]


def _celebrate(view: Viewing) -> None:
    from mistakes_game.views.celebration import line_of

    line = line_of(view.play, [one.badge for one in badges_of(view.play)[0]], view.language)
    if line:
        view.session.out.text(line, style=view.session.out.paint.green)


def _object(view: Viewing) -> dict[str, Any]:
    level = view.play.level()
    about = {"number": level.number, "name": level.name(view.language), "points": view.play.mine().points}
    return {
        "mode": "full",
        "level": about | {"begins": level.begins, "next": level.next},
        "streak": streak_json(view.play.streak()),
        "badges": len(badges_of(view.play)[0]),
        "quest": quest_json(quest_of(view.play), view.language),
        "balance": balance_json(balance_of(view.play)),
        "road": [road_json(road) for road in roads_of(view.journals)],
    }
