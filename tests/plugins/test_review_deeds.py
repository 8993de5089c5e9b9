"""What must hold of lessons that are borrowed and actions that are done, through the library."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mistakes import Action, Journal, Lesson
from mistakes.days import learning_day
from mistakes.errors import Ambiguous, NotFound, UsageError

LATE = date(2020, 1, 1)
LESSONS = (Lesson("Look twice", when="I cross", then="I stop"), Lesson("Wear a helmet"))


def test_an_action_that_is_done_is_overdue_no_more(journal: Journal) -> None:
    entry = journal.add(title="Forgot the backup", actions=[Action("Restore once", owner="Kim", due=LATE)])
    assert 1 == journal.totals().overdue_count

    event = journal.done(entry.id, evidence="commit 4f2c")

    action = journal.get(entry.id).actions[0]
    assert (learning_day(), "commit 4f2c", event.action) == (action.done, action.evidence, action.key)
    assert 0 == journal.totals().overdue_count
    assert "action-done" in [one.do for one in journal.events(entry.id)]


def test_what_is_not_one_open_action_is_refused_and_changes_nothing(journal: Journal) -> None:
    none = journal.add(title="Nothing to do")
    several = journal.add(title="Much to do", actions=[Action("one"), Action("two")])
    key = several.actions[0].key or ""
    journal.done(several.id, key)
    gone = journal.add(title="Gone", actions=[Action("one")])
    journal.delete(gone.id)

    for entry_id, action, refusal in (
        (none.id, "", UsageError),
        (several.id, key, UsageError),
        (gone.id, "", NotFound),
    ):
        with pytest.raises(refusal):
            journal.done(entry_id, action)
    with pytest.raises(Ambiguous):
        journal.done(journal.add(title="Much", actions=[Action("one"), Action("two")]).id)


def test_a_borrowed_lesson_is_ones_own_and_comes_back(journal: Journal, team: Journal) -> None:
    theirs = team.add(title="Ran over a red light", author="Ana <ana@example.com>", lessons=LESSONS)

    mine = journal.borrow(team, theirs.id)

    assert ("borrowed", ["Look twice", "Wear a helmet"]) == (mine.kind, [one.text for one in mine.lessons])
    assert mine.links.borrowed_from.startswith("Ana")
    assert ["borrowed"] == [one.do for one in journal.events(mine.id)]
    assert [mine.id] == [one.entry.id for one in journal.due(learning_day() + timedelta(days=2))]
    assert mine == journal.borrow(team, theirs.id), "borrowed once"
    assert theirs == team.get(theirs.id)


def test_one_lesson_is_borrowed_by_its_key_with_a_plan_of_ones_own(journal: Journal, team: Journal) -> None:
    theirs = team.add(title="Ran over a red light", lessons=LESSONS)

    mine = journal.borrow(
        team, theirs.id, lesson=theirs.lessons[1].key or "", when="I take the bike", then="I wear it"
    )

    assert [("Wear a helmet", "I take the bike")] == [(one.text, one.when) for one in mine.lessons]


def test_nothing_is_borrowed_into_a_team_or_out_of_ones_own(journal: Journal, team: Journal) -> None:
    theirs, mine = (one.add(title="Ran over a red light", lessons=LESSONS) for one in (team, journal))

    with pytest.raises(UsageError):
        team.borrow(team, theirs.id)
    with pytest.raises(UsageError):
        journal.borrow(journal, mine.id)
    assert 1 == len(list(team.entries()))
