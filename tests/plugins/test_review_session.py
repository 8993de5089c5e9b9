"""What must hold for `mistakes review` on a terminal: recall before reveal, and nothing is ever lost."""

from __future__ import annotations

import os
import select
import signal
import time
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import at_a_terminal
import pytest

import mistakes_prompts
from mistakes import (
    Answered,
    Applied,
    Compared,
    Condition,
    Journal,
    Lesson,
    Mistake,
    Reviewed,
    Skipped,
    places,
)
from mistakes.cli.columns import width
from mistakes.days import learning_day
from mistakes.plan_words import situation
from mistakes.testing import run
from mistakes_review.comparing import is_day_to_compare
from mistakes_review.words import WORDS

LINE, KEY = "> ", "q stop"
CTRL_C, CTRL_D, ENTER = "\x03", "\x04", "\n"


class Terminal(at_a_terminal.Terminal):
    """The program on a terminal, and a person who reads before typing."""

    def see(self, expected: str) -> str:
        """Wait until this is shown, and return what has come since the last time."""
        start = len(self.text)
        while expected not in self.text[start:]:
            assert self._read(), f"{expected!r} never came: {self.text}"
        return self.text[start:]

    def type(self, keys: str, after: str = LINE) -> str:
        """Wait until this is shown, type, and return what was shown.

        A Ctrl-C that falls into the moment in which Python begins to wait is only noticed with the next
        key, so it is pressed until something happens, as people do.
        """
        seen = self.see(after)
        self.type_ahead(keys)
        while CTRL_C in keys and not self._comes(1):
            self.type_ahead(CTRL_C)
        return seen


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journal]:
    """A personal journal on a day that has no comparison."""
    yield from _journal(tmp_path, monkeypatch, compares=False)


def noted(journal: Journal) -> list[Any]:
    """Return the events but those that writing an entry leaves by itself."""
    return [event for event in journal.events() if event.do not in ("understood", "planned")]


def _journal(folder: Path, monkeypatch: pytest.MonkeyPatch, *, compares: bool) -> Iterator[Journal]:
    # without questions of the packs and news of the game, which are not what this is about
    monkeypatch.setenv("MISTAKES_DISABLE_PLUGINS", "prompts,game")
    number = 0
    while True:
        journal = Journal.create(folder / f"own{compares}{number}", name="personal")
        if is_day_to_compare(journal.header.id, learning_day().toordinal()) is compares:
            break
        number += 1
    monkeypatch.setenv("MISTAKES_JOURNAL", str(journal.root))
    run("config", "set", "author", "Kim <kim@example.com>")
    yield journal


def add(
    journal: Journal, title: str = "Signed unread", then: str = "I read it first", days: int = 3
) -> Mistake:
    at = journal.draft("x", author="Kim <kim@example.com>").logged - timedelta(days=days)
    plan = Lesson("Paper is patient", when="I am about to sign", then=then, added=at)
    return journal.add(title, lessons=[plan], logged=at, author="Kim <kim@example.com>")


def grades(journal: Journal) -> list[str]:
    return [event.grade for event in noted(journal) if isinstance(event, Reviewed)]


def test_the_situation_is_shown_first_and_the_plan_only_after_an_answer(own: Journal) -> None:
    add(own)
    terminal = Terminal("review")

    before = terminal.type("I look at the end\n")
    after = terminal.type("y", KEY)

    assert "Signed unread" in before
    assert "When I am about to sign" in before
    assert not [text for text in ("I read it first", "Paper is patient") if text in before]
    assert "then I read it first" in after
    assert "Paper is patient" in after
    assert 0 == terminal.finish()
    assert ["had"] == grades(own)
    assert "Had it · It comes back in 3 days." in terminal.text
    assert "Next: 1 in 3 days." in terminal.text.splitlines()[-1]


def test_one_key_grades_and_both_are_praised_alike(own: Journal) -> None:
    add(own, "one", days=4)
    add(own, "two")
    terminal = Terminal("review")
    terminal.type(ENTER)
    terminal.type("xyz?n", KEY)  # y counts; the rest is typed too soon for anything
    terminal.type(ENTER, "What do you do?")
    terminal.type("N", "y · n · q")

    assert 0 == terminal.finish()
    assert ["had", "missed"] == grades(own)
    assert 2 == terminal.text.count("It comes back")


@pytest.mark.parametrize("stop", ["q\n", "Q\n", CTRL_D, CTRL_C, f"half an answer{CTRL_C}"])
def test_stopping_at_the_answer_keeps_what_was_graded(stop: str, own: Journal) -> None:
    add(own, "one")
    add(own, "two")
    terminal = Terminal("review")
    terminal.type(ENTER)
    terminal.type("y", KEY)
    terminal.type(stop, "What do you do?\n> ")

    assert 0 == terminal.finish()
    assert ["had"] == grades(own)
    assert "1 still there today, whenever you like: mistakes review" in terminal.text
    assert "Traceback" not in terminal.text


@pytest.mark.parametrize("stop", ["q", CTRL_D, CTRL_C])
def test_stopping_at_the_grade_grades_nothing(stop: str, own: Journal) -> None:
    add(own)
    terminal = Terminal("review")
    terminal.type(ENTER)
    terminal.type(stop, KEY)

    assert 0 == terminal.finish()
    assert [] == grades(own)
    assert "1 still there today" in terminal.text


def test_a_power_cut_loses_no_grade(own: Journal) -> None:
    add(own, "one")
    add(own, "two")
    terminal = Terminal("review")
    terminal.type(ENTER)
    terminal.type("n", KEY)
    terminal.see("It comes back")
    os.kill(terminal.child, signal.SIGKILL)
    terminal.finish()

    assert ["missed"] == grades(own)


def test_what_was_deleted_or_changed_meanwhile_is_left_out_or_asked_as_it_is(own: Journal) -> None:
    first, second = add(own, "first", days=6), add(own, "second", days=5)
    third = add(own, "third", days=4)
    terminal = Terminal("review")
    terminal.see(LINE)
    asked = [entry for entry in (first, second, third) if entry.title in terminal.text]
    left = [entry for entry in (first, second, third) if entry not in asked]
    own.delete(left[0].id)
    own.change(left[1].id, title="retold")
    os.write(terminal._ours, b"\n")
    terminal.type("y", KEY)
    terminal.type(ENTER, "retold")
    terminal.type("y", "y · n · q")

    assert 0 == terminal.finish()
    assert ["had", "had"] == grades(own)
    assert f"{left[0].id[-6:]} was changed meanwhile" in terminal.text


def test_what_was_recalled_in_another_window_is_not_asked_again(own: Journal) -> None:
    run("config", "set", "review.cap", "3")
    added = [add(own, name, days=6) for name in ("one", "two", "three", "four")]
    terminal = Terminal("review")
    terminal.see(LINE)
    asked, *others = own.due()
    for other in others:
        assert 0 == run("review", other.entry.id, "--grade", "had").status
    os.write(terminal._ours, b"\n")
    terminal.type("y", KEY)

    assert 0 == terminal.finish()
    assert ["had"] * 3 == grades(own)
    assert all(f"{other.entry.id[-6:]} was recalled elsewhere" in terminal.text for other in others)
    assert "still there" not in terminal.text
    assert asked.entry.id in [entry.id for entry in added]


@pytest.mark.parametrize("language", ["C.UTF-8", "zh_CN.UTF-8"])
@pytest.mark.parametrize("columns", [40, 80])
def test_every_line_fits(columns: int, language: str, own: Journal) -> None:
    add(own, "把生产库当成测试库删了，因为终端里没有显示主机名，一个下午才恢复", then="大声念出主机名，" * 9)
    add(own, "Ran the migration against production because the prompt did not show the host " * 2)
    words = WORDS["zh" if language.startswith("zh") else "en"]
    terminal = Terminal("review", columns=columns, LC_ALL=language)
    for _ in range(2):
        terminal.type(ENTER)
        terminal.type("y", "· q")

    assert 0 == terminal.finish()
    assert columns >= max(width(line) for line in terminal.text.splitlines())
    assert words["had"] in terminal.text


def test_one_lesson_can_be_recalled_by_name_although_it_is_not_due(own: Journal) -> None:
    entry = add(own, days=0)
    terminal = Terminal("review", entry.id[-6:])
    terminal.type(ENTER)
    terminal.type("y", KEY)

    assert 0 == terminal.finish()
    assert ["had"] == grades(own)


def test_where_nothing_is_due_it_says_what_comes_next(own: Journal) -> None:
    empty = Terminal("review")
    assert 0 == empty.finish()
    assert "No lesson has a plan yet" in empty.text
    assert "mistakes edit ID --if" in empty.text

    add(own, days=0)
    later = Terminal("review")
    assert 0 == later.finish()
    assert ["Nothing is due today.", "Next: 1 tomorrow."] == later.text.splitlines()

    run("config", "set", "review.cap", "0")
    off = Terminal("review")
    assert 0 == off.finish()
    assert "review.cap is 0" in off.text


def test_now_and_then_two_mistakes_are_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = next(_journal(tmp_path, monkeypatch, compares=True))
    older = [
        add(journal, f"Signed the {what} contract without reading the clause", days=days)
        for what, days in (("phone", 40), ("gym", 30))
    ]
    for entry in older:
        run("retire", entry.id)
    entry = add(journal, "Signed the lease contract without reading the clause")
    terminal = Terminal("review")
    terminal.type(ENTER)
    terminal.type("y", KEY)
    shown = terminal.type("2", "2  Signed")
    chosen = next(one for one in older if f"2  {one.title}" in shown + terminal.see(LINE))
    os.write(terminal._ours, "先读条款\n".encode())

    assert 0 == terminal.finish()
    (event,) = [one for one in noted(journal) if isinstance(one, Compared)]
    assert (entry.id, chosen.id, "先读条款") == (event.entry, event.other, event.rule)
    assert "two cases, one rule" in terminal.text


def test_what_was_typed_of_a_comparison_stays_when_somebody_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = next(_journal(tmp_path, monkeypatch, compares=True))
    for what, days in (("phone", 40), ("gym", 30), ("lease", 3)):
        entry = add(journal, f"Signed the {what} contract without reading the clause", days=days)
        if days > 3:
            run("retire", entry.id)
    terminal = Terminal("review")
    terminal.type(ENTER)
    terminal.type("y", KEY)
    terminal.type("1", "2  Signed")
    terminal.type("the clause at the end")
    terminal.type(CTRL_C, "at the end")

    assert 0 == terminal.finish()
    assert ["the clause at the end"] == [one.rule for one in noted(journal) if isinstance(one, Compared)]


def test_a_comparison_can_be_skipped_and_is_not_asked_twice_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = next(_journal(tmp_path, monkeypatch, compares=True))
    for number in range(5):
        add(journal, f"Signed the contract {number} without reading the clause", days=9 - number)
    first = Terminal("review", "-n", "3")
    for prompt in (KEY, "y · n · q", "y · n · q"):
        first.type(ENTER, LINE)
        first.type("y", prompt)
    first.type(ENTER, "Which older mistake")
    assert 0 == first.finish()

    second = Terminal("review", "-n", "1")
    second.type(ENTER)
    second.type("y", KEY)

    assert 0 == second.finish()
    assert "Which older" not in second.text
    assert ["had"] * 4 == grades(journal)
    assert [] == [one for one in noted(journal) if isinstance(one, Compared)]


def asked_of_the_packs(own: Journal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Recall the only lesson that is due, and return the terminal as the question of the packs comes."""
    monkeypatch.setenv("MISTAKES_DISABLE_PLUGINS", "game")
    add(own)
    if not own.questions(own.latest(), when="review", limit=1):
        pytest.skip("no pack has a question for after a review")
    terminal = Terminal("review")
    terminal.type(ENTER)
    terminal.type("y", KEY)
    return terminal


def test_a_question_of_the_packs_follows_and_is_skipped_by_enter(
    own: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = asked_of_the_packs(own, monkeypatch)
    assert "Enter skips it" in terminal.type(ENTER)

    assert 0 == terminal.finish()
    assert ["reviewed", "skipped"] == [event.do for event in noted(own)]


@pytest.mark.parametrize("keys", ["q\n", CTRL_D, CTRL_C])
def test_whoever_stops_at_the_question_of_the_packs_has_answered_and_skipped_nothing(
    own: Journal, monkeypatch: pytest.MonkeyPatch, keys: str
) -> None:
    terminal = asked_of_the_packs(own, monkeypatch)
    assert "Enter skips it" in terminal.type(keys)

    assert 0 == terminal.finish()
    assert ["reviewed"] == [event.do for event in noted(own)]


def test_a_line_that_is_being_typed_after_a_review_outlives_its_window(
    own: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = asked_of_the_packs(own, monkeypatch)
    terminal.type("because it was l")
    folder, end = places.state_folder() / "drafts", time.monotonic() + at_a_terminal.PATIENCE
    while not (kept := [path.read_text(encoding="utf-8") for path in folder.glob("*-answer-*")]):
        assert time.monotonic() < end
        select.select([], [], [], 0.05)
    terminal.close()

    assert ["because it was l"] == kept
    assert ["reviewed"] == [event.do for event in noted(own)]


MEASURE = """
[pack]
id = "measure"
version = "1"
schema = 1
title = { en = "Measure" }

[[prompt]]
id = "measure.way-1"
when = ["review"]
fills = "process"
text = { en = "How good was the way, from 1 to 5?", zh = "过程有多好，从 1 到 5？" }
"""


def asked_for_a_number(own: Journal, monkeypatch: pytest.MonkeyPatch, **environment: str) -> Terminal:
    """Return the terminal as the question after a review comes, which is one that takes a number."""
    monkeypatch.setenv("MISTAKES_DISABLE_PLUGINS", "game")
    folder = places.config_folder() / "packs"
    folder.mkdir(parents=True)
    (folder / "measure.toml").write_text(MEASURE, encoding="utf-8")
    entry = add(own)
    own.change(entry.id, story="It was late.", conditions=[Condition("The page was long", kind="task")])
    # whoever skipped all others twice is asked the one that is left
    for pack in (Path(mistakes_prompts.__file__).parent / "packs").glob("*.toml"):
        for prompt in tomllib.loads(pack.read_text(encoding="utf-8"))["prompt"]:
            if "review" in prompt["when"]:
                own.record(Skipped(entry.id, prompt["id"]))
                own.record(Skipped(entry.id, prompt["id"]))
    terminal = Terminal("review", **environment)
    terminal.type(ENTER)
    terminal.type("y", "q 停止" if environment else KEY)
    return terminal


def test_what_does_not_fit_at_the_question_of_the_packs_is_asked_again(
    own: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = asked_for_a_number(own, monkeypatch)
    terminal.type("rather good\n")
    assert "this takes a whole number from 1 to 5" in terminal.type("4\n", "anew")

    assert 0 == terminal.finish()
    assert "Kept." in terminal.text
    assert 4 == own.get(own.latest()).process


def test_what_does_not_fit_stays_as_a_note_by_enter(own: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = asked_for_a_number(own, monkeypatch)
    terminal.type("rather good\n")
    terminal.type(ENTER, "anew")

    assert 0 == terminal.finish()
    assert ["rather good"] == [event.text for event in own.events() if isinstance(event, Answered)]


def test_a_refusal_after_a_review_is_chinese_where_the_rest_is(
    own: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = asked_for_a_number(own, monkeypatch, LC_ALL="zh_CN.UTF-8")
    terminal.type("不错\n")

    assert "这里要填 1 到 5 的整数" in terminal.type(ENTER, "重新输入")
    assert 0 == terminal.finish()


def test_a_question_mark_at_the_question_of_the_packs_tells_the_keys_and_skips_nothing(
    own: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = asked_for_a_number(own, monkeypatch)
    before = len(list(own.events()))
    terminal.type("?\n")
    terminal.type("q\n", "q stops.")

    assert 0 == terminal.finish()
    assert [] == [event.do for event in list(own.events())[before:] if event.do == "skipped"]


def test_applied_asks_where_it_helped(own: Journal) -> None:
    entry = add(own)
    terminal = Terminal("applied", entry.id[-6:])
    terminal.type("新房的租约\n")

    assert 0 == terminal.finish()
    assert ["新房的租约"] == [event.situation for event in noted(own) if isinstance(event, Applied)]


def test_the_words_are_the_same_in_both_languages() -> None:
    english, chinese = WORDS["en"], WORDS["zh"]

    assert english.keys() == chinese.keys()
    for name, text in english.items():
        assert sorted(part.split("}")[0] for part in text.split("{")[1:]) == sorted(
            part.split("}")[0] for part in chinese[name].split("{")[1:]
        )


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        ("I sign", "When I sign"),
        ("when I sign", "When I sign"),
        ("If I sign", "If I sign"),
        ("before I sign", "Before I sign"),
        ("如果要签字", "如果要签字"),
        ("iffy offers come", "When iffy offers come"),
    ],
)
def test_a_situation_reads_as_a_condition_however_it_was_typed(when: str, shown: str) -> None:
    assert shown == situation(when, "en")
