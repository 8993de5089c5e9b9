"""What a page of the day is told from a few numbers is what all counts tell: quests, badges, what there is now."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes import Journal, model
from mistakes.events import Answered, Applied, Compared, Event, Planned, Repeated, Reviewed, Skipped, stamp
from mistakes.ids import new_id
from mistakes.recording import put_events
from mistakes.settings import Settings
from mistakes_game.caches.cache_file import nowhere
from mistakes_game.counts.counting import COUNTS, MADE_OF
from mistakes_game.counts.gathering import _ALL_TABLES
from mistakes_game.counts.growth import Growth
from mistakes_game.counts.lately import bring, counts_lately, forget, present_lately, since_of
from mistakes_game.counts.parts import growths
from mistakes_game.counts.parts import present as present_of
from mistakes_game.meaning.as_json import quest_json
from mistakes_game.meaning.badges import badges, earned
from mistakes_game.meaning.overall import badges_of, new_badges, quest_of, quest_told
from mistakes_game.meaning.quests import LONG, looked_at, quests
from mistakes_game.reading.play import of

DAY = date(2026, 11, 19)
NAMES = sorted({*COUNTS, *(part for parts in MADE_OF.values() for part in parts)} - MADE_OF.keys())
ordinals = st.integers(-3, 90).map(lambda ago: DAY.toordinal() - ago) | st.sampled_from([-5, 1, 10**6])
things = st.dictionaries(st.sampled_from("abcdefgh"), ordinals, max_size=4)
flats = st.dictionaries(ordinals, st.integers(1, 9), max_size=6).map(
    lambda much: [number for pair in sorted(much.items()) for number in pair]
)
counted = st.dictionaries(st.sampled_from(NAMES), st.tuples(flats, things).map(list), max_size=6)
situations = st.dictionaries(st.sampled_from(["company", "entries", "unpriced"]), st.integers(0, 9))
rows = st.lists(st.tuples(st.sampled_from("0123"), *[st.integers(0, 3)] * 3), max_size=70)


def present(situation: Mapping[str, int], qs: Collection[Any], month: str) -> dict[str, Any]:
    """Return what there is now in one month: the newest Qs, newest first, each with an id of the month."""
    newest = sorted(
        ([f"{month} {number:03} {one[0]}", *one[1:]] for number, one in enumerate(qs)), reverse=True
    )
    told = [["two-alike", "refused", DAY.toordinal() - len(qs), month]] if qs else []
    glad: dict[str, Any] = {"strengths": {}, "seen": {}, "borrowed": 0, "sources": [], "firsts": {}}
    glad |= {"helped": 0, "entries": 0, "people": [], "patience": None}
    return {"situation": dict(situation), "qs": newest[:60], "told": told, "glad": glad, "coached": {}}


months = st.dictionaries(
    st.sampled_from(["2026/08", "2026/09", "2026/10", "2026/11", ""]),
    st.tuples(counted, situations, rows),
    max_size=4,
).map(lambda found: {month: (one, present(two, three, month)) for month, (one, two, three) in found.items()})


def put(db: sqlite3.Connection, month: str, counts: Any, now: Any) -> None:
    db.execute("INSERT OR REPLACE INTO parts VALUES (?, ?, ?)", [month, json.dumps(counts), json.dumps(now)])
    forget(db, month)


def told(growth: Growth | None, day: date) -> list[int]:
    """Return what a page asks of a count on a day."""
    known, monday = growth or Growth(), day - timedelta(days=day.weekday())
    before = known.until(monday - timedelta(days=1))
    week = [known.between(monday, monday + timedelta(days=n)) for n in range(7)]
    return [len(known), len(before), before.between(monday - LONG, monday), *week]


@given(months, months, st.integers(0, 40))
def test_counts_of_a_page_are_those_of_all_months_whatever_changed_in_whatever_week(
    first: Any, second: Any, later: int
) -> None:
    with closing(nowhere(_ALL_TABLES)) as db:
        for known, day in ((first, DAY), (second, DAY + timedelta(days=later))):
            for month, (counts, now) in known.items():
                put(db, month, counts, now)
            bring(db, day)
        whole = [json.loads(text) for (text,) in db.execute("SELECT counts FROM parts")]
        nows = [json.loads(text) for (text,) in db.execute("SELECT present FROM parts")]
        expected = growths(whole, day, lambda _: ())
        found = counts_lately(db, COUNTS, day, lambda _: ())

        for name in COUNTS:
            assert told(expected.get(name), day) == told(found.get(name), day), name
        assert sorted(one.badge.id for one in earned(expected)) == sorted(
            one.badge.id for one in earned(found)
        )
        here, there = present_of(nows), present_lately(db)
        assert (here.situation, here.qs, sorted(here.told)) == (there.situation, there.qs, sorted(there.told))


def test_a_day_is_told_apart_as_far_back_as_quests_look() -> None:
    for number in range(20):
        day = DAY + timedelta(days=number)
        monday = day - timedelta(days=day.weekday())
        assert since_of(day) <= (monday - LONG).toordinal()


def test_all_that_a_quest_looks_at_is_asked_for() -> None:
    assert {need.what for quest in quests() for need in quest.needs} < looked_at() <= COUNTS.keys()


@pytest.fixture
def own(home: Path) -> Journal:
    Settings.load().set("author", "Mei Lin <mei@example.com>")
    return Journal.create(home / "own", name="own")


START = datetime(2026, 8, 3, 12, tzinfo=UTC)


def entry(number: int) -> model.Mistake:
    at = START + timedelta(days=9 * number)
    lesson = model.Lesson("Name the host", "I open a shell", "I read it aloud", key="p7w4sn", added=at)
    conditions = (model.Condition("the prompt hid the host", "tool", key="c00000"),)
    named = {"lessons": (lesson,), "conditions": conditions, "q": model.Qs(iq=1), "tags": (f"tag {number}",)}
    return model.Mistake(
        new_id(at),
        f"Case {number}",
        at,
        at,
        "Mei Lin <mei@example.com>",
        1,
        at,
        story=f"So it went {number}",
        **named,
    )


ENTRIES = [entry(number) for number in range(8)]


def event(what: Event, day: int) -> Event:
    at = START + timedelta(days=day, hours=1)
    return stamp(what, id=new_id(at), at=at, zone="UTC", day=at.date(), by="mei-lin-2312120ecbbd")


DONE = [
    event(Reviewed(ENTRIES[0].id, lesson="p7w4sn"), 20),
    event(Applied(ENTRIES[0].id, lesson="p7w4sn", situation="the same shell"), 40),
    event(Planned(ENTRIES[1].id), 41),
    event(Compared(ENTRIES[0].id, other=ENTRIES[1].id, rule="look first"), 105),
    event(Repeated(ENTRIES[2].id), 43),
    event(Answered(prompt="homework.first-step", text="trust"), 44),
    event(Skipped(prompt="quest.two-alike"), 107),
]


@pytest.mark.parametrize("days", [(DAY,), (DAY, DAY + timedelta(days=5), DAY - timedelta(days=60))])
def test_after_every_step_a_page_tells_the_quest_and_badges_that_the_game_tells(
    own: Journal, days: tuple[date, ...]
) -> None:
    steps: list[Any] = [lambda one=one: own.put(one) for one in ENTRIES]
    steps += [lambda one=one: put_events(own, [one]) for one in DONE]
    steps += [
        lambda: own.edit(ENTRIES[3].id, lambda it: attrs.evolve(it, price=model.Price(hours=2.0))),
        lambda: own.edit(ENTRIES[3].id, lambda it: attrs.evolve(it, lessons=())),
        lambda: own.delete(ENTRIES[4].id),
        own.undo,
        lambda: own.purge(ENTRIES[5].id),
    ]
    for step in steps:
        step()
        for day in days:
            play = of([own], day)
            quest = quest_of(of([own], day))
            expected = quest and {language: quest_json(quest, language) for language in ("en", "zh")}
            assert expected == quest_told(play)
            assert {one.badge.id for one in badges_of(play)[0]} == {one.id for one in new_badges(play, ())}


def test_badges_that_were_celebrated_are_not_looked_for(own: Journal) -> None:
    for one in ENTRIES:
        own.put(one)
    play = of([own], DAY)
    every = [one.id for one in new_badges(play, ())]

    assert "first-page" in every
    assert every[1:] == [one.id for one in new_badges(play, {every[0]})]
    assert [] == new_badges(play, {badge.id for badge in badges()})

    own.put(entry(9))
    assert [] == new_badges(of([own], DAY), (), most=0), "too much changed to be looked at"
