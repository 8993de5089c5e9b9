"""`mistakes brief`: the few lessons that matter for what one is about to do."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import UsageError
from mistakes.recall.need import LONGEST, Need

if TYPE_CHECKING:
    from mistakes.briefing.changes import Changes
    from mistakes.briefing.reminders import Reminder
    from mistakes.journal import Journal


@make(name="brief")
@click.argument("words", nargs=-1)
@click.option("--path", "paths", multiple=True, metavar="PATH", help="A file you are about to change.")
@click.option("--command", "commands", multiple=True, metavar="LINE", help="A command you are about to run.")
@click.option("-t", "--tag", "tags", multiple=True, help="What it is about, as a tag.")
@click.option("--staged", is_flag=True, help="What is staged in git.")
@click.option("--diff", "revision", metavar="REV", help="What changed in git since REV.")
@click.option("--hook", is_flag=True, help="Unasked: one line each, only if plainly meant, once a week.")
@click.option("--strict", is_flag=True, help="Exit with 1 if there is a lesson.")
@click.option("--hush", metavar="KEY", help="Let an entry, or a lesson, never come unasked again.")
@click.option("--install-git-hook", "install", is_flag=True, help="Let git show lessons before each commit.")
@click.option("--uninstall-git-hook", "uninstall", is_flag=True, help="Take the git hook away.")
def command(session: Session, hush: str | None, install: bool, uninstall: bool, **given: Any) -> None:
    """Show at most three lessons for what you are about to do: WORDS, paths, commands, what git has staged.

    Nothing relevant prints nothing. `mistakes applied 1` notes that the first one helped. `-` reads the
    words from stdin.
    """
    if install or uninstall:
        from mistakes.cli.git_hook import install_hook, uninstall_hook

        return install_hook(session, strict=given["strict"]) if install else uninstall_hook(session)
    if hush:
        return _hush(session, hush)
    if given["hook"]:
        return _unasked(session, given)
    return _asked(session, given)


def _asked(session: Session, given: dict[str, Any]) -> None:
    need = _need(given)()
    if need.is_empty and not (given["staged"] or given["revision"]):
        raise UsageError("say what you are about to do", 'For example: mistakes brief "upgrade the database"')
    from mistakes.briefing.numbers import keep_numbers
    from mistakes.briefing.reminders import brief

    journals, mine = _journals(session)
    found = brief(journals, need, mine=mine, fresh=True)
    if _by_hand(session):
        keep_numbers(found)
    if session.json:
        _write_json(session, found)
    elif found:
        from mistakes.cli.reminding import show
        from mistakes.locales import language

        show(session.out, found, datetime.now().astimezone(), language(session.settings))
    _end(session, given, found)


def _unasked(session: Session, given: dict[str, Any]) -> None:
    """Say what comes unasked; whatever goes wrong, what one is doing goes on."""
    found: Sequence[Reminder] = ()
    try:
        found = _found_unasked(session, given)
    except Exception as error:  # noqa: BLE001  nothing that goes wrong here is worth a commit
        session.note(f"mistakes: {error}")
    if session.json:
        _write_json(session, found)
    elif found:
        from mistakes.briefing.numbers import keep_numbers
        from mistakes.cli.reminding import show_unasked
        from mistakes.locales import language

        keep_numbers(found)
        show_unasked(session.out, found, language(session.settings))
    _end(session, given, found)


def _write_json(session: Session, found: Sequence[Reminder]) -> None:
    from mistakes.cli.reminding import as_json
    from mistakes.locales import language

    session.out.json_array(as_json(found, language(session.settings)))


def _found_unasked(session: Session, given: dict[str, Any]) -> Sequence[Reminder]:
    from mistakes.briefing.trust import speaking

    roots = sorted(_roots(session.reading())) if session.place else speaking(session.settings)
    if not roots:
        return ()
    need = _need(given)  # git is at work while the rest is imported
    from mistakes.briefing.unasked import reminders

    return reminders(session.settings, need, roots, datetime.now().date())


def _end(session: Session, given: dict[str, Any], found: Sequence[Reminder]) -> None:
    if given["strict"] and found:
        session.status = 1


def _need(given: dict[str, Any]) -> Callable[[], Need]:
    """Let git begin to look; the function returned waits for it, and returns what somebody is about to do.

    Both raise `MistakesError` if git cannot tell its part.
    """
    words = sys.stdin.read(LONGEST) if given["words"] == ("-",) and sys.stdin else " ".join(given["words"])
    paths = [_from_top(path) for path in given["paths"]]
    changes = _changes(given)

    def need() -> Need:
        of_git, diff = changes() if changes else ((), "")
        return Need(words, (*paths, *of_git), given["commands"], given["tags"], diff)

    return need


def _changes(given: dict[str, Any]) -> Callable[[], Changes] | None:
    if not (given["staged"] or given["revision"]):
        return None
    from mistakes.briefing.changes import changing, staging

    return changing(given["revision"]) if given["revision"] else staging()


def _from_top(path: str) -> str:
    """Return a path as git names it, if it lies in a repository, else as it was given."""
    from mistakes.briefing.changes import top_of

    whole = os.path.abspath(path)
    top = top_of(os.path.dirname(whole))
    return os.path.relpath(whole, top) if top else path


def _by_hand(session: Session) -> bool:
    """Tell whether a person reads what is written: `--json` is for machines unless a terminal shows it."""
    return not session.json or session.out.is_terminal


def _journals(session: Session) -> tuple[Sequence[Journal], Journal | None]:
    """Return the journals to look into, refreshed, and the personal one if it is not among them.

    These are the journals that are read by hand and those that may speak unasked. A machine gets the
    latter alone, unless a journal is named.
    """
    from mistakes.cli.capture_words import words
    from mistakes.cli.listing import waiting
    from mistakes.journals import personal

    mine = personal(session.settings)
    by_hand = _by_hand(session) or session.place
    journals = list(session.reading()) if by_hand else []
    if not by_hand and mine is not None and not session.settings.flag("brief.private"):
        session.note(words(session.settings)["left out"])
    journals += _trusted(session, journals)
    beside = [] if mine is None or _roots([mine]) <= _roots(journals) else [mine]
    with waiting("Reading entries") as progress:
        for journal in [*journals, *beside]:
            journal.refreshed(progress)
    return journals, beside[0] if beside else None


def _trusted(session: Session, known: Sequence[Journal]) -> list[Journal]:
    from mistakes.briefing.trust import speaking
    from mistakes.journal import Journal

    if session.place or session.team:
        return []
    roots = [root for root in speaking(session.settings) if root not in _roots(known)]
    return [Journal.open(root, session.settings) for root in roots]


def _roots(journals: Sequence[Journal]) -> set[str]:
    return {os.path.realpath(journal.root) for journal in journals}


def _hush(session: Session, typed: str) -> None:
    from mistakes.briefing.unasked import hush

    journal, entry_id, _, key = session.named(typed, ("entry", "lesson"))
    name = hush(session.settings, entry_id, key or None)
    if session.json:
        return session.out.json({"hushed": name})
    from mistakes.cli.capture_words import words

    said = words(session.settings)
    told = said["hushed lesson" if key else "hushed"]
    session.out.text(told.format(id=journal.handle(entry_id), title=journal.get(entry_id).title))
    session.out.text(said["is hushed"], style=session.out.paint.dim)
    return None
