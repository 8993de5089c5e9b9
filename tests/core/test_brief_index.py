"""What recall asks of the index, and that it holds after every change."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import lessons

from mistakes import Action, Applies, Journal, Lesson, codec
from mistakes.briefing.shortlist import shortlist
from mistakes.events import ActionDone, Repeated, Retired, Retracted
from mistakes.index.recalling import Settled, TriggerRow
from mistakes.index.row import NotAnEntry, pairs, row_of
from mistakes.recall import Need
from mistakes.recall.relevance import bag_of, pairs_of
from mistakes.recall.triggers import cues_of, triggers


def plan(**applies: tuple[str, ...]) -> Lesson:
    return Lesson("l", applies=Applies(**applies))


def test_triggers_are_found_by_head_and_follow_every_change(journal: Journal) -> None:
    entry = journal.add("x", lessons=[Lesson("first"), plan(paths=("migrations/**", "**"))])
    rows = journal.index.triggers({"path": ["migrations"], "command": ["psql"]})
    key = journal.get(entry.id).lessons[1].key

    assert {
        TriggerRow(entry.id, key, "path", "migrations/**", "migrations"),
        TriggerRow(entry.id, key, "path", "**", ""),
    } == set(rows)

    journal.change(entry.id, lessons=[plan(commands=("psql *",))])
    found = journal.index.triggers({"path": ["migrations"], "command": ["psql"]})
    assert ["psql *"] == [row.pattern for row in found]
    journal.delete(entry.id)
    assert [] == journal.index.triggers({"command": ["psql"]})


def test_an_entry_noted_in_a_warm_index_brings_its_triggers(journal: Journal) -> None:
    assert 0 == journal.index.documents
    journal.add("x", lessons=[plan(words=("feature flag",))])
    warm = journal.warm_index()

    assert warm is not None
    assert ["feature flag"] == [row.pattern for row in warm.triggers(cues_of(Need("feature flags")).heads)]


@settings(max_examples=25)
@given(st.lists(lessons, max_size=3))
def test_the_index_keeps_the_triggers_that_the_library_sees(found: list[Lesson]) -> None:
    entry = Journal.draft(_Anybody(), "x", lessons=found)  # type: ignore[arg-type]
    row = row_of(codec.write_entry(entry).encode(), entry.id)
    wanted = [
        (place, *trigger)
        for place, lesson in enumerate(entry.lessons)
        for trigger in triggers(*(getattr(lesson.applies, n) for n in ("paths", "commands", "words", "tags")))
    ]

    assert wanted == list(row.triggers)
    assert bag_of(pairs_of(entry)).counts == bag_of(pairs(row.body)).counts


class _Anybody:
    """As much of a journal as making a draft needs."""

    def author(self) -> str:
        return "Mei <mei@example.com>"


@pytest.mark.parametrize("tail", ["", "\n[price]\nhours = 1\n", '\n[[lessons]]\ntext = "x"\n'])
def test_triggers_of_no_lesson_are_no_entry(journal: Journal, tail: str) -> None:
    """A quick reader once forgot such a table as soon as the next one began."""
    entry = journal.draft("x")
    text = codec.write_entry(entry) + '\n[lessons.applies]\nwords = [\n    "x",\n]\n' + tail

    with pytest.raises(NotAnEntry):
        row_of(text.encode(), entry.id)


def test_events_settle_entries_of_any_journal_until_they_are_taken_back(journal: Journal) -> None:
    own = journal.add("x", lessons=[Lesson("l")], actions=[Action("a", key="abcdef")])
    other = "01m7yp1xz8e0088kvy634sn02q"
    done = journal.record(ActionDone(own.id, action="abcdef"))
    event = journal.record(Retired(other, lesson="p7w4sn"))
    again = journal.record(Repeated(other))

    settled = Settled(own.id, "action-done", "abcdef", done.id)
    retired = Settled(other, "retired", "p7w4sn", event.id)
    opened = Settled(other, "repeated", None, again.id)
    assert {settled, retired, opened} == set(journal.index.settled([own.id, other]))
    journal.record(Retracted(event=event.id))
    assert {settled, opened} == set(journal.index.settled([own.id, other]))


def test_words_are_counted_by_their_beginning_and_short_ones_whole(journal: Journal) -> None:
    for title in ("renewed the certificate", "certificates expired", "go to production"):
        journal.add(title)
    index = journal.index

    assert [2, 1, 0] == [index.occurrences(word) for word in ("certificat", "renew", "zzz")]
    assert [1, 0] == [index.occurrences(word) for word in ("go", "pr")]
    assert ["production"] == index.words_like("p", "n", 10)


class _Counted:
    """An index in which each word is as common as it is told, and that keeps what it is asked for."""

    documents = 1_000_000

    def __init__(self, **counts: int) -> None:
        self._counts = counts
        self.asked: list[str] = []

    def occurrences(self, word: str) -> int:
        return self._counts.get(word, 0)

    def candidates(self, words: Sequence[str], limit: int) -> list[str]:
        self.asked = list(words)
        return []

    def words_like(self, first: str, last: str, length: int) -> list[str]:
        return []

    def triggers(self, heads: Mapping[str, Iterable[str]]) -> list[TriggerRow]:
        return []

    def bodies(self, ids: Iterable[str]) -> dict[str, str]:
        return {}


@given(st.lists(st.integers(0, 4_000), min_size=4, max_size=40))
def test_unasked_no_more_than_1500_occurrences_are_gone_through(counts: list[int]) -> None:
    index = _Counted(**{f"w{_letters(number)}": count for number, count in enumerate(counts)})
    shortlist(index, Need(" ".join(index._counts)), strong=True)  # type: ignore[arg-type]
    found = [index.occurrences(word) for word in index.asked]

    assert sum(found) <= 1_500
    assert all(found)
    assert len(found) <= 8


def test_unasked_a_word_that_stands_in_too_many_entries_gives_way_to_the_next() -> None:
    index = _Counted(walrus=900, zebra=700, wolf=500, lynx=2_000, otter=3_000, badger=3_500)
    shortlist(index, Need("walrus zebra wolf lynx otter badger"), strong=True)  # type: ignore[arg-type]

    assert ["wolf", "zebra"] == index.asked


def test_other_words_are_looked_for_by_hand_only_and_only_rare_ones() -> None:
    counts = {"dump": 10, "backup": 90_000, "snapshot": 20, "archiv": 1_490, "wolf": 5, "zebra": 6, "lynx": 7}
    by_hand, unasked = _Counted(**counts), _Counted(**counts)
    shortlist(by_hand, Need("a dump"))  # type: ignore[arg-type]
    shortlist(unasked, Need("dump wolf zebra lynx"), strong=True)  # type: ignore[arg-type]

    assert ["dump", "snapshot"] == by_hand.asked
    assert ["wolf"] == unasked.asked


def _letters(number: int) -> str:
    return chr(ord("a") + number // 26) + chr(ord("a") + number % 26) + "x"


def test_the_index_of_a_journal_is_asked_without_the_model(journal: Journal) -> None:
    """It is what makes an unasked brief quick: half of the time is the model's import."""
    journal.add("x")
    assert journal.index
    code = (
        "import sys; from mistakes.index.index import warm; from mistakes.briefing.shortlist import shortlist;"
        "from mistakes.recall import Need;"
        f"index = warm({str(journal.root)!r}, {str(journal.cache_path())!r});"
        "shortlist(index, Need('x y z'));"
        "sys.exit(bool({'attrs', 'attr', 'cattrs', 'mistakes.model'} & set(sys.modules)))"
    )

    assert 0 == subprocess.run([sys.executable, "-P", "-c", code], check=False).returncode
