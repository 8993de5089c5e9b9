"""What must hold for "ready to be a chapter": each lack is named alone, and a lesson has to say something."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import mistakes, texts

from mistakes.ids import new_id
from mistakes.model import Action, Condition, Lesson, Mistake
from mistakes.readiness import KINDS, is_platitude, missing

NOW = datetime(2026, 11, 21, tzinfo=UTC)
READY = Mistake(
    id=new_id(NOW),
    title="Ran the migration against production",
    happened=date(2026, 11, 20),
    logged=NOW,
    author="Mei <mei@example.com>",
    rev=1,
    updated=NOW,
    story="I ran the migration in the wrong terminal window.",
    conditions=(Condition("The prompt did not show the host.", "environment"),),
    lessons=(
        Lesson("Make the target visible before typing.", "I open a shell", "I read the host name aloud"),
    ),
)


def changed(**fields: Any) -> Mistake:
    return attrs.evolve(READY, **fields)


def test_an_entry_with_a_story_a_condition_a_lesson_and_a_plan_lacks_nothing() -> None:
    assert () == missing(READY)


@pytest.mark.parametrize(
    ("fields", "lack"),
    [
        ({"story": "Too short to be followed."}, "story"),
        ({"story": " " * 40}, "story"),
        ({"conditions": ()}, "condition"),
        ({"conditions": (Condition("I was tired.", "person"),)}, "condition"),
        ({"conditions": (Condition("  ", "tool"),)}, "condition"),
        ({"lessons": (Lesson("Be more careful!", "I open a shell", "I pay more attention"),)}, "platitude"),
        ({"lessons": (Lesson("以后要更加小心", "上线", "注意一点"),)}, "platitude"),
        ({"lessons": (Lesson("Make the target visible before typing."),)}, "plan"),
        ({"lessons": (Lesson("Make the target visible.", "I open a shell"),)}, "plan"),
    ],
)
def test_each_lack_is_named_alone(fields: dict[str, Any], lack: str) -> None:
    assert (lack,) == missing(changed(**fields))


def test_an_entry_without_a_lesson_lacks_the_lesson_and_the_plan_and_is_not_told_that_it_is_a_platitude() -> (
    None
):
    assert ("lesson", "plan") == missing(changed(lessons=()))
    assert ("lesson", "plan") == missing(changed(lessons=(Lesson(" "),)))


@pytest.mark.parametrize(
    "fields",
    [
        {"lessons": (Lesson("Make the target visible.", check="tests/test_prompt.py"),)},
        {
            "lessons": (Lesson("Make the target visible."),),
            "actions": (Action("Colour the prompt", "Ana", due=date(2026, 12, 1)),),
        },
    ],
)
def test_a_check_or_an_action_with_owner_and_day_is_a_plan_as_well(fields: dict[str, Any]) -> None:
    assert () == missing(changed(**fields))


def test_an_action_that_lacks_its_owner_or_its_day_is_no_plan() -> None:
    lesson = (Lesson("Make the target visible."),)
    for action in (Action("Colour the prompt", "Ana"), Action("Colour the prompt", due=date(2026, 12, 1))):
        assert ("plan",) == missing(changed(lessons=lesson, actions=(action,)))


def test_a_chinese_story_needs_fewer_characters() -> None:
    assert () == missing(changed(story="在错误的窗口里执行了数据库迁移，影响了生产"))
    assert ("story",) == missing(changed(story="窗口错了"))


def test_one_lesson_that_says_something_is_enough() -> None:
    said = READY.lessons[0]
    assert () == missing(changed(lessons=(Lesson("Try harder."), said)))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Be more careful",
            "be more careful next time!",
            "Communicate better",
            "Try harder.",
            "Never again!",
        ),
        *(
            "We must communicate more with each other.",
            "Always double-check everything",
            "Test more",
            "Focus!",
        ),
        *(
            "Improve testing",
            "Improve our code review",
            "Pay attention to the host name",
            "Ｂｅ ｃａｒｅｆｕｌ",
        ),
        *(
            "加强沟通",
            "加强",
            "注意",
            "以后要更加小心",
            "下次注意细节",
            "吸取教训，引以为戒",
            "提高安全意识",
            "加强代码审查",
        ),
    ],
)
def test_a_lesson_that_fits_every_mistake_is_a_platitude(text: str) -> None:
    assert is_platitude(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Make the target visible before typing.",
            "A release needs people who are awake.",
            "Say the number back",
        ),
        *(
            "Count twice, cut once",
            "A test restores the backup every week",
            "Be careful before you type DROP",
        ),
        *(
            "执行命令前先读出主机名",
            "周五不上线",
            "金额超过一万必须两个人签字",
            "重要的数字要让对方复述一遍",
            "加强上线前的检查清单",
        ),
        *("", "…", "🙂"),
    ],
)
def test_a_lesson_that_somebody_could_act_on_is_none(text: str) -> None:
    assert not is_platitude(text)


@given(texts)
def test_every_text_is_a_platitude_or_not_whatever_stands_around_it(text: str) -> None:
    assert is_platitude(text) == is_platitude(f"  {text}\n") == is_platitude(text + " !")


@given(mistakes)
def test_what_is_missing_is_named_once_and_in_order(entry: Mistake) -> None:
    assert list(missing(entry)) == [kind for kind in KINDS if kind in missing(entry)]


@given(mistakes, st.sampled_from(["story", "conditions", "lessons"]))
def test_an_entry_that_loses_something_never_lacks_less(entry: Mistake, field: str) -> None:
    poorer = attrs.evolve(entry, **{field: "" if field == "story" else ()})

    assert set(missing(entry)) - {"platitude"} <= set(missing(poorer))
