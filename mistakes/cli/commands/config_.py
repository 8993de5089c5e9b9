"""`mistakes config`: show or change settings, and the few words that a journal says of itself."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import UsageError
from mistakes.settings import SETTINGS, known

if TYPE_CHECKING:
    from mistakes.journal import Journal


@make(name="config")
@click.argument("action", type=click.Choice(["get", "set"]), required=False)
@click.argument("name", required=False)
@click.argument("value", required=False)
def command(session: Session, action: str | None, name: str | None, value: str | None) -> None:
    """Show all settings, `get NAME`, or `set NAME VALUE`; an empty VALUE removes a setting.

    first_step and north_star belong to a journal: the one that -j or -T names, else your own.
    """
    from mistakes.journal_words import WORDS

    if action is None or (action == "get" and name is None):
        return _show_all(session)
    if name is None or (action == "set" and value is None):
        raise UsageError(
            "say which setting, and its value", 'mistakes config set author "Name <you@example.com>"'
        )
    if name in WORDS:
        return _of_journal(session, name, value if action == "set" else None)
    known(name)
    if action == "set":
        _refuse_no_folder(name, value or "")
        session.settings.set(name, value or "")
    return _say(session, name, session.settings.all().get(name), is_set=action == "set")


def _refuse_no_folder(name: str, value: str) -> None:
    """Raise `UsageError` if a journal is to be found where there is none."""
    if not name.startswith("journals.") or not value:
        return
    from mistakes.whereabouts import IN_A_REPOSITORY, is_journal

    folder = os.path.abspath(os.path.expanduser(value))
    if not is_journal(folder) and not is_journal(os.path.join(folder, IN_A_REPOSITORY)):
        hint = f"Begin one: mistakes init --team {name.partition('.')[2]}, or join one: mistakes join URL"
        raise UsageError(f"{name} is the folder of a journal, and {value[:80]!r} is none", hint)


def _of_journal(session: Session, name: str, value: str | None) -> None:
    from mistakes.journal_words import keep_word, word_of

    if value is not None:
        keep_word(session.writing(), name, value)
    journal = session.writing() if value is not None else _read_from(session)
    return _say(session, name, word_of(journal, name) if journal else "", is_set=value is not None)


def _read_from(session: Session) -> Journal | None:
    journals = session.reading()
    return journals[0] if journals else None


def _say(session: Session, name: str, value: object, *, is_set: bool) -> None:
    if session.json:
        return session.out.json({"name": name, "value": value or None})
    return session.out.line(f"{name} = {_text(value)}" if is_set else _text(value))


def _show_all(session: Session) -> None:
    from mistakes.cli.columns import Cell
    from mistakes.journal_words import WORDS, word_of

    values = session.settings.all()
    if session.json:
        return session.out.json({"path": str(session.settings.path), "settings": values})
    names = {setting.name: setting.summary for setting in SETTINGS}
    rows = [(name, _text(values.get(name)), summary) for name, summary in names.items()]
    rows += [(name, _text(value), "") for name, value in values.items() if name not in names]
    journal = _read_from(session)
    rows += [(name, word_of(journal, name) if journal else "", summary) for name, summary in WORDS.items()]
    paint = session.out.paint
    cells = [
        [Cell(name, paint.cyan), Cell(value), Cell(summary, paint.dim, flex=True)]
        for name, value, summary in rows
    ]
    session.out.rows(cells, whole=True)
    session.out.text(f"in {session.settings.path}", style=paint.dim)
    return None


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
