"""`mistakes game rest`: planned weeks off, up to eight a year, without a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from mistakes.days import learning_day
from mistakes.errors import UsageError
from mistakes.records import NamedTuple
from mistakes_game.words.view_words import WORDS, counted

if TYPE_CHECKING:
    from mistakes.cli.session import Session
    from mistakes.journal import Journal

MOST = 56  # days of rest a year
_BETWEEN = frozenset(("to", "until", "till", "至", "到", "-", "–"))
_HINT = "For example: mistakes game rest 2026-12-21 2027-01-03, or: mistakes game rest monday to in 2 weeks"


class Rest(NamedTuple):
    """A planned rest: the id of its event, the first day and the last."""

    event: str
    first: date
    last: date

    @property
    def days(self) -> int:
        """How long it is."""
        return (self.last - self.first).days + 1


def show(session: Session) -> None:
    """Write the rests that were planned, the newest first, and how much of this year's is left."""
    from mistakes.journals import personal

    journal, words = personal(session.settings), _words(session)
    rests = rests_of(journal) if journal else []
    year = learning_day().year
    left = MOST - taken(rests, year)
    if session.json:
        return session.out.json({"rests": [_object(one) for one in rests], "year": year, "days_left": left})
    for one in rests:
        session.out.line(words["rest row"].format(first=one.first.isoformat(), last=one.last.isoformat()))
    if not rests:
        return session.out.text(words["rest none"])
    return session.out.text(_left(words, left, year), style=session.out.paint.dim)


def plan(session: Session, typed: Sequence[str]) -> None:
    """Note a rest from one day to another, as people type days."""
    from mistakes.events import Rested

    first, last = days_of(typed, datetime.now().astimezone())
    journal, words = session.personal(), _words(session)
    rests, today = rests_of(journal), learning_day()
    first = max(first, today)  # a rest is planned, so that days before it are none
    refuse(first, last, rests, today)
    event = journal.record(Rested(start=first, end=last))
    rested = Rest(event.id, first, last)
    left = MOST - taken([*rests, rested], first.year)
    if session.json:
        return session.out.json(_object(rested) | {"year": first.year, "days_left": left})
    session.out.text(words["rest"].format(first=first.isoformat(), last=last.isoformat()))
    return session.out.text(_left(words, left, first.year), style=session.out.paint.dim)


def days_of(typed: Sequence[str], now: datetime) -> tuple[date, date]:
    """Return the days that were typed, the second not before the first; raises `UsageError`."""
    from mistakes.when import parse_due

    at = next((number for number, text in enumerate(typed) if text in _BETWEEN), None)
    texts = list(typed) if at is None else [" ".join(typed[:at]), " ".join(typed[at + 1 :])]
    if len(texts) != 2 or not all(texts):
        raise UsageError("a rest has a first day and a last one", _HINT)
    first, last = (parse_due(text, now) for text in texts)
    if last < first:
        raise UsageError(f"{last} is before {first}", _HINT)
    return first, last


def refuse(first: date, last: date, rests: Iterable[Rest], today: date) -> None:
    """Raise `UsageError` for a rest that is over already, or that makes more than eight weeks in a year."""
    if last < today:
        raise UsageError(f"{last} is over already", "A rest is planned: let it end today or later.")
    rests = list(rests)
    for year in {first.year, last.year}:
        after = taken([*rests, Rest("", first, last)], year)
        if after > MOST:
            left = max(MOST - taken(rests, year), 0)
            said = "1 day is left" if left == 1 else f"{left} days are left"
            raise UsageError(f"rest is up to eight weeks a year; {said} in {year}", "Take a shorter one.")


def rests_of(journal: Journal) -> list[Rest]:
    """Return the rests that were planned, the newest first; what is no span of days is left out."""
    from mistakes.events import Rested

    told = (event for event in journal.refreshed().told("rested") if isinstance(event, Rested))
    found = [
        Rest(one.id, one.start, one.end) for one in told if one.start and one.end and one.start <= one.end
    ]
    return sorted(found, key=lambda one: (one.first, one.last, one.event), reverse=True)


def taken(rests: Iterable[Rest], year: int) -> int:
    """Return how many days of a year are days of rest; one in two rests counts once."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    days: set[date] = set()
    for one in rests:
        begin, end = max(one.first, first), min(one.last, last)
        days.update(begin + timedelta(days=n) for n in range((end - begin).days + 1))
    return len(days)


def _left(words: dict[str, str], left: int, year: int) -> str:
    days = counted(words, "day", "day count", max(left, 0))
    return words["rest left"].format(days=days, year=year)


def _object(rest: Rest) -> dict[str, object]:
    ends = {"from": rest.first.isoformat(), "to": rest.last.isoformat()}
    return {"event": rest.event} | ends | {"days": rest.days}


def _words(session: Session) -> dict[str, str]:
    from mistakes.locales import language

    return WORDS[language(session.settings)]
