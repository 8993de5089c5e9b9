"""A session on a terminal: the situation is shown, one thinks or types, then sees the lesson and the plan.

It may be stopped at any moment; each grade is on disk before the next lesson is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from mistakes.locales import language
from mistakes.plan_words import deed, situation
from mistakes_review.choosing import still_there
from mistakes_review.grading import grade, graded, said
from mistakes_review.outlook import Outlook, outlook, upcoming
from mistakes_review.typing_in import STOP, read_key, read_line
from mistakes_review.words import WORDS, next_line

if TYPE_CHECKING:
    from mistakes.cli.session import Session
    from mistakes.journal import Journal
    from mistakes.practice import Due

_KEYS = {"y": "had", "n": "missed", STOP: STOP}


class Recall:
    """Asks the lessons of a day, one after the other, until they are done or somebody has had enough."""

    def __init__(self, session: Session, journal: Journal, about: Outlook) -> None:
        self._out = session.out
        self._language = language(session.settings)
        self._words = WORDS[self._language]
        self._journal = journal
        self._about = about
        self._states = {(state.plan.entry, state.plan.key): state for state in about.states}
        self._graded: list[Due] = []

    def run(self, due: Sequence[Due]) -> None:
        """Ask one lesson after the other; q, Ctrl-D and Ctrl-C stop."""
        try:
            for number, one in enumerate(due, 1):
                if not self._ask(one, number, len(due)):
                    break
            else:
                self._ask_more()
        except (EOFError, KeyboardInterrupt):
            self._out.line()
        if due:
            self._out.line()
        self._end()

    def _ask(self, due: Due, number: int, total: int) -> bool:
        """Ask one lesson; tell whether to go on."""
        current = still_there(self._journal, due)
        if current is None:
            handle = self._journal.handle(due.entry.id)
            self._out.text(self._words["changed"].format(id=handle), style=self._out.paint.dim)
            return True
        if number > 1 and self._is_recalled_elsewhere(current):
            handle = self._journal.handle(due.entry.id)
            self._out.text(self._words["elsewhere"].format(id=handle), style=self._out.paint.dim)
            return True
        self._show_situation(current, number, total)
        if read_line().lower() == STOP:
            return False
        self._show_plan(current)
        grading = self._words["grade" if number == 1 else "grade again"]
        how = read_key(_KEYS, lambda: self._out.text(grading, style=self._out.paint.dim))
        if how == STOP:
            return False
        self._note(current, how)
        return True

    def _is_recalled_elsewhere(self, due: Due) -> bool:
        """Tell whether a lesson was recalled since the session began, as in another window."""
        name = (due.entry.id, due.lesson.key or "")
        self._journal.refreshed()
        about = outlook(self._journal, date.fromordinal(self._about.today))
        now = next((state for state in about.states if (state.plan.entry, state.plan.key) == name), None)
        before = self._states.get(name)
        if not (now and before and now.days > before.days):
            return False
        self._states[name], self._about = now, about._replace(recalled=about.recalled - len(self._graded))
        return True

    def _show_situation(self, due: Due, number: int, total: int) -> None:
        out, words = self._out, self._words
        if number > 1:
            out.line()
        if total > 1:
            place = words["place"].format(number=number, total=total)
            out.line((f"{place} · {self._journal.handle(due.entry.id)}", out.paint.dim))
        out.text(due.entry.title, style=out.paint.bold)
        out.text(situation(due.lesson.when, self._language), "  ")
        out.text(words["think" if number == 1 else "and now"], style=out.paint.dim)

    def _show_plan(self, due: Due) -> None:
        out, lesson = self._out, due.lesson
        out.text(deed(lesson.then, self._language), "  ", style=out.paint.cyan)
        if lesson.text:
            out.text(lesson.text, "  ")

    def _note(self, due: Due, how: str) -> None:
        key = due.lesson.key or ""
        event = grade(self._journal, due.entry.id, key, how)
        self._graded.append(due)
        state = self._states.get((due.entry.id, key))
        if state:
            state = self._states[due.entry.id, key] = graded(state, event, self._about.scheduler)
        today = date.fromordinal(self._about.today)
        words = f"{self._words[how]} · {said(self._words, state, today)}"
        self._out.text(words, style=self._out.paint.dim)

    def _ask_more(self) -> None:
        """Ask now and then to compare, else for an answer to one question of the packs."""
        from mistakes_review.comparing import Comparison
        from mistakes_review.questioning import ask_one

        if self._graded:
            last = self._graded[-1].entry
            comparison = Comparison(self._out, self._words, self._journal, self._about.today)
            # once a day at most: in the first session that is not broken off
            if self._about.recalled or not comparison.ask(last):
                ask_one(self._out, self._words, self._journal, last.id, self._about.today, self._language)

    def _end(self) -> None:
        states, recalled = tuple(self._states.values()), self._about.recalled + len(self._graded)
        about = self._about._replace(states=states, recalled=recalled)
        for line in closing_lines(self._words, about, is_begun=bool(self._graded)):
            self._out.text(line)


def closing_lines(words: dict[str, str], about: Outlook, *, is_begun: bool) -> list[str]:
    """Return what is said at the end: what comes next, and how to begin where there is nothing to recall.

    `is_begun` tells that something was recalled a moment ago.
    """
    if not about.states:
        return [words["no plans"], words["make one"]]
    if not about.cap:
        return [words["off"]]
    if about.left:
        return [words["today"].format(count=about.left)]
    opening = words["nothing due"] if about.room else words["enough"]
    today, coming = date.fromordinal(about.today), upcoming(about.states, about.today, about.cap)
    return [*([] if is_begun else [opening]), next_line(words, coming, today)]
