"""Where an entry stands: when it is retired, and that whatever comes again is open again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes import Journal, events, places, testing
from mistakes.index.plans import Deed, Plan
from mistakes.ladder import Mark, is_retired, retired_keys, standing
from mistakes.model import Lesson, Mistake
from mistakes_review.schedule import Ladder, schedule

AT = datetime(2026, 11, 1, tzinfo=UTC)
TODAY = 740_000
A, B, GONE = "aaaaaa", "bbbbbb", "gggggg"

deeds = st.tuples(st.sampled_from(["retired", "repeated", "reviewed"]), st.sampled_from([None, A, B, GONE]))
histories = st.lists(deeds, max_size=6)
several_keys = st.sampled_from([(), (A,), (A, B)])


def entry(*keys: str) -> Mistake:
    lessons = tuple(Lesson("l", when="w", then="t", key=key) for key in keys)
    fields: dict[str, Any] = {"happened": date(2026, 11, 1), "author": "Mei <mei@example.com>", "rev": 1}
    return Mistake(id="0" * 26, title="x", logged=AT, updated=AT, lessons=lessons, **fields)


def marks(history: list[tuple[str, str | None]]) -> list[Mark]:
    return [Mark(f"{number:026}", do, key) for number, (do, key) in enumerate(history)]


def about(history: list[tuple[str, str | None]]) -> list[events.Event]:
    return [
        events.KINDS[do](lesson=key or ("" if do == "reviewed" else None), id=f"{number:026}")  # type: ignore[call-arg]
        for number, (do, key) in enumerate(history)
    ]


class TestRetired:
    @pytest.mark.parametrize("key", [None, A, B, GONE])
    def test_an_entry_that_was_retired_and_came_again_is_open(self, key: str | None) -> None:
        assert is_retired([A, B], marks([("retired", None)]))
        assert not is_retired([A, B], marks([("retired", None), ("repeated", key)]))
        assert not is_retired([], marks([("retired", None), ("repeated", key)]))

    def test_an_entry_of_which_one_lesson_is_reviewed_later_is_open(self) -> None:
        assert not is_retired([A, B], marks([("retired", None), ("reviewed", A)]))
        assert is_retired([A, B], marks([("retired", None), ("reviewed", GONE)]))

    def test_a_lesson_is_opened_by_what_names_it_or_none_and_by_nothing_else(self) -> None:
        before = [("retired", A), ("retired", B)]
        for later in (("repeated", A), ("reviewed", A)):
            assert {B} == retired_keys([A, B], marks([*before, later]))
        assert set() == retired_keys([A, B], marks([*before, ("repeated", None)]))
        assert {A, B} == retired_keys([A, B], marks([("repeated", None), ("reviewed", A), *before]))

    def test_what_is_opened_can_be_retired_again(self) -> None:
        assert is_retired([A, B], marks([("retired", None), ("repeated", A), ("retired", A)]))

    @given(several_keys, histories, st.randoms())
    def test_the_order_in_which_events_come_does_not_matter(
        self, keys: tuple[str, ...], history: list[Any], order: Any
    ) -> None:
        mixed = about(history)
        order.shuffle(mixed)
        assert standing(entry(*keys), mixed) == standing(entry(*keys), about(history))

    @given(several_keys, histories)
    def test_a_retirement_after_everything_else_holds(
        self, keys: tuple[str, ...], history: list[Any]
    ) -> None:
        assert standing(entry(*keys), about([*history, ("retired", None)])).retired

    @given(several_keys, histories)
    def test_a_repeat_after_everything_else_opens(self, keys: tuple[str, ...], history: list[Any]) -> None:
        assert not standing(entry(*keys), about([*history, ("repeated", None)])).retired

    @given(histories)
    def test_the_schedule_asks_no_lesson_that_is_retired(self, history: list[Any]) -> None:
        plans = [Plan("e", key, TODAY - 9, False, None, None, None, None) for key in (A, B)]
        done = [
            Deed(mark.id, mark.do, "e", mark.key, "had" if mark.do == "reviewed" else None, TODAY)
            for mark in marks(history)
        ]
        asked = {state.plan.key for state in schedule(plans, done, TODAY, Ladder()) if not state.retired}
        # it knows nothing of lessons that are gone, so a repeat of one opens nothing there
        known = [mark for mark in marks(history) if mark.do != "repeated" or mark.key != GONE]
        assert {A, B} - asked == retired_keys([A, B], known)


class TestFromEndToEnd:
    def test_what_was_retired_and_came_again_is_spoken_of_again(self, home: Path) -> None:
        own = Journal.create(places.data_folder() / "journal", name="personal")
        lesson = Lesson("Look at the host.", when="I drop a database", then="I read the host name aloud")
        entry = own.add("Dropped the production database", lessons=[lesson]).id

        def brief() -> str:
            return testing.run("brief", "drop", "the", "production", "database").out

        assert entry[-6:] in brief()
        assert 0 == testing.run("retire", entry[-6:]).status
        assert "" == brief()
        assert entry[-6:] in testing.run("list", "is:retired").out
        assert 0 == testing.run("again", entry[-6:]).status
        assert entry[-6:] in brief()
        assert "" == testing.run("list", "is:retired").out
        assert not own.standing(own.get(entry)).retired
