"""`mistakes sync`: brings journals and what they are shared through into step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypedDict

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.cli.sync_report import failed_json, listed, report_json, show, standing, status_json
from mistakes.cli.sync_words import Words
from mistakes.errors import MistakesError, UsageError

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.syncing import ManyRemoved, NeedsTrust, SyncReport


class _How(TypedDict):
    """What `Journal.sync` is asked for."""

    dry_run: bool
    rejoin: bool
    scanned: bool
    gone: str


@make(name="sync")
@click.option("--status", is_flag=True, help="Only tell where each journal stands; asks no network.")
@click.option("-n", "--dry-run", is_flag=True, help="Tell what would be sent and received; change nothing.")
@click.option(
    "--rejoin", is_flag=True, help="Go on with a history that was rewritten, or put two journals together."
)
@click.option(
    "--scanned", is_flag=True, help="Send also what looks like a secret: you have seen that it is none."
)
@click.option("--keep", is_flag=True, help="Keep the entries that the other side removed, for everybody.")
@click.option("--drop", is_flag=True, help="Agree that entries go which the other side removed.")
@click.option("--quietly", is_flag=True, help="Say nothing unless something is wrong.")
def command(
    session: Session,
    status: bool,
    dry_run: bool,
    rejoin: bool,
    scanned: bool,
    keep: bool,
    drop: bool,
    quietly: bool,
) -> None:
    """Send what you wrote to your team or your other machines, and fetch what they did.

    Alone it syncs every journal that has a remote; -j or -T names one. Nothing that is saved is ever undone
    by it: without a network the exit status is 4, and the next sync sends what is waiting.
    """
    if status and (dry_run or rejoin or keep or drop):
        raise UsageError("--status only looks", "Leave out the other options.")
    if keep and drop:
        raise UsageError("--keep and --drop say the opposite", "Give one of them.")
    for name, is_given in (("--rejoin", rejoin), ("--keep", keep), ("--drop", drop)):
        if is_given and not (session.place or session.team):
            raise UsageError(f"{name} is for one journal", "Name it with -j, or stand in it and use -T.")
    journals = list(_journals(session))
    if status:
        return _show_status(session, journals)
    gone = "keep" if keep else "drop" if drop else ""
    how: _How = {"dry_run": dry_run, "rejoin": rejoin, "scanned": scanned, "gone": gone}
    return _sync_all(session, journals, how, quietly=quietly)


def _journals(session: Session) -> Iterable[Journal]:
    """Return the journals meant: the one that is named, else all that have a remote."""
    from mistakes.syncing import shared_journals

    if session.place or session.team:
        return session.reading()
    return shared_journals(_known(session))


def _known(session: Session) -> Iterator[Journal]:
    """Yield the personal journal, the one we stand in, and those that the settings name."""
    from mistakes.journals import named

    yield from session.reading()
    for name in session.settings.table("journals"):
        try:
            yield named(name, session.settings)
        except MistakesError as error:
            session.note(Words(session.settings)("left out", why=f"{error.message}. {error.hint}"))


def _show_status(session: Session, journals: Iterable[Journal]) -> None:
    from mistakes.syncing import NoBackend, status

    rows = []
    for journal in journals:
        found = status(journal)
        if found is None:
            raise NoBackend(f"{journal.name} is shared through nothing yet", "See: mistakes init --help")
        rows.append((journal, found))
    if session.json:
        return session.out.json({"journals": [status_json(*row) for row in rows]})
    words = Words(session.settings)
    for journal, found in rows:
        session.out.text(f"{journal.name}: {standing(found, words)}", "  ", "")
    if not rows:
        session.out.text(words("not shared"))
    return None


def _sync_all(session: Session, journals: list[Journal], how: _How, *, quietly: bool) -> None:
    done: list[dict[str, Any]] = []
    failed: list[tuple[Journal, MistakesError]] = []
    for journal in journals:
        try:
            report = _synced(session, journal, how)
        except MistakesError as error:
            if len(journals) == 1:
                raise
            failed.append((journal, error))
            done.append(failed_json(journal, error))
        else:
            done.append(report_json(journal, report))
            if not session.json:
                show(session, journal, report, quietly=quietly)
    for journal, trouble in failed:
        session.status = max(session.status, trouble.exit_status)
        if not session.json:
            session.note(f"{journal.name}: {trouble.message}. {trouble.hint}")
    if session.json:
        session.out.json({"journals": done})
    elif not journals and not quietly:
        session.out.text(Words(session.settings)("not shared"))


def _synced(session: Session, journal: Journal, how: _How) -> SyncReport:
    from mistakes.syncing import NeedsTrust

    try:
        return _decided(session, journal, how)
    except NeedsTrust as error:
        if not (session.asks and not journal.private and _agrees(session, error)):
            raise
    from mistakes.briefing.trust import trust

    trust(session.settings, journal.root)
    return _decided(session, journal, how)


def _decided(session: Session, journal: Journal, how: _How) -> SyncReport:
    """Sync; at a terminal ask about entries that the other side removed, where that is a question."""
    from mistakes.syncing import ManyRemoved

    try:
        return _rejoined(session, journal, how)
    except ManyRemoved as error:
        if not session.asks or how["dry_run"]:
            raise
        gone = _keep_or_drop(session, journal, error)
        if not gone:
            raise
        return journal.sync(**(how | {"gone": gone}))


def _rejoined(session: Session, journal: Journal, how: _How) -> SyncReport:
    """Sync; at a terminal ask first about entries that are gone from a history which was rewritten."""
    if not how["rejoin"] or how["gone"] or how["dry_run"] or not session.asks:
        return journal.sync(**how)
    gone = journal.sync(dry_run=True, rejoin=True, scanned=how["scanned"]).gone
    if not gone:
        return journal.sync(**how)
    words = Words(session.settings)
    session.out.text(words("lacks"))
    for line in listed(journal, gone, words):
        session.out.text(line, "          ", "")
    keeps = _says_yes(words("keep them?"))
    return journal.sync(**(how | {"gone": "keep" if keeps else "drop"}))


def _keep_or_drop(session: Session, journal: Journal, error: ManyRemoved) -> str:
    """Show what would go and who removed it, and ask; "" if the person decides later."""
    from mistakes.cli.prompting import ask
    from mistakes.cli.sharing_words import NO, YES

    words = Words(session.settings)
    session.out.text(words("were removed", removed=error.removed, known=error.known))
    for who in error.by_whom:
        session.out.text(words.said(who), "    ", "  ")
    session.out.text(words("are gone"))
    for line in listed(journal, error.gone, words):
        session.out.text(line, "          ", "")
    answer = ask(words("bring back?")).lower()
    return "keep" if answer in YES else "drop" if answer in NO else ""


def _agrees(session: Session, error: NeedsTrust) -> bool:
    """Show the programs that a repository names, and ask once."""
    words = Words(session.settings)
    session.out.text(words("programs", place=error.root))
    for command in error.commands:
        session.out.text(command, "    ")
    return _says_yes(words("trust?"))


def _says_yes(question: str) -> bool:
    from mistakes.cli.prompting import ask
    from mistakes.cli.sharing_words import YES

    return ask(question).lower() in YES
