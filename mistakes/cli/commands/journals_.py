"""`mistakes journals`: the journals one reads and writes, and which of them may speak unasked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.cli.sharing_words import Words
from mistakes.errors import MistakesError, UsageError
from mistakes.journal import Journal
from mistakes.journals import personal_root, team_here

_NOT_BEGUN = "not begun yet"


@make(name="journals")
@click.argument("action", type=click.Choice(["trust", "distrust"]), required=False)
@click.argument("path", required=False)
def command(session: Session, action: str | None, path: str | None) -> None:
    """Show your personal journal, the team journal you stand in, and those named in your settings.

    `trust PATH` lets the team journal in a folder speak unasked, as `brief --hook` does; `distrust PATH`
    takes that back. Journals that your settings name may speak already.
    """
    if action:
        return _trust(session, action, path)
    return _show(session)


def _trust(session: Session, action: str, path: str | None) -> None:
    from mistakes.briefing.trust import distrust, is_trusted, journal_in, trust

    if path is None:
        raise UsageError("say which journal", f"Name its folder, such as: mistakes journals {action} .")
    place = session.settings.table("journals").get(path, path)
    changed = (trust if action == "trust" else distrust)(session.settings, place)
    root, trusted = journal_in(place), is_trusted(session.settings, place)
    if session.json:
        return session.out.json({"path": root, "trusted": trusted, "changed": changed})
    words = Words(session.settings)
    now = words("may speak" if trusted else "may not speak", path=root)
    session.out.text(now + ("" if changed else words("as before")))
    if trusted and action == "distrust":
        session.out.text(words("named", command='mistakes config set journals.NAME ""'))
    return None


def _show(session: Session) -> None:
    from mistakes.briefing.trust import is_trusted
    from mistakes.cli.columns import Cell

    known = _known(session).items()
    rows = [
        _row(session, name, root) | {"trusted": is_trusted(session.settings, root)} for name, root in known
    ]
    if session.json:
        return session.out.json({"journals": rows})
    paint, words = session.out.paint, Words(session.settings)
    cells = [
        [
            Cell(row["name"], paint.cyan),
            Cell(words(row["kind"]) if row["kind"] else ""),
            Cell(str(row["entries"]) if row["entries"] is not None else "", align="right"),
            Cell(row["path"], flex=True),
            Cell(words("trusted") if row["trusted"] else "", paint.green),
            Cell(words("not begun") if row["problem"] == _NOT_BEGUN else row["problem"], paint.red),
        ]
        for row in rows
    ]
    session.out.rows(cells, whole=True)
    return None


def _known(session: Session) -> dict[str, Path]:
    roots = {"personal": personal_root(session.settings)}
    if here := team_here(session.settings):
        roots[here.name] = here.root
    return roots | {name: Path(path) for name, path in session.settings.table("journals").items()}


def _row(session: Session, name: str, root: Path) -> dict[str, Any]:
    """Return what is said of one journal; entries that are marked as deleted do not count, as in `stats`."""
    from mistakes.cli.listing import waiting

    try:
        journal = Journal.open(root)
    except MistakesError as error:
        problem = _NOT_BEGUN if name == "personal" and not root.exists() else error.message
        return {"name": name, "kind": "", "entries": None, "path": str(root), "problem": problem}
    with waiting("Reading entries") as progress:
        count = journal.refreshed(progress).kept
    session.missed.update(journal.left_out)
    return {"name": name, "kind": journal.header.kind, "entries": count, "path": str(root), "problem": ""}
