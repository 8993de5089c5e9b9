"""`mistakes game why`: every point with the rule that paid it, and why something was not counted."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from mistakes.cli.columns import Cell
from mistakes_game.words.rule_words import note_said, rule_said
from mistakes_game.words.view_words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mistakes_game.points.state import Paid
    from mistakes_game.views.viewing import Viewing

_ON_A_TERMINAL = 20


def show(view: Viewing, limit: int | None) -> None:
    """Write what was paid, newest first: 20 on a terminal unless `limit` says otherwise, all in a pipe."""
    out = view.session.out
    if limit is None and out.is_terminal and not view.session.json:
        limit = _ON_A_TERMINAL
    paid = view.play.paid()
    chosen = paid[:limit]
    if view.session.json:
        return out.json({"points": view.play.mine().points, "acts": [_object(one) for one in chosen]})
    if not paid:
        return out.text(view.words["why none"])
    out.rows(_rows(view, chosen))
    if len(paid) > len(chosen):
        left = len(paid) - len(chosen)
        more = view.words["why more"].format(count=left, next=len(paid))
        out.text(more, style=out.paint.dim)
    return None


def _rows(view: Viewing, paid: Sequence[Paid]) -> list[list[Cell]]:
    paint, title = view.session.out.paint, cache(lambda entry: _title(view, entry))
    return [
        [
            Cell(one.day.isoformat(), paint.dim),
            Cell(f"+{one.points}" if one.points else "·", paint.green, align="right"),
            Cell(one.entry[-6:], paint.cyan),
            Cell(" · ".join(filter(None, (_said(view, one), title(one.entry)))), flex=True),
        ]
        for one in paid
    ]


def _said(view: Viewing, one: Paid) -> str:
    what, note = rule_said(one.rule, view.language), note_said(one.note, view.language)
    if one.note == "imported":
        what = counted(view.words, "imported one", "imported", one.acts)
    return f"{what} ({note})" if note and not one.points else what


def _title(view: Viewing, entry: str) -> str:
    from mistakes.ids import is_id

    homes = (journal for journal in view.play.journals if is_id(entry) and journal.path(entry).exists())
    found = next((read for journal in homes if (read := journal.readable(entry))), None)
    return found.title if found else ""


def _object(one: Paid) -> dict[str, object]:
    about = {"event": one.event or None, "entry": one.entry or None, "day": one.day.isoformat()}
    return about | {"rule": one.rule, "points": one.points, "reason": one.note or None, "count": one.acts}
