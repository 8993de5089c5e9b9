"""`mistakes decide`: seal a decision before its outcome, and look at it again when its day has come."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import NotFound, UsageError

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.model import Mistake

_VIEWS = 2
_SCORES = {"yes": 1.0, "partly": 0.5, "no": 0.0}
_QUESTIONS = {
    "en": {
        "options": "Which options are there? (one a line, an empty line ends; doing nothing is always one)",
        "chosen": "Which one do you take? ",
        "prediction": "What do you expect to happen? ",
        "confidence": "How sure are you, in percent? ",
        "review_on": "When will you know? (such as: in 3 months) ",
        "views": "Who sees it differently, and how? (one a line, an empty line ends)",
        "outcome": "How did it turn out? ",
        "score": "Was it as you predicted? (yes, partly, no) ",
    },
    "zh": {
        "options": "有哪些选项？（一行一个，空行结束；“什么都不做”总是其中之一）",
        "chosen": "你选哪一个？",
        "prediction": "你预计会发生什么？",
        "confidence": "你有几成把握（百分比）？",
        "review_on": "什么时候能见分晓？（例如：in 3 months）",
        "views": "谁有不同看法，怎么说的？（一行一个，空行结束）",
        "outcome": "后来怎么样了？",
        "score": "和你预计的一样吗？（yes 是，partly 部分，no 否）",
    },
}


@make(name="decide")
@click.argument("text", nargs=-1)
@click.option("--option", "options", multiple=True, help="An option; may be given several times.")
@click.option("--choose", "chosen", help="The option you take.")
@click.option("--predict", "prediction", help="What you expect to happen.")
@click.option("--confidence", type=click.IntRange(0, 100), metavar="PERCENT", help="How sure you are.")
@click.option("--review-on", metavar="DATE", help='When you will know, such as "in 3 months".')
@click.option("--view", "views", multiple=True, metavar="NAME: TEXT", help="How somebody else sees it.")
@click.option("-t", "--tag", "tags", multiple=True, help="A tag; may be given several times.")
@click.option("--outcome", help="How it turned out; TEXT is then the id of a decision.")
@click.option("--score", metavar="yes|partly|no|0…1", help="Whether it was as you predicted.")
def command(session: Session, text: tuple[str, ...], **given: Any) -> None:
    """Seal a decision before its outcome; with an ID, note how it turned out; alone, list the open ones.

    What you expect and how sure you are is sealed: changing it later shows.
    """
    if not text:
        return _list(session)
    found = _existing(session, text, given)
    if found:
        return _score(session, *found, given["outcome"], given["score"])
    return _seal(session, " ".join(text), given)


def _existing(session: Session, text: tuple[str, ...], given: dict[str, Any]) -> tuple[Journal, str] | None:
    """Return the decision that is meant, None if the text is the title of a new one."""
    wants_one = given["outcome"] is not None or given["score"] is not None
    is_new = any(given[name] for name in ("options", "chosen", "prediction", "review_on", "views"))
    if is_new or (len(text) > 1 and not wants_one):
        return None
    try:
        return session.reading().find(text[0])
    except NotFound:
        if wants_one:
            raise
        return None


def _seal(session: Session, title: str, given: dict[str, Any]) -> None:
    from mistakes import decisions
    from mistakes.locales import language
    from mistakes.model import Decision

    spoken = language(session.settings)
    if session.asks:
        given = _asked(given, _QUESTIONS[spoken])
    decision = Decision(
        options=tuple(given["options"]),
        chosen=given["chosen"] or "",
        prediction=given["prediction"] or "",
        confidence=given["confidence"],
        review_on=_day(given["review_on"]),
        views=tuple(given["views"]),
    )
    journal = session.writing()
    entry = journal.draft(
        title, kind="decision", tags=given["tags"], decision=decisions.completed(decision, spoken)
    )
    saved = decisions.decide(journal, session.personal(), entry)
    _acknowledge(session, journal, saved)


def _asked(given: dict[str, Any], questions: dict[str, str]) -> dict[str, Any]:
    from mistakes.cli.prompting import ask, ask_lines

    answers = dict(given)
    for name in ("options", "chosen", "prediction", "confidence", "review_on", "views"):
        if answers[name] or answers[name] == 0:
            continue
        answers[name] = (ask_lines if name in ("options", "views") else ask)(questions[name])
    answers["confidence"] = _percent(answers["confidence"])
    return answers


def _percent(answer: Any) -> int | None:
    text = str(answer or "").rstrip("%％ ")
    if not text:
        return None
    if not text.isdecimal() or int(text) > 100:
        raise UsageError(f"{text[:20]!r} is no percentage", "Write a whole number from 0 to 100.")
    return int(text)


def _day(text: str | None) -> date | None:
    from mistakes.when import parse_due

    return parse_due(text, datetime.now().astimezone()) if text else None


def _acknowledge(session: Session, journal: Journal, saved: Mistake) -> None:
    from mistakes.cli.show import acknowledge, entry_json

    if session.json:
        return session.out.json(entry_json(journal, saved, journal.standing(saved)))
    acknowledge(session.out, journal, saved, "sealed")
    day = saved.decision.review_on
    if day:
        session.out.text(f"mistakes today asks how it turned out from {day.isoformat()} on")
    if len(saved.decision.views) < _VIEWS:
        session.out.text("Few others were heard; one view that differs is worth asking for (--view)")
    return None


def _score(session: Session, journal: Journal, entry_id: str, outcome: str | None, score: str | None) -> None:
    from mistakes import decisions
    from mistakes.cli.prompting import ask
    from mistakes.cli.show import entry_json
    from mistakes.locales import language

    entry = journal.get(entry_id)
    if outcome is None and score is None and not session.asks:
        return _show(session, journal, entry)
    questions = _QUESTIONS[language(session.settings)]
    if session.asks:
        _show(session, journal, entry)
        outcome = ask(questions["outcome"]) if outcome is None else outcome
        score = ask(questions["score"]) if score is None else score
    saved = decisions.score(journal, session.personal(), entry_id, outcome or "", _share(score))
    if session.json:
        return session.out.json(entry_json(journal, saved, journal.standing(saved)))
    session.out.text(f"noted: {entry_id[-6:]}, {saved.title}")
    if decisions.is_sealed(saved, session.personal()) is False:
        session.out.text(
            "What it said was changed after it was sealed; look at the history before you score it"
        )
    return None


def _share(score: str | None) -> float:
    text = (score or "").strip().casefold()
    if text in _SCORES:
        return _SCORES[text]
    try:
        return float(text)
    except ValueError:
        hint = "Say --score yes, partly, no, or a number from 0 to 1."
        raise UsageError(f"{text[:20]!r} is no score" if text else "the score is missing", hint) from None


def _show(session: Session, journal: Journal, entry: Mistake) -> None:
    from mistakes.cli.show import entry_json, show_entry

    if session.json:
        return session.out.json(entry_json(journal, entry, journal.standing(entry)))
    return show_entry(session.out, journal, entry, journal.standing(entry), datetime.now().astimezone())


def _list(session: Session) -> None:
    """Write the decisions whose outcome is open, those to look at first on top."""
    from mistakes.cli.columns import Cell

    found = [
        (one.review_on or date.max, journal.readable(one.entry))
        for journal in session.reading()
        for one in journal.index.decisions()
        if not one.has_outcome
    ]
    rows = sorted(((day, entry) for day, entry in found if entry), key=lambda row: (row[0], row[1].id))
    if session.json:
        return session.out.json(
            {"open": [{"id": e.id, "title": e.title, "review_on": _iso(day)} for day, e in rows]}
        )
    if not rows:
        session.out.line('No decision is open. Seal one: mistakes decide "what you decide"')
    paint = session.out.paint
    session.out.rows(
        [Cell(e.id[-6:], paint.cyan), Cell(_iso(day) or "", paint.dim), Cell(e.title, flex=True)]
        for day, e in rows
    )
    return None


def _iso(day: date) -> str | None:
    return None if day == date.max else day.isoformat()
