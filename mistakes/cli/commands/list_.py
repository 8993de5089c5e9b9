"""`mistakes list`: entries, newest first."""

from __future__ import annotations

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session


@make(name="list", query=True)
@click.argument("query", nargs=-1)
@click.option("-n", "limit", type=click.IntRange(min=0), metavar="N", help="At most N entries; 0 is all.")
def command(session: Session, query: tuple[str, ...], limit: int | None) -> None:
    """List entries, newest first: 20 on a terminal, all in a pipe.

    The order is that of writing down; the day beside each is when it happened.

    QUERY chooses, as in: mistakes list tag:deploy -friday happened:2026
    """
    if query:
        from mistakes.cli.ahead import look_ahead

        look_ahead(session)
    from mistakes.cli.listing import show_list

    show_list(session, query, "time", limit)
