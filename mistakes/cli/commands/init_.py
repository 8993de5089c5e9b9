"""`mistakes init`: begin a journal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.cli.sharing_words import Words
from mistakes.errors import AlreadyExists, MissingPlugin, MistakesError, UsageError
from mistakes.journal import Journal
from mistakes.journals import PERSONAL
from mistakes.whereabouts import IN_A_REPOSITORY, personal_root

if TYPE_CHECKING:
    from mistakes.syncing import SyncReport

BACKEND = "git"


@make(name="init")
@click.argument("path", required=False)
@click.option("--team", "team_name", metavar="NAME", help="Begin a team's journal of that name.")
@click.option("--here", is_flag=True, help=f"In a code repository: put it into {IN_A_REPOSITORY}/.")
@click.option("--git", "address", metavar="URL", help="Share it through this git repository, an empty one.")
@click.option("--charter", metavar="NAME=TEXT", multiple=True, help="The team's words: mission=…, values=…")
def command(
    session: Session,
    path: str | None,
    team_name: str | None,
    here: bool,
    address: str | None,
    charter: tuple[str, ...],
) -> None:
    """Begin a journal: your personal one, or a team's with --team NAME.

    Without PATH the personal journal goes where it is looked for, a team's into a folder of its name, as a
    git repository of its own. Nobody must run this to begin: the first `mistakes add` does it.
    """
    session.require_settings()
    _require_fitting(team_name, address, here=here, charter=charter)
    root = _root(session, path, team_name, here=here)
    connect = _connection(session, address, wanted=bool(address or team_name))
    kind = "team" if team_name else "personal"
    journal = _made(root, team_name or PERSONAL, kind, _charter(charter), shares=bool(address))
    name = _joined(session, journal) if team_name and not here else ""
    shared = _connected(session, journal, connect)
    if session.json:
        about = journal.header
        record = {"id": about.id, "name": about.name, "kind": about.kind, "path": str(root)}
        return session.out.json(record | {"remote": shared})
    return _say(session, journal, name, shared, can_be_shared=not (address or here))


def _made(root: Path, name: str, kind: str, charter: dict[str, str], *, shares: bool) -> Journal:
    """Return the new journal, or one's own that is there already, if it is to be shared from now on."""
    try:
        return Journal.create(root, name=name, kind=kind, charter=charter)
    except AlreadyExists:
        journal = Journal.open(root)
        if shares and kind == "personal" and journal.private:
            return journal
        raise


def _require_fitting(
    team_name: str | None, address: str | None, *, here: bool, charter: tuple[str, ...]
) -> None:
    if team_name is not None and not team_name.strip():
        raise UsageError("--team has no name", "For example: mistakes init --team payments")
    if address is not None and not address.strip():
        raise UsageError("--git has no address", "Name an empty git repository, or leave out --git.")
    if (here or charter) and not team_name:
        raise UsageError(f"--{'here' if here else 'charter'} is for a team's journal", "Add --team NAME.")
    if here and address:
        raise UsageError("a journal in a code repository is shared with the code", "Leave out --git.")
    if wrong := [text for text in charter if not all(part.strip() for part in _pair(text))]:
        raise UsageError(f"{wrong[0][:60]!r} is no NAME=TEXT", 'Such as --charter mission="Fewer outages"')


def _charter(charter: tuple[str, ...]) -> dict[str, str]:
    return {name.strip(): text.strip() for name, text in map(_pair, charter)}


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value


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


def _connection(
    session: Session, address: str | None, *, wanted: bool
) -> Callable[[Journal], SyncReport | None] | None:
    """Return what connects the journal; a bad address is refused before anything is made."""
    from mistakes.syncing import begin

    if not wanted:
        return None
    try:
        return begin(session.plugins, BACKEND, address or "")
    except MissingPlugin as error:
        if address:
            raise
        session.note(f"a plain folder for now: {error.message}. {error.hint}")
        return None


def _joined(session: Session, journal: Journal) -> str:
    """Note where the journal lies, so that `-j NAME` finds it, unless the name is taken or unfit."""
    name = journal.name
    if name in session.settings.table("journals") or name == PERSONAL:
        return ""
    try:
        session.settings.set(f"journals.{name}", str(journal.root))
    except UsageError:
        return ""
    return name


def _connected(
    session: Session, journal: Journal, connect: Callable[[Journal], SyncReport | None] | None
) -> str:
    """Connect the journal and return the remote; trouble leaves a whole journal that is not shared yet."""
    from mistakes.cli.syncing import SAVED_NOT_SHARED

    if connect is None:
        return ""
    try:
        report = connect(journal)
    except MistakesError as error:
        why = f"{error.message.rstrip('.')}. {error.hint}".rstrip()
        session.note(Words(session.settings)("begun only", why=why))
        session.status = SAVED_NOT_SHARED
        return ""
    return report.remote if report else ""


def _say(session: Session, journal: Journal, name: str, shared: str, *, can_be_shared: bool) -> None:
    """Say where it lies, and the next step; `can_be_shared` if nobody has said yet through what."""
    out, words = session.out, Words(session.settings)
    begun = words("begun shared", path=journal.root, remote=shared)
    out.text(begun if shared else words("begun", path=journal.root))
    if journal.private:
        return _say_personal(session, journal, words)
    for line in _charter_lines(journal):
        out.text(line, "  ")
    out.text(words("from anywhere", command=f"mistakes -j {name or journal.root}"))
    if can_be_shared and not shared:
        out.text(words("to share"))
    first = f'cd {journal.root} && mistakes add -T "{words("what happened")}"'
    out.text(words("first entry", command=first))
    return None


def _say_personal(session: Session, journal: Journal, words: Words) -> None:
    own = journal.root == personal_root(session.settings)
    if not own:
        session.out.line(words("make it yours", command=f"mistakes config set personal {journal.root}"))
    place = "" if own else f" -j {journal.root}"
    session.out.line(words("first entry", command=f'mistakes{place} add "{words("what happened")}"'))


def _charter_lines(journal: Journal) -> tuple[str, ...]:
    from mistakes.digest import charter_of

    return charter_of(journal)
