"""What must hold for finding an entry, a lesson or an action by what a person types."""

from __future__ import annotations

import attrs
import pytest

from mistakes import Action, Journal, Lesson, Mistake
from mistakes.errors import Ambiguous, NotFound, UsageError
from mistakes.items import find_item
from mistakes.journals import Journals

ENTRY = "01kah3v8m2e9br5x0p7w4sn02q"


def put(journal: Journal, entry_id: str, **fields: object) -> Mistake:
    """Put an entry with a chosen id into a journal."""
    draft = journal.draft("Signed unread", author="Kim <kim@example.com>", **fields)  # type: ignore[arg-type]
    return journal.put(attrs.evolve(draft, id=entry_id))


@pytest.fixture
def entry(journal: Journal) -> Mistake:
    """An entry with a lesson and an action."""
    lessons = [Lesson("Read it", key="p7w4sn")]
    return put(journal, ENTRY, lessons=lessons, actions=[Action("Ask", key="h8d2mm")])


@pytest.mark.parametrize("typed", [ENTRY, ENTRY.upper(), "4sn02q", "4SNO2Q", "n02q", " 4sn02q "])
def test_an_entry_is_found_by_any_end_of_its_id(typed: str, entry: Mistake, journal: Journal) -> None:
    assert (journal, entry.id, "entry", "") == find_item([journal], typed)


def test_a_lesson_and_an_action_are_found_by_any_end_of_their_key(entry: Mistake, journal: Journal) -> None:
    assert (journal, entry.id, "lesson", "p7w4sn") == find_item([journal], "w4sn")
    assert (journal, entry.id, "action", "h8d2mm") == find_item([journal], "H8D2MM")
    assert entry.id == journal.find("w4sn") == journal.find("h8d2mm")


def test_what_is_not_of_the_kind_that_is_meant_is_not_found(entry: Mistake, journal: Journal) -> None:
    with pytest.raises(NotFound):
        find_item([journal], "w4sn", ("entry", "action"))
    with pytest.raises(NotFound):
        find_item([journal], "4sn02q", ("action",))


def test_entries_lessons_and_actions_share_one_resolver(
    entry: Mistake, journal: Journal, team: Journal
) -> None:
    other = put(team, "01kah3v8m2e9br5x0p7w9k3abc", lessons=[Lesson("x", key="xxn02q")])

    with pytest.raises(Ambiguous) as caught:
        find_item(Journals([journal, team]), "n02q")

    assert {entry.id, "xxn02q"} == set(caught.value.candidates)
    assert f"4sn02q, xxn02q (a lesson of {other.id[-6:]})" in caught.value.message
    assert 2 == caught.value.exit_status


def test_the_same_entry_in_two_journals_is_one(entry: Mistake, journal: Journal, team: Journal) -> None:
    team.put(entry)

    assert journal is find_item([journal, team], "4sn02q").journal
    assert team is find_item([team, journal], "w4sn").journal


@pytest.mark.parametrize("typed", ["", "n0q", "u" * 6, "%%%%", "x" * 100, "生产环境", "../../etc"])
def test_what_cannot_be_an_id_is_refused(typed: str, entry: Mistake, journal: Journal) -> None:
    with pytest.raises(UsageError):
        find_item([journal], typed)


def test_an_id_that_is_nowhere_is_not_found(entry: Mistake, journal: Journal) -> None:
    for typed in ("zzzz", ENTRY.replace("4", "5")):
        with pytest.raises(NotFound):
            find_item([journal], typed)
