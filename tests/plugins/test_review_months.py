"""What must hold for the months that the index keeps: they say what going through everything would."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mistakes import Applied, Journal, Lesson, Mistake, Repeated, Retired, Reviewed
from mistakes.events import Checked, Event, stamp, write_line
from mistakes.ids import new_id
from mistakes.index.index import Index
from mistakes.layout import events_path
from mistakes_review.agenda import agenda
from mistakes_review.months import progress_until, recalled_on
from mistakes_review.schedule import Ladder, Progress, schedule

START = date(2026, 1, 2)
KINDS = (Reviewed, Reviewed, Applied, Repeated, Retired, Checked)
deeds = st.lists(
    st.tuples(st.sampled_from(range(4)), st.sampled_from(KINDS), st.booleans(), st.integers(0, 90)),
    max_size=12,
)


def noon(day: int) -> datetime:
    return datetime(START.year, START.month, START.day, 12, tzinfo=UTC) + timedelta(days=day)


def four(journal: Journal) -> list[Mistake]:
    """Add four entries, in three months."""
    return [
        journal.add(
            "Signed unread",
            logged=noon(day),
            author="Kim <kim@example.com>",
            lessons=[Lesson("Read it", when="I sign", then="I read", added=noon(day))],
        )
        for day in (0, 3, 40, 75)
    ]


def write(journal: Journal, entry: Mistake, kind: type[Event], day: int, *, of_lesson: bool) -> None:
    key = entry.lessons[0].key or "" if of_lesson else None
    about = {"lesson": key} if kind is not Checked and key is not None else {}
    event = stamp(
        kind(entry.id, **about),
        id=new_id(noon(day)),
        at=noon(day),
        zone="UTC",
        day=noon(day).date(),
        by="kim-000000000000",
    )
    path = events_path(journal.root, event.id, event.by)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="") as log:
        log.write(write_line(event) + "\n")


def states(several: list[Progress]) -> list[Progress]:
    return sorted(several, key=lambda state: (state.plan.entry, state.plan.key))


def asked_of_all(journal: Journal, today: int) -> list[tuple[str, str]]:
    """Return the lessons to ask on a day by all plans and deeds, without anything that is kept."""
    done = journal.index.deeds()
    room = max(5 - recalled_on(today, done), 0)
    found = agenda(schedule(journal.index.plans(), done, today, Ladder()), today, room, 5, Ladder())
    return [(one.entry, one.key) for one in found]


def check(journal: Journal, day: int) -> None:
    """Compare what is kept with what going through all plans and deeds comes to."""
    index, today = journal.index, START.toordinal() + day
    known, done = progress_until(index, today), index.deeds()
    assert asked_of_all(journal, today) == [
        (one.entry.id, one.lesson.key) for one in journal.due(START + timedelta(days=day))
    ]
    if any(deed.day > today for deed in done):
        assert known is None
        return
    assert known is not None
    assert states(schedule(index.plans(), done, today, Ladder())) == states(list(known.states))
    assert recalled_on(today, done) == known.recalled


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(deeds, deeds, st.integers(0, 100))
def test_what_is_kept_is_what_going_through_everything_comes_to(
    tmp_path_factory: pytest.TempPathFactory, first: list[tuple], later: list[tuple], day: int
) -> None:
    journal = Journal.create(tmp_path_factory.mktemp("own") / "journal", name="test")
    entries = four(journal)
    for several in (first, later):
        for number, kind, of_lesson, on in several:
            write(journal, entries[number], kind, on, of_lesson=of_lesson)
        check(journal, day)
    journal.change(entries[1].id, title="Signed without reading")
    check(journal, day)
    journal.delete(entries[0].id)
    check(journal, day)


def test_a_month_in_which_nothing_changes_is_not_gone_through_again(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mistakes.index.walk.RACY", 0)
    entries = four(journal)
    today = START.toordinal() + 200
    progress_until(journal.index, today)
    looked: list[str | None] = []
    plans = Index.plans

    def counted(self: Index, month: str | None = None) -> object:
        looked.append(month)
        return plans(self, month)

    monkeypatch.setattr(Index, "plans", counted)
    progress_until(journal.index, today)
    assert [] == looked
    write(journal, entries[2], Reviewed, 120, of_lesson=True)
    progress_until(journal.index, today)

    assert [noon(40).strftime("%Y/%m")] == looked


def test_what_is_due_is_not_worked_out_again_for_a_change_that_no_lesson_has_to_do_with(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries, day = four(journal), START + timedelta(days=80)
    before = [one.lesson.key for one in journal.due(day)]
    worked: list[int] = []
    monkeypatch.setattr(
        "mistakes_review.outlook.agenda_of", lambda lessons, today, *_: worked.append(today) or []
    )
    journal.change(entries[2].id, title="Signed without reading")
    journal.add("No lesson yet", logged=noon(76))

    assert before == [one.lesson.key for one in journal.due(day)]
    assert [] == worked
    journal.due(day + timedelta(days=1))
    assert 1 == len(worked)
