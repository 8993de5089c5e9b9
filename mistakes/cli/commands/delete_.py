"""`mistakes delete`: mark entries as deleted; they stay on disk."""

from __future__ import annotations

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session


@make(name="delete")
@click.argument("ids", metavar="ID…", nargs=-1, required=True)
@click.option("--why", default="", help="Why, in a few words.")
def command(session: Session, ids: tuple[str, ...], why: str) -> None:
    """Mark entries as deleted; they stay on disk, and several are one change for `undo`."""
    from mistakes.cli.marked import mark, show, way_back

    marked = mark(session, ids, deleted=True, why=why)
    show(session, marked, "deleted")
    if not session.json:
        session.out.text(way_back(session, marked), style=session.out.paint.dim)
