"""`mistakes premortem`: before a plan, one's own matching lessons, then what could make it fail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from mistakes.cli.command import command as make
from mistakes.cli.entry_options import scanned_option
from mistakes.cli.session import Session
from mistakes.errors import UsageError

if TYPE_CHECKING:
    from mistakes.briefing.reminders import Reminder
    from mistakes.model import Mistake

_QUESTION = {
    "en": "It is a year later and this has failed. What were the causes? (one a line, an empty line ends)",
    "zh": "一年过去，这件事失败了。原因有哪些？（一行一个，空行结束）",
}
_MOST = 5


@make(name="premortem")
@click.argument("text", nargs=-1)
@click.option(
    "--reason", "reasons", multiple=True, help="What could make it fail; may be given several times."
)
@scanned_option
def command(session: Session, text: tuple[str, ...], reasons: tuple[str, ...], scanned: bool) -> None:
    """Imagine that the plan TEXT has failed: your own lessons first, then the reasons, kept as a decision."""
    plan = " ".join(text).strip()
    if not plan:
        raise UsageError("say what you plan", 'For example: mistakes premortem "Move the database on Friday"')
    hits = _lessons(session, plan)
    if not session.json:
        _show(session, hits)
    reasons = reasons or (_asked(session) if session.asks else ())
    saved = _saved(session, plan, reasons, scanned=scanned) if reasons else None
    _say(session, hits, saved)


def _lessons(session: Session, plan: str) -> Sequence[Reminder]:
    """Return earlier lessons that matter for the plan, best first."""
    from mistakes.briefing.reminders import brief
    from mistakes.journals import personal

    return brief(session.reading(), plan, limit=_MOST, mine=personal(session.settings))


def _show(session: Session, hits: Sequence[Reminder]) -> None:
    from mistakes.cli.capture_words import words
    from mistakes.locales import language

    out = session.out
    if not hits:
        out.text(words(session.settings)["unlike"])
    for hit in hits:
        out.text(
            f"{hit.journal.handle(hit.entry.id)}  {hit.entry.title}", "        ", "", style=out.paint.cyan
        )
        if advice := hit.advice_in(language(session.settings)):
            out.text(advice, "        ")


def _asked(session: Session) -> tuple[str, ...]:
    """Return the reasons that were typed; whoever leaves in the middle keeps those that stand there."""
    from mistakes.cli.prompting import ask_lines
    from mistakes.locales import language

    typed: list[str] = []
    try:
        ask_lines(_QUESTION[language(session.settings)], typed)
    except (EOFError, KeyboardInterrupt):
        session.status = 130
    return tuple(typed)


def _saved(session: Session, plan: str, reasons: tuple[str, ...], *, scanned: bool) -> Mistake:
    from mistakes.cli.scanned import look_through
    from mistakes.model import Condition

    journal = session.writing()
    conditions = tuple(Condition(reason, "assumption") for reason in reasons)
    entry = journal.draft(plan, kind="decision", conditions=conditions)
    look_through(session, journal, entry, scanned=scanned)
    return journal.put(entry)


def _say(session: Session, hits: Sequence[Reminder], saved: Mistake | None) -> None:
    from mistakes.cli.capture_words import words
    from mistakes.cli.show import acknowledge
    from mistakes.cli.thinking import show_thought
    from mistakes.locales import language

    if session.json:
        spoken = language(session.settings)
        rows = [
            {"entry": hit.entry.id, "advice": hit.advice_in(spoken), "score": round(hit.score, 4)}
            for hit in hits
        ]
        return session.out.json({"lessons": rows, "entry": saved.id if saved else None})
    said = words(session.settings)
    if saved is None:
        return session.out.text(said["reasons?"])
    journal = session.writing()
    acknowledge(session.out, journal, saved, "saved")
    session.out.text(said["plan one"].format(id=journal.handle(saved.id, walk=False)))
    return show_thought(session, journal, saved.id)
