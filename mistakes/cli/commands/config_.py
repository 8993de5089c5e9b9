"""`mistakes config`: show or change settings."""

from __future__ import annotations

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import UsageError
from mistakes.settings import SETTINGS, known


@make(name="config")
@click.argument("action", type=click.Choice(["get", "set"]), required=False)
@click.argument("name", required=False)
@click.argument("value", required=False)
def command(session: Session, action: str | None, name: str | None, value: str | None) -> None:
    """Show all settings, `get NAME`, or `set NAME VALUE`; an empty VALUE removes a setting."""
    if action is None or (action == "get" and name is None):
        return _show_all(session)
    if name is None or (action == "set" and value is None):
        raise UsageError(
            "say which setting, and its value", 'mistakes config set author "Name <you@example.com>"'
        )
    known(name)
    if action == "set":
        session.settings.set(name, value or "")
    current = session.settings.all().get(name)
    if session.json:
        return session.out.json({"name": name, "value": current})
    session.out.line(_text(current) if action == "get" else f"{name} = {_text(current)}")
    return None


def _show_all(session: Session) -> None:
    from mistakes.cli.columns import Cell

    values = session.settings.all()
    if session.json:
        return session.out.json({"path": str(session.settings.path), "settings": values})
    names = {setting.name: setting.summary for setting in SETTINGS}
    rows = [(name, _text(values.get(name)), summary) for name, summary in names.items()]
    rows += [(name, _text(value), "") for name, value in values.items() if name not in names]
    paint = session.out.paint
    session.out.rows(
        [Cell(name, paint.cyan), Cell(value), Cell(summary, paint.dim, flex=True)]
        for name, value, summary in rows
    )
    session.out.line((f"in {session.settings.path}", paint.dim))
    return None


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
