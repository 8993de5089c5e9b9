"""`mistakes sync`: brings journals and what they are shared through into step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import MistakesError, UsageError

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.syncing import Moved, NeedsTrust, SyncReport, SyncStatus


@make(name="sync")
@click.option("--status", is_flag=True, help="Only tell where each journal stands; asks no network.")
@click.option("-n", "--dry-run", is_flag=True, help="Tell what would be sent and received; change nothing.")
@click.option(
    "--rejoin", is_flag=True, help="Go on with a history that was rewritten, or put two journals together."
)
@click.option(
    "--scanned", is_flag=True, help="Send also what looks like a secret: you have seen that it is none."
)
@click.option("--quietly", is_flag=True, help="Say nothing unless something is wrong.")
def command(
    session: Session, status: bool, dry_run: bool, rejoin: bool, scanned: bool, quietly: bool
) -> None:
    """Send what you wrote to your team or your other machines, and fetch what they did.

    Alone it syncs every journal that has a remote; -j or -T names one. Nothing that is saved is ever undone
    by it: without a network the exit status is 4, and the next sync sends what is waiting.
    """
    if status and (dry_run or rejoin):
        raise UsageError("--status only looks", "Leave out the other options.")
    if rejoin and not (session.place or session.team):
        raise UsageError("--rejoin is for one journal", "Name it with -j, or stand in it and use -T.")
    journals = list(_journals(session))
    if status:
        return _show_status(session, journals)
    how = {"dry_run": dry_run, "rejoin": rejoin, "scanned": scanned}
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
            session.note(f"left out: {error.message}. {error.hint}")


def _show_status(session: Session, journals: Iterable[Journal]) -> None:
    from mistakes.syncing import NoBackend, status

    rows = []
    for journal in journals:
        found = status(journal)
        if found is None:
            raise NoBackend(f"{journal.name} is shared through nothing yet", "See: mistakes init --help")
        rows.append((journal, found))
    if session.json:
        return session.out.json({"journals": [_status_json(*row) for row in rows]})
    for journal, found in rows:
        session.out.text(f"{journal.name}: {_standing(found)}", "  ", "")
    if not rows:
        session.out.text("No journal here is shared yet. To begin: mistakes init --help")
    return None


def _sync_all(session: Session, journals: list[Journal], how: dict[str, bool], *, quietly: bool) -> None:
    done: list[dict[str, Any]] = []
    failed: list[tuple[Journal, MistakesError]] = []
    for journal in journals:
        try:
            report = _synced(session, journal, how)
        except MistakesError as error:
            if len(journals) == 1:
                raise
            failed.append((journal, error))
            done.append(_failed_json(journal, error))
        else:
            done.append(_report_json(journal, report))
            if not session.json:
                _show(session, journal, report, quietly=quietly)
    for journal, trouble in failed:
        session.status = max(session.status, trouble.exit_status)
        if not session.json:
            session.note(f"{journal.name}: {trouble.message}. {trouble.hint}")
    if session.json:
        session.out.json({"journals": done})
    elif not journals and not quietly:
        session.out.text("No journal here is shared yet. To begin: mistakes init --help")


def _synced(session: Session, journal: Journal, how: dict[str, bool]) -> SyncReport:
    from mistakes.syncing import NeedsTrust

    try:
        return journal.sync(**how)
    except NeedsTrust as error:
        if not (session.asks and not journal.private and _agrees(session, error)):
            raise
    from mistakes.trust import trust

    trust(session.settings, journal.root)
    return journal.sync(**how)


def _agrees(session: Session, error: NeedsTrust) -> bool:
    """Show the programs that a repository names, and ask once."""
    session.out.text(f"The repository of {error.root} names programs that git would run:")
    for command in error.commands:
        session.out.text(command, "    ")
    return click.confirm("Do you know them, and trust this journal?", default=False)


def _show(session: Session, journal: Journal, report: SyncReport, *, quietly: bool) -> None:
    if not quietly:
        session.out.text(f"{journal.name}: {_summary(report)}", "  ", "")
        for note in report.notes:
            session.out.text(note, "  ")
    for line in _warnings(report):
        session.out.text(line, "    ", "  ", session.out.paint.yellow)


def _summary(report: SyncReport) -> str:
    would = "would be " if report.dry_run else ""
    parts = [_went(report.sent, f"{would}sent"), _went(report.received, f"{would}received")]
    told = ", ".join(filter(None, parts))
    if not told:
        return "in step" if not report.notes else "nothing to send or fetch"
    joined = f"; {len(report.joined)} joined with your changes" if report.joined else ""
    return told + joined


def _went(moved: Moved, verb: str) -> str:
    entries = len(moved.added) + len(moved.changed)
    parts = [_counted(entries, "entry", "entries"), _counted(len(moved.files), "other file", "other files")]
    told = " and ".join(filter(None, parts))
    gone = _counted(len(moved.removed), "entry", "entries")
    removed = f"the removal of {gone} {verb}" if gone else ""
    return ", ".join(filter(None, [f"{told} {verb}" if told else "", removed]))


def _warnings(report: SyncReport) -> Iterator[str]:
    from mistakes.ids import handles

    short = handles({*report.conflicts, *(old for old, _ in report.renamed)})
    for entry_id in report.conflicts:
        yield f"{short[entry_id]} was changed on both sides; one value lost and is kept beside it"
    for old, new in report.renamed:
        yield f"{short[old]} was the id of two entries; one of them is now {new}"
    for found in report.quarantined:
        who = f" (commit {found.commit} by {found.author})" if found.commit else ""
        yield f"{found.path} {found.reason}{who}"
    for fault in report.left:
        yield f"not sent: {fault.path}: {fault.reason}"


def _standing(found: SyncStatus) -> str:
    if found.trouble:
        return f"needs you first: {found.trouble}"
    parts = [
        f"{_counted(found.unsaved, 'file')} to commit" if found.unsaved else "",
        f"{_counted(found.ahead, 'commit')} to send" if found.ahead else "",
        f"{_counted(found.behind, 'commit')} to fetch" if found.behind else "",
    ]
    told = ", ".join(filter(None, parts)) or "in step, as far as is known here"
    since = f"; last synced {found.at:%Y-%m-%d %H:%M}" if found.at else ""
    return f"{told}{since}; {found.backend} {found.remote or 'without a remote'}"


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}" if number else ""


def _status_json(journal: Journal, found: SyncStatus) -> dict[str, Any]:
    return {
        "journal": journal.name,
        "path": str(journal.root),
        "backend": found.backend,
        "remote": found.remote or None,
        "branch": found.branch or None,
        "unsaved": found.unsaved,
        "ahead": found.ahead,
        "behind": found.behind,
        "in_step": found.in_step,
        "at": found.at.isoformat() if found.at else None,
        "trouble": found.trouble or None,
    }


def _report_json(journal: Journal, report: SyncReport) -> dict[str, Any]:
    return {
        "journal": journal.name,
        "path": str(journal.root),
        "backend": report.backend,
        "remote": report.remote or None,
        "dry_run": report.dry_run,
        "sent": _moved_json(report.sent),
        "received": _moved_json(report.received),
        "joined": list(report.joined),
        "conflicts": list(report.conflicts),
        "renamed": [{"id": old, "new": new} for old, new in report.renamed],
        "quarantined": [found._asdict() for found in report.quarantined],
        "left": [fault._asdict() for fault in report.left],
        "notes": list(report.notes),
        "error": None,
    }


def _moved_json(moved: Moved) -> dict[str, list[str]]:
    return {name: list(part) for name, part in moved._asdict().items()}


def _failed_json(journal: Journal, error: MistakesError) -> dict[str, Any]:
    said = {"kind": error.kind, "message": error.message, "hint": error.hint}
    return {"journal": journal.name, "path": str(journal.root), "error": said}
