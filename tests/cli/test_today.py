"""What must hold of the page of the day, and of decisions that come back on theirs."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest

from mistakes import Journal, places
from mistakes.days import learning_day

TODAY = learning_day()


def years_ago(count: int) -> str:
    day = TODAY if (TODAY.month, TODAY.day) != (2, 29) else TODAY - timedelta(days=1)
    return day.replace(year=day.year - count).isoformat()


def sections(cli) -> dict[str, object]:  # type: ignore[no-untyped-def]
    return cli("today", "--json").json["sections"]


@pytest.mark.parametrize("words", [(), ("today",)])
def test_an_empty_journal_gets_three_lines_to_start_with(cli, words: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    done = cli(*words)

    assert 0 == done.status
    assert 3 == len(done.out.splitlines())
    assert "mistakes add" in done.out


def test_the_road_names_the_next_milestone(cli) -> None:  # type: ignore[no-untyped-def]
    cli("add", "Signed unread")

    assert "1 of 1,001 mistakes kept; next milestone: 11" in cli("today").out
    assert {"goal": 1001, "milestone": 11}.items() <= cli("today", "--json").json.items()


def test_what_a_clock_set_wrong_has_dated_ahead_is_neither_newest_nor_of_this_week(cli) -> None:  # type: ignore[no-untyped-def]
    kept = cli("add", "Signed unread").handle
    now = datetime.now().astimezone()
    own = Journal.open(places.data_folder() / "journal")
    ahead = [own.add(f"Ahead {number}", logged=now + timedelta(days=400 + number)) for number in range(7)]

    found = cli("today", "--json").json

    assert kept == found["newest"][0][-6:]
    assert {one.id for one in ahead[3:]} == set(found["newest"][1:])
    assert 1 == found["sections"]["week"]["entries"]
    assert {"personal": 8} == found["entries"]


def test_deleted_entries_do_not_count(cli) -> None:  # type: ignore[no-untyped-def]
    cli("delete", cli("add", "Signed unread").handle)

    assert {"personal": 0} == cli("today", "--json").json["entries"]


def test_late_actions_stand_there_until_they_are_done(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "Slow roll-back", "--action", "Rehearse it", "--due", "2020-01-01").handle

    late = sections(cli)["overdue"]

    assert ["Rehearse it"] == [action["action"] for action in late["actions"]]  # type: ignore[index]
    assert "Rehearse it, due 2020-01-01" in cli("today").out
    cli("delete", handle)
    assert "overdue" not in sections(cli)


def test_what_happened_on_this_day_years_ago_comes_with_its_lesson(cli) -> None:  # type: ignore[no-untyped-def]
    cli("add", "Dear, without a lesson", "--happened", years_ago(2), "--cost", "9h")
    cli("add", "Signed unread", "--happened", years_ago(3), "--lesson", "Read what you sign")
    cli(
        "add",
        "Another day",
        "--happened",
        (TODAY - timedelta(days=40)).isoformat(),
        "--lesson",
        "Not today's",
    )

    assert 3 == sections(cli)["on-this-day"]["years"]  # type: ignore[index]
    assert "3 years ago: Signed unread" in cli("today").out
    assert "Read what you sign" in cli("today").out


def test_this_week_counts_what_was_written_and_came_again(cli) -> None:  # type: ignore[no-untyped-def]
    cli("again", cli("add", "Slow roll-back").handle)

    assert {"entries": 1, "repeated": 1}.items() <= sections(cli)["week"].items()  # type: ignore[attr-defined]


def test_the_greeting_comes_once_a_day_and_never_from_an_empty_journal(cli) -> None:  # type: ignore[no-untyped-def]
    assert "" == cli("today", "--plain").out
    cli("add", "Slow roll-back", "--action", "Rehearse it", "--due", "2020-01-01")

    assert "1 of 1,001" in cli("today", "--plain").out
    assert "" == cli("today", "--plain").out


def test_chinese_is_spoken_where_it_is_wanted(cli, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "错误日志" in cli("today").out
    cli("config", "set", "language", "en")

    assert "journal of mistakes" in cli("today").out


def test_a_section_of_a_plugin_that_fails_is_one_warning(cli, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    from mistakes.hooks import Section
    from mistakes.plugins import Plugins

    broken = Section("broken", "Broken", "mistakes.nowhere:nothing", "today")
    monkeypatch.setattr(Plugins, "sections", lambda self, view: [broken])
    cli("add", "Signed unread")

    done = cli("today")

    assert 0 == done.status
    assert "Signed unread" in done.out
    assert 1 == done.err.count("warning:")


# decisions


def decide(cli, **more: str) -> str:  # type: ignore[no-untyped-def]
    options = {"option": "wait", "choose": "wait", "predict": "Nothing breaks", "confidence": "70", **more}
    words = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", value)]
    return str(cli("decide", "Migrate", "tonight", "or", "wait", *words).handle)


def test_a_decision_is_sealed_with_doing_nothing_among_its_options(cli) -> None:  # type: ignore[no-untyped-def]
    entry = cli("show", decide(cli), "--json").json

    assert "decision" == entry["kind"]
    assert {"wait", "do nothing"} == set(entry["decision"]["options"])
    assert (70, "Nothing breaks") == (entry["decision"]["confidence"], entry["decision"]["prediction"])


def test_a_choice_that_is_no_option_is_refused(cli) -> None:  # type: ignore[no-untyped-def]
    done = cli("decide", "Migrate", "--option", "wait", "--choose", "fly")

    assert 2 == done.status
    assert "none of the options" in done.err
    assert [] == cli("list", "--json").json


def test_a_decision_comes_back_on_its_day_and_goes_when_it_is_scored(cli) -> None:  # type: ignore[no-untyped-def]
    handle = decide(cli)
    cli("edit", handle, "--set", "decision.review_on=2020-01-01")

    assert 1 == len(sections(cli)["overdue"]["decisions"])  # type: ignore[index]
    assert handle in cli("decide").out
    cli("decide", handle, "--outcome", "It broke", "--score", "no")

    assert "overdue" not in sections(cli)
    assert "It broke" == cli("show", handle, "--json").json["decision"]["outcome"]
    assert {"open": []} == cli("decide", "--json").json


def test_of_more_decisions_than_are_shown_the_rest_is_counted(cli) -> None:  # type: ignore[no-untyped-def]
    for _ in range(5):
        cli("edit", decide(cli), "--set", "decision.review_on=2020-01-01")

    assert 5 == len(sections(cli)["overdue"]["decisions"])  # type: ignore[index]
    assert "and 2 more: mistakes decide\n" in cli("today").out


@pytest.mark.parametrize("score", ["maybe", "2", "-1", "", "nan"])
def test_a_score_beyond_its_range_is_refused(cli, score: str) -> None:  # type: ignore[no-untyped-def]
    done = cli("decide", decide(cli), "--outcome", "Fine", f"--score={score}")

    assert 2 == done.status
    assert "score" in done.err


def test_only_decisions_are_scored(cli) -> None:  # type: ignore[no-untyped-def]
    assert 2 == cli("decide", cli("add", "Signed unread").handle, "--outcome", "x", "--score", "yes").status


def test_confidence_is_judged_from_ten_scored_decisions_on(cli) -> None:  # type: ignore[no-untyped-def]
    for number in range(10):
        handle = decide(cli, choose="wait" if number else "do nothing")
        before = json.loads(cli("stats", "--json").out)["sections"].get("decisions")
        told = ("--score", "yes", "--result", "4") if number < 7 else ("--score", "no", "--result", "2")
        cli("decide", handle, "--outcome", "so", *told)

    judged = cli("stats", "--json").json["sections"]["decisions"]

    assert before["brier"] is None
    assert pytest.approx((7 * 0.3**2 + 3 * 0.7**2) / 10) == judged["brier"]
    assert {"done": 9, "done_badly": 3, "left": 1, "left_badly": 0, "scored": 10}.items() <= judged.items()


# how it came about


def test_stats_tell_lucky_wins_right_things_and_conditions(cli) -> None:  # type: ignore[no-untyped-def]
    lucky = cli("add", "Went well", "--set", "process=1", "--set", "result=5", "--set", "lead=people").handle
    cli(
        "add", "Fine", "--set", "right_thing=true", "--set", "done_right=false", "--condition", "tool: prompt"
    )

    found = cli("stats", "--json").json["sections"]["balance"]

    assert [lucky] == [entry[-6:] for entry in found["lucky"]]
    assert 1 == found["right_things"]["right-badly"]
    assert (1, 1) == (found["leads"]["people"], found["conditions"]["tool"])
    assert "Went well" in cli("stats").out


def test_a_hint_if_one_person_holds_nearly_all_actions_names_nobody(cli) -> None:  # type: ignore[no-untyped-def]
    for owner, count in (("Ana", 9), ("Mei", 1), ("Kim", 1)):
        for number in range(count):
            cli("add", f"Entry {number} of {owner}", "--action", "Do it", "--owner", owner)

    found = cli("stats", "--json").json["sections"]["owners"]

    assert {"open": 11, "most": 9, "persons": 3} == found
    assert "Ana" not in cli("stats").out.partition("Open actions")[2]


def test_the_day_begins_at_four_in_the_morning() -> None:
    assert date(2026, 3, 1) == learning_day(datetime(2026, 3, 2, 3, 59).astimezone())
    assert date(2026, 3, 2) == learning_day(datetime(2026, 3, 2, 4, 0).astimezone())


# before a plan


def test_a_premortem_shows_own_lessons_first_and_keeps_the_reasons(cli) -> None:  # type: ignore[no-untyped-def]
    lesson = ("--lesson", "Rehearse it", "--if", "I migrate a database", "--then", "I restore a backup first")
    handle = cli("add", "Migrated the production database without a backup", *lesson).handle
    cli("add", "Burned the soup")

    done = cli("premortem", "Migrate the production database on Friday", "--reason", "The backup is old")

    assert done.out.index(handle) < done.out.index("saved privately")
    assert "I restore a backup first" in done.out
    assert "soup" not in done.out
    entry = cli("show", done.handle, "--json").json
    assert ["The backup is old"] == [condition["text"] for condition in entry["conditions"]]


def test_a_premortem_without_reasons_keeps_nothing(cli) -> None:  # type: ignore[no-untyped-def]
    assert {"lessons": [], "entry": None} == cli("premortem", "Fly to the moon", "--json").json
    assert [] == cli("list", "--json").json


# what came unasked


def said(handle: str, cli, days: int) -> None:  # type: ignore[no-untyped-def]
    from mistakes.briefing.quiet import keep

    entry = cli("show", handle, "--json").json
    name = f"{entry['id']}:{entry['lessons'][0]['key']}"
    keep(lambda quiet: quiet.with_said([name], TODAY - timedelta(days=days)))


def test_a_lesson_that_came_unasked_is_asked_about_on_one_day(cli, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "Slow roll-back", "--lesson", "Rehearse it").handle
    said(handle, cli, 2)

    assert f"mistakes applied {handle}" in cli("today").out
    assert 1 == len(sections(cli)["helped"])  # type: ignore[arg-type]
    monkeypatch.setattr("mistakes.days.learning_day", lambda: TODAY + timedelta(days=1))
    assert "helped" not in sections(cli)


@pytest.mark.parametrize("days", [0, 8])
def test_what_came_today_or_long_ago_is_not_asked_about(cli, days: int) -> None:  # type: ignore[no-untyped-def]
    said(cli("add", "Slow roll-back", "--lesson", "Rehearse it").handle, cli, days)

    assert "helped" not in sections(cli)


@pytest.mark.parametrize(
    ("lines", "newest"), [("60", 5), ("15", 5), ("14", 4), ("11", 1), ("10", 0), ("0", 5)]
)
def test_the_newest_entries_push_nothing_off_a_low_screen(cli, lines: str, newest: int) -> None:  # type: ignore[no-untyped-def]
    terminals = pytest.importorskip("at_a_terminal", reason="a real terminal can only be opened on POSIX")
    for number in range(5):
        cli("add", f"Signed unread {number}")
    page = terminals.Terminal("today", LINES=lines, MISTAKES_DISABLE_PLUGINS="all")
    page.finish()
    shown = page.text.splitlines()

    assert newest == sum("Signed unread" in line for line in shown)
    assert "5 of 1,001" in shown[0]
    assert "search WORDS" in shown[-1]
    assert not newest or lines == "0" or len(shown) + 2 <= int(lines)
