"""The game of the person at the keyboard: whose acts count as theirs, and what they have come to.

    play = of(journals, day)
    play.me.who                        # the person; `other in play.me` tells if a `who` is theirs
    play.mine()                        # state.Person: points, by_rule, times
    play.level()                       # levels.Level
    play.streak()                      # state.Streak
    play.paid(limit=20)                # newest first: state.Paid, for `game why`
    play.deeds()                       # deeds.Deed of everything one did (and thanks one got), by day and id
    play.facts()                       # Mapping id -> facts.EntryFacts of all entries that are read

Nothing here tells of other persons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from mistakes.days import learning_day
from mistakes.errors import MistakesError
from mistakes_game.reading.me import Me, me_of

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.settings import Settings
    from mistakes_game.points.deeds import Deed
    from mistakes_game.points.facts import EntryFacts
    from mistakes_game.points.levels import Level
    from mistakes_game.points.replay import Past
    from mistakes_game.points.state import Paid, Person, State, Streak
    from mistakes_game.reading.checkpoint import Standing


class Play:
    """The game on a day: `me`, the `personal` journal (None before it is begun), all `journals` that are read."""

    def __init__(
        self, me: Me, journals: Sequence[Journal], settings: Settings, day: date, now: datetime
    ) -> None:
        self.me = me
        self.journals = tuple(journals)
        self.personal = next((journal for journal in journals if journal.private), None)
        self.settings = settings
        self.day = day
        self.now = now

    @cached_property
    def _standing(self) -> Standing:
        from mistakes_game.reading.checkpoint import up_to_date

        return up_to_date(self.journals, self.me, self.now)

    def past(self) -> Past:
        """Return what the streak looks at of one's own acts."""
        return self._standing.past

    def state(self) -> State:
        """Return the state under the rules; only one's own person is in it."""
        from mistakes_game.points.state import State

        every = self._standing.state
        mine = every.persons.get(self.me.who)
        return State(every.rules, {self.me.who: mine} if mine else {})

    def mine(self) -> Person:
        """Return what one's own acts have come to."""
        from mistakes_game.points.state import Person

        return self._standing.state.persons.get(self.me.who, Person(0, {}))

    def level(self) -> Level:
        """Return one's level."""
        from mistakes_game.points.levels import level_of

        return level_of(self.mine().points)

    def streak(self) -> Streak:
        """Return the run of learning weeks, or days if the setting `streak` says so."""
        from mistakes_game.reading.weeks import streak_of

        return streak_of(self)

    def paid(self, limit: int | None = None) -> list[Paid]:
        """Return every act that a rule looks at, newest first, with what it was paid and why not more."""
        from mistakes_game.points.explain import explained
        from mistakes_game.points.rules import RULES
        from mistakes_game.reading.checkpoint import doubted_deeds

        doubted = set(doubted_deeds(self.journals, self.me))
        paid = explained(self._deeds, self.facts(), RULES, self.me.who, self.now, doubted)
        return paid[:limit]

    def deeds(self) -> Sequence[Deed]:
        """Return what one did, and the thanks one got, by day and id: sound events, each once."""
        return self._deeds

    def facts(self) -> Mapping[str, EntryFacts]:
        """Return the facts of the entries of all journals that are read."""
        return self._facts

    @cached_property
    def _deeds(self) -> Sequence[Deed]:
        from mistakes_game.reading.checkpoint import all_deeds

        every = dict.fromkeys(all_deeds(self.journals, self.me))
        return sorted(every, key=attrgetter("day", "id"))

    @cached_property
    def _facts(self) -> Mapping[str, EntryFacts]:
        from mistakes_game.reading.checkpoint import all_facts

        return all_facts(self.journals, self.me)


def of(journals: Sequence[Journal], day: date | None = None) -> Play:
    """Return the game of the person at the keyboard on a day (today), over these journals and their own.

    Their own are the personal journal and those that the settings name, so that it is the same wherever one
    stands. A personal journal among `journals` takes the place of the usual one.
    """
    from mistakes.settings import Settings

    settings = journals[0].settings if journals else Settings.load()
    together = list(_together(journals, settings))
    moment = datetime.now().astimezone()
    if day is not None and day != learning_day(moment):
        moment = datetime(day.year, day.month, day.day, 23, 59).astimezone()
    return Play(me_of(settings), together, settings, day or learning_day(moment), moment)


def _together(journals: Sequence[Journal], settings: Settings) -> Iterator[Journal]:
    """Yield the personal journal, then those of teams, each folder once."""
    from mistakes.journals import personal

    own = next((journal for journal in journals if journal.private), None) or personal(settings)
    named = (_opened(path, settings) for path in settings.table("journals").values())
    seen: set[Path] = set()
    for journal in (own, *journals, *named):
        if journal is not None and (journal is own or not journal.private):
            root = journal.root.resolve()
            if root not in seen:
                seen.add(root)
                yield journal


def _opened(path: str, settings: Settings) -> Journal | None:
    from mistakes.journal import Journal

    with suppress(MistakesError, OSError):
        return Journal.open(Path(path).expanduser(), settings)
    return None
