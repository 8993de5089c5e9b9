"""The rules as a pure function: no order, no duplicate, no cut matters, and nothing ever lowers anything."""

from __future__ import annotations

import random
from datetime import date, timedelta

from game_logs import ENTRIES, LESSONS, NOW, PERSONS, START, facts, logs, made_id, noon, some_events
from hypothesis import given, settings
from hypothesis import strategies as st

from mistakes import events
from mistakes_game.points.deeds import Deed, deed_of, deeds_of, read_deed
from mistakes_game.points.explain import explained
from mistakes_game.points.facts import EntryFacts
from mistakes_game.points.levels import level_of
from mistakes_game.points.replay import checkpoint_of, replay
from mistakes_game.points.rules import FIRST, RULES
from mistakes_game.points.state import Person, State

NOBODY = Person(0, {})


@given(logs, st.randoms(use_true_random=False))
def test_neither_the_order_of_events_nor_duplicates_matter(
    log: list[events.Event], chance: random.Random
) -> None:
    mixed = [*log, *chance.sample(log, len(log) // 2)]
    chance.shuffle(mixed)

    assert replay(log, ENTRIES, now=NOW) == replay(mixed, ENTRIES, now=NOW)


@given(logs, st.integers(0, 60), st.randoms(use_true_random=False))
def test_where_a_log_is_cut_between_checkpoint_and_rest_does_not_matter(
    log: list[events.Event], cut: int, chance: random.Random
) -> None:
    mixed = chance.sample(log, len(log))
    before = checkpoint_of(mixed[:cut], ENTRIES, now=NOW)
    sums = dict(before.tally.sums)

    assert replay(log, ENTRIES, now=NOW) == replay(mixed[cut:], ENTRIES, now=NOW, checkpoint=before)
    assert sums == before.tally.sums, "a checkpoint stays as it is"


@settings(max_examples=300)
@given(logs, some_events())
def test_no_event_lowers_anybodys_points_by_any_rule_nor_the_level(
    log: list[events.Event], one: events.Event
) -> None:
    before, after = (replay(several, ENTRIES, now=NOW) for several in (log, [*log, one]))

    for who in PERSONS:
        earlier, later = (state.persons.get(who, NOBODY) for state in (before, after))
        assert earlier.points <= later.points
        assert level_of(earlier.points).number <= level_of(later.points).number
        for rule, points in earlier.by_rule.items():
            assert points <= later.by_rule[rule]
            assert earlier.times[rule] <= later.times[rule]


@given(logs)
def test_what_is_paid_adds_up_to_the_points(log: list[events.Event]) -> None:
    state = replay(log, ENTRIES, now=NOW)

    for who in PERSONS:
        paid = explained(deeds_of(log), ENTRIES, RULES, who, NOW)
        assert state.persons.get(who, NOBODY).points == sum(one.points for one in paid)
        assert all(one.points > 0 or one.note for one in paid)
        assert all(one.points >= 0 for one in paid)


@given(logs)
def test_time_only_adds(log: list[events.Event]) -> None:
    early, late = (replay(log, ENTRIES, now=now) for now in (NOW - timedelta(days=200), NOW))

    assert all(person.points <= late.persons.get(who, NOBODY).points for who, person in early.persons.items())


def test_the_rules_do_not_get_to_know_what_a_mistake_cost_nor_how_grave_it_was() -> None:
    assert "id author day kind imported text lessons plans actions checks review_on".split() == list(
        EntryFacts._fields
    )


@given(logs)
def test_a_clone_that_knows_nothing_else_agrees(log: list[events.Event]) -> None:
    lines = [events.read_line(events.write_line(one)) for one in log]

    assert replay(log, ENTRIES, now=NOW) == replay(lines, ENTRIES, now=NOW)


def read_in_full(line: bytes) -> Deed | None:
    """Return the deed of a line by way of its event, as the library reads it."""
    try:
        return deed_of(events.read_line(line.decode("utf-8")))
    except ValueError:
        return None


@given(some_events())
def test_the_quick_reading_of_a_line_is_that_of_its_event(one: events.Event) -> None:
    line = events.write_line(one).encode()

    assert deed_of(one) == read_deed(line) == read_deed(line + b"\n") == read_in_full(line)


SPOILED = (
    b'"',
    b"\\",
    b"\\ud800",
    b"\xff",
    b"7",
    b"null",
    b"{}",
    b", ",
    b"}",
    b"\0",
    b"rules",
    b'"x": "y"',
    b"",
)


@settings(max_examples=300)
@given(some_events(), st.integers(0, 400), st.integers(0, 8), st.sampled_from(SPOILED))
def test_a_spoiled_line_is_read_quickly_as_it_is_in_full(
    one: events.Event, place: int, length: int, instead: bytes
) -> None:
    line = events.write_line(one).encode()
    place %= len(line)
    spoiled = line[:place] + instead + line[place + length :]

    assert read_in_full(spoiled) == read_deed(spoiled)


def test_a_rest_with_days_that_are_none_is_no_deed() -> None:
    rest = events.Rested(
        None, START, START, id=made_id(noon(START), 1), at=noon(START), day=START, by=PERSONS[0]
    )
    line = events.write_line(rest).encode()

    assert deed_of(rest) == read_deed(line)
    assert read_deed(line.replace(b'"to": "', b'"to": "7')) is None


def planned(number: int, rules: int) -> list[events.Event]:
    stamp = {"at": noon(START), "day": START, "by": PERSONS[0], "rules": rules}
    entry = facts(number).id
    return [
        events.Understood(entry, id=made_id(noon(START), number), **stamp),
        events.Planned(entry, id=made_id(noon(START), number + 50), **stamp),
    ]


def of_rule(state: State, rule: str) -> int:
    return state.persons[PERSONS[0]].by_rule.get(rule, 0)


def test_later_rules_apply_to_later_events_only() -> None:
    second = FIRST._replace(
        version=2,
        since=date(2026, 6, 1),
        pays={
            rule: tuple(part._replace(points=part.points * 10) for part in parts)
            for rule, parts in FIRST.pays.items()
        },
    )
    both = {1: FIRST, 2: second}
    entries = {one.id: one for one in (facts(0), facts(3), facts(6, day=date(2026, 7, 1).toordinal()))}

    assert 8 == of_rule(replay(planned(0, 1), entries, both, now=NOW), "reflected")
    assert 8 + 80 == of_rule(replay([*planned(0, 1), *planned(3, 2)], entries, both, now=NOW), "reflected")
    assert 2 + 2 + 20 == of_rule(replay([], entries, both, now=NOW), "capture")
    assert 0 == of_rule(replay(planned(3, 2), entries, {1: FIRST}, now=NOW), "reflected")


def test_an_event_far_ahead_scores_nothing_until_then() -> None:
    at = NOW + timedelta(hours=30)
    log = [events.Reviewed(facts(0).id, LESSONS[0], id=made_id(at, 1), at=at, day=at.date(), by=PERSONS[0])]
    before = checkpoint_of(log, ENTRIES, now=NOW)

    assert 0 == of_rule(before.tally.state(), "reviewed")
    assert 3 == of_rule(replay([], ENTRIES, now=NOW + timedelta(hours=5), checkpoint=before), "reviewed")
