"""`mistakes search`: entries, best match first."""

from __future__ import annotations

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session


@make(name="search", query=True)
@click.argument("query", nargs=-1, required=True)
@click.option("-n", "limit", type=click.IntRange(min=0), metavar="N", help="At most N entries; 0 is all.")
@click.option("--private", is_flag=True, help="With --json: your own answers that match as well.")
def command(session: Session, query: tuple[str, ...], limit: int | None, private: bool) -> None:
    """Find entries, best match first, and below them your own private answers.

    Words must all occur; -word must not; "a phrase", /regex/, OR and field:value work as well, such as
    tag:deploy, status:raw, cost>2h, happened:"last month".
    """
    from mistakes.cli.ahead import look_ahead

    look_ahead(session)
    from mistakes.cli.answers_found import answers
    from mistakes.cli.listing import show_list

    show_list(
        session, query, "relevance", limit, () if session.json and not private else answers(session, query)
    )
