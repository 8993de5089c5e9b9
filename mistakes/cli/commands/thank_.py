"""`mistakes thank`: thank somebody for an act, or for what a lesson saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mistakes.cli.command import command as make
from mistakes.cli.entry_options import scanned_option
from mistakes.cli.session import Session
from mistakes.errors import NotFound, UsageError
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.events import Thanked
    from mistakes.items import Item
    from mistakes.journal import Journal
    from mistakes.people import Somebody

_SHORTEST = 8


class Thanks(NamedTuple):
    """Who is thanked in which journal, and the entry or lesson it is about, if it is about one."""

    journal: Journal
    person: Somebody
    item: Item | None = None


@make(name="thank")
@click.argument("whom", metavar="ID|NAME")
@click.argument("text", nargs=-1)
@click.option("--strength", metavar="WORD", help="The strength that you saw: patience, courage …")
@scanned_option
@click.option("--no-sync", is_flag=True, help="Do not sync; the next `mistakes sync` sends it.")
def command(
    session: Session, whom: str, text: tuple[str, ...], strength: str | None, scanned: bool, no_sync: bool
) -> None:
    """Thank somebody in the team: the author of the entry or lesson ID for what it saved you, or NAME for an act.

    TEXT says what it was; the whole team can read it.
    """
    from mistakes.cli.scanned import look_through_event
    from mistakes.cli.sharing_words import Words
    from mistakes.cli.syncing import sync_after
    from mistakes.events import to_record

    words = " ".join(text).strip()
    if _too_short(words):
        example = f'mistakes thank {whom} "for telling us on Friday, so that I could stop the job"'
        raise UsageError("thanks say most when they name the act", f"For example: {example}")
    thanks = _thanks(session, whom)
    said = _said(thanks, words, (strength or "").strip())
    look_through_event(session, thanks.journal, said, scanned=scanned)
    event = thanks.journal.record(said)
    synced = not no_sync and sync_after(session, thanks.journal, quietly=True)
    if session.json:
        return session.out.json(to_record(event) | {"journal": thanks.journal.name, "synced": synced})
    about = {"name": thanks.person.name, "team": thanks.journal.name}
    words_of = Words(session.settings)
    item, journal = thanks.item, thanks.journal
    told = (
        words_of("thanked for", **about, id=journal.handle(item.entry))
        if item
        else words_of("thanked", **about)
    )
    session.out.text(told, style=session.out.paint.green)
    return None


def _too_short(words: str) -> bool:
    from mistakes.cli.sharing_words import is_visible

    # a Chinese character says as much as several letters
    seen = [character for character in words if character == " " or is_visible(character)]
    return len(seen) + 2 * sum(character > "\u2e7f" for character in seen) < _SHORTEST


def _thanks(session: Session, whom: str) -> Thanks:
    item = _item(session, whom)
    if item is None:
        from mistakes.journals import for_sharing
        from mistakes.people import find_person

        team = for_sharing(session.settings, session.place)
        return _not_oneself(Thanks(team, find_person(team, whom)))
    from mistakes.people import author_of

    return _not_oneself(Thanks(item.journal, author_of(item.journal.get(item.entry).author), item))


def _item(session: Session, whom: str) -> Item | None:
    """Return the entry or lesson that was typed, None if it is a name."""
    from mistakes.briefing.numbers import is_number

    try:
        return session.named(whom, ("entry", "lesson"), is_team_meant=True)
    except NotFound:
        if is_number(whom):
            raise
        return None
    except UsageError as error:
        if error.kind == "ambiguous" or is_number(whom):
            raise
        return None


def _not_oneself(thanks: Thanks) -> Thanks:
    from mistakes.identity import who

    journal = thanks.journal
    if thanks.person.who == who(journal.settings, journal.name):
        hint = "Note what a lesson of yours did with: mistakes applied"
        raise UsageError("that is you, and thanks go to others", hint)
    return thanks


def _said(thanks: Thanks, words: str, strength: str) -> Thanked:
    from mistakes.events import Thanked

    item = thanks.item
    entry, lesson = (item.entry, item.key or None) if item else (None, None)
    text = f"{words} #strength {strength}" if strength else words  # so that everybody reads it, programs too
    return Thanked(entry, to=thanks.person.who, text=text, lesson=lesson)
