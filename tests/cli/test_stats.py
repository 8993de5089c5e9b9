"""What must hold of `mistakes stats`: plain words, no persons in a team, a friendly start, room for every number."""

from __future__ import annotations

import pytest

from mistakes import Action, Journal
from mistakes.cli.stats_words import WORDS

ME = "Rhea Vale <rhea@example.com>"


@pytest.fixture
def place(cli, team: Journal) -> str:  # type: ignore[no-untyped-def]
    """A team's journal with entries of two persons, one of whom is the reader."""
    cli("config", "set", "author", ME)
    team.add("Wrong host", author=ME, actions=[Action("Rename hosts", owner="Ana")], heard_from=("Bo",))
    team.add("Late backup", author="Ana Ruiz <ana@example.com>")
    return str(team.root)


@pytest.mark.parametrize(
    "query",
    [
        *(["by:ana"], ["-by:rhea"], ["author:ana"], ["-author:rhea"], ["owner:ana"], ["helper:ana"]),
        *(
            ["heard_from:bo"],
            ["actions.owner:ana"],
            ["-owner:ana"],
            ["(host OR by:ana)"],
            ["-(host by:rhea)"],
        ),
        *(["by:/ana/"], ["by:a"], ["by:example"], ["host", "OR", "-by:rhea"], ["deleted.by:ana"]),
    ],
)
def test_a_team_has_no_numbers_by_person_however_they_are_asked_for(
    cli, place: str, query: list[str]
) -> None:  # type: ignore[no-untyped-def]
    done = cli("stats", "-j", place, "--", *query)

    assert (2, "") == (done.status, done.out)
    assert "by person" in done.err


@pytest.mark.parametrize("query", ["by:rhea", "author:rhea@example.com", "owner:rhea", "has:owner", "host"])
def test_ones_own_numbers_may_be_seen(cli, place: str, query: str) -> None:  # type: ignore[no-untyped-def]
    assert 0 == cli("stats", "-j", place, query).status


def test_a_personal_journal_may_be_asked_anything(cli) -> None:  # type: ignore[no-untyped-def]
    cli("add", "x", "--action", "y", "--owner", "Ana")

    assert 0 == cli("stats", "owner:ana").status
    assert 0 == cli("stats", "--", "-owner:ana").status


def test_without_a_journal_there_is_a_friendly_start(cli) -> None:  # type: ignore[no-untyped-def]
    done = cli("stats")

    assert 0 == done.status
    assert "mistakes add" in done.out
    assert 0 == cli("stats", "--json").json["all"]["entries"]


def test_who_stands_in_a_team_with_an_empty_journal_of_their_own_is_told_how_to_see_the_teams(  # type: ignore[no-untyped-def]
    cli, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    assert "2 entries in payments" in cli("stats").out
    cli("delete", cli("add", "Mine").handle)
    assert "There is nothing to count in personal yet. For payments: mistakes stats -T\n" == cli("stats").out
    assert "2 entries in payments" in cli("stats", "-T").out


def test_a_query_that_fits_nothing_is_named(cli) -> None:  # type: ignore[no-untyped-def]
    cli("add", "x")

    assert "No entry matches tag:nowhere" in cli("stats", "tag:nowhere").out


def test_what_came_again_is_named(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "Locked out").handle
    cli("again", handle, "Locked out, with the soup on", "--cost", "1h")

    out = cli("stats").out

    assert "Repeats: 1 entry came again. 1 entry tells of a repeat, which cost 1 h." in out
    assert f"{handle}  Locked out\n" in out


def test_only_so_many_of_them_are_named(cli) -> None:  # type: ignore[no-untyped-def]
    for number in range(5):
        cli("again", cli("add", f"Locked out {number}").handle)

    out = cli("stats").out

    assert "Repeats: 5 entries came again." in out
    assert "and 2 more: mistakes list is:repeated" in out


def test_the_four_cells_are_said_in_plain_words(cli) -> None:  # type: ignore[no-untyped-def]
    cli("add", "x", "--set", "right_thing=true", "--set", "done_right=false")

    out = cli("stats").out

    assert "the right thing to do: done right 0, not done right 1" in out
    assert "better not done at all: done right 0, not done right 0" in out


def test_a_chinese_reader_gets_chinese_headings(cli, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    cli(
        "add", "看错了", "-t", "数据库", "--cost", "2h", "--condition", "tool: 提示符", "--set", "lead=people"
    )
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    out = cli("stats").out

    for words in ("1 条记录", "重犯：没有", "阶梯", "已固化", "按标签", "按月份", "怎么来的", "成因：工具 1"):
        assert words in out


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["zh"].keys()


def test_trust_is_summed_like_hours_and_money_and_that_of_repeats_apart(cli) -> None:  # type: ignore[no-untyped-def]
    first = cli("add", "Broke a promise", "-t", "promise", "--set", "price.trust=3").handle
    cli("add", "Broke it again", "-t", "promise", "--set", "price.trust=2", "--cost", "1h")
    cli("link", cli("list", "--json").json[0]["handle"], "--again", first)

    found = cli("stats", "--json").json
    assert (5, 2) == (found["all"]["trust"], found["repeats"]["trust"])
    assert 5 == found["by_tag"]["promise"]["trust"]
    shown = cli("stats").out
    assert "cost 1 h, trust 5" in shown
    assert "which cost 1 h, trust 2" in shown
    assert 2 == cli("stats", "again", "--json").json["all"]["trust"]


def test_both_hands_are_counted_by_field_and_by_tag_and_no_entry_twice(cli) -> None:  # type: ignore[no-untyped-def]
    cli("add", "Told the customer late", "--tag", "business")
    cli("add", "Talked over Lena", "--tag", "带人", "--set", "lead=people")
    cli("add", "Gave Tom no time", "--tag", "People")
    cli("add", "Said yes to everything", "--set", "lead=self")
    cli("add", "People pleasing")

    done = cli("stats", "--json").json["sections"]["balance"]

    assert {"self": 1, "people": 2, "business": 1} == done["leads"]
    assert "leading self 1 · people 2 · business 1" in cli("stats").out
    assert {"self": 0, "people": 1, "business": 0} == (
        cli("stats", "time", "--json").json["sections"]["balance"]["leads"]
    )
