"""Farming earns no more than the limits allow (G14), and no number, cost or size earns anything (G3)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from game_logs import ACTIONS, ENTRIES, LESSONS, NOW, PERSONS, START, facts, logs, made_id, noon
from hypothesis import given
from hypothesis import strategies as st
from strategies import mistakes

from mistakes import Journal, events
from mistakes.exchange import Candidate
from mistakes.model import Lesson, Mistake, Price
from mistakes_game.points.facts import EntryFacts, by_id
from mistakes_game.points.replay import replay
from mistakes_game.reading.play import of

ME, OTHER, THIRD = PERSONS
YEAR = 365


def stamp(day: int, number: int, by: str = ME) -> dict[str, Any]:
    real = START + timedelta(days=day)
    return {"id": made_id(noon(real), number), "at": noon(real), "day": real, "by": by}


def points(log: Sequence[events.Event], entries: list[EntryFacts], who: str = ME) -> int:
    state = replay(log, {one.id: one for one in entries}, now=NOW + timedelta(days=YEAR))
    return state.persons[who].points if who in state.persons else 0


def copies(count: int, **changes: Any) -> list[EntryFacts]:
    """Return entries of mine, a hundred a day, all in the same words unless `text` says otherwise."""
    day = START.toordinal()
    made = (facts(n, author=ME, day=day + n // 100, text="same") for n in range(count))
    return [one._replace(**changes) for one in made]


def test_a_thousand_copies_of_an_entry_earn_what_one_does() -> None:
    several = copies(1_000)
    log: list[events.Event] = []
    for number, one in enumerate(several):
        log += [
            events.Understood(one.id, **stamp(number // 100, number)),
            events.Planned(one.id, **stamp(number // 100, number)),
        ]

    assert 2 + 8 == points(log, several)


def test_a_thousand_different_entries_in_a_day_earn_what_three_do() -> None:
    several = [
        one._replace(text=str(number), day=START.toordinal()) for number, one in enumerate(copies(1_000))
    ]

    assert 3 * 2 == points([], several)


def test_thanking_each_other_all_day_earns_two_thanks_a_week() -> None:
    entries = [
        facts(n, author=PERSONS[n % 2], text=f"{n}", imported=True) for n in range(200)
    ]  # nothing for writing
    log: list[events.Event] = [
        events.Thanked(
            one.id, one.author, "It saved us a day", LESSONS[0], **stamp(n // 29, n, PERSONS[1 - n % 2])
        )
        for n, one in enumerate(entries)
    ]

    assert 20 == points(log, entries, ME) == points(log, entries, OTHER)


def test_a_ring_of_three_earns_two_thanks_a_week_for_each_pair() -> None:
    entries = [facts(n, author=PERSONS[n % 3], text=f"{n}", imported=True) for n in range(300)]
    log: list[events.Event] = [
        events.Thanked(one.id, "", "It saved us a day", LESSONS[0], **stamp(n // 43, n, PERSONS[(n + 1) % 3]))
        for n, one in enumerate(entries)
    ]

    assert [40, 40, 40] == [points(log, entries, who) for who in PERSONS]


def test_thanking_for_one_lesson_again_and_again_earns_once() -> None:
    entry = facts(0, author=OTHER)
    log: list[events.Event] = [
        events.Thanked(entry.id, OTHER, f"It saved us again {n}", LESSONS[0], **stamp(n * 7, n))
        for n in range(50)
    ]

    assert 10 == points(log, [entry])


def test_praise_all_day_earns_three_a_day() -> None:
    log: list[events.Event] = [
        events.Thanked(None, f"person-{n}", f"for helping with {n} things", **stamp(0, n)) for n in range(500)
    ]

    assert 3 == points(log, [])


def test_recalling_a_lesson_every_minute_of_a_year_earns_what_the_ladder_has() -> None:
    entry = facts(0, author=OTHER)
    log: list[events.Event] = [
        events.Reviewed(entry.id, LESSONS[0], **stamp(day, minute))
        for day in range(YEAR)
        for minute in range(10)
    ]

    # due after 1, 3, 7, 21, 60 and 180 days
    assert 3 * 6 == points(log, [entry])


def test_recalling_a_thousand_lessons_on_a_day_earns_five() -> None:
    several = [facts(n, author=OTHER, day=START.toordinal()) for n in range(1_000)]
    log: list[events.Event] = [
        events.Reviewed(one.id, LESSONS[0], **stamp(5, n)) for n, one in enumerate(several)
    ]

    assert 3 * 5 == points(log, several)


def test_claiming_the_same_application_everywhere_earns_once_a_month() -> None:
    several = [facts(n, author=OTHER) for n in range(100)]
    log: list[events.Event] = [
        events.Applied(one.id, LESSONS[0], "It helped me a lot today", **stamp(5 + n // 50, n))
        for n, one in enumerate(several)
    ]

    assert 15 == points(log, several)


def test_lessons_and_actions_that_are_made_up_earn_nothing() -> None:
    entry = facts(0, author=OTHER)
    log: list[events.Event] = [
        event
        for n in range(100)
        for event in (
            events.Applied(entry.id, f"made{n:02}", f"It helped me with {n} things", **stamp(9, n)),
            events.Checked(entry.id, f"made{n:02}", f"tests/test_{n}.py", **stamp(9, n)),
            events.ActionDone(entry.id, f"made{n:02}", f"commit {n}", **stamp(9, n)),
            events.Reviewed(entry.id, f"made{n:02}", **stamp(9, n)),
        )
    ]

    assert 0 == points(log, [entry])


def test_pressing_again_all_day_earns_once_a_day() -> None:
    several = [facts(n, author=OTHER) for n in range(100)]
    log: list[events.Event] = [events.Repeated(one.id, **stamp(3, n)) for n, one in enumerate(several)]

    assert 5 == points(log, several)


def test_a_clock_that_is_set_ahead_earns_nothing_until_then() -> None:
    entry = facts(0, author=OTHER)
    late = date(2030, 1, 1)
    log = [events.Reviewed(entry.id, LESSONS[0], id=made_id(noon(late), 1), at=noon(late), day=late, by=ME)]

    assert ME not in replay(log, {entry.id: entry}, now=NOW).persons


def test_a_day_that_is_not_that_of_its_time_earns_nothing() -> None:
    entry = facts(0, author=OTHER)
    at = noon(START + timedelta(days=5))
    log = [
        events.Reviewed(
            entry.id, LESSONS[0], id=made_id(at, n), at=at, day=START + timedelta(days=5 + n), by=ME
        )
        for n in (-3, 3, 300)
    ]

    assert 0 == points(log, [entry])


def test_a_clock_that_is_turned_through_a_year_earns_the_limits_of_its_days_and_no_more() -> None:
    """Whoever pretends to be in another day each time gets each day's limit at most, and each lesson's."""
    several = [facts(n, author=OTHER, day=START.toordinal()) for n in range(20)]
    log: list[events.Event] = [
        events.Reviewed(one.id, LESSONS[0], **stamp(day, n))
        for day in range(1, YEAR)
        for n, one in enumerate(several)
    ]

    assert points(log, several) <= min(3 * 5 * YEAR, 3 * 6 * len(several))


@given(st.lists(mistakes, max_size=4), st.decimals(0, 10**9, places=2), st.integers(0, 3))
def test_what_a_mistake_cost_and_how_grave_it_was_changes_no_point(
    several: list[Mistake], money: Any, trust: int
) -> None:
    dear = [
        attrs.evolve(one, price=Price(hours=1e6, money=money, currency="EUR", trust=trust, reversible=False))
        for one in several
    ]

    assert by_id(several) == by_id(dear)


@given(logs, st.integers(1, 400))
def test_the_number_of_mistakes_changes_no_point_but_those_for_writing_them_down(
    log: list[events.Event], count: int
) -> None:
    day = START.toordinal()
    more = ENTRIES | {one.id: one for one in (facts(100 + n, author=ME, day=day) for n in range(count))}

    few, many = (replay(log, known, now=NOW).persons for known in (ENTRIES, more))

    for who, person in few.items():
        for rule, paid in person.by_rule.items():
            assert paid == many[who].by_rule[rule] or (rule, who) == ("capture", ME)
    assert many[ME].by_rule["capture"] - few[ME].by_rule["capture"] <= 3 * 2


SCRIPTS: dict[str, tuple[int, Any]] = {
    "compared": (
        6,
        lambda n, one, other: events.Compared(one.id, other.id, f"both of them {name_of(n)}", **stamp(9, n)),
    ),
    "applied": (
        15,
        lambda n, one, _: events.Applied(one.id, LESSONS[0], f"it helped {name_of(n)}", **stamp(9, n)),
    ),
    "action-done": (
        10,
        lambda n, one, _: events.ActionDone(one.id, ACTIONS[0], f"commit {n}", **stamp(9, n)),
    ),
    "checked": (
        20,
        lambda n, one, _: events.Checked(one.id, LESSONS[0], f"tests/test_{n}.py", **stamp(9, n)),
    ),
    "repeated": (5, lambda n, one, other: events.Repeated(one.id, None, other.id, **stamp(9, n))),
    "decided": (3, lambda n, one, _: events.Decided(one.id, "sha256:0", **stamp(9, n))),
    "thanked": (
        10,
        lambda n, one, _: events.Thanked(one.id, "", "It saved us a day", LESSONS[0], **stamp(9, n)),
    ),
}


def name_of(number: int) -> str:
    """Return a word that no other number has."""
    return "".join(chr(97 + int(digit)) for digit in f"{number:03}")


@pytest.mark.parametrize("rule", SCRIPTS)
def test_a_script_that_does_a_thing_three_hundred_times_a_day_earns_what_ten_do(rule: str) -> None:
    """Each time about another entry, in other words, thanking somebody who was made up: nothing is the same twice."""
    points_of, make = SCRIPTS[rule]
    author = (lambda n: f"made-up-{n:012x}") if rule == "thanked" else (lambda _: ME)
    several = [
        facts(n, author=author(n), kind="decision" if rule == "decided" else "mistake", text=name_of(n))
        for n in range(301)
    ]
    several = [
        one._replace(imported=rule != "repeated", day=START.toordinal() - 300 + n)
        for n, one in enumerate(several)
    ]
    log = [make(n, several[n], several[n + 1]) for n in range(300)]
    known = {one.id: one for one in several}

    assert 10 * points_of == replay(log, known, now=NOW).persons[ME].by_rule[rule]


def test_finding_other_words_for_the_same_entry_all_night_earns_what_three_entries_do() -> None:
    paraphrased = [one._replace(text=name_of(n), day=START.toordinal()) for n, one in enumerate(copies(500))]
    log: list[events.Event] = [
        event
        for n, one in enumerate(paraphrased)
        for event in (events.Understood(one.id, **stamp(0, n)), events.Planned(one.id, **stamp(0, n)))
    ]

    assert 3 * 2 + (8 + 8 + 4 + 4) == points(log, paraphrased)


def test_going_round_the_world_in_one_night_earns_two_days_at_most() -> None:
    """One moment has two dates on earth, three with days that begin at four; the rest is refused."""
    several = [facts(n, author=OTHER, day=START.toordinal()) for n in range(100)]
    at = noon(START + timedelta(days=9))
    log: list[events.Event] = [
        events.Reviewed(
            one.id, LESSONS[0], id=made_id(at, n), at=at, day=at.date() + timedelta(days=n % 9 - 4), by=ME
        )
        for n, one in enumerate(several)
    ]

    assert points(log, several) <= 3 * 5 * 2


def test_taking_back_and_doing_again_earns_once() -> None:
    entry = facts(0, author=OTHER)
    log: list[events.Event] = []
    for n in range(50):
        done = events.ActionDone(entry.id, ACTIONS[0], f"commit {n}", **stamp(9, n * 3))
        log += [done, events.Retracted(entry.id, done.id, **stamp(9, n * 3 + 1))]
        log += [
            events.Planned(entry.id, **stamp(9, n * 3 + 2)),
            events.Understood(entry.id, **stamp(9, n * 3 + 2)),
        ]

    assert 10 + 8 == points(log, [entry])


def test_sealing_and_scoring_a_decision_again_and_again_earns_once() -> None:
    entry = facts(6, kind="decision", author=OTHER)
    log: list[events.Event] = []
    for n in range(20):
        log += [
            events.Decided(entry.id, f"sha256:{n}", **stamp(n * 3, n)),
            events.Scored(entry.id, 0.5, **stamp(n * 3 + 2, n)),
        ]

    assert 3 + 7 == points(log, [entry])


def test_talking_in_circles_and_sharing_to_and_fro_earns_nothing() -> None:
    entries = [facts(n, author=PERSONS[n % 3], imported=True) for n in range(30)]
    log: list[events.Event] = [
        make(one.id, **stamp(n % 7, n, PERSONS[(n + k) % 3]))
        for n, one in enumerate(entries)
        for k in range(3)
        for make in (
            lambda entry, **by: events.Commented(entry, "Well told, I learned much from it", **by),
            events.Read,
            events.Shared,
        )
    ]

    assert [0, 0, 0] == [points(log, entries, who) for who in PERSONS]


def test_thanking_oneself_under_another_address_earns_nothing(journal: Journal, team: Journal) -> None:
    from mistakes.identity import who_of
    from mistakes.settings import Settings

    other = "Mei <mei@other.example>"
    Settings.load().set("aliases", "mei@other.example")
    settings = Settings.load()
    team = Journal.open(team.root, settings)
    lesson = Lesson("Read first", when="I type", then="I read")
    theirs = team.add("Typed before reading", author=other, lessons=[lesson], source=_source(1))
    before = of([journal, team]).mine().points
    team.record(events.Thanked(theirs.id, who_of(other), "It saved us a day", theirs.lessons[0].key))
    team.record(events.Thanked(None, who_of(other), "for telling of it at once"))

    assert before == of([journal, team]).mine().points


def test_a_bulk_import_earns_nothing(journal: Journal) -> None:
    records = [
        Candidate(f"line {n}", fields={"title": f"Number {n} went wrong", "source": _source(n)})
        for n in range(200)
    ]
    journal.import_records(records)

    assert 200 == len(list(journal.entries()))
    assert 0 == of([journal]).mine().points


def _source(number: int) -> Any:
    from mistakes.model import Source

    return Source("lines", f"{number}")


def test_chance_orders_of_a_farm_earn_the_same() -> None:
    several = copies(50)
    log: list[events.Event] = [
        event
        for n, one in enumerate(several)
        for event in (
            events.Understood(one.id, **stamp(n, n)),
            events.Planned(one.id, **stamp(n, n)),
            events.Applied(one.id, LESSONS[0], f"It helped me {n} times", **stamp(n + 30, n)),
        )
    ]
    mixed = random.Random(1).sample(log, len(log))

    assert points(log, several) == points(mixed, several) == points([*log, *mixed], several)
