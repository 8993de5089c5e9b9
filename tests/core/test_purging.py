"""What must hold once an entry is purged: it is gone here, and what is left says nothing of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mistakes import layout, purging, tomltext
from mistakes.errors import NotFound
from mistakes.events import Commented
from mistakes.journal import Journal

SECRET = "zq-secret-zq"


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_nothing_of_its_text_is_left_in_the_journal_nor_beside_it(journal: Journal, home: Path) -> None:
    entry, other = journal.add("A key", story=SECRET), journal.add("Another")
    journal.change(entry.id, goal=SECRET)

    purging.purge(journal, entry.id)
    assert [other.id] == [found.id for found in journal.search("")]

    assert SECRET.encode() not in everything(journal.root)
    assert SECRET.encode() not in everything(home / "xdg_state_home")


def test_the_index_forgets_the_words(journal: Journal, home: Path) -> None:
    entry = journal.add("A key", story=SECRET)
    assert [entry.id] == [found.id for found in journal.search(SECRET)]

    purging.purge(journal, entry.id)

    assert [] == list(journal.search(SECRET))


def test_the_tombstone_names_who_and_when_and_no_content(journal: Journal) -> None:
    entry = journal.add("A key", story=SECRET)
    purging.purge(journal, entry.id)

    stone = tomltext.parse(layout.purged_path(journal.root, entry.id).read_text(encoding="utf-8"))

    assert {"format", "id", "purged"} == stone.keys()
    assert (entry.id, journal.author()) == (stone["id"], stone["purged"]["by"])


def test_it_cannot_be_added_again_or_read_and_undo_does_not_bring_it_back(journal: Journal) -> None:
    journal.add("Before")
    entry = journal.add("A key")
    purging.purge(journal, entry.id)

    with pytest.raises(NotFound, match="purged"):
        journal.get(entry.id)
    journal.undo()
    assert not journal.path(entry.id).exists()


def test_who_was_stopped_after_the_tombstone_purges_once_more(journal: Journal) -> None:
    entry = journal.add("A key", story=SECRET)
    stone = layout.purged_path(journal.root, entry.id)
    stone.parent.mkdir(parents=True)
    stone.write_text(purging.tombstone(entry.id, "A <a@example.com>"), encoding="utf-8")
    before = stone.read_text(encoding="utf-8")

    purging.purge(journal, entry.id)

    assert not journal.path(entry.id).exists()
    assert before == stone.read_text(encoding="utf-8")


def test_events_stay_with_those_who_wrote_them(journal: Journal) -> None:
    entry = journal.add("A key")
    journal.record(Commented(entry.id, text="Thank you."))

    purging.purge(journal, entry.id)

    assert ["commented"] == [event.do for event in journal.events(entry.id)]


def test_what_is_not_there_is_not_purged(journal: Journal) -> None:
    entry = journal.add("A key")
    purging.purge(journal, entry.id)

    with pytest.raises(NotFound):
        purging.purge(journal, entry.id)
