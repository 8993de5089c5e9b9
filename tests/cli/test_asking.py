"""What must hold wherever the program asks at a terminal: an answer that was typed is never lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from mistakes import Journal
from mistakes.cli.columns import width
from mistakes.testing import run

pytest.importorskip("pty", reason="a real terminal can only be opened on POSIX")

from at_a_terminal import Terminal

OPTIONS, CHOSEN, PREDICTION = "always one)\r\n  ", "its words) ", "happen? "
CONFIDENCE, DAY, VIEWS, MORE = "percent? ", "months) ", "line ends)\r\n  ", "  "


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the personal journal lie in a folder of the test."""
    monkeypatch.setenv("MISTAKES_JOURNAL", str(tmp_path / "own"))
    run("config", "set", "author", "Kim <kim@example.com>")
    run("add", "Begin")
    return tmp_path / "own"


def newest(place: Path) -> Any:
    return next(iter(Journal.open(place).entries(newest_first=True)))


def until_confidence(*words: str) -> Terminal:
    terminal = Terminal("decide", *words)
    for keys, after in (
        ("wait\n", MORE),
        ("go\n", MORE),
        ("\n", MORE),
        ("go\n", CHOSEN),
        ("It holds\n", PREDICTION),
    ):
        terminal.type(keys, after)
    return terminal


def test_the_options_are_shown_with_their_numbers_before_one_is_chosen(place: Path) -> None:
    terminal = Terminal("decide", "Move billing")
    for keys, after in (("wait\n", MORE), ("go\n", MORE), ("\n", MORE)):
        terminal.type(keys, after)
    shown = terminal.type("3\n", CHOSEN)
    for keys, after in (
        ("So\n", PREDICTION),
        ("70\n", CONFIDENCE),
        ("\n", DAY),
        ("\n", MORE),
    ):
        terminal.type(keys, after)

    assert 0 == terminal.finish()
    assert all(line in shown for line in ("1  wait", "2  go", "3  do nothing"))
    assert "do nothing" == newest(place).decision.chosen


def test_what_does_not_fit_is_asked_again_and_no_answer_is_lost(place: Path) -> None:
    terminal = Terminal("decide", "Move billing")
    for keys, after in (
        ("wait\n", MORE),
        ("\n", MORE),
        ("fly\n", CHOSEN),
        ("WAIT\n", CHOSEN),
        ("So\n", PREDICTION),
    ):
        terminal.type(keys, after)
    for keys, after in (
        ("very\n", CONFIDENCE),
        ("about 70%\n", CONFIDENCE),
        ("some day\n", DAY),
        ("in 3 months\n", DAY),
    ):
        terminal.type(keys, after)
    terminal.type("\n", MORE)

    assert 0 == terminal.finish()
    made = newest(place).decision
    assert ("wait", "So", 70) == (made.chosen, made.prediction, made.confidence)
    assert made.review_on is not None


def test_several_lines_that_are_pasted_are_several_options_and_one_prediction(place: Path) -> None:
    terminal = Terminal("decide", "Move billing")
    for keys, after in (
        ("\x1b[200~wait\ngo\n\nask\x1b[201~\n", MORE),
        ("\n", MORE),
        ("go\n", CHOSEN),
        ("\x1b[200~It holds\nfor a year\x1b[201~\n", PREDICTION),
        ("70\n", CONFIDENCE),
        ("\n", DAY),
        ("\n", MORE),
    ):
        terminal.type(keys, after)

    assert 0 == terminal.finish()
    made = newest(place).decision
    assert (("wait", "go", "ask", "do nothing"), "It holds for a year") == (made.options, made.prediction)


def test_a_power_cut_takes_no_option_that_was_typed() -> None:
    terminal = Terminal("decide", "Move billing")
    terminal.type("wait\n", MORE)
    terminal.type("go\n", MORE)
    terminal.kill(MORE)

    again = Terminal("decide", "Move billing")
    assert "typed before: wait, go" in again.type("\n", MORE)
    again.interrupt(CHOSEN)
    assert 130 == again.finish()


def test_whoever_leaves_finds_the_answers_again(place: Path) -> None:
    terminal = until_confidence("Move billing")
    terminal.interrupt(CONFIDENCE)

    assert 130 == terminal.finish()
    assert "Begin" == newest(place).title
    again = Terminal("decide", "Move billing")
    for keys, after in (
        ("\n", MORE),
        ("\n", CHOSEN),
        ("\n", PREDICTION),
        ("七成\n", CONFIDENCE),
        ("\n", DAY),
        ("\n", MORE),
    ):
        again.type(keys, after)
    assert 0 == again.finish()
    made = newest(place).decision
    assert (("wait", "go", "do nothing"), "go", "It holds", 70) == (
        made.options,
        made.chosen,
        made.prediction,
        made.confidence,
    )
    assert [] == list((Path(os.environ["XDG_STATE_HOME"]) / "mistakes" / "drafts").glob("*"))


def test_what_was_begun_is_listed_until_it_is_sealed(place: Path) -> None:
    until_confidence("Move billing").hang_up(CONFIDENCE)
    terminal = Terminal("decide")

    assert 0 == terminal.finish()
    assert 'begun, not sealed: mistakes decide "Move billing"' in " ".join(terminal.text.split())
    assert "a decision that was begun" in run("doctor").out


def test_a_score_is_asked_again_until_it_fits(place: Path) -> None:
    handle = run("decide", "Move billing", "--option", "go", "--choose", "go").handle
    terminal = Terminal("decide", handle)
    for keys, after in (
        ("It broke\n", "turn out? "),
        ("perhaps\n", "no) "),
        ("partly\n", "no) "),
        ("9\n", "skips) "),
    ):
        terminal.type(keys, after)
    terminal.type("2\n", "skips) ")

    assert 0 == terminal.finish()
    assert ("It broke", 2) == (newest(place).decision.outcome, newest(place).result)


def test_a_changed_seal_is_asked_about_before_it_is_scored(place: Path) -> None:
    handle = run("decide", "Move billing", "--confidence", "70").handle
    run("edit", handle, "--set", "decision.confidence=99")
    terminal = Terminal("decide", handle)
    terminal.type("n\n", "[y/N] ")

    assert 0 == terminal.finish()
    assert "" == newest(place).decision.outcome


@pytest.mark.parametrize("leave", ["interrupt", "end"])
def test_a_title_is_saved_even_if_one_leaves_at_the_next_question(place: Path, leave: str) -> None:
    terminal = Terminal("add")
    terminal.type("Left the gate open\n", "happened? ")
    if leave == "end":
        terminal.type("\x04", "skips) ")
    else:
        terminal.interrupt("skips) ")

    assert 0 == terminal.finish()
    assert "Left the gate open" == newest(place).title


def test_nothing_is_saved_if_one_leaves_before_the_title(place: Path) -> None:
    terminal = Terminal("add")
    terminal.interrupt("happened? ")

    assert 130 == terminal.finish()
    assert "Begin" == newest(place).title


@pytest.mark.parametrize("leave", ["interrupt", "end", "hang up"])
def test_the_reasons_of_a_premortem_are_kept_if_one_leaves(place: Path, leave: str) -> None:
    terminal = Terminal("premortem", "Move billing")
    terminal.type("No rollback\n", MORE)
    terminal.type("Nobody knew\n", MORE)
    if leave == "hang up":
        terminal.hang_up(MORE)
    elif leave == "end":
        terminal.type("\x04", MORE)
        terminal.finish()
    else:
        terminal.interrupt(MORE)
        terminal.finish()

    assert ["No rollback", "Nobody knew"] == [condition.text for condition in newest(place).conditions]


@pytest.mark.parametrize("columns", [40, 80])
def test_no_number_of_the_statistics_is_broken(columns: int) -> None:
    run("add", "x", "-t", "infrastructure-as-code", "--cost", "1234.5h", "--cost", "12345.67EUR")
    terminal = Terminal("stats", columns=columns)

    assert 0 == terminal.finish()
    assert "12,345.67 EUR" in terminal.text
    assert all(width(line) <= columns for line in terminal.text.splitlines())


def test_a_plan_of_a_premortem_is_decided_and_sealed_on_a_terminal(place: Path) -> None:
    assert 0 == run("premortem", "Move billing", "--reason", "No rollback").status
    terminal = Terminal("decide", newest(place).id[-6:])
    for keys, after in (
        ("Café\n", MORE),
        ("\n", MORE),
        ("2\n", CHOSEN),
        ("So\n", PREDICTION),
        ("70\n", CONFIDENCE),
        ("in 3 months\n", DAY),
        ("\n", MORE),
    ):
        terminal.type(keys, after)

    assert 0 == terminal.finish()
    assert "No rollback" in terminal.text
    assert "sealed" in terminal.text
    made = newest(place).decision
    assert (("Café", "do nothing"), "do nothing", 70) == (made.options, made.chosen, made.confidence)
