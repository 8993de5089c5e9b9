"""What `mistakes sync` says of a journal: what went either way, what needs a look, where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from mistakes.cli.session import Session
from mistakes.cli.sync_words import Words

if TYPE_CHECKING:
    from mistakes.errors import MistakesError
    from mistakes.journal import Journal
    from mistakes.syncing import Gone, Moved, SyncReport, SyncStatus

_MOST_NAMED = 20


def show(session: Session, journal: Journal, report: SyncReport, *, quietly: bool) -> None:
    """Say what a sync did; `quietly` only what needs a look."""
    words = Words(session.settings)
    if not quietly:
        session.out.text(f"{journal.name}: {_summary(report, words)}", "  ", "")
        for note in report.notes:
            session.out.text(words.said(note), "  ")
    for line in _warnings(journal, report, words):
        session.out.text(line, "    ", "  ", session.out.paint.yellow)


def _summary(report: SyncReport, words: Words) -> str:
    verbs = ("would send", "would receive") if report.dry_run else ("sent", "received")
    moved = zip(verbs, (report.sent, report.received), strict=True)
    told = words("comma").join(part for verb, one in moved for part in _went(one, verb, words))
    if not told:
        return words("nothing" if report.notes else "in step")
    return told + (words("joined", count=len(report.joined)) if report.joined else "")


def _went(moved: Moved, verb: str, words: Words) -> Iterator[str]:
    entries = words.counted(len(moved.added) + len(moved.changed), "one entry", "entries")
    files = words.counted(len(moved.files), "one other", "others")
    if told := words("and").join(filter(None, (entries, files))):
        yield words(verb, what=told)
    if gone := words.counted(len(moved.removed), "one entry", "entries"):
        yield words(verb, what=words("removal", what=gone))


def _warnings(journal: Journal, report: SyncReport, words: Words) -> Iterator[str]:
    short = journal.handles({*report.conflicts, *(old for old, _ in report.renamed)})
    for entry_id in report.conflicts:
        yield words("lost", id=short[entry_id])
    for old, new in report.renamed:
        yield words("two", id=short[old], new=new)
    for found in (*report.quarantined, *report.doubtful):
        about = found._replace(reason=words.said(found.reason))._asdict()
        yield words("brought by" if found.commit else "brought", **about)
    yield from _gone(journal, report, words)
    for fault in report.left:
        yield words("not sent", path=fault.path, reason=words.said(fault.reason))


def _gone(journal: Journal, report: SyncReport, words: Words) -> Iterator[str]:
    """Yield what became of the entries that the other side had no more."""
    if not report.gone:
        return
    name = ("would stay", "stayed") if report.kept else ("would go", "went")
    yield words(
        name[0 if report.dry_run else 1], what=words.counted(len(report.gone), "one entry", "entries")
    )
    yield from listed(journal, report.gone, words)
    if not (report.kept or report.dry_run):
        yield words("in history")


def listed(journal: Journal, gone: Sequence[Gone], words: Words) -> Iterator[str]:
    """Yield a line for each entry that is gone, as many as a person reads."""
    short = journal.handles([one.id for one in gone[:_MOST_NAMED]])
    for one in gone[:_MOST_NAMED]:
        yield f"  {short[one.id]}  {one.title}"
    if len(gone) > _MOST_NAMED:
        yield words("and more", count=len(gone) - _MOST_NAMED)


def standing(found: SyncStatus, words: Words) -> str:
    """Return where a journal stands, in one sentence."""
    if found.trouble:
        return words("needs you", trouble=found.trouble)
    parts = [
        words.counted(found.unsaved, "one to commit", "to commit"),
        words.counted(found.ahead, "one to send", "to send"),
        words.counted(found.behind, "one to fetch", "to fetch"),
    ]
    told = words("comma").join(filter(None, parts)) or words("as far")
    since = words("last", day=f"{found.at:%Y-%m-%d %H:%M}") if found.at else ""
    remote = found.remote or words("no remote")
    return told + since + words("through", backend=found.backend, remote=remote)


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
