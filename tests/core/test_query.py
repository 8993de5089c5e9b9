"""What a query means: its tree, what is taken literally, what is refused."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from queryreference import HOSTILE

from mistakes import Journal, model
from mistakes.errors import QueryError
from mistakes.ladder import STEPS
from mistakes.query import LONGEST, parse
from mistakes.query.fields import CONDITION_KINDS, KINDS, LEADS, STATUSES, Field, field_named, field_names
from mistakes.query.patterns import checked, compiled, found_in
from mistakes.query.tree import (
    And,
    Dates,
    Exact,
    Flag,
    Has,
    Id,
    Money,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Regex,
    Truth,
    Word,
    leaves,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=timezone(timedelta(hours=1)))
FOR_EVER = date.max


def parts(text: str | list[str]) -> tuple[Node, ...]:
    """Return what a query asks for beside leaving out deleted entries."""
    root = parse(text, now=NOW).root
    return tuple(part for part in root.parts if part != Not(Flag("deleted")))


def only(text: str | list[str]) -> Node:
    found = parts(text)
    assert 1 == len(found), found
    return found[0]


def field(name: str) -> Field:
    found = field_named(name)
    assert found is not None
    return found


class TestTerms:
    def test_words_are_all_asked_for_in_their_order(self) -> None:
        assert (Word("deploy"), Word("friday")) == parts("deploy  friday")

    def test_or_joins_the_terms_beside_it_and_no_others(self) -> None:
        assert (Word("a"), Or((Word("b"), Word("c"), Word("d"))), Word("e")) == parts("a b OR c OR d e")

    @pytest.mark.parametrize("text", ["OR a", "a OR", "OR"])
    def test_an_or_without_both_neighbours_is_a_word(self, text: str) -> None:
        assert tuple(map(Word, text.split())) == parts(text)

    def test_a_lower_case_or_is_a_word(self) -> None:
        assert (Word("a"), Word("or"), Word("b")) == parts("a or b")

    def test_a_minus_excludes_words_phrases_patterns_fields_and_groups(self) -> None:
        expected = (
            Not(Word("a")),
            Not(Phrase("b c")),
            Not(Regex("d.e")),
            Not(Exact(field("tag"), "f")),
            Not(And((Word("g"), Word("h")))),
        )
        assert expected == parts('-a -"b c" -/d.e/ -tag:f -(g h)')

    def test_parentheses_group(self) -> None:
        assert (Or((And((Word("a"), Word("b"))), Word("c"))), Word("d")) == parts("((a b) OR c) d")

    @pytest.mark.parametrize(
        "text", ["f(x)", "a)", ":)", "(", "((", "()", "->", "--flag", "-", '"open', "/etc/hosts"]
    )
    def test_what_is_no_syntax_is_searched_for_as_it_stands(self, text: str) -> None:
        assert Word(text) == only(text)

    @pytest.mark.parametrize(
        "text", ["C++", "can't", "a-b", "http://x", "foo:bar", "x.y", "tag:", "a>b", "数据库"]
    )
    def test_signs_within_a_word_belong_to_it(self, text: str) -> None:
        assert Word(text) == only(text)

    def test_a_parenthesis_in_a_group_closes_what_was_opened_within_the_word_first(self) -> None:
        assert Or((Word("f(x)"), Word("b"))) == only("(f(x) OR b)")

    def test_deleted_entries_are_left_out_unless_they_are_asked_for(self) -> None:
        assert And((Word("a"), Not(Flag("deleted")))) == parse("a", now=NOW).root
        assert And((Word("a"), Flag("deleted"))) == parse("a is:deleted", now=NOW).root
        assert And((Or((Flag("deleted"), Word("a"))),)) == parse("is:deleted OR a", now=NOW).root


class TestCommandLines:
    def test_one_word_is_the_whole_query(self) -> None:
        assert (Word("deploy"), Word("friday")) == parts(["deploy friday"])

    def test_of_several_words_one_with_spaces_was_quoted(self) -> None:
        assert (Word("deploy"), Phrase("on friday"), Not(Phrase("at noon"))) == parts(
            ["deploy", "on friday", "-at noon"]
        )

    def test_quotes_around_a_value_may_be_lost_to_the_shell(self) -> None:
        assert (Exact(field("tag"), "two words"), Word("a")) == parts(["tag:two words", "a"])
        assert parts('happened:"last month"') == parts(["happened:last month"])
        assert parts('happened:"last month" a') == parts(["happened:last month", "a"])

    @given(st.lists(st.text("ab", min_size=1), min_size=1))
    def test_plain_words_mean_the_same_together_and_apart(self, words: list[str]) -> None:
        assert parts(" ".join(words)) == parts(words)


class TestFields:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("tag:deploy", Exact(field("tag"), "deploy")),
            ("kind:near-miss", Exact(field("kind"), "near-miss")),
            ("status:built-in", Exact(field("status"), "built in")),
            ('status:"Built in"', Exact(field("status"), "built in")),
            ("by:mei", Word("mei", field("by"))),
            ('story:"the host"', Phrase("the host", field("story"))),
            ("title:/host.*name/", Regex("host.*name", field("title"))),
            ("x.jira.key:OPS-1", Word("OPS-1", field("x.jira.key"))),
            ("went-well:a", Word("a", field("went_well"))),
            ("cost>2h", Number(field("hours"), ">", 2.0)),
            ("cost>=200EUR", Money(">=", Decimal(200), "EUR")),
            ("cost:90min", Number(field("hours"), "=", 1.5)),
            ("confidence<=50%", Number(field("confidence"), "<=", 50.0)),
            ("process:2", Number(field("process"), "=", 2.0)),
            ("right_thing:no", Truth(field("right_thing"), False)),
            ("reversible:yes", Truth(field("reversible"), True)),
            ("id:4sn02q", Id(field("id"), "4sn02q")),
            ("id:4SNO2Q", Id(field("id"), "4sn02q")),
            ("is:repeated", Flag("repeated")),
            ("has:plan", Has("plan")),
            ("has:lesson", Has("lesson", field("lesson"))),
        ],
    )
    def test_a_field_is_compared_by_its_kind(self, text: str, expected: Node) -> None:
        assert expected == only(text)

    @pytest.mark.parametrize(
        ("text", "start", "end"),
        [
            ("happened:2026-01..", date(2026, 1, 1), FOR_EVER),
            ("happened:..2026-01", date.min, date(2026, 2, 1)),
            ('happened:"last month"', date(2026, 10, 1), date(2026, 11, 1)),
            ("happened:last month", date(2026, 10, 1), date(2026, 11, 1)),
            ("logged:2025", date(2025, 1, 1), date(2026, 1, 1)),
            ("due<2026-11-01", date.min, date(2026, 11, 1)),
            ("due<=2026-11", date.min, date(2026, 12, 1)),
            ("happened>2026-01", date(2026, 2, 1), FOR_EVER),
            ("happened>=2026-01", date(2026, 1, 1), FOR_EVER),
        ],
    )
    def test_dates_compare_by_day(self, text: str, start: date, end: date) -> None:
        found = only(text)
        assert isinstance(found, Dates)
        assert (start, end) == (found.start, found.end)

    def test_a_date_takes_the_words_that_belong_to_it_and_leaves_the_others(self) -> None:
        assert Word("deploy") == parts("happened:last 30 days deploy")[1]
        assert (Word("2026-01"), Word("x")) == parts("2026-01 x")
        assert Word("friday") == parts("happened:2026-01 friday")[1]

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "cost>banana",
                "cost>3",
                "happened:nonsense",
                "kind:blunder",
                "status:done",
                "is:nice",
                "has:luck",
            ),
            *(
                "process:x",
                "right_thing:maybe",
                "id:../../x",
                "id:ab",
                "story>3",
                "tag>a",
                "due:x",
                "is>deleted",
            ),
            *("/(/", "/(a+)+$/", "title:/[/", "lead:me", "conditions.kind:bad", "price.hours:many"),
        ],
    )
    def test_a_value_that_cannot_fit_is_refused_with_what_would_fit(self, text: str) -> None:
        with pytest.raises(QueryError) as caught:
            parse(text, now=NOW)
        assert caught.value.hint

    def test_every_field_of_an_entry_can_be_asked_for(self) -> None:
        def names(kind: type, prefix: str) -> list[str]:
            return [f"{prefix}{each.name}" for each in attrs.fields(kind) if each.name != "extra"]

        tables = {name: getattr(model, kind) for name, kind in _TABLES.items()}
        paths = [name for name in names(model.Mistake, "") if name not in (*tables, "q")]
        paths += [path for table, kind in tables.items() for path in names(kind, f"{table}.")]
        paths.remove("lessons.applies")
        assert [] == [path for path in paths if field_named(path) is None]

    def test_choices_are_those_of_the_model(self) -> None:
        assert (get_args(model.Kind), get_args(model.ConditionKind)) == (KINDS, CONDITION_KINDS)
        assert get_args(model.Lead) == LEADS

    def test_statuses_are_those_of_the_ladder(self) -> None:
        assert STEPS == STATUSES

    def test_every_name_is_a_field(self) -> None:
        assert all(field_named(name) for name in field_names())


_TABLES = {
    **{
        "price": "Price",
        "q": "Qs",
        "conditions": "Condition",
        "lessons": "Lesson",
        "lessons.applies": "Applies",
    },
    **{
        "actions": "Action",
        "decision": "Decision",
        "links": "Links",
        "source": "Source",
        "deleted": "Deleted",
    },
    **{"conflict": "Conflict"},
}


class TestBounds:
    @given(st.text(max_size=200))
    def test_every_text_is_a_query_or_a_query_error(self, text: str) -> None:
        with suppress(QueryError):
            leaves(parse(text, now=NOW).root)

    @pytest.mark.parametrize("text", HOSTILE)
    def test_what_other_languages_choke_on_is_plain_text_here(self, text: str) -> None:
        assert all(
            isinstance(leaf, Word | Phrase | Regex | Flag) for leaf in leaves(parse(text, now=NOW).root)
        )

    @pytest.mark.parametrize(
        "text", ["x" * (LONGEST + 1), "x " * 101, "(" * 30 + "x" + ")" * 30, f"/{'x' * 201}/"]
    )
    def test_queries_beyond_all_reason_are_refused(self, text: str) -> None:
        with pytest.raises(QueryError):
            parse(text, now=NOW)

    @pytest.mark.parametrize(
        "pattern",
        ["(a+)+$", "(a|aa)+", "(?:a*)*", "((a+))*", "(a?){9}", r"(a)\1", "(?=a)a", "a{2,}{3,}", "(?i)a"],
    )
    def test_patterns_that_can_take_for_ever_are_refused(self, pattern: str) -> None:
        with pytest.raises(QueryError):
            parse(f"/{pattern}/", now=NOW)

    @pytest.mark.parametrize(
        "pattern", [r"\w+@\w+\.\w+", "deploy.*friday", "(foo|bar) baz", "[(+]+", "(ab)+", r"\(a+\)+"]
    )
    def test_usual_patterns_are_accepted(self, pattern: str) -> None:
        assert Regex(pattern) == only(f"/{pattern}/")

    @given(st.text("ab(|)*+?[]{}\\1,^$.", max_size=12))
    def test_an_accepted_pattern_comes_to_an_end(self, pattern: str) -> None:
        try:
            checked(pattern)
        except QueryError:
            return
        found_in(compiled(pattern), "a" * 60 + "!")

    @given(st.text("ab", max_size=400), st.integers(0, 3000))
    def test_long_texts_are_searched_throughout(self, text: str, before: int) -> None:
        long_text = f"{'ab' * before}x{text}y{'ba' * before}"
        assert found_in(re.compile(f"x{text}y"), long_text)
        assert not found_in(re.compile(f"x{text}z"), long_text)


@pytest.mark.parametrize(
    "text", ["deleted:today", "why:twice", "deleted.by:mei", "has:deleted", "is:deleted", "deleted>2020 x"]
)
def test_asking_for_what_only_deleted_entries_have_finds_deleted_entries(journal: Journal, text: str) -> None:
    from mistakes.settings import Settings

    Settings.load().set("author", "Mei <mei@example.com>")
    journal.add("x stays")
    gone = journal.add("x goes")
    journal.delete(gone.id, why="told twice")

    assert [gone.id] == [entry.id for entry in journal.search(text)]
    assert 1 == len(list(journal.search("x -deleted:today")))
