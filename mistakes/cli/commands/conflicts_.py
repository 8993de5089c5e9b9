"""`mistakes conflicts`: the entries in which two people changed one thing, and a value waits."""

from __future__ import annotations

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.cli.undecided import show_undecided


@make(name="conflicts")
def command(session: Session) -> None:
    """List the entries in which a value waits for a decision; `mistakes resolve ID` decides.

    Nothing was lost when two people changed one thing: one value stands, the other waits beside it.
    """
    show_undecided(session)
