"""`mistakes game badges`: what was earned and when, what is near, and with `--all` what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mistakes.cli.columns import Cell, bar
from mistakes_game.meaning.badges import badges
from mistakes_game.meaning.overall import badges_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mistakes_game.meaning.badges import Ahead, Badge, Earned
    from mistakes_game.views.viewing import Viewing

_BAR = 10


def show(view: Viewing, *, everything: bool) -> None:
    """Write the badges that were earned, the three that are nearest, and with `everything` the others too."""
    mine, ahead = badges_of(view.play)
    known = {one.badge.id for one in mine} | {one.badge.id for one in ahead}
    others = [badge for badge in badges() if badge.id not in known] if everything else []
    if view.session.json:
        rest = {"others": [_plain(badge, view.language) for badge in others]} if everything else {}
        return view.session.out.json(_object(view, mine, ahead) | rest)
    _show_earned(view, mine)
    _show_ahead(view, ahead)
    if others:
        view.session.out.line()
        view.session.out.rows((_row(view, badge, Cell("")) for badge in others), whole=True)
    return None


def _show_earned(view: Viewing, mine: Sequence[Earned]) -> None:
    out, words = view.session.out, view.words
    if not mine:
        return out.text(words["badges none"])
    out.line((words["badges earned"].format(earned=len(mine), all=len(badges())), out.paint.bold))
    rows = (_row(view, one.badge, Cell(one.day.isoformat(), out.paint.dim)) for one in reversed(mine))
    return out.rows(rows, whole=True)


def _show_ahead(view: Viewing, ahead: Sequence[Ahead]) -> None:
    out = view.session.out
    if ahead:
        out.line()
        out.line((view.words["within reach"], out.paint.bold))
        out.rows((_ahead(view, one) for one in ahead), whole=True)


def _ahead(view: Viewing, one: Ahead) -> list[Cell]:
    out = view.session.out
    drawn = bar(one.have, one.least, _BAR, ascii_only=out.ascii_only) if out.columns else ""
    far = Cell(f"{one.have}/{one.least}", align="right")
    return [Cell(drawn, out.paint.cyan), far, *_row(view, one.badge, None)]


def _row(view: Viewing, badge: Badge, first: Cell | None) -> list[Cell]:
    name = Cell(badge.name.said(view.language), view.session.out.paint.green if first else str)
    return [*([first] if first else []), name, Cell(badge.text.said(view.language), flex=True)]


def _object(view: Viewing, mine: Sequence[Earned], ahead: Sequence[Ahead]) -> dict[str, Any]:
    return {
        "earned": [_plain(one.badge, view.language) | {"day": one.day.isoformat()} for one in mine],
        "next": [_plain(one.badge, view.language) | {"have": one.have, "least": one.least} for one in ahead],
        "all": len(badges()),
    }


def _plain(badge: Badge, language: str) -> dict[str, Any]:
    return {"id": badge.id, "name": badge.name.said(language), "text": badge.text.said(language)}
