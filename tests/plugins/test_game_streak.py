"""The streak of learning weeks (G7 to G9), as it follows from what was due, done, and planned as rest."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from game_logs import START, noon
from hypothesis import given
from hypothesis import strategies as st

from mistakes import Journal, events
from mistakes.index.plans import Deed, Plan
from mistakes.model import Condition, Lesson
from mistakes.recording import put_events
from mistakes_game.points.state import Streak
from mistakes_game.points.streak import Lived, Rest, Span, streak
from mistakes_game.reading.play import of
from mistakes_game.reading.weeks import LADDER, spans_of

FIRST = START.toordinal()


def day(week: int, weekday: int = 0) -> int:
    """Return the ordinal of a day, by weeks after the start."""
    return FIRST + 7 * week + weekday


def after(weeks: int, lived: Lived, **more: Any) -> Streak:
    """Return the streak on the Monday after so many weeks."""
    return streak(lived, date.fromordinal(day(weeks)), **more)


def hows(found: Streak) -> list[str]:
    return [week.how for week in found.weeks]


def waiting(*weeks: int) -> list[Span]:
    """Return a lesson for each week that waits all through it, and is then asked no more."""
    return [Span(day(week), day(week + 1), recalled=False) for week in weeks]


def test_there_is_no_streak_before_the_first_day() -> None:
    assert Streak(0, 0, 0, 2) == after(3, Lived(None))
    assert Streak(0, 0, 0, 2) == after(0, Lived(day(5)))


def test_a_reflection_holds_a_week() -> None:
    found = after(3, Lived(FIRST, reflected=frozenset({day(0), day(1, 6), day(2, 3)})))

    assert ["held", "held", "held", "open"] == hows(found)
    assert (3, 3, 3) == found[:3]


def test_the_present_week_counts_as_soon_as_it_holds() -> None:
    found = streak(Lived(FIRST, reflected=frozenset({FIRST + 1})), date.fromordinal(FIRST + 1))

    assert (["held"], 1) == (hows(found), found.current)


def test_all_that_was_due_holds_a_week_and_less_does_not() -> None:
    due = [Span(day(0), day(0, n)) for n in range(3)]

    assert ["held", "quiet", "open"] == hows(after(2, Lived(FIRST, due)))
    assert ["reserve", "open"] == hows(after(1, Lived(FIRST, [*due, Span(day(0), None)])))


def test_no_more_is_asked_of_a_week_than_of_a_day() -> None:
    due = [Span(day(0), day(0, 1)) for _ in range(5)] + [Span(day(0), None) for _ in range(100)]

    assert "held" == after(1, Lived(FIRST, due)).weeks[0].how
    assert "reserve" == after(1, Lived(FIRST, due), cap=6).weeks[0].how


def test_a_quiet_week_is_no_failure_but_a_mistake_nobody_looked_into_is_not_quiet() -> None:
    assert ["held", "quiet", "quiet", "open"] == hows(after(3, Lived(FIRST, reflected=frozenset({FIRST}))))

    found = after(3, Lived(FIRST, reflected=frozenset({FIRST}), wrong=frozenset({day(1, 3)})))
    assert ["held", "reserve", "quiet", "open"] == hows(found)


def test_a_reserve_is_used_by_itself_and_keeps_the_run() -> None:
    found = after(4, Lived(FIRST, waiting(1), frozenset(day(week) for week in (0, 2, 3))))

    assert ["held", "reserve", "held", "held", "open"] == hows(found)
    assert (3, 3, 3, 1) == found[:4]


def test_several_weeks_missed_in_a_row_use_one_reserve() -> None:
    lived = Lived(FIRST, waiting(1, 2, 3, 4, 5), frozenset({day(0), day(6)}))

    assert (2, 2, 2, 1) == after(7, lived)[:4]


def test_four_weeks_that_held_give_a_reserve_up_to_three() -> None:
    lived = Lived(FIRST, reflected=frozenset(day(week, 2) for week in range(40)))
    held = [after(weeks, lived).reserves for weeks in (3, 4, 8, 40)]

    assert [2, 3, 3, 3] == held


def test_without_a_reserve_the_run_ends_but_what_was_is_told() -> None:
    lived = Lived(FIRST, waiting(1, 3, 5), frozenset(day(week) for week in (0, 2, 4, 6)))
    found = after(7, lived)

    assert "held reserve held reserve held missed held open".split() == hows(found)
    assert (1, 3, 4, 1) == found[:4], "the fourth week that held gives a new reserve"


def test_a_run_can_be_repaired_within_two_weeks_by_the_three_oldest() -> None:
    waited = [Span(day(5, n), None) for n in range(4)]
    reflected = frozenset(day(week) for week in (0, 2, 4))
    lived = Lived(FIRST, [*waiting(1, 3), *waited], reflected)

    broken = after(6, lived)
    assert (0, 3, 3, 0) == broken[:4]
    assert date.fromordinal(day(6) - 1 + 14) == broken.repair_until

    repaired = [Span(span.due, day(7)) for span in waited[:3]]
    found = after(8, lived._replace(spans=[*waiting(1, 3), *repaired, waited[3]]))
    assert "repaired" == found.weeks[5].how
    assert None is found.repair_until
    assert 3 < found.current

    younger = [waited[0], *(Span(span.due, day(7)) for span in waited[1:])]
    assert "missed" == after(8, lived._replace(spans=[*waiting(1, 3), *younger])).weeks[5].how
    late = [Span(span.due, day(8, 1)) for span in waited[:3]]
    assert "missed" == after(9, lived._replace(spans=[*waiting(1, 3), *late, waited[3]])).weeks[5].how


def test_rest_keeps_the_run_without_counting() -> None:
    lived = Lived(FIRST, waiting(1, 2), frozenset({day(0), day(3)}), rests=[Rest(day(1), day(2, 6))])
    found = after(4, lived)

    assert ["held", "rest", "rest", "held", "open"] == hows(found)
    assert (2, 2, 2, 2) == found[:4]


def test_eight_weeks_of_rest_a_year_and_no_more() -> None:
    lived = Lived(FIRST, waiting(*range(1, 13)), frozenset({day(0)}), rests=[Rest(day(1), day(12, 6))])
    found = after(13, lived)

    assert 8 == hows(found).count("rest")
    assert ["reserve"] * 4 == hows(found)[9:13]


def test_a_week_of_which_the_smaller_part_was_rest_is_none() -> None:
    lived = Lived(FIRST, waiting(1), frozenset({day(0)}), rests=[Rest(day(1), day(1, 2))])

    assert "reserve" == after(2, lived).weeks[1].how


def test_a_streak_of_days_forgives_a_day_between_two_nearby_acts() -> None:
    noons = {FIRST + n: 86_400_000 * n for n in (0, 2)}
    near = {FIRST: (0, 60_000_000), FIRST + 2: (120_000_000, 120_000_000)}
    lived = Lived(FIRST, [Span(FIRST + 1, FIRST + 2, recalled=False)], frozenset(noons))
    lived = lived._replace(wrong=frozenset({FIRST + 1}))
    today = date.fromordinal(FIRST + 2)

    assert ["held", "quiet", "held"] == hows(streak(lived._replace(moments=near), today, unit=1))
    far = {FIRST: (0, 0), FIRST + 2: (172_000_000, 172_000_000)}
    assert ["held", "reserve", "held"] == hows(streak(lived._replace(moments=far), today, unit=1))


days = st.integers(FIRST, day(60))
spans = st.builds(
    lambda due, long, recalled: Span(due, None if long is None else due + long, recalled),
    days,
    st.none() | st.integers(0, 60),
    st.booleans(),
)
lives = st.builds(
    Lived,
    st.just(FIRST),
    st.lists(spans, max_size=12),
    st.frozensets(days, max_size=12),
    st.frozensets(days, max_size=12),
    st.lists(st.builds(lambda first, long: Rest(first, first + long), days, st.integers(0, 80)), max_size=3),
)


@given(lives, st.integers(0, 60), st.integers(1, 6))
def test_a_streak_is_always_whole(lived: Lived, weeks: int, cap: int) -> None:
    found = after(weeks, lived, cap=cap)

    assert weeks + 1 == len(found.weeks)
    assert 0 <= found.current <= found.best <= found.total <= weeks + 1
    assert 0 <= found.reserves <= 3
    assert found.total == sum(how in ("held", "quiet", "repaired") for how in hows(found))
    assert all(8 * 7 >= 7 * count for count in _rests_by_year(found).values())


def _rests_by_year(found: Streak) -> dict[int, int]:
    years: dict[int, int] = {}
    for week in found.weeks:
        years[week.monday.year] = years.get(week.monday.year, 0) + (week.how == "rest")
    return years


@given(lives, st.integers(1, 60), days)
def test_one_more_reflection_never_makes_it_shorter(lived: Lived, weeks: int, one: int) -> None:
    more = lived._replace(reflected=lived.reflected | {one})

    assert after(weeks, lived).total <= after(weeks, more).total


def deed(do: str, on: int, grade: str | None = None) -> Deed:
    return Deed(f"{on:026}", do, "entry", "key", grade, on)


def test_a_lesson_waits_as_the_ladder_has_it() -> None:
    plan = Plan("entry", "key", FIRST, False, None, None, None, None)
    had = [deed("reviewed", FIRST + n, "had") for n in (1, 4, 20)]

    found = list(spans_of(plan, had, LADDER))

    assert [Span(FIRST + 1, FIRST + 1), Span(FIRST + 4, FIRST + 4), Span(FIRST + 11, FIRST + 20)] == found[:3]
    assert [Span(FIRST + 41)] == found[3:]
    assert found == list(spans_of(plan, had[::-1], LADDER))


def test_a_lesson_that_is_asked_no_more_does_not_wait() -> None:
    plan = Plan("entry", "key", FIRST, False, None, None, None, None)

    assert [Span(FIRST + 1, FIRST + 3, recalled=False)] == list(
        spans_of(plan, [deed("retired", FIRST + 3)], LADDER)
    )
    assert [] == list(spans_of(plan._replace(is_held=True), [], LADDER))


def test_the_streak_of_a_journal_is_that_of_its_entries_and_events(journal: Journal) -> None:
    logged = datetime.combine(START, datetime.min.time()).astimezone() + timedelta(hours=12)
    entry = journal.add(
        "Typed before reading",
        logged=logged,
        happened=START,
        story="The prompt was red",
        conditions=[Condition("no host in the prompt", "tool")],
        lessons=[Lesson("Read first", when="I type", then="I read")],
    )
    key = entry.lessons[0].key or ""
    play = of([journal], START)
    dated = [START + timedelta(days=days) for days in (1, 4, 11)]
    reviews = [
        events.Reviewed(entry.id, key, id=_id(n), at=noon(on), day=on, by=play.me.who)
        for n, on in enumerate(dated)
    ]
    put_events(journal, reviews)

    found = of([journal], START + timedelta(days=14)).streak()

    assert ["held", "held", "open"] == hows(found)


def _id(number: int) -> str:
    from game_logs import made_id

    return made_id(noon(START), number)


@pytest.mark.parametrize(
    ("planned", "how"), [(0, "rest"), (7, "rest"), (14, "reserve")], ids=["before", "that day", "afterwards"]
)
def test_a_rest_is_planned_and_not_declared_afterwards(planned: int, how: str) -> None:
    from mistakes_game.points.deeds import Deed as Done
    from mistakes_game.reading.weeks import rests

    on, first, last = (date.fromordinal(FIRST + n) for n in (planned, 7, 13))
    told = Done(_id(1), 0, on.toordinal(), "ana", "rested", "", 1, first.isoformat(), last.isoformat())
    lived = Lived(FIRST, waiting(1), frozenset({day(0)}), rests=tuple(rests([told])))

    assert how == after(3, lived).weeks[1].how
