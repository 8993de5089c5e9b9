"""`mistakes game why`: every point with the rule that paid it, and why something was not counted.

Of one entry also what it still wants to be a chapter of the book.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from mistakes.cli.columns import Cell
from mistakes.errors import UsageError
from mistakes.people import known, name_of
from mistakes_game.chapters.goal import why_not
from mistakes_game.honesty.audit import mutual
from mistakes_game.words.rule_words import note_said, rule_said
from mistakes_game.words.view_words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mistakes_game.chapters.goal import Lack
    from mistakes_game.points.state import Paid
    from mistakes_game.reading.play import Play
    from mistakes_game.views.viewing import Viewing

_ON_A_TERMINAL = 20


def show(view: Viewing, limit: int | None) -> None:
    """Write what was paid, newest first: 20 on a terminal unless `limit` says otherwise, all in a pipe."""
    out = view.session.out
    if limit is None and out.is_terminal and not view.session.json:
        limit = _ON_A_TERMINAL
    paid = view.play.paid()
    chosen = paid[:limit]
    friends = _to_and_fro(view.play)
    if view.session.json:
        acts = [_object(one) for one in chosen]
        return out.json({"points": view.play.mine().points, "acts": acts, "to_and_fro": friends})
    if not paid:
        return out.text(view.words["why none"])
    out.rows(_rows(view, chosen))
    if len(paid) > len(chosen):
        left = len(paid) - len(chosen)
        more = view.words["why more"].format(count=left, next=len(paid))
        out.text(more, style=out.paint.dim)
    for name in friends:
        out.text(view.words["to and fro"].format(name=name), style=out.paint.dim)
    return None


def of_entry(view: Viewing, typed: Sequence[str], limit: int | None) -> None:
    """Write what was paid for one entry, named by `typed`, and what it still wants to be a chapter.

    Raises `UsageError` if more than one word is typed, and what `Session.found` raises if no entry is meant.
    """
    if len(typed) > 1:
        raise UsageError("game why takes one entry", "Run: mistakes game why ID")
    journal, entry = view.session.found(typed[0])
    lacks = why_not(journal, journal.get(entry), view.language)
    paid = [one for one in view.play.paid() if one.entry == entry]
    if view.session.json:
        about = {"journal": journal.name, "entry": entry, "points": sum(one.points for one in paid)}
        acts = [_object(one) for one in paid[:limit]]
        return view.session.out.json(about | {"acts": acts, "lacks": [one._asdict() for one in lacks]})
    view.session.out.rows(_rows(view, paid[:limit]))
    return _road(view, journal.handle(entry), lacks, was_paid=bool(paid))


def _road(view: Viewing, name: str, lacks: Sequence[Lack], *, was_paid: bool) -> None:
    """Write what an entry still wants to be a chapter; `name` is its handle."""
    out, words = view.session.out, view.words
    if not was_paid:
        out.text(words["why none of it"].format(id=name))
    out.text(words["why wants" if lacks else "why whole"].format(id=name))
    for lack in lacks:
        out.text(lack.text, indent="    ", first="  · ")


def _to_and_fro(play: Play) -> list[str]:
    """Return with whom thanks went to and fro lately, by name: without numbers, and for these two alone."""
    found = mutual(play)
    people = {who: one for journal in play.journals for who, one in known(journal).items()} if found else {}
    return sorted({name_of(one.who, people) for one in found})


def _rows(view: Viewing, paid: Sequence[Paid]) -> list[list[Cell]]:
    from mistakes import Journals

    paint, title = view.session.out.paint, cache(lambda entry: _title(view, entry))
    short = Journals(view.play.journals).handles({one.entry for one in paid})
    return [
        [
            Cell(one.day.isoformat(), paint.dim),
            Cell(f"+{one.points}" if one.points else "·", paint.green, align="right"),
            Cell(short[one.entry], paint.cyan),
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
