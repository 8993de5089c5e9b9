"""`mistakes journals`: the journals one reads and writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import MistakesError
from mistakes.journal import Journal
from mistakes.journals import personal_root, team_here


@make(name="journals")
def command(session: Session) -> None:
    """Show your personal journal, the team journal you stand in, and those named in your settings."""
    from mistakes.cli.columns import Cell

    rows = [_row(name, root) for name, root in _known(session).items()]
    if session.json:
        return session.out.json({"journals": rows})
    paint = session.out.paint
    session.out.rows(
        [
            Cell(row["name"], paint.cyan),
            Cell(row["kind"]),
            Cell(str(row["entries"]) if row["entries"] is not None else "", align="right"),
            Cell(row["path"], flex=True),
            Cell(row["problem"], paint.red),
        ]
        for row in rows
    )
    return None


def _known(session: Session) -> dict[str, Path]:
    roots = {"personal": personal_root(session.settings)}
    if here := team_here(session.settings):
        roots[here.name] = here.root
    return roots | {name: Path(path) for name, path in session.settings.table("journals").items()}


def _row(name: str, root: Path) -> dict[str, Any]:
    from mistakes.layout import entry_ids

    try:
        journal = Journal.open(root)
    except MistakesError as error:
        problem = "not begun yet" if name == "personal" and not root.exists() else error.message
        return {"name": name, "kind": "", "entries": None, "path": str(root), "problem": problem}
    count = sum(1 for _ in entry_ids(root))
    return {"name": name, "kind": journal.header.kind, "entries": count, "path": str(root), "problem": ""}
