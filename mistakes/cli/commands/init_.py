"""`mistakes init`: begin a journal."""

from __future__ import annotations

from pathlib import Path

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import UsageError
from mistakes.journal import Journal
from mistakes.journals import IN_A_REPOSITORY, PERSONAL, personal_root


@make(name="init")
@click.argument("path", required=False)
@click.option("--team", "team_name", metavar="NAME", help="Begin a team's journal of that name.")
@click.option("--here", is_flag=True, help=f"In a code repository: put it into {IN_A_REPOSITORY}/.")
def command(session: Session, path: str | None, team_name: str | None, here: bool) -> None:
    """Begin a journal: your personal one, or a team's with --team NAME.

    Without PATH the personal journal goes where it is looked for, a team's into a folder of its name.
    Nobody must run this to begin: the first `mistakes add` does it.
    """
    if here and not team_name:
        raise UsageError("--here is for a team's journal", "Add --team NAME.")
    root = _root(session, path, team_name, here=here)
    journal = Journal.create(root, name=team_name or PERSONAL, kind="team" if team_name else "personal")
    if session.json:
        about = journal.header
        return session.out.json({"id": about.id, "name": about.name, "kind": about.kind, "path": str(root)})
    _say(session, journal)
    return None


def _root(session: Session, path: str | None, team_name: str | None, *, here: bool) -> Path:
    if path:
        return Path(path)
    if here:
        return Path(IN_A_REPOSITORY)
    if team_name:
        if team_name in (".", "..") or any(character in team_name for character in "/\\:"):
            raise UsageError(f"{team_name[:40]!r} cannot be a folder's name", "Give the PATH as well.")
        return Path(team_name)
    return personal_root(session.settings)


def _say(session: Session, journal: Journal) -> None:
    session.out.line(f"begun: {journal.root}")
    if journal.private:
        if journal.root != personal_root(session.settings):
            session.out.line(f"To make it yours everywhere: mistakes config set personal {journal.root}")
        place = "" if journal.root == personal_root(session.settings) else f" -j {journal.root}"
        session.out.line(f'First entry: mistakes{place} add "what happened"')
        return
    session.out.line(
        f"From anywhere as -j {journal.name}: mistakes config set journals.{journal.name} {journal.root}"
    )
    session.out.line(f'First entry: cd {journal.root} && mistakes add -T "what happened"')
