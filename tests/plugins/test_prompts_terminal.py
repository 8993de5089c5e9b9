"""What must hold for `mistakes reflect` on a terminal: one question at a time, and nothing is ever lost."""

from __future__ import annotations

import os
import select
import time
from pathlib import Path
from typing import Any

import pytest

from mistakes import Answered, Journal, Skipped
from mistakes.cli.columns import width
from mistakes.testing import run

pytest.importorskip("pty", reason="a real terminal can only be opened on POSIX")

from at_a_terminal import MARK, PATIENCE, Terminal

ANSWERS = (
    "--question",
    "quick-aar.story-1",
    "--question",
    "price-paid.trust-1",
    "--question",
    "trust.listen-2",
)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the personal journal lie in a folder of the test."""
    monkeypatch.setenv("MISTAKES_JOURNAL", str(tmp_path / "own"))
    run("config", "set", "author", "Kim <kim@example.com>")
    return tmp_path / "own"


@pytest.fixture
def entry() -> str:
    """The handle of an entry."""
    return run("add", "Ran the migration against production").handle


def saved(place: Path, handle: str) -> Any:
    journal = Journal.open(place)
    return journal.get(journal.find(handle))


def noted(place: Path) -> list[tuple[str, str]]:
    """Return what one's own journal remembers: what was done, and the words."""
    return [
        (event.do, event.text)
        for event in Journal.open(place).events()
        if isinstance(event, Answered | Skipped)
    ]


def comes(expected: list[str]) -> None:
    """Wait until these are the drafts."""
    end = time.monotonic() + PATIENCE
    while drafts() != expected:
        assert time.monotonic() < end, drafts()
        select.select([], [], [], 0.05)


def drafts() -> list[str]:
    folder = Path(os.environ["XDG_STATE_HOME"]) / "mistakes" / "drafts"
    return [path.read_text(encoding="utf-8") for path in folder.glob("*answer*")] if folder.is_dir() else []


def test_questions_come_one_at_a_time_and_answers_have_several_lines(place: Path, entry: str) -> None:
    terminal = Terminal("reflect", entry, *ANSWERS)
    for keys in ("It dropped a table.\n", "Then it went quiet.\n", "\n", "2\n", "Nobody's.\n", "\n"):
        terminal.type(keys)

    assert 0 == terminal.finish()
    assert ("It dropped a table.\nThen it went quiet.", 2) == (
        saved(place, entry).story,
        saved(place, entry).price.trust,
    )
    assert [("answered", ""), ("answered", ""), ("answered", "Nobody's.")] == noted(place)
    places = [terminal.text.index(f"{number} of 3") for number in (1, 2, 3)]
    assert places == sorted(places)
    assert f"3 answers saved privately ({entry})." in terminal.text


PASTE = "\x1b[200~{}\x1b[201~"


def test_paragraphs_that_are_pasted_are_one_answer(place: Path, entry: str) -> None:
    terminal = Terminal("reflect", entry, "--question", "quick-aar.story-1")
    terminal.type(PASTE.format("It dropped a table.\n\nThen it went quiet.") + "\n")
    terminal.type("\n")

    assert 0 == terminal.finish()
    assert "It dropped a table.\n\nThen it went quiet." == saved(place, entry).story


def test_each_answer_is_on_disk_before_the_next_question(place: Path, entry: str) -> None:
    terminal = Terminal("reflect", entry, *ANSWERS)
    terminal.type("It dropped a table.\n")
    terminal.type("\n")
    terminal.kill()

    assert "It dropped a table." == saved(place, entry).story


def test_enter_alone_skips_and_is_remembered(place: Path, entry: str) -> None:
    terminal = Terminal("reflect", entry, *ANSWERS)
    for keys in ("\n", "s\n", "\n"):
        terminal.type(keys)

    assert 0 == terminal.finish()
    assert [("skipped", "")] * 3 == noted(place)
    assert "Nothing was answered" in terminal.text


def test_one_can_go_back_and_answer_anew(place: Path, entry: str) -> None:
    terminal = Terminal("reflect", entry, *ANSWERS)
    for keys in ("Frist\n", "\n", "b\n", "First\n", "\n", "q\n"):
        terminal.type(keys)

    assert 0 == terminal.finish()
    assert "First" == saved(place, entry).story
    assert "Your answer was:\n  Frist\n" in terminal.text
    assert [("answered", "")] == noted(place)


def test_going_back_and_enter_keeps_the_answer(place: Path, entry: str) -> None:
    terminal = Terminal("reflect", entry, *ANSWERS)
    for keys in ("First\n", "\n", "b\n", "\n", "q\n"):
        terminal.type(keys)

    terminal.finish()
    assert "First" == saved(place, entry).story
    assert [("answered", "")] == noted(place)


def test_a_skipped_question_can_be_answered_after_all(place: Path, entry: str) -> None:
    terminal = Terminal("reflect", entry, *ANSWERS)
    for keys in ("\n", "b\n", "It broke.\n", "\n", "q\n"):
        terminal.type(keys)

    terminal.finish()
    assert "It broke." == saved(place, entry).story
    assert [("answered", "")] == noted(place)


def test_there_is_nothing_before_the_first_question(entry: str) -> None:
    terminal = Terminal("reflect", entry, *ANSWERS)
    for keys in ("b\n", "q\n"):
        terminal.type(keys)

    assert 0 == terminal.finish()
    assert 2 == terminal.text.count("1 of 3")


@pytest.mark.parametrize("keys", ["q\n", "\x04"], ids=["q", "Ctrl-D"])
def test_one_can_stop_at_any_question(place: Path, entry: str, keys: str) -> None:
    terminal = Terminal("reflect", entry, *ANSWERS)
    for typed in ("It broke.\n", "\n", keys):
        terminal.type(typed)

    assert 0 == terminal.finish()
    assert "It broke." == saved(place, entry).story
    assert [("answered", "")] == noted(place)
    assert "1 answer saved privately" in terminal.text


def test_ctrl_d_ends_an_answer_that_was_begun(place: Path, entry: str) -> None:
    terminal = Terminal("reflect", entry, *ANSWERS)
    for keys in ("It broke.\n", "\x04", "q\n"):
        terminal.type(keys)

    assert 0 == terminal.finish()
    assert "It broke." == saved(place, entry).story


def test_ctrl_c_keeps_what_was_typed_as_a_draft(place: Path, entry: str) -> None:
    terminal = Terminal("reflect", entry, *ANSWERS)
    for keys in ("It broke.\n", "\n", "and then\n"):
        terminal.type(keys)
    terminal.interrupt()

    assert 130 == terminal.finish()
    assert "It broke." == saved(place, entry).story
    assert ["and then"] == [text.strip() for text in drafts()]
    assert "is kept" in terminal.text.replace("\n", " ")
    assert "Traceback" not in terminal.text


def test_a_power_cut_takes_no_line_of_an_answer_that_was_begun(place: Path, entry: str) -> None:
    terminal = Terminal("reflect", entry, *ANSWERS)
    terminal.type("It dropped a table.\n")
    terminal.type("Then it went quiet.\n")
    terminal.kill()

    again = Terminal("reflect", entry, *ANSWERS)
    assert "It dropped a table.\n  Then it went quiet." in again.type("\n").replace("\r", "")
    again.type("q\n")

    assert 0 == again.finish()
    assert "It dropped a table.\nThen it went quiet." == saved(place, entry).story
    assert [] == drafts()


def test_an_answer_that_was_begun_is_named_where_other_questions_are_asked(entry: str) -> None:
    terminal = Terminal("reflect", entry, "--question", "trust.listen-2")
    terminal.type("Nobody's, so\n")
    terminal.interrupt()
    command = f"mistakes reflect {entry} --question trust.listen-2"
    assert 130 == terminal.finish()
    assert command in " ".join(terminal.text.split())

    other = Terminal("reflect", entry, "--question", "price-paid.trust-1")
    assert f"Begun and not finished: {command}" in " ".join(other.type("q\n").split())
    other.finish()


def test_an_answer_that_was_begun_about_another_entry_is_named_as_well(entry: str) -> None:
    terminal = Terminal("reflect", entry, "--question", "trust.listen-2")
    terminal.type("Nobody's, so\n")
    terminal.kill()
    other = run("add", "Sent the offer to the wrong Weber").handle

    command = f"mistakes reflect {entry} --question trust.listen-2"
    terminal = Terminal("reflect")
    assert f"Begun and not finished: {command}" in " ".join(terminal.type("q\n").split())
    terminal.finish()
    chosen = Terminal("reflect", other)
    assert "not finished" not in chosen.type("q\n")
    chosen.finish()


@pytest.mark.parametrize("done", ["skip", "delete"])
def test_a_draft_that_waits_for_nobody_is_not_named(entry: str, done: str) -> None:
    terminal = Terminal("reflect", entry, "--question", "trust.listen-2")
    terminal.type("Nobody's, so\n")
    terminal.kill()
    run("add", "Sent the offer to the wrong Weber")
    if done == "skip":
        run("reflect", entry, "--skip", "trust.listen-2")
    else:
        run("delete", entry)

    terminal = Terminal("reflect")
    assert "not finished" not in terminal.type("q\n")
    terminal.finish()


def test_an_answer_about_an_entry_that_was_deleted_meanwhile_is_kept_and_that_is_told(
    place: Path, entry: str
) -> None:
    terminal = Terminal("reflect", entry, *ANSWERS)
    terminal.type("It broke.\n")
    run("delete", entry)
    terminal.type("\n")
    terminal.type("q\n")
    terminal.finish()

    assert "It broke." == saved(place, entry).story
    assert 1 == terminal.text.count(f"{entry} is deleted; to bring it back: mistakes restore {entry}")
    again = Terminal("reflect", entry)
    assert "is deleted" in again.type("q\n")
    again.finish()


def test_a_power_cut_after_a_refusal_loses_no_words(entry: str) -> None:
    terminal = Terminal("reflect", entry, "--question", "price-paid.trust-1")
    terminal.type("a great deal\n")
    terminal.kill()

    assert ["a great deal"] == drafts()


def test_what_does_not_fit_is_told_in_chinese_to_who_reads_chinese(entry: str) -> None:
    terminal = Terminal("reflect", entry, "--question", "price-paid.trust-1", LC_ALL="zh_CN.UTF-8")
    terminal.type("差不多\n")
    terminal.type("1\n")

    assert 0 == terminal.finish()
    assert "这里要填 0 到 3 的整数" in terminal.text


def test_why_is_told_in_the_readers_words_with_the_gloss_of_each_q(entry: str) -> None:
    terminal = Terminal("reflect", entry, LC_ALL="zh_CN.UTF-8")
    terminal.type("?\n")
    terminal.type("q\n")
    terminal.finish()

    assert "下一步：经过" in terminal.text
    assert "练得最少的一商：LQ 关爱" in terminal.text


@pytest.mark.parametrize("leave", ["interrupt", "hang up"])
def test_an_answer_that_was_begun_is_offered_when_the_question_comes_again(
    place: Path, entry: str, leave: str
) -> None:
    terminal = Terminal("reflect", entry, *ANSWERS)
    terminal.type("It broke,\n")
    terminal.type("and I saw it.\n")
    if leave == "interrupt":
        terminal.interrupt()
        terminal.finish()
    else:
        terminal.hang_up()
    assert "an answer that was begun" in run("doctor").out
    again = Terminal("reflect", entry, *ANSWERS)
    again.type("\n")
    again.type("q\n")

    assert 0 == again.finish()
    assert "You began to answer this before" in again.text
    assert "It broke,\nand I saw it." == saved(place, entry).story
    assert [] == drafts()


def test_a_draft_is_left_alone_when_its_question_is_skipped(place: Path, entry: str) -> None:
    terminal = Terminal("reflect", entry, *ANSWERS)
    terminal.type("It broke,\n")
    terminal.interrupt()
    terminal.finish()
    again = Terminal("reflect", entry, *ANSWERS)
    again.type("s\n")
    again.type("q\n")
    again.finish()

    assert "" == saved(place, entry).story
    assert ["It broke,"] == drafts()


@pytest.mark.parametrize("leave", ["close", "kill"])
def test_a_line_that_is_being_typed_outlives_its_window(place: Path, entry: str, leave: str) -> None:
    terminal = Terminal("reflect", entry, *ANSWERS)
    terminal.type("It broke,\n")
    terminal.type("因为我没看")
    comes(["It broke,\n因为我没看"])
    if leave == "close":
        terminal.close()
    else:
        terminal.kill("")

    assert ["It broke,\n因为我没看"] == drafts()
    assert "" == saved(place, entry).story


def test_what_was_wiped_out_again_is_no_draft(place: Path, entry: str) -> None:
    terminal = Terminal("reflect", entry, *ANSWERS)
    terminal.type("It brok")
    comes(["It brok"])
    terminal.type_ahead("\x15")  # Ctrl-U
    comes([])
    terminal.type_ahead("q\n")
    terminal.finish()

    assert ([], []) == (drafts(), noted(place))


def test_ctrl_c_at_a_question_leaves_no_draft(place: Path, entry: str) -> None:
    terminal = Terminal("reflect", entry, *ANSWERS)
    terminal.interrupt()

    assert 130 == terminal.finish()
    assert ([], []) == (drafts(), noted(place))


def test_what_does_not_fit_may_be_typed_anew(place: Path, entry: str) -> None:
    terminal = Terminal("reflect", entry, "--question", "price-paid.trust-1")
    for keys in ("a great deal\n", "3\n"):
        terminal.type(keys)

    assert 0 == terminal.finish()
    assert "whole number from 0 to 3" in terminal.text
    assert 3 == saved(place, entry).price.trust


def test_what_does_not_fit_is_kept_as_a_note_by_enter(place: Path, entry: str) -> None:
    terminal = Terminal("reflect", entry, "--question", "price-paid.trust-1")
    for keys in ("a great deal\n", "\n"):
        terminal.type(keys)

    assert 0 == terminal.finish()
    assert None is saved(place, entry).price.trust
    assert [("answered", "a great deal")] == noted(place)


def test_a_question_mark_tells_why_and_asks_again(entry: str) -> None:
    terminal = Terminal("reflect", entry)
    for keys in ("?\n", "q\n"):
        terminal.type(keys)

    assert 0 == terminal.finish()
    assert "+3.00  the next step: the story" in terminal.text


def test_tips_come_after_the_answer_to_a_case() -> None:
    terminal = Terminal("reflect", "--question", "trust.scenario-1")
    terminal.type("I would listen first.\n")
    assert "•" not in terminal.text
    terminal.type("\n")

    assert 0 == terminal.finish()
    assert 2 <= terminal.text.count("•")


@pytest.mark.parametrize("keys", ["\n", "\x04"])
def test_tips_that_fill_the_screen_stay_until_they_are_read(keys: str) -> None:
    cases = ("--question", "trust.scenario-1", "--question", "cultivate.scenario-1")
    terminal = Terminal("reflect", *cases, columns=40, LINES="20")
    terminal.type("I would listen first.\n")
    terminal.type("\n")
    assert "Lin, the best coder" not in terminal.type(keys, "Enter goes on. ")
    if keys == "\n":
        terminal.type("q\n")

    assert 0 == terminal.finish()
    assert ("Lin, the best coder" in terminal.text) is (keys == "\n")
    assert "1 answer saved privately." in terminal.text


def test_where_there_is_room_the_next_question_follows_the_tips_at_once() -> None:
    cases = ("--question", "trust.scenario-1", "--question", "cultivate.scenario-1")
    terminal = Terminal("reflect", *cases, LINES="24")
    terminal.type("I would listen first.\n")
    terminal.type("\n")
    terminal.type("q\n")

    assert 0 == terminal.finish()
    assert "goes on" not in terminal.text


def test_hostile_words_of_an_entry_are_shown_and_never_obeyed() -> None:
    bad = run("add", "\x1b]0;owned\x07 title").handle
    terminal = Terminal("reflect", bad, *ANSWERS)
    terminal.type("\x1b[31mred\n")
    terminal.type("\n")
    terminal.type("b\n")
    terminal.type("q\n")

    terminal.finish()
    assert "\x1b]0;" not in terminal.text.replace("\x1b[?2004", "")
    assert "\\x1b]0;owned" in terminal.text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_fits_forty_columns(entry: str, language: str) -> None:
    terminal = Terminal("reflect", entry, "--why", "--language", language, columns=40)
    for keys in ("x\n", "\n", "q\n"):
        terminal.type(keys)

    terminal.finish()
    lines = [
        line.replace("\x1b[?2004h", "").replace("\x1b[?2004l", "") for line in terminal.text.splitlines()
    ]
    assert [] == [line for line in lines if width(line.split("\r")[-1]) > 40]


def test_a_comparison_shows_what_may_be_meant(place: Path) -> None:
    older, newer = run("add", "The green light lied").handle, run("add", "Merged too early").handle
    terminal = Terminal("reflect", newer, "--question", "two-alike.older-1")
    for keys in (f"{older} both looked done\n", "\n"):
        terminal.type(keys)

    assert 0 == terminal.finish()
    assert f"  {older}  The green light lied" in terminal.text
    assert [saved(place, older).id] == [*saved(place, newer).links.like]
    assert f"compared with {older}" in terminal.text


def test_it_speaks_chinese(place: Path, entry: str) -> None:
    terminal = Terminal("reflect", entry, *ANSWERS, "--language", "zh")
    for keys in ("误删了一张表。\n", "\n", "q\n"):
        terminal.type(keys)

    assert 0 == terminal.finish()
    assert "误删了一张表。" == saved(place, entry).story
    assert "第 1 题，共 3 题" in terminal.text
    assert "1 个回答已私下保存" in terminal.text


def test_nothing_is_asked_with_no_input(entry: str) -> None:
    terminal = Terminal("reflect", entry, "--no-input")

    assert 0 == terminal.finish()
    assert MARK not in terminal.text


def test_a_second_run_goes_on_where_the_first_one_ended(place: Path, entry: str) -> None:
    for count in (3, 2):
        terminal = Terminal("reflect", entry)
        for _ in range(count):
            terminal.type("the shell looked like staging\n")
            terminal.type("\n")
        if count == 2:
            terminal.type("q\n")
        terminal.finish()

    assert "planned" == Journal.open(place).standing(saved(place, entry)).status
    assert "It is planned now." in terminal.text
