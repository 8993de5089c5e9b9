"""`mistakes reflect`: the next best questions about an entry, each answer saved at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.days import learning_day
from mistakes_prompts.pack import AUDIENCES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mistakes.model import Mistake
    from mistakes.practice import Question
    from mistakes_prompts.conversation import Conversation
    from mistakes_prompts.reflection import Reflection

_ROLES = [role for role in AUDIENCES if role != "team"]


@make(name="reflect")
@click.argument("entry", metavar="[ID]", required=False)
@click.option(
    "--answer", "answers", multiple=True, metavar="QUESTION=TEXT", help="Answer a question, unasked."
)
@click.option("--skip", "skips", multiple=True, metavar="QUESTION", help="Skip a question, unasked.")
@click.option("--question", "wanted", multiple=True, metavar="QUESTION", help="Ask this one, by its id.")
@click.option("--pack", metavar="NAME", help="Ask from this pack only.")
@click.option("--why", is_flag=True, help="Tell why these questions were chosen.")
@click.option("--language", metavar="LANGUAGE", help="en, zh, or another one that a pack has.")
@click.option("--role", type=click.Choice(_ROLES), help="Ask what is for this role as well.")
@click.option(
    "--voice", type=click.Choice(["plain", "distanced"]), help="Ask from a distance, where one can."
)
def command(
    session: Session,
    entry: str | None,
    answers: tuple[str, ...],
    skips: tuple[str, ...],
    wanted: tuple[str, ...],
    why: bool,
    **asked: str | None,
) -> None:
    """Ask the questions that help most now, at most three, and save each answer at once.

    Without ID it is about the entry that needs it most: recent and costly ones come first.
    In a pipe, or with --json, it lists the questions; answer them with --answer QUESTION=TEXT.
    """
    begun = _begin(
        session, entry, {name: value or "" for name, value in asked.items()}, answers or skips or wanted
    )
    if begun is None:
        return _say_nothing(session, None)
    if answers or skips:
        return _save(session, begun, answers, skips)
    questions = begun.named(wanted) if wanted else begun.questions()
    if session.json:
        return _show_json(session, begun, questions)
    if not questions:
        return _say_nothing(session, begun)
    if session.asks:
        return _talk(session, begun, questions, why=why, is_chosen=bool(entry or wanted))
    return _list(session, begun, questions, why=why)


def _begin(
    session: Session, typed: str | None, given: dict[str, Any], by_name: tuple[str, ...]
) -> Reflection | None:
    """Return what to reflect on, None if there is nothing yet; questions by name need no choice of an entry."""
    from mistakes_prompts.asking import Wish
    from mistakes_prompts.reflection import reflect_on, reflect_on_the_neediest

    wish = Wish("reflect", learning_day())._replace(**given)
    if typed:
        return reflect_on(*session.found(typed), wish)
    journals = session.reading()
    own = next((journal for journal in journals if journal.private), None)
    if by_name:
        return reflect_on(own or session.personal(), "", wish)
    if not journals:
        return None
    return reflect_on_the_neediest(journals, own or journals[0], wish)


def _save(session: Session, begun: Reflection, answers: tuple[str, ...], skips: tuple[str, ...]) -> None:
    from mistakes_prompts import scripted

    _own_journal(session, begun)
    saved = scripted.save(begun, [scripted.given(answer) for answer in answers], skips)
    if session.json:
        return session.out.json(saved)
    scripted.show(session.out, begun, saved)
    _tell_place(session, begun, [one["field"] or "" for one in saved["answers"]])
    return _tell_if_deleted(session, begun, begun.mistake())


def _show_json(session: Session, begun: Reflection, questions: list[Question]) -> None:
    from mistakes_prompts.showing import question_object

    session.out.json(
        {
            "entry": begun.entry or None,
            "journal": begun.journal.name,
            "questions": [question_object(question) for question in questions],
        }
    )


def _list(session: Session, begun: Reflection, questions: list[Question], *, why: bool) -> None:
    from mistakes_prompts.showing import show_list
    from mistakes_prompts.tongue import words

    if session.out.columns is not None and (entry := begun.mistake()):
        _show_entry(session, begun, entry)
    _tell_if_deleted(session, begun, begun.mistake())
    show_list(session.out, questions, words(begun.wish.language), why=why)


def _talk(
    session: Session, begun: Reflection, questions: list[Question], *, why: bool, is_chosen: bool
) -> None:
    """Ask on a terminal; whoever did not choose what it is about hears of any answer that was begun."""
    from mistakes_prompts.conversation import Conversation
    from mistakes_prompts.placing import accepts
    from mistakes_prompts.tongue import words
    from mistakes_prompts.unfinished import begun_elsewhere

    _own_journal(session, begun)
    if entry := begun.mistake():
        _show_entry(session, begun, entry)
        _tell_if_deleted(session, begun, entry)
    about = begun.entry if is_chosen else None
    for command in begun_elsewhere(begun.journal, about, questions, begun.basis.asked)[:1]:
        said = words(begun.wish.language)["begun_elsewhere"].format(command=command)
        session.out.text(said, style=session.out.paint.dim)
    keys = "keys_one_line" if all(accepts(question.fills) for question in questions) else "keys"
    session.out.text(words(begun.wish.language)[keys], style=session.out.paint.dim)
    talk = Conversation(begun.journal, session.out, begun.wish.language, questions, why=why)
    status = _status(begun)
    try:
        talk.run()
    finally:
        _close(session, begun, talk, status)
    if talk.interrupted:
        session.status = 130


def _close(session: Session, begun: Reflection, talk: Conversation, before: str) -> None:
    from mistakes_prompts.tongue import words

    own = words(begun.wish.language)
    session.out.line()
    if not talk.answered:
        return session.out.text(own["nothing_said"], style=session.out.paint.dim)
    _tell_place(session, begun, [turn.kept.field if turn.kept else "" for turn in talk.answered])
    _tell_if_deleted(session, begun, begun.mistake())
    after = _status(begun)
    if after != before:
        session.out.text(own["now"].format(status=_named(after, begun)), style=session.out.paint.green)
    if begun.entry and begun.questions():
        session.out.text(
            own["more"].format(handle=begun.journal.handle(begun.entry)), style=session.out.paint.dim
        )
    return None


def _show_entry(session: Session, begun: Reflection, entry: Mistake) -> None:
    """Write what the questions are about, and who will read the answers."""
    from mistakes.people import is_own
    from mistakes.when import as_date
    from mistakes_prompts.moods import is_bad
    from mistakes_prompts.tongue import words

    out, own = session.out, words(begun.wish.language)
    out.text(entry.title, style=out.paint.bold)
    day = as_date(entry.happened).isoformat()
    handle = begun.journal.handle(entry.id)
    out.text(f"{handle} · {_named(_status(begun), begun)} · {day}", style=out.paint.dim)
    if not is_own(begun.journal, entry):
        out.text(own["about_colleague"], style=out.paint.dim)
    elif not begun.journal.private:
        out.text(own["about_team"].format(journal=begun.journal.name), style=out.paint.yellow)
    if is_bad(entry.feeling):
        out.text(own["gently"], style=out.paint.dim)


def _tell_place(session: Session, begun: Reflection, fields: Sequence[str]) -> None:
    """Write how many answers are where; `fields` has the field of each, "" for a note of one's own."""
    from mistakes_prompts.tongue import words

    own = words(begun.wish.language)
    shared = sum(1 for field in fields if field) if not begun.journal.private else 0
    about = own["of"].format(handle=begun.journal.handle(begun.entry)) if begun.entry else ""
    for name, count in (("done_team", shared), ("done", len(fields) - shared)):
        if count:
            text = own[name if count > 1 else f"{name}_one"]
            said = text.format(count=count, journal=begun.journal.name, about=about)
            session.out.text(said, style=session.out.paint.green)


def _tell_if_deleted(session: Session, begun: Reflection, entry: Mistake | None) -> None:
    """Tell whoever answers about an entry that is deleted, perhaps meanwhile in another window."""
    from mistakes_prompts.tongue import words

    if entry and entry.deleted:
        handle = begun.journal.handle(entry.id)
        session.note(words(begun.wish.language)["is_deleted"].format(handle=handle))


def _own_journal(session: Session, begun: Reflection) -> None:
    """Begin one's own journal, and say so, if what follows needs it and it is not there."""
    from mistakes_prompts.own import known_journal, own_journal
    from mistakes_prompts.tongue import words

    if known_journal(begun.journal) is None:
        root = own_journal(begun.journal).root
        session.note(words(begun.wish.language)["begins"].format(root=root))


def _say_nothing(session: Session, begun: Reflection | None) -> None:
    from mistakes_prompts.tongue import words

    if session.json:
        return session.out.json({"entry": None, "journal": None, "questions": []})
    if begun is None:
        from mistakes.locales import language

        return session.note(words(language(session.settings))["start"])
    own = words(begun.wish.language)
    if begun.entry:
        return session.note(own["none_entry"].format(handle=begun.journal.handle(begun.entry)))
    return session.note(own["none"])


def _status(begun: Reflection) -> str:
    if not begun.entry:
        return ""
    found = begun.journal.refreshed().standings([begun.entry]).get(begun.entry)
    return found.status if found else "raw"


def _named(status: str, begun: Reflection) -> str:
    from mistakes_prompts.tongue import STATUSES_ZH

    return STATUSES_ZH.get(status, status) if begun.wish.language.startswith("zh") else status
