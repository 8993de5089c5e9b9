"""What must hold for `journal.due`: which lessons a personal journal asks on a day, from files alone."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mistakes import Action, Applied, Journal, Lesson, Mistake, Price, Repeated, Retired, Reviewed
from mistakes.days import learning_day
from mistakes.errors import MissingPlugin, UsageError
from mistakes.events import Checked, Event, effective, merge_logs, read_all, stamp, write_line
from mistakes.ids import new_id
from mistakes.index.plans import Deed, Plan
from mistakes.layout import event_files, events_path
from mistakes.practice import Occasion
from mistakes.settings import Settings
from mistakes_review.outlook import outlook
from mistakes_review.pages import of_stats
from mistakes_review.schedule import Ladder, schedule

START = date(2026, 3, 2)
WHO = "kim-000000000000"
KINDS = (Reviewed, Reviewed, Reviewed, Applied, Repeated, Retired, Checked)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def add(journal: Journal, title: str = "Signed unread", day: date = START, **fields: object) -> Mistake:
    """Add an entry with a plan, written down on a day."""
    plan = Lesson("Read it", when="I am about to sign", then="I read it first", added=noon(day))
    fields = {"lessons": [plan], "logged": noon(day), "author": "Kim <kim@example.com>", **fields}
    return journal.add(title, **fields)  # type: ignore[arg-type]


def on(day: date, event: Event, number: int = 0, who: str = WHO) -> Event:
    """Return an event as it is recorded on a day."""
    at = noon(day) + timedelta(minutes=number)
    return stamp(event, id=new_id(at), at=at, zone="UTC", day=day, by=who)


def write(journal: Journal, *events: Event) -> None:
    """Append events to their logs, as another machine has written them."""
    for event in events:
        path = events_path(journal.root, event.id, event.by)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", newline="") as log:
            log.write(write_line(event) + "\n")


def graded(entry: Mistake, day: date, grade: str = "had") -> Event:
    return on(day, Reviewed(entry.id, lesson=entry.lessons[0].key or "", grade=grade))


def due(journal: Journal, days: int, limit: int | None = None) -> list[str]:
    return [one.entry.id for one in journal.due(START + timedelta(days=days), limit=limit)]


def configure(journal: Journal, text: str) -> Journal:
    path = Settings.load().path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return Journal.open(journal.root)


# What is asked


def test_a_plan_is_due_from_the_next_day_on(journal: Journal) -> None:
    entry = add(journal)

    assert [[], [entry.id], [entry.id]] == [due(journal, days) for days in (0, 1, 400)]


def test_what_is_due_tells_since_when_after_how_long_and_why(journal: Journal) -> None:
    entry = add(journal)
    write(journal, graded(entry, START + timedelta(days=1)))

    (one,) = journal.due(START + timedelta(days=6))

    assert (entry.id, "I read it first") == (one.entry.id, one.lesson.then)
    assert (START + timedelta(days=4), 3) == (one.day, one.interval)
    assert "5 days ago, due after 3 days" == one.why
    assert one.weight > 0


def test_only_lessons_that_say_when_and_what_then_are_asked(journal: Journal) -> None:
    add(journal, lessons=[Lesson("Read it"), Lesson("x", when="I sign"), Lesson("y", then="I read")])
    add(journal, lessons=[Lesson("Read it", when="a", then="b", check="tests/x.py")])

    assert [] == due(journal, 30)


def test_each_plan_of_an_entry_is_asked_by_itself(journal: Journal) -> None:
    plans = [Lesson("", when=f"when {name}", then="then", added=noon(START)) for name in "ab"]
    entry = add(journal, lessons=plans)
    write(journal, graded(entry, START + timedelta(days=1)))

    assert ["when b"] == [one.lesson.when for one in journal.due(START + timedelta(days=2))]


def test_a_team_journal_asks_nothing(team: Journal) -> None:
    add(team)

    assert [] == due(team, 30)


def test_deleted_entries_and_lessons_are_not_asked(journal: Journal) -> None:
    one, two, three = add(journal), add(journal), add(journal)
    journal.delete(one.id)
    journal.change(two.id, lessons=[])
    journal.change(three.id, lessons=[attrs.evolve(three.lessons[0], then="")])

    assert [] == due(journal, 30)
    journal.restore(one.id)
    assert [one.id] == due(journal, 30)


def test_a_lesson_that_was_edited_keeps_its_schedule(journal: Journal) -> None:
    entry = add(journal)
    write(journal, graded(entry, START + timedelta(days=1)))
    journal.change(entry.id, lessons=[attrs.evolve(entry.lessons[0], when="somebody hands me a pen")])

    assert [] == due(journal, 3)
    assert ["somebody hands me a pen"] == [one.lesson.when for one in journal.due(START + timedelta(days=4))]


def test_what_happened_counts_by_its_stored_day(journal: Journal) -> None:
    entry = add(journal)
    travelled = attrs.evolve(graded(entry, START + timedelta(days=9)), day=START + timedelta(days=1))
    write(journal, travelled)

    assert [[], [entry.id]] == [due(journal, days) for days in (3, 4)]


def test_retired_lessons_are_not_asked_until_they_come_again(journal: Journal) -> None:
    entry = add(journal)
    write(journal, on(START + timedelta(days=2), Retired(entry.id)))
    assert [] == due(journal, 30)

    write(journal, on(START + timedelta(days=40), Repeated(entry.id)))

    assert [entry.id] == due(journal, 41)


@pytest.mark.parametrize("query", ["", "tag:x"])
def test_what_is_dated_ahead_counts_in_stats_and_on_the_ladder_once_its_day_has_come(
    journal: Journal, query: str
) -> None:
    today = learning_day()
    entry = add(journal, day=today - timedelta(days=3))
    entry = journal.change(entry.id, tags={"x"})
    later = today + timedelta(days=160)
    write(journal, on(later, Applied(entry.id, situation="the lease")))

    def applied(day: date) -> Any:
        shown = of_stats(Occasion([journal], day, query))
        return shown and shown.data["applied"]

    assert [0, 1, 0] == [applied(day) for day in (today, later, today)]
    standing = journal.standing(entry)
    assert "applied" not in (standing.status, *standing.ahead)
    write(journal, on(today + timedelta(days=1), Applied(entry.id, situation="on a journey")))
    assert 1 == applied(today)
    assert "applied" in journal.standing(entry).ahead


def test_a_grade_that_was_taken_back_does_not_count(journal: Journal) -> None:
    entry = add(journal, day=learning_day() - timedelta(days=3))
    assert [entry.id] == [one.entry.id for one in journal.due()]
    journal.record(Reviewed(entry.id, lesson=entry.lessons[0].key or ""))
    assert [] == journal.due()

    journal.undo()

    assert [entry.id] == [one.entry.id for one in journal.due()]


# How much


def test_at_most_five_a_day_and_what_was_recalled_today_counts(journal: Journal) -> None:
    entries = [add(journal, price=Price(hours=number)) for number in range(8)]
    assert [entry.id for entry in entries[:2:-1]] == due(journal, 9)

    write(journal, *(graded(entry, START + timedelta(days=9)) for entry in entries[:4]))

    assert [entries[7].id] == due(journal, 9)
    assert [entry.id for entry in entries[:3:-1]] == due(journal, 10)


def test_a_limit_takes_the_first_of_them(journal: Journal) -> None:
    for number in range(8):
        add(journal, price=Price(hours=number))

    assert due(journal, 9)[:2] == due(journal, 9, limit=2)
    assert [] == due(journal, 9, limit=0)
    assert due(journal, 9) == due(journal, 9, limit=100)


@pytest.mark.parametrize(("cap", "expected"), [("2", 2), ('"3"', 3), ("0", 0), ("50", 8)])
def test_the_setting_changes_how_many(cap: str, expected: int, journal: Journal) -> None:
    for _ in range(8):
        add(journal)

    assert expected == len(due(configure(journal, f"[review]\ncap = {cap}\n"), 9))


@pytest.mark.parametrize("cap", ["-1", '"many"', "101", "2.5", "true", '"９９９９"', '""', f'"{"9" * 5000}"'])
def test_a_cap_that_is_no_number_is_refused_with_its_place_and_cure(cap: str, journal: Journal) -> None:
    with pytest.raises(UsageError) as caught:
        configure(journal, f"[review]\ncap = {cap}\n").due()

    assert "config.toml: review.cap" in caught.value.message
    assert "mistakes config set review.cap 5" in caught.value.hint


def test_a_schedule_can_be_chosen(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = add(journal)
    write(journal, graded(entry, START + timedelta(days=1)))
    pytest.importorskip("fsrs", reason="needs the extra fsrs")
    assert [entry.id] == due(journal, 4)
    fsrs = configure(journal, '[review]\nscheduler = "fsrs"\n')
    assert [] == due(fsrs, 4)

    with pytest.raises(UsageError):
        configure(journal, '[review]\nscheduler = "magic"\n').due()
    monkeypatch.setitem(__import__("sys").modules, "fsrs", None)
    with pytest.raises(MissingPlugin):
        fsrs.due()


# What may go wrong


def test_events_of_the_future_and_about_strangers_change_nothing(journal: Journal, team: Journal) -> None:
    entry, stranger = add(journal), add(team)
    write(
        journal,
        graded(entry, START + timedelta(days=3000)),
        graded(stranger, START + timedelta(days=1)),
        on(START, Reviewed(new_id(), lesson="zzzzzz")),
        on(START, Reviewed(entry.id, lesson=entry.lessons[0].key or "", grade="splendid")),
        on(START, Reviewed(None, lesson=entry.lessons[0].key or "")),
    )

    assert [entry.id] == due(journal, 1)
    assert [entry.id] == due(journal, 30)


def test_a_lesson_from_a_day_that_has_not_come_waits_for_it(journal: Journal) -> None:
    entry = add(journal, day=START + timedelta(days=100))

    assert [[], [entry.id]] == [due(journal, days) for days in (50, 101)]


def test_one_broken_file_hides_nothing_else(journal: Journal) -> None:
    good, broken = add(journal), add(journal)
    journal.path(broken.id).write_text("title = \n", encoding="utf-8")

    assert [good.id] == due(journal, 5)


def test_an_empty_journal_has_nothing_due(journal: Journal) -> None:
    assert [] == journal.due()


# Clones


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3), st.integers(0, 60), st.sampled_from(KINDS), st.booleans(), st.booleans()
        ),
        max_size=25,
    )
)
def test_two_clones_have_the_same_schedule_after_any_merge(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, int, type[Event], bool, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("clones")
    laptop = Journal.create(folder / "laptop", name="test")
    entries = [add(laptop, f"Mistake {number}", price=Price(hours=number)) for number in range(4)]
    desktop = Journal.open(copytree(laptop.root, folder / "desktop"))
    for number, (which, days, kind, had, here) in enumerate(rows):
        fields = {"lesson": entries[which].lessons[0].key}
        fields |= {"grade": "had" if had else "missed"} if kind is Reviewed else {}
        event = on(START + timedelta(days=days), kind(entries[which].id, **fields), number)  # type: ignore[call-arg]
        write(laptop if here else desktop, event)

    one, other = merged(laptop, desktop, folder / "one"), merged(desktop, laptop, folder / "other")

    for days in (1, 30, 61, 100, 500):
        day = START + timedelta(days=days)
        assert one.due(day) == other.due(day)
        assert sorted(outlook(one, day).states) == sorted(outlook(other, day).states)
        assert sorted(outlook(one, day).states) == sorted(from_files(one, day))


def merged(ours: Journal, theirs: Journal, to: Path) -> Journal:
    """Return a clone with the logs of both, as a merge leaves them."""
    result = Journal.open(copytree(ours.root, to))
    for path in [*event_files(ours.root), *event_files(theirs.root)]:
        relative = path.relative_to(ours.root if path.is_relative_to(ours.root) else theirs.root)
        texts = [
            (one.root / relative).read_text() for one in (ours, theirs) if (one.root / relative).exists()
        ]
        (to / relative).parent.mkdir(parents=True, exist_ok=True)
        (to / relative).write_text(merge_logs(*texts), encoding="utf-8")
    return result


def from_files(journal: Journal, day: date) -> list[object]:
    """Return the schedule as entries and events have it, without the index."""
    plans = [
        Plan(entry.id, lesson.key or "", START.toordinal(), False, entry.price.hours, None, None, None)
        for entry in journal.entries()
        for lesson in entry.lessons
    ]
    deeds = [
        Deed(
            event.id,
            event.do,
            event.entry or "",
            event.lesson,
            getattr(event, "grade", None),
            event.day.toordinal(),
        )
        for event in effective(read_all(journal.root))
        if isinstance(event, KINDS) and event.day
    ]
    return [*schedule(plans, deeds, day.toordinal(), Ladder())]


def test_one_undo_takes_back_that_an_action_is_done(journal: Journal) -> None:
    from mistakes import ActionDone
    from mistakes.history import as_one

    entry = add(journal, actions=[Action("Ask", key="aaaaaa")])
    with as_one(journal.root):
        journal.change(entry.id, actions=[attrs.evolve(entry.actions[0], done=START)])
        journal.record(ActionDone(entry.id, action="aaaaaa"))

    _, after = journal.undo()

    assert after is not None
    assert after.actions == entry.actions
    assert [] == [event for event in journal.events(entry.id) if event.do == "action-done"]


def test_somebody_who_writes_a_lesson_a_day_sees_five_at_most_whenever_they_look(journal: Journal) -> None:
    """The whole way, through files, events and index: what `agenda` promises is what people get."""
    chance, most = random.Random(11), 0
    rested: dict[str, list[tuple[int, int]]] = {}
    last: dict[str, date] = {}
    hours: dict[str, float] = {}
    for number in range(100):
        day = START + timedelta(days=number)
        asked = journal.due(day)
        for one in asked:
            gap = (day - last[one.entry.id]).days
            rested.setdefault(one.entry.id, []).append((gap, one.interval))
            last[one.entry.id] = day
        write(
            journal, *(graded(one.entry, day, "had" if chance.random() < 0.9 else "missed") for one in asked)
        )
        most = max(most, len(asked) + len(journal.due(day)))
        cost = round(chance.lognormvariate(0, 1.5), 2)
        entry = add(journal, f"Mistake {number}", day, price=Price(hours=cost))
        last[entry.id], hours[entry.id] = day, cost

    costlier = sorted(hours, key=lambda entry: hours[entry])[len(hours) // 2 :]
    assert most == 5
    assert [] == [gap for entry in costlier for gap in rested.get(entry, []) if gap[0] > 2 * gap[1]]
