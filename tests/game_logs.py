"""Hypothesis strategies for the game: entries as its rules see them, and logs of several persons."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from mistakes import events
from mistakes.ids import encode
from mistakes_game.points.facts import EntryFacts, Plan, alike

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
START = date(2026, 1, 5)  # a Monday
NOW = datetime(2026, 12, 1, tzinfo=UTC)
PERSONS = ("ana-000000000001", "mei-000000000002", "tom-000000000003")
LESSONS, ACTIONS = ("less01", "less02"), ("act001", "act002")
TEXTS = (
    "",
    "ok",
    "It helped before the release on Friday",
    "It helped, before the release on Friday!",
    "I read the name of the host aloud before I typed anything",
    "写下清单以后就没有再忘记过任何一步，以后还会继续这样做下去，并且告诉同事们也这样做，大家都觉得很有用",
    "A leader is somebody whom people choose to follow, whatever the title says",
)


def entry_id(number: int) -> str:
    """Return the id of an entry by its number, made at the start."""
    return made_id(datetime.combine(START, datetime.min.time(), UTC), number)


def made_id(at: datetime, number: int) -> str:
    """Return an id of a time that is told from others by a number."""
    ms = int(at.timestamp() * 1000)
    return encode((ms << 80) | (7 << 76) | (2 << 62) | number, 26)


def noon(day: date) -> datetime:
    """Return the noon of a day in UTC."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def facts(number: int, **changes: Any) -> EntryFacts:
    """Return the facts of an entry with two plans and two actions, logged a little after the start."""
    day = START + timedelta(days=number % 3)
    ms = int(noon(day).timestamp() * 1000)
    plans = tuple(Plan(key, ms, day.toordinal()) for key in LESSONS)
    known = EntryFacts(
        entry_id(number),
        PERSONS[number % len(PERSONS)],
        day.toordinal(),
        text=alike(f"{'one two three four five six seven eight nine ten'.split()[number % 10]} went wrong"),
        lessons=LESSONS,
        plans=plans,
        actions=ACTIONS,
    )
    return known._replace(**changes)


ENTRIES = {
    one.id: one
    for one in (
        *(facts(number) for number in range(5)),
        facts(5, kind="decision", review_on=(START + timedelta(days=40)).toordinal()),
        facts(6, kind="decision"),
        facts(7, kind="borrowed", imported=True),
        facts(8, imported=True, checks=((LESSONS[0], "x"),)),
        facts(9, checks=((LESSONS[0], "y"),), text=facts(3).text),
    )
}
ids = st.sampled_from([*ENTRIES, entry_id(99)])
days = st.integers(0, 400).map(lambda number: START + timedelta(days=number))
lessons = st.sampled_from([*LESSONS, "gone01"])
texts = st.sampled_from(TEXTS)
homework = st.sampled_from(
    ["homework.first-step", "homework.why-process", "homework.made-up", "trust.listen-1"]
)


@st.composite
def stamps(draw: st.DrawFn) -> dict[str, Any]:
    """Return the stamp of an event, most often a right one: clocks may be wrong, rules unknown."""
    day = draw(days)
    at = noon(day) + timedelta(minutes=draw(st.integers(-700, 700)))
    wrong = draw(st.sampled_from([0] * 9 + [3]))
    return {
        "id": made_id(at, draw(st.integers(0, 30))),
        "at": at,
        "day": day + timedelta(days=wrong),
        "by": draw(st.sampled_from(PERSONS)),
        "rules": draw(st.sampled_from([1] * 9 + [7])),
    }


@st.composite
def some_events(draw: st.DrawFn) -> events.Event:
    """Return an event of any kind."""
    stamp, entry = draw(stamps()), draw(ids)
    kind = draw(st.sampled_from(KINDS))
    return kind(draw, entry, stamp)


KINDS: tuple[Any, ...] = (
    lambda draw, entry, stamp: events.Understood(entry, **stamp),
    lambda draw, entry, stamp: events.Planned(entry, **stamp),
    lambda draw, entry, stamp: events.Answered(entry, draw(homework), draw(texts), **stamp),
    lambda draw, entry, stamp: events.Skipped(entry, draw(homework), **stamp),
    lambda draw, entry, stamp: events.Reviewed(
        entry, draw(lessons), draw(st.sampled_from(["had", "missed", "superb"])), **stamp
    ),
    lambda draw, entry, stamp: events.Compared(entry, draw(ids), draw(texts), **stamp),
    lambda draw, entry, stamp: events.Retired(entry, draw(lessons), **stamp),
    lambda draw, entry, stamp: events.Borrowed(entry, draw(st.sampled_from(["a book", "Ana", ""])), **stamp),
    lambda draw, entry, stamp: events.Decided(entry, "sha256:0", **stamp),
    lambda draw, entry, stamp: events.Scored(entry, 0.5, **stamp),
    lambda draw, entry, stamp: events.Applied(entry, draw(st.none() | lessons), draw(texts), **stamp),
    lambda draw, entry, stamp: events.Repeated(entry, None, draw(st.none() | ids), **stamp),
    lambda draw, entry, stamp: events.Thanked(
        entry,
        draw(st.sampled_from([*PERSONS, "", "Bo"])),
        draw(texts),
        draw(st.none() | lessons),
        **stamp,
    ),
    lambda draw, entry, stamp: events.Commented(entry, draw(texts), **stamp),
    lambda draw, entry, stamp: events.Read(entry, **stamp),
    lambda draw, entry, stamp: events.ActionDone(
        entry, draw(st.sampled_from([*ACTIONS, "gone01"])), draw(texts), **stamp
    ),
    lambda draw, entry, stamp: events.Checked(entry, draw(lessons), draw(texts), **stamp),
    lambda draw, entry, stamp: events.Retracted(None, made_id(stamp["at"], 3), **stamp),
    lambda draw, entry, stamp: events.Rested(entry, stamp["day"], stamp["day"] + timedelta(days=9), **stamp),
    lambda draw, entry, stamp: events.Unknown(entry, name="bribed", **stamp),
)


@st.composite
def likely_events(draw: st.DrawFn) -> events.Event:
    """Return an event that the rules most often pay, about one of three entries, by one of two persons."""
    day = START + timedelta(days=draw(st.integers(1, 60)))
    at = noon(day) + timedelta(minutes=draw(st.integers(-400, 400)))
    who = {"by": draw(st.sampled_from(PERSONS[:2])), "rules": 1}
    stamp = {"id": made_id(at, draw(st.integers(0, 30))), "at": at, "day": day, **who}
    return draw(st.sampled_from(LIKELY))(draw, draw(st.sampled_from([*ENTRIES][:3])), stamp)


_said = st.sampled_from([text for text in TEXTS if len(text) > 10])
LIKELY: tuple[Any, ...] = (
    lambda draw, entry, stamp: events.Understood(entry, **stamp),
    lambda draw, entry, stamp: events.Planned(entry, **stamp),
    lambda draw, entry, stamp: events.Reviewed(
        entry, LESSONS[0], draw(st.sampled_from(["had", "missed"])), **stamp
    ),
    lambda draw, entry, stamp: events.Applied(entry, LESSONS[0], draw(_said), **stamp),
    lambda draw, entry, stamp: events.Repeated(entry, None, None, **stamp),
    lambda draw, entry, stamp: events.Compared(entry, draw(ids), draw(_said), **stamp),
    lambda draw, entry, stamp: events.Thanked(entry, "", draw(_said), LESSONS[0], **stamp),
    lambda draw, entry, stamp: events.ActionDone(entry, ACTIONS[0], draw(_said), **stamp),
    lambda draw, entry, stamp: events.Answered(entry, "homework.first-step", draw(_said), **stamp),
)
logs = st.lists(some_events(), max_size=60) | st.lists(likely_events(), min_size=8, max_size=40)
