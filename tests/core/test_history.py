"""The record of changes is read whatever version wrote it, and stays small."""

from __future__ import annotations

import json
from pathlib import Path

from mistakes import Journal, history
from mistakes.exchange import Candidate
from mistakes.undo import redo_last, undo_last


def record(home: Path) -> Path:
    (path,) = (home / "xdg_state_home" / "mistakes" / "history").glob("*.jsonl")
    return path


def test_a_record_of_an_earlier_version_is_understood(journal: Journal, home: Path) -> None:
    made = journal.add("one")
    path = record(home)
    line = json.loads(path.read_text())

    for length in (5, 6):
        path.write_text(json.dumps(line[:length]) + "\n")
        noted = history.last(journal.root)
        assert noted is not None
        assert (made.id, "", 0.0) == (noted.change.entry, noted.root, noted.at)
        assert history.last_time(journal.root) > 0
        assert [] == history.roots()

    assert made.id == journal.undo()[0].entry


def test_the_journals_that_were_changed_are_known_by_their_folders(journal: Journal, team: Journal) -> None:
    journal.add("one")
    team.add("two")

    assert sorted([journal.root, team.root]) == history.roots()


def test_taking_back_does_not_make_the_change_before_a_newer_one(journal: Journal) -> None:
    journal.add("one")
    first = history.last_time(journal.root)
    journal.add("two")

    journal.undo()

    assert first == history.last_time(journal.root)


def test_what_was_taken_back_is_kept_small_too(journal: Journal, home: Path) -> None:
    made = journal.add("x")
    for number in range(12):
        for _ in range(2):
            journal.change(made.id, story=f"{number}" + "y" * 240_000)
            journal.undo()

    folder = home / "xdg_state_home" / "mistakes" / "history"
    assert 5 * 1024 * 1024 > sum(path.stat().st_size for path in folder.iterdir())


def test_an_import_can_be_taken_back_although_one_of_it_was_purged(journal: Journal) -> None:
    records = [Candidate("", {"title": "x", "source": f"i:{n}"}) for n in range(3)]
    added = journal.import_records(records).added

    journal.purge(added[2])

    assert added[:2] == undo_last(journal).done
    journal.purge(added[0])
    assert added[1:2] == redo_last(journal).done
