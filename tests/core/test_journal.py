"""A journal keeps what it was given, and two changes of one entry never undo each other."""

from __future__ import annotations

import os
import stat
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from mistakes import Action, Applied, Journal, Lesson, Price, Reviewed, Source
from mistakes.errors import (
    AlreadyExists,
    Ambiguous,
    InvalidEntry,
    MistakesError,
    NewerFormat,
    NotAJournal,
    NotFound,
    PrivateField,
    UsageError,
)


def test_an_entry_is_what_was_given_and_lies_at_the_path_of_its_id(journal: Journal) -> None:
    made = journal.add("Deployed on a Friday", tags={"ops", "deploy"}, lessons=[Lesson("wait")])

    again = Journal.open(journal.root).get(made.id)

    assert made == again
    assert ("deploy", "ops") == again.tags
    assert journal.root / "entries" / made.logged.astimezone(UTC).strftime(
        "%Y/%m"
    ) / f"{made.id}.toml" == journal.path(made.id)
    assert again.lessons[0].key
    assert again.lessons[0].added == again.logged


def test_a_personal_journal_can_be_read_by_its_owner_only(journal: Journal) -> None:
    made = journal.add("x")

    paths = [journal.root, journal.root / "entries", journal.path(made.id).parent, journal.path(made.id)]

    assert {0o700, 0o600} == {stat.S_IMODE(os.stat(path).st_mode) for path in paths}


def test_the_record_of_an_older_date_gets_an_id_of_that_time(journal: Journal) -> None:
    logged = datetime(2019, 5, 4, 12, tzinfo=UTC)

    made = journal.add("old", logged=logged, happened=date(2019, 5, 3))

    assert journal.root / "entries" / "2019" / "05" == journal.path(made.id).parent


def test_the_same_source_adds_nothing_the_second_time(journal: Journal) -> None:
    one = journal.add("x", source="pager:8841")
    two = journal.add("y", source="pager:8841")

    assert one == two
    assert 1 == len(list(journal.entries()))


def test_all_faults_are_told_before_anything_is_written(journal: Journal) -> None:
    with pytest.raises(InvalidEntry) as refused:
        journal.add("", confidence=300, price=Price(trust=9))

    assert {"title", "confidence", "price.trust"} == {fault.path for fault in refused.value.faults}
    assert [] == list(journal.entries())


def test_a_name_that_is_no_field_is_refused(journal: Journal) -> None:
    with pytest.raises(UsageError, match="severity"):
        journal.add("x", severity=3)  # type: ignore[call-arg]


def test_a_change_replaces_the_field_and_counts_up(journal: Journal) -> None:
    made = journal.add("x", tags={"a"})

    changed = journal.change(made.id, tags={"b"}, title="y")

    assert (("b",), "y", 2) == (changed.tags, changed.title, changed.rev)
    assert changed.updated > made.updated
    assert changed == journal.get(made.id)


def test_a_change_to_the_same_value_writes_nothing(journal: Journal) -> None:
    made = journal.add("x", tags={"a"})
    before = os.stat(journal.path(made.id))

    assert made == journal.change(made.id, tags={"a"})
    assert before.st_ino == os.stat(journal.path(made.id)).st_ino


@pytest.mark.parametrize("name", ["id", "logged", "author", "source", "format"])
def test_what_never_changes_is_refused(journal: Journal, name: str) -> None:
    made = journal.add("x")

    with pytest.raises(UsageError):
        journal.change(made.id, **{name: getattr(made, name)})  # type: ignore[arg-type]


def test_two_edits_of_one_reading_are_both_kept(journal: Journal) -> None:
    base = journal.add("x", story="one\ntwo\nthree\n", tags={"a"})

    journal.save(base, attrs.evolve(base, story="ONE\ntwo\nthree\n", tags=("a", "b")))
    both = journal.save(base, attrs.evolve(base, story="one\ntwo\nTHREE\n", tags=("a", "c")))

    assert "ONE\ntwo\nTHREE\n" == both.story
    assert {"a", "b", "c"} == set(both.tags)
    assert () == both.conflict


def test_of_two_edits_of_one_title_the_loser_is_kept(journal: Journal) -> None:
    base = journal.add("old")

    journal.save(base, attrs.evolve(base, title="theirs"))
    both = journal.save(base, attrs.evolve(base, title="mine"))

    assert "mine" == both.title
    assert [("title", "theirs")] == [(row.path, row.value) for row in both.conflict]


def test_an_edited_text_keeps_its_comments_and_gets_new_stamps(journal: Journal) -> None:
    made = journal.add("old", story="s")
    text = journal.raw_text(made.id)
    typed = "# my own words\n" + text.replace('title = "old"', 'title = "new"  # better')

    changed = journal.save_text(made.id, text, typed)

    assert ("new", 2) == (changed.title, changed.rev)
    assert "# my own words" in journal.raw_text(made.id)
    assert "# better" in journal.raw_text(made.id)
    assert changed == journal.get(made.id)


def test_comments_survive_a_change_by_the_program(journal: Journal) -> None:
    made = journal.add("old")
    text = journal.raw_text(made.id)
    journal.save_text(made.id, text, "# my own words\n" + text)

    journal.change(made.id, title="new", tags={"t"})

    assert "# my own words" in journal.raw_text(made.id)
    assert "new" == journal.get(made.id).title


def test_an_edited_text_that_is_no_entry_changes_nothing(journal: Journal) -> None:
    made = journal.add("old")
    text = journal.raw_text(made.id)

    for typed in (
        text.replace("old", ""),
        text + "\nrev = 1",
        text.replace("author", "auhtor"),
        "x" * 300_000,
    ):
        with pytest.raises(MistakesError):
            journal.save_text(made.id, text, typed)
        assert text == journal.raw_text(made.id)


def test_the_editor_cannot_change_what_never_changes(journal: Journal) -> None:
    made = journal.add("old")
    text = journal.raw_text(made.id)

    with pytest.raises(InvalidEntry, match="never changes"):
        journal.save_text(made.id, text, text.replace(made.id, "01kah3v8m2e9br5x0p7w4sn02q"))


def test_unknown_keys_survive_a_change(journal: Journal) -> None:
    made = journal.add("x", extra={"x": {"me": {"mood": 3}}})

    changed = journal.change(made.id, title="y")

    assert {"x": {"me": {"mood": 3}}} == changed.extra


def test_a_deleted_entry_stays_on_disk_and_comes_back(journal: Journal) -> None:
    made = journal.add("x")

    journal.delete(made.id, why="twice")

    assert [] == list(journal.entries())
    assert [made.id] == [entry.id for entry in journal.entries(deleted=True)]
    assert journal.restore(made.id).deleted is None
    assert [made.id] == [entry.id for entry in journal.entries()]


def test_undo_takes_back_an_edit_and_keeps_what_came_after(journal: Journal) -> None:
    made = journal.add("old", tags={"a"})
    journal.change(made.id, title="new")
    other = Journal.open(journal.root)
    path = other.path(made.id)
    path.write_text(path.read_text().replace('"a"', '"b"'))

    _, entry = journal.undo()

    assert entry is not None
    assert ("old", ("b",)) == (entry.title, entry.tags)


def test_undo_of_an_add_is_a_mark_and_a_second_undo_takes_the_one_before(journal: Journal) -> None:
    one = journal.add("one")
    two = journal.add("two")

    journal.undo()
    assert [one.id] == [entry.id for entry in journal.entries()]
    journal.undo()
    assert [] == list(journal.entries())
    assert {one.id, two.id} == {entry.id for entry in journal.entries(deleted=True)}
    with pytest.raises(NotFound):
        journal.undo()


def test_undo_of_an_event_takes_it_back(journal: Journal) -> None:
    made = journal.add("x")
    journal.record(Applied(made.id, situation="on call"))

    journal.undo()

    assert [] == [event for event in journal.events(made.id) if event.do == "applied"]


def test_an_event_gets_a_stamp_and_is_found_again(journal: Journal) -> None:
    made = journal.add("x")

    event = journal.record(Applied(made.id, situation="在值班时"))

    assert event.id
    assert event.by
    assert event.day
    assert [event] == journal.events(made.id)


def test_what_is_private_never_enters_a_team_journal(team: Journal) -> None:
    with pytest.raises(PrivateField):
        team.add("x", feeling="ashamed")
    made = team.add("x")
    with pytest.raises(PrivateField):
        team.change(made.id, feeling="ashamed")
    with pytest.raises(PrivateField):
        team.record(Reviewed(made.id, lesson="aaaaaa"))
    text = team.raw_text(made.id)
    with pytest.raises(PrivateField):
        team.save_text(made.id, text, text + 'feeling = "ashamed"\n')
    assert "ashamed" not in "".join(path.read_text() for path in team.root.rglob("*") if path.is_file())


def test_short_ids_are_resolved_and_ambiguous_ones_list_their_candidates(journal: Journal) -> None:
    made = [journal.add(f"entry {number}") for number in range(3)]
    first = made[0]
    twin = attrs.evolve(first, id=made[1].id[:10] + "abcdef0123" + first.id[-6:])
    journal.put(twin)

    assert made[2].id == journal.find(made[2].id[-6:].upper())
    assert first.id == journal.find(first.id)
    with pytest.raises(Ambiguous) as refused:
        journal.find(first.id[-6:])
    assert {first.id, twin.id} == set(refused.value.candidates)
    with pytest.raises(NotFound):
        journal.find("zzzz")
    for hostile in ("../../x", "", "abc", "-rf", "\u202e" * 5, "a" * 10**6):
        with pytest.raises(UsageError):
            journal.find(hostile)


def test_the_key_of_a_lesson_or_action_finds_its_entry(journal: Journal) -> None:
    made = journal.add("x", lessons=[Lesson("l")], actions=[Action("a", due=date(2026, 12, 1))])

    assert made.id == journal.find(made.lessons[0].key or "")
    assert made.id == journal.find(made.actions[0].key or "")


def test_one_bad_file_never_hides_the_others(journal: Journal) -> None:
    good = journal.add("good")
    bad = journal.add("bad")
    journal.path(bad.id).write_text("title = ")

    assert [good.id] == [entry.id for entry in journal.entries()]
    assert 1 == len(journal.unreadable)
    assert str(journal.path(bad.id)) in journal.unreadable[0].message


def test_an_entry_whose_file_has_another_name_is_told(journal: Journal) -> None:
    made = journal.add("x")
    other = made.id[:-1] + ("0" if made.id[-1] != "0" else "1")
    journal.path(made.id).rename(journal.path(made.id).with_name(f"{other}.toml"))

    with pytest.raises(InvalidEntry, match="id"):
        journal.get(other)


def test_an_existing_id_is_never_overwritten(journal: Journal) -> None:
    made = journal.add("x")

    with pytest.raises(AlreadyExists):
        journal.put(attrs.evolve(made, title="other"))
    assert "x" == journal.get(made.id).title


def test_a_newer_format_is_shown_and_never_written(journal: Journal) -> None:
    made = journal.add("x")
    path = journal.path(made.id)
    path.write_text(path.read_text().replace("format = 1", "format = 2"))

    assert "x" == journal.get(made.id).title
    with pytest.raises(NewerFormat):
        journal.change(made.id, title="y")
    about = journal.root / "journal.toml"
    about.write_text(about.read_text().replace("format = 1", "format = 2"))
    with pytest.raises(NewerFormat):
        Journal.open(journal.root).add("z")


def test_create_never_touches_a_journal_that_is_there(journal: Journal) -> None:
    before = (journal.root / "journal.toml").read_bytes()

    with pytest.raises(AlreadyExists):
        Journal.create(journal.root, name="other")
    assert before == (journal.root / "journal.toml").read_bytes()


def test_a_folder_that_is_no_journal_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotAJournal):
        Journal.open(tmp_path)


def test_opening_writes_nothing(journal: Journal, home: Path) -> None:
    before = sorted(home.rglob("*"))

    Journal.open(journal.root)

    assert before == sorted(home.rglob("*"))


def test_an_entry_over_the_limit_is_refused(journal: Journal) -> None:
    with pytest.raises(UsageError, match="256 KiB"):
        journal.add("x", story="é" * 140_000)
    assert [] == list(journal.entries())


@pytest.mark.parametrize(
    "change",
    [
        {"id": "01kah3v8m2e9br5x0p7w4sn02q"},
        {"author": "Somebody <else@example.com>"},
        {"format": 2},
        {"logged": datetime(2020, 1, 1, tzinfo=UTC)},
        {"source": Source("pager", "1")},
    ],
)
def test_what_never_changes_stays_whichever_way_an_entry_is_changed(
    journal: Journal, change: dict[str, Any]
) -> None:
    entry = journal.add("x")
    before = journal.raw_text(entry.id)

    with pytest.raises(InvalidEntry):
        journal.edit(entry.id, lambda found: attrs.evolve(found, **change))
    with pytest.raises(InvalidEntry):
        journal.save(entry, attrs.evolve(entry, **change))
    assert before == journal.raw_text(entry.id)
