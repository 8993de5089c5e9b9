"""What is said of a change that was taken back or done again, and of entries that are deleted already."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from mistakes import history
from mistakes.cli.undo_words import event_word, words
from mistakes.locales import journal_name, language
from mistakes.undo import Undone, what_it_was

if TYPE_CHECKING:
    from mistakes.cli.session import Session
    from mistakes.journal import Journal

_NAMED = 5


def as_json(journal: Journal, undone: Undone) -> dict[str, Any]:
    """Return the object that `undo --json` prints."""
    change = undone.change
    about = [change.entry] if change.entry else []
    return {
        "journal": journal.name,
        "what": what_it_was(change),
        "entries": list(change.added) or about,
        "event": change.event or None,
        "done": list(undone.done),
        "left": [{"about": one.about, "why": one.why, "fields": list(one.fields)} for one in undone.left],
    }


def tell(session: Session, journal: Journal, undone: Undone, *, redo: bool) -> None:
    """Say what was taken back, what was left and why, and how it comes back."""
    said, out = words(session.settings), session.out
    what = _what(session, journal, undone)
    verb = "so already" if not undone.left else "nothing redone" if redo else "nothing undone"
    if undone.done:
        verb = "redone" if redo else "undone"
    out.text(said[verb].format(journal=_called(session, journal), what=what))
    for line in _rest(session, journal, undone):
        out.text(line)
    if not redo:
        out.text(_way_back(session, journal, undone), style=out.paint.dim)


def tell_deleted(session: Session, journal: Journal, deleted: Sequence[str]) -> None:
    """Say which entries an import left alone that are deleted here, and how they come back."""
    if not deleted or session.json:
        return
    said, one = words(session.settings), len(deleted) == 1
    noted = history.last(journal.root, undone=True)
    ids = " ".join(journal.handles(deleted).values()) if len(deleted) <= _NAMED else "ID…"
    by_redo = noted is not None and set(deleted) == set(noted.change.added)
    cure = said["back by id" if one else "back by ids"].format(ids=ids + place_option(session))
    cure = said["back by redo"] if by_redo else cure
    session.out.text(said["deleted here" if one else "are deleted here"].format(count=len(deleted)))
    session.out.text(cure)


def place_option(session: Session) -> str:
    """Return the option, after a blank, that names the journal as this run did; "" if it named none."""
    if session.place:
        import shlex

        return f" -j {shlex.quote(session.place)}"
    return " -T" if session.team else ""


def deleted_among(journal: Journal, ids: Collection[str]) -> list[str]:
    """Return those of the ids whose entries are deleted, in their order."""
    if not ids:
        return []
    deleted = {entry_id for entry_id, _ in journal.hits("is:deleted", order="time")}
    return [entry_id for entry_id in dict.fromkeys(ids) if entry_id in deleted]


def _what(session: Session, journal: Journal, undone: Undone) -> str:
    said, change = words(session.settings), undone.change
    what, count = what_it_was(change), len(change.added)
    if what == "event":
        return _event(session, journal, undone)
    if change.added:
        name = "one imported" if what == "imported" and count == 1 else what
        return said[name if what == "imported" else f"several {name}"].format(count=count)
    title = f", {undone.entry.title}" if undone.entry else ""
    return said[what].format(id=journal.handle(change.entry)) + title


def _event(session: Session, journal: Journal, undone: Undone) -> str:
    said, event = words(session.settings), undone.event
    about = (event and event.entry) or undone.change.entry
    name = event_word(session.settings, event.do if event else "")
    told = said["event" if about else "lone event"].format(
        event=name, id=journal.handle(about) if about else ""
    )
    made = [entry_id for entry_id in undone.change.added if entry_id != about]
    title = _title(journal, about) if about else ""
    return told + title + (said["with"].format(id=journal.handle(made[-1])) if made else "")


def _title(journal: Journal, entry_id: str) -> str:
    entry = journal.readable(entry_id)
    return f", {entry.title}" if entry else ""


def _rest(session: Session, journal: Journal, undone: Undone) -> list[str]:
    said, lines = words(session.settings), []
    for why in ("gone", "unreadable"):
        ids = [one.about for one in undone.left if one.why == why]
        shown = ", ".join(journal.handles(ids[:_NAMED]).values()) + (" …" if len(ids) > _NAMED else "")
        lines += [said[f"left {why}"].format(count=len(ids), ids=shown)] if ids else []
    fields = [name for one in undone.left if one.why == "changed since" for name in one.fields]
    lines += [said["left changed since"].format(fields=", ".join(fields))] if fields else []
    before = len(undone.change.added) - len(undone.left) - len(undone.done)
    if undone.done and before > 0 and not undone.change.event:
        lines.append(said["so before"].format(count=before))
    return lines


def _way_back(session: Session, journal: Journal, undone: Undone) -> str:
    said, change = words(session.settings), undone.change
    if undone.left and not undone.done:
        return said["one before"]
    if len(change.added) > 1 and not change.deed:
        return said["all back"]
    fresh = change.added[-1] if change.added else change.entry if not change.before else ""
    if fresh and not change.deed and (not change.event or change.added) and _is_read(session, journal):
        return said["one back"].format(id=journal.handle(fresh) + place_option(session))
    return said["redo"]


def _called(session: Session, journal: Journal) -> str:
    """Return the name of a journal, with its folder where the name alone is another journal's or nobody's."""
    root = os.path.realpath(journal.root)
    is_known = any(os.path.realpath(one.root) == root for one in session.known())
    name = journal_name(journal.name, language(session.settings))
    return name if is_known else f"{name} ({journal.root})"


def _is_read(session: Session, journal: Journal) -> bool:
    """Tell whether `restore` finds entries of this journal as one stands here."""
    return os.path.realpath(journal.root) in {os.path.realpath(one.root) for one in session.reading()}
