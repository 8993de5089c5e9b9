"""`mistakes join`: get a journal that others have begun, or one's own on another machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import UsageError

if TYPE_CHECKING:
    from mistakes.cli.sharing_words import Words
    from mistakes.journal import Journal
    from mistakes.model import Mistake


@make(name="join")
@click.argument("address", metavar="URL")
@click.argument("path", required=False)
@click.option("--personal", is_flag=True, help="It is my own journal, from another machine of mine.")
def command(session: Session, address: str, path: str | None, personal: bool) -> None:
    """Join the journal at URL: it is cloned into PATH, or a folder of its name.

    All of it is looked at before anything is written. Afterwards `mistakes sync` keeps you in step.
    """
    from mistakes.syncing import join

    chosen = _place(session, path, personal=personal)
    root = join(session.plugins, address, chosen)
    journal = _opened(session, root, personal=personal)
    name = _remember(session, journal)
    if session.json:
        about = journal.header
        return session.out.json({"id": about.id, "name": name, "kind": about.kind, "path": str(root)})
    return _welcome(session, journal, name)


def _place(session: Session, path: str | None, *, personal: bool) -> Path | None:
    from mistakes.whereabouts import is_journal, personal_root

    if path or not personal:
        return Path(path) if path else None
    root = personal_root(session.settings)
    if is_journal(root):
        hint = "To put both together: mistakes init --git URL && mistakes sync --rejoin -j personal"
        raise UsageError(f"you have a personal journal already, in {root}", hint)
    return root


def _opened(session: Session, root: Path, *, personal: bool) -> Journal:
    """Open what was joined; a personal journal joined as a team's is said to be one, and stays."""
    from mistakes.journal import Journal

    journal = Journal.open(root, session.settings)
    if journal.private != personal:
        kind = "a personal journal" if journal.private else "a team's journal"
        hint = f"It lies in {root}; to use it as your own: mistakes config set personal {root}"
        raise UsageError(f"what lies there is {kind}", hint if journal.private else "Leave out --personal.")
    return journal


def _remember(session: Session, journal: Journal) -> str:
    """Note where the journal lies, under its name or the first free one like it."""
    from mistakes.whereabouts import personal_root

    if journal.private:
        if journal.root != personal_root(session.settings):
            session.settings.set("personal", str(journal.root))
        return journal.name
    known = session.settings.table("journals")
    name = base = "".join(c if c.isalnum() or c in "-_" else "-" for c in journal.name) or "team"
    number = 2
    while name in known and Path(known[name]) != journal.root:
        name, number = f"{base}-{number}", number + 1
    session.settings.set(f"journals.{name}", str(journal.root))
    return name


def _welcome(session: Session, journal: Journal, name: str) -> None:
    from mistakes.cli.sharing_words import Words
    from mistakes.digest import charter_of

    out, words = session.out, Words(session.settings)
    count = journal.index.kept
    entries = words("one entry") if count == 1 else words("entries", count=f"{count:,}")
    out.text(words("joined", name=name, count=entries, path=journal.root), style=out.paint.green)
    for line in charter_of(journal):
        out.text(line, "  ")
    if not journal.private:
        _offer_lessons(session, journal, words)
        out.text(words("look around", name=name))


def _offer_lessons(session: Session, journal: Journal, words: Words) -> None:
    """Offer the lessons that helped others most, so that they come back in one's own reviews."""
    from mistakes.sharing.welcome import lessons_to_borrow

    if offered := lessons_to_borrow(journal):
        session.out.text(words("lessons"))
    short = journal.handles([entry.id for entry in offered])
    for entry in offered:
        session.out.text(f"{short[entry.id]}  {entry.title}: {_lesson(entry)}", "    ", "  ")
    if offered:
        here = f"mistakes -j {journal.root} borrow {short[offered[0].id]}"
        session.out.text(words("borrow", command=here))


def _lesson(entry: Mistake) -> str:
    return next((one.text or f"{one.when}: {one.then}" for one in entry.lessons if one.is_plan), "")
