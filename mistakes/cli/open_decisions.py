"""The decisions whose outcome is open, and those that were begun and not sealed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from mistakes.cli.deciding_words import WORDS
from mistakes.locales import language

if TYPE_CHECKING:
    from mistakes.cli.session import Session
    from mistakes.model import Mistake


def list_open(session: Session) -> None:
    """Write the decisions whose outcome is open, those to look at first on top."""
    from mistakes.cli.columns import Cell

    rows, words = _open(session), WORDS[language(session.settings)]
    if session.json:
        return session.out.json(
            {"open": [{"id": e.id, "title": e.title, "review_on": _iso(day)} for day, e in rows]}
        )
    if not rows:
        session.out.line(words["none open"])
    paint, short = session.out.paint, session.reading().handles([entry.id for _, entry in rows])
    session.out.rows(
        [Cell(short[e.id], paint.cyan), Cell(_iso(day) or "", paint.dim), Cell(e.title, flex=True)]
        for day, e in rows
    )
    return _list_begun(session, words)


def _open(session: Session) -> list[tuple[date, Mistake]]:
    found = [
        (one.review_on or date.max, journal.readable(one.entry))
        for journal in session.reading()
        for one in journal.index.decisions()
        if not one.has_outcome
    ]
    return sorted(((day, entry) for day, entry in found if entry), key=lambda row: (row[0], row[1].id))


def _list_begun(session: Session, words: Mapping[str, str]) -> None:
    """Write which decisions were begun and not sealed, on a terminal only."""
    if session.out.columns is not None:
        from mistakes.cli.deciding import begun_titles

        for title in begun_titles():
            session.out.text(words["unfinished"].format(title=title), style=session.out.paint.dim)


def _iso(day: date) -> str | None:
    return None if day == date.max else day.isoformat()
