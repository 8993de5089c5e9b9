"""`mistakes decide`: seal a decision before its outcome, and look at it again when its day has come."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from mistakes.cli.command import command as make
from mistakes.cli.deciding_words import TEMPLATES, WORDS
from mistakes.cli.entry_options import scanned_option
from mistakes.cli.open_decisions import list_open
from mistakes.cli.session import Session
from mistakes.errors import NotFound, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mistakes.journal import Journal
    from mistakes.model import Mistake

_VIEWS = 2
_DECIDED = ("options", "chosen", "prediction", "confidence", "review_on")
_ABOUT = ("tags", "template", "feedback")
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
    given = _read(session, given)
    if not text:
        return list_open(session)
    if found := _existing(session, text, given):
        return _go_on(session, *found, given)
    return _seal(session, " ".join(text).strip(), given)


def _read(session: Session, given: dict[str, Any]) -> dict[str, Any]:
    """Return the options as values, so that what does not fit is told before anything is asked."""
    from mistakes.cli import deciding
    from mistakes.locales import language

    read: dict[str, Any] = {
        "confidence": deciding.percent(given["confidence"]),
        "review_on": deciding.day(given["review_on"]),
        "feedback": deciding.past_days(given["feedback"]),
        "result": deciding.result(given["result"]),
    }
    if given["score"] is not None:
        read["score"] = deciding.share(given["score"])
    if given["options"]:
        deciding.chosen(given["chosen"], given | {"language": language(session.settings)})
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
    from mistakes.cli.deciding import draft_of, talk_about
    from mistakes.cli.scanned import look_through

    _show_principles(session, given["template"])
    talk = talk_about(session, draft_of(title), title)
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
    else:
        session.out.text(_words(session)["no day"])
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
    from mistakes.cli.deciding import postpone

    entry = journal.get(entry_id)
    decisions.refuse_others(journal, entry)
    is_told, is_decided = _any(given, _TOLD_AFTER), _any(given, (*_DECIDED, *_ABOUT))
    if is_told and (is_decided or given["views"]):
        hint = "Say first what you expect and who sees it how; then --outcome and --score."
        raise UsageError("how it turned out is told on its own", hint)
    if _is_day_alone(given) and decisions.is_sealed(entry, session.personal()):
        return postpone(session, journal, entry, given["review_on"])
    if is_decided or (session.asks and not is_told and not given["views"] and _is_plan(session, entry)):
        return _seal_existing(session, journal, entry, given)
    if given["views"]:
        return _hear(session, journal, entry_id, given)
    if not is_told and not session.asks:
        return _show(session, journal, entry)
    return _score(session, journal, entry_id, given)


def _any(given: Mapping[str, Any], names: Iterable[str]) -> bool:
    return any(given[name] not in (None, ()) for name in names)


def _is_day_alone(given: Mapping[str, Any]) -> bool:
    others = {*_ABOUT, *_DECIDED, "views"} - {"review_on"}
    return given["review_on"] is not None and not _any(given, others)


def _is_plan(session: Session, entry: Mistake) -> bool:
    """Tell whether nothing of a decision was said yet, as `premortem` leaves it."""
    from mistakes.decisions import is_sealed, is_undecided

    return is_undecided(entry) and is_sealed(entry, session.personal()) is None


def _seal_existing(session: Session, journal: Journal, entry: Mistake, given: dict[str, Any]) -> None:
    import attrs

    from mistakes import decisions
    from mistakes.cli.deciding import talk_about

    decisions.refuse_decided(journal, session.personal(), entry)
    if session.asks:
        _show_entry(session, journal, entry)
    _show_principles(session, given["template"])
    there = {name: getattr(entry.decision, name) for name in (*_DECIDED, "views")}
    whole = given | there | {name: given[name] for name in there if given[name] not in (None, ())}
    talk = talk_about(session, f"{entry.id[-6:]}-sealing")
    if talk:
        whole = talk.ask(_steps(given["template"]), whole)
    decision = attrs.evolve(_decision(session, whole), extra=entry.decision.extra)
    tags, story = _tags(whole), _story(session, whole)
    changed = decisions.with_choice(entry, decision, tags, story)
    _look(session, journal, entry, changed, given)
    saved = decisions.seal_existing(journal, session.personal(), entry.id, decision, tags=tags, story=story)
    if talk:
        talk.done()
    _acknowledge(session, journal, saved, whole)


def _look(
    session: Session, journal: Journal, before: Mistake, changed: Mistake, given: Mapping[str, Any]
) -> None:
    """Look through what a team is about to read, as part of a decision that is there."""
    from mistakes.cli.scanned import look_through

    look_through(session, journal, changed, before, scanned=given["scanned"])


def _saying(entry: Mistake, **said: Any) -> Mistake:
    """Return an entry whose decision says something more."""
    import attrs

    return attrs.evolve(entry, decision=attrs.evolve(entry.decision, **said))


def _hear(session: Session, journal: Journal, entry_id: str, given: Mapping[str, Any]) -> None:
    from mistakes import decisions

    entry = journal.get(entry_id)
    _look(session, journal, entry, _saying(entry, views=given["views"]), given)
    saved = decisions.hear(journal, entry_id, given["views"])
    sealed = decisions.is_sealed(saved, session.personal())
    if session.json:
        return session.out.json(_object(journal, saved) | {"sealed": sealed})
    said = _words(session)["heard" if sealed else "noted"]
    return session.out.text(said.format(id=journal.handle(entry_id), title=saved.title))


def _score(session: Session, journal: Journal, entry_id: str, given: dict[str, Any]) -> None:
    from mistakes import decisions
    from mistakes.cli.deciding import AFTER, share, talk_about

    entry, own, words = journal.get(entry_id), session.personal(), _words(session)
    sealed = decisions.is_sealed(entry, own)
    if session.asks:
        _show_entry(session, journal, entry)
    _say_before(session, journal, own, entry)
    if sealed is False and not _goes_on(session, journal, entry_id):
        return session.out.text(words["not scored"])
    talk = talk_about(session, f"{entry_id[-6:]}-outcome")
    if talk:
        session.out.text(words["not yet"].format(id=journal.handle(entry_id)), style=session.out.paint.dim)
        given = talk.ask(AFTER if entry.result is None else AFTER[:2], given)
    points = share(given["score"]) if given["score"] is None else given["score"]
    _look(session, journal, entry, _saying(entry, outcome=given["outcome"] or ""), given)
    saved = decisions.score(journal, own, entry_id, given["outcome"] or "", points, given["result"])
    if talk:
        talk.done()
    if session.json:
        return session.out.json(_object(journal, saved) | {"sealed": sealed})
    return session.out.text(words["noted"].format(id=journal.handle(entry_id), title=saved.title))


def _say_before(session: Session, journal: Journal, own: Journal, entry: Mistake) -> None:
    """Tell what whoever scores a decision should know: that it is deleted, or was scored before."""
    from mistakes.cli.capture_words import words
    from mistakes.events import Scored

    if entry.deleted:
        session.note(words(session.settings)["is deleted"].format(id=journal.handle(entry.id)))
    earlier = [event.outcome for event in own.events(entry.id) if isinstance(event, Scored)]
    if earlier:
        session.note(_words(session)["scored before"].format(share=f"{earlier[-1]:.0%}"))


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
    """Show a decision, and whether it still says what was sealed."""
    from mistakes.decisions import is_sealed
    from mistakes.journals import personal

    own = personal(session.settings)
    sealed = is_sealed(entry, own) if own else None
    if session.json:
        return session.out.json(_object(journal, entry) | {"sealed": sealed})
    _show_entry(session, journal, entry)
    words = _words(session)
    said = {True: words["seal holds"], False: words["changed"], None: words["no seal"]}[sealed]
    session.out.line()
    return session.out.text(said.format(path=journal.path(entry.id)), style=session.out.paint.dim)


def _show_entry(session: Session, journal: Journal, entry: Mistake) -> None:
    from mistakes.cli.show import show_entry

    show_entry(session.out, journal, entry, journal.standing(entry), datetime.now().astimezone())


def _days(days: tuple[date, ...]) -> str:
    return ", ".join(day.isoformat() for day in days)
