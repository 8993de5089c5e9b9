"""What must hold for the schedule of reviews: a pure function of plans and of what was done about them."""

from __future__ import annotations

import random
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes.errors import MissingPlugin
from mistakes.index.plans import Deed, Plan
from mistakes_review.fsrs_scheduler import Fsrs
from mistakes_review.schedule import LADDER, REST, Ladder, Progress, Scheduler, progress, schedule

TODAY = 740_000
PLAN = Plan("e1", "aaaaaa", TODAY - 1000, False, None, None, None, None)
LATER = TODAY + 10_000


def deed(do: str, day: int, grade: str | None = None, key: str | None = PLAN.key, number: int = 0) -> Deed:
    return Deed(f"{day:08}{number:04}", do, PLAN.entry, key, grade, day)


def had(day: int, number: int = 0) -> Deed:
    return deed("reviewed", day, "had", number=number)


def missed(day: int, number: int = 0) -> Deed:
    return deed("reviewed", day, "missed", number=number)


def state(
    *deeds: Deed, plan: Plan = PLAN, today: int = LATER, scheduler: Scheduler | None = None
) -> Progress:
    return schedule([plan], deeds, today, scheduler or Ladder())[0]


def climbed(steps: int) -> list[Deed]:
    """Return recalls, each on the day it was due, that lead so many steps up."""
    day, deeds = PLAN.day, []
    for interval in LADDER[:steps]:
        day += interval
        deeds.append(had(day))
    return deeds


kinds = st.one_of(
    st.builds(
        deed, st.just("reviewed"), st.integers(PLAN.day - 5, TODAY), st.sampled_from(["had", "missed", "?"])
    ),
    st.builds(
        deed,
        st.sampled_from(["applied", "repeated", "retired", "checked"]),
        st.integers(PLAN.day - 5, TODAY),
        st.none(),
        st.sampled_from([PLAN.key, None, "bbbbbb"]),
    ),
)
histories = st.lists(kinds, max_size=12).map(
    lambda deeds: [one._replace(id=f"{one.day:08}{number:04}") for number, one in enumerate(deeds)]
)


# The ladder


def test_a_lesson_comes_back_on_the_day_after_it_was_written_down() -> None:
    assert (PLAN.day + 1, 1, True) == (state().memory.due, state().memory.interval, state().is_new)


def test_each_recall_lets_it_rest_for_the_next_interval() -> None:
    assert [1, 3, 7, 21, 60, 180, 365, 365] == [state(*climbed(steps)).memory.interval for steps in range(8)]


def test_it_rests_from_the_day_on_which_it_was_recalled_not_from_the_day_it_was_due() -> None:
    assert PLAN.day + 30 + 3 == state(had(PLAN.day + 30)).memory.due


def test_forgetting_goes_one_step_back_and_never_below_the_first() -> None:
    deeds = climbed(3)
    last = deeds[-1].day

    assert [21, 7, 3, 1, 1] == [
        state(*deeds, *(missed(last + day) for day in range(1, misses + 1))).memory.interval
        for misses in range(5)
    ]


def test_an_application_counts_as_an_easy_success_and_a_repeat_as_a_lapse() -> None:
    assert 7 == state(deed("applied", PLAN.day + 1)).memory.interval
    assert state(*climbed(3), missed(TODAY)).memory == state(*climbed(3), deed("repeated", TODAY)).memory


def test_recalled_before_half_of_the_interval_it_stays_on_its_step() -> None:
    deeds = climbed(4)  # 60 days
    last = deeds[-1].day

    assert (60, last + 29) == state(*deeds, had(last + 29)).memory[1::-1]
    assert 180 == state(*deeds, had(last + 30)).memory.interval
    assert 365 == state(*deeds, deed("applied", last + 1)).memory.interval


def test_half_of_an_interval_is_no_day_less() -> None:
    day = PLAN.day

    assert [1, 3] == [state(had(day + days)).memory.interval for days in (0, 1)]
    assert [3, 7] == [state(had(day + 1), had(day + 1 + days)).memory.interval for days in (1, 2)]
    assert [7, 21] == [state(*climbed(2), had(climbed(2)[-1].day + days)).memory.interval for days in (3, 4)]


def test_a_day_counts_once_as_the_worst_of_it() -> None:
    day = PLAN.day + 1

    assert 3 == state(had(day), had(day, 1)).memory.interval
    assert 7 == state(had(day), deed("applied", day, number=1)).memory.interval
    assert 1 == state(missed(day), had(day, 1), deed("applied", day, number=2)).memory.interval
    assert 1 == state(had(day), missed(day, 1)).memory.interval


def test_a_grade_that_nobody_knows_changes_nothing() -> None:
    assert state() == state(deed("reviewed", TODAY, "brilliant"), deed("reviewed", TODAY, "", number=1))


def test_what_names_no_lesson_is_about_all_plans_of_the_entry() -> None:
    other = PLAN._replace(key="bbbbbb")
    deeds = [deed("applied", PLAN.day + 1, key=None), had(PLAN.day + 2)]

    both = schedule([PLAN, other], deeds, TODAY, Ladder())

    assert [7, 7] == [one.memory.interval for one in both]
    assert [2, 1] == [one.days for one in both]


def test_what_is_about_other_entries_lessons_and_journals_changes_nothing() -> None:
    strange = [had(PLAN.day + 1)._replace(entry="e2"), had(PLAN.day + 1)._replace(key="zzzzzz")]

    assert state() == state(*strange)


# Retired


def test_a_lesson_retired_by_hand_is_no_longer_asked_until_it_comes_again_or_is_reviewed() -> None:
    retired = deed("retired", TODAY)

    assert "by hand" == state(retired).retired
    assert "by hand" == state(deed("retired", TODAY, key=None)).retired
    assert "by hand" == state(retired, deed("applied", TODAY + 1)).retired
    for again in (deed("repeated", TODAY + 1), had(TODAY + 1), missed(TODAY + 1)):
        assert "" == state(retired, again).retired
    assert "by hand" == state(had(TODAY), deed("retired", TODAY, number=1)).retired
    assert "" == state(retired, had(TODAY, 1)).retired


def test_a_lesson_applied_twice_is_retired_once_it_rests_for_180_days() -> None:
    applied = [deed("applied", PLAN.day + 1), deed("applied", PLAN.day + 31)]

    assert (60, "") == (state(*applied).memory.interval, state(*applied).retired)
    assert "applied" == state(*applied, had(PLAN.day + 91)).retired
    assert "" == state(*climbed(6)).retired
    assert "" == state(*climbed(5), deed("applied", TODAY)).retired
    last = climbed(5)[-1].day
    assert "applied" == state(*climbed(5), deed("applied", last + 3), deed("applied", last + 33)).retired


@pytest.mark.parametrize("rest", [0, 1, 29])
def test_two_applications_without_rest_between_are_one(rest: int) -> None:
    last = climbed(5)[-1].day
    soon = [*climbed(5), deed("applied", last + 3), deed("applied", last + 3 + rest, number=1)]

    assert ("", 1) == (state(*soon).retired, state(*soon).applications)
    assert "applied" == state(*soon, deed("applied", last + 3 + REST, number=2)).retired


def test_what_is_applied_every_day_for_a_week_does_not_rest_for_months() -> None:
    busy = [deed("applied", PLAN.day + 1 + day) for day in range(7)]

    assert 21 >= state(*busy).memory.interval


@given(histories)
def test_what_retires_as_applied_helped_twice_with_thirty_days_between_since_it_came_again(
    deeds: list[Deed],
) -> None:
    own = sorted((one for one in deeds if one.key in (None, PLAN.key)), key=lambda one: (one.day, one.id))
    again = max((number for number, one in enumerate(own) if one.do == "repeated"), default=-1)
    helped = [one.day for one in own[again + 1 :] if one.do == "applied"]

    if state(*deeds).retired == "applied":
        assert helped[-1] - helped[0] >= REST


def test_a_habit_that_broke_is_asked_again_and_needs_two_applications_more() -> None:
    last = climbed(6)[-1].day
    applied = [deed("applied", last + 3), deed("applied", last + 33)]
    broken = state(*climbed(6), *applied, deed("repeated", last + 40))

    assert ("", 0, 180) == (broken.retired, broken.applications, broken.memory.interval)
    again = [deed("applied", last + 50), deed("applied", last + 80)]
    assert "" == state(*climbed(6), *applied, deed("repeated", last + 40), again[0]).retired
    assert "applied" == state(*climbed(6), *applied, deed("repeated", last + 40), *again).retired


def test_what_a_check_holds_is_built_in() -> None:
    checked = deed("checked", TODAY)

    assert "built in" == state(checked).retired
    assert "" == state(checked, deed("repeated", TODAY + 1)).retired
    held = PLAN._replace(is_held=True)
    assert "built in" == state(plan=held).retired == state(deed("repeated", TODAY), plan=held).retired


# Clocks


def test_what_is_dated_ahead_of_tomorrow_counts_only_when_that_day_has_come() -> None:
    wrong = had(TODAY + 3000)

    assert state() == state(wrong, today=TODAY)
    assert state() != state(wrong, today=TODAY + 2999)
    assert state(had(TODAY + 1), today=TODAY) != state(today=TODAY)


def test_a_clock_set_back_before_the_lesson_was_written_harms_nothing() -> None:
    early = state(had(PLAN.day - 400))

    assert PLAN.day - 399 <= early.memory.due <= PLAN.day + 1
    assert 3 == state(had(PLAN.day - 400), had(PLAN.day + 1)).memory.interval


@given(histories, st.randoms(use_true_random=False))
def test_two_clones_agree_whatever_the_order_in_which_events_were_merged(
    deeds: list[Deed], chance: random.Random
) -> None:
    first, second = [*deeds], [*deeds]
    chance.shuffle(second)
    cut = chance.randint(0, len(deeds))

    assert state(*first) == state(*second) == state(*deeds[cut:], *deeds[:cut])


@given(histories, st.integers(0, 12))
def test_a_schedule_goes_on_from_where_it_was(deeds: list[Deed], cut: int) -> None:
    ordered = sorted(deeds, key=lambda one: (one.day, one.id))
    early = [one for one in ordered if one.day < (ordered[cut].day if cut < len(ordered) else LATER)]

    assert state(*early) == state(*ordered, today=(early[-1].day if early else PLAN.day - 50) - 1)


@given(histories)
def test_a_lesson_always_has_a_step_of_the_ladder_and_a_day_to_come_back(deeds: list[Deed]) -> None:
    found = progress(PLAN, deeds, Ladder())

    assert LADDER[found.memory.trace] == found.memory.interval
    assert found.memory.last in {PLAN.day, *(one.day for one in deeds)}
    assert 0.0 <= Ladder().forgetting(found.memory, TODAY) <= 1.0


# FSRS


@pytest.fixture
def fsrs() -> Fsrs:
    pytest.importorskip("fsrs", reason="needs the extra fsrs")
    return Fsrs()


def test_fsrs_has_the_intervals_of_retention_85_percent_give_or_take_5_percent(fsrs: Fsrs) -> None:
    day, found = PLAN.day, []
    deeds: list[Deed] = []
    for _ in range(5):
        day = state(*deeds, scheduler=fsrs).memory.due
        deeds.append(had(day))
        found.append(state(*deeds, scheduler=fsrs).memory.interval)

    for expected, interval in zip([4, 31, 173, 365, 365], found, strict=True):
        assert abs(interval - expected) <= max(1, 0.12 * expected)
    assert max(found) <= 365


def test_fsrs_lets_what_was_applied_rest_longest_and_what_was_missed_shortest(fsrs: Fsrs) -> None:
    def after(last: Deed) -> int:
        return state(*climbed(3), last, scheduler=fsrs).memory.interval

    assert after(missed(TODAY)) < after(had(TODAY)) <= after(deed("applied", TODAY))
    assert after(missed(TODAY)) == after(deed("repeated", TODAY))


@given(histories, st.randoms(use_true_random=False))
def test_with_fsrs_two_machines_agree_too(deeds: list[Deed], chance: random.Random) -> None:
    pytest.importorskip("fsrs", reason="needs the extra fsrs")
    random.seed(1)
    first = state(*deeds, scheduler=Fsrs())
    chance.shuffle(deeds)
    random.seed(2)
    second = state(*deeds, scheduler=Fsrs())

    assert first == second
    assert 1 <= first.memory.interval <= 365


def test_lessons_that_were_recalled_together_part_ways(fsrs: Fsrs) -> None:
    plans = [PLAN._replace(key=f"k{number:05}") for number in range(40)]
    deeds = [one._replace(key=plan.key) for plan in plans for one in climbed(3)]

    days = {one.memory.due for one in schedule(plans, deeds, LATER, fsrs)}

    assert len(days) > 5


def test_without_its_library_the_cure_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsrs", None)

    with pytest.raises(MissingPlugin) as caught:
        Fsrs()

    assert "pip install 'mistakes-journal[fsrs]'" in caught.value.hint


@given(st.integers(0, 6), st.integers(0, 800))
def test_the_longer_it_rests_the_likelier_it_is_forgotten(steps: int, days: int) -> None:
    memory = state(*climbed(steps)).memory
    chances = [Ladder().forgetting(memory, memory.last + day) for day in range(0, days + 2, days + 1)]

    assert all(one < other for one, other in pairwise(chances))
    assert abs(Ladder().forgetting(memory, memory.due) - 0.1) < 1e-9
