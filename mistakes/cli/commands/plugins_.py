"""`mistakes plugins`: the plugins and what they offer."""

from __future__ import annotations

from typing import Any

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.plugins import Plugin


@make(name="plugins")
def command(session: Session) -> None:
    """Show each plugin with its version, what it offers, and whether it works.

    Switch one off with: mistakes config set plugins.disable NAME
    """
    from mistakes.cli.columns import Cell

    enabled = {plugin.name for plugin in session.plugins.enabled()}
    rows = [_row(plugin, plugin.name in enabled) for plugin in session.plugins.found]
    if session.json:
        return session.out.json({"plugins": rows})
    paint = session.out.paint
    session.out.rows(
        [
            Cell(row["name"], paint.cyan),
            Cell(f"{row['distribution']} {row['version']}", paint.dim),
            Cell(row["state"], paint.red if row["problem"] else paint.green),
            Cell(_offers(row), flex=True),
        ]
        for row in rows
    )
    return None


def _row(plugin: Plugin, is_enabled: bool) -> dict[str, Any]:
    state = "broken" if plugin.problem else "works" if is_enabled else "off"
    names = {
        kind: [row[0] for row in getattr(plugin, kind)] for kind in ("commands", "exporters", "importers")
    }
    about = {
        "name": plugin.name,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "state": state,
    }
    return about | {"hooks": list(plugin.hooks), **names, "problem": plugin.problem}


def _offers(row: dict[str, Any]) -> str:
    parts = [
        f"{kind}: {', '.join(row[kind])}" for kind in ("commands", "exporters", "importers") if row[kind]
    ]
    return row["problem"] or "; ".join(parts) or ", ".join(row["hooks"])
