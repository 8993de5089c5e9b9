"""Noting that a lesson was recalled, and what that means for its next day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mistakes.days import learning_day
from mistakes.events import Reviewed
from mistakes.index.plans import Deed
from mistakes_review.outlook import outlook
from mistakes_review.schedule import Progress, Scheduler, after
from mistakes_review.words import WORDS, ahead

if TYPE_CHECKING:
    from mistakes.cli.session import Session
    from mistakes.journal import Journal
    from mistakes.model import Lesson, Mistake


def grade(journal: Journal, entry_id: str, key: str, how: str) -> Reviewed:
    """Record in the journal that a lesson was recalled (`had`) or not (`missed`)."""
    return journal.record(Reviewed(entry_id, lesson=key, grade=how))


def note(session: Session, journal: Journal, entry: Mistake, lesson: Lesson, how: str) -> None:
    """Record a grade and say when the lesson comes back."""
    from mistakes.locales import language

    event = grade(journal, entry.id, lesson.key or "", how)
    state = state_of(journal, entry.id, lesson.key or "")
    if session.json:
        return session.out.json(
            {"event": event.id, "entry": entry.id, "lesson": lesson.key, "grade": how} | state_json(state)
        )
    words = WORDS[language(session.settings)]
    session.out.text(f"{journal.handle(entry.id)}  {entry.title}", "        ", "")
    session.out.text(said(words, state, learning_day()))
    return None


def state_of(journal: Journal, entry_id: str, key: str) -> Progress | None:
    """Return how far one is with one plan today; None if it is none."""
    states = outlook(journal, learning_day()).states
    return next((state for state in states if (state.plan.entry, state.plan.key) == (entry_id, key)), None)


def state_json(state: Progress | None) -> dict[str, object]:
    """Return when a lesson comes back, after how many days, or why it does not, for machines."""
    if state is None or state.retired:
        return {"due": None, "interval": None, "retired": state.retired if state else ""}
    due = date.fromordinal(state.memory.due).isoformat()
    return {"due": due, "interval": state.memory.interval, "retired": ""}


def graded(state: Progress, event: Reviewed, scheduler: Scheduler) -> Progress:
    """Return how far one is after a grade that was just recorded."""
    day = (event.day or learning_day()).toordinal()
    deed = Deed(event.id, "reviewed", state.plan.entry, state.plan.key, event.grade, day)
    return after(state, day, [deed], scheduler)


def said(words: dict[str, str], state: Progress | None, today: date) -> str:
    """Return what is said after a grade, the same for both: when the lesson comes back."""
    if state and state.retired:
        return words["held" if state.retired == "built in" else "retired"]
    due = date.fromordinal(state.memory.due) if state else today
    return words["comes back"].format(when=ahead(words, due, today))
