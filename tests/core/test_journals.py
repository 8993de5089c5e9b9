"""Which journals are meant, and several read as one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mistakes import Journal, Journals
from mistakes.errors import Ambiguous, NotAJournal, NotFound, UsageError
from mistakes.journals import for_reading, for_writing, named, personal_root, team_here
from mistakes.query import parse
from mistakes.settings import Settings


@pytest.fixture
def settings() -> Settings:
    return Settings.load()


def test_the_first_entry_begins_the_personal_journal_where_it_belongs(settings: Settings) -> None:
    journal, begun = for_writing(settings)

    assert begun
    assert journal.private
    assert personal_root(settings) == journal.root
    assert not for_writing(settings)[1]


def test_writing_goes_to_the_personal_journal_even_inside_a_teams(
    settings: Settings, team: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(team.root)

    assert for_writing(settings)[0].private
    assert team.root == for_writing(settings, team=True)[0].root
    assert [True, False] == [journal.private for journal in for_reading(settings)]


def test_a_team_journal_is_found_by_walking_up_also_in_a_code_repository(
    settings: Settings, tmp_path: Path
) -> None:
    inner = tmp_path / "code" / "src" / "deep"
    inner.mkdir(parents=True)
    assert team_here(settings, inner) is None
    made = Journal.create(tmp_path / "code" / "mistakes-journal", name="code", kind="team")

    found = team_here(settings, inner)

    assert found is not None
    assert made.root == found.root


def test_a_name_from_the_settings_a_path_and_nonsense(
    settings: Settings, team: Journal, tmp_path: Path
) -> None:
    settings.set("journals.payments", str(team.root))

    assert team.root == named("payments", settings).root
    assert team.root == named(str(team.root), settings).root
    with pytest.raises(NotAJournal, match="nosuch"):
        named("nosuch", settings)
    with pytest.raises(NotAJournal):
        named(str(tmp_path), settings)


def test_MISTAKES_JOURNAL_must_name_a_personal_journal(
    settings: Settings, team: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISTAKES_JOURNAL", str(team.root))

    with pytest.raises(UsageError, match="team journal"):
        for_writing(settings)


def test_a_journal_is_not_begun_among_other_files(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "todo.txt").write_text("x")
    monkeypatch.setenv("MISTAKES_JOURNAL", str(tmp_path / "notes"))

    with pytest.raises(NotAJournal, match="other files"):
        for_writing(settings)


def test_several_journals_are_listed_as_one_newest_first(journal: Journal, team: Journal) -> None:
    titles = ["one", "two", "three", "four"]
    for number, title in enumerate(titles):
        place = (journal, team)[number % 2]
        place.add(title, logged=datetime(2026, 1, number + 1, tzinfo=UTC))

    both = Journals([journal, team])

    assert titles[::-1] == [found.entry.title for found in both.newest()]
    assert ["four", "three"] == [found.entry.title for found in both.newest(2)]
    assert {"one", "three"} == {found.entry.title for found in both.newest() if found.journal is journal}


def test_several_journals_are_searched_as_one(journal: Journal, team: Journal) -> None:
    journal.add("deployed on a friday")
    team.add("deployed twice")
    team.add("something else")
    query = parse("deployed", now=datetime.now(UTC))

    both = Journals([journal, team])

    assert {"deployed on a friday", "deployed twice"} == {found.entry.title for found in both.search(query)}
    assert 1 == len(list(both.search(query, limit=1)))
    assert 2 == both.count(query)


def test_a_short_id_is_looked_for_in_all_journals(journal: Journal, team: Journal) -> None:
    mine, theirs = journal.add("mine"), team.add("theirs")
    both = Journals([journal, team])

    assert (journal, mine.id) == both.find(mine.id[-6:])
    assert (team, theirs.id) == both.find(theirs.id[-6:])
    with pytest.raises(NotFound):
        both.find("zzzz")


def test_an_end_that_fits_entries_of_two_journals_is_ambiguous(journal: Journal, team: Journal) -> None:
    import attrs

    mine = journal.add("mine")
    team.put(attrs.evolve(mine, id=mine.id[:12] + "zzzz" + mine.id[16:], title="theirs"))

    with pytest.raises(Ambiguous):
        Journals([journal, team]).find(mine.id[-6:])


def test_reading_only_what_is_named(
    settings: Settings, journal: Journal, team: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(team.root)
    monkeypatch.setenv("MISTAKES_JOURNAL", str(journal.root))

    assert [journal.root, team.root] == [one.root for one in for_reading(settings)]
    assert [team.root] == [one.root for one in for_reading(settings, team=True)]
    assert [journal.root] == [one.root for one in for_reading(settings, str(journal.root))]
