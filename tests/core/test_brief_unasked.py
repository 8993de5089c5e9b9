"""What comes unasked: from trusted journals, if plainly meant, once a week, whatever state it finds."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes import Applies, Journal, Lesson, places
from mistakes.briefing import quiet, unasked
from mistakes.briefing.quiet import NOTHING, Quiet, Seen, Settled, keep, known
from mistakes.briefing.trust import distrust, is_trusted, journal_in, speaking, trust
from mistakes.errors import NotAJournal, UsageError
from mistakes.events import Repeated, Retired, Reviewed
from mistakes.recall import Need
from mistakes.settings import Settings

DAY = date(2026, 11, 21)
PSQL = Need(commands=("psql -h db-1",))
PLAN = Lesson(
    "l", when="I open a psql shell", then="I read the host name", applies=Applies(commands=("psql",))
)


def settings() -> Settings:
    return Settings.load()


def said(need: Need = PSQL, day: date = DAY, start: str = "") -> list[str]:
    roots = speaking(settings(), start)
    return [one.entry.title for one in unasked.reminders(settings(), need, roots, day)]


@pytest.fixture
def trusted(team: Journal) -> Journal:
    """A trusted journal of a team with one lesson that has a trigger, and some without."""
    team.add("Psql in production", lessons=[PLAN])
    for number in range(5):
        team.add(f"Forgot item {number}", story="It was on the list.", lessons=[Lesson("Look at the list.")])
    trust(settings(), team.root)
    return team


# Who may speak


def test_a_strangers_journal_says_nothing_even_where_one_stands(
    team: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.add("Psql in production", lessons=[PLAN])
    monkeypatch.chdir(team.root)

    assert [] == said()
    trust(settings(), team.root)
    assert ["Psql in production"] == said()


def test_a_journal_that_the_settings_name_was_joined(team: Journal) -> None:
    assert not is_trusted(settings(), team.root)
    settings().set("journals.payments", str(team.root))

    assert is_trusted(settings(), team.root)
    assert [os.path.realpath(team.root)] == speaking(settings())


def test_trust_is_given_once_and_taken_back(team: Journal) -> None:
    assert trust(settings(), team.root)
    assert not trust(settings(), team.root)
    assert [os.path.realpath(team.root)] == list(settings().texts("trusted"))
    assert distrust(settings(), team.root)
    assert not distrust(settings(), team.root)
    assert [] == speaking(settings())


def test_only_a_teams_journal_can_be_trusted(journal: Journal, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="personal"):
        trust(settings(), journal.root)
    with pytest.raises(NotAJournal):
        trust(settings(), tmp_path / "nothing")


def test_a_personal_journal_speaks_only_if_its_owner_says_so(
    monkeypatch: pytest.MonkeyPatch, journal: Journal
) -> None:
    monkeypatch.setenv("MISTAKES_JOURNAL", str(journal.root))
    journal.add("Psql in production", lessons=[PLAN])
    settings().set("journals.mine", str(journal.root))
    assert [] == said()

    settings().set("brief.private", "true")
    assert ["Psql in production"] == said()


def test_the_journal_in_a_code_repository_is_found_from_inside_and_by_the_repository(tmp_path: Path) -> None:
    made = Journal.create(tmp_path / "code" / "mistakes-journal", name="code", kind="team")
    made.add("Psql in production", lessons=[PLAN])
    (tmp_path / "code" / "src").mkdir()
    trust(settings(), tmp_path / "code")

    assert journal_in(tmp_path / "code") == os.path.realpath(made.root)
    assert ["Psql in production"] == said(start=str(tmp_path / "code" / "src"))


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_to_a_trusted_journal_is_that_journal(trusted: Journal, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(trusted.root)

    assert is_trusted(settings(), tmp_path / "link")
    assert 1 == len(speaking(settings(), str(tmp_path / "link")))


@pytest.mark.parametrize("damage", ["", "kind = ", 'kind = "team"\n' * 2, 'kind = "other"'])
def test_a_journal_that_cannot_be_read_says_nothing(trusted: Journal, damage: str) -> None:
    (trusted.root / "journal.toml").write_text(damage)

    assert [] == said()


def test_settings_may_name_what_is_gone_or_impossible(team: Journal, tmp_path: Path) -> None:
    settings().set_texts("trusted", [str(tmp_path / "gone"), "", "a\0b", str(team.root)])

    assert [os.path.realpath(team.root)] == speaking(settings())


def test_a_flag_is_true_or_false_typed_by_hand_or_set() -> None:
    assert not settings().flag("brief.private")
    settings().set("brief.private", "TRUE")
    assert settings().flag("brief.private")
    settings().set("brief.private", "false")
    assert not settings().flag("brief.private")
    settings().path.write_text('[brief]\nprivate = "true"\n')
    assert settings().flag("brief.private")
    with pytest.raises(UsageError):
        settings().set("brief.private", "yes")
    settings().path.write_text("[brief]\nprivate = 1.5\n")
    with pytest.raises(UsageError):
        settings().flag("brief.private")


# What is said, and how often


def test_a_lesson_is_said_at_most_once_a_week(trusted: Journal) -> None:
    assert ["Psql in production"] == said()
    assert [] == said()
    assert [] == said(day=DAY + timedelta(days=6))
    assert ["Psql in production"] == said(day=DAY + timedelta(days=7))


def test_two_lessons_of_an_entry_have_a_week_each(trusted: Journal) -> None:
    second = Lesson("Use a read-only role.", applies=Applies(paths=("*.sql",)))
    trusted.change(_id(trusted, "Psql"), lessons=[PLAN, second])

    assert ["Psql in production"] == said()
    assert ["Psql in production"] == said(Need(paths=("a.sql",)))
    assert [] == said(Need(paths=("a.sql",), commands=("psql",)))


def _id(journal: Journal, start: str) -> str:
    return next(entry.id for entry in journal.entries() if entry.title.startswith(start))


def test_likeness_has_to_be_strong(trusted: Journal) -> None:
    story = "The invoice run doubled the discount of returning customers because rounding came twice."
    trusted.add("Invoice run doubled the discount", story=story, lessons=[Lesson("Round once.")])

    assert [] == said(Need("invoice"))
    assert [] == said(Need("send the invoice"))
    assert ["Invoice run doubled the discount"] == said(
        Need("rounding of the discount in the invoice run for returning customers")
    )


def test_an_entry_with_nothing_to_advise_is_not_said(trusted: Journal) -> None:
    trusted.change(_id(trusted, "Psql"), lessons=[Lesson("", applies=Applies(commands=("psql",)))])

    assert [] == said()


def test_what_is_hushed_is_never_said(trusted: Journal) -> None:
    entry = trusted.get(_id(trusted, "Psql"))
    unasked.hush(settings(), entry.id, entry.lessons[0].key)
    assert [] == said()
    assert (f"{entry.id}:{entry.lessons[0].key}",) == settings().texts("brief.hushed")

    settings().set_texts("brief.hushed", [])
    assert ["Psql in production"] == said()
    unasked.hush(settings(), entry.id)
    assert [] == said(day=DAY + timedelta(days=30))


def test_what_was_retired_in_ones_own_journal_is_not_said_by_a_team(
    trusted: Journal, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISTAKES_JOURNAL", str(journal.root))
    journal.record(Retired(_id(trusted, "Psql")))

    assert [] == said()
    assert [] == said()


def look_older(root: Path) -> None:
    """Let the folders of a journal look as if nothing had changed for long."""
    for folder in (root / "entries").rglob("*"):
        if folder.is_dir():
            os.utime(folder, (1_700_000_000, 1_700_000_000))


@pytest.fixture
def shelved(trusted: Journal, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> Journal:
    """One's own journal, in which the team's lesson was retired; that it is silent today is noted."""
    monkeypatch.setenv("MISTAKES_JOURNAL", str(journal.root))
    journal.add("Something else")
    journal.record(Retired(entry=_id(trusted, "Psql")))
    look_older(trusted.root)
    look_older(journal.root)
    assert [] == said()
    assert {_id(trusted, "Psql")} == set(known().settled)
    return journal


def test_what_is_retired_is_not_looked_at_twice_a_day(
    trusted: Journal, shelved: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_older(trusted.root)

    def refuse(*_: object) -> None:
        raise AssertionError("an entry was read")

    monkeypatch.setattr(Journal, "readable", refuse)
    assert [] == said()


@pytest.mark.parametrize("is_of_the_team", [True, False])
def test_what_was_retired_and_came_again_is_said_the_same_day(
    trusted: Journal, shelved: Journal, is_of_the_team: bool
) -> None:
    told = Journal.open(trusted.root if is_of_the_team else shelved.root)

    told.record(Repeated(entry=_id(trusted, "Psql")))

    assert ["Psql in production"] == said()


def test_what_was_retired_and_reviewed_again_is_said_the_same_day(trusted: Journal, shelved: Journal) -> None:
    entry = trusted.get(_id(trusted, "Psql"))

    shelved.record(Reviewed(entry=entry.id, lesson=entry.lessons[0].key or ""))

    assert ["Psql in production"] == said()


def test_a_lesson_is_heard_of_as_soon_as_its_file_is_there(trusted: Journal) -> None:
    assert [] == said(Need(paths=("a.tf",)))
    lesson = Lesson("Read the plan.", applies=Applies(paths=("*.tf",)))
    entry = trusted.draft("Applied without reading", lessons=[lesson])
    text = trusted.text_of(entry)
    trusted.path(entry.id).parent.mkdir(parents=True, exist_ok=True)
    trusted.path(entry.id).write_text(text, encoding="utf-8")  # as git or a synced folder brings it

    assert ["Applied without reading"] == said(Need(paths=("a.tf",)))
    trusted.path(entry.id).unlink()
    assert [] == said(Need(paths=("a.tf",)), DAY + timedelta(days=8))


def test_when_nothing_changed_the_index_is_taken_as_it_is(
    trusted: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look at every file is what would make it slow; a lesson overwritten in place is noticed later."""
    from mistakes.index.index import Index

    look_older(trusted.root)
    assert [] == said(Need("nothing of the kind"))

    def refuse(*_: object) -> None:
        raise AssertionError("the files were looked at")

    monkeypatch.setattr(Index, "refresh", refuse)
    assert [] == said(Need("nothing of the kind"))


def test_what_was_said_can_be_asked_for(trusted: Journal) -> None:
    said()
    entry = trusted.get(_id(trusted, "Psql"))

    assert [(entry.id, entry.lessons[0].key, DAY)] == quiet.said_since(DAY - timedelta(days=7))
    assert [] == quiet.said_since(DAY + timedelta(days=1))


# The state it keeps


def state() -> Path:
    return places.state_folder() / "brief.json"


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"said": 3, "seen": [], "settled": ""}',
        b"\xff\xfe\0",
        b'{"said": {"x": "y"}}',
    ],
)
def test_a_damaged_note_means_that_something_is_said_once_more(trusted: Journal, damage: bytes) -> None:
    assert ["Psql in production"] == said()
    state().write_bytes(damage)

    assert ["Psql in production"] == said()
    assert [] == said()


@pytest.mark.skipif(os.name == "nt", reason="modes and links are others on Windows")
def test_a_note_that_is_no_file_of_ours_is_left_alone(trusted: Journal, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("precious")
    places.state_folder().mkdir(parents=True, exist_ok=True)
    state().symlink_to(elsewhere)

    assert ["Psql in production"] == said()
    assert "precious" == elsewhere.read_text()
    assert 0o600 == state().stat().st_mode & 0o777


def test_a_clock_that_was_wrong_silences_nothing_for_ever(trusted: Journal) -> None:
    assert ["Psql in production"] == said(day=date(2099, 1, 1))

    assert ["Psql in production"] == said(day=DAY)


def test_of_many_processes_at_once_only_one_says_it(trusted: Journal) -> None:
    with ProcessPoolExecutor(4) as pool:
        found = list(pool.map(said, [PSQL] * 8))

    assert 1 == sum(map(len, found))


def test_nothing_is_said_while_another_process_holds_the_note(trusted: Journal) -> None:
    from mistakes import files

    said(Need("something else"))
    with files.locked(places.state_folder(), lambda: state().with_suffix(".lock")):
        assert [] == said()
    assert ["Psql in production"] == said()


names = st.tuples(st.sampled_from("abc"), st.sampled_from("xy")).map(":".join)
days = st.dates(date(2026, 11, 1), date(2026, 12, 31))


@given(st.dictionaries(names, days), st.sets(names), days)
def test_what_is_noted_rests_for_a_week_and_is_forgotten_after_a_month(
    before: dict[str, date], now: set[str], day: date
) -> None:
    quiet = Quiet(before, {}, {}).with_said(now, day)

    assert all(quiet.rests(name, day + timedelta(days=6)) for name in now)
    assert not any(quiet.rests(name, day + timedelta(days=7)) for name in now)
    assert all(on > day - timedelta(days=30) for on in quiet.said.values())
    assert set(quiet.said) - now <= set(before)


@pytest.fixture
def noted() -> Quiet:
    """A note that was kept."""
    quiet = Quiet({"a:x": DAY}, {"b": Settled(DAY, "state")}, {"/root": Seen("state", "key")})
    keep(lambda _: quiet)
    return quiet


def test_a_note_is_read_as_it_was_kept(noted: Quiet) -> None:
    assert noted == known()
    keep(lambda _: NOTHING)
    assert NOTHING == known()
