"""Learning from a journal: what is due, which questions help, what plugins let a journal do.

The records are the library's, so that whoever uses it sees types; the work behind them is a plugin's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from mistakes.days import learning_day
from mistakes.errors import MissingPlugin, UsageError
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.events import ActionDone, Event
    from mistakes.journal import Journal
    from mistakes.model import Lesson, Mistake
    from mistakes.plugins import Plugins
    from mistakes.syncing import SyncReport


class Due(NamedTuple):
    """A lesson to be recalled: since which day, after how many days of rest, how much it matters, and why.

    `weight` orders what is due, greater first; `why` is a short sentence.
    """

    entry: Mistake
    lesson: Lesson
    day: date
    interval: int
    weight: float
    why: str


class Question(NamedTuple):
    """A question of a pack, worded for one entry (`entry` is its id, "" for none).

    `fills` is the field that the answer goes to, "" if it becomes an event; `tips` and `before` (an old
    answer) are for after the answer; `why` holds the terms of its choice with their weights.
    """

    id: str
    pack: str
    text: str
    entry: str = ""
    fills: str = ""
    kind: str = "question"
    q: str = ""
    tips: tuple[str, ...] = ()
    before: str = ""
    why: tuple[tuple[str, float], ...] = ()


class Practice:
    """The abilities of a journal that plugins provide; each raises `MissingPlugin` without its plugin."""

    @property
    def plugins(self) -> Plugins:
        """The plugins that are asked."""
        raise NotImplementedError

    def due(self, day: date | None = None, *, limit: int | None = None) -> list[Due]:
        """Return the lessons to recall on a day (today), the most important first, at most the day's cap.

        Raises `UsageError` for a day that is no date.
        """
        found: list[Due] = self._ability("due")(self, _dated(day), limit)
        return found

    def questions(
        self,
        entry_id: str = "",
        *,
        when: str = "reflect",
        day: date | None = None,
        limit: int = 3,
        language: str = "",
    ) -> list[Question]:
        """Return the questions that help most now, about one entry or about whatever needs it most.

        The same day, entry and journal give the same questions. `language` is `en` or `zh`, "" for the
        user's own. Raises `UsageError` for an occasion `when` that no pack knows, or a day that is no date.
        """
        today = _dated(day)
        chosen: list[Question] = self._ability("questions")(
            self, entry_id, when=when, day=today, limit=limit, language=language
        )
        return chosen

    def answer(self, question: Question, text: str) -> Mistake | Event:
        """Save the answer to a question: into the field it fills, or as an event of one's own."""
        saved: Mistake | Event = self._ability("answer")(self, question, text)
        return saved

    def skip(self, question: Question) -> Event:
        """Remember that a question was skipped."""
        noted: Event = self._ability("skip")(self, question)
        return noted

    def borrow(
        self, team: Journal, entry_id: str, *, lesson: str = "", when: str = "", then: str = ""
    ) -> Mistake:
        """Take the lessons of a team's entry, or the one with the key `lesson`, into this journal of one's own.

        Returns one's copy, which is private and asked in reviews; `when` and `then` are a plan of one's own.
        The same entry again returns the copy there is, with the lessons that it lacked. Raises `UsageError`
        if there is nothing to borrow.
        """
        taken: Mistake = self._ability("borrow")(self, team, entry_id, lesson=lesson, when=when, then=then)
        return taken

    def done(self, entry_id: str, action: str = "", *, evidence: str | None = None) -> ActionDone:
        """Note that an action is done, in its entry and as an event; `action` is its key, "" for the only open one.

        Raises `UsageError` if there is none, or it is done already, and `Ambiguous` if several are open.
        """
        noted: ActionDone = self._ability("done")(self, entry_id, action, evidence=evidence)
        return noted

    def sync(
        self, *, dry_run: bool = False, rejoin: bool = False, scanned: bool = False, gone: str = ""
    ) -> SyncReport:
        """Bring the journal and what it is shared through into step; may take as long as the network does.

        With `dry_run` nothing is changed; `rejoin` agrees to a history that was rewritten, or to another
        journal at the same address; `scanned` says that somebody has looked at what seems to be a secret,
        which stays here otherwise. `gone` decides about entries that the other side removed where that has
        to be agreed to: `keep` or `drop`. Raises `NoBackend` where it is shared through nothing,
        `NeedsTrust`, `Busy`, and what the backend raises: its errors say whether all is saved here.
        """
        from mistakes.syncing import sync

        how = {"dry_run": dry_run, "rejoin": rejoin, "scanned": scanned}
        return sync(cast("Journal", self), **how, gone=gone)

    def unvouched(self) -> frozenset[str]:
        """Return the ids of events that were brought by somebody else than their writer, and of entries given away.

        Such events stand in a person's log, and what the journal is shared through says that another person
        put them there; such an entry has another author than it had when it was added. Empty in a personal
        journal, where it is shared through nothing, and where that cannot be told; never raises.
        """
        if cast("Journal", self).private:
            return frozenset()
        from mistakes.syncing import unvouched

        return unvouched(cast("Journal", self))

    def _ability(self, name: str) -> Any:
        found = self.plugins.abilities().get(name)
        if found is None:
            message = f"no plugin is there that lets a journal do this ({name})"
            raise MissingPlugin(message, "mistakes plugins shows what there is and what is switched off.")
        return self.plugins.load(found.target)


def _dated(day: object) -> date:
    """Return the day that is meant, today for None; raises `UsageError` for what is no date."""
    if day is None:
        return learning_day()
    if not isinstance(day, date):
        raise UsageError(f"a day is a date, and not {day!r:.40}", "Such as: date.fromisoformat('2026-11-23')")
    return day


class Occasion(NamedTuple):
    """What a section of a page is about: the journals, the day, the query of `stats`, the language.

    `columns` is how wide the terminal is that it is shown on, None in a pipe and for machines.
    """

    journals: Sequence[Journal]
    day: date
    query: str = ""
    language: str = "en"
    columns: int | None = None


class Shown(NamedTuple):
    """What a section shows: lines of text (made safe when they are written), and the same for machines.

    `heading` takes the place of the section's summary, where it is said in another language. Without
    lines nothing is shown.

    `made_of` names the files and folders that it depends on beside the journals of the occasion, the day,
    the language and the settings. The page of the day then shows it again, unasked, until one of all these
    changes. With None, as it is unless given, the section is asked every time.
    """

    lines: tuple[str, ...]
    data: Any = None
    heading: str = ""
    made_of: tuple[str, ...] | None = None


NOTHING = Shown((), made_of=())  # for a section with nothing to show until something changes
