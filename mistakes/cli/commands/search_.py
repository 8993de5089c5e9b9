"""`mistakes search`: entries, best match first."""

from __future__ import annotations

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session


@make(name="search", query=True)
@click.argument("query", nargs=-1, required=True)
@click.option("-n", "limit", type=click.IntRange(min=0), metavar="N", help="At most N entries; 0 is all.")
def command(session: Session, query: tuple[str, ...], limit: int | None) -> None:
    """Find entries, best match first.

    Words must all occur; -word must not; "a phrase", /regex/, OR and field:value work as well, such as
    tag:deploy, status:raw, cost>2h, happened:"last month".
    """
    from mistakes.cli.listing import show_list

    show_list(session, query, "relevance", limit)
