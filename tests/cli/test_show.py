"""What must hold of the page of one entry: all that was said of it and done about it stands there, in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes import Answered, Journal, Lesson, Scored
from mistakes.cli.show_words import MARKS, WORDS
from mistakes.plan_words import deed, plan, situation


def page(cli, handle: str, *more: str) -> str:  # type: ignore[no-untyped-def]
    done = cli("show", handle, *more)
    assert 0 == done.status, done.err
    return str(done.out)


def own(cli) -> Journal:  # type: ignore[no-untyped-def]
    return Journal.open(Path(cli("list", "--json").json[0]["path"]).parents[3])


@pytest.mark.parametrize(
    ("when", "then", "wanted"),
    [
        ("I open psql", "I read the prompt", ("When I open psql", "then I read the prompt")),
        ("When I open psql", "then I read the prompt", ("When I open psql", "then I read the prompt")),
        ("if it rains", "Then, I stay", ("If it rains", "then I stay")),
        ("before a release", "thenceforth we wait", ("Before a release", "then thenceforth we wait")),
    ],
)
def test_a_plan_is_said_with_one_when_and_one_then(
    cli, when: str, then: str, wanted: tuple[str, str]
) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "x", "--lesson", "Read", "--if", when, "--then", then).handle

    assert list(wanted) == [line.strip() for line in page(cli, handle).splitlines()[-2:]]


def test_a_plan_in_chinese_is_said_with_one_if_and_one_then() -> None:
    assert ("如果：下雨", "如果下雨", "就：不去", "就：不去") == (
        situation("下雨", "zh"),
        situation("如果下雨", "zh"),
        deed("不去", "zh"),
        deed("就不去", "zh"),
    )


@given(st.text(min_size=1, max_size=30), st.sampled_from(["en", "zh"]))
def test_no_word_of_a_plan_is_lost(text: str, language: str) -> None:
    assert text[1:] in situation(text, language)
    assert deed(text, language)


@pytest.mark.parametrize(
    ("when", "then", "language", "shown"),
    [
        ("I deploy.", "then I look at the graph", "en", "When I deploy, then I look at the graph"),
        ("if it rains", "", "en", "If it rains"),
        ("", "I look", "en", "then I look"),
        ("", "", "en", ""),
        ("要发布。", "看图表", "zh", "如果：要发布，就：看图表"),
    ],
)
def test_a_plan_is_one_sentence(when: str, then: str, language: str, shown: str) -> None:
    assert shown == plan(when, then, language)


def test_it_shows_what_one_answered_with_the_question(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "Ran the migration").handle
    cli("reflect", handle, "--answer", "trust.listen-2=Ana saw it, and waited")

    shown = page(cli, handle)

    assert "Your answers (private)" in shown
    assert "Ana saw it, and waited" in shown
    assert "?" in shown.split("Your answers")[1]


def test_answers_are_in_no_json_without_private(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "Ran the migration").handle
    cli("reflect", handle, "--answer", "trust.listen-2=Ana saw it, and waited")

    assert "Ana saw" not in page(cli, handle, "--json")
    assert ["Ana saw it, and waited"] == [
        answer["text"] for answer in cli("show", handle, "--json", "--private").json["answers"]
    ]


def test_it_shows_how_often_it_came_again_and_what_tells_of_it(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "Locked out").handle
    repeat = cli("again", handle, "Locked out, with the soup on the stove").handle
    cli("again", handle)

    shown = page(cli, handle)

    assert "It came again 2 times." in shown
    assert f"{repeat}  Locked out, with the soup" in shown
    assert [repeat, None] == [
        one["entry"] and one["entry"][-6:] for one in cli("show", handle, "--json").json["came_again"]
    ]


def test_it_shows_where_it_helped(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "x", "--lesson", "Read", "--if", "a", "--then", "b").handle
    cli("applied", handle, "At the release of May")

    assert "It helped once." in page(cli, handle)
    assert "At the release of May" in page(cli, handle)
    assert "At the release of May" == cli("show", handle, "--json").json["applied"][0]["situation"]


def test_it_shows_what_brings_a_lesson_to_mind(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "x", "--lesson", "Read", "--on", "path: *.sql", "--on", "word: rollback").handle

    assert "brought to mind by path *.sql, word rollback" in page(cli, handle)


def test_it_shows_the_confidence_and_the_views_of_a_decision(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("decide", "Move billing", "--confidence", "70", "--view", "Ana: too early").handle
    cli("decide", handle, "--outcome", "so", "--score", "partly")

    shown = page(cli, handle)

    assert "Confidence: 70 %" in shown
    assert "Views: Ana: too early" in shown
    assert "50% as predicted" in shown


def test_a_team_that_is_named_shows_nothing_of_ones_own(cli, team: Journal) -> None:  # type: ignore[no-untyped-def]
    cli("add", "Begin")
    entry = team.add("Restarted the wrong host")
    private = own(cli)
    private.record(Answered(entry.id, "made-sense.x-1", "I was tired"))
    private.record(Scored(entry.id, 1.0))

    named = page(cli, entry.id[-6:], "-j", str(team.root))

    assert "I was tired" not in named
    assert "Your answers" not in named


def test_where_it_was_borrowed_is_said_in_words(cli, team: Journal) -> None:  # type: ignore[no-untyped-def]
    entry = team.add("Restarted the wrong host", lessons=[Lesson("Read the prompt")])
    done = cli("borrow", entry.id[-6:], "-j", str(team.root))

    shown = page(cli, done.handle)

    assert "Borrowed from:" in shown
    assert "Imported from" not in shown


def test_a_chinese_reader_gets_chinese_headings(cli, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    handle = cli(
        *(
            "add",
            "没看提示符",
            "--condition",
            "tool: 提示符",
            "--lesson",
            "先看",
            "--if",
            "打开 psql",
            "--then",
            "先看提示符",
        )
    ).handle
    cli("again", handle)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    shown = page(cli, handle)

    for words in (
        "有计划",
        "发生于",
        "成因",
        "工具：提示符",
        "教训",
        "如果：打开 psql",
        "就：先看提示符",
        "又发生过 1 次",
    ):
        assert words in shown
    assert "What" not in shown


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["zh"].keys()
    assert MARKS["en"].keys() == MARKS["zh"].keys()


SMALL_FIELDS = {
    "confidence=90": ("90 % sure of what was believed", "当时有 90 % 的把握"),
    "lead=people": ("about leading people", "关于带人"),
    "q.iq=0": ("IQ 0", "IQ 0"),
    "q.lq=3": ("LQ 3", "LQ 3"),
    "price.reversible=no": ("it cannot be undone", "无法挽回"),
    "price.reversible=yes": ("it can be undone", "可以挽回"),
    "x.me.mood=fine, thanks": ("x.me.mood: fine, thanks", "x.me.mood: fine, thanks"),
}


@pytest.mark.parametrize("field", SMALL_FIELDS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_was_set_is_shown_however_small_it_is(cli, field: str, language: str) -> None:  # type: ignore[no-untyped-def]
    cli("config", "set", "language", language)
    handle = cli("add", "x", "--json", "--set", field).json["handle"]

    assert SMALL_FIELDS[field][language == "zh"] in page(cli, handle)


def test_fields_that_are_no_part_of_the_format_are_shown_with_their_path(cli, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "x").handle
    path = Path(cli("show", handle, "--json").json["path"])
    path.write_text(path.read_text("utf-8") + '[weather.of]\nthe_day = ["rain", 3]\n', encoding="utf-8")

    assert "weather.of.the_day: ['rain', 3]" in page(cli, handle)


def test_the_page_of_an_entry_and_the_sums_tell_the_same_time(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "x", "--set", "price.hours=6.48").handle

    assert "cost 6 h 29 min" in page(cli, handle)
    assert "cost 6 h 29 min" in cli("stats").out
