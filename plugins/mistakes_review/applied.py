"""`mistakes applied`: a lesson helped in a real situation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.model import Lesson, Mistake


class Meant(NamedTuple):
    """What was typed: the entry, the lesson of it if one is meant, where it lies, and the situation."""

    journal: Journal
    entry: Mistake
    lesson: Lesson | None
    situation: str


@make(name="applied")
@click.argument("id", metavar="[ID|N]", required=False)
@click.argument("situation", nargs=-1)
@click.option("--lesson", "key", metavar="KEY", help="Which lesson of the entry, by the end of its key.")
@click.option("--outcome", metavar="TEXT", help="How it turned out.")
@click.option("--tell", is_flag=True, help="For a team's entry: let the team see that it helped.")
def command(
    session: Session,
    id: str | None,
    situation: tuple[str, ...],
    key: str | None,
    outcome: str | None,
    tell: bool,
) -> None:
    """Note that a lesson helped: of the entry or lesson ID, or of number N of the last `brief`.

    SITUATION is what happened this time. It is noted in your personal journal, unless you --tell the team.
    """
    from mistakes.cli.sections import closing
    from mistakes.events import Applied

    meant = _meant(session, id, " ".join(situation).strip(), key)
    log = meant.journal if meant.journal.private or tell else session.personal()
    words = meant.situation or _asked(session, meant)
    lesson = meant.lesson.key if meant.lesson else None
    event = log.record(Applied(meant.entry.id, lesson=lesson, situation=words, outcome=outcome))
    _say(session, meant, log, event.id)
    closing(session)


def _meant(session: Session, id: str | None, situation: str, key: str | None) -> Meant:
    from mistakes_review import choosing

    typed = id or ""
    if any(letter.isspace() for letter in typed):
        # the situation alone, in quotes: the last brief has shown only one lesson
        typed, situation = "", f"{typed} {situation}".strip()
    item = session.named(typed, ("entry", "lesson")) if typed else session.shown_last()
    _, entry = choosing.there(item)
    journal, named = item.journal, key or item.key
    only = entry.lessons[0] if len(entry.lessons) == 1 else None
    return Meant(journal, entry, choosing.lesson_with(journal, entry, named) if named else only, situation)


def _asked(session: Session, meant: Meant) -> str:
    """Ask what the situation was, on a terminal; Enter skips."""
    if not session.asks:
        return ""
    from mistakes.locales import language
    from mistakes_review.typing_in import read_line
    from mistakes_review.words import WORDS

    session.out.text(f"{meant.journal.handle(meant.entry.id)}  {meant.entry.title}", "        ", "")
    session.out.text(WORDS[language(session.settings)]["situation"], style=session.out.paint.dim)
    return read_line()


def _say(session: Session, meant: Meant, log: Journal, event: str) -> None:
    from mistakes.locales import language
    from mistakes_review.grading import state_json, state_of
    from mistakes_review.words import WORDS

    entry, key = meant.entry, meant.lesson.key if meant.lesson else None
    state = state_of(meant.journal, entry.id, key) if key and meant.journal.private else None
    times = sum(event.do == "applied" for event in log.events(entry.id))
    if session.json:
        about = {"event": event, "entry": entry.id, "lesson": key, "times": times}
        return session.out.json(about | state_json(state))
    words = WORDS[language(session.settings)]
    told = words["helped once" if times == 1 else "helped twice" if times == 2 else "helped"]
    handle = meant.journal.handle(entry.id)
    session.out.text(told.format(id=handle, title=entry.title, count=times))
    if state and state.retired == "applied":
        session.out.text(words["habit"])
    elif times == 1 and not entry.overcame and meant.journal.private:
        session.out.text(words["overcome"].format(id=handle))
    return None
