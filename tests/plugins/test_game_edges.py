"""The edges of the rules, each hit exactly: the last moment that counts, and the first one that does not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from game_logs import LESSONS, NOW, PERSONS, START, facts, made_id, noon

from mistakes import Journal, events
from mistakes.events import Event
from mistakes.ids import new_id
from mistakes.recording import put_events
from mistakes_game.counts.growth import Growth
from mistakes_game.counts.told import Told
from mistakes_game.honesty.audit import chosen, mutual
from mistakes_game.meaning.badges import earned, read_badges
from mistakes_game.meaning.quests import LONG, NEWCOMER, offer, read_quests
from mistakes_game.points.deeds import deeds_of
from mistakes_game.points.explain import explained
from mistakes_game.points.facts import EntryFacts
from mistakes_game.points.replay import Checkpoint, checkpoint_of, past_of, replay
from mistakes_game.points.rules import FIRST, RULES, in_force
from mistakes_game.points.streak import Lived, Rest, Span, streak
from mistakes_game.reading.me import Me
from mistakes_game.reading.play import of

ME, OTHER = PERSONS[0], PERSONS[1]
SAID = "It helped before the release on Friday"
DAY = START.toordinal()
MONDAY = date(2026, 11, 16)
NUMBERS = iter(range(1, 10**6))


def on(day: int, hour: int = 12, by: str = ME) -> dict[str, Any]:
    """Return the stamp of an event so many days after the start."""
    real = START + timedelta(days=day)
    at = noon(real) + timedelta(hours=hour - 12)
    return {"id": made_id(at, next(NUMBERS)), "at": at, "day": real, "by": by}


def paid(rule: str, entry: EntryFacts, *parts: Sequence[Event]) -> int:
    """Return what a rule has paid me after parts of a log, each taken after the one before."""
    checkpoint: Checkpoint | None = None
    for part in parts:
        checkpoint = checkpoint_of(part, {entry.id: entry}, now=NOW, checkpoint=checkpoint)
    assert checkpoint is not None
    return checkpoint.tally.state().persons[ME].by_rule.get(rule, 0)


def own(**changes: Any) -> EntryFacts:
    return facts(0, author=ME, day=DAY, **changes)


# Points


@pytest.mark.parametrize(("early", "points"), [(1, 0), (0, 15)])
def test_a_lesson_may_have_helped_a_day_after_its_plan_and_no_millisecond_earlier(
    early: int, points: int
) -> None:
    written, told = own(), own(plans=())
    planned = events.Planned(told.id, **on(0))
    stamp = on(1)
    stamp["at"] -= timedelta(milliseconds=early)

    assert points == paid("applied", written, [events.Applied(written.id, LESSONS[0], SAID, **stamp)])
    assert points == paid("applied", told, [planned, events.Applied(told.id, LESSONS[0], SAID, **stamp)])


@pytest.mark.parametrize(("hour", "points"), [(12, 0), (13, 7)])
def test_a_decision_is_sealed_before_it_is_scored_and_not_with_it(hour: int, points: int) -> None:
    entry = own(kind="decision", review_on=DAY)

    assert points == paid(
        "scored", entry, [events.Decided(entry.id, "x", **on(1)), events.Scored(entry.id, 1, **on(1, hour))]
    )


def test_rules_are_in_force_from_their_day_on() -> None:
    both = {1: FIRST, 2: FIRST._replace(version=2, since=date(2026, 6, 1))}

    assert [1, 2, 2] == [in_force(date(2026, 6, 1).toordinal() + n, both) for n in (-1, 0, 1)]


def test_an_entry_dated_ahead_is_paid_when_its_day_has_come() -> None:
    entry = own()._replace(day=NOW.toordinal() + 30)
    before = checkpoint_of([], {entry.id: entry}, now=NOW)

    assert {} == before.tally.state().persons
    later = replay([], {entry.id: entry}, now=NOW + timedelta(days=31), checkpoint=before)
    assert 2 == later.persons[ME].by_rule["capture"]


@pytest.mark.parametrize(("ms", "points"), [(0, 3), (1, 0)])
def test_an_event_counts_that_lies_26_hours_ahead_and_none_further(ms: int, points: int) -> None:
    at = NOW + timedelta(hours=26, milliseconds=ms)
    stamp: dict[str, Any] = {"id": made_id(at, 1), "at": at, "day": at.date(), "by": ME}
    entry = own()

    assert points == paid("reviewed", entry, [events.Reviewed(entry.id, LESSONS[0], **stamp)])


@pytest.mark.parametrize("cut", range(5))
def test_recalls_of_one_lesson_pay_the_same_wherever_the_log_is_cut(cut: int) -> None:
    entry = own()
    log = [events.Reviewed(entry.id, LESSONS[0], **on(day)) for day in (2, 5, 12, 33)]

    assert 3 * 4 == paid("reviewed", entry, log[:cut], log[cut:])


@pytest.mark.parametrize("first", [0, 1])
def test_half_a_reflection_waits_for_the_other_half(first: int) -> None:
    entry = own()
    halves = [events.Understood(entry.id, **on(1)), events.Planned(entry.id, **on(1))]

    assert 8 == paid("reflected", entry, [halves[first]], [halves[1 - first]])


@pytest.mark.parametrize("parts", [1, 2])
@pytest.mark.parametrize("is_back_first", [False, True])
def test_a_rest_that_was_taken_back_is_none(parts: int, *, is_back_first: bool) -> None:
    rest = events.Rested(None, START, START + timedelta(days=9), **on(1))
    log: list[Event] = [rest, events.Retracted(None, rest.id, **on(2))]
    log = log[::-1] if is_back_first else log
    before = checkpoint_of(log[:1], {}, now=NOW)
    assert is_back_first == (() == past_of(before, ME).rested)

    whole = (
        checkpoint_of(log[1:], {}, now=NOW, checkpoint=before)
        if parts == 2
        else checkpoint_of(log, {}, now=NOW)
    )

    assert () == past_of(whole, ME).rested


def recalled(**grades: str) -> list[Event]:
    """Return recalls of one lesson: each key tells the day and an order, each value the grades on it."""
    found: list[Event] = []
    for name, several in grades.items():
        for hour, grade in enumerate(several.split()):
            found.append(events.Reviewed(own().id, LESSONS[0], grade, **on(int(name[1:]), 10 + hour)))
    return found


@pytest.mark.parametrize(
    ("log", "points"),
    [
        (recalled(d1="had missed"), 3),
        (recalled(d1="missed had missed"), 3),
        (recalled(d1="missed missed", d2="had", d3="had"), 6),
        (recalled(d1="missed", d2="missed missed", d3="had", d4="had"), 12),
    ],
)
def test_a_lesson_pays_once_a_day_and_once_more_for_each_day_on_which_it_was_missed(
    log: list[Event], points: int
) -> None:
    entry = own()
    rows = explained(deeds_of(log), {entry.id: entry}, RULES, ME, NOW)

    assert points == paid("reviewed", entry, log)
    assert points == sum(row.points for row in rows if row.rule == "reviewed")


def test_two_grades_on_one_day_are_one_recall_whatever_else_was_recalled() -> None:
    entry, second = own(), LESSONS[1]
    log = recalled(d1="had missed")
    log += [events.Reviewed(entry.id, second, "had", **on(day)) for day in (1, 2)]

    assert 3 * 2 == paid("reviewed", entry, log), "the other lesson was not due on the second day"


# The streak


def day(week: int, weekday: int = 0) -> int:
    return DAY + 7 * week + weekday


@pytest.mark.parametrize(("days", "how"), [(3, "reserve"), (4, "rest")])
def test_a_week_of_which_four_days_were_rest_is_one_of_rest(days: int, how: str) -> None:
    missed = [Span(day(1), day(2), recalled=False)]
    lived = Lived(DAY, missed, frozenset({DAY}), rests=[Rest(day(1), day(1, days - 1))])

    assert how == streak(lived, date.fromordinal(day(2))).weeks[1].how


@pytest.mark.parametrize(("ms", "how"), [(129_600_000, "reserve"), (129_599_999, "quiet")])
def test_a_day_between_acts_less_than_36_hours_apart_is_forgiven(ms: int, how: str) -> None:
    lived = Lived(
        DAY,
        [Span(DAY + 1, DAY + 2, recalled=False)],
        frozenset({DAY, DAY + 2}),
        frozenset({DAY + 1}),
        moments={DAY: (0, 0), DAY + 2: (ms, ms)},
    )

    assert how == streak(lived, date.fromordinal(DAY + 2), unit=1).weeks[1].how


def broken(*repaired: Span) -> Lived:
    """Return a life whose sixth week is missed with no reserve left, four lessons waiting in it."""
    spent = [Span(day(week), day(week + 1), recalled=False) for week in (1, 3)]
    waited = [Span(day(5, number)) for number in range(4)]
    kept = [span for span in waited if span.due not in {one.due for one in repaired}]
    return Lived(DAY, [*spent, *repaired, *kept], frozenset(day(week) for week in (0, 2, 4)))


@pytest.mark.parametrize(("late", "shown"), [(0, True), (1, False)])
def test_until_when_a_run_can_be_repaired_is_told_up_to_that_day(late: int, *, shown: bool) -> None:
    last = date.fromordinal(day(6) - 1 + 14)

    assert (last if shown else None) == streak(broken(), last + timedelta(days=late)).repair_until


@pytest.mark.parametrize(("count", "late", "how"), [(3, 0, "repaired"), (3, 1, "missed"), (2, 0, "missed")])
def test_a_run_is_repaired_by_the_three_oldest_on_the_last_day_at_the_latest(
    count: int, late: int, how: str
) -> None:
    done = day(6) - 1 + 14 + late
    repaired = [Span(day(5, number), done) for number in range(count)]

    assert how == streak(broken(*repaired), date.fromordinal(day(9))).weeks[5].how


# Quests and badges

QUEST = """[[quest]]
id = "a"
link = "plan"
q = "iq"
starter = true
needs = ["plans >= 5", "entries >= 2"]
todo = "x"
name = { en = "A", zh = "甲" }
text = { en = "B.", zh = "乙。" }
"""
BADGE = """[[badge]]
id = "a"
needs = ["plans >= 1", "entries >= 1"]
name = { en = "A", zh = "甲" }
text = { en = "B.", zh = "乙。" }
"""


def growth(*days: date) -> Growth:
    return Growth.of(one.toordinal() for one in days)


def test_a_quest_is_as_far_as_what_lacks_most_of_it() -> None:
    counts = {"plans": growth(*[MONDAY] * 5), "entries": growth(MONDAY)}

    (found,) = [offer(counts, {}, "iq", [], MONDAY, known=read_quests(QUEST))]

    assert found is not None
    assert (1, 2, "offered") == (found.have, found.least, found.how)


@pytest.mark.parametrize(("after", "have"), [(-1, 0), (0, 1), (6, 1), (7, 0)])
def test_a_quest_counts_from_monday_to_sunday(after: int, have: int) -> None:
    told = [Told("a", "accepted", MONDAY, "x")]
    counts = {name: growth(MONDAY + timedelta(days=after)) for name in ("plans", "entries")}

    found = offer(counts, {}, "iq", told, MONDAY, known=read_quests(QUEST))

    assert found is not None
    assert have == found.have


@pytest.mark.parametrize(("back", "again"), [(LONG, False), (LONG + timedelta(days=1), True)])
def test_a_quest_of_the_last_four_weeks_is_not_offered_again(back: timedelta, *, again: bool) -> None:
    two = read_quests(QUEST + QUEST.replace('"a"', '"b"').replace("iq", "eq"))

    found = offer({}, {}, "iq", [Told("a", "refused", MONDAY - back, "x")], MONDAY, known=two)

    assert found is not None
    assert again == (found.quest.id == "a")


@pytest.mark.parametrize(("entries", "quest"), [(NEWCOMER - 1, "a"), (NEWCOMER, "b")])
def test_who_has_written_three_entries_is_no_newcomer(entries: int, quest: str) -> None:
    second = QUEST.replace('"a"', '"b"').replace("starter = true\n", "").replace("iq", "eq")
    counts = {"entries": growth(*[MONDAY - timedelta(days=3)] * entries)}

    found = offer(counts, {}, "eq", [], MONDAY, known=read_quests(QUEST + second))

    assert found is not None
    assert quest == found.quest.id


def test_a_badge_is_of_the_day_on_which_the_last_of_its_criteria_came_to_hold() -> None:
    counts = {"plans": growth(MONDAY), "entries": growth(MONDAY + timedelta(days=3))}

    (found,) = earned(counts, read_badges(BADGE))

    assert MONDAY + timedelta(days=3) == found.day


# Honesty


@pytest.mark.parametrize(("ago", "is_asked"), [(6, False), (7, True), (60, True), (61, False)])
def test_a_claim_is_asked_about_from_a_week_to_two_months_after_it(ago: int, *, is_asked: bool) -> None:
    claim = events.Applied(facts(0).id, LESSONS[0], SAID, **on(0))

    assert is_asked == (chosen(deeds_of([claim]), Me(ME), START + timedelta(days=ago)) is not None)


@pytest.mark.parametrize(
    ("given", "got", "ago", "is_told"),
    [(3, 3, 0, True), (3, 2, 0, False), (2, 3, 0, False), (3, 3, 56, True), (3, 3, 57, False)],
)
def test_thanks_are_to_and_fro_if_three_went_each_way_in_eight_weeks(
    journal: Journal, team: Journal, given: int, got: int, ago: int, *, is_told: bool
) -> None:
    play, ana = of([journal, team]), "ana-0123456789ab"
    at = datetime.combine(play.day - timedelta(days=ago), datetime.min.time(), UTC) + timedelta(hours=6)
    thanks = [(play.me.who, ana)] * given + [(ana, play.me.who)] * got
    for by, to in thanks:
        stamp: dict[str, Any] = {"id": new_id(at), "at": at, "day": at.date(), "by": by}
        assert [] == put_events(team, [events.Thanked(None, to, "For the long evening", **stamp)])

    assert is_told == (1 == len(mutual(of([journal, team]))))
