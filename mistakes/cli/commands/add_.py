"""`mistakes add`, which is also `oops`: capture in seconds."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from mistakes.cli.command import command as make
from mistakes.cli.entry_options import amend, entry_options, scanned_option, title_and_story
from mistakes.cli.session import Session
from mistakes.errors import UsageError

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.model import Mistake
    from mistakes.settings import Settings

_QUESTIONS = {
    "en": ("What happened? ", "Next time? (Enter skips) "),
    "zh": ("发生了什么？", "下次怎么做？（回车跳过）"),
}
_LARGEST_INPUT = 256 * 1024


@make(name="add")
@click.argument("text", nargs=-1)
@click.option("-e", "--edit", "editing", is_flag=True, help="Write it in your editor.")
@click.option(
    "--from-json", "json_file", metavar="FILE|-", help="One entry or many, as JSON; `-` reads stdin."
)
@scanned_option
@entry_options
def command(
    session: Session,
    text: tuple[str, ...],
    editing: bool,
    json_file: str | None,
    scanned: bool,
    **given: Any,
) -> None:
    """Record a mistake, a near miss, a success.

    The words are its title. Without words you are asked two short questions; `-` reads them from
    stdin: the first line is the title, the rest the story.
    """
    if json_file:
        return _add_from_json(session, json_file, scanned=scanned)
    now = datetime.now().astimezone().replace(microsecond=0)
    title, given = _title(session, text, given, editing)
    journal = session.writing()
    entry = amend(journal.draft(title), given, now)
    if editing:
        from mistakes.cli.editing import write_new

        entry = write_new(session, entry)
    if not journal.private:
        from mistakes.cli.scanned import look_through

        typed_in = not text or text == ("-",)
        look_through(session, journal, entry, scanned=scanned, keep=typed_in)
    like = _looks_like(journal, entry)
    saved = journal.put(entry)
    _acknowledge(session, journal, saved, like)
    if given["happened"] or given["settings"] or editing:
        from mistakes.cli.show import warn_if_ahead

        warn_if_ahead(session, journal, saved)
    return None


def _title(
    session: Session, text: tuple[str, ...], given: dict[str, Any], editing: bool
) -> tuple[str, dict[str, Any]]:
    if text == ("-",):
        return _from_stdin(given)
    if text:
        return title_and_story(" ".join(text), given)
    if editing:
        return "", given
    if not session.asks:
        raise UsageError("say what happened", 'For example: mistakes add "Deployed on a Friday"')
    return _ask(session, given)


def _from_stdin(given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    if sys.stdin is None:
        raise UsageError("standard input is closed", "Give the words after `add`.")
    text = sys.stdin.read(_LARGEST_INPUT + 1)
    if len(text) > _LARGEST_INPUT:
        raise UsageError("stdin holds more than 256 KiB", "Shorten it; nothing was saved.")
    return title_and_story(text, given)


def _ask(session: Session, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    from mistakes.cli.prompting import ask, ask_last

    happened, next_time = _questions(session.settings)
    title = ask(happened)
    if not title:
        raise UsageError("nothing was written, so nothing was saved", "Try again whenever you like.")
    lesson = ask_last(next_time)
    return title_and_story(title, given | {"lessons": (*given["lessons"], *([lesson] if lesson else []))})


def _questions(settings: Settings) -> Sequence[str]:
    from mistakes.locales import language

    return _QUESTIONS[language(settings)]


def _looks_like(journal: Journal, entry: Mistake) -> Any:
    """Return an earlier entry that this one resembles; it must never cost or break a capture."""
    try:
        return journal.looks_like(entry.title, entry.story)
    except Exception:  # noqa: BLE001  a hint is not worth a failure
        return None


def _acknowledge(session: Session, journal: Journal, saved: Mistake, like: Any) -> None:
    if session.json:
        from mistakes.cli.show import entry_json
        from mistakes.ladder import standing

        handle = journal.handle(saved.id, walk=False)
        return session.out.json(entry_json(journal, saved, standing(saved), handle=handle))
    from mistakes.cli.show import acknowledge

    if like is not None:
        session.out.text(_likeness(session, journal, saved, like.entry))
    acknowledge(session.out, journal, saved, "saved")
    return None


def _likeness(session: Session, journal: Journal, saved: Mistake, earlier: Mistake) -> str:
    """Return what is said of an earlier entry that a new one resembles."""
    from mistakes.cli.capture_words import words
    from mistakes.cli.show_words import age_in
    from mistakes.locales import language
    from mistakes.when import describe_age

    age = age_in(describe_age(earlier.happened, saved.logged), language(session.settings))
    short = journal.handles([earlier.id, saved.id], walk=False)
    return words(session.settings)["looks like"].format(
        title=earlier.title, age=age, old=short[earlier.id], new=short[saved.id]
    )


def _add_from_json(session: Session, json_file: str, *, scanned: bool) -> None:
    from mistakes.cli.commands.import_ import import_from

    import_from(session, "json", json_file, scanned=scanned)
