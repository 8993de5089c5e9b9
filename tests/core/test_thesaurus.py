"""Other words for the same: what the list of meanings may hold, and that what is listed is found."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes.recall import thesaurus
from mistakes.recall.thesaurus import alike, is_meaning, meanings
from mistakes.words import OFTEN_WRITTEN, terms

TEXT = Path(thesaurus.__file__).with_name("thesaurus.txt").read_text(encoding="utf-8")
LINES = [line.split() for line in TEXT.splitlines() if line and not line.startswith("#")]
EVERY = sorted({*chain.from_iterable(LINES)})


def test_each_line_holds_several_words_each_once() -> None:
    assert [] == [line for line in LINES if len(line) < 2 or len({*line}) < len(line)]


def test_each_word_is_listed_as_texts_are_compared_by_it() -> None:
    assert [] == [word for word in EVERY if not any([word] == terms(form) for form in _forms(word))]


def _forms(word: str) -> list[str]:
    """Return words that a listed term may be cut from."""
    return [word, *(word + ending for ending in ("e", "s", "ing", "y", "al", f"{word[-1]}ing", "ed"))]


def test_no_word_that_is_written_of_any_mistake_means_anything() -> None:
    assert [] == [word for word in EVERY if word in OFTEN_WRITTEN]


def test_no_word_means_more_than_three_things() -> None:
    assert [] == [word for word in EVERY if len(meanings(word)) > 3]


@given(st.sampled_from(EVERY))
def test_what_means_the_same_does_so_both_ways(word: str) -> None:
    others = list(alike(word))

    assert others
    assert word not in others
    assert all(word in alike(other) and {*meanings(word)} & {*meanings(other)} for other in others)


@given(st.text(min_size=1))
def test_no_term_of_a_text_is_taken_for_a_meaning(text: str) -> None:
    assert not any(map(is_meaning, terms(text)))
    assert all(is_meaning(meaning) for term in terms(text) for meaning in meanings(term))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("photo", "pictures"),
        ("dump", "backup"),
        ("certificate", "证书"),
        ("erased", "删除"),
        ("vendor", "supplier"),
    ],
)
def test_forms_and_languages_do_not_matter(one: str, other: str) -> None:
    (mine,), (theirs,) = terms(one), terms(other)

    assert {*meanings(mine)} & {*meanings(theirs)}


def test_a_word_that_is_not_listed_means_nothing_here() -> None:
    assert () == meanings("zyzzyva")
    assert [] == [*alike("zyzzyva")]
