"""`mistakes decide`: seal a decision before its outcome, and look at it again when its day has come."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from mistakes.cli.command import command as make
from mistakes.cli.deciding_words import TEMPLATES, WORDS
from mistakes.cli.entry_options import scanned_option
from mistakes.cli.session import Session
from mistakes.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mistakes.journal import Journal
    from mistakes.model import Mistake

_VIEWS = 2
_DECIDED = ("options", "chosen", "prediction", "confidence", "review_on")
_TOLD_AFTER = ("outcome", "score", "result")


@make(name="decide")
@click.argument("text", nargs=-1)
@click.option("--option", "options", multiple=True, help="An option; may be given several times.")
@click.option("--choose", "chosen", metavar="OPTION", help="The option you take: its words, or its number.")
@click.option("--predict", "prediction", metavar="TEXT", help="What you expect to happen.")
@click.option("--confidence", metavar="PERCENT", help='How sure you are: 70, "about 70 %", 七成.')
@click.option("--review-on", metavar="DATE", help='When you will know, such as "in 3 months".')
@click.option("--view", "views", multiple=True, metavar="NAME: TEXT", help="How somebody else sees it.")
@click.option("-t", "--tag", "tags", multiple=True, help="A tag; may be given several times.")
@click.option(
    "--template", type=click.Choice(list(TEMPLATES)), help="What to remember when it is about a person."
)
@click.option(
    "--feedback", multiple=True, metavar="DATE", help="With --template fire: a day on which they heard of it."
)
@click.option("--outcome", metavar="TEXT", help="How it turned out, of a decision that is there.")
@click.option("--score", metavar="yes|partly|no|0…1", help="Whether it was as you predicted.")
@click.option("--result", metavar="1…5", help="How good that was, from 1 (poor) to 5 (good).")
@scanned_option
def command(session: Session, text: tuple[str, ...], **given: Any) -> None:
    """Seal a decision before its outcome; with an ID, note how it turned out; alone, list the open ones.

    TEXT with a blank in it is the title of a new decision; one word that looks like an id is an ID. What you
    expect and how sure you are is sealed: changing it later shows.
    """
    given = _read(given)
    if not text:
        return _list(session)
    if found := _existing(session, text, given):
        return _go_on(session, *found, given)
    return _seal(session, " ".join(text).strip(), given)


def _read(given: dict[str, Any]) -> dict[str, Any]:
    """Return the options as values, so that what does not fit is told before anything is asked."""
    from mistakes.cli import deciding

    read: dict[str, Any] = {
        "confidence": deciding.percent(given["confidence"]),
        "review_on": deciding.day(given["review_on"]),
        "feedback": deciding.past_days(given["feedback"]),
        "result": deciding.result(given["result"]),
    }
    if given["score"] is not None:
        read["score"] = deciding.share(given["score"])
    if given["options"]:
        deciding.chosen(given["chosen"], given)
    return given | read


def _existing(
    session: Session, text: tuple[str, ...], given: Mapping[str, Any]
) -> tuple[Journal, str] | None:
    """Return the entry that is meant, None if the text is the title of a new decision."""
    from mistakes.ids import handle_typed

    is_told = any(given[name] is not None for name in _TOLD_AFTER)
    if is_told or (len(text) == 1 and handle_typed(text[0])):
        try:
            return session.reading().find(text[0])
        except NotFound:
            if is_told or any(character.isdigit() for character in text[0]):
                hint = "Those that are open: mistakes decide. A new one needs a title of several words."
                raise NotFound(f"no decision ends in {text[0][:40]}", hint) from None
    return None


def _words(session: Session) -> Mapping[str, str]:
    from mistakes.locales import language

    return WORDS[language(session.settings)]


def _seal(session: Session, title: str, given: dict[str, Any]) -> None:
    from mistakes import decisions
    from mistakes.cli import deciding
    from mistakes.cli.scanned import look_through

    _show_principles(session, given["template"])
    talk = deciding.Talk(session, deciding.draft_of(title), title) if session.asks else None
    if talk:
        given = talk.ask(_steps(given["template"]), given)
    journal = session.writing()
    entry = journal.draft(
        title,
        kind="decision",
        tags=_tags(given),
        decision=_decision(session, given),
        story=_story(session, given),
    )
    look_through(session, journal, entry, scanned=given["scanned"])
    saved = decisions.decide(journal, session.personal(), entry)
    if talk:
        talk.done()
    _acknowledge(session, journal, saved, given)


def _steps(template: str | None) -> tuple[Any, ...]:
    from mistakes.cli.deciding import BEFORE, FEEDBACK

    return (FEEDBACK, *BEFORE) if template == "fire" else BEFORE


def _tags(given: Mapping[str, Any]) -> tuple[str, ...]:
    template = TEMPLATES.get(given["template"] or "")
    return tuple(dict.fromkeys((*given["tags"], *([template.tag] if template else []))))


def _story(session: Session, given: Mapping[str, Any]) -> str:
    days = _days(given["feedback"])
    return _words(session)["feedback line"].format(days=days) if days else ""


def _decision(session: Session, given: Mapping[str, Any]) -> Any:
    from mistakes.decisions import completed
    from mistakes.locales import language
    from mistakes.model import Decision

    decision = Decision(
        options=tuple(given["options"]),
        chosen=given["chosen"] or "",
        prediction=given["prediction"] or "",
        confidence=given["confidence"],
        review_on=given["review_on"],
        views=tuple(given["views"]),
    )
    return completed(decision, language(session.settings))


def _show_principles(session: Session, template: str | None) -> None:
    from mistakes.locales import language

    if template and not session.json:
        for line in TEMPLATES[template].principles[language(session.settings)]:
            session.out.text(line, "    ", "  • ", style=session.out.paint.dim)


def _acknowledge(session: Session, journal: Journal, saved: Mistake, given: Mapping[str, Any]) -> None:
    from mistakes.cli.show import acknowledge
    from mistakes.cli.thinking import show_thought

    warnings = list(_warnings(session, journal, saved, given))
    if session.json:
        return session.out.json(_object(journal, saved) | {"sealed": True, "warnings": warnings})
    acknowledge(session.out, journal, saved, "sealed")
    if saved.decision.review_on:
        day = saved.decision.review_on.isoformat()
        session.out.text(_words(session)["asks"].format(day=day))
    if given["feedback"]:
        session.out.text(_words(session)["told before"].format(days=_days(given["feedback"])))
    for warning in warnings:
        session.out.text(warning, style=session.out.paint.yellow)
    return show_thought(session, journal, saved.id)


def _warnings(session: Session, journal: Journal, saved: Mistake, given: Mapping[str, Any]) -> Any:
    """Yield what is worth another thought; nothing of it stops anything."""
    words, heard = _words(session), len(saved.decision.views)
    if given["template"] == "fire" and not given["feedback"]:
        yield words["never told"]
    if heard < _VIEWS:
        yield words["few one" if heard else "few none"].format(id=journal.handle(saved.id, walk=False))


def _go_on(session: Session, journal: Journal, entry_id: str, given: dict[str, Any]) -> None:
    """Do what is wanted with an entry that is there: say what was decided, add views, score it, or show it."""
    from mistakes import decisions

    decisions.refuse_others(journal, journal.get(entry_id))
    if any(given[name] not in (None, ()) for name in _DECIDED):
        return _seal_existing(session, journal, entry_id, given)
    if given["views"]:
        return _hear(session, journal, entry_id, given)
    is_told = any(given[name] is not None for name in _TOLD_AFTER)
    if not is_told and not session.asks:
        return _show(session, journal, journal.get(entry_id))
    return _score(session, journal, entry_id, given)


def _seal_existing(session: Session, journal: Journal, entry_id: str, given: dict[str, Any]) -> None:
    import attrs

    from mistakes import decisions

    there = journal.get(entry_id).decision
    told = {name: given[name] for name in (*_DECIDED, "views") if given[name] not in (None, ())}
    whole = {name: getattr(there, name) for name in (*_DECIDED, "views")} | told
    decision = attrs.evolve(
        there, **attrs.asdict(_decision(session, whole), recurse=False) | {"extra": there.extra}
    )
    _look(session, journal, entry_id, given, **attrs.asdict(decision, recurse=False))
    saved = decisions.seal_existing(journal, session.personal(), entry_id, decision)
    _acknowledge(session, journal, saved, given)


def _look(session: Session, journal: Journal, entry_id: str, given: Mapping[str, Any], **said: Any) -> None:
    """Look through what a team is about to read, as part of a decision that is there."""
    import attrs

    from mistakes.cli.scanned import look_through

    before = journal.get(entry_id)
    changed = attrs.evolve(before, decision=attrs.evolve(before.decision, **said))
    look_through(session, journal, changed, before, scanned=given["scanned"])


def _hear(session: Session, journal: Journal, entry_id: str, given: Mapping[str, Any]) -> None:
    from mistakes import decisions

    _look(session, journal, entry_id, given, views=given["views"])
    saved = decisions.hear(journal, entry_id, given["views"])
    sealed = decisions.is_sealed(saved, session.personal())
    if session.json:
        return session.out.json(_object(journal, saved) | {"sealed": sealed})
    said = _words(session)["heard" if sealed else "noted"]
    return session.out.text(said.format(id=journal.handle(entry_id), title=saved.title))


def _score(session: Session, journal: Journal, entry_id: str, given: dict[str, Any]) -> None:
    from mistakes import decisions
    from mistakes.cli.deciding import AFTER, Talk, share

    entry, own, words = journal.get(entry_id), session.personal(), _words(session)
    sealed = decisions.is_sealed(entry, own)
    if session.asks:
        _show(session, journal, entry)
    if sealed is False and not _goes_on(session, journal, entry_id):
        return session.out.text(words["not scored"])
    talk = Talk(session, f"{entry_id[-6:]}-outcome") if session.asks else None
    if talk:
        given = talk.ask(AFTER if entry.result is None else AFTER[:2], given)
    points = share(given["score"]) if given["score"] is None else given["score"]
    _look(session, journal, entry_id, given, outcome=given["outcome"] or "")
    saved = decisions.score(journal, own, entry_id, given["outcome"] or "", points, given["result"])
    if talk:
        talk.done()
    if session.json:
        return session.out.json(_object(journal, saved) | {"sealed": sealed})
    return session.out.text(words["noted"].format(id=journal.handle(entry_id), title=saved.title))


def _goes_on(session: Session, journal: Journal, entry_id: str) -> bool:
    """Tell that what was sealed was changed, before it is scored; on a terminal ask whether to go on."""
    from mistakes.cli.prompting import ask

    words = _words(session)
    warning = words["changed"].format(path=journal.path(entry_id))
    if not session.asks:
        session.note(warning)
        return True
    session.out.text(warning, style=session.out.paint.yellow)
    return ask(words["score it"]).casefold() in ("y", "yes", "是", "好")


def _object(journal: Journal, entry: Mistake) -> dict[str, Any]:
    from mistakes.cli.show import entry_json

    return entry_json(journal, entry, journal.standing(entry))


def _show(session: Session, journal: Journal, entry: Mistake) -> None:
    from mistakes.cli.show import show_entry

    if session.json:
        return session.out.json(_object(journal, entry))
    return show_entry(session.out, journal, entry, journal.standing(entry), datetime.now().astimezone())


def _list(session: Session) -> None:
    """Write the decisions whose outcome is open, those to look at first on top."""
    from mistakes.cli.columns import Cell

    rows = _open(session)
    if session.json:
        return session.out.json(
            {"open": [{"id": e.id, "title": e.title, "review_on": _iso(day)} for day, e in rows]}
        )
    if not rows:
        session.out.line(_words(session)["none open"])
    paint, short = session.out.paint, session.reading().handles([entry.id for _, entry in rows])
    session.out.rows(
        [Cell(short[e.id], paint.cyan), Cell(_iso(day) or "", paint.dim), Cell(e.title, flex=True)]
        for day, e in rows
    )
    return _list_begun(session)


def _open(session: Session) -> list[tuple[date, Mistake]]:
    found = [
        (one.review_on or date.max, journal.readable(one.entry))
        for journal in session.reading()
        for one in journal.index.decisions()
        if not one.has_outcome
    ]
    return sorted(((day, entry) for day, entry in found if entry), key=lambda row: (row[0], row[1].id))


def _list_begun(session: Session) -> None:
    """Write which decisions were begun and not sealed, on a terminal only."""
    if session.out.columns is not None:
        from mistakes.cli.deciding import begun_titles

        for title in begun_titles():
            session.out.text(_words(session)["unfinished"].format(title=title), style=session.out.paint.dim)


def _days(days: tuple[date, ...]) -> str:
    return ", ".join(day.isoformat() for day in days)


def _iso(day: date) -> str | None:
    return None if day == date.max else day.isoformat()
