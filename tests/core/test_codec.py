"""Every entry survives its file; every fault of a file is named at once, with its path."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
import strategies
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mistakes import codec, tomltext
from mistakes.errors import InvalidEntry, UnreadableFile
from mistakes.model import Lesson, Mistake

ENTRY = """\
format = 1
id = "01kah3v8m2e9br5x0p7w4sn02q"
title = "Ran the migration against production"
kind = "mistake"
happened = 2026-11-20T14:05:00+01:00
logged = 2026-11-21T10:12:33+01:00
author = "Mei Lin <mei@example.com>"
rev = 3
updated = 2026-11-22T08:00:00Z
"""


def parsed(more: str = "") -> dict[str, Any]:
    return tomltext.parse(ENTRY + more)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=60)
@given(strategies.mistakes)
def test_every_entry_survives_its_file(mistake: Mistake) -> None:
    text = codec.write_entry(mistake)

    assert tomltext.same(codec.to_table(mistake), codec.to_table(codec.read_entry(text, "x")))
    assert text == codec.write_entry(codec.read_entry(text, "x"))


def test_known_keys_come_in_the_order_of_the_format_and_unknown_ones_after() -> None:
    mistake = codec.structure(parsed('zebra = 1\nantelope = 2\ntags = ["a"]\n'))

    keys = list(codec.to_table(mistake))

    assert ["format", "id", "title", "kind", "happened", "logged", "author", "rev", "updated"] == keys[:9]
    assert ["tags", "antelope", "zebra"] == keys[9:]


def test_unknown_keys_survive_at_every_level() -> None:
    text = (
        ENTRY
        + '[x.weather]\nrain = true\n[[lessons]]\nkey = "aaaaaa"\ntext = "t"\nmood = 3\n[lessons.applies]\nhosts = ["a"]\n'
    )

    assert tomltext.parse(text) == codec.to_table(codec.read_entry(text, "x"))


def test_all_faults_are_named_at_once_with_their_paths() -> None:
    table = parsed(
        'tags = ["a", 3]\nstory = 5\nconfidence = 101\nlead = "everybody"\n'
        '[price]\nhours = nan\nmoney = 3.5\n[q]\niq = 9\n[[lessons]]\nwhen = 4\nkey = "UP!"\n[[conditions]]\nkind = "x"\n'
    )
    del table["author"]

    paths = {fault.path: fault.reason for fault in codec.faults(table)}

    assert {
        *("tags", "story", "confidence", "lead", "price.hours", "price.money", "q.iq", "author"),
        *("lessons[0].when", "lessons[0].key", "conditions[0].kind", "conditions[0].text"),
    } == set(paths)
    assert "is missing" == paths["author"]
    assert "expected text, got a whole number" == paths["lessons[0].when"]
    assert "expected 0 to 3, got 9" == paths["q.iq"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"title": ""}, "title"),
        ({"title": "  "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": True}, "title"),
        ({"rev": 0}, "rev"),
        ({"rev": 2**64}, "rev"),
        ({"rev": 1.0}, "rev"),
        ({"happened": "2026-11-20"}, "happened"),
        ({"logged": date(2026, 1, 1)}, "logged"),
        ({"id": "../../x"}, "id"),
        ({"kind": "Mistake"}, "kind"),
        ({"tags": "deploy"}, "tags"),
        ({"lessons": {"text": "x"}}, "lessons"),
        ({"price": 3}, "price"),
        ({"links": {"repeat_of": "short"}}, "links.repeat_of"),
        ({"price": {"money": "1e999999"}}, "price.money"),
        ({"price": {"money": "NaN"}}, "price.money"),
        ({"also": ["zh"]}, "also"),
    ],
)
def test_a_value_that_does_not_fit_is_one_fault_at_its_path(change: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidEntry) as refused:
        codec.structure(parsed() | change, "an entry")

    assert [path] == [fault.path for fault in refused.value.faults]
    assert refused.value.message.startswith("an entry: ")


@given(
    st.dictionaries(
        st.sampled_from([*codec.KEYED_LISTS, "title", "price", "q", "x", "rev"]), strategies.values
    )
)
def test_a_broken_table_is_faults_and_never_another_error(change: dict[str, Any]) -> None:
    table = parsed() | change
    try:
        codec.structure(table)
    except InvalidEntry as error:
        assert error.faults


def test_what_is_not_toml_is_unreadable_with_its_name() -> None:
    with pytest.raises(UnreadableFile, match=r"entries/x\.toml: .*line 2"):
        codec.read_entry("rev = 1\ntitle = \n", "entries/x.toml")


def test_text_that_is_not_utf8_is_refused_before_it_is_written() -> None:
    mistake = attrs.evolve(codec.structure(parsed()), title="caf\udce9")

    with pytest.raises(InvalidEntry, match="not UTF-8"):
        codec.write_entry(mistake)


def test_an_item_without_a_key_gets_the_same_one_on_every_machine() -> None:
    table = parsed('[[lessons]]\ntext = "a"\n[[lessons]]\ntext = "b"\n')

    one, two = (codec.structure(table) for _ in range(2))

    assert one == two
    assert 2 == len({lesson.key for lesson in one.lessons})
    assert all(lesson["key"] for lesson in codec.to_table(one)["lessons"])


def test_lucky_is_a_poor_process_with_a_good_result() -> None:
    assert codec.structure(parsed("process = 1\nresult = 5\n")).was_lucky
    assert not codec.structure(parsed("process = 4\nresult = 5\n")).was_lucky
    assert not codec.structure(parsed()).was_lucky


def test_a_lesson_is_a_plan_only_with_when_and_then() -> None:
    assert Lesson("a", when="b", then="c").is_plan
    assert not Lesson("a", when="b").is_plan


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=60)
@given(strategies.mistakes)
def test_what_is_plainly_valid_is_built_as_the_strict_converter_builds_it(mistake: Mistake) -> None:
    from mistakes.converter import converter
    from mistakes.validity import plainly_valid

    table = tomltext.parse(tomltext.dump(codec.to_table(attrs.evolve(mistake, extra={}))))
    if plainly_valid(table):
        strict = converter(all_faults=False).structure(table, Mistake)

        assert repr(strict) == repr(codec._built(Mistake, table))


def test_a_plain_entry_is_read_the_same_after_a_broken_one() -> None:
    """The strict converter resolves the model's annotations, which must not change how plain ones are read."""
    with pytest.raises(InvalidEntry):
        codec.structure(parsed() | {"rev": 0})
    codec._parts.cache_clear()

    made = codec.structure(parsed('[[lessons]]\ntext = "a"\n[price]\nmoney = "2.50"\n'))

    assert ("a", "2.50") == (made.lessons[0].text, str(made.price.money))
