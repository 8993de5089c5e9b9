"""That an entry was understood and planned is recorded when a change by hand brings it there, and only then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from mistakes import Journal
from mistakes.exchange import Candidate
from mistakes.layout import event_files
from mistakes.model import Action, Condition, Lesson, Source
from mistakes.testing import run

STORY = {"story": "The prompt was red", "conditions": [Condition("no host in the prompt", "tool")]}
PLAN = Lesson("Read first", when="I type", then="I read")


def steps(journal: Journal) -> list[str]:
    return [event.do for event in journal.events()]


def test_a_plain_entry_writes_no_log(journal: Journal) -> None:
    journal.add("Typed before reading", story="The prompt was red")

    assert [] == list(event_files(journal.root))


@pytest.mark.parametrize(
    ("fields", "reached"),
    [
        ({"lessons": [Lesson("Read first")]}, []),
        ({"lessons": [Lesson("Read first")], **STORY}, ["understood"]),
        ({"lessons": [PLAN]}, ["planned"]),
        ({"actions": [Action("Paint it", owner="Ana", due=datetime.now(UTC).date())]}, ["planned"]),
        ({"lessons": [PLAN], **STORY}, ["understood", "planned"]),
    ],
)
def test_each_step_is_recorded_when_it_is_reached(
    journal: Journal, fields: dict[str, Any], reached: list[str]
) -> None:
    journal.add("Typed before reading", **fields)
    assert reached == steps(journal)

    later = journal.add("Typed again")
    journal.change(later.id, **fields)
    assert reached * 2 == steps(journal)


def test_a_change_that_reaches_nothing_new_records_nothing(journal: Journal) -> None:
    entry = journal.add("Typed before reading", lessons=[PLAN], **STORY)
    journal.change(entry.id, title="Typed")
    journal.change(entry.id, lessons=[PLAN, Lesson("Another one")])
    journal.delete(entry.id)
    journal.restore(entry.id)

    assert ["understood", "planned"] == steps(journal)


def test_an_import_records_nothing(journal: Journal) -> None:
    fields = {"title": "From elsewhere", "lessons": [PLAN], **STORY, "source": Source("lines", "1")}
    journal.import_records([Candidate("line 1", fields=fields)])
    journal.add(**(fields | {"source": Source("lines", "2")}))  # type: ignore[arg-type]

    assert [] == steps(journal)


def test_one_undo_takes_back_the_change_and_neither_records_nor_takes_back_a_step(journal: Journal) -> None:
    entry = journal.add("Typed before reading", **STORY)
    journal.change(entry.id, lessons=[PLAN])
    journal.undo()

    assert () == journal.get(entry.id).lessons
    assert ["understood", "planned"] == steps(journal)

    journal.change(entry.id, lessons=[PLAN])
    journal.change(entry.id, lessons=[])
    journal.undo()
    assert (PLAN.text,) == tuple(lesson.text for lesson in journal.get(entry.id).lessons)
    assert ["understood", "planned"] * 2 == steps(journal), "bringing a plan back is no new one"


def test_a_teams_journal_never_holds_them(team: Journal, journal: Journal) -> None:
    team.add("Typed before reading", lessons=[PLAN], **STORY)
    assert [] == steps(team)

    team.own = lambda: journal
    entry = team.add("Typed again", lessons=[PLAN], **STORY)

    assert [] == steps(team)
    assert [entry.id] * 2 == [event.entry for event in journal.events()]


def test_an_entry_is_safe_even_if_its_steps_cannot_be_recorded(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    (journal.root / "events").write_text("in the way", encoding="utf-8")

    entry = journal.add("Typed before reading", lessons=[PLAN], **STORY)

    assert "Typed before reading" == journal.get(entry.id).title


def test_changing_a_teams_entry_by_command_is_noted_in_ones_own_journal(
    team: Journal, program: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = team.add("Typed before reading")
    place = ("-j", str(team.root))

    assert (
        0
        == run(
            "edit", entry.id, "--lesson", "Read first", "--if", "I type", "--then", "I read", *place
        ).status
    )

    from mistakes.journals import personal
    from mistakes.settings import Settings

    own = personal(Settings.load())
    assert own is not None
    assert [("planned", entry.id)] == [(event.do, event.entry) for event in own.events()]
    assert [] == steps(Journal.open(team.root))
