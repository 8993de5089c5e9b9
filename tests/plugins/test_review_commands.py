"""What must hold for `review`, `applied`, `done`, `retire` and `borrow`, from end to end."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mistakes import (
    Action,
    ActionDone,
    Applied,
    Borrowed,
    Journal,
    Lesson,
    Mistake,
    Retired,
    Reviewed,
)
from mistakes.days import learning_day
from mistakes.places import state_folder
from mistakes.practice import NOTHING, Occasion
from mistakes.testing import Result, run
from mistakes_review.pages import of_stats, of_today

PLAN = ("--if", "I am about to sign", "--then", "I read it first")


pytestmark = pytest.mark.usefixtures("own")


def add(journal: Journal, title: str = "Signed unread", days: int = 3, **fields: Any) -> Mistake:
    """Add an entry with a plan that was written down some days ago."""
    at = journal.draft("x", author="Kim <kim@example.com>").logged - timedelta(days=days)
    plan = Lesson("Read it", when="I am about to sign", then="I read it first", added=at)
    fields = {"lessons": [plan], "logged": at, "author": "Ana <ana@example.com>", **fields}
    return journal.add(title, **fields)


def noted(journal: Journal) -> list[Any]:
    """Return the events but those that writing an entry leaves by itself."""
    return [event for event in journal.events() if event.do not in ("understood", "planned")]


def fine(*arguments: str) -> Result:
    done = run(*arguments)
    assert (0, "") == (done.status, done.err)
    return done


def refused(*arguments: str, status: int = 2) -> str:
    """Run what must be refused in one line, and return the line."""
    done = run(*arguments)
    assert (status, "") == (done.status, done.out)
    assert 1 == len(done.err.splitlines())
    return done.err


# review


def test_in_a_pipe_it_lists_what_is_due_without_the_plan(own: Journal) -> None:
    entry = add(own)

    for arguments in (("review",), ("review", "--list"), ("review", "--list", "-n", "1")):
        assert f"{entry.id[-6:]}\tSigned unread\tnew, written down 3 days ago\n" == fine(*arguments).out


def test_as_json_it_is_an_array_of_entries_with_what_is_due(own: Journal) -> None:
    entry = add(own)
    own.record(Reviewed(entry.id, lesson=entry.lessons[0].key or "", grade="missed"))

    assert [] == fine("review", "--list", "--json").json
    own.undo()
    (one,) = fine("review", "--json").json

    assert (entry.id, entry.lessons[0].key, 1) == (one["id"], one["lesson"], one["interval"])
    assert (learning_day() - timedelta(days=2)).isoformat() == one["due"]
    assert ["new, written down 3 days ago"] == one["why"]
    assert one["score"] > 0
    assert {"title", "handle", "status", "journal", "path"} <= one.keys()


def test_where_nothing_is_due_a_pipe_gets_nothing(own: Journal) -> None:
    assert "" == fine("review").out == fine("review", "--list").out


def test_without_a_journal_it_says_how_to_begin_and_begins_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISTAKES_JOURNAL", str(tmp_path / "none"))

    done = run("review")

    assert (0, "", True) == (done.status, done.out, "mistakes add" in done.err)
    assert [] == fine("review", "--json").json
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("grade", ["had", "missed"])
def test_a_grade_is_one_event_and_says_when_it_comes_back(grade: str, own: Journal) -> None:
    entry = add(own)

    said = fine("review", entry.id[-6:], "--grade", grade).out

    (event,) = noted(own)
    assert isinstance(event, Reviewed)
    assert (entry.id, entry.lessons[0].key, grade) == (event.entry, event.lesson, event.grade)
    assert {"had": "in 3 days", "missed": "tomorrow"}[grade] in said
    assert [] == own.due()


def test_both_grades_are_praised_alike(own: Journal) -> None:
    said = [fine("review", add(own).id[-6:], "--grade", grade).out for grade in ("had", "missed")]

    assert {"It comes back"} == {text.splitlines()[1].split(" in ")[0].split(" tom")[0] for text in said}


def test_a_lesson_is_graded_by_its_key_where_an_entry_has_several(own: Journal) -> None:
    plans = [Lesson(text, when="a", then="b") for text in ("first", "second")]
    entry = add(own, lessons=plans)
    key = entry.lessons[1].key or ""

    error = refused("review", entry.id[-6:], "--grade", "had")
    assert all((lesson.key or "") in error for lesson in entry.lessons)
    done = fine("review", key[-4:], "--grade", "had", "--json").json

    assert {
        "entry": entry.id,
        "lesson": key,
        "grade": "had",
        "interval": 1,  # recalled on the day it was written down, which is no test yet
        "retired": "",
    }.items() <= done.items()
    assert (learning_day() + timedelta(days=1)).isoformat() == done["due"]


def test_a_review_opens_what_was_retired(own: Journal) -> None:
    entry = add(own)
    fine("retire", entry.id[-6:])

    fine("review", entry.id[-6:], "--grade", "had")

    assert [entry.id] == [one.entry.id for one in own.due(learning_day() + timedelta(days=3))]


def test_what_cannot_be_graded_says_what_to_do(own: Journal, here: Journal) -> None:
    entry, team = add(own), add(here)
    bare = own.add("No plan", author="Kim <kim@example.com>")

    assert f"mistakes review {entry.id[-6:]} --grade had" in refused("review", entry.id[-6:])
    assert f"mistakes borrow {team.id[-6:]}" in refused("review", team.id[-6:], "--grade", "had")
    assert "mistakes borrow" in refused("review", "-T")
    assert f"mistakes edit {bare.id[-6:]} --if" in refused("review", bare.id[-6:], "--grade", "had")
    assert "4sn02q" in refused("review", "--grade", "had")
    refused("review", entry.id[-6:], "--grade", "splendid")
    refused("review", "zzzz", "--grade", "had", status=1)
    own.delete(entry.id)
    assert "mistakes restore" in refused("review", entry.id[-6:], "--grade", "had", status=1)
    assert [] == noted(own)


def test_it_is_about_the_personal_journal_wherever_one_stands(own: Journal, here: Journal) -> None:
    mine = add(own)
    add(here)

    assert [mine.id] == [one["id"] for one in fine("review", "--json").json]


# applied


def test_applied_notes_the_situation_for_the_only_lesson(own: Journal) -> None:
    entry = add(own)

    said = fine("applied", entry.id[-6:], "the", "lease of the new flat", "--outcome", "two weeks won").out

    (event,) = noted(own)
    expected = (entry.id, entry.lessons[0].key, "the lease of the new flat", "two weeks won")
    assert isinstance(event, Applied)
    assert expected == (event.entry, event.lesson, event.situation, event.outcome)
    assert "has helped once" in said
    assert f"mistakes reflect {entry.id[-6:]}" in said
    assert "has helped twice" in fine("applied", entry.id[-6:]).out


def test_applied_is_told_to_the_team_only_if_one_says_so(own: Journal, here: Journal) -> None:
    entry = add(here)

    fine("applied", entry.id[-6:], "quietly")
    assert ([1], [0]) == ([len(noted(own))], [len(noted(here))])

    fine("applied", entry.id[-6:], "openly", "--tell")
    assert ([1], [1]) == ([len(noted(own))], [len(noted(here))])


def test_applied_takes_the_numbers_of_the_last_brief(own: Journal) -> None:
    first, second = add(own, "Signed the lease unread"), add(own, "Signed the contract unread")
    rows = [one["id"] for one in fine("brief", "signing a contract", "--json", "-j", "personal").json]
    assert {first.id, second.id} == set(rows)
    state_folder().mkdir(parents=True, exist_ok=True)
    shown = [[entry.id, entry.lessons[0].key] for entry in (second, first)]
    (state_folder() / "last-brief.json").write_text(json.dumps(shown))

    assert second.id == fine("applied", "1", "--json").json["entry"]
    assert first.id == fine("applied", "2", "it helped", "--json").json["entry"]
    assert "Say which" in refused("applied", "in quotes only")
    assert "not number 3" in refused("applied", "3")
    (state_folder() / "last-brief.json").write_text(json.dumps(shown[:1]))
    done = fine("applied", "the lease came today", "--json").json
    assert (second.id, second.lessons[0].key) == (done["entry"], done["lesson"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[1]",
        '[["x", null]]',
        '[["01kah3v8m2e9br5x0p7w4sn02q"]]',
        "[" * 99_999,
        "[[null, {}]]",
    ],
)
def test_a_broken_memory_of_the_last_brief_is_no_memory(text: str, own: Journal) -> None:
    state_folder().mkdir(parents=True, exist_ok=True)
    (state_folder() / "last-brief.json").write_text(text)

    assert "no brief has shown anything" in refused("applied", "1")
    assert "no brief has shown anything" in refused("applied")


def test_a_number_whose_entry_lies_elsewhere_says_so(own: Journal) -> None:
    state_folder().mkdir(parents=True, exist_ok=True)
    (state_folder() / "last-brief.json").write_text('[["01kah3v8m2e9br5x0p7w4sn02q", null]]')

    assert "-j" in refused("applied", "1", status=1)


def test_applied_to_an_entry_with_several_lessons_is_about_all_unless_one_is_named(own: Journal) -> None:
    entry = add(own, lessons=[Lesson(text, when="a", then="b") for text in ("first", "second")])
    key = entry.lessons[1].key or ""

    assert fine("applied", entry.id[-6:], "--json").json["lesson"] is None
    assert key == fine("applied", entry.id[-6:], "--lesson", key[-5:], "--json").json["lesson"]
    assert key == fine("applied", key, "--json").json["lesson"]
    assert key in refused("applied", entry.id[-6:], "--lesson", "zzzzzz", status=1)


# done


def test_done_sets_the_day_and_notes_it_with_the_evidence(own: Journal) -> None:
    entry = add(own, actions=[Action("Ask the notary", owner="Kim")])

    fine("done", entry.id[-6:], "--evidence", "letter of Monday")

    action = own.get(entry.id).actions[0]
    assert (learning_day(), "letter of Monday") == (action.done, action.evidence)
    (event,) = noted(own)
    assert isinstance(event, ActionDone)
    assert (action.key, "letter of Monday") == (event.action, event.evidence)


def test_done_by_a_team_is_noted_where_the_entry_lies(own: Journal, here: Journal) -> None:
    entry = add(here, actions=[Action("Add jitter"), Action("Write it down")])
    keys = [action.key or "" for action in entry.actions]

    assert all(key in refused("done", entry.id[-6:]) for key in keys)
    done = fine("done", keys[1][-4:], "--json").json

    assert (keys[1], 1, None) == (done["action"], done["open"], done["evidence"])
    assert [None, learning_day()] == [action.done for action in here.get(entry.id).actions]
    assert ([0], [1]) == ([len(noted(own))], [len(noted(here))])
    assert "Add jitter" in fine("done", entry.id[-6:]).out


def test_what_is_done_already_or_has_no_action_says_so(own: Journal) -> None:
    entry, bare = add(own, actions=[Action("Ask", done=learning_day())]), add(own)

    assert str(learning_day()) in refused("done", entry.id[-6:])
    assert "--action" in refused("done", bare.id[-6:])
    assert "not-found" in run("done", bare.lessons[0].key or "", "--json").err
    assert [] == noted(own)


def test_one_undo_opens_an_action_again(own: Journal) -> None:
    entry = add(own, actions=[Action("Ask")])
    fine("done", entry.id[-6:])

    fine("undo")

    assert own.get(entry.id).actions[0].done is None
    assert [] == [event for event in noted(own) if event.do == "action-done"]


# retire


def test_retire_and_its_undo(own: Journal) -> None:
    entry = add(own)
    key = entry.lessons[0].key

    fine("retire", entry.id[-6:])
    assert [] == own.due()
    assert own.standing(own.get(entry.id)).retired

    assert {"entry": entry.id, "lesson": None, "retired": False}.items() <= fine("retire", entry.id, "--undo", "--json").json.items()  # fmt: skip
    assert [entry.id] == [one.entry.id for one in own.due()]

    assert key == fine("retire", str(key), "--json").json["lesson"]
    assert [] == own.due()
    fine("retire", str(key), "--undo")
    assert [entry.id] == [one.entry.id for one in own.due()]


def test_an_undo_without_anything_to_undo_says_what_is_so(own: Journal) -> None:
    entry = add(own)

    assert "was not retired by hand" in refused("retire", entry.id[-6:], "--undo")
    fine("retire", entry.id[-6:])
    assert "the whole of" in refused("retire", str(entry.lessons[0].key), "--undo")


def test_a_teams_entry_is_retired_for_oneself_alone(own: Journal, here: Journal) -> None:
    entry = add(here)

    fine("retire", entry.id[-6:])

    assert [Retired] == [type(event) for event in noted(own)]
    assert [] == noted(here)


# borrow


def test_a_borrowed_lesson_is_ones_own(own: Journal, here: Journal) -> None:
    plan = Lesson("Cap retries", when="I add a retry", then="I cap it", check="tests/x.py", key="p7w4sn")
    entry = add(here, "Retry storm", story="It took the gateway down.", tags={"ops"}, lessons=[plan])

    copy = fine("borrow", entry.id[-6:], "--json").json

    saved = own.get(copy["id"])
    (lesson,) = saved.lessons
    assert ("borrowed", "Retry storm", "It took the gateway down.", ("ops",)) == (
        *(saved.kind, saved.title, saved.story, saved.tags),
    )
    assert "Ana, payments" == saved.links.borrowed_from
    assert ("Cap retries", "I add a retry", "I cap it", "") == (
        lesson.text,
        lesson.when,
        lesson.then,
        lesson.check,
    )
    assert lesson.key not in (None, "p7w4sn")
    (event,) = noted(own)
    assert isinstance(event, Borrowed)
    assert (saved.id, entry.id) == (event.entry, event.source)
    assert [saved.id] == [one.entry.id for one in own.due(learning_day() + timedelta(days=1))]
    assert ([], entry) == (noted(here), here.get(entry.id))


def test_borrowing_again_adds_nothing_but_what_is_new(own: Journal, here: Journal) -> None:
    entry = add(here, lessons=[Lesson("Tell support early")])
    first = fine("borrow", entry.id[-6:]).out
    assert "mistakes edit" in first

    assert "borrowed already" in fine("borrow", entry.id[-6:]).out
    fine("borrow", entry.id[-6:], "--if", "an outage lasts", "--then", "I call support")

    (copy,) = own.entries()
    (lesson,) = copy.lessons
    assert ("Tell support early", "an outage lasts", "I call support") == (
        lesson.text,
        lesson.when,
        lesson.then,
    )
    assert 1 == len(noted(own))


def test_a_plan_of_ones_own_and_one_lesson_of_several_can_be_borrowed(own: Journal, here: Journal) -> None:
    entry = add(here, lessons=[Lesson("first"), Lesson("second")])
    bare = add(here, lessons=[])

    one = fine("borrow", str(entry.lessons[1].key), "--json").json
    assert ["second"] == [lesson["text"] for lesson in one["lessons"]]
    assert "--if" in refused("borrow", bare.id[-6:])
    two = fine("borrow", bare.id[-6:], "--if", "a", "--then", "b", "--json").json
    assert [("a", "b")] == [(lesson["when"], lesson["then"]) for lesson in two["lessons"]]


def test_ones_own_entry_is_not_borrowed(own: Journal) -> None:
    assert "your own journal" in refused("borrow", add(own).id[-6:])


# Sections


def test_today_names_three_lessons_and_the_command(own: Journal) -> None:
    for number in range(7):
        add(own, f"Mistake {number}")

    shown = of_today(Occasion([own], learning_day()))

    assert "5 lessons to recall: mistakes review" == shown.lines[0]
    assert 4 == len(shown.lines)
    assert all("Mistake" in line and "I read it first" not in line for line in shown.lines[1:])
    assert 5 == len(shown.data)
    assert "mistakes review" in fine("today").out


def test_today_says_nothing_where_nothing_is_due(own: Journal, team: Journal) -> None:
    add(own, days=0)
    add(team)

    for journals in ([own], [team], []):
        assert NOTHING == of_today(Occasion(journals, learning_day()))


def test_today_speaks_chinese(own: Journal) -> None:
    add(own, "把生产库当成测试库删了")

    shown = of_today(Occasion([own], learning_day(), language="zh"))

    assert ("有 1 条要回想：mistakes review", "要回想的") == (shown.lines[0], shown.heading)


def test_stats_hold_plan_against_done(own: Journal) -> None:
    one, two = add(own, tags={"flat"}), add(own)
    own.add("No plan", author="Kim <kim@example.com>")
    fine("applied", one.id[-6:], "the lease")
    fine("review", two.id[-6:], "--grade", "had")
    fine("review", two.id[-6:], "--grade", "missed")

    shown = of_stats(Occasion([own], learning_day()))

    assert shown is not None
    assert {"plans": 2, "applied": 1, "practised": 1, "recalls": 2, "had": 1, "days": 3} == {
        name: value for name, value in shown.data.items() if name != "retired"
    }
    assert "lessons with a plan 2, of these applied 1" == shown.lines[0]
    assert "3 days (median)" in shown.lines[1]
    chosen = of_stats(Occasion([own], learning_day(), "tag:flat"))
    assert chosen is not None
    assert (1, 1) == (chosen.data["plans"], chosen.data["applied"])
    assert "of these applied 1" in fine("stats").out


def test_stats_are_silent_without_plans(own: Journal) -> None:
    assert of_stats(Occasion([own], learning_day())) is None


# Everywhere


@pytest.mark.parametrize(
    "arguments",
    [
        ("review", "../../etc/passwd", "--grade", "had"),
        ("applied", "\x1b[31m"),
        ("done", ""),
        ("retire", "%%%%"),
        ("borrow", "x" * 9999),
    ],
)
def test_hostile_ids_are_refused_in_one_safe_line(arguments: tuple[str, ...], own: Journal) -> None:
    assert "\x1b" not in refused(*arguments)


def test_hostile_titles_are_made_safe(own: Journal) -> None:
    plan = Lesson("\x1b[2J", when="\x1b]0;x\x07", then="\x00", added=add(own).logged)
    entry = add(own, "\x1b[31mred\u202e", lessons=[plan], actions=[Action("\x1b[2J")])
    said = "".join(
        fine(*arguments).out
        for arguments in (
            ("review", "--list"),
            ("today",),
            ("review", entry.id[-6:], "--grade", "had"),
            ("applied", entry.id[-6:]),
            ("done", entry.id[-6:]),
            ("retire", entry.id[-6:]),
            ("review", "--list", "--json"),
        )
    )

    assert not {"\x1b", "\x07", "\x00", "\u202e"} & set(said)


def test_without_the_plugin_the_library_says_so(own: Journal) -> None:
    os.environ["MISTAKES_DISABLE_PLUGINS"] = "review"

    done = run("today")

    assert 0 == done.status
    assert 2 == run("review").status
