"""What keeps an unasked brief quick: what is not imported, not looked up and not gone through twice."""

from __future__ import annotations

import heapq
import os
import string
import subprocess
import sys
from collections import Counter
from datetime import date
from math import log1p
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes import Applies, Journal, Lesson, words
from mistakes.briefing import unasked
from mistakes.briefing.glance import entries_state, events_state
from mistakes.briefing.trust import speaking, trust
from mistakes.index.index import Index
from mistakes.query.words import tokens_of
from mistakes.recall import Need, need
from mistakes.recall.statistics import CorpusStatistics, Statistics, rarity_of
from mistakes.settings import Settings

DAY = date(2026, 11, 21)
WATCH = """
import sys
from mistakes.cli import run
run(["brief", "--hook", "--staged"])
sys.stderr.write(" ".join(sys.modules))
"""
NEVER = {
    *(
        "attrs",
        "attr",
        "cattrs",
        "pluggy",
        "importlib.metadata",
        "hashlib",
        "tomlkit",
        "email",
        "mistakes.plugins",
    ),
    *("mistakes.journal", "mistakes.journals", "mistakes.model", "mistakes.codec", "mistakes.events"),
    *(
        "mistakes.index.walk",
        "mistakes.index.refreshing",
        "mistakes.query.tree",
        "mistakes.briefing.reminders",
    ),
    *("mistakes.recall.similarity", "mistakes.recall.pairs", "mistakes.recall.resemblance"),
}
terms = st.sampled_from("alpha beta gamma delta quark lepton boson hadron meson again change fix".split())
diffs = st.lists(st.lists(terms, max_size=8).map(" ".join), max_size=12).map("\n".join)
frequencies = st.dictionaries(terms, st.integers(0, 400))


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.fixture
def staged(tmp_path: Path, team: Journal, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with something staged that a trusted journal has nothing to say about; one stands in it."""
    applies = Applies(paths=("migrations/**",), words=("psql",))
    team.add("Psql in production", lessons=[Lesson("l", when="a", then="b", applies=applies)])
    for folder in (team.root / "entries").rglob("*"):
        os.utime(folder, (1_700_000_000, 1_700_000_000))
    trust(Settings.load(), team.root)
    folder = tmp_path / "code"
    folder.mkdir()
    git(folder, "init", "-q")
    (folder / "main.py").write_text("value = compute_totals(rows)\n" * 20)
    git(folder, "add", "-A")
    monkeypatch.chdir(folder)
    return folder


def test_nothing_that_reads_entries_is_imported_to_find_that_there_is_nothing_to_say(staged: Path) -> None:
    command = [sys.executable, "-P", "-c", WATCH]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert "mistakes.briefing.shortlist" in done.stderr.split()
    assert set() == NEVER & set(done.stderr.split())


def test_the_need_is_asked_for_once_the_indexes_are_open(
    staged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that git can be at work meanwhile."""
    roots = speaking(Settings.load())
    unasked.reminders(Settings.load(), Need("x"), roots, DAY)
    seen: list[str] = []
    monkeypatch.setattr(
        "mistakes.index.index.warm",
        lambda *given: seen.append("index") or Index.open(*given),  # type: ignore[func-returns-value]
    )

    def asked() -> Need:
        seen.append("need")
        return Need("x")

    unasked.reminders(Settings.load(), asked, roots, DAY)

    assert ["index", "need"] == seen


def test_plain_words_are_taken_apart_without_the_pattern_of_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes milliseconds to compile."""

    def refuse(*_: object) -> None:
        raise AssertionError("a pattern was compiled")

    monkeypatch.setattr("mistakes.query.words.re.match", refuse)
    assert ["5", "10", "log4j"] == tokens_of("5.10-log4j")


@given(diffs, frequencies, st.integers(1, 10_000))
def test_of_a_diff_the_terms_that_weigh_most_are_found_without_looking_up_all(
    diff: str, counts: dict[str, int], documents: int
) -> None:
    statistics = CorpusStatistics(documents, counts)

    assert plainly(diff, statistics) == need._seen(diff, statistics)


def plainly(diff: str, statistics: Statistics) -> dict[str, float]:
    counted = Counter(term for line in need.lines_of(diff) for term in line)
    worth = {
        term: log1p(count) * rarity_of(term, statistics) / 2
        for term, count in counted.items()
        if statistics.frequency(term)
    }
    return {term: worth[term] for term in heapq.nlargest(16, worth, key=worth.__getitem__)}


def test_rare_words_of_a_diff_are_not_looked_up_if_frequent_ones_weigh_more() -> None:
    looked: list[str] = []

    class Counting(CorpusStatistics):
        def frequency(self, word: str, /) -> int:
            looked.append(word)
            return 1

    often = [f"often{letter}" for letter in string.ascii_lowercase]
    seldom = [f"seldom{letter}" for letter in string.ascii_lowercase]
    diff = "\n".join([*(" ".join(often) for _ in range(50)), " ".join(seldom)])

    assert 16 == len(need._seen(diff, Counting(1000, {})))
    assert not {term for word in seldom for term in words.terms(word)} & set(looked)


@given(st.text(string.ascii_lowercase, min_size=1, max_size=12))
def test_a_usual_word_is_taken_apart_as_any_other_would_be(word: str) -> None:
    assert words._word_of(word) == words._usual_word(word) == words.word(word)


# A quick look at folders


def old(root: Path) -> None:
    for folder in (root / "entries").rglob("*"):
        if folder.is_dir():
            os.utime(folder, (1_700_000_000, 1_700_000_000))


def test_a_folder_that_changed_a_moment_ago_is_not_known(team: Journal) -> None:
    entry = team.add("x")

    assert "" == entries_state(str(team.root))
    old(team.root)
    assert (before := entries_state(str(team.root)))
    team.path(entry.id).with_suffix(".x").write_text("x")
    os.utime(team.path(entry.id).parent, (1_700_000_001, 1_700_000_001))
    assert before != entries_state(str(team.root)) != ""


def test_events_that_come_or_go_are_another_state(team: Journal) -> None:
    log = team.root / "events" / "2026" / "11" / "kim-000000000000.jsonl"
    log.parent.mkdir(parents=True)
    states = [events_state(str(team.root))]
    for text in ("{}\n", "{}\n{}\n"):
        log.write_text(text)
        states.append(events_state(str(team.root)))
    log.unlink()

    assert 3 == len(set(states))
    assert states[0] == events_state(str(team.root))


def test_the_same_folders_are_the_same_state_in_every_process(team: Journal) -> None:
    team.add("x")
    old(team.root)
    code = f"from mistakes.briefing.glance import entries_state; print(entries_state({str(team.root)!r}))"

    said = {
        subprocess.run(
            [sys.executable, "-P", "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
        ).stdout.strip()
        for seed in (0, 1, 2)
    }

    assert {entries_state(str(team.root))} == said
