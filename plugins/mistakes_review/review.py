"""`mistakes review`: recall the lessons that are due, one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.days import learning_day
from mistakes.errors import UsageError

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.practice import Due
    from mistakes_review.outlook import Outlook


@make(name="review")
@click.argument("id", required=False)
@click.option("--list", "listed", is_flag=True, help="Only show what is due, without the plans.")
@click.option(
    "--grade", type=click.Choice(["had", "missed"]), help="Note for ID that you had it, or did not."
)
@click.option("-n", "limit", type=click.IntRange(1), help="At most N of today's lessons.")
def command(session: Session, id: str | None, listed: bool, grade: str | None, limit: int | None) -> None:
    """Recall the lessons that are due: you see the situation, say what you would do, then see your plan.

    ID is an entry or a lesson; with --grade it is noted at once. Elsewhere than on a terminal what is due
    is listed.
    """
    if grade or (id and not listed):
        return _one(session, id, grade)
    found = _today(session)
    if found is None:
        return _say_begin(session)
    journal, about = found
    due = _due(journal, about, limit)
    if listed or not session.asks:
        return _list(session, journal, about, due)
    from mistakes.cli.sections import closing
    from mistakes_review.recalling import Recall

    Recall(session, journal, about).run(due)
    return closing(session)


def _today(session: Session) -> tuple[Journal, Outlook] | None:
    """Return the journal whose lessons are asked, and how far one is with them; None if there is none yet."""
    from mistakes.cli.listing import waiting
    from mistakes.journals import personal
    from mistakes_review.outlook import outlook

    # without a name it is the personal journal, wherever one stands
    journal = session.one_reading() if session.place else personal(session.settings)
    if journal is None:
        return None
    if session.team or not journal.private:
        hint = "Take one into your own: mistakes borrow ID"
        raise UsageError("the lessons of a team's journal are not asked", hint)
    with waiting("Reading entries") as progress:
        journal.refreshed(progress)
    return journal, outlook(journal, learning_day())


def _say_begin(session: Session) -> None:
    if session.json:
        return session.out.json_array([])
    from mistakes.locales import language
    from mistakes_review.words import WORDS

    return session.note(WORDS[language(session.settings)]["nothing yet"])


def _due(journal: Journal, about: Outlook, limit: int | None) -> list[Due]:
    from mistakes_review.outlook import due_of

    return due_of(journal, about, limit)


def _one(session: Session, id: str | None, grade: str | None) -> None:
    """Recall one lesson that was named, due or not, or note how it went."""
    if not id:
        raise UsageError("say which lesson it was", "For example: mistakes review 4sn02q --grade had")
    from mistakes_review.choosing import named_plan, one_due
    from mistakes_review.grading import note

    journal, entry, lesson = named_plan(session, id)
    if grade:
        return note(session, journal, entry, lesson, grade)
    if not session.asks:
        raise UsageError("say how it went", f"mistakes review {id} --grade had (or missed)")
    from mistakes_review.outlook import outlook
    from mistakes_review.recalling import Recall

    about = outlook(journal, learning_day())
    return Recall(session, journal, about).run([one_due(about, entry, lesson)])


def _list(session: Session, journal: Journal, about: Outlook, due: list[Due]) -> None:
    if session.json:
        return session.out.json_array(_object(journal, one) for one in due)
    from mistakes.cli.columns import Cell
    from mistakes.locales import language
    from mistakes_review.choosing import short_names
    from mistakes_review.words import WORDS, count_line

    out, words = session.out, WORDS[language(session.settings)]
    names = short_names(session.reading(), due)
    rows = ((names[one.lesson.key or ""], one.entry.title, _why(words, about, one)) for one in due)
    out.rows(
        [Cell(name, out.paint.cyan), Cell(title, flex=True), Cell(why, out.paint.dim)]
        for name, title, why in rows
    )
    if out.is_terminal:
        from mistakes_review.recalling import closing_lines

        for line in [count_line(words, len(due))] if due else closing_lines(words, about, is_begun=False):
            out.text(line, style=out.paint.dim)
    return None


def _why(words: dict[str, str], about: Outlook, due: Due) -> str:
    from mistakes_review.words import why_due

    new = {(state.plan.entry, state.plan.key) for state in about.states if state.is_new}
    last = due.day.toordinal() - due.interval
    is_new = (due.entry.id, due.lesson.key) in new
    return why_due(words, last, due.interval, about.today, is_new=is_new)


def _object(journal: Journal, due: Due) -> dict[str, Any]:
    from mistakes.cli.show import entry_json

    own = {"lesson": due.lesson.key, "due": due.day.isoformat(), "interval": due.interval}
    scored = {"score": round(due.weight, 6), "why": [due.why]}
    return entry_json(journal, due.entry, journal.standing(due.entry)) | own | scored
