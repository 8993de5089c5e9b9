"""Sums that are kept and brought up to date are those that would be made anew, whatever happened to the files."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from index_files import (
    PEOPLE,
    WORDS,
    FilesMachine,
    Journal,
    actions,
    entries,
    kinds,
    known_entries,
    query,
    simple,
)

from mistakes import events, model
from mistakes.ids import new_id
from mistakes.index.index import Index
from mistakes.ladder import STEPS
from mistakes_review.pages import practice, together

QUERIES = ("", "deploy", "is:deleted", "kind:success happened:2026-10")
dear = entries.map(lambda entry: attrs.evolve(entry, tags=(*entry.tags, WORDS[len(entry.title) % 3])))
judged = st.builds(
    attrs.evolve,
    dear,
    stretch=st.sampled_from(["", "a new tool"]),
    lead=st.sampled_from([None, "self", "people"]),
    done_right=st.sampled_from([None, True, False]),
    actions=st.lists(actions, max_size=2).map(tuple),
)


def sums(index: Index) -> list[Any]:
    """Return everything that `stats` shows, for several queries."""
    asked = [query(text) for text in QUERIES]
    parts = index.by_month("practice", lambda month: practice(index.plans(month), index.deeds(month)))
    return [
        [index.totals(one) for one in asked],
        [index.balance(one) for one in asked],
        [index.late(asked[0].today), index.owners(), index.decisions()],
        [Counter(map(repr, part)) for part in _months(index)],
        together([practice([], []), *(type(practice([], []))(*part) for part in parts)])[:5],
    ]


def _months(index: Index) -> Iterator[list[Any]]:
    """Yield plans and deeds of all months together, of entries that are there."""
    for ask in (index.plans, index.deeds):
        yield [one for part in index.by_month(ask.__name__, ask) for one in part]


def made_anew(root: Path) -> list[Any]:
    with Index.open(root, None) as index:
        index.refresh()
        return sums(index)


class SumsMachine(FilesMachine):
    """Does to the files what editors, git and people do, and compares the sums after each step."""

    @rule(entry=judged, month=st.sampled_from([9, 10, 11]))
    def add_another(self, entry: model.Mistake, month: int) -> None:
        self.before_change()
        self.journal.write(entry, month)

    @rule(entry=judged)
    def note_one(self, entry: model.Mistake) -> None:
        """Write an entry as the library does, which tells the index at once."""
        self.before_change()
        path = self.journal.write(entry, 10)
        self.index.note(path.stem, path.read_text(encoding="utf-8"))

    @rule(event=kinds, who=st.sampled_from(PEOPLE))
    def record_about_another_journal(self, event: events.Event, who: str) -> None:
        self.before_change()
        self.events.append(self.journal.line(event, new_id(), who))

    @invariant()
    def answers_as_the_files_do(self) -> None:
        self.refresh()
        assert made_anew(self.journal.root) == sums(self.index)


SumsMachine.TestCase.settings = settings(
    max_examples=int(os.environ.get("MISTAKES_EXAMPLES", "15")), stateful_step_count=15, deadline=None
)
TestSumsInAnyState = SumsMachine.TestCase


@pytest.fixture
def files(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "files")


@pytest.fixture
def index(files: Journal, tmp_path: Path) -> Iterator[Index]:
    files.root.mkdir()
    with Index.open(files.root, tmp_path / "cache" / "index.sqlite") as opened:
        yield opened


class TestTotals:
    @settings(max_examples=40, deadline=None)
    @given(
        several=st.lists(st.tuples(judged, st.sampled_from([9, 10, 11])), max_size=6),
        done=st.lists(st.tuples(kinds, st.integers(0, 5)), max_size=6),
    )
    def test_they_are_what_adding_up_the_entries_comes_to(
        self, several: list[Any], done: list[Any], tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        files = Journal(tmp_path_factory.mktemp("any"))
        names = [files.write(entry, month).stem for entry, month in several]
        for event, number in done:
            files.line(event, names[number % len(names)] if names else new_id())
        known = [one for one in known_entries(files.root)[0].values() if not one.entry.deleted]
        with Index.open(files.root, None) as index:
            index.refresh()
            totals = index.totals(query(""))

        own = [one.entry for one in known]
        assert Counter(one.standing.status for one in known) == +Counter(totals.ladder)
        assert set(totals.ladder) == set(STEPS)
        again = sorted((one.entry.id for one in known if one.standing.repeated), reverse=True)
        assert (len(again), tuple(again)) == (totals.came_again, totals.again)
        assert Counter(entry.kind for entry in own) == Counter(totals.kinds)
        assert _cost(own) == totals.all
        for month, cost in totals.by_month.items():
            assert cost == _cost([entry for entry in own if entry.happened.isoformat()[:7] == month])
        for tag, cost in totals.by_tag.items():
            assert cost == _cost([entry for entry in own if tag in [each.casefold() for each in entry.tags]])
        late = [
            action
            for one in known
            for action in one.entry.actions
            if action.due and action.due < query("").today and not action.done
            if action.key not in one.done
        ]
        assert len(late) == totals.overdue_count
        assert sorted(action.due for action in late if action.due) == [each.due for each in totals.overdue]


def _cost(several: list[model.Mistake]) -> tuple[int, float, dict[str, Decimal], int]:
    money: dict[str, Decimal] = {}
    for entry in several:
        if entry.price.money is not None:
            currency = entry.price.currency or ""
            money[currency] = money.get(currency, Decimal(0)) + entry.price.money
    trust = sum(entry.price.trust or 0 for entry in several)
    return len(several), sum(entry.price.hours or 0 for entry in several), money, trust


class TestMonths:
    def test_only_a_month_in_which_something_changed_is_worked_out_again(
        self, index: Index, files: Journal
    ) -> None:
        asked: list[str] = []
        old, new = files.write(simple(), 9), files.write(simple(), 11)
        index.refresh()

        def months() -> list[str]:
            asked.clear()
            assert ["2026/09", "2026/11"] == index.by_month(
                "name", lambda month: asked.append(month) or month
            )
            return asked

        assert ["2026/09", "2026/11"] == months()
        assert [] == months()
        new.write_text(new.read_text() + "# changed\n")
        index.refresh()
        assert ["2026/11"] == months()
        files.line(events.Applied(), old.stem)
        index.refresh()
        assert ["2026/09"] == months()
        old.unlink()
        index.refresh()
        assert ["2026/09"] == months()
        files.line(events.Applied(), new_id())
        index.refresh()
        assert [] == months()

    def test_what_is_made_of_all_months_is_made_again_only_if_one_of_them_comes_to_something_else(
        self, index: Index, files: Journal
    ) -> None:
        made: list[list[int]] = []
        files.write(simple(), 9)
        new = files.write(simple(), 11)
        index.refresh()

        def most(about: str = "day") -> int | None:
            return index.from_months(
                "count",
                lambda month: len(index.outlines(month)),
                about,
                lambda months: made.append(months) or (max(months) if any(months) else None),
            )

        assert [1, 1, 1] == [most(), most(), most()]
        assert [[1, 1]] == made
        new.write_text(new.read_text() + "# changed\n")
        index.refresh()
        assert 1 == most()
        assert 1 == len(made)
        assert [1, 1] == [most("another day"), most("another day")]
        assert 2 == len(made)
        files.write(simple(), 11)
        index.refresh()
        assert 2 == most("another day")
        assert [1, 2] == made[-1]

    def test_nothing_is_kept_where_nothing_could_be_made_of_all_months(
        self, index: Index, files: Journal
    ) -> None:
        made: list[list[str]] = []
        files.write(simple(), 9)
        index.refresh()
        for _ in range(2):
            assert None is index.from_months("none", str, "", made.append)

        assert [["2026/09"], ["2026/09"]] == made

    def test_what_changes_while_it_is_worked_out_is_worked_out_again(
        self, index: Index, files: Journal, tmp_path: Path
    ) -> None:
        path = files.write(simple())
        index.refresh()

        def work(_: str = "") -> int:
            count = index.documents
            if count == 1:
                more = files.write(simple())
                with Index.open(files.root, tmp_path / "cache" / "index.sqlite") as other:
                    other.note(more.stem, more.read_text())
            return count

        assert [1] == index.by_month("count", work)
        assert [2] == index.by_month("count", work)
        path.unlink()
        index.refresh()
        assert 1 == index.remembered("count", work)
        assert 2 == index.remembered("count", work)

    def test_an_entry_whose_event_was_told_anew_elsewhere_stands_anew(
        self, index: Index, files: Journal
    ) -> None:
        one, two = files.write(simple(), 9).stem, files.write(simple(), 10).stem
        event = files.line(events.Repeated(repeat="z" * 26), one, PEOPLE[0])
        index.refresh()
        assert index.standings([one])[one].repeated
        files.made -= 2  # of two lines with one id the smaller counts, so it has to be the earlier one
        files.line(events.Applied(), two, PEOPLE[1], event.id)
        index.refresh()
        assert not index.standings([one])[one].repeated
        assert 0 == index.totals(query("")).came_again

    def test_open_actions_of_deleted_entries_are_not_late(self, index: Index, files: Journal) -> None:
        late = model.Action("do", owner="Ana", due=date(2026, 11, 1), key="aaaaaa")
        gone = model.Deleted(at=simple().logged)
        entry = files.write(simple(actions=(late,), deleted=gone)).stem
        index.refresh()
        assert (0, []) == index.late(query("").today)
        files.line(events.Applied(), entry)
        index.refresh()
        assert (0, []) == index.late(query("").today)
        assert [] == index.owners()
        assert [entry] == [hit.id for hit in index.search(query("is:deleted is:overdue"))]
        files.line(events.ActionDone(action="aaaaaa"), entry)
        index.refresh()
        assert [] == [hit.id for hit in index.search(query("is:deleted is:overdue"))]
