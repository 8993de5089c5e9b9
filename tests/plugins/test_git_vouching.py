"""Whose events are whose: what somebody else committed in a person's name is known, on every clone alike."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from git_team import Shim, Team, git, write

from mistakes import Commented, Journal, Thanked
from mistakes.digest import digest
from mistakes.events import write_line
from mistakes.identity import who_of
from mistakes.ids import new_id
from mistakes.settings import Settings
from mistakes.testing import run
from mistakes_git.vouching import known_at

NOBODY: frozenset[str] = frozenset()


@pytest.fixture
def shared(tmp_path: Path) -> Team:
    """A team with nobody in it yet."""
    return Team(tmp_path / "team")


def say(journal: Journal, text: str = "I was there") -> str:
    """Record an event as its writer does, and return its id."""
    entry = next(journal.entries(), None) or journal.add("Dropped the table")
    return journal.record(Commented(entry.id, text=text)).id


def log_of(journal: Journal, who: str) -> Path:
    """Return the one log of a person."""
    (path,) = (journal.root / "events").rglob(f"{who}-*.jsonl")
    return path


def forge(journal: Journal, who: str, like: str) -> str:
    """Write a well-formed line into another person's log, made from one of theirs, and return its id."""
    path = log_of(journal, who)
    line = next(line for line in path.read_text().splitlines() if like in line)
    made = like[:-4] + ("zzzz" if not like.endswith("zzzz") else "yyyy")
    add(path, line.replace(like, made))
    return made


def add(path: Path, *lines: str) -> None:
    with open(path, "a", encoding="utf-8", newline="") as file:
        file.writelines(f"{line}\n" for line in lines)


def commit_as(journal: Journal, who: str, message: str = "by hand") -> str:
    """Commit everything as a person with an address, and push it."""
    name = {"GIT_AUTHOR_NAME": who.title(), "GIT_AUTHOR_EMAIL": f"{who}@example.com"}
    git(journal.root, "add", "-A")
    git(journal.root, "commit", "-q", "-m", message, **name)
    git(journal.root, "push", "-q", "origin", "HEAD:main")
    return git(journal.root, "rev-parse", "HEAD")


def everywhere(journals: Iterable[Journal]) -> frozenset[str]:
    """Return what is not vouched for, which every clone has to agree on, with its cache and without."""
    journals = list(journals)
    found = {journal.unvouched() for journal in journals}
    for journal in journals:
        (journal.root / ".git" / "mistakes" / "authorship.json").unlink(missing_ok=True)
        found.add(journal.unvouched())
    assert 1 == len(found)
    return found.pop()


def test_show_says_of_words_in_somebodys_mouth_that_another_put_them_there(shared: Team) -> None:
    ana, bo = shared.pair()
    said = say(ana)
    shared.settle()
    forge(bo, "ana", said)
    commit_as(bo, "bo")
    shared.settle()
    entry = next(ana.entries())
    marks = {"en": " (put there by somebody else)", "zh": "（由他人写入）"}
    for journal, language in ((ana, "en"), (bo, "zh")):
        Settings.load().set("language", language)
        told = run("-j", str(journal.root), "show", entry.id).out
        assert (2, 1) == (told.count("I was there"), told.count(marks[language]))


def test_a_digest_leaves_out_what_another_brought_in_somebodys_name(shared: Team) -> None:
    ana, bo = shared.pair()
    entry = ana.add("Dropped the table")
    thanks = ana.record(Thanked(entry.id, who_of("Bo <bo@example.com>"), "for looking twice"))
    shared.settle()
    (whole,) = [items for name, items in digest(bo, date.today()).parts if "hank" in name]
    forge(bo, "ana", thanks.id)
    commit_as(bo, "bo")
    shared.settle()
    for journal in (ana, bo):
        (items,) = [items for name, items in digest(journal, date.today()).parts if "hank" in name]
        assert whole == items


def test_what_people_record_and_sync_themselves_is_theirs(shared: Team) -> None:
    ana, bo = shared.pair()
    for journal in (ana, bo, ana):
        say(journal)
        shared.settle()
    both = [say(journal, "at once") for journal in (ana, bo)]
    shared.settle()

    assert NOBODY == everywhere(shared.clones)
    assert set(both) <= {event.id for event in ana.events()}


def test_a_line_in_anothers_log_is_named_when_it_arrives_and_not_vouched_for(shared: Team) -> None:
    ana, bo = shared.pair()
    event = say(ana)
    shared.settle()
    made = forge(bo, "ana", event)
    bo.sync()

    (told,) = ana.sync().doubtful

    assert told.path == log_of(ana, "ana").relative_to(ana.root).as_posix()
    assert "Bo <bo@example.com>" == told.author
    assert git(ana.root, "rev-parse", "HEAD").startswith(told.commit)
    assert frozenset({made}) == everywhere(shared.clones)
    assert () == ana.sync().doubtful


def test_doctor_lists_them_with_commit_and_author_until_they_are_gone(shared: Team) -> None:
    from mistakes_git.checking import problems

    ana, bo = shared.pair()
    event = say(ana)
    shared.settle()
    forge(bo, "ana", event)
    bo.sync()
    ana.sync()

    (fault,) = [one for one in problems(ana) if one.path.startswith("events/")]
    assert "Bo <bo@example.com>" in fault.reason
    assert git(ana.root, "rev-parse", "HEAD")[:10] in fault.reason
    path = log_of(ana, "ana")
    path.write_text("".join(line + "\n" for line in path.read_text().splitlines() if event in line))
    ana.sync()

    assert [] == [one for one in problems(ana) if one.path.startswith("events/")]
    assert NOBODY == everywhere([ana])


def test_a_copy_of_a_true_line_takes_nothing_from_its_writer(shared: Team) -> None:
    ana, bo = shared.pair()
    event = say(ana)
    shared.settle()
    line = log_of(bo, "ana").read_text()
    # what another takes away and puts back is still hers
    git(bo.root, "rm", "-q", log_of(bo, "ana").relative_to(bo.root).as_posix())
    commit_as(bo, "bo", "removed")
    path = log_of(ana, "ana").relative_to(ana.root)
    (bo.root / path).parent.mkdir(parents=True, exist_ok=True)
    (bo.root / path).write_text(line)
    commit_as(bo, "bo", "put back")
    ana.sync()

    assert event in {one.id for one in ana.events()}
    assert NOBODY == everywhere(shared.clones)


def test_a_line_with_a_true_id_and_another_text_counts_only_if_it_is_the_writers(shared: Team) -> None:
    ana, bo = shared.pair()
    larger, smaller = say(ana, "mmm"), say(ana, "mmm")
    shared.settle()
    path = log_of(bo, "ana")
    lines = {
        event: next(one for one in path.read_text().splitlines() if event in one)
        for event in (larger, smaller)
    }
    add(path, lines[larger].replace("mmm", "zzz"), lines[smaller].replace("mmm", "aaa"))
    bo.sync()
    ana.sync()

    assert frozenset({smaller}) == everywhere(shared.clones)


def test_a_merge_that_brings_lines_of_neither_side_is_no_way_around(shared: Team) -> None:
    ana, bo = shared.pair()
    event = say(ana)
    shared.settle()
    git(bo.root, "switch", "-q", "-c", "side")
    (bo.root / "README.md").write_text("side")
    git(bo.root, "add", "-A")
    git(bo.root, "commit", "-q", "-m", "side")
    git(bo.root, "switch", "-q", "main")
    git(bo.root, "merge", "-q", "--no-ff", "--no-commit", "side")
    made = forge(bo, "ana", event)
    commit_as(bo, "bo", "merged")
    ana.sync()

    assert frozenset({made}) == everywhere(shared.clones)


def test_who_writes_first_from_another_address_is_believed_and_nobody_after(shared: Team) -> None:
    ana, bo = shared.pair()  # the names of their logs have no digest of an address
    event = say(ana)
    shared.settle()
    forge(bo, "ana", event)
    bo.sync()
    ana.sync()
    own = say(ana, "later")
    shared.settle()

    found = everywhere(shared.clones)

    assert 1 == len(found)
    assert own not in found
    assert event not in found


def named(shared: Team, who: str, address: str) -> Settings:
    """Return the settings of somebody whose log has the digest of an address, with a newer address."""
    made = who_of(f"{who} <{address}>")
    return Settings(
        shared.folder / f"{who}.toml", {"author": f"{who.title()} <{who}@new.example>", "who": made}
    )


def test_a_change_of_address_is_told_and_can_be_made_good(shared: Team) -> None:
    bo = shared.begin("bo")
    old = shared.join("ana")
    old._settings = Settings(
        old.settings.path, {"author": "Ana <ana@example.com>", "who": who_of("Ana <ana@example.com>")}
    )
    say(old)
    old.sync()
    new = Journal.open(old.root, named(shared, "ana", "ana@example.com"))
    event = say(new, "from the new address")

    (note,) = new.sync().notes

    assert "<ana@new.example> <ana@example.com>" in note
    assert frozenset({event}) == everywhere([new])
    (new.root / ".mailmap").write_text("Ana <ana@new.example> <ana@example.com>\n")
    commit_as(new, "ana", "both are me")
    later = say(new, "and on")
    assert () == new.sync().notes
    bo.sync()

    assert NOBODY == everywhere([new, bo])
    assert {event, later} <= {one.id for one in bo.events()}


def test_nobody_can_make_an_address_of_their_own_anothers(shared: Team) -> None:
    ana, bo = shared.pair()
    event = say(ana)
    shared.settle()
    (bo.root / ".mailmap").write_text("Ana <ana@example.com> <bo@example.com>\n")
    commit_as(bo, "bo")
    made = forge(bo, "ana", event)
    bo.sync()
    ana.sync()

    assert frozenset({made}) == everywhere(shared.clones)


def test_an_address_that_the_name_tells_of_is_believed_before_one_that_came_first_at_once(
    shared: Team,
) -> None:
    ana = shared.begin("ana")
    ana._settings = Settings(
        ana.settings.path, {"author": "Ana <ana@example.com>", "who": who_of("Ana <ana@example.com>")}
    )
    bo = shared.join("bo")
    event = say(ana)
    ana.sync()
    # Bo goes back to before her first event and writes her log there
    line = next(line for line in log_of(ana, "ana").read_text().splitlines() if event in line)
    made = event[:-4] + "zzzz"
    path = bo.root / log_of(ana, "ana").relative_to(ana.root)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(line.replace(event, made) + "\n")
    bo.sync()
    ana.sync()

    assert frozenset({made}) == everywhere(shared.clones)


def test_who_goes_back_before_the_first_event_of_another_does_not_become_the_other(shared: Team) -> None:
    ana, bo = shared.pair()
    first = say(ana)
    ana.sync()
    say(ana)
    ana.sync()
    path = bo.root / log_of(ana, "ana").relative_to(ana.root)
    path.parent.mkdir(parents=True, exist_ok=True)
    line = next(line for line in log_of(ana, "ana").read_text().splitlines() if first in line)
    made = first[:-4] + "zzzz"
    path.write_text(f"{line}\n{line.replace(first, made)}\n")  # a true line, too: it stays hers
    bo.sync()

    assert 1 == len(ana.sync().doubtful)
    assert frozenset({made}) == everywhere(shared.clones)


def test_clones_agree_whatever_they_fetched_when(shared: Team) -> None:
    rng = random.Random(7)
    people = [shared.begin("ana"), shared.join("bo"), shared.join("cy")]
    for _ in range(25):
        journal = rng.choice(people)
        say(journal)
        if rng.random() < 0.3:
            other = rng.choice(("ana", "bo", "cy"))
            logs = list((journal.root / "events").rglob(f"{other}-*.jsonl"))
            if logs:
                entry = next(journal.entries())
                record = write_line(Commented(entry.id, text="forged", id=new_id(), by=logs[0].stem))
                add(logs[0], record)
        if rng.random() < 0.6:
            journal.sync()
            journal.unvouched()
    shared.settle()

    assert len(everywhere(shared.clones)) > 2


def test_with_the_branch_where_it_was_git_is_not_asked(
    shared: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, bo = shared.pair()
    event = say(ana)
    shared.settle()
    made = forge(bo, "ana", event)
    bo.sync()
    git(bo.root, "pack-refs", "--all")
    assert frozenset({made}) == bo.unvouched()
    shim = Shim(tmp_path / "shim")
    for name, value in shim.environment().items():
        monkeypatch.setenv(name, value)

    assert frozenset({made}) == bo.unvouched()
    assert 0 == shim.calls


def test_only_new_commits_are_looked_at(shared: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, bo = shared.pair()
    for _ in range(5):
        say(ana)
        ana.sync()
    bo.sync()
    bo.unvouched()
    seen: list[int] = []
    import mistakes_git.persons as persons

    real = persons.touches

    def counted(git: object, commits: object, paths: object) -> object:
        seen.append(len(commits))  # type: ignore[arg-type]
        return real(git, commits, paths)  # type: ignore[arg-type]

    monkeypatch.setattr(persons, "touches", counted)
    say(ana)
    ana.sync()
    bo.sync()
    bo.unvouched()

    assert {1} == {*seen}


def test_what_cannot_be_told_accuses_nobody(shared: Team, journal: Journal, tmp_path: Path) -> None:
    ana, bo = shared.pair()
    event = say(ana)
    shared.settle()
    forge(bo, "ana", event)
    bo.sync()
    shallow = shared.join("cy", shallow=True)
    inner = tmp_path / "code"
    inner.mkdir()
    git(inner, "init", "-q")
    inside = Journal.create(inner / "mistakes-journal", name="code", kind="team")

    assert NOBODY == shallow.unvouched()
    assert NOBODY == inside.unvouched()
    assert NOBODY == journal.unvouched()
    shutil.rmtree(bo.root / ".git" / "objects")
    (bo.root / ".git" / "mistakes" / "authorship.json").unlink(missing_ok=True)
    assert NOBODY == bo.unvouched()


def test_without_git_nobody_is_accused(shared: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, _ = shared.pair()
    say(ana)
    ana.sync()
    monkeypatch.setenv("PATH", os.devnull)

    assert NOBODY == ana.unvouched()


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"format": 1}', '{"format": 1, "head": 3, "events": 7}', "\0", '{"format": 99}']
)
def test_a_cache_that_is_damaged_is_made_anew(shared: Team, text: str) -> None:
    ana, bo = shared.pair()
    event = say(ana)
    shared.settle()
    made = forge(bo, "ana", event)
    bo.sync()
    bo.unvouched()
    head = git(bo.root, "rev-parse", "HEAD")
    (bo.root / ".git" / "mistakes" / "authorship.json").write_text(text.replace("3", f'"{head}"'))

    assert frozenset({made}) == bo.unvouched()


def test_a_history_that_was_rewritten_is_looked_at_anew(shared: Team) -> None:
    ana, bo = shared.pair()
    event = say(ana)
    ana.sync()
    bo.sync()
    forge(bo, "ana", event)
    bo.sync()
    assert 1 == len(bo.unvouched())
    git(bo.root, "reset", "-q", "--hard", "HEAD~1")

    assert NOBODY == bo.unvouched()


def test_a_personal_journal_is_one_persons_whatever_the_addresses(shared: Team) -> None:
    ana = shared.begin("ana", kind="personal")
    say(ana)
    ana.sync()
    other = shared.join("bo")
    path = log_of(other, "ana")
    add(path, path.read_text().strip().replace("I was there", "I was not"))
    other.sync()

    assert NOBODY == other.unvouched()
    assert () == ana.sync().doubtful


def test_another_author_of_an_entry_is_named_with_commit_and_author(shared: Team) -> None:
    ana, bo = shared.pair()
    made = ana.add("Hers")
    shared.settle()
    write(bo, made, bo.raw_text(made.id).replace("Ana <ana@example.com>", "Bo <bo@example.com>"))
    bo.sync()

    report = ana.sync()

    (told,) = report.doubtful
    assert (made.id,) == report.received.changed
    assert "'Ana <ana@example.com>'" in told.reason
    assert ("Bo <bo@example.com>", True) == (told.author, bool(told.commit))


def test_another_id_of_the_journal_is_not_taken_over_and_all_else_is(shared: Team) -> None:
    ana, bo = shared.pair()
    mine = ana.header.id
    path = bo.root / "journal.toml"
    text = path.read_text().replace(mine, new_id()).replace('"payments"', '"pay"')
    path.write_text(text.replace("goal = 1001", "goal = 77"))
    commit_as(bo, "bo")
    bo.add("And an entry")
    bo.sync()

    report = ana.sync()

    assert [("journal.toml", "Bo <bo@example.com>")] == [(one.path, one.author) for one in report.doubtful]
    (note,) = report.notes
    assert "'pay'" in note
    assert "bo@example.com" in note
    text = (ana.root / "journal.toml").read_text()
    assert mine in text
    assert "goal = 77" in text
    assert ["And an entry"] == [entry.title for entry in ana.entries()]
    shared.settle()
    heads = shared.heads()
    shared.settle()
    assert heads == shared.heads()
    assert 1 == len(heads)
    assert mine in path.read_text()


def test_what_is_known_is_the_same_step_by_step_and_at_once(shared: Team) -> None:
    ana, bo = shared.pair()
    for number in range(3):
        event = say(ana)
        shared.settle()
        if number == 1:
            forge(bo, "ana", event)
        say(bo)
        shared.settle()
        bo.unvouched()
    from mistakes_git.persons import Known, advanced
    from mistakes_git.repository import find

    repository = find(bo)
    assert repository is not None
    known = known_at(repository, repository.git, repository.head)

    assert known == advanced(repository.git, Known(), (repository.head,))
