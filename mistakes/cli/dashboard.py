"""What `mistakes` alone shows: how many there are, the newest ones, and the way on."""

from __future__ import annotations

from mistakes.cli.session import Session

_NEWEST = 5
_START = (
    "This is your journal of mistakes; it is empty, which will not last.",
    'Write one down:   mistakes add "what happened"      (or just: oops)',
    "See how it works: mistakes demo                     All commands: mistakes --help",
)


def show_dashboard(session: Session) -> None:
    """Write the newest entries and how many there are; three lines in an empty journal."""
    from mistakes.cli.show import list_rows, short_handles
    from mistakes.layout import entry_ids

    journals = session.reading()
    newest = list(journals.newest(_NEWEST))
    counts = {journal.name: sum(1 for _ in entry_ids(journal.root)) for journal in journals}
    if session.json:
        ids = [found.entry.id for found in newest]
        return session.out.json({"entries": counts, "newest": ids})
    if not newest:
        for line in _START:
            session.out.text(line)
        return None
    total = sum(counts.values())
    goal = journals[0].header.goal
    session.out.line((f"{total:,} of {goal:,} mistakes kept", session.out.paint.bold))
    session.out.line()
    short = short_handles([found.entry.id for found in newest])
    session.out.rows(list_rows(session.out, newest, len(journals) > 1, short))
    session.out.line()
    session.out.text("mistakes add · search WORDS · show ID · --help", style=session.out.paint.dim)
    return None
