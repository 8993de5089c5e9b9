"""Joining two edits of one text: edits apart from each other both count, others are left to a person."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mistakes import textmerge
from mistakes.textmerge import merge_text

few_lines = st.lists(st.sampled_from(["a", "b", "", "c\r", "\u2028"]), max_size=8).map("\n".join)
Draw = Any


@st.composite
def spaced_edits(draw: Draw) -> tuple[list[str], dict[int, list[str]], dict[int, list[str]]]:
    """Draw a text of different lines, and for each side the lines that replace some of them.

    Between any two edited lines at least one stays, whichever side edits them.
    """
    base = [f"line {n}" for n in range(draw(st.integers(1, 40)))]
    edited = [n for n in draw(st.sets(st.integers(0, len(base) - 1))) if n % 2]
    sides: tuple[dict[int, list[str]], dict[int, list[str]]] = ({}, {})
    for n in edited:
        side = draw(st.integers(0, 1))
        sides[side][n] = [f"new {side} {n} {m}" for m in range(draw(st.integers(0, 3)))]
    return base, sides[0], sides[1]


def _applied(base: list[str], edits: dict[int, list[str]]) -> str:
    return "\n".join(new for n, line in enumerate(base) for new in edits.get(n, [line]))


@settings(max_examples=300)
@given(spaced_edits())
def test_edits_that_do_not_touch_are_all_in_the_result(
    case: tuple[list[str], dict[int, list[str]], dict[int, list[str]]],
) -> None:
    base, ours, theirs = case
    merged = merge_text("\n".join(base), _applied(base, ours), _applied(base, theirs))
    assert _applied(base, {**ours, **theirs}) == merged


@settings(max_examples=300)
@given(few_lines, few_lines, few_lines)
def test_the_order_of_the_sides_makes_no_difference(base: str, ours: str, theirs: str) -> None:
    assert merge_text(base, ours, theirs) == merge_text(base, theirs, ours)


@settings(max_examples=300)
@given(few_lines | st.text(), few_lines | st.text())
def test_an_edit_against_an_untouched_text_is_the_result(base: str, edited: str) -> None:
    assert edited == merge_text(base, edited, base) == merge_text(base, base, edited)


@given(few_lines | st.text(), few_lines | st.text())
def test_the_same_edit_on_both_sides_counts_once(base: str, edited: str) -> None:
    assert edited == merge_text(base, edited, edited)


@settings(max_examples=300)
@given(few_lines, few_lines, few_lines)
def test_every_new_line_of_either_side_is_in_a_clean_result(base: str, ours: str, theirs: str) -> None:
    merged = merge_text(base, ours, theirs)
    new = {*ours.split("\n"), *theirs.split("\n")} - {*base.split("\n")}
    assert merged is None or new <= {*merged.split("\n")}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param("1\nA\n3\n4", "1\nB\n3\n4", id="one line twice"),
        pytest.param("1\nA\n3\n4", "1\n2\nB\n4", id="neighbouring lines"),
        pytest.param("1\nA\n4", "1\n2\nB\n4", id="overlapping ranges"),
        pytest.param("1\n2\nA\n3\n4", "1\n2\nB\n3\n4", id="two insertions at one place"),
        pytest.param("1\n3\n4", "1\n2\nB\n3\n4", id="an insertion beside a removal"),
        pytest.param("1\n2\n3\n4\nA", "1\n2\n3\n4\nB", id="both add at the end"),
    ],
)
def test_edits_that_overlap_or_touch_are_not_joined(ours: str, theirs: str) -> None:
    assert merge_text("1\n2\n3\n4", ours, theirs) is None


def test_two_new_texts_are_not_joined() -> None:
    assert merge_text("", "ours", "theirs") is None


def test_a_last_line_end_is_text_like_any_other() -> None:
    assert merge_text("1\n2\n3", "A\n2\n3", "1\n2\n3\n") == "A\n2\n3\n"


def test_only_lf_ends_a_line() -> None:
    assert (
        merge_text("1\u2028a\n2\x0bb\n3", "A\u2028a\n2\x0bb\n3", "1\u2028a\n2\x0bb\nB")
        == "A\u2028a\n2\x0bb\nB"
    )


def test_repeated_lines_keep_their_number() -> None:
    assert merge_text("1\n\n\n\n2", "A\n\n\n\n2", "1\n\n\n\n\nB") == "A\n\n\n\n\nB"


def test_a_very_long_text_of_few_edits_is_still_joined() -> None:
    lines = [f"{n % 7}" for n in range(60_000)]
    ours = "\n".join(["first", *lines[:30_000], *lines[30_001:]])
    theirs = "\n".join([*lines, "last"])
    assert "\n".join(["first", *lines[:30_000], *lines[30_001:], "last"]) == merge_text(
        "\n".join(lines), ours, theirs
    )


def test_more_changes_than_can_be_searched_count_as_one_edit() -> None:
    lines = [f"{n}" for n in range(3_000)]
    ours = [line if n % 2 else f"ours {n}" for n, line in enumerate(lines)]
    ours[0], ours[2_900:] = lines[0], lines[2_900:]
    apart, within = lines[:], lines[:]
    apart[2_950], within[1_001] = "theirs", "theirs"
    joined = "\n".join([*ours[:2_950], "theirs", *ours[2_951:]])
    assert joined == merge_text("\n".join(lines), "\n".join(ours), "\n".join(apart))
    assert merge_text("\n".join(lines), "\n".join(ours), "\n".join(within)) is None


def test_the_work_on_hostile_text_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    searches: list[int] = []
    steps: list[int] = []

    def counted(old: list[str], new: list[str], line: int, diagonal: int) -> int:
        reached = slide(old, new, line, diagonal)
        searches.append(1)
        steps.append(reached - line)
        return reached

    slide = textmerge._slid
    monkeypatch.setattr(textmerge, "_slid", counted)
    unlike = ["\n".join(f"{side}{n}" for n in range(1_000)) for side in "abc"]
    assert merge_text(*unlike) is None
    assert 20_000 < len(searches) <= 2 * 201 * 202 / 2
    periodic = [f"{n % 2}" for n in range(32_768)]
    broken = [[f"{side}{n}" if n % 300 == 7 else line for n, line in enumerate(periodic)] for side in "ab"]
    texts = [["base", *periodic, "base"], ["a", *broken[0], "a"], ["b", *broken[1], "b"]]
    assert merge_text(*map("\n".join, texts)) is None
    assert 1_000_000 < sum(steps) <= 2 * 401 * 32_770
