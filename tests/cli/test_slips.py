"""What must hold for slips: what is meaningless is said kindly, in whichever way it comes in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from mistakes import Journal, Price
from mistakes.errors import InvalidEntry
from mistakes.testing import run

AHEAD = "2062-11-20"
TODAY = date.today()


# A day that is still to come


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "x", "--happened", AHEAD),
        ("add", "x", "--happened", AHEAD, "--json"),
        ("add", "x", "--set", f"happened={AHEAD}"),
        ("edit", "--happened", AHEAD),
        ("again", "{id}", "once more", "--happened", AHEAD),
    ],
    ids=" ".join,
)
def test_a_day_far_ahead_is_saved_and_said(arguments: Sequence[str]) -> None:
    handle = run("add", "first").handle

    result = run(*(part.format(id=handle) for part in arguments))

    assert result.status == 0
    assert f"is dated {AHEAD}, which is still to come" in result.err
    assert "--happened WHEN" in result.err
    assert 1 == len(run("list", f"happened:{AHEAD}").out.splitlines())


@pytest.mark.parametrize("day", ["today", "yesterday", "tomorrow", "1999-12-31"])
def test_nothing_is_said_of_a_day_that_may_be(day: str) -> None:
    run("add", "first")
    assert "" == run("add", "x", "--happened", day).err
    run("add", "x", "--happened", AHEAD)
    assert "" == run("edit", "--tag", "law").err


def test_an_import_counts_the_days_that_are_still_to_come(tmp_path: Path) -> None:
    records = [{"title": "one", "happened": AHEAD}, {"title": "two", "happened": "2020-01-01"}]
    source = tmp_path / "records.json"
    source.write_text(json.dumps(records), encoding="utf-8")

    tried = run("import", "json", str(source), "--dry-run", "--json")
    result = run("import", "json", str(source))

    assert 1 == tried.json["ahead"]
    assert result.status == 0
    assert "1 is dated in the future" in result.err
    assert run("list", "happened:tomorrow..").out.count("one") == 1


def test_doctor_names_the_entry_and_the_cure() -> None:
    handle = run("add", "x", "--happened", AHEAD).handle

    found = [one for one in run("doctor", "--json").json if one["where"] == "happened"]

    assert ["future-entry"] == [one["kind"] for one in found]
    assert f"mistakes edit {handle} --happened WHEN" in found[0]["cure"]
    run("edit", handle, "--happened", "yesterday")
    assert [] == [one for one in run("doctor", "--json").json if one["where"] == "happened"]


# What names nothing


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-j", "", "list"), "-j names no journal"),
        (("list", "-j", ""), "-j names no journal"),
        (("-j", "personal", "-T", "list"), "-j and -T name a journal each"),
        (("-T", "list", "-j", "personal"), "-j and -T name a journal each"),
        (("init", "--team", ""), "--team has no name"),
        (("init", "--team", " "), "--team has no name"),
        (("init", "--git", ""), "--git has no address"),
        (("decide", "x", "--review-on", "yesterday"), "has passed"),
    ],
)
def test_what_names_nothing_is_refused_in_one_line(arguments: Sequence[str], said: str) -> None:
    result = run(*arguments)

    assert 2 == result.status
    assert said in result.err
    assert 1 == result.err.count("\n")
    assert "" == result.out


@pytest.mark.parametrize("day", ["today", "tomorrow", "in 3 months"])
def test_a_decision_is_looked_at_again_from_today_on(day: str) -> None:
    result = run("decide", "x", "--choose", "a", "--review-on", day)

    assert result.status == 0, result.err


def test_an_empty_option_is_as_good_as_none() -> None:
    run("add", "x", "--lesson", "", "--condition", " ", "--action", "", "-t", "", "--happened", "")

    shown = run("show", "--json").json
    assert set() == {"lessons", "conditions", "actions", "tags"} & set(shown)


# What cannot be lost


def test_a_price_below_nothing_is_refused_in_every_way_in(journal: Journal, tmp_path: Path) -> None:
    prices = [{"money": "-5", "currency": "EUR"}, {"money": "-0.01"}, {"hours": -1}, {"hours": -0.5}]
    source = tmp_path / "records.json"
    source.write_text(
        json.dumps([{"title": f"t{n}", "price": price} for n, price in enumerate(prices)]), encoding="utf-8"
    )

    for option in ("--cost=-3h", "--cost=-200EUR", "--set=price.money=-1", "--set=price.hours=-1"):
        assert 2 == run("add", "x", option).status, option
    imported = run("import", "json", str(source), "--json").json
    with pytest.raises(InvalidEntry, match=r"price\.money: expected 0 or more"):
        journal.add("x", price=Price(money=Decimal("-0.01"), currency="EUR"))
    with pytest.raises(InvalidEntry, match=r"price\.hours: expected 0"):
        journal.add("x", price=Price(hours=-0.5))

    assert [] == imported["added"]
    assert 4 == len(imported["refused"])
    assert [] == list(journal.entries())


def test_the_editor_takes_no_price_below_nothing_either(tmp_path: Path) -> None:
    run("add", "x")
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "\\n[price]\\nmoney = \\"-5\\"\\n" >> "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    run("config", "set", "editor", str(editor))

    result = run("edit")

    assert 1 == result.status
    assert "price.money: expected 0 or more, got -5" in result.err
    assert "price" not in run("show", "--json").json


def test_no_price_at_all_and_nothing_lost_are_both_fine(journal: Journal) -> None:
    for price in (
        Price(),
        Price(hours=0.0),
        Price(money=Decimal(0), currency="EUR"),
        Price(money=Decimal("-0")),
    ):
        assert journal.get(journal.add("x", price=price).id).price == price


def test_a_review_on_a_past_day_can_still_be_written_down(journal: Journal) -> None:
    """What a file says is a fact; only a person who seals a decision today is asked to look ahead."""
    run("decide", "x", "--choose", "a", "--review-on", "tomorrow")

    result = run("edit", "--set", f"decision.review_on={TODAY - timedelta(days=3)}")

    assert result.status == 0, result.err


# A field that is not there


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("beleived", "Did you mean: believed?"),
        ("tag", "Did you mean: tags?"),
        ("trust", "Did you mean: price.trust?"),
        ("price.cost", "Fields are: price.currency, price.hours, price.money, price.note,"),
        ("lessons.text", 'For example: --lesson "…" --if "…" --then "…"'),
        ("condition", 'For example: --condition "tool: …"'),
        ("author", "also those of price, q, decision, links, such as price.trust; your own go under x"),
    ],
)
def test_a_field_that_is_not_there_is_refused_with_what_to_write_instead(name: str, advice: str) -> None:
    refused = run("add", "x", "--set", f"{name}=1")

    assert 2 == refused.status
    assert f"there is no field '{name}' to set" in refused.err
    assert advice in refused.err
    assert [] == run("list", "--json").json


def test_an_empty_journal_says_so_whichever_entry_is_asked_for() -> None:
    for command in (("show", "4sn02q"), ("edit", "4sn02q", "-t", "x"), ("again", "4sn02q")):
        assert "there are no entries yet" in run(*command).err
    run("add", "x")
    assert "no entry ends in 4sn02q" in run("show", "4sn02q").err


def test_a_tag_is_one_line_however_it_was_pasted() -> None:
    made = run("add", "x", "-t", " two\n  words ", "-t", "#a\tb,c", "--json").json

    assert ["a b", "c", "two words"] == sorted(made["tags"])
