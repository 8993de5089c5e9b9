"""`mistakes similar`: earlier entries that look like this one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.recall import Match


@make(name="similar")
@click.argument("id", required=False)
@click.option(
    "-n", "limit", type=click.IntRange(1, 100), default=5, show_default=True, help="At most N entries."
)
def command(session: Session, id: str | None, limit: int) -> None:
    """Show the entries that look most like ID, and why; without ID, like the newest."""
    from mistakes.cli.listing import waiting

    journal, entry_id = session.found(id)
    with waiting("Reading entries") as progress:
        journal.refreshed(progress)
    matches = journal.similar(entry_id, limit=limit)
    if session.json:
        from mistakes.cli.show import entry_json

        rows = (entry_json(journal, match.entry, journal.standing(match.entry)) for match in matches)
        scored = zip(rows, matches, strict=True)
        session.out.json_array(row | {"score": round(m.score, 4), "why": list(m.why)} for row, m in scored)
        return
    if not matches:
        from mistakes.cli.capture_words import words

        session.out.line(words(session.settings)["nothing alike"])
    _show(session, journal, matches)


def _show(session: Session, journal: Journal, matches: Sequence[Match]) -> None:
    from mistakes.cli.columns import Cell, shorten
    from mistakes.cli.terminal import term
    from mistakes.when import as_date

    paint = session.out.paint
    room = session.out.columns // 4 if session.out.columns else 1000
    short = journal.handles([match.entry.id for match in matches])
    session.out.rows(
        [
            Cell(short[match.entry.id], paint.cyan),
            Cell(as_date(match.entry.happened).isoformat(), paint.dim),
            Cell(match.entry.title, flex=True),
            Cell(f"{match.score:.0%}", align="right"),
            Cell(shorten(term(", ".join(match.why[:4])), room), paint.dim),
        ]
        for match in matches
    )
