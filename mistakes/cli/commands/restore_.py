"""`mistakes restore`: bring deleted entries back."""

from __future__ import annotations

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session


@make(name="restore")
@click.argument("ids", metavar="ID…", nargs=-1, required=True)
def command(session: Session, ids: tuple[str, ...]) -> None:
    """Bring deleted entries back; several are one change for `undo`."""
    from mistakes.cli.marked import mark, show

    show(session, mark(session, ids, deleted=False), "restored")
