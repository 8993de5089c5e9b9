"""What must hold of what an exporter gets: whose entries, whose events, and nothing that is private."""

from __future__ import annotations

from pathlib import Path

import pytest

from mistakes import Applied, Journal, Lesson, Links, Retracted, Reviewed
from mistakes.journals import Journals


def titles(journals: Journals, query: str = "", *, private: bool = False, backup: bool = False) -> list[str]:
    return [entry.title for entry in journals.selection(query, private=private, backup=backup).entries()]


@pytest.fixture
def both(journal: Journal, team: Journal) -> Journals:
    return Journals([journal, team])


def share(journal: Journal, team: Journal, title: str) -> None:
    original = journal.add(title=title)
    team.add(title=f"{title}, shared", links=Links(shared_from=original.id))


def test_a_shared_copy_and_its_original_are_one_entry(
    journal: Journal, team: Journal, both: Journals
) -> None:
    share(journal, team, "Slow roll-back")
    team.add(title="Only the team's")

    assert ["Slow roll-back", "Only the team's"] == titles(both)
    assert ["Slow roll-back, shared", "Only the team's"] == titles(Journals([team]))


def test_a_copy_stays_where_its_original_is_not_chosen(
    journal: Journal, team: Journal, both: Journals
) -> None:
    share(journal, team, "Slow roll-back")

    assert ["Slow roll-back, shared"] == titles(both, "shared")


def test_entries_of_several_journals_come_in_the_order_of_their_ids(
    journal: Journal, team: Journal, both: Journals
) -> None:
    for number in range(6):
        (journal, team)[number % 2].add(title=str(number))

    assert list("012345") == titles(both)
    assert list("012345") == titles(both)


def test_shared_events_go_along_and_private_ones_only_with_a_backup(journal: Journal) -> None:
    entry = journal.add(title="Signed unread", lessons=[Lesson("Read it first", key="x3k9ab")])
    journal.record(Applied(entry.id, situation="the lease"))
    journal.record(Reviewed(entry.id, lesson="x3k9ab", grade="had"))

    assert ["applied"] == [event.do for event in journal.selection().events()]
    assert ["applied", "reviewed"] == [event.do for event in journal.selection(backup=True).events()]


def test_events_about_what_was_not_chosen_stay_behind(journal: Journal) -> None:
    chosen, other, gone = (journal.add(title=title) for title in ("This one", "Another", "Gone"))
    for entry in (chosen, other, gone):
        journal.record(Applied(entry.id, situation="there"))
    journal.delete(gone.id)

    assert [chosen.id] == [event.entry for event in journal.selection("this").events()]
    assert {chosen.id, other.id} == {event.entry for event in journal.selection().events()}


def test_feelings_go_out_only_when_asked_for(journal: Journal) -> None:
    journal.add(title="Shouted", feeling="ashamed")

    assert [""] == [entry.feeling for entry in journal.selection().entries()]
    assert ["ashamed"] == [entry.feeling for entry in journal.selection(private=True).entries()]


def test_the_standing_of_an_entry_is_that_of_its_own_journal(
    journal: Journal, team: Journal, both: Journals
) -> None:
    mine, ours = journal.add(title="Mine"), team.add(title="Ours")
    team.record(Applied(ours.id, situation="there"))
    selection = both.selection()

    standings = {entry.title: selection.standing(entry).ahead for entry in selection.entries()}

    assert {"Mine": (), "Ours": ("applied",)} == standings
    assert journal.selection().standing(mine) == journal.standing(mine)


def test_one_journal_brings_its_header_and_several_bring_none(
    journal: Journal, both: Journals, tmp_path: Path
) -> None:
    assert journal.header == journal.selection().header
    assert both.selection().header is None
    assert both.selection().name == f"{both[0].name} + {both[1].name}"


def test_a_backup_holds_what_was_taken_back_so_that_it_can_come_back(journal: Journal) -> None:
    entry = journal.add("x")
    applied = journal.record(Applied(entry.id))
    retracted = journal.record(Retracted(entry.id, event=applied.id))

    assert applied not in list(journal.selection().events())
    assert [applied, retracted] == list(journal.selection(backup=True).events())
