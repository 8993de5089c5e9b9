"""What must hold for the balance of the three Qs, and for all words of the game: they are kind."""

from __future__ import annotations

import ast
import re
import tomllib
from math import isclose, log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mistakes_game
from mistakes_game.counts.balance import LAST, balance, balance_line, lowest, named
from mistakes_game.words.wording import words

qs = st.lists(st.tuples(*[st.integers(0, 3)] * 3), max_size=80)
PACKAGE = Path(mistakes_game.__file__).parent


class TestBalance:
    @given(qs)
    def test_shares_add_up_and_evenness_is_their_entropy(self, told):
        found = balance(told)
        shares = [found.iq, found.eq, found.lq]
        assert found.lessons == min(sum(any(one) for one in told), LAST)
        assert isclose(1.0 if found.lessons else 0.0, sum(shares))
        entropy = -sum(share * log(share) for share in shares if share) / log(3)
        assert isclose(entropy, found.evenness, abs_tol=1e-9)
        assert 0 <= found.evenness <= 1

    @given(qs, qs)
    def test_only_the_last_sixty_count(self, new, old):
        many = [one for one in new if any(one)] * 60
        if many:
            assert balance(many) == balance([*many, *old])

    @pytest.mark.parametrize(
        ("told", "evenness"),
        [([(1, 1, 1)], 1.0), ([(3, 0, 0)], 0.0), ([(1, 1, 0)], log(2) / log(3)), ([], 0.0)],
    )
    def test_equal_is_one_and_a_single_kind_is_none(self, told, evenness):
        assert isclose(evenness, balance(told).evenness, abs_tol=1e-12)

    @pytest.mark.parametrize(
        ("sums", "expected"),
        [
            ((0, 0, 0), "lq"),
            ((1, 1, 1), "lq"),
            ((0, 0, 1), "eq"),
            ((0, 1, 1), "iq"),
            ((2, 1, 1), "lq"),
            ((1, 0, 0), "lq"),
        ],
    )
    def test_of_those_trained_alike_care_is_the_lowest(self, sums, expected):
        assert expected == lowest(*sums)

    @given(st.tuples(*[st.integers(0, 9)] * 3))
    def test_the_questions_take_the_same_for_the_lowest(self, sums):
        choice = pytest.importorskip(
            "mistakes_prompts.choice", reason="the plugin with questions is not installed"
        )
        iq, eq, lq = sums
        assert choice.lowest_q((lq, eq, iq)) == lowest(iq, eq, lq)

    @given(qs, st.sampled_from(["en", "zh", "zh-TW"]))
    def test_is_said_in_one_line_with_what_each_means(self, told, language):
        found = balance(told)
        line = balance_line(found, language)
        assert "\n" not in line
        assert "{" not in line
        assert all(
            word in line
            for word in (("求知", "体察", "关爱") if language != "en" else ("know", "feel", "care"))
        )

    def test_the_lowest_is_named_with_its_gloss(self):
        assert "LQ (care)" in balance_line(balance([(3, 2, 0)]))
        assert "LQ（关爱）" in balance_line(balance([(3, 2, 0)]), "zh")
        assert "IQ (know)" == named("iq")


def _toml_texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _toml_texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _toml_texts(one)]
    return [value] if isinstance(value, str) else []


def _python_texts(path: Path) -> list[str]:
    """Return the texts in the word tables of a module: values of dictionaries at its top."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tables = [node.value for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    return [
        node.value
        for table in tables
        if table is not None
        for each in ast.walk(table)
        if isinstance(each, ast.Dict)
        for node in each.values
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


TEXTS = {
    **{
        path.name: _toml_texts(tomllib.loads(path.read_text(encoding="utf-8")))
        for path in PACKAGE.rglob("*.toml")
    },
    **{path.name: _python_texts(path) for path in PACKAGE.rglob("*.py")},
}
UNKIND = re.compile(
    r"\b(?:fail\w*|lost|lose\w*|losing|broke|broken|miss(?:ed|ing)|penalt\w+|punish\w*|forfeit\w*|wast\w+|"
    r"blam\w*|fault\w*|guilt\w*|sham\w+|careless\w*|stupid\w*|lazy|should have|behind|overdue|worst|"
    r"loser|red|warning|danger|bad|poor)\b",
    re.IGNORECASE,
)
UNKIND_HAN = re.compile(
    "失败|失去|丢失|丢了|断了|中断|惩罚|扣分|扣除|落后|浪费|粗心|愚蠢|懒|怪你|责怪|罪|羞|警告|危险|最差|红色|输了|不及格"
)


class TestKindWords:
    @pytest.mark.parametrize("name", sorted(TEXTS))
    def test_no_text_speaks_of_loss_or_blame(self, name):
        for text in (re.sub(r"\{[^}]*\}", "", text) for text in TEXTS[name]):
            assert not UNKIND.search(text), text
            assert not UNKIND_HAN.search(text), text

    def test_there_are_texts_to_look_at(self):
        assert 100 < sum(map(len, TEXTS.values()))
        assert len(TEXTS["badges.toml"]) > 26 * 4
        assert any("学习" in text for text in TEXTS["view_words.py"])

    @pytest.mark.parametrize(
        "text", ["You lost your streak", "a failed week", "连续记录中断了", "the worst day"]
    )
    def test_the_look_would_find_one(self, text):
        assert UNKIND.search(text) or UNKIND_HAN.search(text)

    def test_both_languages_say_the_same_things(self):
        english, chinese = words("en"), words("zh")
        assert list(english) == list(chinese)
        for key, text in english.items():
            fields = re.findall(r"\{\w+\}", text)
            assert set(fields) == set(re.findall(r"\{\w+\}", chinese[key])), key

    def test_chinese_is_chinese_and_english_is_not(self):
        han = re.compile("[一-鿿]")
        assert not any(han.search(text) for text in words("en").values())
        unsaid = [key for key, text in words("zh").items() if not han.search(text)]
        assert unsaid == ["iq", "eq", "lq", "named", "strength"]
