"""A change is taken back whole or not at all, whoever is killed on the way, and what cannot be is stepped over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from faults import NO_FAULT, Fault, plant, run, tree
from hypothesis import given
from hypothesis import strategies as st

from mistakes import Journal, history
from mistakes.errors import InvalidEntry, MistakesError, NotFound, UnreadableFile
from mistakes.events import Applied
from mistakes.exchange import Candidate
from mistakes.marking import mark_all
from mistakes.undo import Left, redo_last, undo_last, what_it_was

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked, which Windows cannot")


def imported(journal: Journal, count: int) -> list[str]:
    records = [Candidate(str(n), {"title": f"record {n}", "source": f"old:{n}"}) for n in range(count)]
    return list(journal.import_records(records).added)


def living(journal: Journal) -> set[str]:
    return {entry.id for entry in Journal.open(journal.root).entries()}


@needs_fork
def test_an_undo_that_was_killed_at_any_call_is_finished_by_the_next(
    journal: Journal, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    kept = journal.add("kept")
    imported(journal, 3)
    state = home / "xdg_state_home"
    before = tree(journal.root), tree(state)

    def undo() -> str:
        undo_last(Journal.open(journal.root))
        return "done"

    calls = len(run(undo, [journal.root, state], NO_FAULT).calls)
    assert calls > 10
    for at in range(1, calls + 1):
        plant(before[0], journal.root)
        plant(before[1], state)
        run(undo, [journal.root, state], Fault("kill", at))

        if history.last(journal.root).change.added:  # type: ignore[union-attr]
            undo_last(Journal.open(journal.root))

        assert {kept.id} == living(journal), at
        assert kept.id == history.last(journal.root).change.entry, at  # type: ignore[union-attr]


@needs_fork
@pytest.mark.parametrize("code", ["ENOSPC", "EACCES"])
def test_an_undo_that_a_disk_refused_can_be_called_again(
    journal: Journal, home: Path, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    imported(journal, 2)
    state = home / "xdg_state_home"
    before = tree(journal.root), tree(state)

    def undo() -> str:
        undo_last(Journal.open(journal.root))
        return "done"

    for at in range(1, len(run(undo, [journal.root, state], NO_FAULT).calls) + 1):
        plant(before[0], journal.root)
        plant(before[1], state)
        outcome = run(undo, [journal.root, state], Fault(code, at))
        assert not outcome.crash, outcome.crash

        if not outcome.acknowledged:
            undo_last(Journal.open(journal.root))
        assert set() == living(journal), at


@needs_fork
def test_a_redo_that_was_killed_at_any_call_is_finished_by_the_next(
    journal: Journal, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    ids = set(imported(journal, 2))
    undo_last(journal)
    state = home / "xdg_state_home"
    before = tree(journal.root), tree(state)

    def redo() -> str:
        redo_last(Journal.open(journal.root))
        return "done"

    for at in range(1, len(run(redo, [journal.root, state], NO_FAULT).calls) + 1):
        plant(before[0], journal.root)
        plant(before[1], state)
        run(redo, [journal.root, state], Fault("kill", at))

        if history.last(journal.root, undone=True):
            redo_last(Journal.open(journal.root))
        assert ids == living(journal), at


def test_what_was_changed_once_more_since_is_named_and_stays(journal: Journal) -> None:
    made = journal.add("one", story="s")
    journal.change(made.id, story="second")
    path = journal.path(made.id)
    path.write_text(path.read_text().replace("second", "by hand"))
    text = path.read_text()

    undone = undo_last(journal)

    assert (text, ()) == (path.read_text(), undone.done)
    assert (Left(made.id, "changed since", ("story",)),) == undone.left


def test_what_can_be_taken_back_is_and_the_rest_is_named(journal: Journal) -> None:
    made = journal.add("one", story="s", tags={"a"})
    journal.change(made.id, story="second", title="two", tags={"a", "b"})
    path = journal.path(made.id)
    path.write_text(path.read_text().replace("second", "by hand"))

    undone = undo_last(journal)

    assert undone.entry is not None
    assert ("one", "by hand", ("a",)) == (undone.entry.title, undone.entry.story.strip(), undone.entry.tags)
    assert ((made.id,), ("story",)) == (undone.done, undone.left[0].fields)


def test_a_change_whose_entry_is_gone_is_named_forgotten_and_the_one_before_is_reached(
    journal: Journal,
) -> None:
    two = journal.add("two")
    gone = journal.add("three")
    journal.path(gone.id).unlink()

    with pytest.raises(NotFound, match=gone.id[-6:]):
        journal.undo()

    assert two.id == journal.undo()[0].entry


def test_a_change_whose_entry_is_broken_makes_way_and_can_be_taken_back_once_mended(journal: Journal) -> None:
    two = journal.add("two")
    broken = journal.add("three")
    journal.change(broken.id, title="four")
    text = journal.raw_text(broken.id)
    journal.path(broken.id).write_text("title = ")

    for _ in range(2):
        with pytest.raises((UnreadableFile, InvalidEntry)):
            journal.undo()
    assert two.id == journal.undo()[0].entry

    journal.path(broken.id).write_text(text)
    assert "three" == journal.undo()[1].title  # type: ignore[union-attr]
    assert set() == living(journal) - {broken.id}


def test_mending_a_broken_file_is_no_change_that_blocks_those_before(journal: Journal) -> None:
    one = journal.add("one")
    text = journal.raw_text(one.id)
    journal.path(one.id).write_text("title = ")
    journal.mend(one.id, "title = ", text)

    with pytest.raises(NotFound, match="mended"):
        journal.undo()

    assert one.id == journal.undo()[0].entry


def test_entries_of_an_import_that_are_gone_or_broken_do_not_keep_the_others(journal: Journal) -> None:
    first, second, third, fourth = imported(journal, 4)
    journal.path(first).unlink()
    journal.path(third).write_text("title = ")

    undone = undo_last(journal)

    assert (second, fourth) == undone.done
    assert (Left(first, "gone"), Left(third, "unreadable")) == undone.left
    with pytest.raises(NotFound):
        journal.undo()


def test_progress_is_told_of_every_entry(journal: Journal) -> None:
    imported(journal, 3)
    told: list[int] = []

    undo_last(journal, told.append)

    assert [1, 2, 3] == told


def test_an_import_asks_once_who_one_is(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    imported(journal, 3)
    asked: list[str] = []
    author = Journal.author
    monkeypatch.setattr(Journal, "author", lambda self: asked.append("") or author(self))

    undo_last(journal)

    assert 1 == len(asked)


def test_what_was_deleted_for_another_reason_stays_deleted_when_the_import_comes_back(
    journal: Journal,
) -> None:
    first, second = imported(journal, 2)
    journal.delete(first, why="a double")
    undo_last(journal)  # the deletion
    journal.delete(first, why="a double")
    history.forget_one(journal.root, history.last(journal.root))  # type: ignore[arg-type]
    undo_last(journal)

    redo_last(journal)

    assert {second} == living(journal)


def test_an_event_is_taken_back_once_and_noted_again_by_a_redo(journal: Journal) -> None:
    made = journal.add("x")
    journal.record(Applied(made.id, situation="on call"))

    def counted() -> list[str]:
        return [event.do for event in journal.events(made.id) if event.do == "applied"]

    for _ in range(3):
        assert "applied" == undo_last(journal).event.do  # type: ignore[union-attr]
        assert [] == counted()
        redo_last(journal)
        assert ["applied"] == counted()


@given(st.lists(st.sampled_from(["add", "change", "delete", "import", "many", "undo", "redo"]), max_size=12))
def test_a_redo_gives_what_was_there_before_the_undo(tmp_path_factory, deeds: list[str]) -> None:  # type: ignore[no-untyped-def]
    journal = Journal.create(tmp_path_factory.mktemp("j") / "journal", name="test")
    for number, deed in enumerate(deeds):
        _do(journal, deed, number)
    before = _shown(journal)

    if history.last(journal.root) is None:
        return
    undo_last(journal)
    redo_last(journal)

    assert before == _shown(journal)


def _do(journal: Journal, deed: str, number: int) -> None:
    ids = sorted(living(journal))
    if deed == "add":
        journal.add(f"added {number}")
    elif deed == "import":
        journal.import_records([Candidate("", {"title": "x", "source": f"i{number}:{n}"}) for n in range(2)])
    elif deed == "undo" and history.last(journal.root):
        undo_last(journal)
    elif deed == "redo" and history.last(journal.root, undone=True):
        redo_last(journal)
    elif deed == "many" and len(ids) > 1:
        mark_all(journal, ids[:2], deleted=True)
    elif deed == "change" and ids:
        journal.change(ids[-1], title=f"changed {number}")
    elif deed == "delete" and ids:
        journal.delete(ids[0])


def _shown(journal: Journal) -> dict[str, tuple[str, bool]]:
    entries = journal.entries(deleted=True)
    return {entry.id: (entry.title, entry.deleted is not None) for entry in entries}


def test_each_kind_of_change_is_named(journal: Journal) -> None:
    made, other = journal.add("x"), journal.add("y")
    named = []
    for work in (
        lambda: journal.change(made.id, title="z"),
        lambda: journal.delete(made.id),
        lambda: journal.restore(made.id),
        lambda: mark_all(journal, [made.id, other.id], deleted=True),
        lambda: mark_all(journal, [made.id, other.id], deleted=False),
        lambda: journal.record(Applied(made.id, situation="x")),
        lambda: imported(journal, 2),
    ):
        work()
        named.append(what_it_was(history.last(journal.root).change))  # type: ignore[union-attr]

    assert ["changed", "deleted", "restored", "deleted", "restored", "event", "imported"] == named


def test_several_deleted_at_once_come_back_by_one_undo(journal: Journal) -> None:
    ids = [journal.add(f"{n}").id for n in range(3)]
    mark_all(journal, ids[:2], deleted=True, why="twice")
    assert {ids[2]} == living(journal)

    undo_last(journal)

    assert set(ids) == living(journal)


def test_a_purged_entry_cannot_come_back_by_a_redo(journal: Journal, home: Path) -> None:
    made = journal.add("a secret title")
    undo_last(journal)

    journal.purge(made.id)

    kept = b"".join(
        path.read_bytes() for path in home.rglob("*") if path.is_file() and "history" in path.parts
    )
    assert b"a secret title" not in kept
    with pytest.raises(MistakesError):
        redo_last(journal)
