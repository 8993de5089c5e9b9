"""`mistakes done`: an action is done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import attrs
import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import Ambiguous, UsageError

if TYPE_CHECKING:
    from mistakes.items import Item
    from mistakes.model import Action, Mistake


@make(name="done")
@click.argument("id")
@click.option("--evidence", metavar="TEXT", help="A commit, a link, a sentence that shows it.")
def command(session: Session, id: str, evidence: str | None) -> None:
    """Note that an action is done: ID is its key, or an entry with one open action."""
    from mistakes.days import learning_day
    from mistakes.events import ActionDone
    from mistakes.history import as_one
    from mistakes.locales import language
    from mistakes_review.choosing import found
    from mistakes_review.words import WORDS

    item, entry = found(session, id, ("entry", "action"))
    action = _open(item, entry)
    key, day = action.key or "", learning_day()
    with as_one(item.journal.root):
        saved = item.journal.edit(entry.id, lambda now: _with_done(now, key, day, evidence))
        event = item.journal.record(ActionDone(entry.id, action=key, evidence=evidence))
    left = sum(one.done is None for one in saved.actions)
    if session.json:
        about = {"event": event.id, "entry": entry.id, "action": key, "done": day.isoformat()}
        return session.out.json(about | {"evidence": evidence, "open": left})
    words = WORDS[language(session.settings)]
    place = words["private"] if item.journal.private else item.journal.name
    told = words["done"].format(text=action.text, id=item.journal.handle(entry.id), place=place)
    session.out.text(told, style=session.out.paint.green)
    if left:
        session.out.text(words["one open" if left == 1 else "open"].format(count=left))
    return None


def _open(item: Item, entry: Mistake) -> Action:
    """Return the action that was typed, or the only open one; raises `UsageError` or `Ambiguous`."""
    short, key = item.journal.handle(entry.id), item.key
    actions = [action for action in entry.actions if key in ("", action.key)]
    if not actions:
        hint = f'Add one: mistakes edit {short} --action "…" --owner NAME --due DATE'
        raise UsageError(f"{short}, {entry.title}, has no action", hint)
    open_ones = [action for action in actions if action.done is None]
    if not open_ones:
        days = ", ".join(sorted(str(action.done) for action in actions))
        raise UsageError(f"nothing is open in {short}: done {days}", "Nothing was changed.")
    if len(open_ones) > 1:
        shown = ", ".join(f"{action.key} ({action.text})"[:60] for action in open_ones)
        keys = tuple(action.key or "" for action in open_ones)
        raise Ambiguous(f"{short} has several open actions: {shown}", "Type the key of one.", keys)
    return open_ones[0]


def _with_done(entry: Mistake, key: str, day: date, evidence: str | None) -> Mistake:
    def finished(action: Action) -> Action:
        if action.key != key or action.done is not None:
            return action
        return attrs.evolve(action, done=day, evidence=evidence or action.evidence)

    return attrs.evolve(entry, actions=tuple(map(finished, entry.actions)))
