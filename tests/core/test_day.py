"""What must hold of the questions that a page of the day asks the index."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from mistakes import Action, Applied, Decision, Journal, Retracted, Scored
from mistakes.ids import new_id


@pytest.mark.parametrize(
    ("today", "happened", "is_found"),
    [
        (date(2026, 3, 2), date(2025, 3, 2), True),
        (date(2026, 3, 2), date(2026, 3, 2), False),
        (date(2026, 3, 2), date(2025, 3, 3), False),
        (date(2024, 2, 29), date(2020, 2, 29), True),
        (date(2024, 2, 29), date(2023, 2, 28), False),
        (date(1900, 1, 1), date(1899, 1, 1), False),
    ],
)
def test_this_day_in_earlier_years_is_the_same_day_of_the_same_month(
    journal: Journal, today: date, happened: date, is_found: bool
) -> None:
    entry = journal.add(title="Then", happened=happened)

    assert ([entry.id] if is_found else []) == journal.index.on_this_day(today)


def test_late_actions_are_open_and_due_before_the_day(journal: Journal) -> None:
    day = date(2026, 3, 2)
    journal.add(
        title="Slow roll-back",
        actions=[
            Action("late", due=day - timedelta(days=1)),
            Action("today", due=day),
            Action("done", due=day - timedelta(days=9), done=day),
            Action("some day"),
        ],
    )
    journal.delete(journal.add(title="Gone", actions=[Action("late", due=day - timedelta(days=1))]).id)

    count, late = journal.index.late(day)

    assert (1, [day - timedelta(days=1)]) == (count, [action.due for action in late])


def test_a_week_counts_entries_logged_and_events_that_count(journal: Journal) -> None:
    old = journal.add(title="Old", logged=datetime.now().astimezone() - timedelta(days=30))
    entry = journal.add(title="New")
    journal.record(Applied(entry.id, situation="there"))
    taken_back = journal.record(Applied(old.id, situation="not there"))
    journal.record(Retracted(old.id, event=taken_back.id))

    week = journal.index.week(date.today() - timedelta(days=1), date.today())

    assert 1 == week.entries
    assert 1 == week.events["applied"]


def test_a_week_has_nothing_of_what_a_clock_set_wrong_has_dated_ahead(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = date.today()
    for days in (0, 1, 2, 400):
        noon = datetime.combine(today + timedelta(days=days), time(12)).astimezone()
        entry = journal.add(title="Signed unread", logged=noon)
        monkeypatch.setattr("mistakes.recording.new_id", lambda _, noon=noon: new_id(noon))
        journal.record(Applied(entry.id, situation="there"))

    week = journal.index.week(today, today)

    assert (2, 2) == (week.entries, week.events["applied"])
    assert (4, 4) == (journal.index.kept, len(journal.index.told("applied")))


def test_decisions_are_told_with_their_day_and_whether_they_are_over(journal: Journal) -> None:
    open_one = journal.add(title="Wait", kind="decision", decision=Decision(review_on=date(2027, 2, 1)))
    over = journal.add(title="Go", kind="decision", decision=Decision(outcome="It went"))
    journal.add(title="A mistake")

    found = {one.entry: (one.review_on, one.has_outcome) for one in journal.index.decisions()}

    assert {open_one.id: (date(2027, 2, 1), False), over.id: (None, True)} == found


def test_events_of_one_kind_are_told_whole(journal: Journal) -> None:
    entry = journal.add(title="Go", kind="decision")
    scored = journal.record(Scored(entry.id, outcome=0.5))
    journal.record(Applied(entry.id, situation="there"))

    assert [scored] == journal.index.told("scored")


def test_a_journal_is_looked_at_once_while_it_is_settled(journal: Journal) -> None:
    journal.add(title="Before")
    with journal.settled():
        assert 1 == journal.index.kept
        journal.path(journal.latest()).unlink()
        assert 1 == journal.index.kept
    assert 0 == journal.index.kept
