"""What must hold for private answers in a search: their writer finds them, marked, and nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mistakes import Answered, Journal, Retracted, places
from mistakes.index.answers import matching_answers
from mistakes.query import parse
from mistakes.testing import Result

Cli = Callable[..., Result]


@pytest.fixture
def own(cli: Cli) -> Journal:
    """A personal journal with an entry, about which something was answered privately."""
    cli("add", "Signed unread")
    journal = Journal.open(places.data_folder() / "journal")
    journal.record(Answered(journal.latest(), "trust.listen-2", "Zanzibar, of all places"))
    return journal


def found(journal: Journal, *words: str) -> list[str]:
    query = parse(" ".join(words), now=datetime.now().astimezone())
    return [one.text for one in matching_answers(journal.root, query)]


def test_an_answer_stands_below_the_entries_and_is_marked_private(own: Journal, cli: Cli) -> None:
    cli("add", "Forgot the visa for Zanzibar")

    entry, answer = cli("search", "zanzibar").out.splitlines()

    assert "Forgot the visa" in entry
    assert answer.endswith("\tZanzibar, of all places\tprivate")
    cli("config", "set", "language", "zh")
    assert cli("search", "places").out.endswith("\t私密\n")


def test_machines_get_them_only_if_they_ask(own: Journal, cli: Cli) -> None:
    assert [] == cli("search", "zanzibar", "--json").json

    (answer,) = cli("search", "zanzibar", "--json", "--private").json
    told = {"entry": own.latest(), "question": "trust.listen-2", "text": "Zanzibar, of all places"}
    assert {"private": True, **told}.items() <= answer.items()


def test_a_teams_search_and_exports_have_none(own: Journal, team: Journal, cli: Cli, tmp_path: Path) -> None:
    team.add("Slow roll-back")

    assert "" == cli("-j", str(team.root), "search", "zanzibar").out
    assert [] == cli("-j", str(team.root), "search", "zanzibar", "--json", "--private").json
    cli("export", "json", "-o", str(tmp_path / "all.json"))
    assert "anzibar" not in (tmp_path / "all.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "query", ["tag:deploy", "zanzibar tag:deploy", "-lagos", "title:zanzibar", "is:repeated", ""]
)
def test_a_query_about_entries_or_about_nothing_finds_none(own: Journal, query: str) -> None:
    assert [] == found(own, query)


@pytest.mark.parametrize(
    "query", ["zanz", '"all places"', "/Zan.*places/", "lagos OR zanzibar", "places -lagos"]
)
def test_words_mean_what_they_mean_for_entries(own: Journal, query: str) -> None:
    assert ["Zanzibar, of all places"] == found(own, query)
    assert [] == found(own, "lagos", query)


TEXTS = (
    "Café au lait",
    'said "Zanzibar"',
    "a\nZanzibar",
    "ZANZIBAR",
    "收件人 写错了",
    "x\\y",
    "about y",
    "Zanzibarian",
)


@pytest.mark.parametrize(
    "word", ["cafe", "Café", "zanzibar", "ZANZ", "收件人", "y", "lait cafe", '"zanzibar"']
)
def test_an_answer_is_found_by_what_an_entry_of_its_text_is_found_by(own: Journal, word: str) -> None:
    for text in TEXTS:
        own.record(Answered(None, "pulse.help-1", text))
        own.add("told", story=text)

    entries = {entry.story for entry in own.search(word) if entry.story}
    assert entries == set(found(own, word)) - {"Zanzibar, of all places"} != set()


def test_what_was_taken_back_or_broken_is_not_found(own: Journal) -> None:
    event = own.record(Answered(None, "pulse.help-1", "Zanzibar again"))
    assert ["Zanzibar again", "Zanzibar, of all places"] == found(own, "zanzibar")

    own.record(Retracted(event=event.id))
    (log,) = {*own.root.glob("events/*/*/*.jsonl")}
    with log.open("ab") as lines:
        lines.write(
            b'{"do": "answered", "text": "zanzibar"}\n[1]\n{"do": "answered", "text": ["zanzibar"]}\n\xff\n'
        )

    assert ["Zanzibar, of all places"] == found(own, "zanzibar")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30))
def test_whatever_is_searched_for_nothing_breaks(own: Journal, words: str) -> None:
    from mistakes.errors import MistakesError

    try:
        assert isinstance(found(own, words), list)
    except MistakesError as error:
        assert error.message
