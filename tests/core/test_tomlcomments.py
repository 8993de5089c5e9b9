"""Comments survive every change of the data, near what they stood at."""

from __future__ import annotations

from typing import Any

import pytest
import strategies
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mistakes import tomltext
from mistakes.tomlscan import Scanned, scan
from mistakes.tomltext import dump, parse, replace_data, same

values = st.recursive(
    st.integers(0, 9) | strategies.texts | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
items = st.builds(lambda key, rest: {"key": key, **rest}, st.sampled_from("pqrs"), st.dictionaries(
    st.sampled_from(("text", "when", "applies")), values, max_size=2
))  # fmt: skip
lists = st.lists(items, max_size=4, unique_by=lambda item: item["key"])
tables = st.dictionaries(st.sampled_from(("a", "b", "c", "x", "a b")), values, max_size=4)
entries = st.builds(lambda table, lessons: table | ({"lessons": lessons} if lessons else {}), tables, lists)


@st.composite
def commented(draw: st.DrawFn) -> tuple[dict[str, Any], str]:
    """A table, and its text with comments above, beside and below its things."""
    table = draw(entries)
    lines = dump(table).split("\n")
    things = scan(dump(table)).things
    before: dict[int, str] = {}
    after: dict[int, str] = {}
    for number, thing in enumerate(things):
        match draw(st.sampled_from(("", "above", "beside", "below", "blank"))):
            case "above":
                before[thing.first] = f"# {number}\n"
            case "beside":
                after.setdefault(thing.last, f'  # {number} [x] "y')
            case "below":
                after.setdefault(thing.last, f"\n# {number}")
            case "blank":
                before[thing.first] = "\n# apart\n\n"
    parts = [before.get(at, "") + line + after.get(at, "") for at, line in enumerate(lines)]
    return table, draw(st.sampled_from(("", "# top\n\n", "# top\n"))) + "\n".join(parts)


def texts_of(scanned: Scanned) -> list[str]:
    return sorted(comment.text for comment in scanned.comments)


@settings(max_examples=50)
@given(commented(), entries)
def test_every_comment_survives_whatever_becomes_of_the_data(
    old: tuple[dict[str, Any], str], new: dict[str, Any]
) -> None:
    table, text = old
    assert same(table, parse(text))

    changed = replace_data(text, new)

    assert same(new, parse(changed))
    assert texts_of(scan(text)) == texts_of(scan(changed))


@settings(max_examples=50)
@given(commented(), entries)
def test_a_comment_beside_something_that_stays_stays_beside_it(
    old: tuple[dict[str, Any], str], new: dict[str, Any]
) -> None:
    text = "stays = 1  # mine\n" + old[1]

    changed = scan(replace_data(text, new | {"stays": 7}))

    found = next(comment for comment in changed.comments if comment.text == "# mine")
    assert ("beside", ("stays",)) == (found.place, changed.things[found.thing].path)


ENTRY = """\
# the migration, told honestly
format = 1
title = "x"   # short on purpose

# what it was about
tags = [  # of mine
    "ops",  # ours
    # theirs
    "db",
    # no more
]

# before lessons
[[lessons]]
# inside
key = "l1"
text = "one"  # said by Ana

[[lessons]]
key = "l2"  # the second
text = "two"
applies = { paths = ["a/**"] }  # everywhere
# at the end
"""


def near(text: str, comment: str) -> tuple[str, Any]:
    """Return where a comment stands, and at which thing."""
    scanned = scan(text)
    found = next(one for one in scanned.comments if one.text == comment)
    return found.place, scanned.things[found.thing].path if found.thing >= 0 else ()


def test_comments_in_and_above_lists_stay_where_they_are_when_a_list_grows() -> None:
    table = parse(ENTRY)
    table["lessons"].append({"key": "l3", "text": "three"})
    table["tags"].append("t1")

    changed = replace_data(ENTRY, table)

    assert table == parse(changed)
    assert texts_of(scan(ENTRY)) == texts_of(scan(changed))
    assert ("above", ("lessons", 0)) == near(changed, "# before lessons")
    assert ("above", ("lessons", 0, "key")) == near(changed, "# inside")
    assert ("beside", ("tags", 0)) == near(changed, "# ours")
    assert ("above", ("tags", 1)) == near(changed, "# theirs")
    assert ("above", ("tags",)) == near(changed, "# what it was about")
    assert ("opening", ("tags",)) == near(changed, "# of mine")
    assert ("beside", ("title",)) == near(changed, "# short on purpose")


def test_comments_follow_an_item_that_moves_up() -> None:
    table = parse(ENTRY)
    del table["lessons"][0], table["tags"][0]

    changed = replace_data(ENTRY, table)

    assert table == parse(changed)
    assert texts_of(scan(ENTRY)) == texts_of(scan(changed))
    assert ("beside", ("lessons", 0, "key")) == near(changed, "# the second")
    assert ("above", ("tags", 0)) == near(changed, "# theirs")


@pytest.mark.parametrize("name", ["title", "tags", "lessons"])
def test_comments_of_what_is_gone_stay_behind(name: str) -> None:
    table = {key: value for key, value in parse(ENTRY).items() if key != name}

    changed = replace_data(ENTRY, table)

    assert table == parse(changed)
    assert texts_of(scan(ENTRY)) == texts_of(scan(changed))


def test_a_file_without_comments_is_canonical_even_with_a_sharp_in_a_text() -> None:
    assert dump({"title": "C#", "rev": 2}) == replace_data('title="C#"\nrev=1\n', {"title": "C#", "rev": 2})


@given(strategies.texts)
def test_a_sharp_in_a_text_is_no_comment(text: str) -> None:
    table = {"a": f"# {text}", "b": [f"{text} # ]", '"#'], "c": {"# [": text}}

    assert [] == scan(dump(table)).comments


@given(entries)
def test_everything_that_is_written_is_found_at_its_path(table: dict[str, Any]) -> None:
    assume(tomltext.depth(table) <= tomltext.DEEPEST)

    for thing in scan(dump(table)).things:
        value: Any = table
        for step in thing.path:
            value = value[step]
