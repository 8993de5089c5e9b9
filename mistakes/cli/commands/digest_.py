"""`mistakes digest`: a team's week as a text to look at, change and send."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import UsageError

if TYPE_CHECKING:
    from mistakes.digest import Digest


@make(name="digest")
@click.option("--days", metavar="N", type=click.IntRange(1, 366), default=7, help="How many days; 7.")
@click.option("--text", "plain", is_flag=True, help="Plain text instead of Markdown.")
@click.option("-e", "--edit", is_flag=True, help="Change it in your editor first.")
@click.option("-o", "--output", metavar="FILE", default="", help="Write it to a new file.")
def command(session: Session, days: int, plain: bool, edit: bool, output: str) -> None:
    """Write the last days of the team's journal as a text: what was told, what helped, thanks.

    It is made of what the team shares and sent nowhere: look at it, change it, send it yourself.
    """
    from mistakes.days import learning_day
    from mistakes.digest import as_markdown, as_text, digest
    from mistakes.journals import for_sharing
    from mistakes.locales import language

    if edit and not session.asks:
        raise UsageError("the editor needs a terminal", "Leave out --edit and change the text afterwards.")
    team = for_sharing(session.settings, session.place)
    found = digest(team, learning_day(), days=days, language=language(session.settings))
    if session.json:
        return session.out.json(_record(found, as_markdown(found)))
    text = (as_text if plain else as_markdown)(found)
    return _write(session, _edited(session, text) if edit else text, output)


def _record(found: Digest, markdown: str) -> dict[str, object]:
    parts = {name: [[item.text, *item.below] for item in items] for name, items in found.parts}
    return {"title": found.title, "charter": list(found.charter), "parts": parts, "markdown": markdown}


def _edited(session: Session, text: str) -> str:
    from mistakes.cli.editor import Draft

    draft = Draft("digest", text)
    changed = draft.edit(session.settings)
    draft.done()
    return changed


def _write(session: Session, text: str, output: str) -> None:
    if not output:
        return session.out.text(text.rstrip("\n"))
    from mistakes import files

    path = Path(output).absolute()
    files.create(path.parent, path, text, private=False)
    from mistakes.cli.sharing_words import Words

    session.out.line(Words(session.settings)("written", path=path))
    return None
