"""What must hold for the lessons of a day: never a backlog, and what matters comes back in time."""

from __future__ import annotations

import random
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mistakes.index.plans import Deed, Plan
from mistakes_review.agenda import Asked, agenda
from mistakes_review.fsrs_scheduler import Fsrs
from mistakes_review.prices import Cost, prices
from mistakes_review.schedule import Ladder, Memory, Progress, Scheduler, after

DAYS, CAP, TODAY = 1001, 5, 740_000


class Gap(NamedTuple):
    """The days that a lesson rested, of which it had been given `interval`."""

    lesson: int
    days: int
    interval: int

    @property
    def is_late(self) -> bool:
        """Tell whether it did not come back within twice its interval."""
        return self.days > 2 * self.interval


class Person:
    """Somebody who writes lessons and recalls what is asked, and forgets as people do.

    `pace` are lessons a day; `recall` is the chance to have one, None if it falls the longer it rests;
    `cost` draws the hours that one cost.
    """

    def __init__(
        self,
        pace: float,
        seed: int,
        recall: float | None = 0.9,
        cost: str = "spread",
        scheduler: Scheduler | None = None,
    ) -> None:
        self.lessons: list[Progress] = []
        self.gaps: list[Gap] = []
        self.most = 0
        self._chance = random.Random(seed)
        self._recall = recall
        self._scheduler = scheduler or Ladder()
        for day in range(DAYS):
            self._review(TODAY + day)
            for _ in range(int((day + 1) * pace) - int(day * pace)):
                self._write(TODAY + day, cost)
        for number, lesson in enumerate(self.lessons):
            rested = TODAY + DAYS - 1 - lesson.memory.last
            self.gaps.append(Gap(number, rested, lesson.memory.interval))

    @property
    def late(self) -> set[int]:
        """The lessons that once came back too late, or are too late at the end."""
        return {gap.lesson for gap in self.gaps if gap.is_late}

    @property
    def costlier_half(self) -> set[int]:
        """The lessons that cost most."""
        by_cost = sorted(range(len(self.lessons)), key=lambda one: self.lessons[one].plan.hours or 0)
        return set(by_cost[-(len(by_cost) // 2) :])

    def _review(self, day: int) -> None:
        asked = agenda(self.lessons, day, CAP, CAP, self._scheduler)
        self.most = max(self.most, len(asked))
        for one in asked:
            number = int(one.entry)
            memory = one.memory
            self.gaps.append(Gap(number, day - memory.last, memory.interval))
            kept = self._recall or 1 - self._scheduler.forgetting(memory, day)
            grade = "had" if self._chance.random() < kept else "missed"
            deed = Deed(f"{day}", "reviewed", one.entry, one.key, grade, day)
            self.lessons[number] = after(self.lessons[number], day, [deed], self._scheduler)

    def _write(self, day: int, cost: str) -> None:
        hours = {"spread": self._chance.lognormvariate(0, 1.5), "none": None}[cost]
        number = len(self.lessons)
        plan = Plan(f"{number:05}", f"{number:06}", day, False, hours, None, None, None)
        self.lessons.append(Progress(plan, self._scheduler.begin(plan.key, day)))


@pytest.mark.parametrize("recall", [0.9, None])
@pytest.mark.parametrize("seed", [1, 2])
def test_at_half_a_lesson_a_day_every_lesson_comes_back_within_twice_its_interval(
    seed: int, recall: float | None
) -> None:
    person = Person(0.5, seed, recall)

    assert set() == person.late
    assert CAP >= person.most
    assert 500 == len(person.lessons)


@pytest.mark.parametrize("recall", [0.9, None])
@pytest.mark.parametrize("seed", [1, 2])
def test_at_one_lesson_a_day_every_one_of_the_costlier_half_does(seed: int, recall: float | None) -> None:
    person = Person(1, seed, recall)

    assert set() == person.late & person.costlier_half
    assert CAP >= person.most
    assert 1001 == len(person.lessons)


@pytest.mark.parametrize("seed", [1, 2])
def test_with_fsrs_the_same_holds_for_whoever_recalls_nine_in_ten(seed: int) -> None:
    pytest.importorskip("fsrs", reason="the extra `fsrs` is not installed")
    half, whole = (Person(pace, seed, scheduler=Fsrs()) for pace in (0.5, 1))

    assert set() == half.late
    assert set() == whole.late & whole.costlier_half
    assert CAP >= max(half.most, whole.most)
    assert (500, 1001) == (len(half.lessons), len(whole.lessons))


def test_where_no_cost_is_noted_new_lessons_wait_and_what_was_begun_goes_on_in_time() -> None:
    person = Person(1, 1, cost="none")

    begun = {number for number, lesson in enumerate(person.lessons) if not lesson.is_new}
    assert 600 < len(begun) < 800
    late = [gap for gap in person.gaps if gap.is_late and gap.lesson in begun and gap.interval > 1]
    assert [] == late


def lesson(number: int, *, last: int, interval: int, hours: float | None = None, days: int = 1) -> Progress:
    """Return a lesson that was last recalled so many days ago; it is new if nothing was done on any day."""
    plan = Plan(f"{number:05}", "aaaaaa", TODAY - last, False, hours, None, None, None)
    return Progress(plan, Memory(TODAY - last, interval, 0), days)


def new(number: int, *, age: int, hours: float | None = None) -> Progress:
    return lesson(number, last=age, interval=1, hours=hours, days=0)


def asked(*lessons: Progress, room: int = CAP) -> list[int]:
    return [int(one.entry) for one in agenda(lessons, TODAY, room, CAP, Ladder())]


def test_only_what_is_due_is_asked() -> None:
    assert [1] == asked(lesson(1, last=7, interval=7), lesson(2, last=6, interval=7), new(3, age=0))


def test_the_day_shows_five_whatever_has_piled_up() -> None:
    many = [lesson(number, last=400 + number % 50, interval=21) for number in range(10_000)]

    assert CAP == len(asked(*many))
    assert 2 == len(asked(*many, room=2))
    assert [] == asked(*many, room=0)


def test_the_order_is_cost_times_forgetting() -> None:
    cheap, dear = lesson(1, last=7, interval=7, hours=1), lesson(2, last=7, interval=7, hours=9)
    fresh, faded = lesson(3, last=7, interval=7, hours=1), lesson(4, last=14, interval=7, hours=1)

    assert [2, 1] == asked(cheap, dear)
    assert [4, 3] == asked(fresh, faded)
    assert 2 == asked(cheap, fresh, faded, dear)[0]


def test_of_more_than_fit_the_costliest_are_asked() -> None:
    many = [lesson(number, last=7, interval=7, hours=number) for number in range(1, 40)]

    assert [39, 38, 37, 36, 35] == asked(*many)


def test_new_lessons_wait_while_the_queue_is_full() -> None:
    begun = [lesson(number, last=7, interval=7) for number in range(5)]
    waiting = [new(number, age=9, hours=3) for number in range(5, 9)]
    yesterdays = [new(9, age=1, hours=3)]

    assert {0, 1, 2, 3, 4} == set(asked(*begun, *waiting, *yesterdays))
    assert {9, 0, 1, 2, 3} == set(asked(*begun[:4], *waiting, *yesterdays))
    assert 1 == len({5, 6, 7, 8} & set(asked(*begun[:4], *waiting)))


def test_of_new_lessons_the_costliest_comes_first_and_then_the_newest() -> None:
    assert [1, 2] == asked(new(1, age=9, hours=5), new(2, age=2, hours=1), room=2)
    assert [3] == asked(new(1, age=9, hours=5), new(2, age=4), new(3, age=30, hours=6), room=1)
    assert [2] == asked(new(1, age=9, hours=5), new(2, age=2), room=1)
    assert [4] == asked(new(1, age=9), new(4, age=5), new(2, age=7), room=1)
    assert [5] == asked(new(4, age=5), new(5, age=5), room=1)


def test_what_would_come_too_late_tomorrow_goes_before_what_may_wait() -> None:
    urgent = [lesson(number, last=2, interval=1, hours=1) for number in range(3)]
    patient = [lesson(number, last=180, interval=180, hours=50) for number in range(3, 8)]

    assert {0, 1, 2} < set(asked(*urgent, *patient))


def test_what_is_retired_is_not_asked() -> None:
    assert [] == asked(lesson(1, last=30, interval=7)._replace(retired="by hand"))


@given(
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from([1, 3, 7, 21]), st.integers(0, 3)), max_size=40)
)
@example([(1, 1, 1), (2, 1, 0), (2, 1, 0), (10, 7, 0), (0, 1, 0), (8, 7, 0), (1, 1, 1)])
def test_working_it_off_does_not_change_what_is_left_of_the_day(rows: list[tuple[int, int, int]]) -> None:
    lessons = [
        lesson(number, last=last, interval=interval, hours=number % 7 + 1, days=days)
        for number, (last, interval, days) in enumerate(rows)
    ]
    whole = asked(*lessons)
    # what was recalled is due later, and still counts among the costs of the journal
    memory = Memory(TODAY, 60, 1.0)
    rest = [one._replace(memory=memory) if int(one.plan.entry) in whole[:2] else one for one in lessons]

    assert set(whole[2:]) == set(asked(*rest, room=CAP - len(whole[:2])))


@given(
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from([1, 7]), st.integers(0, 1)), max_size=30),
    st.randoms(use_true_random=False),
)
def test_the_day_is_the_same_in_whatever_order_an_index_has_its_rows(
    rows: list[tuple[int, int, int]], chance: random.Random
) -> None:
    lessons = [
        lesson(number, last=last, interval=interval, days=days)
        for number, (last, interval, days) in enumerate(rows)
    ]
    shuffled = [*lessons]
    chance.shuffle(shuffled)

    assert asked(*lessons) == asked(*shuffled)


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 365), st.integers(0, 2)), max_size=60),
    st.integers(0, 9),
)
def test_never_more_than_there_is_room_for_and_nothing_twice(
    rows: list[tuple[int, int, int]], room: int
) -> None:
    lessons = [
        lesson(number, last=last, interval=interval, days=days)
        for number, (last, interval, days) in enumerate(rows)
    ]
    due = sum(one.memory.due <= TODAY for one in lessons)
    found: list[Asked] = agenda(lessons, TODAY, room, CAP, Ladder())

    assert min(due, room) == len(found) == len({one.entry for one in found})
    assert sorted((one.weight for one in found), reverse=True) == [one.weight for one in found]


# What an entry cost


def test_a_cost_that_is_usual_in_its_unit_counts_one() -> None:
    plans = [Cost(hours) for hours in (1, 2, 9)] + [
        Cost(None, money, "JPY") for money in (100, 20_000, 10**6)
    ]

    assert [0.5, 1.0, 4.5, 0.005, 1.0, 50.0] == prices(plans)


def test_what_notes_no_cost_costs_nothing_and_trust_counts_as_it_is() -> None:
    assert [0.0, 0.0, 2.0] == prices([Cost(), Cost(0), Cost()._replace(trust=2)])


def test_money_that_came_in_is_no_cost() -> None:
    assert [0.0, 1.0] == prices([Cost(None, -200, "EUR"), Cost(None, 200, "EUR")])


def test_an_absurd_amount_is_a_number_like_others() -> None:
    assert [1.0, 1.0] == prices([Cost(None, float("inf"), "EUR"), Cost(None, 1e300, "EUR")])
    assert [0.000001, 1.0] == prices([Cost(None, 1e6, "EUR"), Cost(None, float("inf"), "EUR")])


@given(st.lists(st.tuples(st.floats(0, 1e6), st.sampled_from(["EUR", "CNY"])), min_size=1, max_size=12))
def test_no_rate_of_exchange_matters(rows: list[tuple[float, str]]) -> None:
    worth = [Cost(None, money, currency) for money, currency in rows]
    other = [one._replace(money=(one.money or 0) * 8) if one.currency == "CNY" else one for one in worth]

    assert [round(price, 6) for price in prices(worth)] == [round(price, 6) for price in prices(other)]
