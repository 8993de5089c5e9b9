"""`mistakes edit`: change an entry, in the editor or by options."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import attrs
import click

from mistakes.cli.command import command as make
from mistakes.cli.entry_options import amend, entry_options, scanned_option
from mistakes.cli.session import Session
from mistakes.errors import InvalidEntry, UnreadableFile, UsageError
from mistakes.model import REQUIRED, Mistake

if TYPE_CHECKING:
    from mistakes.journal import Journal


@make(name="edit")
@click.argument("id", required=False)
@click.option("--title", help="A new title.")
@click.option("--clear", "cleared", multiple=True, metavar="FIELD", help="Empty a field.")
@scanned_option
@entry_options
def command(session: Session, id: str | None, cleared: tuple[str, ...], scanned: bool, **given: Any) -> None:
    """Change an entry: in your editor, or with options, which add to fields that hold several values.

    Without ID it is the newest entry, which is named.
    """
    from mistakes.cli.scanned import look_through
    from mistakes.cli.show import acknowledge, entry_json, warn_if_ahead

    journal, entry_id = session.found(id)
    before = journal.readable(entry_id)
    if not cleared and all(value in (None, False, ()) for value in given.values()):
        saved = _in_editor(session, journal, entry_id, scanned=scanned)
    else:
        now = datetime.now().astimezone().replace(microsecond=0)
        change = partial(_changed, cleared=cleared, given=given, now=now)
        if not journal.private:
            look_through(session, journal, change(journal.get(entry_id)), before, scanned=scanned)
        saved = journal.edit(entry_id, change)
    if session.json:
        session.out.json(entry_json(journal, saved, journal.standing(saved)))
    else:
        acknowledge(session.out, journal, saved, "not changed:" if saved == before else "changed")
    if before is None or before.happened != saved.happened:
        warn_if_ahead(session, journal, saved)
    _tell_of_others(session, journal, before, saved)
    if saved.kind == "decision":
        from mistakes.cli.deciding import tell_of_seal

        tell_of_seal(session, before, saved)


def _tell_of_others(session: Session, journal: Journal, before: Mistake | None, saved: Mistake) -> None:
    """Say what somebody else did to the entry while it was being changed."""
    from mistakes.cli.capture_words import words

    said = words(session.settings)
    is_contested = len(saved.conflict) > (len(before.conflict) if before else 0)
    handle = journal.handle(saved.id) if is_contested or saved.deleted else ""
    if is_contested:
        session.note(said["both kept"].format(id=handle))
    if saved.deleted:
        session.note(said["is deleted"].format(id=handle))


def _in_editor(session: Session, journal: Journal, entry_id: str, *, scanned: bool) -> Mistake:
    from mistakes.cli.editing import edit_broken, edit_text

    try:
        return edit_text(session, journal, entry_id, scanned=scanned)
    except (InvalidEntry, UnreadableFile):
        return edit_broken(session, journal, entry_id, scanned=scanned)


def _changed(entry: Mistake, *, cleared: tuple[str, ...], given: dict[str, Any], now: datetime) -> Mistake:
    return amend(_cleared(entry, cleared), given, now)


def _cleared(entry: Mistake, names: tuple[str, ...]) -> Mistake:
    defaults = {field.name: field.default for field in attrs.fields(Mistake)}
    changes: dict[str, Any] = {}
    for name in names:
        if name not in defaults or name in REQUIRED or name in ("extra", "also", "source", "deleted"):
            raise UsageError(f"{name!r} is no field that can be emptied", "For example: --clear tags")
        changes[name] = defaults[name]
    return attrs.evolve(entry, **changes)
