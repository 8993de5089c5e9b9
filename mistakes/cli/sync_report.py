"""What `mistakes sync` says of a journal: what went either way, what needs a look, where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mistakes.cli.counted import counted
from mistakes.cli.session import Session

if TYPE_CHECKING:
    from mistakes.errors import MistakesError
    from mistakes.journal import Journal
    from mistakes.syncing import Moved, SyncReport, SyncStatus

_MOST_NAMED = 20


def show(session: Session, journal: Journal, report: SyncReport, *, quietly: bool) -> None:
    """Say what a sync did; `quietly` only what needs a look."""
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
    parts = [counted(entries, "entry", "entries"), counted(len(moved.files), "other file", "other files")]
    told = " and ".join(filter(None, parts))
    gone = counted(len(moved.removed), "entry", "entries")
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
    for found in report.doubtful:
        yield f"{found.path} {found.reason} (commit {found.commit} by {found.author})"
    yield from _gone(report)
    for fault in report.left:
        yield f"not sent: {fault.path}: {fault.reason}"


def _gone(report: SyncReport) -> Iterator[str]:
    """Yield what became of the entries that the other side had no more."""
    if not report.gone:
        return
    count = counted(len(report.gone), "entry", "entries")
    if report.kept:
        verb = "would stay" if report.dry_run else "stayed"
    else:
        verb = "would go" if report.dry_run else "went"
    yield f"{count} that the other side had no more {verb}:"
    for one in report.gone[:_MOST_NAMED]:
        yield f"  {one.id[-6:]}  {one.title}"
    if len(report.gone) > _MOST_NAMED:
        yield f"  and {len(report.gone) - _MOST_NAMED:,} more; --json has them all"
    if not (report.kept or report.dry_run):
        yield "git's history here still has them; how to get them back: Recover a shared journal, in the docs"


def standing(found: SyncStatus) -> str:
    """Return where a journal stands, in one sentence."""
    if found.trouble:
        return f"needs you first: {found.trouble}"
    parts = [
        f"{counted(found.unsaved, 'file')} to commit" if found.unsaved else "",
        f"{counted(found.ahead, 'commit')} to send" if found.ahead else "",
        f"{counted(found.behind, 'commit')} to fetch" if found.behind else "",
    ]
    told = ", ".join(filter(None, parts)) or "in step, as far as is known here"
    since = f"; last synced {found.at:%Y-%m-%d %H:%M}" if found.at else ""
    return f"{told}{since}; {found.backend} {found.remote or 'without a remote'}"


def status_json(journal: Journal, found: SyncStatus) -> dict[str, Any]:
    """Return where a journal stands, for machines."""
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


def report_json(journal: Journal, report: SyncReport) -> dict[str, Any]:
    """Return what a sync did, for machines."""
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
        "doubtful": [found._asdict() for found in report.doubtful],
        "gone": [one._asdict() for one in report.gone],
        "kept": report.kept,
        "notes": list(report.notes),
        "error": None,
    }


def _moved_json(moved: Moved) -> dict[str, list[str]]:
    return {name: list(part) for name, part in moved._asdict().items()}


def failed_json(journal: Journal, error: MistakesError) -> dict[str, Any]:
    """Return why a journal was not synced, for machines."""
    said = {"kind": error.kind, "message": error.message, "hint": error.hint}
    return {"journal": journal.name, "path": str(journal.root), "error": said}
