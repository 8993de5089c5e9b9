"""Reading TOML is bounded and tells why it refuses; writing gives the same data back."""

from __future__ import annotations

import math
from typing import Any

import pytest
import strategies
from hypothesis import assume, given
from hypothesis import strategies as st

from mistakes import tomltext
from mistakes.tomltext import NotToml, dump, parse, replace_data, same

tables = st.dictionaries(strategies.texts, strategies.values, max_size=4)


@given(tables)
def test_what_is_written_reads_back_as_the_same_data(table: dict[str, Any]) -> None:
    assume(tomltext.depth(table) <= tomltext.DEEPEST)

    assert same(table, parse(dump(table)))


@given(tables)
def test_writing_is_canonical(table: dict[str, Any]) -> None:
    assume(tomltext.depth(table) <= tomltext.DEEPEST)
    text = dump(table)

    assert text == dump(parse(text))
    assert "\r" not in text.replace("\\r", "")
    assert not text or text.endswith("\n")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a = 1\na = 2", "overwrite"),
        (".".join("a" * 60_000) + " = 1", "dotted parts"),
        ("x = " + "[" * 5_000 + "]" * 5_000, "nested deeper"),
        ("[" + ".".join("a" * 998) + "]\n", "dotted parts"),
        ("x = " + "{a = " * 20 + "1" + "}" * 20, "nested deeper"),
        ("x = " + "9" * 5_000, "digits"),
        ("x = 0x" + "f" * 5_000, "64 bits"),
        ("x = 23:59:60", ""),
        ("x = 'a\x00b'", ""),
        ("<<<<<<< ours\na = 1\n", "line 1 is a git conflict marker"),
        (
            'story = """\n<<<<<<< ours\none\n=======\ntwo\n>>>>>>> theirs\n"""\n',
            "line 2 is a git conflict marker",
        ),
        ("<!DOCTYPE html><html>", ""),
        ("\x00\x01\x02", ""),
    ],
)
def test_what_is_no_toml_of_ours_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(NotToml) as refused:
        parse(text)

    assert reason in str(refused.value)
    assert len(str(refused.value)) < 250


def test_dots_brackets_and_numbers_inside_strings_are_no_nesting() -> None:
    text = f'story = """\n{"a." * 500}\n{"[" * 500}{"{" * 300}\n0x{"f" * 400}\n"""\n# {"a." * 100}\n'

    assert {"story"} == set(parse(text))


def test_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    assert {"a": 1, "b": "x"} == parse('\ufeffa = 1\r\nb = "x"\r\n')


def test_a_text_with_conflict_markers_is_written_so_that_it_can_be_read() -> None:
    table = {"story": "git said:\n<<<<<<< ours\nand I laughed"}

    assert table == parse(dump(table))


def test_a_lone_carriage_return_survives() -> None:
    table = {"story": "one\rtwo\r\nthree\n"}

    assert table == parse(dump(table))


def test_comments_and_layout_stay_where_data_changes() -> None:
    text = '# mine\ntitle = "old"   # to be changed\nrev = 1\n\n[x.me]\nmood = "ok"  # plugin\n'

    changed = replace_data(text, {"title": "new", "rev": 2, "x": {"me": {"mood": "ok"}}, "story": "s"})

    assert "# mine" in changed
    assert "# to be changed" in changed
    assert 'mood = "ok"  # plugin' in changed
    assert {"title": "new", "rev": 2, "x": {"me": {"mood": "ok"}}, "story": "s"} == parse(changed)


@given(tables, tables)
def test_replacing_data_in_a_commented_file_gives_exactly_that_data(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    assume(max(tomltext.depth(old), tomltext.depth(new)) <= tomltext.DEEPEST)
    text = "# a comment\n" + dump(old)

    assert same(new, parse(replace_data(text, new)))


def test_same_tells_types_apart() -> None:
    assert not same(1, True)
    assert not same(1, 1.0)
    assert not same([1], [1, 2])
    assert same(math.nan, math.nan)
    assert same({"a": [1]}, {"a": [1]})
